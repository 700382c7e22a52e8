"""What other answers would give: outcomes still possible, and single answers that change it.

Where the search for an outcome stops at its budget the outcome is named as possible, so that one
too many may be named and never one too few.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from needcheck.case.answers import Case, Value, graver
from needcheck.criteria import nodes as n
from needcheck.criteria.model import GROUPS, LEVELS, Fact
from needcheck.recommend.compile import Plan
from needcheck.recommend.decide import decide, holds, within_reach
from needcheck.recommend.search import Search
from needcheck.recommend.standing import Standing
from needcheck.recommend.trials import alike, contradictions, possible_values, tick

LIST = "prompts:"


@dataclass(frozen=True)
class Change:
    """One other answer: ``fact`` (or ``prompts:child``), ``to`` a value, and what it gives."""

    fact: str
    to: str
    outcome: str


def still_possible(plan: Plan, case: Case) -> dict[str, tuple[str, ...]]:
    """Every outcome that answers to what is missing could give, with the facts that decide it.

    The outcome as things stand is left out. Facts are in file order; a list of prompts not
    looked through is one entry.
    """
    now = decide(plan, case)
    found: dict[str, tuple[str, ...]] = {}
    overruled = contradictions(plan, case) if plan.asks is None else ()
    for start in (case, *overruled):
        for outcome in within_reach(plan, start):
            if outcome != now and outcome not in found:
                search = Search(plan, outcome)
                answers = search.run(start)
                if answers is not None:
                    found[outcome] = _settling(plan, case, answers, outcome)
                elif search.undecided:
                    found[outcome] = missing(plan, case)
    return {outcome: found[outcome] for outcome in plan.outcomes if outcome in found}


def _settling(plan: Plan, case: Case, found: Case, outcome: str) -> tuple[str, ...]:
    """The fewest of the assigned answers that still give the outcome, as fact ids."""
    for fact in [f for f in found.facts if f not in case.facts]:
        smaller = found.with_fact(fact, None)
        if decide(plan, smaller) == outcome:
            found = smaller
    overruled = {f for f in case.facts if found.facts[f] != case.facts[f]}
    for prompt in sorted((found.present - case.present) | (found.absent - case.absent)):
        implied = plan.implications.by_prompt.get(prompt)
        if implied is not None and implied[0].id in overruled:
            continue
        rest = found.present - {prompt}, found.absent - {prompt}
        smaller = Case(found.facts, *rest, found.as_of, found.implied)
        if decide(plan, smaller) == outcome:
            found = smaller
    changed = {f for f in found.facts if f not in case.facts}
    prompts = (found.present - case.present) | (found.absent - case.absent)
    return _asked(plan, case, _in_order(plan, changed, prompts))


def _in_order(plan: Plan, facts: set[str], prompts: frozenset[str]) -> tuple[str, ...]:
    groups = {plan.bundle.prompts[p].group for p in prompts}
    ordered = [f for f in plan.bundle.facts if f in facts]
    return (*ordered, *(f"{LIST}{g}" for g in GROUPS if g in groups))


def _asked(plan: Plan, case: Case, names: tuple[str, ...]) -> tuple[str, ...]:
    """Of these facts and lists, those that the pathway's interview asks, and that can be answered.

    An answer that stands in for another leaves that one out: nobody can find out the age of an
    unborn child.
    """
    replaced = plan.replaced(case)
    asked = (name for name in names if plan.asks is None or name in plan.asks)
    return tuple(name for name in asked if name not in replaced)


def missing(plan: Plan, case: Case) -> tuple[str, ...]:
    """Unanswered facts and unlooked lists that could still change the outcome."""
    return missing_in(Standing(plan, case))


def missing_in(standing: Standing) -> tuple[str, ...]:
    """What is missing of a case as it stands.

    Looks at the rules that may yet fire in outcomes as urgent or more, and, where the outcome
    rests on silence, at the answers that could hold it and at every outcome below.
    """
    plan, case, now = standing.plan, standing.case, standing.outcome
    plain = standing.reading.plain
    firm = holds(plan, plain, now) is True
    position = plan.outcomes.index(now)
    outcomes = plan.outcomes[:position] if firm else plan.outcomes
    trees = (plan.trees[f"outcome:{outcome}"] for outcome in outcomes)
    overruling = frozenset[str]().union(
        *(other.case.present - case.present for other in standing.overruled
          if set(other.reach) != {now})
    )  # fmt: skip
    return _asked(plan, case, unanswered(plan, case, plain.waiting(trees), overruling))


def unanswered(
    plan: Plan, case: Case, atoms: Iterable[n.Atom], prompts: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The facts and unlooked lists that unknown atoms wait for, in file order.

    ``prompts`` are further prompts to name the lists of.
    """
    facts: set[str] = set()
    listed: set[frozenset[str]] = set()
    for atom in atoms:
        if isinstance(atom, n.Prompts):
            listed.add(atom.ids)
        elif atom.fact not in case.facts:
            facts.add(atom.fact)
    unseen = frozenset[str]().union(*listed) - case.present - case.absent
    return _in_order(plan, facts, prompts | unseen)


def would_change(plan: Plan, case: Case) -> tuple[Change, ...]:
    """Every single answer, to a missing or an answered fact, that gives another outcome.

    A list not looked through is one entry, by the level of what would be ticked there; prompts
    that every condition treats alike are tried once. An answer milder than what a ticked prompt
    implies changes nothing, because the graver stands.
    """
    now = decide(plan, case)
    read = {a.fact for a in plan.deciding if not isinstance(a, n.Prompts)}
    read -= plan.replaced(case)
    found = []
    for fact in (plan.bundle.facts[f] for f in plan.bundle.facts if f in read):
        for value in possible_values(plan, fact):
            stands = _standing(plan, case, fact, value)
            if case.facts.get(fact.id) != stands:
                outcome = decide(plan, case.with_fact(fact.id, stands))
                if outcome != now:
                    found.append(Change(fact.id, as_text(value), outcome))
    every = (*found, *_prompt_changes(plan, case, now))
    return tuple(c for c in every if plan.asks is None or c.fact in plan.asks)


def _standing(plan: Plan, case: Case, fact: Fact, value: Value) -> Value:
    """What stands of an answer beside the prompts that are present."""
    for prompt, (implied, other) in plan.implications.by_prompt.items():
        if implied.id == fact.id and prompt in case.present:
            value = graver(fact, other, value)
    return value


def _prompt_changes(plan: Plan, case: Case, now: str) -> Iterator[Change]:
    lists = [atom for atom in plan.deciding if isinstance(atom, n.Prompts)]
    for group in GROUPS:
        for level in LEVELS[1:]:
            unseen = [
                p.id
                for p in plan.bundle.prompts.values()
                if (p.group, p.level, p.polarity) == (group, level, "concern")
                and p.id not in case.present | case.absent
            ]
            kinds = alike(plan, lists, unseen).values()
            given = {decide(plan, tick(plan, case, kind[0])) for kind in kinds}
            for outcome in plan.outcomes:
                if outcome in given - {now}:
                    yield Change(f"{LIST}{group}", level, outcome)


def as_text(value: Value) -> str:
    """A value as it would stand in an answers file, on one line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ";".join(sorted(value))
    return str(value)
