"""``needcheck rate`` and ``agreement``: their options; the modules come when they run."""

from __future__ import annotations

from typing import Annotated

import typer

from needcheck.cli.options import Json, Plain


def add_team_commands(app: typer.Typer) -> None:
    """Put the commands of this module into the program."""
    app.command(epilog="Example: needcheck rate data/scenarios/training --as R7")(rate)
    app.command(epilog="Example: needcheck agreement ratings-R1.toml ratings-R2.toml")(agreement)


def rate(  # noqa: PLR0913, PLR0917 -- one parameter for each option
    folder: Annotated[
        str, typer.Argument(metavar="FOLDER", help="Scenarios: a folder or one file.")
    ],
    rater: Annotated[
        str, typer.Option("--as", metavar="CODE", help="Your code, such as R7; never a name.")
    ],
    to: Annotated[
        str, typer.Option(metavar="FILE", help="Where ratings go; ratings-CODE.toml if not given.")
    ] = "",
    show_: Annotated[
        str, typer.Option("--show", metavar="WHAT", help="story, facts (as usual) or all.")
    ] = "",
    variants: Annotated[
        bool, typer.Option("--variants", help="Also rate each variant, as a case of its own.")
    ] = False,
    plain: Plain = False,
) -> None:
    """Rate scenarios alone. No recommendation is shown; stop and go on whenever you like."""
    from needcheck.cli.rate import RateRequest, run_rate, shown_as

    request = RateRequest(
        folder, rater=rater, to=to, shown=shown_as(show_), variants=variants, plain=plain
    )
    raise typer.Exit(run_rate(request))


def agreement(  # noqa: PLR0913, PLR0917 -- one parameter for each option
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Files of ratings, or a folder of them.")
    ],
    scenarios: Annotated[
        str, typer.Option(metavar="FOLDER", help="Where the scenarios are now, if they moved.")
    ] = "",
    html: Annotated[str, typer.Option(metavar="FILE", help="Write one HTML page.")] = "",
    name_raters: Annotated[
        bool, typer.Option("--name-raters", help="Also show each rater by code.")
    ] = False,
    plain: Plain = False,
    json: Json = False,
) -> None:
    """Show how well a team agrees, and with what is expected."""
    from needcheck.cli.agreement import run_agreement

    code = run_agreement(
        files, scenarios=scenarios, html=html, named=name_raters, plain=plain, json=json
    )
    raise typer.Exit(code)
