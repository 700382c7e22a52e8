"""Findings: what is wrong or doubtful in criteria files, where, and what is allowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning"]
MAX_FINDINGS = 200
"""How many findings of one file are kept; a file with more is hardly a criteria file."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong (error) or doubtful (warning).

    ``check`` names the kind of finding in one word with hyphens. ``line`` counts from 1 and
    ``column`` from 0, both in characters; ``shown`` is that line as it stands in the file.
    """

    severity: Severity
    check: str
    path: Path
    message: str
    line: int | None = None
    column: int | None = None
    shown: str = ""


class Findings:
    """Collects findings, each once, at most ``MAX_FINDINGS`` of a file."""

    def __init__(self) -> None:
        self._found: dict[Finding, None] = {}
        self._counts: Counter[Path] = Counter()

    def add(self, finding: Finding) -> None:
        """Keep a finding that is new, unless its file has too many already."""
        finding = replace(finding, message=_sentence(finding.message))
        if finding in self._found or self.full(finding.path):
            return
        self._found[finding] = None
        self._counts[finding.path] += 1
        if self.full(finding.path):
            message = f"only the first {MAX_FINDINGS} findings of this file are told."
            self._found[Finding(finding.severity, "more", finding.path, message)] = None

    def __len__(self) -> int:
        """How many there are."""
        return len(self._found)

    def full(self, path: Path) -> bool:
        """Whether nothing more of this file is kept, so that looking further is of no use."""
        return self._counts[path] >= MAX_FINDINGS

    @property
    def errors(self) -> bool:
        """Whether anything found is an error."""
        return any(finding.severity == "error" for finding in self._found)

    def within(self, places: Iterable[Path]) -> tuple[Finding, ...]:
        """The findings of these files and of files below these folders, by file and line."""
        wanted = tuple(places)
        found = (f for f in self._found if any(f.path.is_relative_to(place) for place in wanted))
        return tuple(sorted(found, key=_order))


def _sentence(message: str) -> str:
    """One full stop at the end, none after a question."""
    return message if message.endswith((".", "?")) else f"{message}."


def _order(finding: Finding) -> tuple[str, int, int, str]:
    return str(finding.path), finding.line or 0, finding.column or 0, finding.message
