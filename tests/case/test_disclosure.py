"""What a table may say of somebody: the quick pattern never finds less than the careful search."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needcheck.case import privacy
from needcheck.case.disclosure import SUSPECT, identifies, name_form, telling_header

QUICK = re.compile(SUSPECT.replace(r"\x{a0}", r"\xa0"))
KINDS = [pattern for _, pattern, _ in privacy._PATTERNS]


@settings(max_examples=300)
@given(st.sampled_from(KINDS).flatmap(st.from_regex), st.text("x1 ,-", max_size=3))
def test_the_quick_pattern_finds_all_that_the_search_finds(text: str, more: str) -> None:
    """Of any text that the careful search has something to say about."""
    for whole in (text, f"{more}{text}", f"{text}{more}"):
        if privacy.findings(whole) and whole.isascii():
            assert QUICK.search(whole)


@settings(max_examples=300)
@given(st.text("0123456789 ./-ABGLNabmrty@+()", max_size=20))
def test_the_quick_pattern_finds_all_in_any_text(text: str) -> None:
    """Also in texts made of the marks that identifiers are made of."""
    if privacy.findings(text):
        assert QUICK.search(text)


@pytest.mark.parametrize(
    "header",
    [
        "name",
        "Child Name",
        "firstName",
        "DOB",
        "date of birth",
        "date_of_birth",
        "NHS",
        "Post code1",
    ],
)
def test_headers_that_tell(header: str) -> None:
    """Columns named after what identifies a person, however they are written."""
    assert telling_header(header) == (header != "Post code1")


@pytest.mark.parametrize("header", ["id", "agency", "month", "team", "decided", "hul-310", "named"])
def test_headers_that_tell_nothing(header: str) -> None:
    """Other columns are fine."""
    assert not telling_header(header)


@given(st.text("aZ9 ,.-", max_size=12))
def test_digits_do_not_make_a_name(text: str) -> None:
    """Whether an id looks like a name does not depend on which digits it has."""
    assert privacy.looks_like_a_name(text) == privacy.looks_like_a_name(name_form(text))


def test_a_reference_is_held_to_more_than_a_text() -> None:
    """One word is a name in an id and none in a text; two with capitals are one in both."""
    assert identifies("smith", reference=True)
    assert not identifies("police", reference=False)
    assert identifies("Ann Lee", reference=False)
