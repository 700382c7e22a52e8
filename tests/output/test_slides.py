"""Screens for a projector: few lines, every question before its answer, pauses in their place."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from needcheck.interview.shown import wrapped
from needcheck.interview.stepping import Screenful
from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.replay import find, replays
from needcheck.output.slides import DISCUSS, HIGH, WIDE, slides

LIBRARY = Path(__file__).resolve().parents[2] / "data" / "scenarios" / "training"
ENGINE = Engine()
FILES = find([LIBRARY])[::10]


@cache
def screens(path: Path) -> tuple[tuple[Screenful, ...], ...]:
    """The screens of the case of a file and of its variants."""
    return tuple(tuple(slides(result)) for result in replays(path, ENGINE))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_screen_is_small(path: Path) -> None:
    """At most so many lines of so many columns, and never an empty one."""
    for screen in (screen for case in screens(path) for screen in case):
        lines = [row for line in screen.lines for row in wrapped(line, WIDE)]
        assert 1 <= len(lines) <= HIGH


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_question_stands_alone_before_its_answer(path: Path) -> None:
    """The group can answer before the page is turned; the result comes after all questions."""
    headings = [screen.heading for screen in screens(path)[0]]
    answered = [any(line.startswith("->") for line in s.lines) for s in screens(path)[0]]
    first = next(at for at, heading in enumerate(headings) if heading == "Question 1")
    assert not answered[first]
    assert headings.index("Result") > max(at for at, yes in enumerate(answered) if yes)
    assert headings.index("What would you do?") < headings.index("Result")


def test_pauses_stand_between_their_question_and_its_answer() -> None:
    """The Whitethroats: what is discussed can be read on the screen before, not yet answered."""
    (path,) = (LIBRARY / "hull").glob("the-whitethroat*")
    case = screens(path)[0]
    at = [position for position, screen in enumerate(case) if screen.heading == DISCUSS]
    for position, words in zip(at, ("development: what is so", "co-ordinated"), strict=True):
        before, after = case[position - 1], case[position + 1]
        assert words in before.lines[0]
        assert before.lines[0] == after.lines[0]
        assert not any(line.startswith("->") for line in before.lines)
        assert any(line.startswith("->") for line in after.lines)


def test_what_there_is_to_choose_stands_below_a_question() -> None:
    """The room chooses among the words of the question; yes, no and the long lists go without."""
    (path,) = (LIBRARY / "hull").glob("the-whitethroat*")
    lines = {screen.lines[0]: screen.lines for screen in reversed(screens(path)[0])}
    impact = lines["What impact is there on the child's health and development?"]
    assert impact[1].splitlines() == [
        "- No impact that I can see",
        "- Some impact; development is on course",
        "- Health or development is impaired, or increasingly so",
    ]
    assert len(lines["Does a parent or carer consent to the request for help?"]) == 1
    assert len(lines["Parents and carers: what is so?"]) == 1
    assert "Disability" in lines["Circumstances: which of these are so?"][1]


def test_what_was_made_of_a_story_comes_after_the_questions() -> None:
    """The room judges first: a judgement told beforehand would answer its questions."""
    (path,) = (LIBRARY / "hull").glob("the-whitethroat*")
    headings = [screen.heading for screen in screens(path)[0]]
    made = headings.index("What they made of it")
    assert made > max(at for at, heading in enumerate(headings) if heading.startswith("Question"))
    assert made < headings.index("What would you do?")


def test_a_question_for_words_says_nothing_of_keys() -> None:
    """Before a group nobody types: no "Enter skips"."""
    (path,) = (LIBRARY / "hull").glob("the-whitethroat*")
    said = [line for screen in screens(path)[0] for line in screen.lines]
    assert "What does the child say, or show?" in said
    assert not any("Enter" in line for line in said)


def test_an_address_without_a_telephone_is_shown_with_its_caution() -> None:
    """Where the way is by e-mail, the room sees the address and what to check about it."""
    (path,) = (LIBRARY / "hull").glob("the-whitethroat*")
    (first,) = (s for s in screens(path)[0] if s.heading == "First thing to do")
    assert any("Early.Help@hullcc.gcsx.gov.uk (An old kind" in line for line in first.lines)


def test_a_variant_shows_only_what_is_different() -> None:
    """What if, the change, the result: not all the questions again."""
    (path,) = (LIBRARY / "hull").glob("the-whitethroat*")
    _, *variants = screens(path)
    assert len(variants) == 3
    for case in variants:
        headings = [screen.heading for screen in case]
        assert headings[0] == "What if ..."
        assert "Answers that change" in headings
        assert not any(heading.startswith("Question") for heading in headings)


def test_the_harm_route_stands_where_it_would_have_been_shown() -> None:
    """The contact comes before any further question."""
    (path,) = (LIBRARY / "hull").glob("fern-kestrel*")
    case = screens(path)[0]
    at = next(i for i, s in enumerate(case) if s.heading.startswith("Now, before anything"))
    before = {s.heading for s in case[:at]}
    assert "Question 1" in before
    assert "Question 2" not in before
    assert any("01482 448879" in line for line in case[at].lines)
