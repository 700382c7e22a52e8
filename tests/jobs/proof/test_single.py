"""The claims on one result: what a replayed scenario is held to without any solver."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from needcheck.case.answers import Answers
from needcheck.criteria.model import Pathway
from needcheck.jobs.proof.single import Single, single
from tests import small
from tests.jobs.proof.test_alive import BROKEN, STOP
from tests.jobs.proof.toy import engine, invariant, pathway
from tests.small import rule


def broken(own: Pathway, **facts: Any) -> list[str]:
    """What is wrong with the result of these answers."""
    made = engine(own)
    answers = Answers(facts=facts)
    rec = made.recommender("toytown", "toy").recommend(answers, small.DAY)
    return list(single(made.plan("toytown", "toy")).broken(answers, small.DAY, rec))


def test_a_claim_on_decisions_is_held_against_a_result() -> None:
    """What must be shown and is not is named, where the claim applies and nowhere else."""
    own = pathway(invariant=[invariant("asked", shows=["call"], says=["desk"])])
    assert broken(own, asked=True) == ["A: call is not shown", "A: nothing shown says /desk/"]
    assert broken(own, asked=True, grade="grave") == []
    assert broken(own, asked=False) == []


def test_words_of_a_claim_are_held_against_what_is_shown() -> None:
    """Forbidden words are named where an element that says them is shown."""
    own = pathway(invariant=[invariant(never_says=[r"call\s+the"])])
    assert broken(own, grade="grave") == ["A: something shown says /call\\s+the/"]
    assert broken(own, grade="mild") == []


def test_an_outcome_without_an_action_is_named() -> None:
    """Standing lines alone are nothing to do."""
    own, _ = BROKEN["an outcome without an action"]
    said = "outcome:not_yet:action: there is nothing to do but the standing lines"
    assert broken(own) == [said]
    assert broken(own, grade="grave") == []


def test_silence_that_gives_an_outcome_is_named() -> None:
    """Only where nothing at all is answered."""
    own, _ = BROKEN["silence that gives an outcome"]
    assert broken(own) == ["silence: nothing is answered, and the outcome is go"]
    assert broken(own, grade="mild") == []


def test_outcomes_that_overlap_are_named() -> None:
    """Where outcomes exclude each other, the conditions of two must not hold together.

    One that rests on silence does not hold yet.
    """
    rules = (rule("s", "stop", "asked"), rule("g", "go", 'grade == "grave"'))
    own = pathway(rules, ("stop", "go"), STOP, exclusive=True)
    said = "exclusive:stop:go: the conditions of both hold"
    assert broken(own, asked=True, grade="grave") == [said]
    assert broken(own, asked=True) == []
    silent = (rule("s", "stop", "asked", "worried"), rules[1])
    own_silent = pathway(silent, ("stop", "go"), STOP, exclusive=True)
    assert broken(own_silent, asked=True, grade="grave") == []
    assert broken(own_silent, asked=True, grade="grave", worried=False) == [said]
    assert broken(own.model_copy(update={"exclusive": False}), asked=True, grade="grave") == []


def test_the_claims_of_a_plan_are_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand scenarios of one pathway compile its claims once; another plan has its own."""
    made: list[Any] = []
    start = Single.__init__
    monkeypatch.setattr(
        Single, "__init__", lambda self, plan: (made.append(plan), start(self, plan))[1]
    )
    one, two = (engine(pathway()).plan("toytown", "toy") for _ in range(2))
    same = replace(one)
    assert single(one) is single(one) is not single(same)
    assert single(two) is not single(one)
    assert len(made) == 3
