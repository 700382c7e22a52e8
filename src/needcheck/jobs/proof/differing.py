"""Answers that two editions decide differently: the smallest for each way in which they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from needcheck.case.answers import Answers
from needcheck.criteria import nodes as n
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.model import Fact
from needcheck.jobs.proof.decided import Decided, symbols_for
from needcheck.jobs.proof.smallest import SEARCH, smallest
from needcheck.readings.symbols import Bool
from needcheck.recommend.compile import Plan


@dataclass(frozen=True)
class Parting:
    """The smallest answers for which two editions part: ``what`` parts, in words."""

    pathway: str
    what: str
    answers: Answers


def partings(old: Plan, new: Plan, scales: tuple[Plan | None, Plan | None]) -> Iterator[Parting]:
    """For each pair of outcomes, the harm route, and each action: the smallest answers.

    An action is looked for where both give the same outcome: another brings other actions anyhow.

    ``scales`` as in the two editions' recommenders. Answers that only one edition knows are left
    out of the search; what changed in them is among the changes in words.
    """
    one, other = _both(old, new, scales)
    solver = one.symbols.z3.SolverFor("QF_FD")
    ways = list(_ways(one, other))
    solver.add(*one.symbols.rules, *other.symbols.rules)
    for what, formula in ways:
        if str(solver.check(formula)) == "sat":
            model = smallest(solver, formula, (one.symbols,), SEARCH)
            yield Parting(new.pathway.id, what, one.symbols.answers(model))


def _ways(one: Decided, other: Decided) -> Iterator[tuple[str, Bool]]:
    s = one.symbols
    names = [{o.id: o.name for o in d.plan.pathway.outcomes} for d in (one, other)]
    for old_id, before in one.chosen.items():
        for new_id, after in other.chosen.items():
            if old_id != new_id:
                what = f'the outcome was "{names[0][old_id]}" and is "{names[1][new_id]}"'
                yield what, s.all_of((before, after))
    yield "the harm route held and no longer does", s.all_of((one.alarm, s.denied(other.alarm)))
    yield "the harm route did not hold and now does", s.all_of((s.denied(one.alarm), other.alarm))
    earlier = {a.id: one.now(a) for a in one.plan.actions}
    later = {a.id: other.now(a) for a in other.plan.actions}
    never = s.any_of(())
    same = s.any_of(s.all_of((one.chosen[o], other.chosen.get(o, never))) for o in one.chosen)
    for action in dict.fromkeys((*earlier, *later)):
        was, now = earlier.get(action, never), later.get(action, never)
        yield (
            f"the action {action} was shown and no longer is",
            s.all_of((same, was, s.denied(now))),
        )
        yield f"the action {action} was not shown and now is", s.all_of((same, s.denied(was), now))


def _both(old: Plan, new: Plan, scales: tuple[Plan | None, Plan | None]) -> tuple[Decided, Decided]:
    """Both editions over the same answers."""
    facts = _common(old.bundle, new.bundle)
    plans = (old, new)
    one, two = (
        symbols_for([plan, *([scale] if scale else [])], _limits(plans))
        for plan, scale in zip(plans, scales, strict=True)
    )
    one.facts, two.facts = facts, facts
    two.share(one)
    return Decided(old, one, scales[0]), Decided(new, two, scales[1])


def _limits(plans: tuple[Plan, Plan]) -> list[n.Atom]:
    """The atoms of both editions, whose limits answers must be told apart by."""
    return [a for plan in plans for tree in plan.trees.values() for a in plan.atoms(tree)]


def _common(old: Bundle, new: Bundle) -> dict[str, Fact]:
    """The facts of both editions; of a fact in both, the choices that both know."""
    facts = {**old.facts, **new.facts}
    for name, fact in old.facts.items():
        if name in new.facts and fact.choices:
            kept = tuple(c for c in new.facts[name].choices if c.id in fact.choice_ids)
            facts[name] = new.facts[name].model_copy(update={"choices": kept})
    return facts
