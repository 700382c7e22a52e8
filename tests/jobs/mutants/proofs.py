"""Proofs about mutants: claims that no longer hold, and answers that tell a mutant apart.

Formulas of the solver that are built alike are the same, so that a claim is put to it again only
where the mutant changed its formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from needcheck.criteria import nodes as n
from needcheck.jobs.proof.alive import Alive
from needcheck.jobs.proof.claims import Claim, atoms_of, invariant_claims
from needcheck.jobs.proof.decided import Decided, symbols_for
from needcheck.jobs.proof.laws import Laws
from needcheck.jobs.proof.prover import _both as before_and_after
from needcheck.readings.symbols import Bool, Symbols
from needcheck.recommend.compile import Plan

LIMIT = 10_000
"""Milliseconds for one claim, after which it is undecided and kills nothing."""
Scales = tuple[Plan | None, Plan | None]


class Proofs:
    """The claims of one pathway as it is, and those that a mutant of it refutes."""

    def __init__(self, plan: Plan, scale: Plan | None) -> None:
        self.plan, self.scale = plan, scale

    @cached_property
    def _known(self) -> Mapping[tuple[str, bool], Bool]:
        """The formulas of the claims as they are, kept so that they stay the same."""
        return {(c.id, c.pair): c.formula for c, _ in _claims(self.plan, self.scale)}

    def refuted(self, plan: Plan, scale: Plan | None) -> str:
        """The first claim that the mutant refutes, "" where there is none."""
        solvers: dict[bool, Any] = {}
        for claim, symbols in _claims(plan, scale):
            known = self._known.get((claim.id, claim.pair))
            if known is None or not known.eq(claim.formula):
                if claim.pair not in solvers:
                    solvers[claim.pair] = _solver(symbols)
                wrong = "sat" if claim.kind == "always" else "unsat"
                if str(solvers[claim.pair].check(claim.formula)) == wrong:
                    return claim.id
        return ""


def _claims(plan: Plan, scale: Plan | None) -> Iterator[tuple[Claim, tuple[Symbols, ...]]]:
    """Every claim about one pathway, with the symbols that it speaks of.

    Not those about choices: an answer that matters nowhere is dead in all pathways together.
    """
    single = symbols_for([plan, *([scale] if scale else [])], atoms_of(plan))
    decided = Decided(plan, single, scale)
    for claim in (*invariant_claims(decided), *Alive(decided).claims()):
        yield claim, (single,)
    if any(item.monotone for item in plan.pathway.invariants):
        both = before_and_after(plan)
        for claim in Laws(*both).claims():
            yield claim, tuple(d.symbols for d in both)


def _solver(symbols: tuple[Symbols, ...]) -> Any:
    solver = symbols[0].z3.SolverFor("QF_FD")
    solver.set("timeout", LIMIT)
    for each in symbols:
        solver.add(*each.rules)
    return solver


# --- what tells a mutant apart ---


def untold(old: Plan, new: Plan, scales: Scales) -> tuple[str, ...]:
    """Everything that some answers show differently; empty where the two are equivalent.

    What the solver cannot tell in time counts as different.
    """
    one, two = beside(old, new, scales)
    solver = _solver((one.symbols, two.symbols))
    return tuple(
        what for what, formula in unlike(one, two) if str(solver.check(formula)) != "unsat"
    )


def beside(old: Plan, new: Plan, scales: Scales) -> tuple[Decided, Decided]:
    """A pathway and its mutant, over the same answers."""
    plans = (old, new)
    limits = [a for p in plans for tree in _trees(p) for a in p.atoms(tree)]
    one, two = (
        symbols_for([plan, *([scale] if scale else [])], limits)
        for plan, scale in zip(plans, scales, strict=True)
    )
    two.share(one)
    return Decided(old, one, scales[0]), Decided(new, two, scales[1])


def _trees(plan: Plan) -> Iterator[n.Node]:
    yield from plan.trees.values()
    yield from plan.derived.values()


def unlike(one: Decided, two: Decided) -> Iterator[tuple[str, Bool]]:
    """For everything that is shown or asked: that it differs."""
    s, never = one.symbols, one.symbols.any_of(())
    here, there = dict(shown(one)), dict(shown(two))
    for name in dict.fromkeys((*here, *there)):
        was, now = here.get(name, never), there.get(name, never)
        if not was.eq(now):
            yield name, was != now


def shown(d: Decided) -> Iterator[tuple[str, Bool]]:
    """Everything that a result shows and the interview asks, by name and content."""
    plan = d.plan
    for outcome, chosen in d.chosen.items():
        yield f"outcome:{outcome}", chosen
        yield f"possible:{outcome}", d.within_reach[outcome]
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
    """Rules that fired, whether all of them rest on silence, and what is held down."""
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
        if f"held:{rule.id}" in d.plan.trees:
            yield f"held:{rule.id}", d.tree(f"held:{rule.id}")
    for derived in d.plan.pathway.derived:
        for index, ground in enumerate(derived.any if derived.id in d.plan.leading else ()):
            if ground.unless:
                yield f"held:{derived.id} {ground.unless}", d.tree(f"held:{derived.id}:{index}")
