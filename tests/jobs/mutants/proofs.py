"""Proofs about mutants: claims that no longer hold, and whether any answers tell a mutant apart.

Formulas of the solver that are built alike are the same, so that a claim is put to it again only
where the mutant changed its formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from needcheck.jobs.proof.alive import Alive
from needcheck.jobs.proof.claims import Claim, atoms_of, invariant_claims
from needcheck.jobs.proof.decided import Decided, symbols_for
from needcheck.jobs.proof.laws import Laws
from needcheck.jobs.proof.prover import _both as before_and_after
from needcheck.readings.symbols import Bool
from needcheck.recommend.compile import Plan
from tests.jobs.mutants.sharing import Shared

LIMIT = 10_000
"""Milliseconds for one formula, after which it is undecided: it kills nothing, nor is it equal."""


class Proofs:
    """One pathway as it is: its claims, and all that it shows, for every answer."""

    def __init__(self, plan: Plan, scale: Plan | None) -> None:
        symbols = symbols_for([plan, *([scale] if scale else [])], atoms_of(plan))
        self.scale = Decided(scale, symbols) if scale else None
        self.base = Decided(plan, symbols, scale)
        self.pair: tuple[Decided, ...] = ()
        if any(item.monotone for item in plan.pathway.invariants):
            self.pair = before_and_after(plan)
        self._claims = {c.id: c.formula for c in claims(self.base)}
        self._laws = {c.id: c.formula for c in Laws(*self.pair).claims()} if self.pair else {}
        self._shown = dict(shown(self.base))

    def refuted(self, plan: Plan) -> str:
        """The first claim that a mutant refutes, "" where there is none."""
        found = self._first(claims(Shared(plan, self.base, self.scale)), self._claims, self.solver)
        if found or not self.pair:
            return found
        pair = [Shared(plan, each) for each in self.pair]
        return self._first(Laws(*pair).claims(), self._laws, self.solver_of_pairs)

    def _first(self, listed: Iterator[Claim], known: Mapping[str, Bool], solver: Any) -> str:
        for claim in listed:
            if claim.id not in known or not known[claim.id].eq(claim.formula):
                wrong = "sat" if claim.kind == "always" else "unsat"
                if str(solver.check(claim.formula)) == wrong:
                    return claim.id
        return ""

    def told(self, plan: Plan, scale: Plan | None = None) -> dict[str, Bool]:
        """Everything that some answers show differently; empty where the two are equivalent.

        ``scale`` where it is the mutant, too. What the solver cannot tell in time counts as
        different.
        """
        level = Decided(scale, self.base.symbols) if scale else self.scale
        there, never = dict(shown(Shared(plan, self.base, level))), self.base.symbols.any_of(())
        differing = {}
        for name in dict.fromkeys((*self._shown, *there)):
            was, now = self._shown.get(name, never), there.get(name, never)
            if not was.eq(now) and str(self.solver.check(was != now)) != "unsat":
                differing[name] = was != now
        return differing

    @cached_property
    def solver(self) -> Any:
        """A solver that knows what answers are like."""
        return _solver(self.base)

    @cached_property
    def solver_of_pairs(self) -> Any:
        """One that knows what the answers before and after a change are like."""
        return _solver(*self.pair)


def _solver(*decided: Decided) -> Any:
    solver = decided[0].symbols.z3.SolverFor("QF_FD")
    solver.set("timeout", LIMIT)
    for each in decided:
        solver.add(*each.symbols.rules)
    return solver


def claims(decided: Decided) -> Iterator[Claim]:
    """Every claim about one result, those about choices aside.

    An answer that matters nowhere is dead in all pathways together, which one does not show.
    """
    yield from invariant_claims(decided)
    yield from Alive(decided).claims()


def shown(d: Decided) -> Iterator[tuple[str, Bool]]:
    """Everything that a result shows and the interview asks, by name and content.

    What other answers could still give is not looked at apart: it follows from what is decided
    for them.
    """
    plan = d.plan
    yield from ((f"outcome:{outcome}", chosen) for outcome, chosen in d.chosen.items())
    yield "harm_route", d.alarm
    for action in plan.actions:
        reach = plan.bundle.contacts.get(action.contact or "")
        said = _said(action) + (_said(reach) if reach else "")
        yield f"action:{action.id} {said}", d.now(action)
        yield f"conditional:{action.id} {said}", d.perhaps(action)
    for query in plan.pathway.queries:
        yield f"query:{query.id}", d.asked(query)
    yield from _states(d)
    yield from _reasons(d)
    yield from _held(d)
    for name, tree in plan.trees.items():
        if name.startswith("step:"):
            yield name, d.formula.rails(tree).may
    yield "suggest", d.tree("suggest")
    yield "suggest, perhaps", d.formula.rails(plan.trees["suggest"]).may


def _said(part: BaseModel) -> str:
    """Content without the conditions under which it is shown."""
    return repr(part.model_dump(exclude={"when", "unless", "for_", "applies"}))


def _states(d: Decided) -> Iterator[tuple[str, Bool]]:
    """Requirements and offers, in each of their states."""
    for need in d.plan.pathway.requirements:
        states = d.states(f"must:{need.id}", d.listed(need))
        for state, holds in zip(("met", "not_known", "not_met"), states, strict=True):
            yield f"requirement:{need.id}={state} {_said(need)}", holds
    for offer in d.plan.pathway.offers:
        states = d.states(f"offer:{offer.id}", d.offered(offer))
        for state, holds in zip(("offered", "if", "not_offered"), states, strict=True):
            yield f"offer:{offer.id}={state}", holds


def _reasons(d: Decided) -> Iterator[tuple[str, Bool]]:
    """Rules that fired, and whether all of an outcome's rules rest on silence."""
    s, rules = d.symbols, d.plan.pathway.rules
    for rule in rules:
        fired = s.all_of((d.chosen[rule.outcome], d.tree(f"rule:{rule.id}")))
        firm = [
            s.all_of((d.tree(f"rule:{r.id}"), s.denied(d.tree(f"provisional:{r.id}"))))
            for r in rules
            if r.outcome == rule.outcome
        ]
        yield f"reason:{rule.id} {_said(rule)}", fired
        yield f"provisional:{rule.id}", s.all_of((fired, s.denied(s.any_of(firm))))


def _held(d: Decided) -> Iterator[tuple[str, Bool]]:
    """Rules and grounds that a stated answer holds down."""
    for rule in d.plan.pathway.rules:
        if f"held:{rule.id}" in d.plan.trees:
            yield f"held:{rule.id}", d.tree(f"held:{rule.id}")
    for derived in d.plan.pathway.derived:
        for index, ground in enumerate(derived.any if derived.id in d.plan.leading else ()):
            if ground.unless:
                yield f"held:{derived.id} {ground.text}", d.tree(f"held:{derived.id}:{index}")
