"""``needcheck replay`` before people: step by step, as a quiz, and with an answer changed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from needcheck.cli.context import Context, read_line, write_error
from needcheck.errors import Interrupted, NoTerminal
from needcheck.interview.asker import View
from needcheck.interview.quiz import CASE, Quiz, Shown
from needcheck.jobs.scenarios.replay import Replay, cases, replays

NOBODY = (
    "somebody has to turn the pages or to answer, and nobody is there; with --plain, lines are "
    "read from the pipe."
)
STOPPED = "stopped before the end."


def _check_somebody(context: Context) -> None:
    if not (context.can_ask or context.plain):
        raise NoTerminal(NOBODY)


def run_steps(files: Sequence[Path], *, context: Context, hide: bool) -> int:
    """Go through the cases screen by screen, for a group before a projector."""
    from needcheck.interview.stepping import step_plain, step_terminal
    from needcheck.output.slides import slides

    _check_somebody(context)
    results = _replays(files, context, hide=hide)
    screens = [screen for result in results for screen in slides(result)]
    try:
        if context.simple or not context.can_ask:
            step_plain(screens, read_line, write_error)
        else:
            step_terminal(screens)
    except (KeyboardInterrupt, EOFError):
        raise Interrupted(STOPPED) from None
    return 0


def _replays(files: Sequence[Path], context: Context, *, hide: bool) -> list[Replay]:
    engine = context.engine
    return [result for path in files for result in replays(path, engine, hide=hide)]


def run_quiz(files: Sequence[Path], *, context: Context, hide: bool, save: str) -> int:
    """Ask before each reveal, and print the score; saved only where a file is named."""
    from needcheck.jobs.scenarios.quiz import quiz_case, score

    _check_somebody(context)
    engine = context.engine
    listed = [quiz_case(result, engine) for result in _replays(files, context, hide=hide)]
    quiz = Quiz(listed, context.asker(lambda view: _render(context, view)))
    stopped = False
    try:
        quiz.run()
    except (KeyboardInterrupt, EOFError):
        stopped = True
    result = score(listed, quiz.chosen)
    from needcheck.output.quiz_page import score_blocks

    context.print_page(score_blocks(result))
    if save:
        _save(Path(save), result, context)
    if stopped:
        raise Interrupted(STOPPED)
    return 0


def _render(context: Context, view: View) -> None:
    from needcheck.output.quiz_page import quiz_case_blocks, reveal_blocks

    if isinstance(view.content, Shown):
        blocks = quiz_case_blocks if view.kind == CASE else reveal_blocks
        context.print_page(blocks(view.content), error=True)


def _save(path: Path, result: object, context: Context) -> None:
    from needcheck.case.store import replace_unchanged
    from needcheck.jobs.scenarios.quiz import Score, score_toml

    assert isinstance(result, Score)  # noqa: S101
    replace_unchanged(path, score_toml(result, context.now.date()), None)
    sys.stderr.write(f"Saved: {path}\n")


def run_beside(
    files: Sequence[Path], wanted: Sequence[str], *, context: Context, hide: bool, json: bool
) -> int:
    """Print the case of each file beside itself with the wanted answers put in."""
    from needcheck.jobs.scenarios.beside import beside

    engine = context.engine
    found = [beside(next(cases(path, engine, hide=hide)), engine, wanted) for path in files]
    if json:
        from needcheck.output.beside_page import beside_data
        from needcheck.output.envelope import dumps, envelope

        listed = {"cases": [beside_data(both) for both in found]}
        sys.stdout.write(dumps(envelope("replay", "done", listed)))
        return 0
    from needcheck.output.beside_page import beside_blocks

    for both in found:
        context.print_page(beside_blocks(both))
    return 0
