"""No page tells a count that it keeps back: shown for every small table there is, by brute force.

The reader of these tests knows more than arithmetic: the method itself. All tables with counts up
to a bound are put through it and sorted by the page that comes out. Whoever sees a page knows that
the table is one of those; so a count shown as ``c`` must differ among them.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needcheck.jobs.summary.counts import Gaps, Kind
from needcheck.jobs.summary.protect import alone_tells, fewer, protect, told, without
from needcheck.jobs.summary.rule import RULES, Rule, Shown
from needcheck.jobs.summary.world import Key, Marks, World

R5, R10 = RULES["round5"], RULES["round10"]
ORDER = ("specialist", "targeted", "not_yet")
Page = tuple[tuple[int, ...], bool, tuple[tuple[Key, Shown], ...]]


def kind(outcome: str, *groups: str, decided: str = "", harm: bool = False) -> Kind:
    """A kind of row."""
    return Kind(groups, outcome, decided, harm, provisional=False)


SHAPES = {
    "one column": ([kind(o, g) for o in ORDER[:2] for g in "ab"], Marks(ORDER, (0,))),
    "two columns": ([kind("targeted", a, b) for a in "ab" for b in "xy"], Marks(ORDER, (0, 1))),
    "a column within another": (
        [kind("targeted", *pair) for pair in (("1", "I"), ("2", "I"), ("3", "II"), ("4", "II"))],
        Marks(ORDER, (0, 1)),
    ),
    "decisions": (
        [kind(o, decided=d) for o, d in ((ORDER[0], ORDER[0]), ORDER[:2], (ORDER[1], ORDER[1]))],
        Marks(ORDER, (), audited=True),
    ),
    "decisions by group": (
        [kind("targeted", g, decided=d) for g in "ab" for d in ORDER[:2]],
        Marks(ORDER, (0,), audited=True),
    ),
    "harm": (
        [kind("specialist", harm=True), kind("specialist"), kind("targeted"), kind("not_yet")],
        Marks(ORDER),
    ),
}


def tables(kinds: Sequence[Kind], top: int) -> Iterator[Counter[Kind]]:
    """Every table with at most ``top`` rows of each kind."""
    for counts in itertools.product(range(top + 1), repeat=len(kinds)):
        yield Counter({k: n for k, n in zip(kinds, counts, strict=True) if n})


def page_of(table: Counter[Kind], marks: Marks) -> Page:
    """All that a reader sees."""
    safe = protect(table, marks, R5)
    shown = {key: R5.shown(count) for key, count in safe.counts.items() if count}
    return safe.by, safe.audited, tuple(sorted(shown.items(), key=str))


def counts_of(table: Counter[Kind], page: Page, marks: Marks) -> Counter[Key]:
    """The true counts of what a page shows."""
    less = Marks(marks.order, page[0], page[1])
    return World.of(without(table, less), less, R5).counts


LONG = {
    "all decisions": (
        [kind(o, decided=d) for o in ORDER[:2] for d in ORDER[:2]],
        Marks(ORDER, (), audited=True),
    ),
    "three outcomes": (
        [kind(o, g) for o, g in itertools.product(ORDER, "ab")][:5],
        Marks(ORDER, (0,)),
    ),
}


@pytest.mark.parametrize(
    "shape", [*SHAPES, *(pytest.param(s, marks=pytest.mark.long) for s in LONG)]
)
def test_no_page_of_a_small_table_tells_a_count_that_is_kept_back(shape: str) -> None:
    """For each page and each ``c`` on it there are two tables with that page that differ there."""
    kinds, marks = {**SHAPES, **LONG}[shape]
    top = 7
    made: dict[Page, list[Counter[Kind]]] = defaultdict(list)
    for table in tables(kinds, top):
        made[page_of(table, marks)].append(table)
    looked = 0
    for page, behind in made.items():
        true = [counts_of(table, page, marks) for table in behind]
        if any(isinstance(n, int) and n > top for k, n in page[2] if leaf(k, marks)):
            continue  # such a page has tables beyond the bound
        for key, shown in page[2]:
            if shown == "c":
                looked += 1
                assert len({counts[key] for counts in true}) > 1, (key, page)
    assert looked > 50


def leaf(key: Key, marks: Marks) -> bool:
    """Whether a count is one of the smallest that the page shows."""
    finest = "pair" if marks.audited and not marks.by else "level" if marks.by else "outcome"
    return key[0] in (finest, "group band")


def test_rounding_alone_tells_and_the_page_does_not() -> None:
    """6 and 1 make 7, shown as 5 and c and 5: c would be 1. The page shows 10, as for 6 and 2."""
    table = Counter({kind("targeted", "a"): 6, kind("targeted", "b"): 1})
    marks = Marks(ORDER, (0,))
    world = World.of(table, marks, R5)
    assert ("group", 0, "b") in [world.frame.counts[at] for at in told(world)]
    safe = protect(table, marks, R5)
    assert R5.shown(world.counts["rows",]) == 5
    assert R5.shown(safe.counts["rows",]) == 10
    assert [R5.shown(safe.counts["group", 0, g]) for g in "ab"] == [5, "c"]


counts = st.integers(0, 40) | st.integers(0, 6)


@given(st.lists(counts, min_size=12, max_size=12), st.sampled_from((R5, R10)))
def test_what_is_none_kept_back_or_rounded_stays_so(flat: list[int], rule: Rule) -> None:
    """A page differs from plain rounding by a step here and there, never in what is kept back."""
    kinds = [kind(o, g) for g in "abcd" for o in ORDER]
    table = Counter({k: n for k, n in zip(kinds, flat, strict=True) if n})
    marks = Marks(ORDER, (0,))
    safe = protect(table, marks, rule)
    if safe.by:
        true = World.of(table, marks, rule).counts
        assert set(+safe.counts) == set(+true)
        for key, count in true.items():
            assert rule.kind(count) == rule.kind(safe.counts[key])
            assert abs(safe.counts[key] - count) <= rule.step * 2
        assert not told(World.of(table, marks, rule)) or safe.counts != true


def test_without_a_rule_counts_are_as_they_are() -> None:
    """``none`` shows what is there."""
    table = Counter({kind("targeted", "a"): 6, kind("targeted", "b"): 1})
    safe = protect(table, Marks(ORDER, (0,)), RULES["none"])
    assert safe.counts["rows",] == 7
    assert RULES["none"].shown(1) == 1


def test_less_is_shown_from_the_last_column_on() -> None:
    """Columns go one by one, the last first, and the audit after them."""
    wanted = Marks(ORDER, (0, 1), audited=True)
    assert [(m.by, m.audited) for m in fewer(wanted)] == [
        ((0, 1), True),
        ((0,), True),
        ((), True),
        ((), False),
    ]


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (1, "c"), (5, "c"), (6, 5), (7, 5), (8, 10), (12, 10), (13, 15)]
)
def test_counts_are_shown_by_the_rule(count: int, shown: Shown) -> None:
    """0 is shown, 1 to 5 is c, others go to the nearest 5."""
    assert R5.shown(count) == shown


def test_rates_are_of_what_is_shown_and_need_a_base() -> None:
    """No rate of c, on c, or on a base under 10; otherwise of the two counts as shown."""
    assert R5.percent("c", 100) is None
    assert R5.percent(5, "c") is None
    assert R5.percent(5, 5) is None
    assert R5.percent(5, 10) is None  # 8 or 9 rows are shown as 10, too
    assert R5.percent(5, 15) == 33
    assert R5.percent(10, 15) == 67
    assert R5.percent(0, 15) == 0
    assert R10.percent(10, 20) is None
    assert R10.percent(10, 30) == 33
    assert R5.percent(15, 15, (0, "c")) is None
    assert R5.percent(15, 15, (0, 0)) == 100
    assert RULES["none"].percent(1, 3) == 33
    assert RULES["none"].percent(0, 0) is None


def gaps(*rows: tuple[str, int]) -> Gaps:
    """Rows by what they miss."""
    found = Gaps()
    for missing, count in rows:
        found.add(missing, count)
    return found


def test_gaps_that_add_up_are_not_shown_beside_one_another() -> None:
    """With a missing in 6 or 7 rows, always with b, and b in 6 or 7, b alone would be 1."""
    tight = gaps(("a;b", 6), ("b", 1))
    assert tight.rows() == {"a": 6, "b": 7}
    assert alone_tells(tight, R5)
    assert not alone_tells(gaps(("a;b", 20), ("b", 3), ("a", 8), ("a;b;d", 30)), R5)
    assert not alone_tells(tight, RULES["none"])
