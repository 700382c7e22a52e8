"""The parts of a result that say why: reasons, what rests on silence, queries, what is missing.

While the harm route holds, nothing lower is ever named as the effect of another answer, and no
missing answer is made to look as if the contact could wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from needcheck.output.page import Block, Heading, Item, Line, Pair
from needcheck.output.phrases import answer_text, labels, quoted, source_mark
from needcheck.recommend.result import (
    AnswerView,
    ChangeView,
    PossibleView,
    ReasonView,
    Recommendation,
)

DO_NOT_WAIT = "Complete these later; the contact does not wait for them."


def reason_blocks(rec: Recommendation, *, explain: bool) -> Iterator[Block]:
    """Yield the rules that fired and the answers they rest on, each answer in full once."""
    if not rec.reasons:
        return
    yield Heading("Why")
    told: set[str] = set()
    for reason in rec.reasons:
        yield from _reason(reason, told, explain=explain)


def silence_blocks(rec: Recommendation) -> Iterator[Block]:
    """Yield what rests on silence, with the answers that would settle it."""
    if not rec.provisional:
        return
    yield Heading("Rests on what is not answered yet")
    yield Line("It stands until these are answered.")
    for item in rec.provisional:
        yield Item(item.text)
        yield Pair("Would settle it", labels(rec, item.settles), 2)


def held_blocks(rec: Recommendation) -> Iterator[Block]:
    """Yield the rules that a stated answer holds down; they stay on the page."""
    if rec.held:
        yield Heading("Held by what you answered (stays on the page)")
    for item in rec.held:
        yield Item(item.text)
        yield Pair("Held by", labels(rec, item.by), 2)


def query_blocks(rec: Recommendation) -> Iterator[Block]:
    """Yield what does not fit together or should be thought about."""
    if rec.queries:
        yield Heading("Think about")
    for query in rec.queries:
        yield Item(query.text, note=source_mark(query.source))
        if query.asks:
            yield Pair("Look again at", labels(rec, query.asks), 2)


def noticed_blocks(rec: Recommendation) -> Iterator[Block]:
    """Yield concerns and strengths as ticked; neither is counted."""
    for title, answers in (("Concerns noted", rec.concerns), ("Strengths noted", rec.strengths)):
        if answers:
            yield Heading(title)
        for answer in answers:
            yield Item(noticed(answer))


def noticed(answer: AnswerView) -> str:
    """Return a ticked prompt, with the practitioner's words where there are any."""
    return " - ".join(part for part in (answer.label or answer.text, quoted(answer.words)) if part)


def missing_blocks(rec: Recommendation, *, explain: bool) -> Iterator[Block]:
    """Yield what is not answered and what that could change: rises, and what would settle it."""
    if not rec.missing and not rec.still_possible:
        return
    rises = list(_rises(rec, explain=explain))
    yield Heading("What is missing")
    if rec.harm_route:
        yield Line(DO_NOT_WAIT, "strong")
    if rec.missing:
        yield Line(labels(rec, [item.fact for item in rec.missing]))
    if rises:
        yield Heading("More urgent if answered so:", 3)
        yield from rises
    if not rec.harm_route:
        yield from _possible(rec)


def answer_blocks(answers: Iterable[AnswerView]) -> Iterator[Block]:
    """Yield answers with the practitioner's own words."""
    for answer in answers:
        yield Pair(answer.label or answer.fact, answer_text(answer))


def _reason(reason: ReasonView, told: set[str], *, explain: bool) -> Iterator[Block]:
    """Yield one reason; ``told`` holds the facts whose answers stand in full above, and grows."""
    yield Item(reason.text, note=source_mark(reason.source))
    fresh = [answer for answer in reason.answers if answer.fact not in told]
    told |= {answer.fact for answer in fresh}
    for answer in fresh:
        yield Pair(f"You answered, {answer.label or answer.fact}", answer_text(answer), 2)
    again = [answer.label or answer.fact for answer in reason.answers if answer not in fresh]
    if again:
        yield Pair("Also rests on", "; ".join(again), 2, "quiet")
    if explain and reason.source.why:
        yield Pair("Our reading", reason.source.why, 2, "quiet")
    if explain:
        yield Pair("Rule", reason.rule, 2, "quiet")


def _rises(rec: Recommendation, *, explain: bool) -> Iterator[Block]:
    """Yield the single answers that give something more urgent; given ones only to explain."""
    if rec.harm_route:
        return
    grouped: dict[tuple[str, str], list[ChangeView]] = {}
    for change in rec.would_change:
        if change.rises and (explain or not change.answered):
            grouped.setdefault((change.label, change.outcome_name), []).append(change)
    for (label, name), changes in grouped.items():
        answers = " / ".join(dict.fromkeys(change.to_text for change in changes))
        yield Item(f"{label}: {answers}: {name}")


def _possible(rec: Recommendation) -> Iterator[Block]:
    """Yield the outcomes that the missing answers together could still give."""
    if rec.still_possible:
        yield Heading("Still possible:", 3)
    for item in sorted(rec.still_possible, key=lambda item: not item.rises):
        yield Item(f"{item.name} ({_direction(item)})")
        if item.settles:
            yield Pair("Depends on", labels(rec, item.settles), 2)


def _direction(item: PossibleView) -> str:
    """Say which way an outcome lies from the one recommended."""
    return "more urgent" if item.rises else "less urgent"
