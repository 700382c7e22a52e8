"""Foreign text loses what could act on a terminal, and nothing else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needcheck.output.clean import clean, one_line

ANY = st.text(st.characters(exclude_categories=()))


@given(ANY)
def test_no_control_no_format_and_no_half_character_is_left(text: str) -> None:
    """Whatever comes in, only line ends are left of the control characters, and UTF-8 holds it."""
    left = clean(text)
    assert all(char == "\n" or unicodedata.category(char) not in ("Cc", "Cs") for char in left)
    left.encode("utf-8")


@pytest.mark.parametrize("code", [0x1B, 0x9B, 0x07, 0x202E, 0x2066, 0x200B, 0xFEFF, 0xE0041, 0xAD])
def test_each_kind_of_hidden_character_goes(code: int) -> None:
    """Escape, bell, reversed order, zero width and tags do not show and do not act."""
    assert clean(f"a{chr(code)}b") == "ab"


def test_line_ends_of_all_systems_are_one_and_tabs_are_spaces() -> None:
    """A carriage return cannot write over the line that it ends."""
    assert clean("a\r\nb\rc\u2028d\te") == "a\nb\nc\nd    e"


@given(ANY)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    """What is removed cannot make something new of what it stood between."""
    assert clean(clean(text)) == clean(text)


@given(ANY)
def test_one_line_has_no_line_end(text: str) -> None:
    """No text can pass for a line of the page."""
    assert len(one_line(text).splitlines()) <= 1


def test_markup_and_accents_stay_as_typed() -> None:
    """Brackets are text, and so are letters of any script."""
    assert clean("[bold]Zoë Łukasz[/bold] 漢") == "[bold]Zoë Łukasz[/bold] 漢"
