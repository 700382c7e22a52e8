"""Whether a mutant is noticed: by a check of the criteria, by replaying scenarios, or by proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from needcheck.case.answers import Answers, Case
from needcheck.case.scenario import Expect, load_scenario
from needcheck.criteria.authority import Clause
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.load import clauses, data_root
from needcheck.criteria.register import entries
from needcheck.errors import NeedcheckError
from needcheck.jobs.engine import Engine, noon
from needcheck.jobs.proof.prover import Asked, of_plan
from needcheck.jobs.replay import differences, find
from needcheck.recommend import result as view
from needcheck.recommend.compile import Plan, compile_pathway
from needcheck.recommend.due import Calendar
from needcheck.recommend.recommend import Recommender
from tests.jobs.mutants.operators import Mutant


class Brief(Recommender):
    """A recommendation without what other answers would give, which takes most of the time."""

    def _possible(self, case: Case, outcome: str) -> tuple[view.PossibleView, ...]:
        return ()

    def _changes(self, case: Case, outcome: str) -> tuple[view.ChangeView, ...]:
        return ()


@dataclass(frozen=True)
class Told:
    """A scenario as it is replayed here: what it expects, less what ``Brief`` leaves out."""

    file: str
    pathway: str
    answers: Answers
    as_of: dt.date
    expect: Expect


@dataclass
class Judge:
    """Kills the mutants of one authority, with its scenarios and its register."""

    authority: str
    engine: Engine = field(default_factory=Engine)

    @cached_property
    def register(self) -> dict[str, Clause]:
        """The clauses of the document."""
        return dict(clauses(self.authority))

    @cached_property
    def calendar(self) -> Calendar:
        """England's bank holidays."""
        return self.engine.calendar

    @cached_property
    def scenarios(self) -> tuple[Told, ...]:
        """Every scenario of the authority, teaching ones among them."""
        return tuple(self._scenarios(find([data_root() / "scenarios"])))

    def _scenarios(self, files: Iterable[Path]) -> Iterable[Told]:
        for path in files:
            scenario = load_scenario(path)
            head = scenario.head
            if head.authority == self.authority:
                session = self.engine.session(head.authority, head.pathway, noon(head.as_of))
                answers = session.gate.read(scenario.answers, scenario.place_of)
                update = {"still_possible": None, "missing": None, "settled": None}
                expect = scenario.expect.model_copy(update=update)
                yield Told(path.name, session.plan.pathway.id, answers, head.as_of, expect)

    def killed_by(self, mutant: Mutant) -> str:
        """``check``, ``replay`` or ``prove``; "" where it survives."""
        try:
            if self._checked(mutant.bundle):
                return "check"
            plans = {name: compile_pathway(mutant.bundle, name) for name in mutant.bundle.pathways}
        except NeedcheckError:
            return "check"
        if self._replayed(mutant, plans):
            return "replay"
        return "prove" if self._proved(mutant, plans) else ""

    @cached_property
    def _known(self) -> frozenset[str]:
        """What a check finds in the criteria as they are."""
        return self._findings(self.engine.bundle(self.authority))

    def _checked(self, bundle: Bundle) -> bool:
        """Whether ``criteria check`` finds something that it did not find before."""
        return bool(self._findings(bundle) - self._known)

    def _findings(self, bundle: Bundle) -> frozenset[str]:
        """Clauses that nobody implements, contacts that nobody uses, elements without a source."""
        register = entries(bundle, self.register)
        found = {e.clause.id for e in register if e.state == "open" or e.lost or e.unread}
        acts = {p.id: bundle.actions(p) for p in bundle.pathways.values()}
        used = {action.contact for actions in acts.values() for action in actions}
        found |= {name for name in bundle.contacts if name not in used}
        for pathway in bundle.pathways.values():
            sourced = (*pathway.rules, *pathway.requirements, *acts[pathway.id])
            found |= {e.id for e in sourced if e.basis == "document" and not e.cites}
        return frozenset(found)

    def _replayed(self, mutant: Mutant, plans: dict[str, Plan]) -> bool:
        """Some scenario comes out differently."""
        touched = {mutant.pathway} if mutant.pathway else set(plans)
        scale = next((name for name, plan in plans.items() if plan.pathway.uses), None)
        for told in self.scenarios:
            plan = plans[told.pathway]
            if told.pathway not in touched and scale not in touched:
                continue
            other = plans[scale] if scale and not plan.pathway.uses else None
            given = Brief(plan, self.calendar, other).recommend(told.answers, told.as_of)
            if any(True for _ in differences(told.expect, given)):
                return True
        return False

    def _proved(self, mutant: Mutant, plans: dict[str, Plan]) -> bool:
        """Some claim that holds of the criteria as they are is refuted."""
        scale = next((plan for plan in plans.values() if plan.pathway.uses), None)
        for name in [mutant.pathway] if mutant.pathway else list(plans):
            plan = plans[name]
            asked = Asked(limit=10.0)
            verdicts = of_plan(plan, None if plan.pathway.uses else scale, asked)
            if any(v.state == "refuted" and not v.anywhere for v in verdicts):
                return True
        return False
