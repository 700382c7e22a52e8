"""Claims that every answer matters: each choice of a fact changes something that is shown.

Two sets of answers that differ in one fact alone are compared in everything a result decides:
outcome, outcomes still possible, harm route, actions, queries, requirements and offers. The second
set has variables of its own for that fact and shares all others. An answer matters where another
one, or none, changes something; a choice of a set where leaving out that choice alone does.
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
        """A claim for every choice of every fact that something shown reads.

        Each comes with as many formulas as things that the fact may change: one is enough. A fact
        that only an invariant reads is not asked for here.
        """
        read = frozenset[str]().union(*(item.variables for item in self.shown))
        for fact in self.d.plan.bundle.facts.values():
            chosen = fact.type in ("yes_no", "choice", "many")
            if chosen and read & self._names(fact.id):
                for value, given, changes in self._answers(fact):
                    yield Claim(
                        f"choice:{fact.id}={value}",
                        self.d.plan.pathway.id,
                        "The answer changes something that is shown.",
                        "somewhere",
                        tuple(self.s.all_of((given, change)) for change in changes),
                    )

    def _names(self, fact: str) -> frozenset[str]:
        """The variables of a fact, none where nothing has been read of it."""
        said = self.s.stated.get(fact)
        if isinstance(said, Chosen):
            return frozenset(map(str, (said.known, *said.choices.values())))
        return frozenset(map(str, said.values.values() if said else ()))

    def _answers(self, fact: Fact) -> Iterator[tuple[str, Bool, list[Bool]]]:
        """Each answer, that it is given, and all that another answer in its place may change."""
        one, two = self.s.said(fact.id), self.other.said(fact.id)
        if isinstance(one, Choice) and isinstance(two, Choice):
            others = zip(one.values.values(), two.values.values(), strict=True)
            changes = self._changes(list(others))
            yield from ((as_text(value), given, changes) for value, given in one.values.items())
        elif isinstance(one, Chosen):
            for name, inside in one.choices.items():
                rest = self.s.any_of(c for other, c in one.choices.items() if other != name)
                without = [(inside, self.s.any_of(())), (one.known, rest)]
                yield name, inside, self._changes(without)

    def _changes(self, instead: list[tuple[Bool, Bool]]) -> list[Bool]:
        """For each thing shown that rests on these variables: that it differs, simplest first."""
        names = {str(variable) for variable, _ in instead}
        resting = [item for item in self.shown if item.variables & names]
        return [
            item.formula != self.s.z3.substitute(item.formula, *instead)
            for item in sorted(resting, key=lambda item: len(item.variables))
        ]

    @cached_property
    def shown(self) -> list[Shown]:
        """Everything that a result decides."""
        return [Shown(formula, self._rests_on(formula)) for formula in self._decided()]

    def _decided(self) -> Iterator[Bool]:
        d, pathway = self.d, self.d.plan.pathway
        yield from d.chosen.values()
        yield from d.within_reach.values()
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
