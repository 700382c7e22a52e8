"""Bootstrap intervals: the same ratings give the same one; where there is none it says so."""

from __future__ import annotations

import random
import statistics

import pytest

from needcheck.jobs.team.agreement import AC2, ALL_SAME, ALPHA, KAPPA, NO_SPREAD, PERCENT, Sums
from needcheck.jobs.team.bootstrap import NOT_OFTEN, TOO_FEW, estimates
from tests.jobs.team.test_agreement import FLEISS_1971

ALL = {"percent": PERCENT, "kappa": KAPPA, "alpha": ALPHA, "ac2": AC2}


def test_intervals_hold_the_value_and_repeat() -> None:
    """Every interval holds its value; neither a second run nor another order changes it."""
    found = estimates(FLEISS_1971, ALL)
    for figure in found.values():
        assert figure.value is not None
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low < figure.value < figure.high
        assert (figure.units, figure.ratings) == (30, 180)
    assert estimates(FLEISS_1971[::-1], ALL) == found
    assert estimates(FLEISS_1971, ALL, seed=2) != found


def test_percent_agreement_against_the_resampling_done_by_hand() -> None:
    """Percent agreement is a mean over units, so its interval is that of resampled means."""
    each = [PERCENT(Sums.of([unit])) for unit in FLEISS_1971]
    rng = random.Random(7)
    means = [statistics.fmean(rng.choices(each, k=len(each))) for _ in range(20_000)]
    ends = statistics.quantiles(means, n=40)
    found = estimates(FLEISS_1971, {"percent": PERCENT}, draws=4000)["percent"]
    assert found.low == pytest.approx(ends[0], abs=0.01)
    assert found.high == pytest.approx(ends[-1], abs=0.01)


def test_more_scenarios_narrow_the_interval() -> None:
    """Four times as many units of the same kind: about half as wide."""
    once = estimates(FLEISS_1971, {"kappa": KAPPA})["kappa"]
    often = estimates(FLEISS_1971 * 4, {"kappa": KAPPA})["kappa"]
    widths = [(f.high or 0) - (f.low or 0) for f in (once, often)]
    assert widths[1] / widths[0] == pytest.approx(0.5, abs=0.1)


def test_units_without_a_rating_count_nowhere() -> None:
    """A scenario that nobody rated is not one of the units."""
    found = estimates([*FLEISS_1971, (0, 0, 0, 0, 0)], {"kappa": KAPPA})
    assert found == estimates(FLEISS_1971, {"kappa": KAPPA})


@pytest.mark.parametrize(
    ("units", "name", "why"),
    [
        (FLEISS_1971[:4], "percent", TOO_FEW),
        (((2, 0),) * 6, "percent", NO_SPREAD),
        (((3, 0),) * 5 + ((2, 1),), "kappa", NOT_OFTEN),
    ],
)
def test_why_there_is_no_interval(units: tuple[tuple[int, ...], ...], name: str, why: str) -> None:
    """Too few scenarios, no spread, or no value in too many resamples."""
    figure = estimates(units, ALL)[name]
    assert figure.value is not None
    assert (figure.low, figure.high, figure.interval_why) == (None, None, why)


def test_what_cannot_be_computed_has_a_reason_and_no_interval() -> None:
    """All the same answer: no kappa, and the other figures are not held up by that."""
    found = estimates(((0, 3),) * 6, ALL)
    assert (found["kappa"].value, found["kappa"].why) == (None, ALL_SAME)
    assert found["percent"].value == 1
    assert estimates((), ALL)["percent"].value is None
