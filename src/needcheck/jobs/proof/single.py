"""The claims on one result: what a replayed scenario is held to beside its own expectations.

Laws over pairs of answers, and what must happen for some answers, say nothing of one result. No
solver is needed here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from needcheck.case.answers import Answers, Case, resolve
from needcheck.criteria.bundle import OUTCOME
from needcheck.jobs.invariants import Invariants
from needcheck.jobs.proof.words import Words, shown_in
from needcheck.readings.trace import Reading
from needcheck.recommend.compile import Plan
from needcheck.recommend.decide import holds
from needcheck.recommend.result import Recommendation


class Single:
    """The claims of one pathway that one result can break, compiled once."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.invariants, self.words = plan, Invariants(plan), Words(plan)
        names = plan.pathway.close_with
        self.standing = {a.id for name in names for a in plan.bundle.sets[name].actions}

    def broken(self, answers: Answers, as_of: dt.date, rec: Recommendation) -> Iterator[str]:
        """What is not as a claim says: its id and a sentence, without any answer in it."""
        yield from self.invariants.decisions(answers, as_of, rec)
        case, shown = resolve(answers, self.plan.bundle, as_of), shown_in(rec)
        reading = Reading(case.with_fact(OUTCOME, rec.outcome.id), self.plan.derived)
        for item in self.invariants.applicable(reading):
            yield from self.words.broken(item, shown)
        yield from self._every_pathway(case, rec)

    def _every_pathway(self, case: Case, rec: Recommendation) -> Iterator[str]:
        """The claims that every pathway must meet, as ``alive`` has them."""
        outcome, outcomes = rec.outcome.id, self.plan.outcomes
        if not any(a.state == "now" and a.id not in self.standing for a in rec.actions):
            yield f"outcome:{outcome}:action: there is nothing to do but the standing lines"
        done = (a for a in rec.actions if a.kind == "do" and a.state == "now")
        if rec.harm_route and all(action.id in self.standing for action in done):
            yield "harm:action: harm is there, and nothing is to be done but the standing lines"
        if not (case.facts or case.present or case.absent) and outcome != outcomes[-1]:
            yield f"silence: nothing is answered, and the outcome is {outcome}"
        if self.plan.pathway.exclusive:
            plain = Reading(case, self.plan.derived, cautious=False)
            both = [o for o in outcomes[:-1] if holds(self.plan, plain, o) is True]
            for one, other in combinations(both, 2):
                yield f"exclusive:{one}:{other}: the conditions of both hold"


class _Same:
    """A plan that is equal to itself alone: plans hold tables, which have no hash."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return id(self.plan)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.plan is other.plan


@lru_cache(maxsize=32)
def _compiled(plan: _Same) -> Single:
    return Single(plan.plan)


def single(plan: Plan) -> Single:
    """The claims on single results of a pathway; compiled once for the plans in use."""
    return _compiled(_Same(plan))
