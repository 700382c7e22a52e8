"""One criteria file as text, with the place of every key, value and character of a text in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from needcheck.criteria.lint.finding import Finding, Severity
from needcheck.criteria.walker import KeyPath, Walker

_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[ \t]*\n\s*|.)", re.DOTALL)
_QUOTES = ('"""', "'''", '"', "'")


@dataclass(frozen=True)
class Source:
    r"""A criteria file's path and text, line ends as ``\n``; ``valid`` is its text as TOML.

    The two have the same length; they differ where a broken table was left out.
    """

    path: Path
    text: str
    valid: str

    @cached_property
    def _walked(self) -> Walker:
        walker = Walker(self.valid)
        walker.walk()
        return walker

    @cached_property
    def _starts(self) -> list[int]:
        """Offsets at which the lines begin."""
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def offset(self, path: KeyPath, *, value: bool = True) -> int | None:
        """Where the value of a key path begins (or its key); its nearest parent where it is not."""
        while path:
            for known in (self._walked.values, self._walked.keys)[0 if value else 1 :]:
                if path in known:
                    return known[path]
            path = path[:-1]
        return None

    def start(self, line: int | None, column: int | None) -> int | None:
        """The offset of a line (from 1) and column (from 0), None where no line is known."""
        if line is None or line > len(self._starts):
            return None
        return min(self._starts[line - 1] + (column or 0), len(self.text))

    def character(self, path: KeyPath, index: int) -> int | None:
        """Where character ``index`` of the text at a key path stands in the file."""
        start = self._walked.values.get(path)
        if start is None:
            return self.offset(path)
        quote = next((q for q in _QUOTES if self.text.startswith(q, start)), "")
        return _reached(self.text, start + len(quote), index, quote)

    def finding(self, severity: Severity, check: str, message: str, offset: int | None) -> Finding:
        """A finding at an offset of this file, or in the file as a whole."""
        if offset is None:
            return Finding(severity, check, self.path, message)
        line = bisect_right(self._starts, offset)
        start = self._starts[line - 1]
        end = self._starts[line] - 1 if line < len(self._starts) else len(self.text)
        shown = self.text[start:end]
        return Finding(severity, check, self.path, message, line, offset - start, shown)


def _reached(text: str, at: int, index: int, quote: str) -> int:
    """The offset of a decoded string's character, its literal beginning at ``at``."""
    if len(quote) > 1 and text.startswith("\n", at):
        at += 1
    while '"' in quote:
        at = _past_line_ends(text, at)
        if index <= 0 or text.startswith(quote, at) or at >= len(text):
            return at
        escape = _ESCAPE.match(text, at)
        at = escape.end() if escape else at + 1
        index -= 1
    return at + index


def _past_line_ends(text: str, at: int) -> int:
    """Move past a backslash at a line's end, which stands for nothing."""
    while (escape := _ESCAPE.match(text, at)) and "\n" in escape[0]:
        at = escape.end()
    return at
