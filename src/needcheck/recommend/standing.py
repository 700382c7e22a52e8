"""How one case stands under one pathway: what several questions about it read, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from needcheck.case.answers import Case
from needcheck.readings.trace import Reading
from needcheck.recommend.compile import Plan
from needcheck.recommend.decide import first_that_holds, not_ruled_out
from needcheck.recommend.trials import contradictions


@dataclass(frozen=True)
class Standing:
    """A case under a plan; nothing is read before it is asked for."""

    plan: Plan
    case: Case

    @cached_property
    def reading(self) -> Reading:
        """The cautious reading: what the tool says now."""
        return Reading(self.case, self.plan.derived)

    @cached_property
    def outcome(self) -> str:
        """The outcome, as ``decide`` tells."""
        return first_that_holds(self.plan, self.reading)

    @cached_property
    def reach(self) -> tuple[str, ...]:
        """Outcomes that no answer given so far rules out, as ``within_reach`` tells."""
        return not_ruled_out(self.plan, self.reading.plain)

    @cached_property
    def overruled(self) -> tuple[Standing, ...]:
        """How it would stand with each unseen prompt that overrules a stated answer."""
        return tuple(Standing(self.plan, case) for case in contradictions(self.plan, self.case))
