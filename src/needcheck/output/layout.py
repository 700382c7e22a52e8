"""Blocks laid out in rows of a width: what the plain and the rich renderer have in common.

This is the one gate through which text comes to a screen or a record, so it is cleaned here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from needcheck.output.clean import one_line
from needcheck.output.page import Bar, Block, Gap, Grid, Heading, Item, Line, Pair, Sides
from needcheck.output.wrap import Row, Span, columns, words_of, wrapped

NARROWEST = 40
"""Columns below which lines are no longer made shorter."""

DrawBar = Callable[[Bar, int], Iterable[Row]]
DrawSides = Callable[[Sides, int], Iterable[Row]]


def sides_in_words(sides: Sides, width: int) -> Iterator[Row]:
    """Yield both texts one after the other, for whoever hears a line at a time; no head."""
    if sides.label:
        yield from wrapped(words_of(one_line(sides.label), "strong"), width, Span(""), 2)
        for name, text in (("before", sides.left), ("after", sides.right)):
            yield from wrapped(words_of(f"{name}: {one_line(text)}", "plain"), width, Span("  "), 4)


def rows(
    blocks: Iterable[Block],
    width: int,
    draw_bar: DrawBar,
    draw_sides: DrawSides = sides_in_words,
) -> list[Row]:
    """Return the rows of a page, without empty ones at its ends or two in succession."""
    width = max(width, NARROWEST)
    found: list[Row] = []
    for block in blocks:
        drawn = draw_sides(block, width) if isinstance(block, Sides) else None
        for row in drawn or _block_rows(block, width, draw_bar):
            shown = row if row_text(row) else ()
            if shown or (found and found[-1]):
                found.append(shown)
    while found and not found[-1]:
        found.pop()
    return found


def row_text(row: Row) -> str:
    """Return a row as text, without spaces at its end."""
    return "".join(span.text for span in row).rstrip()


def _block_rows(block: Block, width: int, draw_bar: DrawBar) -> Iterable[Row]:
    """Return the rows of one block; an empty row is an empty line."""
    match block:
        case Gap():
            return [()]
        case Bar():
            return draw_bar(block, width)
        case Grid():
            return _grid(block, width)
        case Heading():
            return _heading(block, width)
        case Line() | Item() | Pair():
            return _worded(block, width)
        case Sides():
            return sides_in_words(block, width)


def _worded(block: Line | Item | Pair, width: int) -> Iterable[Row]:
    """Return the rows of a block that is one text, after what opens it."""
    match block:
        case Line():
            return _text(block.text, block, width, " " * block.indent)
        case Item():
            return _text(block.text, block, width, f"{' ' * block.indent}{block.marker} ")
        case Pair():
            text = f"{one_line(block.label)}: {block.text}"
            return _text(text, block, width, " " * block.indent, hang=2)


def _heading(block: Heading, width: int) -> Iterator[Row]:
    """Yield a heading, with an empty line above unless it is a small one."""
    if block.level < 3:  # noqa: PLR2004 - the third level stands inside its part
        yield ()
    yield from wrapped(words_of(one_line(block.text), "strong"), width, Span(""), 2)


def _grid(grid: Grid, width: int) -> Iterator[Row]:
    """Yield the rows of a table, two spaces between columns, the head above them."""
    table = [[one_line(cell) for cell in row] for row in (grid.head, *grid.rows)]
    widths = [max(map(columns, column)) for column in zip(*table, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) > width:
        yield from _grid_in_words(table, width)
        return
    for number, row in enumerate(table):
        padded = (
            cell + " " * (wide - columns(cell)) for cell, wide in zip(row, widths, strict=True)
        )
        yield (Span("  ".join(padded), "plain" if number else "strong"),)


def _grid_in_words(table: list[list[str]], width: int) -> Iterator[Row]:
    """Yield each row as a sentence that names its columns."""
    head, *rest = table
    for first, *cells in rest:
        named = "; ".join(f"{name} {cell}" for name, cell in zip(head[1:], cells, strict=True))
        yield from wrapped(words_of(f"{first}: {named}", "plain"), width, Span(""), 2)


def _text(
    text: str, block: Line | Item | Pair, width: int, first: str, hang: int = 0
) -> Iterator[Row]:
    """Yield a text and its note; ``first`` opens it, other lines stand ``hang`` deeper.

    Line ends in the text become spaces, so that no text can pass for a line of the page.
    """
    rest = min(len(first) + hang, width // 2)
    opening = Span(first)
    words = words_of(one_line(text), block.style) + words_of(one_line(block.note), "quiet")
    yield from wrapped(words, width, opening, rest)
