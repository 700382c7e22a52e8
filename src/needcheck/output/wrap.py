"""Break text into lines of a width in columns, each word with its style.

A column count is never too small: wide characters count two, accents of their own one. A word
that fits the width but not the indent gets less indent, so that an address stays whole; only what
is longer than a whole line is split, a web address after a sign of its own and with a note.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from needcheck.output.page import Style

_ADDRESS = re.compile(r"\W*(https?://|www\.)", re.IGNORECASE)
_AFTER = ("/?&#", "=._-")  # between parts of an address, then within one
_NUMBERS = {2: "two", 3: "three", 4: "four"}


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style."""

    text: str
    style: Style = "plain"


Row = tuple[Span, ...]


def columns(text: str) -> int:
    """How many columns ``text`` takes at most."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def words_of(text: str, style: Style) -> list[Span]:
    """Return the words of one paragraph, in one style."""
    return [Span(word, style) for word in text.split()]


def wrapped(words: Iterable[Span], width: int, first: Span, rest: int) -> Iterator[Row]:
    """Yield rows of at most ``width`` columns; ``first`` opens the first, ``rest`` spaces others.

    Words are joined by one space. Without words, ``first`` alone is the row.
    """
    line, used, empty = [first], columns(first.text), True
    for word in words:
        size = columns(word.text)
        if used + size + (not empty) <= width:
            line += [word] if empty else [Span(" ", word.style), word]
            used, empty = used + size + (not empty), False
            continue
        if not empty or first.text.strip():
            yield _joined(line)
        first = Span("")
        *whole, last = _broken(word, width, rest)
        yield from whole
        line, used, empty = list(last), sum(columns(span.text) for span in last), False
    yield _joined(line)


def _joined(spans: Iterable[Span]) -> Row:
    """Return the spans with neighbours of one style as one."""
    row: list[Span] = []
    for span in spans:
        if row and row[-1].style == span.style:
            row[-1] = Span(row[-1].text + span.text, span.style)
        else:
            row.append(span)
    return tuple(row)


def _broken(word: Span, width: int, rest: int) -> list[Row]:
    """Return the rows of a word that starts a new line; the last of them may be gone on with."""
    size = columns(word.text)
    if size <= width:
        return [(Span(" " * min(rest, width - size)), word)]
    margin = Span(" " * rest)
    address = bool(_ADDRESS.match(word.text))
    pieces = list(_pieces(word.text, width - rest, _AFTER if address else ()))
    rows: list[Row] = [(margin, Span(piece, word.style)) for piece in pieces]
    if address:
        number = _NUMBERS.get(len(pieces), str(len(pieces)))
        rows.append((margin, Span(f"(one address, in {number} parts)", "quiet")))
    return rows


def _pieces(text: str, width: int, after: tuple[str, ...]) -> Iterator[str]:
    """Yield ``text`` in pieces that fit ``width`` columns, cut after a sign where there is one."""
    while columns(text) > width:
        end = _fitting(text, width)
        cuts = (max(text.rfind(sign, 0, end) for sign in signs) + 1 for signs in after)
        cut = next((cut for cut in cuts if cut > end // 2), end)
        yield text[:cut]
        text = text[cut:]
    yield text


def _fitting(text: str, width: int) -> int:
    """How many characters from the start fit ``width`` columns; at least one."""
    used = 0
    for count, char in enumerate(text):
        used += columns(char)
        if used > width:
            return max(count, 1)
    return len(text)
