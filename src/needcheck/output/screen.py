"""A page on a terminal, with rich: the same lines as in plain mode, and styles on top.

The console is handed in. Text goes to it as text objects, never as markup. No meaning is carried
by colour alone: every style belongs to words that say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from needcheck.output.clean import one_line
from needcheck.output.layout import row_text, rows
from needcheck.output.page import Bar, Block, Sides, Style
from needcheck.output.wrap import Row, Span, columns, words_of, wrapped

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

WIDEST = 100
STYLES: dict[Style, str] = {
    "alarm": "bold red",
    "contact": "bold cyan",
    "quiet": "dim",
    "strong": "bold",
    "plain": "",
}
_STEP = "="


def screen_lines(blocks: Iterable[Block], width: int = WIDEST) -> list[Text]:
    """Return the lines of a page as styled text, each at most ``width`` columns."""
    from rich.text import Text

    lines = []
    for row in rows(blocks, min(width, WIDEST), draw_bar, draw_sides):
        line = Text()
        for span in row:
            line.append(span.text, style=STYLES[span.style])
        lines.append(line)
    return lines


def print_blocks(blocks: Iterable[Block], console: Console) -> None:
    """Print a page on a console, at its width."""
    for line in screen_lines(blocks, console.width):
        console.print(line, soft_wrap=True, highlight=False)


def draw_bar(bar: Bar, width: int) -> Iterator[Row]:
    """Yield one row a level, highest at the top, each step longer than the one below it."""
    names = [one_line(name) for name in bar.names]
    longest = max(map(columns, names), default=0)
    for index, name in reversed(list(enumerate(names))):
        step = _STEP * (3 * (index + 1))
        marked = index == bar.marked
        text = f"{'>' if marked else ' '} {name}{' ' * (longest - columns(name))}  {step}"
        text = f"{text} recommended" if marked else text
        style: Style = "strong" if marked else "quiet"
        if columns(text) <= width:
            yield (Span(text, style),)
        else:
            yield from wrapped(words_of(name, style), width, Span("> " if marked else "  "), 2)


def draw_sides(sides: Sides, width: int) -> Iterator[Row]:
    """Yield both texts in columns beside one another; the head in bold, an empty line after."""
    label = 10
    wide = (width - label - 4) // 2
    texts = (one_line(sides.label), one_line(sides.left), one_line(sides.right))
    style: Style = "plain" if sides.label else "strong"
    cells = [
        [row_text(row) for row in wrapped(words_of(text, style), room, Span(""), 0)]
        for text, room in zip(texts, (label, wide, wide), strict=True)
    ]
    for at in range(max(map(len, cells))):
        parts = [cell[at] if at < len(cell) else "" for cell in cells]
        padded = [
            part + " " * (room - columns(part))
            for part, room in zip(parts, (label, wide, wide), strict=True)
        ]
        name, *both = padded
        yield (Span(f"{name}  ", "strong"), Span("  ".join(both), style))
    yield ()
