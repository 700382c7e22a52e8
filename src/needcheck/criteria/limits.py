"""How large and how deep a criteria file may be, and how large the numbers in it.

The largest file of the shipped criteria has 100 KB, lines of 400 characters and 860 brackets.
Beyond the first of these limits a file is not read at all: reading TOML takes time that grows with
the square of a dotted key's parts, and everything after it grows with the number of elements.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from needcheck.criteria.positions import decode, parse_toml, read_bytes
from needcheck.errors import CriteriaError, Place

MAX_BYTES = 1_000_000
"""Largest criteria file, in bytes."""

MAX_LINE = 10_000
"""Longest line, in characters."""

MAX_BRACKETS = 20_000
"""Most opening brackets and braces: tables, lists and inline tables together."""

MAX_KEY_PARTS = 20
"""Most parts of a dotted key."""

MAX_NUMBER = 1_000_000_000
"""Nothing that is asked about a child is counted further than this, either way."""
MAX_HOURS, MAX_WORKING_DAYS = 24 * 366, 260
"""A deadline is within a year."""

MAX_OUTCOMES = 50
"""A pathway with more decides nothing that anybody can check; each is held against all others."""

_LONG_KEY = re.compile(
    r"""(?:\.[ \t]*+(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+)"""
    f"{{{MAX_KEY_PARTS}}}"
)


def read_criteria(path: Path) -> tuple[dict[str, Any], str]:
    """Return the values and the text of a criteria file; CriteriaError with the place why not."""
    text = criteria_text(path)
    return parse_toml(text, str(path), error=CriteriaError), text


def criteria_text(path: Path) -> str:
    r"""Return the text of a criteria file within the limits, line ends as ``\n``."""
    if path.exists() and not path.is_file() and not path.is_dir():
        message = "this is no ordinary file; it is not read."  # a pipe would be waited for
        raise CriteriaError(message, place=Place(str(path)))
    data = read_bytes(path, limit_bytes=MAX_BYTES, error=CriteriaError)
    text = decode(data, str(path), error=CriteriaError).replace("\r\n", "\n")
    if fault := over_limit(text):
        message, line = fault
        raise CriteriaError(message, place=Place(str(path), line))
    return text


def over_limit(text: str) -> tuple[str, int | None] | None:
    """What is too long or too many in a text and at which line, or None."""
    lines = text.split("\n")
    if max(map(len, lines)) > MAX_LINE:
        number = next(i for i, line in enumerate(lines, 1) if len(line) > MAX_LINE)
        return f"a line has at most {MAX_LINE:,} characters; this file is not read.", number
    if found := _LONG_KEY.search(text):
        number = text.count("\n", 0, found.start()) + 1
        return f"a key has at most {MAX_KEY_PARTS} parts; this file is not read.", number
    if text.count("[") + text.count("{") > MAX_BRACKETS:
        return f"a file has at most {MAX_BRACKETS:,} tables and lists; this one is not read.", None
    return None
