"""The solver's picture of a pathway is that of the engine: also where prompts answer facts."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from needcheck.case.answers import Answers
from needcheck.criteria import model
from needcheck.criteria.expression import read
from needcheck.criteria.model import Pathway
from needcheck.readings.domain import domain
from tests import small
from tests.jobs.proof.toy import action, engine, invariant, pathway, said, verdicts
from tests.small import OURS, rule

pytest.importorskip("z3")
BUNDLE = small.bundle()


def ticking(first: str, second: str) -> dict[str, model.Prompt]:
    """The toy prompts, of which two answer one fact in two ways."""
    changed = {"toy-104": first, "toy-105": second}
    return {
        name: replace_implies(prompt, changed.get(name, "")) for name, prompt in BUNDLE.prompts.items()
    }


def replace_implies(prompt: model.Prompt, implies: str) -> model.Prompt:
    """The prompt with another answer that it brings."""
    return prompt.model_copy(update={"implies": implies})


@pytest.mark.parametrize(("first", "second"), list(product(["red", "blue"], repeat=2)))
def test_two_prompts_that_answer_one_fact(first: str, second: str) -> None:
    """Whatever is stated, ticked and in which order, solver and engine see the same answer.

    A choice without an order has no graver answer: the prompt that comes last and differs from
    what is stated is followed.
    """
    own = pathway((rule("r", "go", 'colour == "red"'), rule("s", "stop", 'colour == "blue"')),
                  ("stop", "go"))  # fmt: skip
    prompts = ticking(f"colour == {first}", f"colour == {second}")
    for stated, *ticked in product([None, "red", "blue"], *[[False, True]] * 2):
        names = [n for n, there in zip(("toy-104", "toy-105"), ticked, strict=True) if there]
        answers = Answers(facts={"colour": stated} if stated else {}, present=frozenset(names))
        outcome = engine(own, prompts=prompts).recommender("toytown", "toy").outcome(
            answers, small.DAY
        )  # fmt: skip
        assert decided(own, prompts, answers) == outcome


def decided(own: Pathway, prompts: dict[str, model.Prompt], answers: Answers) -> str:
    """The outcome that a proof gives these answers: the only one that it cannot exclude."""
    known = [
        f"known({name})" if name not in answers.facts else f'colour_said == "{value}"'
        for name, value in answers.facts.items()
    ]
    assert not known or "colour" in answers.facts
    from needcheck.jobs.proof.decided import Decided, symbols_for

    plan = engine(own, prompts=prompts).plan("toytown", "toy")
    symbols = symbols_for([plan])
    chosen = Decided(plan, symbols).chosen
    solver = symbols.z3.Solver()
    solver.add(*symbols.rules)
    colour: Any = symbols.said("colour")
    for value, part in colour.values.items():
        solver.add(part == (answers.facts.get("colour") == value))
    for name, part in symbols.present.items():
        solver.add(part == (name in answers.present))
    (found,) = [name for name, part in chosen.items() if str(solver.check(part)) == "sat"]
    return found
