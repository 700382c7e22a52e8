"""The same case with one answer changed, beside itself: what comes out, what differs, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from needcheck.jobs.casework import first_action
from needcheck.jobs.scenarios.quiz import CONTACT, WORDS, route, route_action
from needcheck.output.page import Block, Heading, Item, Line, Pair, Sides
from needcheck.output.phrases import first_sentence, source_mark
from needcheck.output.report_actions import action_words

if TYPE_CHECKING:
    from needcheck.jobs.scenarios.beside import Beside
    from needcheck.recommend.result import ActionView, ReasonView, Recommendation

AS_IT_IS, CHANGED = "As it is", "With the change"
NOTHING = "Nothing changes: outcome, route, actions and services are the same."


def beside_blocks(both: Beside) -> list[Block]:
    """Return the page."""
    before, after = both.before, both.after
    blocks: list[Block] = [Heading(both.scenario.name, 1)]
    blocks.append(Line(f"{before.criteria.name}: {before.pathway_title}", "quiet"))
    blocks.append(Heading("What is changed"))
    blocks += [Pair(c.label, f"{c.before} -> {c.after}") for c in both.changes]
    if not both.changes:
        blocks.append(Line("Nothing: that is the answer already."))
    blocks.append(Heading("Side by side"))
    rows = (
        ("Outcome", before.outcome.name, after.outcome.name),
        ("Route", route_words(before), route_words(after)),
        ("First", _first(before), _first(after)),
        ("Settled", _settled(before), _settled(after)),
    )
    blocks.append(Sides("", AS_IT_IS, CHANGED))
    blocks += [Sides(*row) for row in rows]
    return [*blocks, *_why(both), *_differs(both)]


def route_words(rec: Recommendation) -> str:
    """How it goes on, in words."""
    chosen = route(rec)
    action = route_action(rec)
    if chosen.startswith(CONTACT) and action and action.contact:
        return f"Contact: {action.contact.name}"
    return WORDS[chosen]


def _first(rec: Recommendation) -> str:
    action = first_action(rec)
    return action_words(action) if action else "nothing"


def _settled(rec: Recommendation) -> str:
    if rec.settled:
        return "yes: no missing answer can change it"
    return f"no: {', '.join(item.name for item in rec.still_possible)} still possible"


def _differs(both: Beside) -> Iterator[Block]:
    yield Heading("What is shown otherwise")
    if both.same:
        yield Line(NOTHING)
    yield from _actions("No longer", both.gone)
    yield from _actions("New", both.come)
    for title, offers in (("No longer offered", both.withdrawn), ("Offered now", both.offered)):
        if offers:
            yield Heading(title, 3)
            yield from (Item(offer.name, note=source_mark(offer.source)) for offer in offers)


def _actions(title: str, actions: Iterable[ActionView]) -> Iterator[Block]:
    listed = list(actions)
    if listed:
        yield Heading(title, 3)
        yield from (
            Item(first_sentence(action_words(a)), note=source_mark(a.source)) for a in listed
        )


def _why(both: Beside) -> Iterator[Block]:
    yield Heading("Why")
    groups = (
        ("Decided before, and does not now", both.no_longer),
        ("Decides now", both.now or (both.after.reasons if not both.same else ())),
    )
    for title, reasons in groups:
        yield from _reasons(title, reasons)
    if not any(reasons for _, reasons in groups):
        yield from _reasons("Decides in both", both.after.reasons)


def _reasons(title: str, reasons: Iterable[ReasonView]) -> Iterator[Block]:
    listed = list(reasons)
    if listed:
        yield Heading(title, 3)
        yield from (Item(r.text, note=source_mark(r.source)) for r in listed)


def beside_data(both: Beside) -> dict[str, Any]:
    """Return the same as data: outcomes, routes and first actions by id."""
    return {
        "title": both.scenario.name,
        "file": both.scenario.file,
        "changed": [asdict(change) for change in both.changes],
        "before": _data(both.before),
        "after": _data(both.after),
        "no_longer_shown": [action.id for action in both.gone],
        "newly_shown": [action.id for action in both.come],
        "no_longer_offered": [offer.id for offer in both.withdrawn],
        "newly_offered": [offer.id for offer in both.offered],
        "no_longer_decides": [reason.rule for reason in both.no_longer],
        "now_decides": [reason.rule for reason in both.now],
    }


def _data(rec: Recommendation) -> dict[str, Any]:
    first = first_action(rec)
    return {
        "outcome": rec.outcome.id,
        "route": route(rec),
        "first_action": first.id if first else None,
        "harm_route": rec.harm_route,
        "settled": rec.settled,
    }
