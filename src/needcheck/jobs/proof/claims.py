"""Claims about one pathway: what must hold for all answers, and what must happen for some.

The invariants that stand beside the rules are claims; so are those that every pathway must meet
(``alive``) and the laws over pairs of answers (``laws``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from needcheck.criteria import nodes as n
from needcheck.criteria.model import Invariant
from needcheck.jobs.proof.decided import Decided
from needcheck.jobs.proof.words import Spoken
from needcheck.readings.symbols import Bool
from needcheck.recommend.compile import Plan


@dataclass(frozen=True)
class Claim:
    """One claim, as a formula that the solver is asked for.

    An ``always`` claim is proved where no answers make ``formula`` (its contrary) true, and those
    that do refute it; a ``somewhere`` claim is proved where some do. ``pair`` claims speak of the
    answers before and after a change.
    """

    id: str
    pathway: str
    text: str
    kind: Literal["always", "somewhere"]
    formula: Bool
    pair: bool = False


def law_id(item: Invariant) -> str:
    """The claim that is an invariant's law: its own id, unless it also speaks of single results."""
    actions = item.first_action + item.shows + item.offers + item.never_shows + item.never_offers
    others = item.possible + item.never_possible + item.says + item.never_says
    return f"{item.id}/{item.monotone}" if item.then or actions or others else item.id


def conditions(plan: Plan) -> dict[tuple[str, str], n.Node]:
    """The invariants' own conditions as trees, by invariant and ``when`` or ``then``."""
    return {
        (item.id, part): plan.bundle.condition(
            text, plan.pathway, f"invariant:{item.id}", texts=True
        )
        for item in plan.pathway.invariants
        for part, text in (("when", item.when), ("then", item.then))
    }


def atoms_of(plan: Plan) -> Iterator[n.Atom]:
    """Every atom that an invariant of the pathway reads, for the symbols' limits."""
    for tree in conditions(plan).values():
        yield from plan.atoms(tree)


def invariant_claims(decided: Decided) -> Iterator[Claim]:
    """Every invariant that speaks of decisions, actions or words of one result."""
    plan, symbols = decided.plan, decided.symbols
    trees, spoken = conditions(plan), Spoken(decided)
    for item in plan.pathway.invariants:
        parts = list(_parts(decided, item, trees[item.id, "then"], spoken))
        applies = decided.formula.sure(trees[item.id, "when"])
        if parts:
            broken = symbols.all_of((applies, symbols.denied(symbols.all_of(parts))))
            yield Claim(item.id, plan.pathway.id, item.text, "always", broken)
        if parts or (item.monotone and item.when):
            text = f"{item.id} applies to some answers, so that it says something."
            yield Claim(f"{item.id}/applies", plan.pathway.id, text, "somewhere", applies)
        elif not item.monotone and not item.law:
            text = f"{item.id} asks for something; without that it can never fail."
            yield Claim(f"{item.id}/asks", plan.pathway.id, text, "somewhere", symbols.any_of(()))


def _parts(decided: Decided, item: Invariant, then: n.Node, spoken: Spoken) -> Iterator[Bool]:
    """Everything that must be true where the invariant applies."""
    symbols = decided.symbols
    actions = {action.id: action for action in decided.plan.actions}
    if item.then:
        yield decided.formula.sure(then)
    if item.first_action:
        yield decided.first(item.first_action)
    for name in item.shows:
        yield decided.now(actions[name])
    for name in item.offers:
        yield decided.shown(actions[name])
    for name in item.never_shows:
        yield symbols.denied(decided.now(actions[name]))
    for name in item.never_offers:
        yield symbols.denied(decided.shown(actions[name]))
    for name in item.possible:
        yield decided.within_reach[name]
    for name in item.never_possible:
        yield symbols.denied(decided.within_reach[name])
    yield from spoken.parts(item)
