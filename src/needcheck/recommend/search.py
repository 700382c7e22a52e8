"""Looking for answers to what is missing that give one outcome.

The search works on the same trees as the decision. It assigns missing answers one by one, gives
up a branch once the outcome is ruled out, and stops at a budget.
"""

from __future__ import annotations

from collections.abc import Iterator

from needcheck.case.answers import Case
from needcheck.criteria import nodes as n
from needcheck.readings.trace import Reading
from needcheck.recommend.compile import Plan
from needcheck.recommend.decide import decide, within_reach
from needcheck.recommend.trials import too_many, variants

BUDGET = 600


class Search:
    """Looks for answers to what is missing that give one outcome."""

    def __init__(self, plan: Plan, target: str) -> None:
        self.plan, self.target = plan, target
        self.spent, self.coarse = 0, False

    @property
    def exhausted(self) -> bool:
        """Whether the budget ran out before every branch was seen."""
        return self.spent >= BUDGET

    @property
    def undecided(self) -> bool:
        """Whether something was left untried, so that finding nothing proves nothing."""
        return self.exhausted or self.coarse

    def run(self, case: Case, left: frozenset[str] = frozenset()) -> Case | None:
        """A case that gives the outcome; ``left`` are facts that stay missing on this branch."""
        if self.exhausted or self.target not in within_reach(self.plan, case):
            return None
        if self._gives(case):
            return case
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
        self.coarse |= not isinstance(atom, n.Prompts) and too_many(self.plan, atom.fact)
        calmer = order.index(self.target) > order.index(decide(self.plan, case))
        return variants(self.plan, case, atom, mild_first=calmer)

    def _open_atoms(self, case: Case, left: frozenset[str]) -> Iterator[n.Atom]:
        """The answers worth looking for next, facts before prompts.

        While the target does not hold, those that it waits for; then those that could hold down a
        more urgent outcome which rests on silence. Other silences change nothing and are left.
        """
        reading, outcomes = Reading(case, self.plan.derived), self.plan.outcomes
        own = self.plan.trees[f"outcome:{self.target}"]
        if self.target != outcomes[-1] and reading.truth(own) is not True:
            atoms = list(_waiting(reading.plain, own))
        else:
            urgent = outcomes[: outcomes.index(self.target)]
            trees = (self.plan.trees[f"outcome:{outcome}"] for outcome in urgent)
            firing = (tree for tree in trees if reading.truth(tree) is True)
            atoms = [atom for tree in firing for atom in reading.silence(tree)]
        left = left | self.plan.replaced(case)
        fresh = (a for a in dict.fromkeys(atoms) if _key(a) not in left and self._asked(a))
        yield from sorted(fresh, key=lambda atom: isinstance(atom, n.Prompts))

    def _asked(self, atom: n.Atom) -> bool:
        """Whether the pathway's interview asks for it at all."""
        asks, prompts = self.plan.asks, self.plan.bundle.prompts
        if asks is None:
            return True
        if isinstance(atom, n.Prompts):
            return any(f"prompts:{prompts[name].group}" in asks for name in atom.ids)
        return atom.fact in asks


def _waiting(plain: Reading, tree: n.Node) -> Iterator[n.Atom]:
    """The atoms that a tree waits for, none where its truth is known."""
    if plain.truth(tree) is None:
        yield from plain.support(tree)


def _key(atom: n.Atom) -> str:
    return f"prompts:{sorted(atom.ids)}" if isinstance(atom, n.Prompts) else atom.fact
