"""Screens for a projector: few lines, every question before its answer, pauses in their place."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from needcheck.interview.shown import wrapped
from needcheck.interview.stepping import Screenful
from needcheck.jobs.engine import Engine
from needcheck.jobs.replay import find, replays
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


def test_pauses_stand_right_before_their_question() -> None:
    """The Whitethroats: one before a list, one before a question."""
    (path,) = (LIBRARY / "hull").glob("the-whitethroat*")
    case = screens(path)[0]
    after = [case[at + 1].lines[0] for at, s in enumerate(case) if s.heading == DISCUSS]
    assert "health and development: what is so" in after[0]
    assert "co-ordinated" in after[1]


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
