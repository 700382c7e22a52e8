"""The text for the agency's own record: plain, 80 columns, complete without this program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from needcheck.jobs.casework import first_action
from needcheck.output.page import Block, Heading, Item, Line, Pair
from needcheck.output.phrases import outcome_name, source_mark, when_words
from needcheck.output.plain import plain_text
from needcheck.output.report import headline
from needcheck.output.report_actions import (
    first_blocks,
    further_blocks,
    offer_blocks,
    requirement_blocks,
)
from needcheck.output.report_reasons import (
    answer_blocks,
    held_blocks,
    missing_blocks,
    noticed_blocks,
    query_blocks,
    reason_blocks,
)
from needcheck.output.report_sources import emergency, saying_blocks, source_blocks
from needcheck.recommend.result import Recommendation

if TYPE_CHECKING:
    from needcheck.case.note import FollowUp, Judgement

BELOW_HARM_ROUTE = "This judgement is below the harm route that was recommended."


def record_text(
    rec: Recommendation,
    *,
    reference: str = "",
    judgement: Judgement | None = None,
    follow_ups: Sequence[FollowUp] = (),
) -> str:
    """Return what was recommended, on which answers, why, what to do, and what was decided.

    ``reference`` is the case's reference, which is no name.
    """
    blocks = [*_head(rec, reference)]
    blocks += [Heading("Answers"), *answer_blocks(rec.answers), *noticed_blocks(rec)]
    blocks += [*reason_blocks(rec, above=rec.answers), *held_blocks(rec)]
    blocks += [*query_blocks(rec), *_actions(rec), *requirement_blocks(rec), *offer_blocks(rec)]
    blocks += [*missing_blocks(rec, explain=False), *_judgement(rec, judgement)]
    blocks += [*_follow_ups(follow_ups), *saying_blocks(rec), *source_blocks(rec)]
    return plain_text(blocks)


def _head(rec: Recommendation, reference: str) -> Iterator[Block]:
    """Yield what this is about and what was recommended."""
    line = emergency(rec)
    yield Line(line.text, note=source_mark(line.source))
    yield Heading("Recommendation for the record", 1)
    if reference:
        yield Pair("Reference", reference)
    yield Pair("Criteria", f"{rec.criteria.name}: {rec.pathway_title}")
    yield Pair("As of", rec.as_of)
    yield Line(headline(rec), "strong")
    if rec.outcome.meaning:
        yield Line(rec.outcome.meaning, note=source_mark(rec.outcome.source))


def _actions(rec: Recommendation) -> Iterator[Block]:
    """Yield the actions as they were shown, the first one first."""
    if first_action(rec) is not None:
        yield Heading("First thing to do")
    yield from first_blocks(rec)
    yield from further_blocks(rec)


def _judgement(rec: Recommendation, judgement: Judgement | None) -> Iterator[Block]:
    """Yield what the person decided, with the reason and who was consulted, by role."""
    yield Heading("Judgement of the practitioner")
    if judgement is None or (judgement.agrees is None and not judgement.outcome):
        yield Line("Not recorded yet.")
        return
    if judgement.agrees is not None:
        yield Pair("Agrees with the recommendation", "yes" if judgement.agrees else "no")
    if judgement.outcome:
        yield Pair("Decided", outcome_name(rec, judgement.outcome))
    if judgement.below_harm_route:
        yield Line(BELOW_HARM_ROUTE, "strong")
    if judgement.reason:
        yield Pair("Reason", judgement.reason)
    for person in judgement.consulted:
        yield Pair("Consulted", ", ".join(part for part in (person.role, person.when) if part))


def _follow_ups(follow_ups: Sequence[FollowUp]) -> Iterator[Block]:
    """Yield what is to come back to, done or not."""
    if follow_ups:
        yield Heading("Follow-up")
    for item in follow_ups:
        due = f" Due: {when_words(item.due)}." if item.due else ""
        done = f"Done {when_words(item.done_at)}".strip() if item.done else "Open"
        yield Item(f"{item.what}{due} {done}.")
        if item.answer:
            yield Pair("Answer", item.answer, 2)
