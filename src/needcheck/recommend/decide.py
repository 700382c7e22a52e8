"""Which outcome: the first, in order of urgency, with a rule that fires or whose musts are met."""

from __future__ import annotations

from needcheck.case.answers import Case
from needcheck.readings.trace import Reading
from needcheck.readings.truth import Truth
from needcheck.recommend.compile import Plan


def holds(plan: Plan, reading: Reading, outcome: str) -> Truth:
    """Truth of an outcome's own condition: some rule of it, and every must of it.

    An outcome without rules rests on its musts alone; the last outcome, without either, is what
    remains and is not asked here.
    """
    return reading.truth(plan.trees[f"outcome:{outcome}"])


def decide(plan: Plan, case: Case) -> str:
    """The outcome for a case; the last one where nothing surely leads to another."""
    return first_that_holds(plan, Reading(case, plan.derived))


def first_that_holds(plan: Plan, reading: Reading) -> str:
    """The outcome for a case, of a cautious reading of it."""
    for outcome in plan.outcomes[:-1]:
        if holds(plan, reading, outcome) is True:
            return outcome
    return plan.outcomes[-1]


def within_reach(plan: Plan, case: Case) -> tuple[str, ...]:
    """Outcomes that no answer given so far rules out, most urgent first; may name too many."""
    return not_ruled_out(plan, Reading(case, plan.derived, cautious=False))


def not_ruled_out(plan: Plan, plain: Reading) -> tuple[str, ...]:
    """Outcomes within reach, of a reading without caution."""
    found = []
    for outcome in plan.outcomes[:-1]:
        truth = holds(plan, plain, outcome)
        if truth is not False:
            found.append(outcome)
        if truth is True:
            return tuple(found)
    return (*found, plan.outcomes[-1])
