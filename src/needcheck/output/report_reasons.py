"""The parts of a result that say why: reasons, what rests on silence, queries, what is missing.

While the harm route holds, nothing lower is ever named as the effect of another answer, and no
missing answer is made to look as if the contact could wait for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from needcheck.criteria.model import LEVELS
from needcheck.output.page import Block, Heading, Item, Line, Pair
from needcheck.output.phrases import answer_text, labels, quoted, short_name, source_mark, undecided
from needcheck.recommend.result import (
    AnswerView,
    ChangeView,
    PossibleView,
    ProvisionalView,
    QueryView,
    ReasonView,
    Recommendation,
)

MORE_URGENT, DECIDING = "One answer could make it more urgent:", "One answer could decide this:"
MORE_URGENT_SO, DECIDING_SO = "More urgent if answered so:", "Decided if answered so:"
DO_NOT_WAIT = "Complete these later; the contact does not wait for them."


def reason_blocks(
    rec: Recommendation, *, explain: bool = False, above: Iterable[AnswerView] = ()
) -> Iterator[Block]:
    """Yield the rules that fired and what they rest on: answers, each in full once, or silence.

    ``above`` are answers that already stand in full on the page.
    """
    if rec.reasons or rec.provisional:
        yield Heading("Why")
    told = {answer.fact for answer in above}
    silent = {item.rule: item for item in rec.provisional}
    for reason in rec.reasons:
        yield from _reason(reason, told, explain=explain)
        if reason.rule in silent:
            yield _silence(rec, silent.pop(reason.rule))
    for item in silent.values():
        yield Item(item.text)
        yield _silence(rec, item)


def held_blocks(rec: Recommendation) -> Iterator[Block]:
    """Yield the rules that a stated answer holds down; they stay on the page."""
    if rec.held:
        yield Heading("Held by what you answered (stays on the page)")
    for item in rec.held:
        yield Item(item.text)
        yield Pair("Held by", labels(rec, item.by), 2)


def before_acting(rec: Recommendation) -> tuple[QueryView, ...]:
    """What has to be thought about before anybody acts; on the harm route the contact is first."""
    return tuple(q for q in rec.queries if q.before_acting and not rec.harm_route)


def query_blocks(rec: Recommendation, above: Collection[QueryView] = ()) -> Iterator[Block]:
    """Yield what does not fit together or should be thought about, without what is ``above``."""
    rest = [query for query in rec.queries if query not in above]
    if rest:
        yield Heading("Think about")
    for query in rest:
        yield from query_lines(rec, query)


def query_lines(rec: Recommendation, query: QueryView) -> Iterator[Block]:
    """Yield one query, and the questions that it brings back."""
    yield Item(
        query.text,
        style="strong" if query.before_acting else "plain",
        note=source_mark(query.source),
    )
    if query.asks:
        yield Pair("Look again at", labels(rec, query.asks), 2)


def noticed_blocks(rec: Recommendation, above: Iterable[AnswerView] = ()) -> Iterator[Block]:
    """Yield concerns and strengths as ticked, but for those ``above``; neither is counted."""
    said = {answer.fact for answer in above}
    concerns = [answer for answer in rec.concerns if answer.fact not in said]
    noted = "Concerns noted" if len(concerns) == len(rec.concerns) else "Also noted"
    for title, answers in ((noted, concerns), ("Strengths noted", rec.strengths)):
        if answers:
            yield Heading(title)
        for answer in answers:
            yield Item(noticed(answer))


def noticed(answer: AnswerView) -> str:
    """Return a ticked prompt, with the practitioner's words where there are any."""
    return " - ".join(part for part in (answer.text or answer.label, quoted(answer.words)) if part)


def missing_blocks(rec: Recommendation, *, explain: bool) -> Iterator[Block]:
    """Yield what is not answered and what that could change: rises, and what would settle it."""
    if not rec.missing and not rec.still_possible:
        return
    yield Heading("What is missing")
    if rec.harm_route:
        yield Line(DO_NOT_WAIT, "strong")
        yield from _open(rec, ())
        return
    graver = _gravest(rec)
    if graver:
        yield Heading(MORE_URGENT if graded(rec) else DECIDING, 3)
    for outcome, facts in graver.items():
        yield Item(f"{outcome}: {labels(rec, facts)}")
    yield from _open(rec, [fact for facts in graver.values() for fact in facts])
    if explain:
        yield from _rises(rec)
    yield from _possible(rec)


def graded(rec: Recommendation) -> bool:
    """Whether the outcomes are levels, so that one of them is more urgent than another.

    Elsewhere outcomes are tried in their order, and an earlier one may be a refusal: an answer
    that brings it decides, and makes nothing more urgent.
    """
    return any(level.id in LEVELS for level in rec.levels)


def answer_blocks(answers: Iterable[AnswerView]) -> Iterator[Block]:
    """Yield answers with the practitioner's own words."""
    for answer in answers:
        yield Pair(answer.label or answer.fact, answer_text(answer))


def gathered(answers: Iterable[AnswerView]) -> Iterator[tuple[str, str]]:
    """Yield answers as a label and a text; plain yes and no in one line each, at the end."""
    short: dict[str, list[str]] = {"yes": [], "no": []}
    for answer in answers:
        if answer.text in short and not answer.words:
            short[answer.text].append(answer.label or answer.fact)
        else:
            yield answer.label or answer.fact, answer_text(answer)
    for said, names in short.items():
        if names:
            yield said.capitalize(), "; ".join(names)


def _silence(rec: Recommendation, item: ProvisionalView) -> Pair:
    """Say that a rule rests on silence, and the answers that would settle it."""
    return Pair("Stands until answered", labels(rec, item.settles), 2, "strong")


def _reason(reason: ReasonView, told: set[str], *, explain: bool) -> Iterator[Block]:
    """Yield one reason; ``told`` holds the facts whose answers stand in full above, and grows."""
    yield Item(reason.text, note=source_mark(reason.source))
    fresh = [answer for answer in reason.answers if answer.fact not in told]
    told |= {answer.fact for answer in fresh}
    for answer in fresh:
        yield Pair(answer.label or answer.fact, answer_text(answer), 2)
    again = [short_name(answer) for answer in reason.answers if answer not in fresh]
    if again:
        yield Pair("Rests on", "; ".join(again), 2, "quiet")
    if explain and reason.source.why:
        yield Pair("Our reading", reason.source.why, 2, "quiet")
    if explain:
        yield Pair("Rule", reason.rule, 2, "quiet")


def _gravest(rec: Recommendation) -> dict[str, list[str]]:
    """Return open questions by the most urgent outcome that one answer to them gives."""
    found: dict[str, list[str]] = {}
    placed: set[str] = set()
    for level in rec.levels:
        for change in rec.would_change:
            fact = change.fact
            rises = change.rises and not change.answered and change.outcome == level.id
            if rises and fact not in placed:
                placed.add(fact)
                found.setdefault(change.outcome_name, []).append(fact)
    return found


def _open(rec: Recommendation, said: Iterable[str]) -> Iterator[Block]:
    """Yield the open questions that do not stand above already."""
    others = [item.fact for item in rec.missing if item.fact not in set(said)]
    if others:
        yield Pair("Also not answered yet" if said else "Not answered yet", labels(rec, others))


def _rises(rec: Recommendation) -> Iterator[Block]:
    """Yield every single answer that gives something more urgent, given ones included."""
    grouped: dict[tuple[str, str], list[ChangeView]] = {}
    for change in rec.would_change:
        if change.rises:
            grouped.setdefault((change.label, change.outcome_name), []).append(change)
    if grouped:
        yield Heading(MORE_URGENT_SO if graded(rec) else DECIDING_SO, 3)
    for (label, name), changes in grouped.items():
        # Several choices at once give no more than the gravest of them alone.
        single = [change for change in changes if ";" not in change.to] or changes
        answers = " / ".join(dict.fromkeys(change.to_text for change in single))
        yield Item(f'{label}, "{answers}": {name}')


def _possible(rec: Recommendation) -> Iterator[Block]:
    """Yield the outcomes that the missing answers together could still give."""
    named: dict[tuple[str, ...], list[str]] = {}
    for item in sorted(rec.still_possible, key=lambda item: not item.rises):
        named.setdefault(item.settles, []).append(item.name + _direction(rec, item))
    if named:
        yield Heading("Still possible:", 3)
    for settles, names in named.items():
        yield Item("; ".join(names))
        if settles:
            yield Pair("Depends on", labels(rec, settles), 2)


def _direction(rec: Recommendation, item: PossibleView) -> str:
    """Say which way an outcome lies from the one recommended, where there is such a way."""
    if undecided(rec) or not graded(rec):
        return ""
    return " (more urgent)" if item.rises else " (less urgent)"
