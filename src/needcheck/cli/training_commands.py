"""``needcheck replay`` and ``needcheck scenario``: their options; the modules come when they run."""

from __future__ import annotations

from typing import Annotated

import typer

from needcheck.cli.options import Data, Json, Plain

scenario = typer.Typer(
    help="Write, check and hand out scenarios.",
    epilog="Example: needcheck scenario check data/scenarios/training",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="Files or folders.")]


def add_training_commands(app: typer.Typer) -> None:
    """Put the commands of this module into the program."""
    app.command(epilog="Example: needcheck replay data/scenarios --check")(replay)
    app.add_typer(scenario, name="scenario")


def replay(
    scenarios: Annotated[
        list[str], typer.Argument(metavar="SCENARIO...", help="Files or folders.")
    ],
    check: Annotated[
        bool, typer.Option("--check", help="Only what differs, and the count.")
    ] = False,
    junit: Annotated[
        str, typer.Option(metavar="FILE", help="With --check: write JUnit XML, too.")
    ] = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Run scenarios through the same interview and check what they expect."""
    from needcheck.cli.replay import run_replay

    raise typer.Exit(run_replay(scenarios, check=check, json=json, junit=junit, data=data))


@scenario.command("check", epilog="Example: needcheck scenario check data/scenarios/training")
def scenario_check(files: Files, data: Data = "", plain: Plain = False, json: Json = False) -> None:
    """Say what is wrong in scenario files, each with its line; 1 where something is."""
    from needcheck.cli.scenario import run_check

    raise typer.Exit(run_check(files, data=data, plain=plain, json=json))
