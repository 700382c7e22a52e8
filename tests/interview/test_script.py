"""Pauses in a scripted interview: each is held once, before what it stands before is answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.replay import Replay, replay
from tests.jobs.written import CALM, HARM, written

ENGINE = Engine()


def held(folder: Path, case: str, before: str) -> Replay:
    """The case replayed with one pause."""
    return replay(
        written(folder, case, f'\n[[pause]]\nbefore = "{before}"\ntext = "Think."\n'), ENGINE
    )


def test_a_pause_is_not_held_again_for_the_words(tmp_path: Path) -> None:
    """What was seen and heard belongs to the question that was asked."""
    ((at, _),) = held(tmp_path, HARM, "harm").pauses
    assert at == 0


def test_a_pause_is_not_held_again_when_harm_is_asked_once_more(tmp_path: Path) -> None:
    """A protection prompt brings harm back; the pause was held the first time."""
    case = CALM.replace(
        'looked_through = ["child"', 'present = ["hul-378"]\nlooked_through = ["child"'
    )
    result = held(tmp_path, case, "harm")
    assert sum("significant\nharm" in line.question.replace("significant harm", "significant\nharm")
               for line in result.lines) >= 2  # fmt: skip
    assert len(result.pauses) == 1


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ("prompts:child", "health and development: what is so"),
        ("prompts:home", "Family and environment"),
        ("prompts:strengths", "Strengths"),
        ("unborn", "How old is the child"),
        ("disabled", "Circumstances"),
        ("risk_outside", "Circumstances"),
    ],
)
def test_a_pause_is_held_before_a_list_and_what_stands_only_in_one(
    before: str, asked: str, tmp_path: Path
) -> None:
    """A list, a fact of a list, and a fact that is answered in place of another: each once."""
    result = held(tmp_path, CALM, before)
    ((at, _),) = result.pauses
    assert asked in result.lines[at].question
    assert result.unheld == ()


def test_a_pause_whose_question_does_not_come_is_told(tmp_path: Path) -> None:
    """After harm the needs are not asked: the pause is not held, and that is known."""
    result = held(tmp_path, HARM, "needs")
    assert result.pauses == ()
    assert [pause.before for pause in result.unheld] == ["needs"]


def test_two_pauses_before_one_question_are_both_held(tmp_path: Path) -> None:
    """One question may be worth two talks; they keep the order of the file."""
    two = "".join(f'\n[[pause]]\nbefore = "harm"\ntext = "{text}"\n' for text in ("One.", "Two."))
    result = replay(written(tmp_path, HARM, two), ENGINE)
    assert [pause.text for _, pause in result.pauses] == ["One.", "Two."]
