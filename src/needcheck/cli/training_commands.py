"""``needcheck replay`` and ``needcheck scenario``: their options alone."""

from __future__ import annotations

from typing import Annotated

import typer

from needcheck.cli.options import Data, Json, Plain

scenario = typer.Typer(
    help="Write, check, list and hand out scenarios.",
    epilog="Example: needcheck scenario check data/scenarios/training",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="Scenarios: files or folders.")]
Hide = Annotated[
    bool, typer.Option("--hide", help="Hide a note's reference, agency, file and own words.")
]


def add_training_commands(app: typer.Typer) -> None:
    """Put the commands of this module into the program."""
    app.command(epilog="Example: needcheck replay data/scenarios --check")(replay)
    app.add_typer(scenario, name="scenario")


def replay(  # noqa: PLR0913, PLR0917 -- one parameter for each option of the command line
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SCENARIO]...", help="Files or folders; case notes, too."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only what differs, and the count; 1 where any does.")
    ] = False,
    step: Annotated[
        bool, typer.Option("--step", help="Screen by screen for a group: n next, b back, q quit.")
    ] = False,
    quiz: Annotated[
        bool, typer.Option("--quiz", help="Choose before each reveal; a score at the end.")
    ] = False,
    list_: Annotated[
        bool, typer.Option("--list", help="List the scenarios, those shipped if none is named.")
    ] = False,
    with_: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="FACT=VALUE", help="Beside itself with another answer."),
    ] = None,
    hide: Hide = False,
    junit: Annotated[
        str, typer.Option(metavar="FILE", help="With --check: write JUnit XML, too.")
    ] = "",
    save: Annotated[
        str, typer.Option(metavar="FILE", help="With --quiz: write the answers and the score.")
    ] = "",
    data: Data = "",
    plain: Plain = False,
    json: Json = False,
) -> None:
    """Run scenarios: as a check, a transcript, a session or a quiz."""
    from needcheck.cli.replay import ReplayRequest, run

    request = ReplayRequest(
        tuple(scenarios or ()), check=check, step=step, quiz=quiz, list=list_,
        changed=tuple(with_ or ()), hide=hide, junit=junit, save=save, data=data, plain=plain,
        json=json,
    )  # fmt: skip
    raise typer.Exit(run(request))


@scenario.command("check", epilog="Example: needcheck scenario check data/scenarios/training")
def scenario_check(files: Files, data: Data = "", plain: Plain = False, json: Json = False) -> None:
    """Say what is wrong in scenario files. Each with its line; exits with 1 where something is."""
    from needcheck.cli.scenario import run_check

    raise typer.Exit(run_check(files, data=data, plain=plain, json=json))


@scenario.command("list", epilog="Example: needcheck scenario list --tag consent --level targeted")
def scenario_list(  # noqa: PLR0913, PLR0917 -- one parameter for each option
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE]...", help="Files or folders.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option(help="Has this tag; with several, all of them.")
    ] = None,
    level: Annotated[
        list[str] | None, typer.Option(help="Expects this level or outcome; with several, any.")
    ] = None,
    difficulty: Annotated[
        list[str] | None, typer.Option(help="starter, practised or expert; with several, any.")
    ] = None,
    data: Data = "",
    plain: Plain = False,
    json: Json = False,
) -> None:
    """List scenarios by tag, level and difficulty. Those shipped if none is named."""
    from needcheck.cli.context import Context
    from needcheck.cli.library import run_list
    from needcheck.jobs.scenarios.library import Wanted

    wanted = Wanted(tuple(tag or ()), tuple(level or ()), tuple(difficulty or ()))
    context = Context(plain=plain, data=data)
    raise typer.Exit(run_list(files or (), context=context, json=json, wanted=wanted))


@scenario.command("new", epilog="Example: needcheck scenario new a-new-case.toml")
def scenario_new(
    file: Annotated[
        str,
        typer.Argument(metavar="[FILE]", help="The file to write; one begun is gone on with."),
    ] = "",
    data: Data = "",
    plain: Plain = False,
) -> None:
    """Write a scenario by interview, and say what you expect."""
    from needcheck.cli.scenario_new import run_new

    raise typer.Exit(run_new(file, data=data, plain=plain))


@scenario.command(
    "from-note",
    epilog='Example: needcheck scenario from-note case-17.toml --title "A quiet Tuesday."',
)
def scenario_from_note(
    note: Annotated[
        str, typer.Argument(metavar="NOTE", help="A case note: file, name or reference.")
    ],
    title: Annotated[str, typer.Option(help="The scenario's title.")] = "A case to talk about.",
    to: Annotated[
        str, typer.Option(metavar="FILE", help="The file to write; named by the title if not.")
    ] = "",
    data: Data = "",
) -> None:
    """Make a scenario of a case note. Reference, agency and own words go; its days are moved."""
    from needcheck.cli.scenario import run_from_note

    raise typer.Exit(run_from_note(note, title=title, to=to, data=data))


@scenario.command(
    "handout",
    epilog="Example: needcheck scenario handout data/scenarios/training/hull --html handout.html",
)
def scenario_handout(
    files: Files,
    html: Annotated[str, typer.Option(metavar="FILE", help="The page to write.")],
    hide: Hide = False,
    data: Data = "",
) -> None:
    """Write a hand-out to print. Stories first, then the answers on sheets of their own."""
    from needcheck.cli.scenario import run_handout

    raise typer.Exit(run_handout(files, html=html, hide=hide, data=data))
