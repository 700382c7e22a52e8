"""Deciding claims: undecided for time, smallest on every run, whole in several processes."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from needcheck.errors import CriteriaError, UsageError
from needcheck.jobs.engine import Engine
from needcheck.jobs.proof.prover import Asked, prove
from needcheck.jobs.proof.smallest import SEARCH
from tests import small
from tests.jobs.proof.toy import action, engine, invariant, pathway, said, verdicts
from tests.small import rule

z3 = pytest.importorskip("z3")
UNKNOWN = invariant("worried", then='outcome == "nowhere"')
WRONG = {**invariant("asked", shows=["call"]), "id": "WRONG"}


class Tired:
    """A solver that gives up on formulas that speak of what it is tired of."""

    def __init__(self, solver: Any, tired: str, log: list[int]) -> None:
        self.solver, self.tired, self.log = solver, tired, log

    def check(self, *formulas: Any) -> Any:
        """Unknown where a formula names it, else what the solver says."""
        if any(self.tired in str(formula) for formula in formulas):
            return z3.unknown
        return self.solver.check(*formulas)

    def set(self, key: str, value: int) -> None:
        """Note the time that is given."""
        self.log.append(value)
        self.solver.set(key, value)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.solver, name)


@pytest.fixture
def tired(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Solvers that give up wherever ``asked`` is spoken of; the times that they were given."""
    log: list[int] = []
    make = z3.SolverFor
    monkeypatch.setattr(z3, "SolverFor", lambda logic: Tired(make(logic), "asked", log))
    return log


def test_a_claim_is_undecided_where_time_runs_out(tired: list[int]) -> None:
    """Neither proved nor refuted, and without a case; other claims are decided all the same."""
    own = pathway(invariant=[invariant("asked", shows=["wait"])], actions=(
        action("call"), action("wait", "asked")))  # fmt: skip
    found = verdicts(own, Asked(limit=0.5))
    states = {name: verdict.state for name, verdict in found.items()}
    assert states["A"] == states["A/applies"] == states["choice:asked=yes"] == "undecided"
    assert states["outcome:go"] == states["choice:grade=grave"] == "proved"
    assert found["A"].before is None
    assert 500 in tired


def test_an_answer_that_matters_in_one_thing_is_enough(tired: list[int]) -> None:
    """A choice is proved by the first thing that it changes, though others are undecided."""
    own = pathway(actions=(action("call"), action("a", 'grade == "mild" or asked')))
    assert verdicts(own)["choice:grade=mild"].state == "proved"


def test_each_claim_has_the_time_that_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking for a smaller case has a limit of its own, which later claims do not inherit."""
    log: list[int] = []
    make = z3.SolverFor
    monkeypatch.setattr(z3, "SolverFor", lambda logic: Tired(make(logic), "nothing", log))
    verdicts(pathway(invariant=[WRONG]), Asked(limit=7))
    search = int(SEARCH * 1000)
    assert log.count(search) == 1
    assert log[log.index(search) + 1] == 7000


def test_the_case_shown_does_not_depend_on_what_was_proved_before() -> None:
    """Of several smallest cases it is always the one whose answers come first in the file."""
    either = 'worried or grade == "grave" or prompts(level="specialist") >= 1'
    own = pathway((rule("r", "go", either),), invariant=[invariant(then='outcome == "not_yet"')])
    found = []
    for noise in range(4):
        for number in range(noise * 7):
            z3.Bool(f"noise {number}")
        verdicts(pathway(invariant=[WRONG]))
        found.append(said(verdicts(own, "A")["A"].before))
    assert found == [({"worried": True}, frozenset(), frozenset())] * 4


def two(**more: Any) -> Engine:
    """Two pathways, one of them with a claim that does not hold."""
    return engine(pathway(id="one"), pathway(id="two", invariant=[WRONG], **more))


def test_several_processes_find_the_same() -> None:
    """Pathways shared out to processes give the same verdicts in the same order, but for times."""
    alone, shared = (
        [(v.id, v.pathway, v.state, v.before) for v in prove(two(), "toytown", Asked(workers=w))]
        for w in (1, 2)
    )
    assert alone == shared
    assert next(v for v in alone if v[2] == "refuted")[:2] == ("WRONG", "two")


@pytest.mark.parametrize("workers", [1, 2])
def test_wrong_criteria_are_said_as_such(workers: int) -> None:
    """A condition that cannot be read is an author's error with its text, not a lost process."""
    made = engine(pathway(id="one"), pathway(id="two", invariant=[UNKNOWN]))
    with pytest.raises(CriteriaError, match="outcome can be go, not_yet") as caught:
        prove(made, "toytown", Asked(workers=workers))
    assert 'outcome == "nowhere"' in str(caught.value)


def test_a_pathway_or_an_authority_that_is_not_there() -> None:
    """The error names those that there are; a claim that is not there gives no verdict."""
    with pytest.raises(UsageError, match="There is: one, two"):
        prove(two(), "toytown", Asked(pathway="three"))
    with pytest.raises(UsageError, match="no criteria for that authority"):
        prove(Engine(), "nowhere", Asked())
    assert prove(two(), "toytown", Asked(claim="INV-99")) == ()


def test_one_pathway_may_be_asked_for_with_a_hyphen() -> None:
    """As everywhere on the command line."""
    made = engine(pathway(id="one_two"), pathway(id="three"))
    found = prove(made, "toytown", Asked(pathway="one-two"))
    assert {verdict.pathway for verdict in found} == {"one_two"}


def test_without_the_solver_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, before any criteria are read."""
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(UsageError) as caught:
        prove(two(), "toytown", Asked())
    assert "pip install 'needcheck[proof]'" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_toy_bundle_is_proved_with_its_own_pathway() -> None:
    """Criteria read from memory and from files are proved alike."""
    made = Engine(_bundles={"toytown": small.bundle()})
    assert {v.id for v in prove(made, "toytown", Asked())} >= {"outcome:go", "rule:go_worried"}
