"""A whole table is decided as each of its rows is: every field, for every authority and pathway."""

from __future__ import annotations

import datetime as dt
from functools import cache

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needcheck.case.answers import Answers, resolve
from needcheck.case.facts import Gate
from needcheck.jobs.batch.cells import Cells
from needcheck.jobs.batch.scalar_engine import Scorer
from needcheck.jobs.engine import Engine, noon
from needcheck.readings.sources import Datum, Source, datum
from needcheck.recommend.columnwise import Sheet
from needcheck.recommend.masks import names_of
from tests.jobs.cases import AS_OF, some_answers

ENGINE = Engine()
PATHWAYS = [(a, p) for a in ENGINE.authorities for p in ENGINE.bundle(a).pathways]


@cache
def sheet_of(authority: str, pathway: str) -> Sheet:
    """A pathway by columns."""
    recommender = ENGINE.recommender(authority, pathway)
    return Sheet(recommender.plan, recommender.scale)


def raw(source: Source, answers: Answers, authority: str) -> Datum:
    """What raw answers give in a column, before anything is resolved."""
    if source.kind == "looked":
        return source.of in answers.looked_through
    if source.kind == "cell":
        absent = False if source.of in answers.absent else None
        return True if source.of in answers.present else absent
    fact = ENGINE.bundle(authority).facts[source.of]
    return datum(source, fact, answers.facts.get(source.of), AS_OF)


def table(sheet: Sheet, some: list[Answers], authority: str) -> pl.DataFrame:
    """The sheet over these answers."""
    facts = ENGINE.bundle(authority).facts
    columns = []
    for name, source in sheet.program.sources.items():
        fact = facts.get(source.of)
        yes_no = source.truth or (fact is not None and fact.type in ("yes_no", "reason"))
        kind = pl.Boolean if yes_no and source.kind != "count" else pl.Int32
        columns.append(pl.Series(name, [raw(source, a, authority) for a in some], dtype=kind))
    return sheet.program.run(nw.from_native(pl.DataFrame(columns))).to_native()  # type: ignore[no-any-return]


def scored(sheet: Sheet, row: dict[str, object]) -> tuple[object, ...]:
    """A row of the sheet as ``Scored`` has it."""

    def name(column: str, names: tuple[str, ...]) -> str:
        place = row[column]
        return names[place] if isinstance(place, int) else ""

    def listed(mask: object) -> str:
        return names_of(mask, row[mask.column])  # type: ignore[attr-defined, arg-type]

    return (
        name(sheet.outcome, sheet.plan.outcomes),
        name(sheet.scale, sheet.levels),
        row[sheet.settled],
        row[sheet.harm_route],
        row[sheet.provisional],
        listed(sheet.higher),
        listed(sheet.missing),
        listed(sheet.rules),
        name(sheet.first_action, sheet.actions),
    )


@pytest.mark.parametrize(("authority", "pathway"), PATHWAYS)
@settings(max_examples=15)
@given(data=st.data())
def test_every_field_of_every_row_is_that_of_the_case(
    authority: str, pathway: str, data: st.DataObject
) -> None:
    """Outcome, scale, harm route, silence, what is possible and missing, rules and first action."""
    bundle, sheet = ENGINE.bundle(authority), sheet_of(authority, pathway)
    some = data.draw(st.lists(some_answers(bundle), min_size=1, max_size=8))
    scorer = Scorer(ENGINE.recommender(authority, pathway), Cells(Gate(bundle, noon(AS_OF))))
    rows = table(sheet, some, authority).to_dicts()
    for answers, row in zip(some, rows, strict=True):
        expected = scorer.score(answers)
        assert scored(sheet, row) == expected


def test_a_ticked_prompt_makes_the_graver_answer_stand() -> None:
    """A prompt that says disabled stands over a stated no; the table resolves as a case does."""
    bundle, sheet = ENGINE.bundle("hull"), sheet_of("hull", "level")
    prompt, (fact, value) = next(iter(sheet.plan.implications.by_prompt.items()))
    stated = [Answers(facts={fact.id: v}, present=frozenset({prompt})) for v in (True, False)]
    some = [*stated, Answers(present=frozenset({prompt})), Answers(facts={fact.id: False})]
    column = sheet.now.source("fact", fact.id)
    found = table(sheet, some, "hull")[column].to_list()
    day = dt.date(2026, 11, 20)
    assert found == [resolve(a, bundle, day).facts.get(fact.id) for a in some]
    assert found == [value, value, value, False]
