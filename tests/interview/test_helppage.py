"""Help on a page of its own: it fits, every line of it is reached, and it says how to leave."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.data_structures import Size
from prompt_toolkit.output import DummyOutput

from needcheck.interview.asker import Question
from needcheck.interview.frame import lines_taken
from needcheck.interview.helppage import BACK, MORE_ABOVE, MORE_BELOW, HelpPage
from needcheck.interview.shown import wrapped

QUESTION = Question(
    "child", 4, "checklist", "Concerns about the child.", progress="about 3 more",
    emergency="If anyone is in immediate danger call 999 now.",
)  # fmt: skip
SIZES = pytest.mark.parametrize(("columns", "rows"), [(80, 24), (60, 20), (40, 14)])


class Screen(DummyOutput):
    """A screen of a fixed size."""

    def __init__(self, columns: int, rows: int) -> None:
        super().__init__()
        self._size = Size(rows=rows, columns=columns)

    def get_size(self) -> Size:
        """The size given."""
        return self._size


def page(text: str, columns: int = 80, rows: int = 24) -> HelpPage:
    """A page on a screen of this size."""
    return HelpPage(text, QUESTION, Screen(columns, rows))


def lines(shown: HelpPage, columns: int = 80) -> list[str]:
    """The lines of help on the page."""
    return shown.part(columns - 1)


def hint(shown: HelpPage, columns: int = 80) -> str:
    """How to go on."""
    return shown.hint(columns - 1)


def numbered(count: int) -> str:
    """A help of so many lines."""
    return "\n".join(f"line {number}" for number in range(count))


def test_a_short_help_is_shown_whole() -> None:
    """Nothing says that there is more where there is none."""
    shown = page(numbered(3))
    assert lines(shown) == ["line 0", "line 1", "line 2"]
    assert hint(shown) == BACK


@SIZES
@given(count=st.integers(0, 80), moves=st.lists(st.integers(-30, 30), max_size=8))
def test_whatever_is_pressed_the_page_fits(
    columns: int, rows: int, count: int, moves: list[int]
) -> None:
    """Question, help, hint and toolbar never take more lines than the screen has."""
    shown = page(numbered(count), columns, rows)
    for move in moves:
        shown.move(move)
    assert len(shown.shown(columns - 1)) + lines_taken(QUESTION, columns - 1) <= rows
    assert all(len(text) < columns for _, text in shown.shown(columns - 1))


@SIZES
def test_every_line_is_reached_and_more_is_said_where_there_is_more(
    columns: int, rows: int
) -> None:
    """Down goes to the last line and stops there; the hint says which way there is more."""
    shown = page(numbered(50), columns, rows)
    assert MORE_BELOW in hint(shown, columns)
    assert MORE_ABOVE not in hint(shown, columns)
    seen = set(lines(shown, columns))
    while MORE_BELOW in hint(shown, columns):
        shown.move(1)
        seen |= set(lines(shown, columns))
    assert seen == set(numbered(50).splitlines())
    last = lines(shown, columns)
    shown.move(1)
    assert lines(shown, columns) == last
    assert MORE_ABOVE in hint(shown, columns)
    shown.move(-99)
    assert lines(shown, columns)[0] == "line 0"


def test_long_lines_are_wrapped_to_the_screen() -> None:
    """A sentence longer than the screen is broken, not cut."""
    text = " ".join(f"word{number}" for number in range(40))
    shown = page(text, 60, 24)
    assert lines(shown, 60) == wrapped(text, 59)
