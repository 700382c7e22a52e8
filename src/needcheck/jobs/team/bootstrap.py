"""Percentile bootstrap intervals for figures of agreement: scenarios are drawn again and again.

The raters stay as they are: an interval says how far a figure would move with other scenarios of
the same kind, not with another team. Resamples are seeded, so that the same ratings give the same
interval, in whatever order they come.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import mul

from needcheck.jobs.team.agreement import (
    LEVEL,
    NO_SPREAD,
    TINY,
    Coefficient,
    Figure,
    Sums,
    Undefined,
    part_of,
)

DRAWS, SEED = 1000, 1
ENOUGH = 0.9
"""Share of resamples in which a figure must have a value, so that an interval is given."""

FEWEST = 5
"""Scenarios below which no interval is given: it would be far too narrow."""

TOO_FEW = f"fewer than {FEWEST} scenarios give none"
NOT_OFTEN = "in too many resamples it has no value"


def estimates(
    units: Iterable[Sequence[int]],
    coefficients: Mapping[str, Coefficient],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> dict[str, Figure]:
    """Each coefficient with a 95 % percentile bootstrap interval over units.

    All coefficients see the same resamples; the order of the units makes no difference.
    """
    rated = Counter(tuple(unit) for unit in units if sum(unit))
    sums = Sums.of(rated.elements())
    drawn = _resamples(rated, draws, seed) if rated.total() >= FEWEST else []
    base = Figure(None, units=rated.total(), ratings=sum(map(sum, rated.elements())))
    return {name: _estimate(base, sums, drawn, found) for name, found in coefficients.items()}


def _resamples(rated: Counter[tuple[int, ...]], draws: int, seed: int) -> list[Sums]:
    """Sums over as many units as there are, drawn again and again with replacement."""
    kinds = sorted(rated)
    often = [rated[kind] for kind in kinds]
    columns = list(zip(*map(part_of, kinds), strict=True))
    used = [at for at, column in enumerate(columns) if any(column)]
    generator = random.Random(seed)  # noqa: S311 -- a seeded resample, not a secret
    places = range(len(kinds))
    drawn = []
    for _ in range(draws):
        counted = Counter(generator.choices(places, often, k=rated.total()))
        times = [counted[place] for place in places]
        flat = [0.0] * len(columns)
        for at in used:
            flat[at] = sum(map(mul, columns[at], times))
        drawn.append(Sums.read(flat))
    return drawn


def _estimate(base: Figure, sums: Sums, drawn: Sequence[Sums], found: Coefficient) -> Figure:
    try:
        value = found(sums)
    except Undefined as reason:
        return Figure(None, why=str(reason), units=base.units, ratings=base.ratings)
    low, high, why = _interval([known for each in drawn if (known := _known(found, each))], drawn)
    return Figure(value, low, high, "", why, base.units, base.ratings)


def _known(found: Coefficient, sums: Sums) -> tuple[float] | None:
    try:
        return (found(sums),)
    except Undefined:
        return None


def _interval(
    known: Sequence[tuple[float]], drawn: Sequence[Sums]
) -> tuple[float | None, float | None, str]:
    """The two percentiles, or why there are none."""
    if not drawn:
        return None, None, TOO_FEW
    if len(known) < ENOUGH * len(drawn):
        return None, None, NOT_OFTEN
    values = sorted(value for (value,) in known)
    if values[-1] - values[0] < TINY:
        return None, None, NO_SPREAD
    tail = (1 - LEVEL) / 2
    return _percentile(values, tail), _percentile(values, 1 - tail), ""


def _percentile(values: Sequence[float], share: float) -> float:
    """A percentile of sorted values, linear between neighbours."""
    at = share * (len(values) - 1)
    low = math.floor(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (at - low)
