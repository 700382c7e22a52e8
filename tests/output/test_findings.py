"""Findings as text of 80 columns with a caret under the fault, and as data."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needcheck.criteria.lint.finding import Finding
from needcheck.output.findings import counted, excerpt, findings_data, findings_text
from needcheck.output.wrap import columns

FOUND = Finding("error", "name", Path("a/b.toml"), "There is none.", 3, 7, 'when = "x"')


def test_a_finding_names_place_line_and_caret() -> None:
    """Place as editors read it (columns from 1), the sentence, the line, the caret."""
    assert findings_text([FOUND], 1) == (
        "a/b.toml:3:8: error: There is none.\n"
        '    when = "x"\n'
        "           ^\n\n"
        "1 authority checked: 1 error, no warnings.\n"
    )


def test_a_finding_without_a_place_is_one_sentence() -> None:
    """A file that cannot be read has no line."""
    text = findings_text([Finding("error", "file", Path("b.toml"), "Too large.")], 2)
    assert text.startswith("b.toml: error: Too large.\n\n2 authorities checked")


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ([], "nothing found."),
        (["warning"], "no errors, 1 warning."),
        (["error", "error", "warning"], "2 errors, 1 warning."),
    ],
)
def test_findings_are_counted(kinds: list[str], said: str) -> None:
    """How many of each kind, in words where there is none."""
    found = [Finding(kind, "c", Path("x"), "m") for kind in kinds]  # type: ignore[arg-type]
    assert counted(found, 1) == f"1 authority checked: {said}"


@given(
    line=st.text(st.characters(exclude_characters="\n\r"), min_size=1, max_size=300),
    at=st.integers(0, 299),
)
def test_the_caret_stands_under_its_character(line: str, at: int) -> None:
    """However long or wide a line is: 80 columns at most, no control signs, the caret in place."""
    at = min(at, len(line) - 1)
    shown, caret = excerpt(line, at)
    assert columns(shown) <= 80
    assert columns(caret) <= 80
    assert all(char.isprintable() or char == " " for char in shown if char.isascii())
    assert caret.strip() == "^"
    if line[at].isascii() and line[at].isprintable() and line[at] != " ":
        width = 0
        under = next(c for c in shown if (width := width + columns(c)) > len(caret) - 1)
        assert under == line[at]


def test_data_has_every_part() -> None:
    """JSON carries what the text says, columns from 1, null where there is no place."""
    data = findings_data([FOUND, Finding("warning", "c", Path("x"), "m")], ["toytown"])
    assert data["authorities"] == ["toytown"]
    assert data["findings"][0] == {
        "severity": "error",
        "check": "name",
        "file": str(Path("a/b.toml")),
        "line": 3,
        "column": 8,
        "message": "There is none.",
        "text": 'when = "x"',
    }
    assert data["findings"][1]["column"] is None
