"""Other answers worth trying: what conditions can tell apart.

For a fact every such answer; for prompts one more of each kind present, or all of a kind absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from needcheck.case.answers import Case, Value, graver
from needcheck.criteria import nodes as n
from needcheck.criteria.model import Fact
from needcheck.recommend.compile import Plan

MAX_SUBSETS = 6


def tick(plan: Plan, case: Case, prompt: str) -> Case:
    """The case with a prompt present, and with the fact that it implies."""
    ticked = case.with_prompt(prompt, present=True)
    implied = plan.implications.by_prompt.get(prompt)
    if implied is None:
        return ticked
    fact, value = implied
    return ticked.with_fact(fact.id, graver(fact, value, case.facts.get(fact.id)))


def contradictions(plan: Plan, case: Case) -> Iterator[Case]:
    """The case with each unseen prompt ticked that would overrule a stated answer."""
    for prompt, (fact, value) in plan.implications.by_prompt.items():
        stated = case.facts.get(fact.id)
        unseen = prompt not in case.present | case.absent
        if unseen and stated is not None and graver(fact, value, stated) != stated:
            yield tick(plan, case, prompt)


def variants(plan: Plan, case: Case, atom: n.Atom, *, mild_first: bool) -> Iterator[Case]:
    """The case with each answer that the atom's fact could have, or a prompt there and not."""
    if isinstance(atom, n.Prompts):
        yield from _prompt_variants(plan, case, atom, mild_first=mild_first)
        return
    values = list(possible_values(plan, plan.bundle.facts[atom.fact]))
    for value in values if mild_first else reversed(values):
        yield case.with_fact(atom.fact, value)


def _prompt_variants(
    plan: Plan, case: Case, atom: n.Prompts, *, mild_first: bool
) -> Iterator[Case]:
    """For each kind of unseen prompt: one more present, or all absent; or all kinds absent.

    Where some condition counts past one, or counts absences, also one absent and all present.
    """
    unseen = atom.ids - case.present - case.absent
    lists = [a for a in plan.deciding if isinstance(a, n.Prompts) and a.ids & unseen]
    kinds = list(alike(plan, lists, unseen).values())
    more = [tick(plan, case, kind[0]) for kind in kinds]
    none = [_none_of(case, kind) for kind in kinds if len(kinds) > 1]
    if any(_graded(each) for each in lists):
        none += [_none_of(case, kind[:1]) for kind in kinds]
        more += [_all_of(plan, case, kind) for kind in kinds]
    found = [*more, *none, _none_of(case, sorted(unseen))]
    yield from reversed(found) if mild_first else found


def alike(plan: Plan, lists: list[n.Prompts], unseen: Iterable[str]) -> dict[object, list[str]]:
    """Prompts that every condition treats alike, together; ids in order."""
    kinds: dict[object, list[str]] = {}
    for prompt in sorted(unseen):
        implied = plan.implications.by_prompt.get(prompt)
        own = (prompt,) if implied else ()
        kinds.setdefault((own, *(prompt in atom.ids for atom in lists)), []).append(prompt)
    return kinds


def _none_of(case: Case, prompts: Iterable[str]) -> Case:
    for prompt in prompts:
        case = case.with_prompt(prompt, present=False)
    return case


def _all_of(plan: Plan, case: Case, prompts: Iterable[str]) -> Case:
    for prompt in prompts:
        case = tick(plan, case, prompt)
    return case


def _graded(atom: n.Prompts) -> bool:
    """Whether a condition tells more apart than some present and none present."""
    some_or_none = (">= 1", "< 1", "> 0", "<= 0", "== 0", "!= 0", ">= 0", "< 0")
    return atom.state == "absent" or f"{atom.operator} {atom.number}" not in some_or_none


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
    real = _told_apart(plan, fact)
    sizes = (1, len(real)) if too_many(plan, fact.id) else range(1, len(real) + 1)
    for size in sizes:
        yield from map(frozenset, combinations(real, size))


def _told_apart(plan: Plan, fact: Fact) -> list[str]:
    """The choices that conditions name, and one of the others; all where they are counted."""
    atoms = [a for a in plan.deciding if isinstance(a, n.Has | n.CountOf) and a.fact == fact.id]
    real = [c for c in fact.choice_ids if c != fact.none_choice]
    if any(isinstance(a, n.CountOf) for a in atoms):
        return real
    named = {a.value for a in atoms if isinstance(a, n.Has)}
    other = next((c for c in real if c not in named), None)
    return [c for c in real if c in named or c == other]


def too_many(plan: Plan, fact: str) -> bool:
    """Whether a set has too many choices for all its subsets to be tried."""
    of = plan.bundle.facts.get(fact)
    return of is not None and of.type == "many" and len(_told_apart(plan, of)) > MAX_SUBSETS


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
