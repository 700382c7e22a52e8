"""``needcheck replay``: scenarios through the same interview, checked."""

from __future__ import annotations

import sys
from pathlib import Path

from needcheck.cli.context import Context
from needcheck.errors import InputError, NeedcheckError
from needcheck.jobs.replay import Replay, find, replay
from needcheck.output.envelope import dumps, envelope
from needcheck.output.transcript import transcript


def run_replay(paths: list[str], *, check: bool, json: bool, data: str = "") -> int:
    """Replay every scenario; 1 where one differs, 3 where one cannot be read."""
    context = Context(data=data)
    engine = context.engine
    done: list[Replay] = []
    broken: list[NeedcheckError] = []
    for path in find(Path(p) for p in paths):
        try:
            result = replay(path, engine)
        except InputError as error:
            broken.append(error)
            continue
        done.append(result)
        if not json and (not check or result.differences):
            context.print_page(transcript(result, engine, brief=check))
    differing = [r for r in done if r.differences]
    if json:
        _print_json(done, broken)
    for problem in broken:
        sys.stderr.write(f"needcheck: {problem}\n")
    if not json:
        counted = f"{len(done) - len(differing)} as expected, {len(differing)} differing"
        unread = f", {len(broken)} not readable" if broken else ""
        sys.stdout.write(f"{len(done) + len(broken)} scenarios: {counted}{unread}.\n")
    if broken:
        return InputError.exit_code
    return 1 if differing else 0


def _print_json(done: list[Replay], broken: list[NeedcheckError]) -> None:
    data = {
        "scenarios": [
            {
                "file": r.scenario.file,
                "title": r.scenario.head.title,
                "outcome": r.recommendation.outcome.id,
                "differences": list(r.differences),
                "unused": list(r.unused),
                "not_asked": list(r.unasked),
                "missing": [m.fact for m in r.recommendation.missing],
            }
            for r in done
        ]
    }
    failed = bool(broken) or any(r.differences for r in done)
    problems = [str(error) for error in broken]
    sys.stdout.write(dumps(envelope("replay", "failed" if failed else "done", data, problems)))
