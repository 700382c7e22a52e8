"""Beside another child of the family: what that child's note gives, and whether harm was there."""

from __future__ import annotations

import datetime as dt

from needcheck.case.facts import Gate
from needcheck.case.note import CaseNote
from needcheck.case.scenario import nowhere
from needcheck.cli.given import Given, Request
from needcheck.criteria.bundle import Bundle
from needcheck.errors import NeedcheckError
from needcheck.jobs.casework import family_answers, raw_answers
from needcheck.jobs.engine import Engine

ANEW = "All else is asked anew: harm, the child, every consent and agreement."
NOTHING = "nothing was taken over from the other child's note."


def carried(found: Given, request: Request, bundle: Bundle) -> str:
    """What was taken over, in one sentence: short texts of the answers, and how many prompts.

    What a file or a flag says of this child instead was not taken over.
    """
    if found.sibling is None:
        return NOTHING
    family = family_answers(found.sibling, bundle)
    prompts = family.pop("prompts")
    family.pop("words")
    own = {*found.raw, *(item.partition("=")[0].strip() for item in request.sets)}
    parts = [bundle.facts[name].short for name in family if name not in own]
    ticked = prompts["present"] if isinstance(prompts, dict) else []
    if ticked:
        many = "prompt" if len(ticked) == 1 else "prompts"
        parts.append(f"{len(ticked)} {many} ticked of the parents and of the home")
    said = f"taken over from the other child's note: {'; '.join(parts)}." if parts else NOTHING
    return f"{said} {ANEW}"


def harmed(note: CaseNote, engine: Engine, now: dt.datetime) -> bool:
    """Whether the harm route held for the child of a note; for a draft, whether it does now.

    A draft whose criteria are not here any more tells nothing, so its own answer on harm decides.
    """
    if note.recommendation:
        return bool(note.recommendation.get("harm_route"))
    head = note.case
    try:
        answers = Gate(engine.bundle(head.authority), now).read(raw_answers(note), nowhere)
        return engine.session(head.authority, head.pathway, now, answers).alarm
    except NeedcheckError:
        return note.answers.facts.get("harm") in ("suspected", "known")
