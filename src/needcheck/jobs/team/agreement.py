"""How well raters agree, beyond chance: pure figures over counts, without any dependency.

The ratings of one scenario (a *unit*) come as counts: how many raters chose each category, in the
order of the categories. Who chose what is not needed. Missing ratings are simply not counted; a
unit with one rating tells how often categories are used, and nothing about agreement.

Sources. Percent agreement and Fleiss' kappa: Fleiss 1971; for unequal numbers of ratings as in
Gwet, Handbook of Inter-Rater Reliability, 4th edition 2014. Krippendorff's alpha: Krippendorff
2011, Computing Krippendorff's Alpha-Reliability. AC1 and AC2: Gwet 2008 and 2014. Weighted kappa:
Cohen 1968, its standard error: Fleiss, Cohen and Everitt 1969.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from operator import mul
from statistics import NormalDist
from typing import Literal

Scheme = Literal["nominal", "linear", "quadratic", "ordinal"]
Metric = Literal["nominal", "interval", "ordinal"]
Weights = tuple[tuple[float, ...], ...]

LEVEL = 0.95
"""How often an interval holds what it is an interval for."""

NO_PAIR = "no scenario was rated by two people"
ALL_SAME = "every rating is the same, so agreement beyond chance has no meaning"
ONE_CATEGORY = "there is only one thing to choose"
NOTHING = "there is nothing to compare"
NO_SPREAD = "every resample gives the same value, so nothing shows how uncertain it is"
TINY = 1e-12


class Undefined(ValueError):
    """A figure cannot be computed; the message says why."""


@dataclass(frozen=True)
class Figure:
    """One figure with its interval, or why there is none.

    ``value`` is None where the figure cannot be computed (``why``), ``low`` and ``high`` where no
    interval can be given (``interval_why``). ``units`` and ``ratings`` are what it rests on; for
    two series ``units`` are the pairs. ``error`` is the standard error where a formula gives it.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""
    interval_why: str = ""
    units: int = 0
    ratings: int = 0
    error: float | None = None


@dataclass(frozen=True)
class Sums:
    """What all coefficients are computed from: sums over units, so that resamples only add up.

    ``shares`` adds each unit's share of every category, over ``units`` (those with a rating);
    ``pairs`` adds each unit's share of every ordered pair of two ratings, over ``paired`` units
    (those with two); ``values`` are the same pairs, each unit with the weight of its ratings
    (Krippendorff's matrix of coincidences). Matrices are flat, row by row.
    """

    units: float
    paired: float
    shares: Sequence[float]
    pairs: Sequence[float]
    values: Sequence[float]

    @property
    def size(self) -> int:
        """How many categories there are."""
        return len(self.shares)

    @classmethod
    def of(cls, units: Iterable[Sequence[int]]) -> Sums:
        """The sums over units; every unit has one count a category."""
        flat = [part_of(tuple(unit)) for unit in units if sum(unit)]
        return cls.read([math.fsum(column) for column in zip(*flat, strict=True)])

    @classmethod
    def read(cls, flat: Sequence[float]) -> Sums:
        """The sums from one row of numbers: units, paired, shares, pairs, values."""
        size = round((math.sqrt(1 + 8 * max(len(flat) - 2, 0)) - 1) / 4)
        pairs = 2 + size
        values = pairs + size * size
        units, paired = flat[:2] or (0.0, 0.0)
        return cls(units, paired, flat[2:pairs], flat[pairs:values], flat[values:])


@cache
def part_of(unit: tuple[int, ...]) -> tuple[float, ...]:
    """One unit's part of the sums."""
    count = sum(unit)
    possible = count * (count - 1)
    pairs = [
        (a * (b - (i == j)) / possible if possible else 0.0)
        for i, a in enumerate(unit)
        for j, b in enumerate(unit)
    ]
    shares = [a / count for a in unit]
    return (1.0, float(possible > 0), *shares, *pairs, *(count * pair for pair in pairs))


@cache
def weights(scheme: Scheme, size: int) -> Weights:
    """Weights of agreement between two categories: 1 on the diagonal, 0 for the farthest apart.

    ``ordinal`` counts the pairs of categories that lie between (Gwet 2014, chapter 3).
    """
    far = max(size - 1, 1)
    of: dict[Scheme, Callable[[int], float]] = {
        "nominal": lambda d: float(d == 0),
        "linear": lambda d: 1 - d / far,
        "quadratic": lambda d: 1 - d * d / (far * far),
        "ordinal": lambda d: 1 - math.comb(d + 1, 2) / math.comb(far + 1, 2),
    }
    return tuple(tuple(of[scheme](abs(i - j)) for j in range(size)) for i in range(size))


def percent_agreement(sums: Sums, scheme: Scheme = "nominal") -> float:
    """The share (0 to 1) of pairs of ratings of one scenario that agree, weighted by ``scheme``."""
    if not sums.paired:
        raise Undefined(NO_PAIR)
    flat = [w for row in weights(scheme, sums.size) for w in row]
    return math.fsum(map(mul, flat, sums.pairs)) / sums.paired


def fleiss_kappa(sums: Sums) -> float:
    """Fleiss' kappa; chance is two raters who use the categories as often as the team does."""
    agreed = percent_agreement(sums)
    return _beyond(agreed, sum(share * share for share in _used(sums)))


def gwet(sums: Sums, scheme: Scheme = "nominal") -> float:
    """Gwet's AC1 (``nominal``) or AC2 (any other scheme), over all categories there are."""
    agreed = percent_agreement(sums, scheme)
    if sums.size == 1:
        raise Undefined(ONE_CATEGORY)
    total = sum(map(sum, weights(scheme, sums.size))) / (sums.size * (sums.size - 1))
    return _beyond(agreed, total * sum(share * (1 - share) for share in _used(sums)))


def krippendorff_alpha(sums: Sums, metric: Metric = "ordinal") -> float:
    """Krippendorff's alpha; units with one rating take no part."""
    if not sums.paired:
        raise Undefined(NO_PAIR)
    size, values = sums.size, sums.values
    often = [sum(values[row * size : (row + 1) * size]) for row in range(size)]
    apart = [_distance(often, i, j, metric) for i in range(size) for j in range(size)]
    chance = math.fsum(map(mul, apart, (a * b for a in often for b in often)))
    if chance < TINY:
        raise Undefined(ALL_SAME)
    return 1 - (math.fsum(often) - 1) * math.fsum(map(mul, apart, values)) / chance


def _distance(often: Sequence[float], one: int, other: int, metric: Metric) -> float:
    """Krippendorff's squared difference of two categories."""
    low, high = sorted((one, other))
    if metric == "ordinal":
        return (sum(often[low : high + 1]) - (often[low] + often[high]) / 2) ** 2
    return float(high - low) ** 2 if metric == "interval" else float(low != high)


def _used(sums: Sums) -> list[float]:
    """How often each category is used, as a share: the mean over units."""
    return [share / sums.units for share in sums.shares]


def _beyond(agreed: float, chance: float) -> float:
    if 1 - chance < TINY:
        raise Undefined(ALL_SAME)
    return (agreed - chance) / (1 - chance)


Coefficient = Callable[[Sums], float]
PERCENT: Coefficient = percent_agreement
KAPPA: Coefficient = fleiss_kappa
ALPHA: Coefficient = partial(krippendorff_alpha, metric="ordinal")
AC1: Coefficient = partial(gwet, scheme="nominal")
AC2: Coefficient = partial(gwet, scheme="ordinal")


def cross_table(pairs: Iterable[tuple[int, int]], size: int) -> list[list[int]]:
    """Counts of pairs of categories: the first series in rows, the second in columns."""
    table = [[0] * size for _ in range(size)]
    for first, second in pairs:
        table[first][second] += 1
    return table


def weighted_kappa(
    table: Sequence[Sequence[int]],
    scheme: Scheme | Weights = "linear",
    *,
    level: float = LEVEL,
) -> Figure:
    """Cohen's weighted kappa of two series, from their table of counts, with an interval.

    ``scheme`` may be a matrix of weights of agreement (1: full). The interval is the large-sample
    one (Fleiss, Cohen and Everitt 1969), kept within -1 and 1; below some 50 pairs it is rough.
    """
    count, size = sum(map(sum, table)), len(table)
    agree = weights(scheme, size) if isinstance(scheme, str) else scheme
    if not count:
        return Figure(None, why=NOTHING)
    share = [[cell / count for cell in row] for row in table]
    rows, columns = [sum(row) for row in share], [sum(col) for col in zip(*share, strict=True)]
    agreed = sum(sum(map(mul, *both)) for both in zip(agree, share, strict=True))
    by_row = [sum(map(mul, row, columns)) for row in agree]
    by_column = [sum(map(mul, col, rows)) for col in zip(*agree, strict=True)]
    chance = sum(map(mul, by_row, rows))
    base = Figure(None, units=count, ratings=2 * count)
    if 1 - chance < TINY:
        return replace(base, why=ALL_SAME)
    kappa = (agreed - chance) / (1 - chance)
    spread = (
        sum(
            share[i][j] * (agree[i][j] - (by_row[i] + by_column[j]) * (1 - kappa)) ** 2
            for i in range(size)
            for j in range(size)
        )
        - (kappa - chance * (1 - kappa)) ** 2
    )
    error = math.sqrt(max(spread, 0.0) / count) / (1 - chance)
    if error < TINY:
        return replace(base, value=kappa, interval_why=NO_SPREAD, error=0.0)
    reach = NormalDist().inv_cdf((1 + level) / 2) * error
    low, high = max(kappa - reach, -1.0), min(kappa + reach, 1.0)
    return replace(base, value=kappa, low=low, high=high, error=error)
