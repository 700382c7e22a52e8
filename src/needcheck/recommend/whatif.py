"""What other answers would give: outcomes still possible, and single answers that change it.

The search works on the same trees as the decision. It assigns missing answers one by one, gives
up a branch once the outcome is ruled out, and stops at a budget; past the budget an outcome is
named as possible, so that one too many may be named and never one too few.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from needcheck.case.answers import Case, Value
from needcheck.criteria import nodes as n
from needcheck.criteria.model import GROUPS, LEVELS, Fact
from needcheck.readings.trace import Reading
from needcheck.recommend.compile import Plan
from needcheck.recommend.decide import decide, holds, musts, within_reach

BUDGET = 600
MAX_SUBSETS = 6
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
    for outcome in within_reach(plan, case):
        if outcome != now:
            search = _Search(plan, outcome)
            answers = search.run(case)
            if answers is not None:
                found[outcome] = _settling(plan, case, answers, outcome)
            elif search.exhausted:
                found[outcome] = missing(plan, case)
    return found


def _settling(plan: Plan, case: Case, found: Case, outcome: str) -> tuple[str, ...]:
    """The fewest of the assigned answers that still give the outcome, as fact ids."""
    facts = [f for f in found.facts if case.facts.get(f) != found.facts[f]]
    for fact in facts:
        smaller = found.with_fact(fact, None)
        if decide(plan, smaller) == outcome:
            found = smaller
    for prompt in sorted((found.present - case.present) | (found.absent - case.absent)):
        rest = found.present - {prompt}, found.absent - {prompt}
        smaller = Case(found.facts, *rest, found.as_of, found.implied)
        if decide(plan, smaller) == outcome:
            found = smaller
    changed = {f for f in found.facts if f not in case.facts}
    prompts = (found.present - case.present) | (found.absent - case.absent)
    return _in_order(plan, changed, prompts)


def _in_order(plan: Plan, facts: set[str], prompts: frozenset[str]) -> tuple[str, ...]:
    groups = {plan.bundle.prompts[p].group for p in prompts}
    ordered = [f for f in plan.bundle.facts if f in facts]
    return (*ordered, *(f"{LIST}{g}" for g in GROUPS if g in groups))


class _Search:
    """Looks for answers to what is missing that give one outcome."""

    def __init__(self, plan: Plan, target: str) -> None:
        self.plan, self.target, self.spent = plan, target, 0

    @property
    def exhausted(self) -> bool:
        """Whether the budget ran out before every branch was seen."""
        return self.spent >= BUDGET

    def run(self, case: Case, left: frozenset[str] = frozenset()) -> Case | None:
        """A case that gives the outcome; ``left`` are facts that stay missing on this branch."""
        if self.exhausted or self.target not in within_reach(self.plan, case):
            return None
        atoms = list(self._open_atoms(case, left))
        near = (variant for atom in atoms for variant in self._variants(case, atom))
        found = next((variant for variant in near if self._gives(variant)), None)
        if found is not None or not atoms:
            return found
        for variant in self._variants(case, atoms[0]):
            found = self.run(variant, left)
            if found is not None:
                return found
        return self.run(case, left | {_key(atoms[0])})

    def _gives(self, case: Case) -> bool:
        self.spent += 1
        return decide(self.plan, case) == self.target

    def _variants(self, case: Case, atom: n.Atom) -> Iterator[Case]:
        order = self.plan.outcomes
        calmer = order.index(self.target) > order.index(decide(self.plan, case))
        return variants(self.plan, case, atom, mild_first=calmer)

    def _open_atoms(self, case: Case, left: frozenset[str]) -> Iterator[n.Atom]:
        """The answers worth looking for next, facts before prompts.

        While the target does not hold, those that it waits for; then those that could hold down a
        more urgent outcome which rests on silence. Other silences change nothing and are left.
        """
        reading = Reading(case, self.plan.derived)
        if holds(self.plan, reading, self.target) is not True:
            atoms = list(self._waiting(reading.plain))
        else:
            urgent = self.plan.outcomes[: self.plan.outcomes.index(self.target)]
            trees = (self.plan.trees[f"outcome:{outcome}"] for outcome in urgent)
            firing = (tree for tree in trees if reading.truth(tree) is True)
            atoms = [atom for tree in firing for atom in reading.silence(tree)]
        fresh = (atom for atom in dict.fromkeys(atoms) if _key(atom) not in left)
        yield from sorted(fresh, key=lambda atom: isinstance(atom, n.Prompts))

    def _waiting(self, plain: Reading) -> Iterator[n.Atom]:
        musts_of = (f"must:{m.id}" for m in musts(self.plan, self.target))
        for tree in (self.plan.trees[name] for name in (f"outcome:{self.target}", *musts_of)):
            if plain.truth(tree) is None:
                yield from (a for a in plain.support(tree) if plain.truth(a) is None)


def _key(atom: n.Atom) -> str:
    return f"{LIST}{sorted(atom.ids)}" if isinstance(atom, n.Prompts) else atom.fact


def variants(plan: Plan, case: Case, atom: n.Atom, *, mild_first: bool) -> Iterator[Case]:
    """The case with each answer that the atom's fact could have, or a prompt there and not."""
    if isinstance(atom, n.Prompts):
        yield from _prompt_variants(case, atom, mild_first=mild_first)
        return
    values = list(possible_values(plan, plan.bundle.facts[atom.fact]))
    for value in values if mild_first else reversed(values):
        yield case.with_fact(atom.fact, value)


def _prompt_variants(case: Case, atom: n.Prompts, *, mild_first: bool) -> Iterator[Case]:
    """One more of the prompts present; or all the unseen ones absent."""
    unseen = sorted(atom.ids - case.present - case.absent)
    more = case.with_prompt(unseen[0], present=atom.state == "present")
    none = case
    for prompt in unseen:
        none = none.with_prompt(prompt, present=atom.state != "present")
    yield from (none, more) if mild_first else (more, none)


def possible_values(plan: Plan, fact: Fact) -> Iterator[Value]:
    """The answers worth trying for a fact, mild to grave: choices, or both sides of each limit."""
    if fact.type == "yes_no":
        yield from (True, False) if fact.graver == "no" else (False, True)
    elif fact.type == "reason":
        yield True
    elif fact.type == "choice":
        yield from fact.choice_ids
    elif fact.type == "many":
        yield from _sets(plan, fact)
    else:
        yield from _limits(plan, fact)


def _sets(plan: Plan, fact: Fact) -> Iterator[Value]:
    """Sets that conditions can tell apart; past 6 choices only none, each alone, and all."""
    if fact.none_choice:
        yield frozenset((fact.none_choice,))
    atoms = [a for a in plan.deciding if isinstance(a, n.Has | n.CountOf) and a.fact == fact.id]
    named = {a.value for a in atoms if isinstance(a, n.Has)}
    counted = any(isinstance(a, n.CountOf) for a in atoms)
    real = [c for c in fact.choice_ids if c != fact.none_choice and (counted or c in named)]
    sizes = range(1, len(real) + 1) if len(real) <= MAX_SUBSETS else (1, len(real))
    for size in sizes:
        yield from map(frozenset, combinations(real, size))


def _limits(plan: Plan, fact: Fact) -> Iterator[Value]:
    """Below, at and above every limit that the pathway sets on a number or elapsed fact."""
    from needcheck.case.moments import Elapsed

    for atom in plan.deciding:
        if isinstance(atom, n.Compare) and atom.fact == fact.id:
            low = -1 if fact.minimum is None else fact.minimum
            for value in (int(atom.value) - 1, int(atom.value), int(atom.value) + 1):
                if value >= low and (fact.maximum is None or value <= fact.maximum):
                    yield value
        elif isinstance(atom, n.Lasted) and atom.fact == fact.id:
            for count, days in ((atom.number - 1, 0), (atom.number, 0), (atom.number, 1)):
                if count >= 0 and atom.unit == "months":
                    yield Elapsed(months=count, days=days)
                elif count >= 0:
                    yield Elapsed(weeks=count, days=days)


def missing(plan: Plan, case: Case) -> tuple[str, ...]:
    """Unanswered facts and unlooked lists that could still change the outcome.

    Looks at the rules that may yet fire in outcomes as urgent or more, and, where the outcome
    rests on silence, at the answers that could hold it and at every outcome below.
    """
    now = decide(plan, case)
    plain = Reading(case, plan.derived, cautious=False)
    firm = holds(plan, plain, now) is True
    position = plan.outcomes.index(now)
    outcomes = plan.outcomes[:position] if firm else plan.outcomes
    trees = (plan.trees[f"outcome:{outcome}"] for outcome in outcomes)
    open_trees = (tree for tree in trees if plain.truth(tree) is None)
    return unanswered(plan, case, (atom for tree in open_trees for atom in plain.support(tree)))


def unanswered(plan: Plan, case: Case, atoms: Iterable[n.Atom]) -> tuple[str, ...]:
    """The facts and unlooked lists that unknown atoms wait for, in file order."""
    facts: set[str] = set()
    prompts: set[str] = set()
    for atom in atoms:
        if isinstance(atom, n.Prompts):
            prompts |= atom.ids - case.present - case.absent
        elif atom.fact not in case.facts:
            facts.add(atom.fact)
    return _in_order(plan, facts, frozenset(prompts))


def would_change(plan: Plan, case: Case) -> tuple[Change, ...]:
    """Every single answer, to a missing or an answered fact, that gives another outcome.

    A list not looked through is one entry, by the level of what would be ticked there; prompts
    that every condition treats alike are tried once.
    """
    now = decide(plan, case)
    read = {a.fact for a in plan.deciding if not isinstance(a, n.Prompts)}
    found = []
    for fact in (plan.bundle.facts[f] for f in plan.bundle.facts if f in read):
        for value in possible_values(plan, fact):
            if case.facts.get(fact.id) != value:
                outcome = decide(plan, case.with_fact(fact.id, value))
                if outcome != now:
                    found.append(Change(fact.id, as_text(value), outcome))
    return (*found, *_prompt_changes(plan, case, now))


def _prompt_changes(plan: Plan, case: Case, now: str) -> Iterator[Change]:
    lists = [atom.ids for atom in plan.deciding if isinstance(atom, n.Prompts)]
    for group in GROUPS:
        for level in LEVELS[1:]:
            unseen = {
                tuple(p.id in ids for ids in lists): p.id
                for p in plan.bundle.prompts.values()
                if (p.group, p.level, p.polarity) == (group, level, "concern")
                and p.id not in case.present | case.absent
            }
            given = {decide(plan, case.with_prompt(p, present=True)) for p in unseen.values()}
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
