"""``needcheck assess``: one case, with a person or without."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from needcheck.cli.context import Context
from needcheck.cli.given import Given, Request, authority_of, given, read_answers
from needcheck.cli.program import say
from needcheck.cli.work import Work
from needcheck.errors import NoTerminal, Place
from needcheck.jobs.engine import Engine

if TYPE_CHECKING:
    from needcheck.recommend.result import Recommendation

ASK_NOBODY = (
    "answers are needed and nobody can be asked here. Use --answers FILE, --set fact=value, "
    "--present ID or --looked-through GROUP, or --no-input to see what can be said without; "
    "with --plain, answers are read from the pipe line by line."
)
NO_AUTHORITY = "which local authority? Use --authority, or needcheck settings --authority."
OTHER_CHILD = (
    "significant harm was at issue for the other child of this family: think first of whether "
    "this child is harmed or at risk, too, and think of every other child in the household."
)
ROLE = "role"


def run_assess(request: Request) -> int:
    """Decide one case; the exit code."""
    context = Context(plain=request.plain, data=request.data)
    engine = context.engine
    found = given(request, context)
    asking = _asks(request, context, found)
    authority = authority_of(request, found, context, engine)
    if not authority and not asking:
        raise NoTerminal(NO_AUTHORITY)
    if not authority:
        from needcheck.cli.held import ask_authority

        authority = ask_authority(context, engine)
    work = _work(request, context, engine, found, authority)
    for overlay in work.session.plan.bundle.overlays:
        say(f"these are not only the criteria that came with needcheck. {overlay}.")
    if found.sibling is not None:
        from needcheck.cli.sibling import carried, harmed

        if harmed(found.sibling, engine, context.now):
            say(OTHER_CHILD)
        say(carried(found, request, work.session.plan.bundle))
    if asking:
        from needcheck.cli.held import hold

        return hold(work)
    return _compute(work)


def _asks(request: Request, context: Context, found: Given) -> bool:
    """Whether to interview; NoTerminal where answers are needed and nobody can be asked."""
    if request.no_input:
        return False
    piped = request.plain and request.answers != "-" and not request.gives_answers
    if context.can_ask or piped:
        return True
    if request.gives_answers or found.note:
        return False
    raise NoTerminal(ASK_NOBODY)


def _work(request: Request, context: Context, engine: Engine, found: Given, authority: str) -> Work:
    pathway = found.pathway or request.pathway
    moment = context.moment(request.as_of or (found.as_of.isoformat() if found.as_of else ""))
    session = engine.session(authority, pathway, moment)
    if request.row:
        from needcheck.cli.row import answers_of_row

        found = replace(found, raw=answers_of_row(request, session.gate))
    answers = read_answers(found, request, session.gate)
    role = context.settings.role
    if role and not answers.has(ROLE) and not request.row:
        answers = session.gate.put(answers, ROLE, role, place=Place("settings"))
    session.answers = answers
    return Work(request, context, engine, found, session)


def _compute(work: Work) -> int:
    """Without a person: compute from what is given, print, and save where a note is named."""
    rec = work.recommend()
    saved = _save(work, rec) if work.request.note else None
    work.print_result(rec, saved)
    if work.request.complete and not rec.settled:
        sys.stderr.write("needcheck: answers are still missing that could change this.\n")
        return NoTerminal.exit_code
    return 0


def _save(work: Work, rec: Recommendation) -> Path:
    """Save the note that was asked for; what seems to identify somebody is said on stderr."""
    from needcheck.cli.saving import identifying, save
    from needcheck.jobs.casework import Decision

    saved = save(work, rec, Decision(work.request.reference))
    problems = identifying(work)
    if problems:
        found = "; ".join(problems).rstrip(".")
        say(f"look at what was saved ({found}).")
    return saved
