"""The command line: options in, exit code out. Each command imports its module when it runs.

Exit codes: 0 done; 1 a check failed (a scenario differs); 2 usage; 3 a file is unreadable or
invalid; 4 answers are needed; 130 interrupted, with the work saved. A level is never an exit code.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from needcheck import __version__
from needcheck.cli.criteria_commands import criteria
from needcheck.cli.options import Data, Json, Plain
from needcheck.cli.score_command import score
from needcheck.cli.team_commands import add_team_commands
from needcheck.cli.training_commands import add_training_commands
from needcheck.errors import NeedcheckError

app = typer.Typer(
    name="needcheck",
    help=(
        "Level of need, referral route and why, from a local authority's own threshold criteria. "
        "You decide; needcheck asks, applies the criteria and keeps the note. "
        "If a child is in immediate danger call 999 now."
    ),
    epilog="Start with: needcheck assess --authority hull",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", "-V", help="Print the version.")] = False,
) -> None:
    """Take the options that stand before a command."""
    if version:
        sys.stdout.write(f"needcheck {__version__}\n")
        raise typer.Exit


@app.command(epilog="Example: needcheck assess --authority hull --set harm=suspected --no-input")
def assess(  # noqa: PLR0913, PLR0917 -- one parameter for each option of the command line
    authority: Annotated[str, typer.Option(help="Where the child lives, e.g. hull.")] = "",
    pathway: Annotated[str, typer.Option(help="What to decide.")] = "level",
    answers: Annotated[
        str,
        typer.Option(
            metavar="FILE", help="Answers from a TOML file, a note or a scenario; - for stdin."
        ),
    ] = "",
    row: Annotated[
        str, typer.Option(metavar="TABLE", help="Answers from one row of a table; with --id.")
    ] = "",
    ident: Annotated[str, typer.Option("--id", metavar="ID", help="The row's id.")] = "",
    map_: Annotated[
        str, typer.Option("--map", metavar="TOML", help="The map that the table was scored by.")
    ] = "",
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FACT=VALUE", help="One answer; may be repeated."),
    ] = None,
    present: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="A prompt that is present; may be repeated."),
    ] = None,
    absent: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="A prompt stated absent; may be repeated."),
    ] = None,
    looked_through: Annotated[
        list[str] | None,
        typer.Option(metavar="GROUP", help="A list you looked through: child, parents or home."),
    ] = None,
    note: Annotated[
        str,
        typer.Option(metavar="FILE", help="Case note to write; an existing one is gone on with."),
    ] = "",
    resume: Annotated[
        str,
        typer.Option(metavar="[DRAFT]", help="Go on with a draft; the last one without a name."),
    ] = "",
    sibling_of: Annotated[
        str, typer.Option(metavar="NOTE", help="Take the family's answers from a sibling's note.")
    ] = "",
    reference: Annotated[
        str, typer.Option(help="Your agency's case reference; never a name.")
    ] = "",
    no_input: Annotated[
        bool, typer.Option("--no-input", help="Ask nothing; use what is given.")
    ] = False,
    complete: Annotated[
        bool, typer.Option("--complete", help="Exit with 4 unless no missing answer can change it.")
    ] = False,
    as_of: Annotated[
        str, typer.Option(metavar="DATE", help="Decide as on this day (2026-11-20).")
    ] = "",
    explain: Annotated[
        bool, typer.Option("--explain", help="Show rules, our reasons, all answers.")
    ] = False,
    data: Data = "",
    plain: Plain = False,
    json: Json = False,
) -> None:
    """Decide level of need and route for one child; keep the note."""
    from needcheck.cli.assess import run_assess
    from needcheck.cli.given import Request

    request = Request(
        authority=authority, pathway=pathway, answers=answers, sets=tuple(set_ or ()),
        present=tuple(present or ()), absent=tuple(absent or ()),
        looked_through=tuple(looked_through or ()), note=note, resume=resume, reference=reference,
        sibling_of=sibling_of, row=row, ident=ident, map=map_,
        no_input=no_input, complete=complete, as_of=as_of, explain=explain, plain=plain, json=json,
        data=data,
    )  # fmt: skip
    raise typer.Exit(run_assess(request))


@app.command(epilog="Example: needcheck show case-17.toml --record")
def show(  # noqa: PLR0913, PLR0917 -- one parameter for each option of the command line
    note: Annotated[
        str, typer.Argument(metavar="NOTE", help="A case note: file, name or reference.")
    ],
    record: Annotated[
        bool, typer.Option("--record", help="Plain 80-column text for your agency's own record.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show rules, our reasons, all answers.")
    ] = False,
    data: Data = "",
    plain: Plain = False,
    json: Json = False,
) -> None:
    """Print a saved note again, from the file alone."""
    from needcheck.cli.show import run_show

    raise typer.Exit(
        run_show(note, record=record, explain=explain, plain=plain, json=json, data=data)
    )


@app.command(epilog="Example: needcheck notes")
def notes(plain: Plain = False, json: Json = False) -> None:
    """List the notes you saved. Each can be shown again by its reference."""
    from needcheck.cli.notes import run_notes

    raise typer.Exit(run_notes(json=json, plain=plain))


@app.command(
    "follow-up",
    epilog='Example: needcheck follow-up case-17.toml --done chase_feedback --answer "accepted"',
)
def follow_up(
    note: Annotated[
        str, typer.Argument(metavar="NOTE", help="A case note: file, name or reference.")
    ],
    done: Annotated[str, typer.Option(metavar="ID", help="The follow-up to tick off.")] = "",
    answer: Annotated[str, typer.Option(help="What was answered, without names.")] = "",
    at: Annotated[str, typer.Option(help='When: "2026-11-20 14:30"; now if not given.')] = "",
    plain: Plain = False,
) -> None:
    """List what is to follow up. With options: tick one off with what was answered."""
    from needcheck.cli.follow_up import run_follow_up

    raise typer.Exit(run_follow_up(note, done=done, answer=answer, at=at, plain=plain))


@app.command(epilog="Example: needcheck drafts")
def drafts(
    remove: Annotated[str, typer.Option(metavar="DRAFT", help="Delete this draft.")] = "",
) -> None:
    """List drafts of interviews that were not finished."""
    from needcheck.cli.drafts import run_drafts

    raise typer.Exit(run_drafts(remove))


@app.command(epilog="Example: needcheck compare data/samples/answers.toml")
def compare(
    case: Annotated[
        str,
        typer.Argument(metavar="CASE", help="A note, a scenario or an answers file; - for stdin."),
    ],
    as_of: Annotated[str, typer.Option(metavar="DATE", help="Decide as on this day.")] = "",
    data: Data = "",
    plain: Plain = False,
    json: Json = False,
) -> None:
    """Show one case under every local authority, and why they differ."""
    from needcheck.cli.compare import run_compare

    raise typer.Exit(run_compare(case, as_of=as_of, plain=plain, json=json, data=data))


add_training_commands(app)
add_team_commands(app)
app.command(epilog="Example: needcheck score rows.csv --authority hull --out scored.csv")(score)
app.add_typer(criteria, name="criteria")


@app.command(epilog="Example: needcheck settings --authority hull --role education")
def settings(
    authority: Annotated[str | None, typer.Option(help="Your usual local authority.")] = None,
    role: Annotated[str | None, typer.Option(help="Your role, e.g. education.")] = None,
    agency: Annotated[str | None, typer.Option(help="Your agency or setting.")] = None,
) -> None:
    """Show or change what is remembered of you. Nothing about a child."""
    from needcheck.cli.settings import run_settings

    raise typer.Exit(run_settings(authority=authority, role=role, agency=agency))


def run(argv: list[str]) -> int:
    """Run one command line and return its exit code; never a traceback."""
    try:
        code = _code(app(_with_last_draft(argv), prog_name="needcheck", standalone_mode=False))
        sys.stdout.flush()
    except NeedcheckError as error:
        if isinstance(error.__cause__, BrokenPipeError):
            _forget_output()
        return _fail(str(error), error.exit_code)
    except (KeyboardInterrupt, EOFError):
        return _fail("Stopped.", 130)
    except BrokenPipeError:
        _forget_output()
        return 0
    except OSError as error:
        _forget_output()
        what = error.filename or "the output could not be written"
        return _fail(f"{what}: {error.strerror}.", 3)
    except Exception as error:  # a traceback could print what was written of a child
        return _unexpected(error)
    return code


def _forget_output() -> None:
    """Let what could not be written go, so that Python does not try again at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _code(result: Any) -> int:
    return result if isinstance(result, int) else 0


def _with_last_draft(argv: list[str]) -> list[str]:
    """``--resume`` without a name means the last draft."""
    return [
        "--resume=last"
        if word == "--resume" and (not argv[i + 1 : i + 2] or argv[i + 1].startswith("-"))
        else word
        for i, word in enumerate(argv)
    ]


def _fail(sentence: str, code: int) -> int:
    """Say on stderr what is wrong, in lines of 80 columns; indented lines stay as they are."""
    from textwrap import TextWrapper

    from needcheck.interview.shown import plain_text

    lines = (plain_text(line) for line in f"needcheck: {sentence}".splitlines())
    fill = TextWrapper(80, break_long_words=False, break_on_hyphens=False).fill
    shown = (line if line.startswith(" ") else fill(line) for line in lines)
    sys.stderr.write("\n".join(shown) + "\n")
    return code


def _unexpected(error: Exception) -> int:
    """Name where it happened and what kind, never what the values were."""
    form = getattr(error, "format_message", None)  # an error of the option parser has it
    if callable(form) and type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{form()}\n")
        return 2
    if callable(form):
        return _fail(f"{form()} See --help.", 2)
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    where = f"{Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}" if last else "unknown"
    return _fail(
        f"something went wrong inside needcheck ({type(error).__name__} at {where}). "
        "Nothing that was saved has been changed; a draft keeps what was answered.",
        1,
    )
