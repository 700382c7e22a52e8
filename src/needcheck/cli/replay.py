"""``needcheck replay``: scenarios through the same interview, checked, shown or played."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from needcheck.case.store import write_atomic
from needcheck.cli.context import Context
from needcheck.errors import InputError, UsageError
from needcheck.jobs.engine import Engine
from needcheck.jobs.many import over_files
from needcheck.jobs.scenarios.replay import find, found, replays
from needcheck.jobs.scenarios.verdicts import Verdict, verdict, verdicts
from needcheck.output.envelope import dumps, envelope
from needcheck.output.phrases import counted
from needcheck.output.transcript import transcript

PROCESSES = 4
"""Processes at most: more than these wait for the disk and for one another."""
ONE_WAY = "give one of --check, --step, --quiz, --list and --with."
NOTHING = "name the scenarios to replay: files or folders; needcheck replay --list shows some."


@dataclass(frozen=True)
class ReplayRequest:
    """The options of ``needcheck replay``, as given."""

    paths: tuple[str, ...] = ()
    check: bool = False
    step: bool = False
    quiz: bool = False
    list: bool = False
    changed: tuple[str, ...] = ()
    hide: bool = False
    junit: str = ""
    save: str = ""
    data: str = ""
    plain: bool = False
    json: bool = False


def run(request: ReplayRequest) -> int:
    """Replay in the way that is asked for; the exit code."""
    _check_fits(request)
    context = Context(plain=request.plain, data=request.data)
    if request.list:
        from needcheck.cli.library import run_list

        return run_list(request.paths, context=context, json=request.json)
    if not request.paths:
        raise UsageError(NOTHING)
    files = scenario_files(request.paths, context.engine)
    if request.step or request.quiz or request.changed:
        return _lesson(request, context, files)
    return run_replay(request, context, files)


def _check_fits(request: ReplayRequest) -> None:
    """Options that do not go together are refused, and none is taken without a word."""
    ways = (request.check, request.step, request.quiz, request.list, bool(request.changed))
    if sum(ways) > 1:
        raise UsageError(ONE_WAY)
    if request.junit and not request.check:
        raise UsageError("--junit belongs to --check.")
    if request.save and not request.quiz:
        raise UsageError("--save belongs to --quiz.")
    if request.json and (request.step or request.quiz):
        raise UsageError("--json goes with --check, --list and --with, and by itself.")


def _lesson(request: ReplayRequest, context: Context, files: Sequence[Path]) -> int:
    from needcheck.cli import lesson

    if request.step:
        return lesson.run_steps(files, context=context, hide=request.hide)
    if request.quiz:
        return lesson.run_quiz(files, context=context, hide=request.hide, save=request.save)
    return lesson.run_beside(
        files, request.changed, context=context, hide=request.hide, json=request.json
    )


def scenario_files(paths: Sequence[str], engine: Engine) -> list[Path]:
    """The files that are named; what is not there is looked for among those shipped."""
    return find(found(path, engine.root) for path in paths)


def run_replay(request: ReplayRequest, context: Context, files: Sequence[Path]) -> int:
    """Replay every scenario; 1 where one differs, 3 where one cannot be read."""
    if request.check or request.json:
        done = _checked(files, request)
    else:
        done = _shown(files, context, hide=request.hide)
    if request.check and not request.json:
        _print_differing(done, context)
    if request.junit:
        from needcheck.output.junit import junit

        write_atomic(Path(request.junit), junit(done))
    if request.json:
        _print_json(done)
    else:
        _print_count(done)
    return _code(done)


def processes() -> int:
    """How many processes to use here."""
    return min(os.cpu_count() or 1, PROCESSES)


def engine_of(data: str) -> Engine:
    """The engine of a process of its own, with the same criteria as here."""
    return Context(data=data).engine


def _checked(files: Sequence[Path], request: ReplayRequest) -> list[Verdict]:
    make, task = partial(engine_of, request.data), partial(verdicts, hide=request.hide)
    done = over_files(task, files, make, processes=processes())
    return [each for listed in done for each in listed]


def _shown(files: Sequence[Path], context: Context, *, hide: bool) -> list[Verdict]:
    """Print each transcript as it comes."""
    engine, done = context.engine, list[Verdict]()
    for path in files:
        try:
            for result in replays(path, engine, hide=hide):
                done.append(verdict(result))
                context.print_page(transcript(result, engine, brief=False))
        except InputError as error:
            done.append(Verdict(str(path), path.name, error=str(error)))
    return done


def _print_differing(done: Sequence[Verdict], context: Context) -> None:
    from needcheck.output.transcript import differing

    for each in done:
        if each.differences:
            context.print_page(differing(each))


def _print_count(done: Sequence[Verdict]) -> None:
    """Say what could not be read, on stderr, and the count."""
    broken = [each for each in done if each.error]
    for each in broken:
        sys.stderr.write(f"needcheck: {each.error}\n")
    wrong = sum(bool(each.differences) for each in done)
    came_out = f"{len(done) - len(broken) - wrong} as expected, {wrong} differing"
    unread = f", {len(broken)} not readable" if broken else ""
    sys.stdout.write(f"{counted(len(done), 'scenario')}: {came_out}{unread}.\n")


def _code(done: Sequence[Verdict]) -> int:
    if any(each.error for each in done):
        return InputError.exit_code
    return 1 if any(each.differences for each in done) else 0


def _print_json(done: Sequence[Verdict]) -> None:
    data = {
        "scenarios": [
            {
                "file": each.file,
                "title": each.name,
                "variant": each.variant,
                "outcome": each.outcome,
                "differences": list(each.differences),
                "unused": list(each.unused),
                "not_asked": list(each.unasked),
                "missing": list(each.missing),
            }
            for each in done
            if not each.error
        ]
    }
    problems = [each.error for each in done if each.error]
    for problem in problems:
        sys.stderr.write(f"needcheck: {problem}\n")
    status = "failed" if _code(done) else "done"
    sys.stdout.write(dumps(envelope("replay", status, data, problems)))
