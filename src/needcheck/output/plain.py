"""A page in plain lines: for pipes, screen readers, records and terminals that cannot redraw.

No escape codes, no box drawing, no line over the width.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from needcheck.output.clean import one_line
from needcheck.output.layout import row_text, rows
from needcheck.output.page import Bar, Block
from needcheck.output.wrap import Row, Span, wrapped

WIDTH = 80


def plain_lines(blocks: Iterable[Block], width: int = WIDTH) -> list[str]:
    """Return the lines of a page, each at most ``width`` columns, without line ends."""
    return [row_text(row) for row in rows(blocks, width, bar_in_words)]


def plain_text(blocks: Iterable[Block], width: int = WIDTH) -> str:
    """Return a page as one text with a line end at its end."""
    return "".join(f"{line}\n" for line in plain_lines(blocks, width))


def bar_in_words(bar: Bar, width: int) -> Iterator[Row]:
    """Yield the levels as one sentence, the recommended one between ``>`` and ``<``."""
    names = [one_line(name) for name in bar.names]
    if bar.marked is not None:
        names[bar.marked] = f"> {names[bar.marked]} <"
    # A name is one word to the wrapping, so that its marks stay with it.
    words = [Span("Levels, lowest to highest:")]
    words += [Span(f"{name};") for name in names[:-1]] + [Span(name) for name in names[-1:]]
    yield from wrapped(words, width, Span(""), 2)
