"""Claims that every answer matters: each choice of a fact changes something that is shown.

Two sets of answers that differ in one fact alone are compared in everything a result decides:
outcome, harm route, actions, queries, requirements and offers. The second set has variables of its
own for that fact and shares all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from needcheck.criteria.model import Fact
from needcheck.jobs.proof.claims import Claim
from needcheck.jobs.proof.decided import Decided
from needcheck.readings.symbols import Bool, Choice, Chosen, Symbols
from needcheck.recommend.whatif import as_text


@dataclass(frozen=True)
class Shown:
    """One thing that a result decides, and the variables that it rests on."""

    formula: Bool
    variables: frozenset[str]


class Choices:
    """What each answer to each fact changes in one pathway; ``other`` are the second answers."""

    def __init__(self, decided: Decided, other: Symbols) -> None:
        self.d, self.s, self.other = decided, decided.symbols, other
        self._known: dict[int, frozenset[str]] = {}

    def claims(self) -> Iterator[Claim]:
        """A claim for every choice of every fact that the pathway reads.

        Each comes with as many formulas as things that the fact may change: one is enough.
        """
        for fact in self.d.plan.bundle.facts.values():
            if fact.id in self.s.stated and fact.type in ("yes_no", "choice", "many"):
                changes = self._changes(fact)
                for value, chosen in _answers(self.s.said(fact.id)):
                    yield Claim(
                        f"choice:{fact.id}={value}",
                        self.d.plan.pathway.id,
                        "The answer changes something that is shown.",
                        "somewhere",
                        tuple(self.s.all_of((chosen, change)) for change in changes),
                    )

    def _changes(self, fact: Fact) -> list[Bool]:
        """For each thing shown that rests on the fact: that it differs, the simplest first."""
        one, two = (_variables(s.said(fact.id)) for s in (self.s, self.other))
        names = {str(variable) for variable in one}
        pairs = list(zip(one, two, strict=True))
        resting = [item for item in self.shown if item.variables & names]
        return [
            item.formula != self.s.z3.substitute(item.formula, *pairs)
            for item in sorted(resting, key=lambda item: len(item.variables))
        ]

    @cached_property
    def shown(self) -> list[Shown]:
        """Everything that a result decides."""
        return [Shown(formula, self._rests_on(formula)) for formula in self._decided()]

    def _decided(self) -> Iterator[Bool]:
        d, pathway = self.d, self.d.plan.pathway
        yield from d.chosen.values()
        yield d.alarm
        for action in d.plan.actions:
            yield d.now(action)
            yield d.perhaps(action)
        for query in pathway.queries:
            yield d.asked(query)
        for need in pathway.requirements:
            yield from d.states(f"must:{need.id}", d.listed(need))
        for offer in pathway.offers:
            yield from d.states(f"offer:{offer.id}", d.offered(offer))

    def _rests_on(self, formula: Bool) -> frozenset[str]:
        """The variables of a formula; shared parts are looked at once."""
        key = formula.get_id()
        if key not in self._known:
            parts = formula.children()
            own = [] if parts else [str(formula)]
            self._known[key] = frozenset(own).union(*(self._rests_on(part) for part in parts))
        return self._known[key]


def _answers(said: Choice | Chosen) -> list[tuple[str, Bool]]:
    if isinstance(said, Chosen):
        return list(said.choices.items())
    return [(as_text(value), chosen) for value, chosen in said.values.items()]


def _variables(said: Choice | Chosen) -> list[Bool]:
    if isinstance(said, Chosen):
        return [said.known, *said.choices.values()]
    return list(said.values.values())
