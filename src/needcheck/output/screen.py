"""A page on a terminal, with rich: the same lines as in plain mode, and styles on top.

The console is handed in. Text goes to it as text objects, never as markup. No meaning is carried
by colour alone: every style belongs to words that say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from needcheck.output.clean import one_line
from needcheck.output.layout import rows
from needcheck.output.page import Bar, Block, Style
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
    for row in rows(blocks, min(width, WIDEST), draw_bar):
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
