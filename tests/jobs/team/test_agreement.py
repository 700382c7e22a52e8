"""Figures of agreement: published worked examples to their printed digits, oracles, edge cases."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from needcheck.jobs.team.agreement import (
    AC1,
    AC2,
    ALL_SAME,
    ALPHA,
    KAPPA,
    NO_PAIR,
    NO_SPREAD,
    NOTHING,
    ONE_CATEGORY,
    PERCENT,
    Coefficient,
    Sums,
    Undefined,
    cross_table,
    fleiss_kappa,
    gwet,
    krippendorff_alpha,
    percent_agreement,
    weighted_kappa,
    weights,
)

Counts = tuple[tuple[int, ...], ...]


def table(text: str) -> Counts:
    """Counts from lines of digits."""
    return tuple(tuple(map(int, line.split())) for line in text.strip().splitlines())


# Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological
# Bulletin, 76, 378-382, table 1: 30 patients, 6 psychiatrists, 5 diagnoses.
FLEISS_1971 = table("""
0 0 0 6 0
0 3 0 0 3
0 1 4 0 1
0 0 0 0 6
0 3 0 3 0
2 0 4 0 0
0 0 4 0 2
2 0 3 1 0
2 0 0 4 0
0 0 0 0 6
1 0 0 5 0
1 1 0 4 0
0 3 3 0 0
1 0 0 5 0
0 2 0 3 1
0 0 5 0 1
3 0 0 1 2
5 1 0 0 0
0 2 0 4 0
1 0 2 0 3
0 0 0 0 6
0 1 0 5 0
0 2 0 1 3
2 0 0 4 0
1 0 0 4 1
0 5 0 1 0
4 0 0 0 2
0 2 0 4 0
1 0 5 0 0
0 0 0 0 6
""")

# Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability, section C: 4 coders, 12
# units, missing ratings. The same data are cac.raw4raters in Gwet, K. L. (2014), Handbook of
# Inter-Rater Reliability, 4th edition, and in the README of his package irrCAC.
CODERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
KRIPPENDORFF_2011 = tuple(
    tuple(sum(rating == category for rating in unit) for category in range(1, 6))
    for unit in zip(*CODERS, strict=True)
)

# Wikipedia, "Fleiss' kappa", worked example: 14 raters, 10 subjects, 5 categories.
FOURTEEN_RATERS = table("""
0 0 0 0 14
0 2 6 4 2
0 0 3 5 6
0 3 9 2 0
2 2 8 1 1
7 7 0 0 0
3 2 6 3 0
2 5 3 2 2
6 5 2 1 0
0 2 2 3 7
""")


def test_fleiss_1971() -> None:
    """Shares of the diagnoses, percent agreement and kappa, as Fleiss (1971) prints them."""
    sums = Sums.of(FLEISS_1971)
    shares = [round(share / sums.units, 3) for share in sums.shares]
    assert shares == [0.144, 0.144, 0.167, 0.306, 0.239]
    assert round(percent_agreement(sums), 4) == 0.5556
    assert round(fleiss_kappa(sums), 3) == 0.430


def test_fourteen_raters() -> None:
    """The worked example of the encyclopedia: percent agreement 0.378, kappa 0.210."""
    sums = Sums.of(FOURTEEN_RATERS)
    assert round(percent_agreement(sums), 3) == 0.378
    assert round(fleiss_kappa(sums), 3) == 0.210


@pytest.mark.parametrize(
    ("metric", "printed"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_krippendorff_2011(metric: Any, printed: float) -> None:
    """Alpha of four coders with missing ratings, as Krippendorff (2011) prints it."""
    assert round(krippendorff_alpha(Sums.of(KRIPPENDORFF_2011), metric), 3) == printed


@pytest.mark.parametrize(
    ("coefficient", "printed"),
    [
        (PERCENT, 0.81818),
        (AC1, 0.77544),
        (KAPPA, 0.76117),
        (partial(krippendorff_alpha, metric="nominal"), 0.74342),
        (partial(percent_agreement, scheme="quadratic"), 0.97538),
        (partial(gwet, scheme="quadratic"), 0.91400),
    ],
)
def test_gwet_2014_four_raters(coefficient: Coefficient, printed: float) -> None:
    """Gwet's example of four raters with missing ratings, as his irrCAC prints it.

    Unit 12 has one rating: it counts in how often categories are used, and in nothing else.
    """
    assert round(coefficient(Sums.of(KRIPPENDORFF_2011)), 5) == printed


def test_gwet_2014_six_raters() -> None:
    """Gwet's example distrib.6raters (the first 15 patients of Fleiss), as irrCAC prints it."""
    sums = Sums.of(FLEISS_1971[:15])
    assert round(percent_agreement(sums), 7) == 0.5511111
    assert round(gwet(sums), 7) == 0.4448007
    assert round(fleiss_kappa(sums), 7) == 0.4139265
    assert round(krippendorff_alpha(sums, "nominal"), 7) == 0.4204384


def test_gwet_2014_two_raters() -> None:
    """Gwet's example cont3x3abstractors: 100 pregnancies, two abstractors; AC1 and kappa."""
    abstractors = ((13, 0, 0), (0, 20, 7), (0, 4, 56))
    units = [
        tuple((i == k) + (j == k) for k in range(3))
        for i, row in enumerate(abstractors)
        for j, count in enumerate(row)
        for _ in range(count)
    ]
    assert round(gwet(Sums.of(units)), 7) == 0.8493305
    assert round(percent_agreement(Sums.of(units)), 2) == 0.89
    kappa = weighted_kappa(abstractors, "nominal").value
    assert kappa is not None
    assert round(kappa, 7) == 0.7964094


def test_ordinal_weights() -> None:
    """Gwet (2014, chapter 3) for three categories: 1, 2/3 and 0."""
    assert weights("ordinal", 3)[0] == pytest.approx((1, 2 / 3, 0))
    assert weights("quadratic", 3)[0] == (1, 0.75, 0)
    assert weights("linear", 3)[0] == (1, 0.5, 0)
    assert weights("nominal", 2) == ((1, 0), (0, 1))


def test_cohen_1968() -> None:
    """Two psychiatrists, 200 patients: kappa 0.492, weighted kappa 0.348.

    Cohen, J. (1968). Weighted kappa. Psychological Bulletin, 70, 213-220, table 1, with his
    weights of disagreement 0 1 3, 1 0 6, 3 6 0.
    """
    seen = ((88, 14, 18), (10, 40, 10), (2, 6, 12))
    apart = ((0, 1, 3), (1, 0, 6), (3, 6, 0))
    agree = tuple(tuple(1 - d / 6 for d in row) for row in apart)
    assert round(weighted_kappa(seen, "nominal").value or 0, 3) == 0.492
    assert round(weighted_kappa(seen, agree).value or 0, 3) == 0.348


def test_weighted_kappa_with_its_standard_error() -> None:
    """Husbands and wives (Hout, Duncan and Sobel 1987, in Agresti 1990), linear weights.

    R's vcd prints, for SexualFun: 0.1293 (0.06860) unweighted and 0.2374 (0.07832) weighted, and
    the intervals -0.00512 to 0.2638 and 0.08388 to 0.3909.
    """
    couples = ((7, 7, 2, 3), (2, 8, 3, 7), (1, 5, 4, 9), (2, 8, 9, 14))
    plain, linear = weighted_kappa(couples, "nominal"), weighted_kappa(couples, "linear")
    for found, printed in (
        (plain, (0.1293, 0.0686, -0.00512, 0.2638)),
        (linear, (0.2374, 0.07832, 0.08388, 0.3909)),
    ):
        assert None not in (found.value, found.error, found.low, found.high)
        got = (found.value or 0, found.error or 0, found.low or 0, found.high or 0)
        assert [float(f"{value:.4g}") for value in got[:2]] == list(printed[:2])
        assert got[2:] == pytest.approx(printed[2:], rel=1e-3)
    assert (plain.units, plain.ratings) == (91, 182)


def test_quadratic_weighted_kappa() -> None:
    """Two pathologists, 118 slides (Agresti 2002, table 10.8): 0.493, and 0.78 with squares."""
    slides = ((22, 2, 2, 0), (5, 7, 14, 0), (0, 2, 36, 0), (0, 1, 17, 10))
    assert round(weighted_kappa(slides, "nominal").value or 0, 3) == 0.493
    assert round(weighted_kappa(slides, "quadratic").value or 0, 2) == 0.78


# Where a figure cannot be computed


@pytest.mark.parametrize("units", [(), ((0, 0),), ((1, 0), (0, 1))], ids=str)
@pytest.mark.parametrize("coefficient", [PERCENT, KAPPA, ALPHA, AC1, AC2])
def test_one_rater_has_no_agreement(units: Counts, coefficient: Coefficient) -> None:
    """Without a unit that two people rated, no figure exists, and it says so."""
    with pytest.raises(Undefined, match=NO_PAIR):
        coefficient(Sums.of(units))


def test_all_the_same_answer() -> None:
    """Kappa and alpha have no meaning, percent agreement and AC1 and AC2 are full."""
    sums = Sums.of([(0, 4, 0), (0, 3, 0)])
    for coefficient in (KAPPA, ALPHA):
        with pytest.raises(Undefined, match=ALL_SAME):
            coefficient(sums)
    assert [coefficient(sums) for coefficient in (PERCENT, AC1, AC2)] == [1, 1, 1]


def test_one_category_to_choose() -> None:
    """With one category there is nothing to agree upon."""
    with pytest.raises(Undefined, match=ONE_CATEGORY):
        gwet(Sums.of([(3,)]))


def test_a_split_down_the_middle() -> None:
    """Two raters who never agree: percent agreement 0, kappa -1 where both use both alike."""
    sums = Sums.of([(1, 1), (1, 1)])
    assert percent_agreement(sums) == 0
    assert fleiss_kappa(sums) == -1


def test_kappa_of_two_series_without_pairs_or_variation() -> None:
    """No pair, one category throughout, no disagreement: each says what is missing."""
    assert weighted_kappa([[0, 0], [0, 0]]).why == NOTHING
    assert weighted_kappa([[5, 0], [0, 0]]).why == ALL_SAME
    full = weighted_kappa([[5, 0], [0, 5]])
    assert (full.value, full.low, full.interval_why) == (1, None, NO_SPREAD)


def test_cross_table_counts_pairs() -> None:
    """The first series stands in rows, the second in columns."""
    assert cross_table([(0, 1), (0, 1), (2, 0)], 3) == [[0, 2, 0], [0, 0, 0], [1, 0, 0]]


# Oracles, where they are installed

ratings = st.lists(
    st.lists(st.none() | st.integers(0, 3), min_size=3, max_size=3), min_size=4, max_size=12
)


def counted(units: Sequence[Sequence[int | None]], size: int) -> list[list[int]]:
    """Counts of the categories 0 to size - 1 by unit."""
    return [[list(unit).count(category) for category in range(size)] for unit in units]


@given(ratings)
def test_alpha_equals_the_package_of_that_name(units: list[list[int | None]]) -> None:
    """Nominal, ordinal and interval alpha equal those of the package krippendorff."""
    krippendorff = pytest.importorskip("krippendorff")
    sums = Sums.of(counted(units, 4))
    assume(sums.paired)
    value_counts = [unit for unit in counted(units, 4) if sum(unit) > 1]
    assume(sum(1 for column in zip(*value_counts, strict=True) if any(column)) > 1)
    for metric in ("nominal", "ordinal", "interval"):
        expected = krippendorff.alpha(
            value_counts=value_counts, value_domain=[1, 2, 3, 4], level_of_measurement=metric
        )
        assert krippendorff_alpha(sums, metric) == pytest.approx(expected, abs=1e-9)


@pytest.mark.filterwarnings("ignore")  # the package changes a copy of its frame
@given(ratings)
def test_other_figures_equal_those_of_irrcac(units: list[list[int | None]]) -> None:
    """Fleiss' kappa, AC1 and AC2 (ordinal) equal Gwet's package, to its five decimals."""
    raw = pytest.importorskip("irrCAC.raw")
    pandas = pytest.importorskip("pandas")
    used = sorted({rating for unit in units for rating in unit if rating is not None})
    sums = Sums.of(counted(units, 4))
    assume(sums.paired > 1)
    assume(len(used) == 4)  # the package knows only the categories that were used
    frame = pandas.DataFrame(units, dtype=float)
    for scheme, ours in (("identity", "nominal"), ("ordinal", "ordinal")):
        found = raw.CAC(frame, weights=scheme)
        expected = found.gwet()["est"]["coefficient_value"]
        assert gwet(sums, ours) == pytest.approx(expected, abs=2e-5)
    expected = raw.CAC(frame).fleiss()["est"]["coefficient_value"]
    assert fleiss_kappa(sums) == pytest.approx(expected, abs=2e-5)


# Properties

counts = st.lists(st.tuples(*[st.integers(0, 3)] * 4), min_size=2, max_size=10)


@given(counts, st.permutations(range(4)))
def test_nominal_figures_know_no_order(units: list[tuple[int, ...]], order: list[int]) -> None:
    """Categories in another order change no figure that takes them as names."""
    assume(Sums.of(units).paired)
    moved = [tuple(unit[place] for place in order) for unit in units]
    for coefficient in (PERCENT, AC1):
        assert coefficient(Sums.of(units)) == pytest.approx(coefficient(Sums.of(moved)))


@given(counts)
def test_turning_the_scale_round_changes_nothing(units: list[tuple[int, ...]]) -> None:
    """Ordinal figures are the same from urgent to calm as from calm to urgent."""
    turned = [unit[::-1] for unit in units]
    for coefficient in (ALPHA, AC2):
        try:
            value = coefficient(Sums.of(units))
        except Undefined as reason:
            with pytest.raises(Undefined, match=str(reason)):
                coefficient(Sums.of(turned))
        else:
            assert value == pytest.approx(coefficient(Sums.of(turned)))
            assert value <= 1 + 1e-9
