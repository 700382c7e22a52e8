"""A recommendation for all answers at once: the same parts as a result, as formulas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property

from needcheck.case.answers import Case
from needcheck.criteria import nodes as n
from needcheck.criteria.bundle import outcome_fact, scale_fact
from needcheck.criteria.model import LEVELS, Action, Offer, Query, Requirement
from needcheck.readings.formula import Formula
from needcheck.readings.symbols import Bool, Symbols
from needcheck.recommend.compile import Plan

DAY = dt.date(2026, 1, 1)
"""Conditions see dates as lengths only, so that any day serves."""


def symbols_for(plans: Iterable[Plan], extra: Iterable[n.Atom] = (), prefix: str = "") -> Symbols:
    """Symbols for all that these pathways of one authority may read; ``extra`` are claims'."""
    listed = list(plans)
    atoms = [a for plan in listed for tree in plan.trees.values() for a in plan.atoms(tree)]
    derived = [a for plan in listed for tree in plan.derived.values() for a in plan.atoms(tree)]
    bundle = listed[0].bundle
    return Symbols(
        bundle.facts,
        dict.fromkeys((*atoms, *derived, *extra)),
        listed[0].implications.by_prompt,
        Case({}, frozenset(), frozenset(), DAY),
        prefix,
    )


class Decided:
    """What one pathway gives for the answers of ``symbols``; ``scale`` as in a recommender."""

    def __init__(self, plan: Plan, symbols: Symbols, scale: Plan | None = None) -> None:
        self.plan, self.symbols = plan, symbols
        self.formula = Formula(symbols, plan.derived)
        self.chosen = self._first_of(self.formula)
        levels = Decided(scale, symbols).chosen if scale is not None else self.chosen
        symbols.define(scale_fact(), {k: v for k, v in levels.items() if k in LEVELS})
        symbols.define(outcome_fact(plan.pathway), self.chosen)

    def _first_of(self, formula: Formula) -> dict[str, Bool]:
        """For each outcome whether it is the first that surely holds; the last one remains."""
        s, found = self.symbols, dict[str, Bool]()
        before: list[Bool] = []
        for outcome in self.plan.outcomes[:-1]:
            holds = formula.sure(self.plan.trees[f"outcome:{outcome}"])
            found[outcome] = s.all_of((holds, *map(s.denied, before)))
            before.append(holds)
        return {**found, self.plan.outcomes[-1]: s.all_of(map(s.denied, before))}

    @cached_property
    def within_reach(self) -> Mapping[str, Bool]:
        """For each outcome whether no answer given so far rules it out (may hold too often)."""
        s, plain, found = self.symbols, self.formula.plain, dict[str, Bool]()
        before: list[Bool] = []
        for outcome in self.plan.outcomes[:-1]:
            rails = plain.rails(self.plan.trees[f"outcome:{outcome}"])
            found[outcome] = s.all_of((rails.may, *map(s.denied, before)))
            before.append(rails.sure)
        return {**found, self.plan.outcomes[-1]: s.all_of(map(s.denied, before))}

    @cached_property
    def alarm(self) -> Bool:
        """Whether the harm route holds."""
        name = self.plan.pathway.alarm
        if name is None:
            return self.symbols.z3.BoolVal(False)
        return self.formula.sure(self.plan.derived[name])

    def tree(self, name: str) -> Bool:
        """Whether a named tree is surely true."""
        return self.formula.sure(self.plan.trees[name])

    def among(self, outcomes: Iterable[str]) -> Bool:
        """Whether the outcome is one of these."""
        return self.symbols.any_of(self.chosen[x] for x in outcomes if x in self.chosen)

    def applies(self, outcomes: tuple[str, ...]) -> Bool:
        """Whether an element that is ``for`` these outcomes belongs to the result."""
        return self.among(outcomes) if outcomes else self.symbols.all_of(())

    def now(self, action: Action) -> Bool:
        """Whether an action is shown plainly."""
        return self.symbols.all_of((self.applies(action.for_), self.tree(f"action:{action.id}")))

    def perhaps(self, action: Action) -> Bool:
        """Whether an action is shown as "if ..."."""
        if not action.if_text:
            return self.symbols.any_of(())
        s, rails = self.symbols, self.formula.rails(self.plan.trees[f"action:{action.id}"])
        return s.all_of((self.applies(action.for_), rails.may, s.denied(rails.sure)))

    def shown(self, action: Action) -> Bool:
        """Whether an action is shown at all."""
        return self.symbols.any_of((self.now(action), self.perhaps(action)))

    def asked(self, query: Query) -> Bool:
        """Whether a query is raised."""
        return self.symbols.all_of((self.applies(query.for_), self.tree(f"query:{query.id}")))

    def listed(self, need: Requirement) -> Bool:
        """Whether a requirement is printed beside the result."""
        s = self.symbols
        gap = s.denied(self.alarm) if need.gates else s.any_of(())
        belongs = s.any_of((gap, self.applies(need.for_)))
        return s.all_of((self.formula.rails(self.plan.trees[f"applies:{need.id}"]).may, belongs))

    def offered(self, offer: Offer) -> Bool:
        """Whether an offer is printed beside the result, in whatever state."""
        some = self.formula.rails(self.plan.trees["offers"]).may
        return self.symbols.all_of((some, self.applies(offer.for_)))

    def states(self, tree: str, shown: Bool) -> tuple[Bool, Bool, Bool]:
        """Shown and surely true, unknown, surely false."""
        s, rails = self.symbols, self.formula.rails(self.plan.trees[tree])
        unknown = s.all_of((shown, rails.may, s.denied(rails.sure)))
        return s.all_of((shown, rails.sure)), unknown, s.all_of((shown, s.denied(rails.may)))

    def first(self, names: tuple[str, ...]) -> Bool:
        """Whether the first action that is shown plainly is one of these."""
        s, found = self.symbols, list[Bool]()
        before: list[Bool] = []
        for action in self.plan.actions:
            now = self.now(action)
            if action.id in names:
                found.append(s.all_of((now, *map(s.denied, before))))
            before.append(now)
        return s.any_of(found)
