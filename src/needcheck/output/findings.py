"""Findings of a check of criteria: place, what is wrong, the line, and a caret under the fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import TextWrapper
from typing import TYPE_CHECKING, Any

from needcheck.output.clean import clean, one_line
from needcheck.output.wrap import columns

if TYPE_CHECKING:
    from needcheck.criteria.lint.finding import Finding

WIDTH = 80
_MARGIN = "    "
_CUT = "..."
_BEFORE = 50
"""Columns of a long line that are shown before the fault, at most."""

_wrapped = TextWrapper(
    WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
).fill


def findings_text(findings: Sequence[Finding], authorities: int) -> str:
    """Return every finding and how many there are, in lines of 80 columns."""
    blocks = ["\n".join(_lines(finding)) for finding in findings]
    return "\n\n".join([*blocks, counted(findings, authorities)]) + "\n"


def counted(findings: Iterable[Finding], authorities: int) -> str:
    """Return how many errors and warnings there are, in a sentence."""
    kinds = [finding.severity for finding in findings]
    read = f"{authorities} {'authority' if authorities == 1 else 'authorities'} checked"
    if not kinds:
        return f"{read}: nothing found."
    said = (_number(kinds.count(kind), kind) for kind in ("error", "warning"))
    return f"{read}: {', '.join(said)}."


def _number(count: int, kind: str) -> str:
    return f"{count or 'no'} {kind}{'' if count == 1 else 's'}"


def findings_data(findings: Iterable[Finding], authorities: Sequence[str]) -> dict[str, Any]:
    """Return the ``data`` of ``criteria check``: columns count from 1, as editors do."""
    return {
        "authorities": list(authorities),
        "findings": [
            {
                "severity": finding.severity,
                "check": finding.check,
                "file": str(finding.path),
                "line": finding.line,
                "column": None if finding.column is None else finding.column + 1,
                "message": finding.message,
                "text": finding.shown,
            }
            for finding in findings
        ],
    }


def _lines(finding: Finding) -> Iterator[str]:
    where = str(finding.path)
    if finding.line is not None:
        where += f":{finding.line}"
    if finding.column is not None:
        where += f":{finding.column + 1}"
    yield _wrapped(one_line(f"{where}: {finding.severity}: {finding.message}"))
    if finding.line is not None and finding.column is not None:
        yield from excerpt(finding.shown, finding.column)


def excerpt(line: str, column: int) -> tuple[str, str]:
    """Return a line of a file cut to the width, and a caret under one of its characters."""
    before = clean(line[:column]).replace("\n", " ")
    after = clean(line[column:]).replace("\n", " ")
    if columns(before) > _BEFORE:
        before = _CUT + _fitting(before[::-1], _BEFORE - len(_CUT))[::-1]
    room = WIDTH - len(_MARGIN) - columns(before)
    if columns(after) > room:
        after = _fitting(after, room - len(_CUT)) + _CUT
    caret = " " * columns(before) + "^"
    return (_MARGIN + before + after).rstrip(), _MARGIN + caret


def _fitting(text: str, width: int) -> str:
    """Return as much of the start of a text as fits a width in columns."""
    used = 0
    for index, char in enumerate(text):
        used += columns(char)
        if used > width:
            return text[:index]
    return text
