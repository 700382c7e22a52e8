"""What a note adds to its recommendation: the judgement, follow-ups, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from needcheck.output.page import Block, Heading, Item, Line, Pair
from needcheck.output.phrases import outcome_name, when_words
from needcheck.output.record import BELOW_HARM_ROUTE
from needcheck.recommend.result import Recommendation

if TYPE_CHECKING:
    from needcheck.case.note import CaseNote, FollowUp

UNDECIDED = "not recorded yet"


def note_blocks(note: CaseNote, rec: Recommendation, changed: str) -> list[Block]:
    """Return the blocks after a result that was read from a note."""
    return [*_decided(note, rec), *follow_up_blocks(note), *_about(note, changed)]


def _decided(note: CaseNote, rec: Recommendation) -> Iterator[Block]:
    judgement = note.judgement
    yield Heading("What was decided")
    if judgement.agrees is None:
        yield Line(f"Judgement: {UNDECIDED}")
    else:
        word = "agrees" if judgement.agrees else "disagrees"
        name = outcome_name(rec, judgement.outcome) if judgement.outcome else UNDECIDED
        yield Pair("Judgement", f"{name} ({word} with the recommendation)")
    if judgement.reason:
        yield Pair("Reason", judgement.reason)
    if judgement.below_harm_route:
        yield Line(BELOW_HARM_ROUTE, "alarm")
    for consulted in judgement.consulted:
        yield Pair(
            "Consulted", ", ".join(filter(None, (consulted.role, when_words(consulted.when))))
        )


def follow_up_blocks(note: CaseNote) -> Iterator[Block]:
    """Yield the follow-ups, open ones first, each with its id for ticking off."""
    if note.follow_ups:
        yield Heading("To follow up")
    for item in sorted(note.follow_ups, key=lambda f: f.done):
        yield Item(_follow_up(item), "[x]" if item.done else "[ ]")


def _follow_up(item: FollowUp) -> str:
    if item.done:
        said = f", answered: {item.answer}" if item.answer else ""
        return f"{item.id}: {item.what} (done {when_words(item.done_at)}{said})"
    due = f" (due: {when_words(item.due)})" if item.due else ""
    return f"{item.id}: {item.what}{due}"


def _about(note: CaseNote, changed: str) -> Iterator[Block]:
    head = note.case
    yield Heading("This note")
    yield Pair("Reference", head.reference or "none")
    yield Pair("Status", f"{head.status}, saved {head.updated}")
    if changed:
        yield Line(changed, "strong")
