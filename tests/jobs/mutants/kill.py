"""Whether a mutant is noticed: by a check of the criteria, by replaying scenarios, or by proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from needcheck.case.answers import Answers, Case
from needcheck.case.scenario import Expect, load_scenario
from needcheck.case.variants import family
from needcheck.criteria.authority import Clause
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.load import clauses, data_root
from needcheck.criteria.register import entries
from needcheck.errors import NeedcheckError
from needcheck.jobs.engine import Engine, noon
from needcheck.jobs.scenarios.expected import differences
from needcheck.jobs.scenarios.replay import find
from needcheck.recommend import result as view
from needcheck.recommend.compile import Plan, compile_pathway
from needcheck.recommend.recommend import Recommender
from tests.jobs.mutants.operators import Mutant
from tests.jobs.mutants.proofs import Proofs
from tests.jobs.mutants.sharing import alike, remembering

Plans = dict[str, Plan]
SOURCED = frozenset({"drop it", "drop ground", "drop the cite", "swap its contact", "swap with"})
"""The operators that change what an element cites or names; a check cannot notice the others."""


class Brief(Recommender):
    """A recommendation without the outcomes still possible, which take most of the time."""

    def _possible(self, case: Case, outcome: str) -> tuple[view.PossibleView, ...]:
        return ()


@dataclass(frozen=True)
class Told:
    """A scenario, or a variant, as it is replayed here: what it expects, less what takes long."""

    name: str
    pathway: str
    answers: Answers
    as_of: dt.date
    expect: Expect


@dataclass
class Judge:
    """Kills the mutants of one authority, with its scenarios, its register and its claims.

    Only the pathways that a mutant touches are compiled, replayed and proved anew. Scenarios that
    killed before are replayed first.
    """

    authority: str
    engine: Engine = field(default_factory=Engine)
    _proofs: dict[str, Proofs] = field(default_factory=dict)

    @cached_property
    def bundle(self) -> Bundle:
        """The criteria as they are; mutants must be made of this very bundle."""
        return remembering(self.engine.bundle(self.authority))

    @cached_property
    def base(self) -> Plans:
        """The pathways as they are."""
        return {name: compile_pathway(self.bundle, name) for name in self.bundle.pathways}

    @cached_property
    def scale(self) -> str:
        """The pathway that gives the level on the framework's scale, "" where none does."""
        return next((name for name, plan in self.base.items() if plan.pathway.uses), "")

    def proofs(self, name: str) -> Proofs:
        """The claims of a pathway, as they are."""
        if name not in self._proofs:
            plan = self.base[name]
            self._proofs[name] = Proofs(plan, self._scale_of(plan, {}))
        return self._proofs[name]

    @cached_property
    def scenarios(self) -> list[Told]:
        """Every scenario of the authority, teaching ones among them."""
        return list(self._scenarios(find([data_root() / "scenarios"])))

    def _scenarios(self, files: Iterable[Path]) -> Iterator[Told]:
        told = (each for path in files for each in family(load_scenario(path)))
        for scenario in told:
            head = scenario.head
            if head.authority == self.authority:
                session = self.engine.session(head.authority, head.pathway, noon(head.as_of))
                answers = session.gate.read(scenario.answers, scenario.place_of)
                update = {"still_possible": None, "missing": None, "settled": None}
                expect = scenario.expect.model_copy(update=update)
                yield Told(scenario.name, session.plan.pathway.id, answers, head.as_of, expect)

    def fate(self, mutant: Mutant) -> str:
        """``check``, ``replay`` or ``prove``; ``equal`` where no answers tell it; else ""."""
        try:
            if mutant.kind in SOURCED and self._checked(mutant.bundle):
                return "check"
            plans = self.compiled(mutant)
        except NeedcheckError:
            return "check"
        if self._replayed(plans):
            return "replay"
        if self._proved(plans):
            return "prove"
        return "equal" if self._equal(plans) else ""

    def compiled(self, mutant: Mutant) -> Plans:
        """The pathways that the mutant touches, compiled from it."""
        return {name: self._compiled(mutant, name) for name in self._touched(mutant)}

    def _compiled(self, mutant: Mutant, name: str) -> Plan:
        if mutant.element.startswith("contact:"):
            return replace(self.base[name], bundle=mutant.bundle)
        return alike(compile_pathway(mutant.bundle, name), self.base[name])

    def _touched(self, mutant: Mutant) -> list[str]:
        """The mutant's own pathway; of what is shared, those that show it."""
        if mutant.pathway:
            return [mutant.pathway]
        kind, _, name = mutant.element.partition(":")
        shown = {
            pathway: {a.contact if kind == "contact" else a.id for a in plan.actions}
            for pathway, plan in self.base.items()
        }
        return [pathway for pathway, names in shown.items() if name in names]

    # --- check ---

    @cached_property
    def _register(self) -> dict[str, Clause]:
        return dict(clauses(self.authority))

    @cached_property
    def _known(self) -> frozenset[str]:
        """What a check finds in the criteria as they are."""
        return self._findings(self.bundle)

    def _checked(self, bundle: Bundle) -> bool:
        """Whether ``criteria check`` finds something that it did not find before."""
        return bool(self._findings(bundle) - self._known)

    def _findings(self, bundle: Bundle) -> frozenset[str]:
        """Clauses that nobody implements, contacts that nobody uses, elements without a source."""
        register = entries(bundle, self._register)
        found = {e.clause.id for e in register if e.state == "open" or e.lost or e.unread}
        acts = {p.id: bundle.actions(p) for p in bundle.pathways.values()}
        used = {action.contact for actions in acts.values() for action in actions}
        found |= {name for name in bundle.contacts if name not in used}
        for pathway in bundle.pathways.values():
            sourced = (*pathway.rules, *pathway.requirements, *acts[pathway.id])
            found |= {e.id for e in sourced if e.basis == "document" and not e.cites}
        return frozenset(found)

    # --- replay ---

    def _replayed(self, plans: Plans) -> bool:
        """Some scenario comes out differently."""
        for index, told in enumerate(self.scenarios):
            if told.pathway in plans or self.scale in plans:
                given = self.recommended(told, plans)
                if any(True for _ in differences(told.expect, given)):
                    self.scenarios.insert(0, self.scenarios.pop(index))
                    return True
        return False

    def recommended(self, told: Told, plans: Plans) -> view.Recommendation:
        """What these pathways, in place of those that are, give for a scenario."""
        plan = plans.get(told.pathway, self.base[told.pathway])
        brief = Brief(plan, self.engine.calendar, self._scale_of(plan, plans))
        return brief.recommend(told.answers, told.as_of, changes=False)

    def _scale_of(self, plan: Plan, plans: Plans) -> Plan | None:
        if plan.pathway.uses or not self.scale:
            return None
        return plans.get(self.scale, self.base[self.scale])

    # --- prove ---

    def _proved(self, plans: Plans) -> bool:
        """Some claim that holds of the criteria as they are is refuted."""
        return any(self.proofs(name).refuted(plan) for name, plan in plans.items())

    def _equal(self, plans: Plans) -> bool:
        """No answers at all tell the mutant from the criteria as they are."""
        return not any(self.told(name, plans) for name in self._seen(plans))

    def told(self, name: str, plans: Plans) -> dict[str, Any]:
        """What some answers show differently in one pathway, each with a formula for them."""
        plan = plans.get(name, self.base[name])
        scale = None if plan.pathway.uses else plans.get(self.scale)
        return self.proofs(name).told(plan, scale)

    def _seen(self, plans: Plans) -> tuple[str, ...]:
        """The mutant's pathways, and all others where it may change the scale they query by."""
        return tuple(self.base if self.scale in plans else plans)
