"""``needcheck replay``: scenarios through the same interview, checked."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from needcheck.case.store import write_atomic
from needcheck.cli.context import Context
from needcheck.errors import InputError
from needcheck.jobs.engine import Engine
from needcheck.jobs.many import over_files
from needcheck.jobs.replay import find, replays
from needcheck.jobs.verdicts import Verdict, verdict, verdicts
from needcheck.output.envelope import dumps, envelope
from needcheck.output.transcript import transcript

PROCESSES = 4
"""Processes at most: more than these wait for the disk and for one another."""


def run_replay(
    paths: list[str], *, check: bool, json: bool, junit: str = "", data: str = ""
) -> int:
    """Replay every scenario; 1 where one differs, 3 where one cannot be read."""
    files = find(Path(p) for p in paths)
    context = Context(data=data)
    done = _checked(files, data) if check or json else _shown(files, context)
    if check and not json:
        _print_differing(done, context)
    if junit:
        from needcheck.output.junit import junit as document

        write_atomic(Path(junit), document(done))
    if json:
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


def _checked(files: Sequence[Path], data: str) -> list[Verdict]:
    found = over_files(verdicts, files, partial(engine_of, data), processes=processes())
    return [each for listed in found for each in listed]


def _shown(files: Sequence[Path], context: Context) -> list[Verdict]:
    """Print each transcript as it comes."""
    engine, done = context.engine, list[Verdict]()
    for path in files:
        try:
            for result in replays(path, engine):
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
    counted = f"{len(done) - len(broken) - wrong} as expected, {wrong} differing"
    unread = f", {len(broken)} not readable" if broken else ""
    sys.stdout.write(f"{len(done)} scenarios: {counted}{unread}.\n")


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
