"""Pictures: every one is described, every bar named, and nothing leaves its frame."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needcheck.output import svg

lengths = st.none() | st.integers(0, 10**7) | st.floats(0, 100)
names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=80)


def tree(markup: str) -> ElementTree.Element:
    """The picture as a tree: it is well formed, or this fails."""
    return ElementTree.fromstring(markup)  # noqa: S314 -- our own markup


def numbers(element: ElementTree.Element) -> list[float]:
    """Where a rectangle begins, and how wide it is."""
    return [float(element.attrib[name]) for name in ("x", "width")]


@given(st.lists(st.tuples(names, lengths), max_size=6))
def test_bars_stay_in_the_frame_and_have_a_name_and_a_number(
    rows: list[tuple[str, float | None]],
) -> None:
    """Whatever the names and numbers are, a picture is well formed and nothing is cut off."""
    found = tree(svg.bars("x", "A title", "About it", [svg.Bar(n, v, "12") for n, v in rows]))
    right = float(found.attrib["viewBox"].split()[2])
    assert found.attrib["role"] == "img"
    assert found.attrib["aria-labelledby"] == "x-title x-about"
    assert [found[0].text, found[1].text] == ["A title", "About it"]
    assert len(found.findall("rect")) == len(rows)
    assert all(sum(numbers(rect)) < right - svg.NUMBER / 2 for rect in found.findall("rect"))
    assert len(found.findall("text")) == 2 * len(rows)


def test_what_is_kept_back_has_the_same_length_and_a_broken_outline() -> None:
    """Nothing of the count shows in the picture."""
    rows = [svg.Bar("a", 100, "100"), svg.Bar("b", None, "c"), svg.Bar("d", None, "c")]
    one, two, three = tree(svg.bars("x", "t", "a", rows)).findall("rect")
    assert numbers(two)[1] == numbers(three)[1] < numbers(one)[1]
    assert two.attrib["stroke-dasharray"] == three.attrib["stroke-dasharray"]
    assert "stroke-dasharray" not in one.attrib


@given(st.lists(st.lists(lengths, min_size=3, max_size=3), min_size=1, max_size=5))
def test_parts_stand_side_by_side_and_are_numbered_by_the_key(
    rows: list[list[float | None]],
) -> None:
    """Parts follow on one another; wide ones carry their number in the key, not only a shade."""
    parts = [svg.Parts(f"row {at}", tuple(row), "9") for at, row in enumerate(rows)]
    found = tree(svg.stacked("x", "t", "a", ("p", "q", "r"), parts))
    words = [element.text or "" for element in found.findall("text")]
    assert words[:3] == ["1: p", "2: q", "3: r"]
    right = float(found.attrib["viewBox"].split()[2])
    assert all(sum(numbers(rect)) < right - svg.NUMBER / 2 for rect in found.findall("rect"))


@pytest.mark.parametrize("name", ['"><script>alert(1)</script>', "a & b", "x" * 200])
def test_foreign_names_stay_text_and_long_ones_end_in_dots(name: str) -> None:
    """A name is text, and never longer than its place."""
    markup = svg.bars("x", name, name, [svg.Bar(name, 1, "1")])
    assert "<script" not in markup
    (label, _) = tree(markup).findall("text")
    assert len(label.text or "") <= svg.LETTERS
    assert not re.search(r"https?:|url\(|href", markup)
