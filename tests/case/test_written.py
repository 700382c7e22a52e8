"""The grammar of typed days, times and numbers."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from needcheck.case import written

NOW = dt.datetime(2026, 11, 22, 10, 15)

SCRAPS = st.lists(
    st.sampled_from(
        ["2026", "-", "/", ":", " ", "t", "11", "30", "9", "nov", "months", "day", "now", "+", "z"]
    ),
    max_size=12,
).map("".join)


@given(text=st.one_of(st.text(max_size=40), SCRAPS))
def test_any_text_is_read_or_is_none(text: str) -> None:
    """No text raises: what the grammar does not know is None."""
    plain = written.plain(text)
    assert isinstance(written.day(plain), dt.date | None)
    assert isinstance(written.moment(plain, NOW), dt.datetime | None)
    assert isinstance(written.lengths(plain), dict | None)
    assert isinstance(written.number(plain, "weeks"), int | float | None)


def test_lengths_name_each_unit_once() -> None:
    """Units are counted in the singular; a unit twice or a word besides is not a length."""
    assert written.lengths("1 year, 2 months and 3 days") == {"year": 1, "month": 2, "day": 3}
    assert written.lengths("2 months30 days") is None
    assert written.lengths("2 days 3 days") is None
    assert written.lengths("nearly 2 days") is None
    assert written.lengths("and") is None


def test_a_number_is_whole_only_without_a_point() -> None:
    """The type tells how it was written: 2 is ``int``, 2.0 is ``float``."""
    assert isinstance(written.number("2", ""), int)
    assert isinstance(written.number("2.0", ""), float)


def test_plain_is_for_text_only() -> None:
    """Other types are not turned into text."""
    assert written.plain("  20  NOV\t2026 ") == "20 nov 2026"
    assert written.plain(20) == ""
