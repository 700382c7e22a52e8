"""Pictures of counts as inline SVG: plain bars and bars in parts.

Every picture has a title and a description, every bar its name and its number in words: nothing is
told by colour or pattern alone. There are no scripts, fonts or links in it; it prints as it shows.
A count that is kept back is drawn with a broken outline, always of the same length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from needcheck.output.clean import one_line
from needcheck.output.html import text

WIDTH, LABEL, STEP, BAR = 720, 290, 24, 16
NUMBER = 120
LETTERS = 44
KEPT_BACK = 3
"""The length that stands for a count kept back: the middle of 1 to 5."""

SHADES = ("#1d4e6b", "#4f86a6", "#9cc3d9", "#d5e6ef", "#ffffff", "#c9c9c9", "#8f8f8f")
INK = "#1a1a1a"


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its length (None: kept back) and the number as shown."""

    name: str
    length: float | None
    shown: str


@dataclass(frozen=True)
class Parts:
    """One bar in parts: its name, the length of each part (None: kept back) and its number."""

    name: str
    lengths: tuple[float | None, ...]
    shown: str


def bars(name: str, title: str, about: str, rows: Sequence[Bar]) -> str:
    """A picture of bars; ``name`` is its id in the page, ``about`` says what it shows."""
    longest = max((_length(row.length) for row in rows), default=0) or 1
    inside = []
    for at, row in enumerate(rows):
        width = _length(row.length) / longest * (WIDTH - LABEL - NUMBER)
        inside.append(_label(at, row.name))
        inside.append(_rectangle(LABEL, at, width, SHADES[0], kept=row.length is None))
        inside.append(_text(LABEL + width + 6, at, row.shown))
    return _picture(name, title, about, len(rows), inside)


def stacked(name: str, title: str, about: str, names: Sequence[str], rows: Sequence[Parts]) -> str:
    """A picture of bars in parts, in the order of ``names``, with a key that numbers them."""
    longest = max((sum(map(_length, row.lengths)) for row in rows), default=0) or 1
    inside = []
    for at, part in enumerate(names):
        inside.append(_rectangle(1, at, BAR, SHADES[at % len(SHADES)], kept=False))
        inside.append(_text(BAR + 8, at, f"{at + 1}: {part}"))
    for at, row in enumerate(rows, len(names)):
        inside.append(_label(at, row.name))
        inside.extend(_segments(row, at, longest))
    return _picture(name, title, about, len(names) + len(rows), inside)


def _segments(row: Parts, at: int, longest: float) -> Iterator[str]:
    """The parts of one bar, each with its number in the key where there is room for it."""
    left = float(LABEL)
    for part, length in enumerate(row.lengths):
        width = _length(length) / longest * (WIDTH - LABEL - NUMBER)
        if not width:
            continue
        yield _rectangle(left, at, width, SHADES[part % len(SHADES)], kept=length is None)
        if width >= 12:  # noqa: PLR2004 -- room for a digit
            ink = "#ffffff" if part == 0 and length is not None else INK
            yield _text(left + width / 2 - 3, at, str(part + 1), ink)
        left += width
    yield _text(left + 6, at, row.shown)


def _length(length: float | None) -> float:
    return KEPT_BACK if length is None else length


def _label(at: int, name: str) -> str:
    name = one_line(name)
    return _text(0, at, name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…")


def _text(left: float, at: int, words: str, ink: str = INK) -> str:
    down = at * STEP + BAR
    return f'<text x="{left:.1f}" y="{down}" font-size="13" fill="{ink}">{text(words)}</text>'


def _rectangle(left: float, at: int, width: float, shade: str, *, kept: bool) -> str:
    fill = 'fill="none" stroke-dasharray="3 2"' if kept else f'fill="{shade}"'
    place = f'x="{left:.1f}" y="{at * STEP + 3}" width="{width:.1f}" height="{BAR}"'
    return f'<rect {place} {fill} stroke="{INK}"/>'


def _picture(name: str, title: str, about: str, rows: int, inside: Iterable[str]) -> str:
    height = max(rows, 1) * STEP + 4
    head = f'<title id="{name}-title">{text(title)}</title>'
    head += f'<desc id="{name}-about">{text(about)}</desc>'
    labelled = f'role="img" aria-labelledby="{name}-title {name}-about"'
    return (
        f'<svg {labelled} viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">'
        f"{head}{''.join(inside)}</svg>"
    )
