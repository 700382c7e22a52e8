"""The invented council of data/samples: its claims hold, and no other council appears in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from needcheck.case.answers import Answers
from needcheck.criteria.load import data_root
from needcheck.jobs.engine import Engine
from needcheck.jobs.invariants import Invariants
from needcheck.output.call import call_block
from needcheck.output.plain import plain_text
from needcheck.output.report import report
from tests.jobs.cases import AS_OF, some_answers
from tests.jobs.test_every_authority import flat, marks, shows

ENGINE = Engine(overlays=(data_root() / "samples" / "exampleshire",))
BUNDLE = ENGINE.bundle("exampleshire")
FOREIGN = frozenset().union(*(marks(name) for name in Engine().authorities))


def check_cases(pathway: str, count: int) -> Callable[[], None]:
    """A check of so many generated cases."""
    invariants = Invariants(ENGINE.plan("exampleshire", pathway))

    @settings(max_examples=count, suppress_health_check=list(HealthCheck))
    @given(answers=some_answers(BUNDLE))
    def check(answers: Answers) -> None:
        rec = ENGINE.recommender("exampleshire", pathway).recommend(answers, AS_OF)
        text = plain_text([*report(rec, explain=True), *call_block(rec)])
        assert list(invariants.broken(answers, AS_OF, rec, text)) == []
        assert [mark for mark in FOREIGN if shows(mark, flat(text))] == []

    return check


@pytest.mark.parametrize("pathway", BUNDLE.pathways)
def test_claims_hold_and_no_other_council_is_named(pathway: str) -> None:
    """Every invariant, and INV-30, on rendered output for answers of every kind."""
    check_cases(pathway, 60)()


@pytest.mark.long
@pytest.mark.parametrize("pathway", BUNDLE.pathways)
def test_claims_hold_on_many_answers(pathway: str) -> None:
    """The same with many more."""
    check_cases(pathway, 2000)()


def test_the_engine_reads_both_registers_of_clauses() -> None:
    """The sample's own clauses are found with its criteria."""
    assert next(iter(ENGINE.clauses("exampleshire"))) == "EXAM-001"
    assert "HUL-133" in ENGINE.clauses("hull")


def test_the_sample_stands_beside_the_shipped_authorities() -> None:
    """Only where its folder is given."""
    assert set(ENGINE.authorities) == {*Engine().authorities, "exampleshire"}
