"""Every engine gives the rows that ``assess --no-input`` gives, field by field."""

from __future__ import annotations

import random
from typing import Any

import pytest

from needcheck.case.answers import Answers
from needcheck.case.facts import Gate
from needcheck.errors import UsageError
from needcheck.jobs.batch.cells import Cells
from needcheck.jobs.batch.layout import Wishes, lay_out
from needcheck.jobs.batch.result import FIELDS
from needcheck.jobs.batch.scalar_engine import answers_of
from needcheck.jobs.batch.scoring import chosen_engine
from needcheck.output.envelope import assess_data
from tests.bench.rows import generate, header, rows
from tests.jobs.tables import ENGINE, MOMENT, batches, csv_raw, lost, scored, table

PATHWAYS = [(a, p) for a in ENGINE.authorities for p in ENGINE.bundle(a).pathways]


def assessed(authority: str, pathway: str, row: list[str]) -> tuple[Any, ...] | None:
    """The fields of a row from the envelope of ``assess``; None where a cell is refused."""
    bundle = ENGINE.bundle(authority)
    layout = lay_out(header(bundle), bundle, Wishes(), "table.csv")
    answers = answers_of(Cells(Gate(bundle, MOMENT)), layout, row)
    if not isinstance(answers, Answers):
        return None
    rec = ENGINE.recommender(authority, pathway).recommend(answers, MOMENT.date())
    data = assess_data(rec)
    order = [outcome.id for outcome in rec.levels]
    above = order.index(data["outcome"])
    higher = [o["outcome"] for o in data["still_possible"] if order.index(o["outcome"]) < above]
    return (
        row[0],
        data["outcome"],
        data["scale"],
        data["settled"],
        data["harm_route"],
        bool(data["provisional"]),
        ";".join(higher),
        ";".join(data["missing"]),
        ";".join(reason["rule"] for reason in data["reasons"]),
        data["actions"][0]["id"] if data["actions"] else "",
    )


@pytest.mark.parametrize(("authority", "pathway"), PATHWAYS)
def test_every_engine_equals_assess(authority: str, pathway: str) -> None:
    """With the search all fields are those of assess, what is missing included, in every engine."""
    bundle = ENGINE.bundle(authority)
    some = list(rows(bundle, 25, seed=hash_of(authority, pathway)))
    found = (assessed(authority, pathway, row) for row in some)
    expected = [row for row in found if row is not None]
    data = csv_raw([header(bundle), *some])
    more = {"authority": authority, "pathway": pathway, "exact": True}
    for engine in ("polars", "scalar"):
        for one, other in zip(scored(data, engine, **more), expected, strict=True):
            assert dict(zip(FIELDS, one, strict=True)) == dict(zip(FIELDS, other, strict=True))


def hash_of(*words: str) -> int:
    """A number that is the same in every run."""
    return sum(map(ord, "".join(words)))


@pytest.mark.parametrize(("authority", "pathway"), PATHWAYS)
def test_bounds_name_one_too_many_and_never_one_too_few(authority: str, pathway: str) -> None:
    """Without the search only what is possible may differ, and only by saying more."""
    data = generate(ENGINE.bundle(authority), 40, seed=3).encode()
    more = {"authority": authority, "pathway": pathway}
    bounded = scored(data, **more)
    assert bounded == scored(data, "scalar", **more)
    for wide, exact in zip(bounded, scored(data, exact=True, **more), strict=True):
        one, other = dict(zip(FIELDS, wide, strict=True)), dict(zip(FIELDS, exact, strict=True))
        assert set(other["possible_higher"].split(";")) <= {"", *one["possible_higher"].split(";")}
        assert other["settled"] or not one["settled"]
        if not other["settled"]:
            assert one["missing"] == other["missing"]
        for name in (
            "id",
            "outcome",
            "scale",
            "harm_route",
            "provisional",
            "rules",
            "first_action",
        ):
            assert one[name] == other[name]


DIRT = ("maybe", "NA", "None", "2", " Yes ", "n", "YES", "not known", "-", "known ", "\tno", "")


@pytest.mark.parametrize("seed", range(2))
def test_engines_agree_on_dirty_cells(seed: int) -> None:
    """Whatever stands in cells, engines score and reject the same rows for the same reasons."""
    bundle, rng = ENGINE.bundle("birmingham"), random.Random(seed)
    some = []
    for row in rows(bundle, 60, seed):
        for _ in range(rng.choice((0, 0, 1, 5))):
            row[rng.randrange(1, len(row))] = rng.choice(DIRT)
        some.append(row)
    data = csv_raw([header(bundle), *some])
    for size in (1 << 13, 1 << 20):
        more: dict[str, Any] = {"authority": "birmingham", "size": size}
        assert scored(data, **more) == scored(data, "scalar", **more)
        assert lost(data, **more) == lost(data, "scalar", **more)
        numbers = [int(row[0][1:]) for row in scored(data, **more)]
        rejected = [row.number for row in lost(data, **more)]
        assert sorted(numbers + rejected) == list(range(1, 61))
        assert numbers == sorted(numbers)
        assert rejected == sorted(rejected)


def test_an_engine_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Polars rows are scored one by one and it is said; without Spark there is no run."""
    monkeypatch.setattr("needcheck.jobs.batch.scoring.find_spec", lambda name: None)
    name, said = chosen_engine("")
    assert name == "scalar"
    assert "needcheck[batch]" in said
    with pytest.raises(UsageError, match=r"needcheck\[spark\]"):
        chosen_engine("spark")


def test_what_nothing_tells_apart_is_scored_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered of rows never makes two rows alike that some condition tells apart."""
    monkeypatch.setattr("needcheck.jobs.batch.scalar_engine.KEPT", 4)
    said: list[dict[str, str]] = [{}, {"harm": "no"}, {"harm": "known"}, {"hul-355": "yes"}]
    said += [{"hul-355": "no"}, {"looked_through_child": "yes"}, {"age": "3"}, {"disabled": "yes"}]
    some = [{"id": f"A{at}", **said[at % len(said)]} for at in range(3 * len(said))]
    columns = ("id", *dict.fromkeys(name for row in said for name in row))
    found = [row[1:] for row in scored(table(some, columns), "scalar")]
    assert found == [row[1:] for row in scored(table(some, columns))]
    assert found[: len(said)] * 3 == found
    assert len(set(found)) > 4


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize(("authority", "pathway"), PATHWAYS)
def test_an_unborn_child_above_never_takes_the_age_from_a_row(
    authority: str, pathway: str, exact: bool
) -> None:
    """What stands in for an answer tells rows apart, whichever of them comes first."""
    some = [
        {"id": "A1", "harm": "no", "unborn": "yes"},
        {"id": "A2", "harm": "no"},
        {"id": "A3", "harm": "no", "unborn": "no"},
        {"id": "A4", "harm": "no", "age": "15"},
    ]
    more: dict[str, Any] = {"authority": authority, "pathway": pathway, "exact": exact}
    for rows_ in (some, some[::-1]):
        data = table(rows_, ("id", "harm", "unborn", "age"))
        assert scored(data, "scalar", **more) == scored(data, **more)


def test_prompts_present_are_counted_over_scored_rows() -> None:
    """Each engine counts how often each prompt is present in the rows that it scored."""
    data = generate(ENGINE.bundle("hull"), 80, seed=9).encode()
    counts = []
    for engine in ("polars", "scalar"):
        found: dict[str, int] = {}
        for batch in batches(data, engine):
            for name, count in batch.present.items():
                found[name] = found.get(name, 0) + count
        counts.append({name: count for name, count in found.items() if count})
    assert counts[0] == counts[1]
    assert counts[0]


def test_a_prompt_without_a_column_is_never_taken_as_absent() -> None:
    """A list that was looked through says nothing of prompts that the table does not have."""
    bundle = ENGINE.bundle("hull")
    columns = header(bundle)
    less = [name for name in columns if name != "hul-385"]
    for row in rows(bundle, 6, seed=4):
        named = dict(zip(columns, row, strict=True)) | {"looked_through_home": "yes", "hul-385": ""}
        few = csv_raw([less, [named[name] for name in less]])
        full = csv_raw([columns, [named[name] for name in columns]])
        assert scored(few) == scored(few, "scalar")
        assert scored(few, exact=True) == scored(few, "scalar", exact=True)
        if scored(full)[0][3] and "specialist" not in scored(full)[0][1]:
            assert not scored(few)[0][3]
