"""Which words of a result are shown for which answers.

A pattern of an invariant is looked for in the text of each element that a result may show. What
the page adds of its own (headings, deadlines counted out) is not seen here: the tests that render
results see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from needcheck.criteria.authority import Contact
from needcheck.criteria.model import Action, Invariant
from needcheck.jobs.proof.decided import Decided
from needcheck.readings.symbols import Bool


class Spoken:
    """Every text that a result may show, with the answers for which it does."""

    def __init__(self, decided: Decided) -> None:
        self.decided = decided
        self.texts = tuple((" ".join(text.split()), shown) for text, shown in self._all())

    def parts(self, item: Invariant) -> Iterator[Bool]:
        """What must be true for the invariant's words: said, and never said."""
        symbols = self.decided.symbols
        for pattern in item.says:
            yield symbols.any_of(self._where(pattern))
        for pattern in item.never_says:
            yield symbols.denied(symbols.any_of(self._where(pattern)))

    def _where(self, pattern: str) -> list[Bool]:
        found = re.compile(pattern, re.IGNORECASE)
        return [shown for text, shown in self.texts if found.search(text)]

    def _all(self) -> Iterator[tuple[str, Bool]]:
        d, plan = self.decided, self.decided.plan
        always = d.symbols.all_of(())
        document = plan.bundle.authority.document
        said = (document.title, document.publisher, document.verify, plan.pathway.title)
        yield from ((text, always) for text in said)
        yield from ((saying.text, always) for saying in plan.bundle.authority.standing)
        for outcome in plan.pathway.outcomes:
            yield f"{outcome.name} {outcome.meaning}", d.chosen[outcome.id]
        for rule in plan.pathway.rules:
            yield rule.text, d.symbols.all_of((d.chosen[rule.outcome], d.tree(f"rule:{rule.id}")))
        for query in plan.pathway.queries:
            yield query.text, d.asked(query)
        for action in plan.actions:
            text = action_text(action, plan.bundle.contacts.get(action.contact or ""))
            yield text, d.now(action)
            yield f"{action.if_text} {text}", d.perhaps(action)
        yield from self._beside()

    def _beside(self) -> Iterator[tuple[str, Bool]]:
        """Requirements and offers, in each of their states."""
        d, pathway = self.decided, self.decided.plan.pathway
        for need in pathway.requirements:
            states = d.states(f"must:{need.id}", d.listed(need))
            yield from zip((need.text, need.unknown, need.unmet), states, strict=True)
        for offer in pathway.offers:
            states = d.states(f"offer:{offer.id}", d.offered(offer))
            texts = (offer.text, f"{offer.if_text} {offer.text}", f"{offer.text} {offer.not_text}")
            yield from zip(texts, states, strict=True)


def action_text(action: Action, contact: Contact | None) -> str:
    """An action as a page prints it: its text, contact, form and deadline."""
    reach = contact.model_dump(exclude={"id", "cites", "basis", "why"}) if contact else {}
    due = action.due.text if action.due else ""
    return " ".join((action.text, *action.detail, *reach.values(), action.form, due))
