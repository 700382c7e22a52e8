"""Figures of a summary: held to a table counted by hand, and the same whatever the engine."""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pytest

from needcheck.errors import InputError, UsageError
from needcheck.jobs.batch.layout import Wishes
from needcheck.jobs.batch.records import Reader
from needcheck.jobs.batch.scoring import Ask, Batcher
from needcheck.jobs.summary.counts import MOST_GROUPS, Tallies
from needcheck.jobs.summary.figures import Summary, summarise
from needcheck.jobs.summary.rule import RULES, rule_of
from tests.bench.rows import header, rows
from tests.jobs.tables import ENGINE, MOMENT, batches, csv_raw

BOTH = ("polars", "scalar")
CALM = {"harm": "no", "impact": "none", "needs": "none", "severity": "none"}
CASES = {
    "specialist": {"harm": "suspected"},
    "targeted": {"harm": "no", "impact": "impaired", "needs": "emerging"},
    "universal": CALM,
    "not_yet": {},
}


def counted(
    data: bytes, engine: str, by: Sequence[str] = (), decided: str = "", **more: Any
) -> tuple[Tallies, Batcher]:
    """The tallies of a table."""
    reader = Reader(io.BytesIO(data), "table.csv", size=more.pop("size", 1 << 20))
    reader.open()
    wishes = Wishes(decided=decided, counted=tuple(by), **more)
    batcher = Batcher(Ask("hull", "level", MOMENT, engine=engine, wishes=wishes), reader, ENGINE)
    codes = dict(batcher.layout.decided.codes) if batcher.layout.decided else {}
    tallies = Tallies(tuple(by), decided, {**codes, "": ""}.__getitem__)
    for batch in batcher.batches():
        tallies(batch)
    return tallies, batcher


def summary_of(data: bytes, engine: str, rule: str = "none", **more: Any) -> Summary:
    """The summary of a table."""
    tallies, batcher = counted(data, engine, **more)
    return summarise(tallies, batcher.plan, RULES[rule], "2026-11-20")


def small(*counts: tuple[str, str, int]) -> bytes:
    """A table with so many rows of a case in a team."""
    columns = ["team", "harm", "impact", "needs", "severity"]
    found = [
        [team, *(CASES[case].get(column, "") for column in columns[1:])]
        for team, case, count in counts
        for _ in range(count)
    ]
    return csv_raw([columns, *found])


@pytest.mark.parametrize("engine", BOTH)
def test_outcomes_by_a_column_are_those_counted_by_hand(engine: str) -> None:
    """12 + 3 specialist, 9 targeted, 30 universal, 6 without a level, in two teams."""
    table = small(
        ("a", "specialist", 12), ("b", "specialist", 3), ("a", "targeted", 9),
        ("b", "universal", 30), ("", "not_yet", 6),
    )  # fmt: skip
    summary = summary_of(table, engine, by=["team"])
    assert [(f.id, f.rows, f.percent) for f in summary.outcomes] == [
        ("specialist", 15, 25),
        ("targeted", 9, 15),
        ("additional", 0, 0),
        ("universal", 30, 50),
        ("not_yet", 6, 10),
    ]
    assert (summary.scored, summary.rejected) == (60, 0)
    assert (summary.harm_route.rows, summary.not_yet.rows) == (15, 6)
    (teams,) = summary.by
    found = {g.value: (g.rows, [f.rows for f in g.outcomes]) for g in teams.groups}
    assert found == {
        "": (6, [0, 0, 0, 0, 6]),
        "a": (21, [12, 9, 0, 0, 0]),
        "b": (33, [3, 0, 0, 30, 0]),
    }
    assert summary.left_out == ()


@pytest.mark.parametrize("engine", BOTH)
def test_the_usual_rule_rounds_and_keeps_back(engine: str) -> None:
    """3 is c, 12 is 10, 9 is 10; a rate stands only where the base is surely 10 or more."""
    table = small(
        ("a", "specialist", 12), ("b", "specialist", 3), ("a", "targeted", 9),
        ("b", "universal", 30), ("c", "not_yet", 9),
    )  # fmt: skip
    (teams,) = summary_of(table, engine, "round5", by=["team"]).by
    found = {g.value: [(f.rows, f.percent) for f in g.outcomes] for g in teams.groups}
    assert found["a"][:2] == [(10, 50), (10, 50)]
    assert found["b"][0] == ("c", None)
    assert found["b"][3] == (30, 86)
    assert found["c"] == [(0, None)] * 4 + [(10, None)]


def mixed(count: int, seed: int) -> bytes:
    """Generated rows with a team, a quarter and a decision, some of them no outcome."""
    bundle, rng = ENGINE.bundle("hull"), random.Random(seed)
    names = ["Specialist support", "targeted", "Additional support", "", "not known", "maybe"]
    more = [
        [*row, rng.choice("abcdefg"), rng.choice(("Q1", "Q2", " Q2")), rng.choice(names)]
        for row in rows(bundle, count, seed)
    ]
    return csv_raw([[*header(bundle), "team", "quarter", "level"], *more])


@pytest.mark.parametrize("rule", ["none", "round5"])
def test_both_engines_and_any_size_of_block_give_the_same_summary(rule: str) -> None:
    """The whole summary is equal, audit included; columns of answers can be counted by, too."""
    data = mixed(240, seed=4)
    more: dict[str, Any] = {"by": ["team", "disabled"], "decided": "level", "kept": ("quarter",)}
    first, *others = (
        summary_of(data, engine, rule, size=size, **more)
        for engine, size in (("scalar", 1 << 20), ("polars", 1 << 20), ("polars", 1 << 14))
    )
    assert all(other == first for other in others)
    assert first.rejected
    assert first.audit is not None


@pytest.mark.parametrize("engine", ["polars", "scalar"])
@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("data", [b"id,harm\n", b"id,harm\nA1,maybe\nA2,2\n"])
def test_a_table_without_a_scored_row_is_summarised(engine: str, data: bytes, exact: bool) -> None:
    """There is nothing to write or count, and what was rejected is said."""
    tallies = Tallies()
    for batch in batches(data, engine, exact=exact):
        tallies(batch)
        assert batch.table.csv() == b""
    assert tallies.kinds.total() == 0
    assert tallies.rejected == data.count(b"A")


def test_gaps_are_counted_alike_and_as_the_rows_say() -> None:
    """In how many rows an answer is missing, and in how many nothing else is."""
    data = mixed(300, seed=8)
    found = []
    for engine in BOTH:
        tallies, batcher = counted(data, engine, ignored=("team", "quarter", "level"))
        again, *_ = (batcher,)
        missing = Counter[str]()
        alone = Counter[str]()
        reader = Reader(io.BytesIO(data), "table.csv")
        reader.open()
        for batch in Batcher(again.ask, reader, ENGINE).batches():
            for row in batch.table.rows():
                names = str(row[7]).split(";") if row[7] else []
                missing.update(names)
                alone.update(names if len(names) == 1 else [])
        assert tallies.gaps.rows() == missing
        assert +tallies.gaps.one == alone
        found.append((tallies.gaps, tallies.present, tallies.kinds))
    assert +found[0][1] == +found[1][1]
    assert found[0][0] == found[1][0]
    assert found[0][2] == found[1][2]


def test_lists_do_not_stand_in_the_order_of_what_is_kept_back() -> None:
    """Prompts shown as c stand in the order of the criteria, whichever is more frequent."""
    columns = ["hul-282", "hul-286", "hul-299"]
    for counts in ((1, 5, 20), (5, 1, 20)):
        table = [["yes" if at < count else "" for count in counts] + ["no"] for at in range(25)]
        summary = summary_of(csv_raw([[*columns, "harm"], *table]), "polars", "round5")
        assert [(p.id, p.rows) for p in summary.prompts] == [
            ("hul-299", 20),
            ("hul-282", "c"),
            ("hul-286", "c"),
        ]


SHAPE = {
    "": ["source", "rule", "scored", "rejected", "outcomes", "harm_route", "provisional",
         "not_yet", "by", "missing", "prompts", "audit", "left_out"],
    "source": ["authority", "authority_name", "pathway", "pathway_title", "document", "edition",
               "sha256", "as_of"],
    "rule": ["id", "low", "step", "base", "words"],
    "harm_route": ["id", "name", "rows", "percent"],
    "audit": ["column", "outcomes", "table", "bands", "kappa", "missed", "by"],
}  # fmt: skip


def test_the_data_keeps_its_shape() -> None:
    """Names of figures that others read do not change."""
    data = asdict(
        summary_of(mixed(60, seed=2), "scalar", by=["team"], decided="level", kept=("quarter",))
    )
    assert list(data) == SHAPE[""]
    for name, keys in SHAPE.items():
        if name:
            assert list(data[name]) == keys
    assert list(data["by"][0]["groups"][0]) == ["value", "rows", "outcomes"]
    assert list(data["missing"][0]) == ["id", "name", "rows", "alone"]
    assert list(data["audit"]["table"][0]) == ["id", "name", "rows", "recommended"]
    assert list(data["audit"]["by"][0]["groups"][0]) == ["value", "bands", "kappa"]
    assert list(data["audit"]["kappa"]) == ["value", "low", "high", "why"]


@pytest.mark.parametrize("engine", BOTH)
def test_a_column_with_many_values_is_no_column_to_count_by(engine: str) -> None:
    """An id, a date: the run stops with a sentence, before memory does."""
    table = csv_raw([["case", "harm"], *([f"T{i}", "no"] for i in range(MOST_GROUPS + 1))])
    with pytest.raises(UsageError, match="different values"):
        counted(table, engine, by=["case"])


def test_rows_are_not_counted_by_their_ids_nor_by_what_is_not_there() -> None:
    """Both are told before a row is read."""
    with pytest.raises(UsageError, match="by their ids"):
        counted(csv_raw([["id", "harm"], ["1", "no"]]), "polars", by=["id"])
    with pytest.raises(InputError, match="not in the table"):
        counted(csv_raw([["id", "harm"], ["1", "no"]]), "polars", by=["team"])


@pytest.mark.parametrize("engine", BOTH)
@pytest.mark.parametrize("name", ["outcome", "harm_route"])
def test_a_column_called_like_one_of_the_result_is_not_taken_for_it(engine: str, name: str) -> None:
    """The table's own outcome is never counted as the recommended one, or the other way round."""
    table = csv_raw([["harm", name], ["no", "x"], ["known", "y"]])
    with pytest.raises(InputError, match="the result has one"):
        counted(table, engine, by=[name])
    with pytest.raises(InputError, match="the result has one"):
        counted(table, engine, decided=name)


def test_an_unknown_rule_is_told_with_those_there_are() -> None:
    """No rule is taken silently."""
    with pytest.raises(UsageError, match="round5, round10, none"):
        rule_of("min10")


def test_what_so_few_rows_would_tell_is_left_out_and_named() -> None:
    """A table whose number of rows is kept back has no columns and no audit."""
    tallies, batcher = counted(small(("a", "specialist", 3)), "scalar", by=["team"])
    tallies.decided = "level"
    summary = summarise(tallies, batcher.plan, RULES["round5"], "2026-11-20")
    assert summary.scored == "c"
    assert (summary.by, summary.audit) == ((), None)
    assert summary.left_out == ("team", "the audit")
    assert [f.rows for f in summary.outcomes] == ["c", 0, 0, 0, 0]
