"""Answers and the case that a reading sees."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needcheck.case.answers import Answers, Case, Implied, graver, resolve
from needcheck.criteria.model import Prompt
from tests import small

BUNDLE = small.bundle()
CONCERNS = {p.id for p in BUNDLE.prompts.values() if p.polarity == "concern"}


def resolved(answers: Answers) -> Case:
    """The case of these answers."""
    return resolve(answers, BUNDLE, small.DAY)


def test_an_answer_replaces_and_can_be_taken_back() -> None:
    """An answer stays until it is changed; "not known" is asked, and "never asked" is neither."""
    first = Answers().with_fact("worried", True)
    unknown = first.with_fact("worried", None)
    assert first.facts == {"worried": True}
    assert not unknown.facts
    assert unknown.asked == {"worried"}
    assert unknown.with_fact("worried", False) == Answers(facts={"worried": False})
    assert unknown.without("worried") == first.without("worried") == Answers()
    assert [a.has("worried") for a in (Answers(), first, unknown)] == [False, True, True]


def test_words_are_put_in_and_taken_out() -> None:
    """The practitioner's words on a fact; an empty text takes them out."""
    answers = Answers().with_words("worried", "Seen twice.")
    assert answers.words == {"worried": "Seen twice."}
    assert answers.with_words("worried", "") == Answers()


def test_answers_are_values() -> None:
    """Nothing done with answers changes the answers it was done with."""
    answers = Answers(facts={"worried": True})
    answers.with_fact("asked", True).without("worried").with_words("age", "x")
    assert answers == Answers(facts={"worried": True})


@given(
    st.sets(st.sampled_from(["child", "parents", "home"])),
    st.sets(st.sampled_from(sorted(BUNDLE.prompts))),
    st.sets(st.sampled_from(sorted(BUNDLE.prompts))),
)
def test_an_unticked_concern_of_a_list_looked_through_is_absent(
    looked: set[str], present: set[str], absent: set[str]
) -> None:
    """Present, stated absent, or unticked in a list looked through; strengths never by the list."""
    answers = Answers(
        present=frozenset(present),
        absent=frozenset(absent - present),
        looked_through=frozenset(looked),
    )
    case = resolved(answers)
    assert case.present == present
    assert case.absent == {
        prompt.id
        for prompt in BUNDLE.prompts.values()
        if prompt.id not in present
        and (prompt.id in absent or (prompt.id in CONCERNS and prompt.group in looked))
    }


@pytest.mark.parametrize("stated", [None, False, True])
def test_a_ticked_prompt_answers_a_fact_and_the_graver_stands(stated: bool | None) -> None:
    """A prompt that implies an answer gives it; against a stated answer the graver stands."""
    facts = {} if stated is None else {"worried": stated}
    case = resolved(Answers(facts=facts, present=frozenset({"toy-105"})))
    assert case.facts == {"worried": True}
    expected = () if stated else (Implied("worried", True, "toy-105", stated),)
    assert case.implied == expected


def test_of_two_prompts_the_graver_implied_answer_stands() -> None:
    """Whichever of them comes first in the file."""
    for first, second in (("middle", "grave"), ("grave", "middle")):
        prompts = {
            **BUNDLE.prompts,
            "toy-101": implying("toy-101", f"grade == {first}"),
            "toy-104": implying("toy-104", f"grade == {second}"),
        }
        answers = Answers(present=frozenset({"toy-101", "toy-104"}))
        case = resolve(answers, replace(BUNDLE, prompts=prompts), small.DAY)
        assert case.facts == {"grade": "grave"}


def implying(name: str, answer: str) -> Prompt:
    """A toy prompt that implies an answer."""
    return BUNDLE.prompts[name].model_copy(update={"implies": answer})


def test_an_absent_prompt_implies_nothing() -> None:
    """That a prompt is absent is no answer to the fact it implies."""
    assert resolved(Answers(absent=frozenset({"toy-105"}))).facts == {}
    assert resolved(Answers(looked_through=frozenset({"home"}))).facts == {}


@pytest.mark.parametrize(
    ("fact", "one", "other", "expected"),
    [
        ("worried", True, False, True),
        ("worried", False, True, True),
        ("worried", False, None, False),
        ("worried", False, False, False),
        ("asked", True, False, False),
        ("asked", True, True, True),
        ("grade", "mild", "grave", "grave"),
        ("grade", "grave", "mild", "grave"),
        ("grade", "middle", None, "middle"),
        ("colour", "red", "blue", "red"),
    ],
)
def test_the_graver_of_two_answers(
    fact: str, one: bool | str, other: bool | str | None, expected: bool | str
) -> None:
    """By the fact's own order, or by which of yes and no is a concern."""
    assert graver(BUNDLE.facts[fact], one, other) == expected


def test_a_case_with_another_answer_is_another_case() -> None:
    """What-if questions never touch the case they are asked about."""
    case = small.case({"worried": True}, ["toy-101"], ["toy-102"])
    assert case.with_fact("worried", None).facts == {}
    assert case.with_fact("age", 3).facts == {"worried": True, "age": 3}
    turned = case.with_prompt("toy-101", present=False).with_prompt("toy-102", present=True)
    assert turned.present == {"toy-102"}
    assert turned.absent == {"toy-101"}
    assert case == small.case({"worried": True}, ["toy-101"], ["toy-102"])
