"""Turning pages before a group: the ways on, their keys, and that a screen is small."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from needcheck.interview.stepping import (
    UNKNOWN,
    Position,
    Screenful,
    Way,
    step_plain,
    step_terminal,
)

THREE = [Screenful(f"Heading {n}", (f"Line {n}",), "A case") for n in (1, 2, 3)]


def plain(typed: Iterable[str]) -> tuple[str, Position]:
    """What is written while these lines are typed, and where that ends."""
    written: list[str] = []
    lines = iter(typed)

    def read() -> str:
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    position = step_plain(THREE, read, written.append)
    return "".join(written), position


@pytest.mark.parametrize("keys", [("1", "2", "3"), ("n", "b", "q"), ("", "B", "Q")])
def test_numbers_and_letters_turn_the_pages_in_plain_mode(keys: tuple[str, ...]) -> None:
    """1 or n or Enter is next, 2 or b back, 3 or q quits."""
    forth, back, leave = keys
    text, position = plain([forth, back, leave])
    assert position.left
    assert [text.count(f"Heading {n}") for n in (1, 2, 3)] == [2, 1, 0]


def test_the_three_ways_are_numbered_lines() -> None:
    """A screen reader hears each way on with its number."""
    text, _ = plain(["3"])
    assert text.splitlines()[-3:] == ["  1  next", "  2  back", "  3  quit"]


def test_the_last_page_turned_is_the_end() -> None:
    """Next on the last screen ends the session; back on the first one stays there."""
    text, position = plain(["2", "1", "1", "1"])
    assert position.over
    assert not position.left
    assert text.count("Heading 1") == 2


def test_the_next_case_is_one_key_away() -> None:
    """Who runs out of time goes on with the next case or variant; the last one has none."""
    cases = [Screenful("H", (f"Line {n}",), f"Case {n // 2}") for n in range(6)]
    written: list[str] = []
    lines = iter(["4", "c", "4", "3"])
    position = step_plain(cases, lambda: next(lines), written.append)
    assert position.at == 4
    assert [n for n in range(6) if f"Line {n}" in "".join(written)] == [0, 2, 4]
    assert written[0].splitlines()[-1] == "  4  the next case"
    assert "the next case" not in written[-1]


@pytest.mark.parametrize("key", ["c", "4"])
def test_one_key_goes_to_the_next_case_in_a_terminal(key: str) -> None:
    """The same in a terminal."""
    cases = [Screenful("H", ("Line",), f"Case {n // 2}") for n in range(6)]
    with create_pipe_input() as pipe:
        pipe.send_text(f"n{key}{key}{key}q")
        with create_app_session(input=pipe, output=DummyOutput()):
            position = step_terminal(cases, input_=pipe, output=DummyOutput())
    assert position.at == 4


def test_an_unknown_word_turns_no_page() -> None:
    """A slip is said, and nothing moves."""
    text, _ = plain(["x", "9", "q"])
    assert text.count(UNKNOWN) == 2
    assert text.count("Heading 1") == 1


def test_the_end_of_the_input_is_no_quiet_end() -> None:
    """A pipe that is too short is noticed by the caller."""
    with pytest.raises(EOFError):
        plain(["1"])


@given(st.lists(st.sampled_from(("next", "back"))), st.integers(1, 9))
def test_no_way_leads_before_the_first_screen(ways: list[Way], count: int) -> None:
    """However pages are turned, the position is a screen until it is over."""
    position = Position(count)
    for way in ways:
        if not position.over:
            position.go(way)
        assert 0 <= position.at <= count


@pytest.mark.parametrize(
    ("keys", "at", "left"),
    [
        ("nbq", 0, True),
        ("n q", 2, True),
        ("123", 0, True),
        ("\rnn", 3, False),
        ("bbnnn", 3, False),
        ("xyznnn", 3, False),
        ("\x1b[C\x1b[Dq", 0, True),
        ("\x18", 0, True),
    ],
)
def test_one_key_turns_a_page_in_a_terminal(keys: str, at: int, left: bool) -> None:
    """n, Space, Enter, arrows and numbers; no key but those does anything."""
    with create_pipe_input() as pipe:
        pipe.send_text(keys)
        with create_app_session(input=pipe, output=DummyOutput()):
            position = step_terminal(THREE, input_=pipe, output=DummyOutput())
    assert (position.at, position.left) == (at, left)


def test_ctrl_c_interrupts() -> None:
    """Ctrl-C is an interruption, not an end."""
    with create_pipe_input() as pipe:
        pipe.send_text("n\x03")
        with (
            create_app_session(input=pipe, output=DummyOutput()),
            pytest.raises(KeyboardInterrupt),
        ):
            step_terminal(THREE, input_=pipe, output=DummyOutput())
