"""The solver's picture of answers is the engine's: prompts that answer facts, limits, lengths."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from needcheck.case.answers import Answers
from needcheck.criteria import model
from needcheck.criteria.model import Pathway
from needcheck.jobs.proof.decided import Decided, symbols_for
from tests import small
from tests.jobs.proof.toy import engine, failing, invariant, pathway, refuted, verdicts
from tests.small import rule

pytest.importorskip("z3")
BUNDLE = small.bundle()
RED_BLUE = pathway(
    (rule("r", "go", 'colour == "red"'), rule("s", "stop", 'colour == "blue"')), ("stop", "go")
)


def outcomes(own: Pathway, prompts: dict[str, model.Prompt], answers: Answers) -> tuple[str, str]:
    """The outcome of these answers, by the solver and by the engine."""
    made = engine(own, prompts=prompts)
    symbols = symbols_for([made.plan("toytown", "toy")])
    chosen = Decided(made.plan("toytown", "toy"), symbols).chosen
    solver = symbols.z3.Solver()
    solver.add(*symbols.rules)
    colour: Any = symbols.said("colour")
    solver.add(*(p == (answers.facts.get("colour") == v) for v, p in colour.values.items()))
    solver.add(*(part == (name in answers.present) for name, part in symbols.present.items()))
    (found,) = [name for name, part in chosen.items() if str(solver.check(part)) == "sat"]
    return found, made.recommender("toytown", "toy").outcome(answers, small.DAY)


@pytest.mark.parametrize(("first", "second"), list(product(["red", "blue"], repeat=2)))
def test_two_prompts_may_answer_one_fact(first: str, second: str) -> None:
    """Whatever is stated and ticked, solver and engine follow the same one of two prompts.

    A choice without an order has no graver answer, so that their order in the file tells.
    """
    implies = {"toy-104": f"colour == {first}", "toy-105": f"colour == {second}"}
    prompts = {
        name: prompt.model_copy(update={"implies": implies.get(name, "")})
        for name, prompt in BUNDLE.prompts.items()
    }
    for stated, *ticked in product([None, "red", "blue"], [False, True], [False, True]):
        names = frozenset(n for n, there in zip(implies, ticked, strict=True) if there)
        answers = Answers(facts={"colour": stated} if stated else {}, present=names)
        solved, engines = outcomes(RED_BLUE, prompts, answers)
        assert solved == engines, (stated, names)


@pytest.mark.parametrize(
    ("minimum", "maximum", "when", "holds"),
    [
        (None, None, "age < 0", False),
        (0, 18, "age < 1 and age > 0", True),
        (0, 18, "age <= 0 and age != 0", True),
        (None, 5, "age > 4 and age != 5", True),
        (3, None, "age <= 3 and age != 3", True),
        (0, 18, "age > 17 and age != 18", True),
        (0, None, "age > 3 and age < 5 and age != 4", True),
        (0, None, "age > 3 and age < 6 and age != 4", False),
    ],
)
def test_numbers_within_their_bounds(
    minimum: int | None, maximum: int | None, when: str, holds: bool
) -> None:
    """A claim over numbers is about every whole number that may be answered, and no other.

    ``holds`` where no number fulfils the condition; what does is shown as the counter-case.
    """
    limits = {"minimum": minimum, "maximum": maximum}
    facts = {**BUNDLE.facts, "age": BUNDLE.facts["age"].model_copy(update=limits)}
    own = pathway(invariant=[invariant(when, then="worried and not worried")])
    verdict = verdicts(engine(own, facts=facts), "A")["A"]
    assert (verdict.state == "proved") == holds
    if verdict.before is not None:
        (age,) = verdict.before.facts.values()
        assert isinstance(age, int)
        assert minimum is None or age >= minimum


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        ("in_months >= months(2) and in_months < months(3)", "2 months"),
        ("in_months > months(2) and in_months < months(3)", "2 months 1 day"),
        ("in_weeks > weeks(12) and not (in_weeks >= weeks(13))", "12 weeks 1 day"),
        ("in_weeks < weeks(1)", "0 weeks"),
    ],
)
def test_lengths_on_either_side_of_a_limit(when: str, shown: str) -> None:
    """A length between two limits is found, and written as an answer can be given."""
    own = pathway(invariant=[invariant(when, then="worried and not worried")])
    before = refuted(own, "A").before
    assert before is not None
    (length,) = before.facts.values()
    assert str(length) == shown


def test_no_length_is_both_sides_of_a_limit() -> None:
    """What no length can be is proved never to be."""
    when = "in_months > months(2) and in_months < months(2)"
    assert "A/applies" in failing(pathway(invariant=[invariant(when, shows=["call"])]))
