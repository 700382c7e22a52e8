"""``needcheck criteria ...``: the options of each command. Its module is imported when it runs."""

from __future__ import annotations

from typing import Annotated

import typer

from needcheck.cli.options import Data, Json

criteria = typer.Typer(
    help="Read, write, check, prove and compare criteria.",
    epilog="Example: needcheck criteria list",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@criteria.command("list", epilog="Example: needcheck criteria list --json")
def criteria_list(data: Data = "", json: Json = False) -> None:
    """List local authorities, documents and what each can decide."""
    from needcheck.cli.criteria import run_list

    raise typer.Exit(run_list(json=json, data=data))


@criteria.command("show", epilog="Example: needcheck criteria show hull --pathway level")
def criteria_show(
    authority: Annotated[str, typer.Argument(metavar="AUTHORITY", help="E.g. hull.")],
    pathway: Annotated[str, typer.Option(help="Only this pathway.")] = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Show what an authority decides. With document, contacts and cautions."""
    from needcheck.cli.criteria import run_show

    raise typer.Exit(run_show(authority, pathway=pathway, json=json, data=data))


@criteria.command("new", epilog="Example: needcheck criteria new new_town --data my-criteria")
def criteria_new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="An id, e.g. new_town.")],
    extends: Annotated[
        str, typer.Option(metavar="AUTHORITY", help="Build on this authority, e.g. hull.")
    ] = "",
    data: Annotated[
        str, typer.Option(metavar="DIR", help="Where to; your own needcheck folder if not given.")
    ] = "",
) -> None:
    """Write the first files of a council's own criteria to fill in."""
    from needcheck.cli.criteria_new import run_new

    raise typer.Exit(run_new(name, extends=extends, data=data))


@criteria.command("schema", epilog="Example: needcheck criteria schema --out my-criteria/schema")
def criteria_schema(
    kind: Annotated[str, typer.Argument(metavar="[KIND]", help="E.g. contacts.")] = "",
    out: Annotated[str, typer.Option(metavar="DIR", help="Write into this folder.")] = "",
) -> None:
    """Print or write JSON Schemas of criteria files. Editors check by them while you type."""
    from needcheck.cli.criteria_new import run_schema

    raise typer.Exit(run_schema(kind, out=out))


@criteria.command("prove", epilog="Example: needcheck criteria prove hull --pathway level")
def criteria_prove(  # noqa: PLR0913, PLR0917 -- one parameter for each option
    authority: Annotated[
        str, typer.Argument(metavar="[AUTHORITY]", help="E.g. hull; all if not given.")
    ] = "",
    pathway: Annotated[str, typer.Option(help="Only this pathway.")] = "",
    claim: Annotated[str, typer.Option(metavar="ID", help="Only this claim, e.g. INV-02.")] = "",
    limit: Annotated[float, typer.Option(help="Seconds for one claim.", min=0.01)] = 20.0,
    folder: Annotated[
        str, typer.Option("--save-to", metavar="DIR", help="Where counter-cases are written.")
    ] = "counter-cases",
    listed: Annotated[bool, typer.Option("--list", help="Name every claim.")] = False,
    data: Data = "",
    json: Json = False,
) -> None:
    """Prove the safety rules over all answers. Shows the smallest case against one that fails."""
    from needcheck.cli.context import Context
    from needcheck.cli.criteria_prove import Wanted, run_prove

    wanted = Wanted(authority, pathway, claim, limit, folder, listed=listed, json=json)
    raise typer.Exit(run_prove(wanted, Context(data=data)))


@criteria.command("check", epilog="Example: needcheck criteria check my-criteria")
def criteria_check(
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH", help="A file, an authority's folder, a data folder, or a shipped id."
        ),
    ],
    stale_after: Annotated[
        int | None,
        typer.Option(
            metavar="MONTHS", min=1, help="Also find contacts not checked for so many months."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Check criteria files. Every finding comes with its line, a caret, and what is allowed."""
    from needcheck.cli.criteria_check import run_check

    raise typer.Exit(run_check(path, stale_after=stale_after, json=json))


@criteria.command("try", epilog="Example: needcheck criteria try hull level --answers my.toml")
def criteria_try(  # noqa: PLR0913, PLR0917 -- one parameter for each option
    authority: Annotated[str, typer.Argument(metavar="AUTHORITY", help="E.g. hull.")],
    pathway: Annotated[str, typer.Argument(metavar="PATHWAY", help="E.g. level.")],
    answers: Annotated[
        str,
        typer.Option(metavar="FILE", help="Answers, a note or a scenario; - for stdin."),
    ],
    scenarios: Annotated[
        str, typer.Option(metavar="DIR", help="Where to look for rules that no scenario covers.")
    ] = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Try the rules on one set of answers. Each fires, is held or rests on silence, with why."""
    from needcheck.cli.criteria_try import run_try

    raise typer.Exit(
        run_try(authority, pathway, answers=answers, scenarios=scenarios, json=json, data=data)
    )


@criteria.command("diff", epilog="Example: needcheck criteria diff hull my-criteria --cases notes")
def criteria_diff(  # noqa: PLR0913, PLR0917 -- one parameter for each option
    old: Annotated[str, typer.Argument(metavar="OLD", help="An id, or a folder of criteria.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="An id, or a folder of criteria.")],
    authority: Annotated[str, typer.Option(help="Which, where a folder holds several.")] = "",
    cases: Annotated[
        str,
        typer.Option(metavar="PATH", help="Saved notes, scenarios, or a table."),
    ] = "",
    pathway: Annotated[str, typer.Option(help="The pathway of a table's rows.")] = "level",
    json: Json = False,
) -> None:
    """Show what changed between two editions. Cases that would come out differently are named."""
    from needcheck.cli.criteria_diff import run_diff

    raise typer.Exit(
        run_diff(old, new, authority=authority, cases=cases, pathway=pathway, json=json)
    )


@criteria.command("trace", epilog="Example: needcheck criteria trace hull --clause HUL-133")
def criteria_trace(
    authority: Annotated[str, typer.Argument(metavar="AUTHORITY", help="E.g. hull.")],
    clause: Annotated[str, typer.Option(metavar="ID", help="Only this clause.")] = "",
    html: Annotated[str, typer.Option(metavar="FILE", help="Write one HTML page.")] = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Show each clause of the document beside its rules, and back."""
    from needcheck.cli.criteria import run_trace

    raise typer.Exit(run_trace(authority, clause=clause, html=html, json=json, data=data))
