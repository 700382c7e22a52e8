"""Reading TOML that is broken in places: each broken table is blanked, so that the rest is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from needcheck.criteria.positions import parse_toml
from needcheck.errors import CriteriaError, Place

MAX_FAULTS = 20
"""How many broken tables of one file are looked past."""

_HEADER = re.compile(r"[ \t]*\[")
_NAMED = re.compile(r"""^[ \t]*id[ \t]*=[ \t]*["']([A-Za-z0-9_-]+)""", re.MULTILINE)


@dataclass(frozen=True)
class Recovered:
    """What could be read of a file (None: nothing), every fault, and ids of what could not.

    ``text`` has spaces in place of what was left out, so that every offset stays what it was.
    """

    raw: dict[str, Any] | None
    text: str
    faults: tuple[tuple[str, Place], ...]
    lost: frozenset[str]


def recover(text: str) -> Recovered:
    """Read TOML text, leaving out the tables that are not valid."""
    faults: list[tuple[str, Place]] = []
    lost: set[str] = set()
    lines = text.split("\n")
    while len(faults) < MAX_FAULTS:
        try:
            raw = parse_toml("\n".join(lines), "", error=CriteriaError)
        except CriteriaError as error:
            faults.append((error.message, error.place))
            start, end = _table(lines, error.place.line)
            block = "\n".join(lines[start:end])
            if not block.strip():
                break
            lost.update(_NAMED.findall(block))
            lines[start:end] = [" " * len(line) for line in lines[start:end]]
        else:
            return Recovered(raw, "\n".join(lines), tuple(faults), frozenset(lost))
    return Recovered(None, text, tuple(faults), frozenset(lost))


def _table(lines: list[str], line: int | None) -> tuple[int, int]:
    """First line and end of the table that holds this line; nothing where no line is known."""
    if line is None:
        return 0, 0
    at = min(line, len(lines)) - 1
    start = next((i for i in range(at, -1, -1) if _HEADER.match(lines[i])), 0)
    end = next((i for i in range(at + 1, len(lines)) if _HEADER.match(lines[i])), len(lines))
    return start, end
