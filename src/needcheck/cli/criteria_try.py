"""``needcheck criteria try``: each rule of a pathway on one set of answers."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

from needcheck.cli.context import Context
from needcheck.cli.given import Request, given
from needcheck.criteria.load import data_root
from needcheck.jobs.engine import noon
from needcheck.jobs.scenarios.replay import find
from needcheck.jobs.trial import attempt, uncovered


def run_try(  # noqa: PLR0913 -- one parameter for each option of the command line
    authority: str, pathway: str, *, answers: str, scenarios: str, json: bool, data: str = ""
) -> int:
    """Print which rules fire, are held, are provisional, and why."""
    context = Context(data=data)
    engine = context.engine
    plan = engine.plan(authority, pathway)
    found = given(Request(answers=answers), context)
    now = noon(found.as_of) if found.as_of else context.now
    read = engine.session(authority, pathway, now).gate.read(found.raw, found.place_of)
    trial = attempt(plan, read, now.date())
    left = uncovered(engine, plan, find([folder]) if (folder := _folder(scenarios, data)) else ())
    if json:
        from needcheck.output.envelope import dumps, envelope

        body = {**asdict(trial), "uncovered": list(left), "scenarios": str(folder or "")}
        sys.stdout.write(dumps(envelope("criteria try", "done", body)))
        return 0
    from needcheck.output.trial_page import blocks

    context.print_page(list(blocks(trial, left, looked=folder is not None)))
    return 0


def _folder(given_folder: str, data: str) -> Path | None:
    """Where scenarios are: as given, beside the council's own criteria, or those shipped."""
    if given_folder:
        return Path(given_folder)
    places = [Path(data) / "scenarios"] if data else []
    return next((p for p in (*places, data_root() / "scenarios") if p.is_dir()), None)
