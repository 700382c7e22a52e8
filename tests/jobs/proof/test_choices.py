"""Every answer matters, or is named: alone in a set, and in at least one pathway."""

from __future__ import annotations

import pytest

from needcheck.jobs.proof import prover
from needcheck.jobs.proof.prover import Asked, Verdict
from tests.jobs.proof.toy import ACTIONS, action, engine, failing, invariant, pathway, verdicts
from tests.small import OURS, rule

pytest.importorskip("z3")
CUP = action("wash", '"cup" in things')
"""Shown where a cup is named; where it is not, or nothing is answered, not shown."""
DEAD = "worried and (asked or worried)"
"""A condition that reads a fact which changes nothing."""


def test_a_fact_that_changes_nothing_is_named() -> None:
    """Every answer to it is refuted; those to facts that matter are proved."""
    own = pathway((rule("r", "go", DEAD),))
    assert failing(own) == {"choice:asked=yes", "choice:asked=no"}


def test_a_choice_of_a_set_must_matter_by_itself() -> None:
    """A set is told apart by each of its choices: one that nothing names is dead beside others."""
    assert failing(pathway(actions=(*ACTIONS, CUP))) == {
        "choice:things=none",
        "choice:things=dish",
        "choice:things=fork",
    }


def test_a_choice_of_a_set_may_matter_by_being_the_only_one() -> None:
    """Where it is asked whether anything is named, each choice matters alone."""
    own = pathway(actions=(*ACTIONS, action("wash", "count(things) >= 1")))
    assert failing(own) == {"choice:things=none"}


def test_an_answer_may_matter_by_being_one() -> None:
    """What is shown because something was answered is gone when the only choice is left out."""
    own = pathway(actions=(*ACTIONS, action("wash", "known(things)")))
    assert failing(own) == set()
    assert verdicts(own)["choice:things=cup"].state == "proved"


def test_an_answer_may_matter_for_the_harm_route_alone() -> None:
    """The route is part of what is shown."""
    grounds = [{"when": "asked", **OURS}]
    own = pathway(alarm="a", derived=[{"id": "a", "text": "a", "any": grounds}])
    assert verdicts(own)["choice:asked=yes"].state == "proved"
    assert failing(own) == set()


def test_what_only_an_invariant_reads_is_not_asked_for() -> None:
    """A claim may speak of a fact that the pathway does not decide by."""
    own = pathway(invariant=[invariant('colour == "red" and grade == "grave"', shows=["call"])])
    assert failing(own) == set()
    assert not any(name.startswith("choice:colour") for name in verdicts(own))


def test_an_answer_matters_if_it_does_in_one_pathway() -> None:
    """What is dead in one pathway and changes another is not refuted, however it is asked."""
    dead, alive = pathway((rule("r", "go", DEAD),)), pathway((rule("r", "go", "asked"),), id="two")
    made = engine(dead, alive)
    assert failing(made) == set()
    for name in ("toy", "two"):
        found = verdicts(made, Asked(pathway=name))
        assert {v.state for v in found.values()} == {"proved"}
    both = engine(dead, pathway((rule("r", "go", DEAD),), id="two"))
    assert failing(both) == {"choice:asked=yes", "choice:asked=no"}


def test_a_claim_on_an_answer_is_found_where_it_is_proved() -> None:
    """Asked for alone, in a pathway where it is dead, the pathway is named where it is not."""
    dead, alive = pathway((rule("r", "go", DEAD),)), pathway((rule("r", "go", "asked"),), id="two")
    asked = Asked(pathway="toy", claim="choice:asked=yes")
    (found,) = verdicts(engine(dead, alive), asked).values()
    assert (found.id, found.pathway, found.state) == ("choice:asked=yes", "two", "proved")


def test_dead_here_and_undecided_there_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is called dead that was not looked at in every pathway."""
    dead, other = (pathway((rule("r", "go", DEAD),), id=name) for name in ("one", "two"))
    decide = prover._of_pathway

    def half(*given: object) -> list[Verdict]:
        from dataclasses import replace

        found = decide(*given)  # type: ignore[arg-type]
        late = given[-1] == "two"
        return [replace(v, state="undecided") if late and v.anywhere else v for v in found]

    monkeypatch.setattr(prover, "_of_pathway", half)
    found = verdicts(engine(dead, other))
    assert found["choice:asked=yes"].state == "undecided"
    assert found["choice:worried=yes"].state == "proved"
