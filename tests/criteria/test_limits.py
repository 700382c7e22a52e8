"""How large a criteria file may be, told before anything reads it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from needcheck.criteria.limits import (
    MAX_BRACKETS,
    MAX_BYTES,
    MAX_KEY_PARTS,
    MAX_LINE,
    over_limit,
    read_criteria,
)
from needcheck.criteria.load import data_root
from needcheck.errors import CriteriaError


def dotted(parts: int) -> str:
    """A key of so many parts."""
    return ".".join(["a"] * parts) + " = 1"


@pytest.mark.parametrize(
    ("at", "above", "line"),
    [
        ("\n" + "x" * MAX_LINE, "\n" + "x" * (MAX_LINE + 1), 2),
        ("[\n" * MAX_BRACKETS, "[\n" * MAX_BRACKETS + "{", None),
        ("\n\n" + dotted(MAX_KEY_PARTS), "\n\n" + dotted(MAX_KEY_PARTS + 1), 3),
    ],
)
def test_each_limit_is_sharp(at: str, above: str, line: int | None) -> None:
    """What is at a limit passes, one more does not, and the line is named where there is one."""
    assert over_limit(at) is None
    found = over_limit(above)
    assert found is not None
    assert "at most" in found[0]
    assert found[1] == line


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    """The size is looked at first."""
    path = tmp_path / "large.toml"
    path.write_text("#" * (MAX_BYTES + 1), "utf-8")
    with pytest.raises(CriteriaError, match="too large"):
        read_criteria(path)


def test_line_ends_of_windows_are_line_ends(tmp_path: Path) -> None:
    """A file saved on Windows has the same text and the same places."""
    path = tmp_path / "windows.toml"
    path.write_bytes(b'a = 1\r\nb = "x"\r\n')
    assert read_criteria(path) == ({"a": 1, "b": "x"}, 'a = 1\nb = "x"\n')


def test_every_shipped_file_is_far_below() -> None:
    """The limits leave room: no shipped file reaches a fifth of one."""
    for path in data_root().rglob("*.toml"):
        text = path.read_text("utf-8")
        assert len(text) < MAX_BYTES / 5
        assert max(map(len, text.splitlines())) < MAX_LINE / 5
        assert text.count("[") + text.count("{") < MAX_BRACKETS / 5


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Criteria are files: what never ends, or never begins, is refused at once."""
    path = tmp_path / "level.toml"
    os.mkfifo(path)
    with pytest.raises(CriteriaError, match="no ordinary file"):
        read_criteria(path)
