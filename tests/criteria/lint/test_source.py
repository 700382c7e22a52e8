"""Places in a criteria file: every key, value, and character of a text, as TOML writes it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needcheck.criteria.lint.source import Source

WORDS = "abc é\N{MUSICAL SYMBOL G CLEF}\"'\\\n\t"


def source(text: str) -> Source:
    """A file of this text."""
    return Source(Path("x.toml"), text, text)


def basic(text: str, marks: str) -> str:
    """A text in double quotes: what must be escaped is, and whatever else the marks say."""
    out = []
    for index, char in enumerate(text):
        odd = char in '"\\\n\t' or marks[index % len(marks)] == "u"
        out.append((f"\\U{ord(char):08X}" if odd else char) if char != "\\" else "\\\\")
    return f'"{"".join(out)}"'


@settings(max_examples=200, deadline=None)
@given(text=st.text(WORDS, min_size=1, max_size=20), marks=st.text("u-", min_size=1, max_size=5))
def test_each_character_of_a_text_is_found(text: str, marks: str) -> None:
    """However it is escaped, character i of the value stands where the file writes it."""
    written = f"[a]\nkey = {basic(text, marks)}\n"
    assert tomllib.loads(written)["a"]["key"] == text
    place = source(written)
    offsets = [place.character(("a", "key"), index) for index in range(len(text))]
    start = written.index('"') + 1
    for offset, char, after in zip(offsets, text, [*offsets[1:], len(written) - 2], strict=True):
        assert offset is not None
        assert after is not None
        assert start <= offset < after
        assert tomllib.loads(f'x = "{written[offset:after]}"')["x"] == char


@pytest.mark.parametrize(
    "written",
    [
        "key = 'grave §or x'",
        'key = """grave §or x"""',
        'key = """\ngrave §or x"""',
        "key = '''\ngrave §or x'''",
        'key = """\\\n   grave \\\n\n   §or x"""',
        'key = "gr\\u0061ve §or x"',
        '"key" = "grave §or x"',
        "other = 1\n\nkey   =   'grave §or x' # comment",
    ],
)
def test_a_place_in_every_kind_of_string(written: str) -> None:
    """One line or several, quoted either way, with line ends that count for nothing."""
    text = written.replace("§", "")
    value = tomllib.loads(text)["key"]
    assert source(text).character(("key",), value.index("or x")) == written.index("§")


def test_a_finding_shows_its_line() -> None:
    """Line from 1, column from 0, and the line without its end, the last one too."""
    text = 'a = 1\n  b = "x"'
    finding = source(text).finding("error", "c", "m", source(text).offset(("b",)))
    assert (finding.line, finding.column, finding.shown) == (2, 6, '  b = "x"')
    key = source(text).finding("error", "c", "m", source(text).offset(("b",), value=False))
    assert key.column == 2
    assert source(text).finding("error", "c", "m", None).line is None


def test_what_is_not_there_is_shown_at_its_parent() -> None:
    """A missing key is shown where its table begins."""
    text = "[[rule]]\nid = 1\n[[rule]]\nid = 2\n"
    assert source(text).offset(("rule", 1, "when")) == text.rindex("[[rule]]")
    assert source(text).offset(("nothing",)) is None
