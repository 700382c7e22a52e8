"""``needcheck scenario``: checking scenario files, making them of notes, and handing them out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from needcheck.cli.context import Context
from needcheck.cli.program import command, say
from needcheck.cli.replay import engine_of, processes, scenario_files
from needcheck.jobs.many import over_files
from needcheck.jobs.scenarios.check import Checked, check

STORY = "Write the story and the learning points in the file, with invented people."


def run_check(paths: Sequence[str], *, data: str, plain: bool, json: bool) -> int:
    """Check every file; 1 where something is wrong."""
    context = Context(plain=plain, data=data)
    files = scenario_files(paths, context.engine)
    make = partial(engine_of, data)
    checked = list(over_files(check, files, make, processes=processes()))
    wrong = sum(bool(each.findings) for each in checked)
    if json:
        from needcheck.output.envelope import dumps, envelope

        listed = {"files": [_as_data(each) for each in checked]}
        sys.stdout.write(dumps(envelope("scenario check", "failed" if wrong else "done", listed)))
    else:
        from needcheck.output.scenario_page import checked_blocks

        context.print_page(checked_blocks(checked))
    return 1 if wrong else 0


def _as_data(checked: Checked) -> dict[str, object]:
    findings = [{"line": f.place.line, "case": f.case, "text": f.text} for f in checked.findings]
    return {**asdict(checked), "findings": findings}


def run_from_note(note: str, *, title: str, to: str, data: str) -> int:
    """Write a scenario that is made of a note, without what could tell whose it is."""
    from needcheck.case.scenario import load_scenario
    from needcheck.case.store import replace_unchanged
    from needcheck.cli.notes import find_note
    from needcheck.jobs.scenarios.authoring import from_note, render, slug

    context = Context(data=data)
    source = load_scenario(find_note(note, context))
    written = from_note(source, context.engine, title)
    path = Path(to or f"{slug(title)}.toml")
    replace_unchanged(path, render(written.draft), None)
    kept = source.expect.outcome
    if kept and kept != written.recommendation.outcome.id:
        say("today's criteria lead to another outcome than the note kept; today's is expected.")
    if not written.moved:
        say("the days are those of the note: moving them would change the result. Look at them.")
    sys.stdout.write(f"Saved: {path}\n")
    sys.stderr.write(f"{STORY}\nThen:\n  {command('scenario', 'check', str(path))}\n")
    return 0


def run_handout(files: Sequence[str], *, html: str, hide: bool, data: str) -> int:
    """Write the hand-out as one HTML page."""
    from needcheck.case.store import write_atomic
    from needcheck.jobs.scenarios.sheets import sheets
    from needcheck.output.handout import handout

    engine = Context(data=data).engine
    listed = list(sheets(scenario_files(files, engine), engine, hide=hide))
    write_atomic(Path(html), handout(listed))
    sys.stderr.write(f"Saved: {html}\n")
    return 0
