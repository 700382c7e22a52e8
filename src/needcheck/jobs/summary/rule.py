"""How counts of rows are shown on a page that may be published: three rules.

``round5`` (the usual one): 0 is shown, 1 to 5 stands as ``c``, any other count is rounded to the
nearest 5, and no rate is given on a base under 10. ``round10``: 1 to 9 as ``c``, others to the
nearest 10, no rate on a base under 20. ``none``: counts as they are, for use inside only.

Rates are taken from counts as shown, never from those behind them, so that a rate tells nothing
that the two counts beside it do not tell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from needcheck.errors import UsageError

HIDDEN: Literal["c"] = "c"
Shown = int | Literal["c"]


@dataclass(frozen=True)
class Rule:
    """One rule; counts of 1 to ``low`` are protected, others rounded to ``step``.

    ``base`` is the smallest base that a rate is given on.
    """

    id: str
    low: int
    step: int
    base: int
    words: str

    @property
    def protects(self) -> bool:
        """Whether anything is kept back."""
        return self.low > 0

    def kept_back(self, count: int) -> bool:
        """Whether a count is shown as ``c``."""
        return 1 <= count <= self.low

    def shown(self, count: int) -> Shown:
        """A count as it is shown; halves are rounded up."""
        if self.kept_back(count):
            return HIDDEN
        return (count + self.step // 2) // self.step * self.step

    def room(self, count: int) -> tuple[int, int]:
        """How much a count may fall (as a negative number) and rise with the same thing shown."""
        if count == 0:
            return 0, 0
        if self.kept_back(count):
            return 1 - count, self.low - count
        middle = (count + self.step // 2) // self.step * self.step
        least = max(middle - self.step // 2, self.low + 1)
        return least - count, middle + (self.step - 1) // 2 - count

    def kind(self, count: int) -> int:
        """0 for none, 1 for a count that is kept back, 2 for one that is rounded."""
        return 1 if self.kept_back(count) else 2 * (count > 0)

    def rated(self, base: Shown) -> bool:
        """Whether every count that is shown like this is large enough for a rate."""
        return isinstance(base, int) and base - self.step // 2 >= self.base

    def percent(self, part: Shown, base: Shown, others: Iterable[Shown] = ()) -> int | None:
        """A whole per cent of two counts as shown; None where the rule gives no rate.

        ``others`` are the other parts of the base: no part is all of it beside others.
        """
        if isinstance(part, str) or isinstance(base, str) or not self.rated(base):
            return None
        if part >= base and any(others):
            return None
        return min((200 * part + base) // (2 * base), 100)


RULES = {
    rule.id: rule
    for rule in (
        Rule(
            "round5",
            low=5,
            step=5,
            base=10,
            words="0 is shown; counts of 1 to 5 are shown as c; all others, totals too, are "
            "rounded to the nearest 5; no rate is given on a base under 10",
        ),
        Rule(
            "round10",
            low=9,
            step=10,
            base=20,
            words="0 is shown; counts of 1 to 9 are shown as c; all others, totals too, are "
            "rounded to the nearest 10; no rate is given on a base under 20",
        ),
        Rule(
            "none",
            low=0,
            step=1,
            base=1,
            words="none: counts are exact and small ones can identify a child",
        ),
    )
}


def rule_of(name: str) -> Rule:
    """The rule of this name; UsageError with those there are."""
    if name not in RULES:
        raise UsageError(f"--disclosure is {', '.join(RULES)}.")
    return RULES[name]
