"""Plain pages: widths, addresses, the levels in words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from needcheck.output.clean import one_line
from needcheck.output.page import Bar, Block, Gap, Heading, Item, Line, Pair
from needcheck.output.plain import plain_lines, plain_text

ANY = st.text(st.characters(exclude_categories=()), max_size=200)
INDENT = st.integers(0, 30)
BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, ANY, st.integers(1, 3)),
    st.builds(Line, ANY, indent=INDENT, note=ANY),
    st.builds(Item, ANY, indent=INDENT, note=ANY),
    st.builds(Pair, ANY, ANY, INDENT, note=ANY),
    st.builds(Gap),
    st.builds(Bar, st.tuples(ANY, ANY, ANY), st.sampled_from([None, 0, 1, 2])),
)
URL = "http://hull.mylocaloffer.org/s4s/WhereILive/Council?pageId=3018&lockLA=True&x=123456789"
NAMES = (
    "Universal services",
    "Additional support",
    "Targeted early help support",
    "Specialist support",
)


@given(st.lists(BLOCKS, max_size=6), st.integers(40, 80))
def test_no_line_is_wider_than_the_page_or_carries_a_control(
    blocks: list[Block], width: int
) -> None:
    """For every text the lines keep the width, counted as rich counts it and in characters."""
    for line in plain_lines(blocks, width):
        assert max(cell_len(line), len(line)) <= width
        assert not [char for char in line if unicodedata.category(char) in ("Cc", "Cs")]


@given(ANY)
def test_no_visible_character_is_lost(text: str) -> None:
    """Wrapping drops white space only."""
    page = "".join(plain_lines([Line(text)])).replace(" ", "")
    if "://" not in text and "www." not in text.lower():
        assert page == "".join(one_line(text).split())


def test_an_address_longer_than_the_page_is_split_after_a_sign_and_says_so() -> None:
    """Only such an address is split; its parts put together give it again."""
    label, *parts, note = (line.strip() for line in plain_lines([Pair("Web", URL)]))
    assert (label, note) == ("Web:", "(one address, in two parts)")
    assert "".join(parts) == URL
    assert len(parts) == 2
    assert parts[0][-1] in "/?&#"


@pytest.mark.parametrize("length", [60, 79, 80])
def test_an_address_that_fits_the_page_stays_whole(length: int) -> None:
    """A word that fits the page but not the indent gets less indent."""
    url = "http://example.org/".ljust(length, "x")
    assert plain_lines([Pair("Web", url, indent=8)])[-1].split()[-1] == url


def test_the_levels_are_said_in_words_with_the_recommended_one_marked() -> None:
    """Lowest first, no numbers, and a mark that needs neither colour nor picture."""
    text = " ".join(line.strip() for line in plain_lines([Bar(NAMES, 2)]))
    assert text == (
        "Levels, lowest to highest: Universal services; Additional support; "
        "> Targeted early help support <; Specialist support"
    )


def test_without_a_recommended_level_none_is_marked() -> None:
    """``not_yet`` marks no level."""
    assert "> " not in plain_text([Bar(NAMES, None)])


def test_further_lines_of_an_item_hang_under_its_text() -> None:
    """A list can be scanned by its markers."""
    first, *others = plain_lines([Item("word " * 40, indent=2)])
    assert first.startswith("  - word")
    assert others
    assert all(line.startswith("    word") for line in others)


def test_a_line_end_in_a_text_does_not_start_a_line_of_the_page() -> None:
    """A note cannot forge a contact line."""
    assert plain_lines([Line("seen\nCONTACT NOW: 000")]) == ["seen CONTACT NOW: 000"]
