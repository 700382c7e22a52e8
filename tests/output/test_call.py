"""The words for the call."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import needcheck.output.call as call_module
from needcheck.output.call import CALL, call_block
from needcheck.output.plain import plain_lines, plain_text
from needcheck.recommend.result import AnswerView, Recommendation

Cases = dict[str, Recommendation]


def test_the_call_says_what_is_known_in_the_order_in_which_a_hub_asks(cases: Cases) -> None:
    """Role, what was seen with the words and prompts, and what is asked for, in this order."""
    text = plain_text(call_block(cases["harm"]), 200)
    parts = (
        "on 01482 448879",
        "Who I am: Education (school, college, early years)",
        'What I saw or heard: Yes - I suspect it, or think it likely - "He said: I do not want',
        "Injuries that are unexplained or suspicious",
        "Why now:",
        "Impact: not known yet",
        "What was tried: not known yet",
        "What the child says or shows: not known yet",
        "Who knows:",
        "I ask for a referral to children's social care.",
    )
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_an_answer_takes_the_place_of_its_gap(cases: Cases) -> None:
    """Every fact of the table, once answered, is said, and its gap is gone."""
    answers = tuple(
        AnswerView(fact, f"label of {fact}", f"answer to {fact}")
        for facts in CALL.values()
        for fact in facts
    )
    text = plain_text(call_block(replace(cases["harm"], answers=answers)), 200)
    assert all(f"answer to {answer.fact}" in text for answer in answers)
    assert ": not known yet" not in text


def test_an_answer_of_not_known_is_a_gap(cases: Cases) -> None:
    """A question that was asked and not answered is said to be not known."""
    case = replace(cases["harm"], answers=(AnswerView("impact", "impact", "not known"),))
    assert "Impact: not known yet" in plain_lines(call_block(case))


def test_an_unborn_child_has_no_age_to_find_out(cases: Cases) -> None:
    """The gap of the age closes with "unborn"."""
    case = replace(cases["harm"], answers=(AnswerView("unborn", "unborn child", "Yes"),))
    assert "age:" not in plain_text(call_block(case))


def test_there_is_no_call_where_the_first_thing_is_none(
    cases: Cases, make: Callable[..., Recommendation]
) -> None:
    """Consent first, or no contact at all: no words for a call that is not to be made."""
    assert call_block(cases["targeted"]) == []
    assert call_block(make()) == []
    assert call_block(make(actions=())) == []


def test_undecided_asks_for_advice(cases: Cases) -> None:
    """Without a level the caller asks for advice, not for a level that has no name."""
    assert "What I ask for: advice" in plain_text(call_block(cases["not_yet"]), 200)


def test_no_authority_is_known_by_name() -> None:
    """Names and numbers come from the criteria, never from the code."""
    room = Path(call_module.__file__).parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(room.glob("*.py")))
    assert not re.search(r"EHASH|Birmingham|Southwark|Islington|Worcestershire|\d{6}", source)
