"""The reading by columns gives the truths of ``trace``: on shared rows and on generated trees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needcheck.case.answers import Case
from needcheck.case.moments import Elapsed
from needcheck.criteria import nodes as n
from needcheck.readings.columns import ALWAYS, NEVER, ColumnReading, Program
from needcheck.readings.sources import Source, of_case
from needcheck.readings.trace import Reading
from needcheck.readings.truth import Truth
from tests import small
from tests.readings.test_rows import BUNDLE, ROWS, TRUTH, case_of, named, tree_of

PROMPTS = sorted(BUNDLE.prompts)
OPERATORS = ("==", "!=", "<", "<=", ">", ">=")


def column(source: Source, cases: Sequence[Case]) -> pl.Series:
    """A source's column for these cases."""
    data = [of_case(source, BUNDLE.facts.get(source.of), case) for case in cases]
    fact = BUNDLE.facts.get(source.of)
    truths = source.truth or (source.kind == "fact" and fact and fact.type in ("yes_no", "reason"))
    return pl.Series(source.name, data, dtype=pl.Boolean if truths else pl.Int32)


def truths(
    tree: n.Node, cases: Sequence[Case], *, cautious: bool = True, names: Any = None
) -> list[Truth]:
    """The tree's truth for every case, through a frame."""
    program = Program()
    found = ColumnReading(program, names or {}, BUNDLE.facts, cautious=cautious).truth(tree)
    if found in (ALWAYS, NEVER):
        return [found == ALWAYS] * len(cases)
    frame = pl.DataFrame([column(source, cases) for source in program.sources.values()])
    return program.run(nw.from_native(frame)).to_native()[found].to_list()  # type: ignore[no-any-return]


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_columns_read_every_row(row: dict[str, Any]) -> None:
    """The reading by columns gives each row's truth, with caution and without."""
    tree, cases = tree_of(row), [case_of(row)]
    plain = TRUTH[row.get("plain", row["expect"])]
    assert truths(tree, cases) == [TRUTH[row["expect"]]]
    assert truths(tree, cases, cautious=False) == [plain]
    assert truths(n.Plain(tree), cases) == [plain]
    assert truths(n.Sure(tree), cases) == [row["expect"] == "true"]
    assert truths(n.Unsure(tree), cases) == [row["expect"] == "unknown"]


def atoms() -> st.SearchStrategy[n.Node]:
    """Any atom of the toy authority."""
    operator = st.sampled_from(OPERATORS)
    same = st.sampled_from(("==", "!="))
    grades, colours = ("mild", "middle", "grave"), ("red", "blue")
    yes = st.sampled_from(("worried", "asked", "reason"))
    some = st.frozensets(st.sampled_from(PROMPTS), max_size=4)
    return st.one_of(
        st.builds(n.Yes, yes),
        st.builds(n.Compare, st.just("grade"), operator, st.sampled_from(grades), st.just(grades)),
        st.builds(n.Compare, st.just("colour"), same, st.sampled_from(colours)),
        st.builds(n.Compare, st.just("age"), operator, st.integers(-1, 20)),
        st.builds(n.OneOf, st.just("colour"), st.frozensets(st.sampled_from(colours))),
        st.builds(n.OneOf, st.just("grade"), st.frozensets(st.sampled_from(grades))),
        st.builds(n.Has, st.just("things"), st.sampled_from(("none", "cup", "dish"))),
        st.builds(n.CountOf, st.just("things"), operator, st.integers(-1, 4), st.just("none")),
        st.builds(n.CountOf, st.just("tools"), operator, st.integers(0, 3)),
        st.builds(n.Lasted, st.just("in_months"), operator, st.integers(0, 5), st.just("months")),
        st.builds(n.Lasted, st.just("in_weeks"), operator, st.integers(0, 5), st.just("weeks")),
        st.builds(
            n.Prompts, some, operator, st.integers(-1, 5), st.sampled_from(("present", "absent"))
        ),
        st.builds(n.Known, st.sampled_from(("worried", "grade", "things", "born", "in_weeks"))),
        st.just(n.Name("alarm")),
    )


def trees() -> st.SearchStrategy[n.Node]:
    """Trees of any kind of node."""
    return st.recursive(
        atoms(),
        lambda inner: st.one_of(
            st.builds(n.Not, inner),
            st.builds(lambda parts: n.And(tuple(parts)), st.lists(inner, max_size=3)),
            st.builds(lambda parts: n.Or(tuple(parts)), st.lists(inner, max_size=3)),
            st.builds(n.Fires, inner, inner),
            st.builds(n.Sure, inner),
            st.builds(n.Unsure, inner),
            st.builds(n.Plain, inner),
        ),
        max_leaves=8,
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case of the toy authority, some answers missing."""
    lengths = st.integers(0, 6)
    facts = {
        "worried": st.booleans(),
        "asked": st.booleans(),
        "reason": st.just(True),
        "grade": st.sampled_from(("mild", "middle", "grave")),
        "colour": st.sampled_from(("red", "blue")),
        "age": st.integers(0, 18),
        "things": st.sampled_from(
            (frozenset({"none"}), frozenset({"cup"}), frozenset({"cup", "dish"}))
        ),
        "tools": st.sampled_from((frozenset({"saw"}), frozenset({"saw", "axe"}))),
        "born": st.just(small.DAY),
        "in_months": st.builds(Elapsed, months=lengths, days=st.integers(0, 30)),
        "in_weeks": st.builds(Elapsed, weeks=lengths, days=lengths),
    }
    given_ = {name: draw(st.none() | values) for name, values in facts.items()}
    states = {name: draw(st.sampled_from((None, True, False))) for name in PROMPTS}
    return small.case(
        {name: value for name, value in given_.items() if value is not None},
        present=[name for name, state in states.items() if state is True],
        absent=[name for name, state in states.items() if state is False],
    )


ALARM = {"alarm": n.Or((n.Fires(n.Yes("worried"), n.Yes("asked")), n.Has("things", "cup")))}


@settings(max_examples=150)
@given(trees(), st.lists(cases(), min_size=1, max_size=6), st.booleans())
def test_columns_and_trace_agree(tree: n.Node, some: list[Case], cautious: bool) -> None:
    """For any tree and any answers both readings give the same truth."""
    expected = [Reading(case, ALARM, cautious=cautious).truth(tree) for case in some]
    assert truths(tree, some, cautious=cautious, names=ALARM) == expected


def test_each_condition_is_computed_once() -> None:
    """However often a condition stands in trees, it is one column."""
    program = Program()
    reading = ColumnReading(program, {}, BUNDLE.facts)
    both = n.And((n.Yes("worried"), n.Not(n.Yes("asked"))))
    assert reading.truth(n.Or((both, n.Yes("reason")))) != reading.truth(both)
    count = sum(map(len, program.stages))
    reading.truth(n.And((n.Not(n.Yes("asked")), both)))
    assert sum(map(len, program.stages)) == count + 1
