"""Derived conditions that rest on one another: circles, long rows, and growth, found by words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needcheck.criteria import model
from needcheck.criteria.derived import MAX_CHAIN, knots
from tests import small


def pathway(conditions: dict[str, str]) -> model.Pathway:
    """A toy pathway with these derived conditions."""
    derived = [
        {"id": name, "text": name, "any": [{"when": text, **small.OURS}]}
        for name, text in conditions.items()
    ]
    return small.pathway(["go"], derived=derived)


def said(conditions: dict[str, str]) -> list[str]:
    """What is said of them."""
    return [knot.message for knot in knots(pathway(conditions))]


def chain(count: int) -> dict[str, str]:
    """Conditions that rest on one another in a row."""
    return {"d0": "worried"} | {f"d{i}": f"d{i - 1}" for i in range(1, count)}


def test_a_circle_is_named_in_full() -> None:
    """From one condition through all others back to it."""
    assert said({"a": "worried or b", "b": "not c", "c": "a"}) == [
        "the condition a rests on itself: a -> b -> c -> a"
    ]


@pytest.mark.parametrize("backwards", [False, True])
def test_a_row_has_an_end(backwards: bool) -> None:
    """The longest row that is allowed, and one more, whichever way they stand in the file."""
    for count, found in ((MAX_CHAIN, 0), (MAX_CHAIN + 1, 1)):
        items = list(chain(count).items())
        assert len(said(dict(reversed(items) if backwards else items))) == found


def test_growth_is_counted_before_it_happens() -> None:
    """Each names the one below twice: no circle, a short row, and more than any memory holds."""
    doubling = {"d0": "worried"} | {f"d{i}": f"d{i - 1} or d{i - 1}" for i in range(1, 40)}
    assert ["comes to more than" in text for text in said(doubling)] == [True]
    assert said(dict(list(doubling.items())[:10])) == []


def test_a_word_in_quotes_is_no_name() -> None:
    """A choice may be called as a condition is."""
    assert said({"mild": 'grade == "mild"', "grave": "grade == 'grave' or mild"}) == []


@settings(max_examples=100, deadline=None)
@given(below=st.lists(st.sets(st.integers(0, 11), max_size=3), min_size=12, max_size=12))
def test_circles_are_those_of_a_plain_search(below: list[set[int]]) -> None:
    """A circle is said exactly where following names one by one leads back."""
    conditions = {f"c{i}": " or ".join(f"c{j}" for j in sorted(s)) or "worried"
                  for i, s in enumerate(below)}  # fmt: skip

    def reaches(start: int) -> bool:
        seen: set[int] = set()
        fresh = set(below[start])
        while fresh:
            seen |= fresh
            fresh = {k for j in fresh for k in below[j]} - seen
        return start in seen

    expected = any(reaches(i) for i in range(len(below)))
    assert any("rests on itself" in text for text in said(conditions)) == expected
