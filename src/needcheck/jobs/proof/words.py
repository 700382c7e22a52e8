"""The words of a result: which elements have them, and for which answers those are shown.

A pattern of an invariant is looked for in the text of each element that a result may show. What
the page adds of its own (headings, deadlines counted out) is not seen here: the tests that render
results see it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from needcheck.criteria.authority import Contact
from needcheck.criteria.model import Action, Invariant
from needcheck.jobs.proof.decided import Decided
from needcheck.readings.symbols import Bool
from needcheck.recommend.compile import Plan
from needcheck.recommend.result import Recommendation

Shown = tuple[str, str, str]
"""What a result may show: the kind of element, its id, and the state that it is shown in."""
ALWAYS: Shown = ("", "", "")
MET = ("met", "not_known", "not_met")
OFFERED = ("offered", "if", "not_offered")


def texts(plan: Plan) -> Iterator[tuple[str, Shown]]:
    """Every text of a pathway's elements on one line, with what shows it."""
    for text, shown in _texts(plan):
        yield " ".join(text.split()), shown


def _texts(plan: Plan) -> Iterator[tuple[str, Shown]]:
    pathway, document = plan.pathway, plan.bundle.authority.document
    said = (document.title, document.publisher, document.verify, pathway.title)
    yield from ((text, ALWAYS) for text in said)
    yield from ((saying.text, ALWAYS) for saying in plan.bundle.authority.standing)
    for outcome in pathway.outcomes:
        yield f"{outcome.name} {outcome.meaning}", ("outcome", outcome.id, "")
    for rule in pathway.rules:
        yield rule.text, ("rule", rule.id, "")
    for query in pathway.queries:
        yield query.text, ("query", query.id, "")
    for action in plan.actions:
        text = action_text(action, plan.bundle.contacts.get(action.contact or ""))
        yield text, ("action", action.id, "now")
        yield f"{action.if_text} {text}", ("action", action.id, "if")
    for need in pathway.requirements:
        for state, text in zip(MET, (need.text, need.unknown, need.unmet), strict=True):
            yield text, ("requirement", need.id, state)
    for offer in pathway.offers:
        whys = ("", offer.if_text, offer.not_text)
        for state, why in zip(OFFERED, whys, strict=True):
            yield f"{offer.text} {why}", ("offer", offer.id, state)


def action_text(action: Action, contact: Contact | None) -> str:
    """An action as a page prints it: its text, contact, form and deadline."""
    reach = contact.model_dump(exclude={"id", "cites", "basis", "why"}) if contact else {}
    due = action.due.text if action.due else ""
    return " ".join((action.text, *action.detail, *reach.values(), action.form, due))


class Words:
    """The texts of one pathway's elements."""

    def __init__(self, plan: Plan) -> None:
        self.texts = tuple(texts(plan))
        self._known: dict[str, tuple[Shown, ...]] = {}

    def where(self, pattern: str) -> tuple[Shown, ...]:
        """Everything whose text says what the pattern looks for, each once."""
        if pattern not in self._known:
            found = re.compile(pattern, re.IGNORECASE)
            shown = (shown for text, shown in self.texts if found.search(text))
            self._known[pattern] = tuple(dict.fromkeys(shown))
        return self._known[pattern]

    def broken(self, item: Invariant, shown: Container[Shown]) -> Iterator[str]:
        """What an invariant's words say against a result that shows all of this."""
        for pattern in item.says:
            if not any(each in shown for each in self.where(pattern)):
                yield f"{item.id}: nothing shown says /{pattern}/"
        for pattern in item.never_says:
            if any(each in shown for each in self.where(pattern)):
                yield f"{item.id}: something shown says /{pattern}/"


class Spoken:
    """The texts of one pathway's elements, with the answers for which they are shown."""

    def __init__(self, decided: Decided) -> None:
        self.symbols, self.words = decided.symbols, Words(decided.plan)
        self.when = dict(when_shown(decided))

    def parts(self, item: Invariant) -> Iterator[Bool]:
        """What must be true for the invariant's words: said, and never said."""
        for pattern in item.says:
            yield self._said(pattern)
        for pattern in item.never_says:
            yield self.symbols.denied(self._said(pattern))

    def _said(self, pattern: str) -> Bool:
        return self.symbols.any_of(self.when[shown] for shown in self.words.where(pattern))


def when_shown(decided: Decided) -> Iterator[tuple[Shown, Bool]]:
    """For everything that a result may show, the answers for which it does."""
    d, pathway = decided, decided.plan.pathway
    yield ALWAYS, d.symbols.all_of(())
    yield from ((("outcome", name, ""), chosen) for name, chosen in d.chosen.items())
    for rule in pathway.rules:
        fired = d.symbols.all_of((d.chosen[rule.outcome], d.tree(f"rule:{rule.id}")))
        yield ("rule", rule.id, ""), fired
    yield from ((("query", query.id, ""), d.asked(query)) for query in pathway.queries)
    for action in d.plan.actions:
        yield ("action", action.id, "now"), d.now(action)
        yield ("action", action.id, "if"), d.perhaps(action)
    for need in pathway.requirements:
        states = d.states(f"must:{need.id}", d.listed(need))
        yield from _each(("requirement", need.id), MET, states)
    for offer in pathway.offers:
        states = d.states(f"offer:{offer.id}", d.offered(offer))
        yield from _each(("offer", offer.id), OFFERED, states)


def _each(
    element: tuple[str, str], names: tuple[str, ...], states: tuple[Bool, ...]
) -> Iterator[tuple[Shown, Bool]]:
    for name, holds in zip(names, states, strict=True):
        yield (*element, name), holds


def shown_in(rec: Recommendation) -> frozenset[Shown]:
    """Everything that one result shows."""
    return frozenset((
        ALWAYS,
        ("outcome", rec.outcome.id, ""),
        *(("rule", reason.rule, "") for reason in rec.reasons),
        *(("query", query.id, "") for query in rec.queries),
        *(("action", action.id, action.state) for action in rec.actions),
        *(("requirement", need.id, need.state) for need in rec.requirements),
        *(("offer", offer.id, offer.state) for offer in rec.offers),
    ))  # fmt: skip
