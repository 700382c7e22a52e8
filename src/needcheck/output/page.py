"""A page as data: blocks in reading order, which the plain and the rich renderer lay out alike.

Blocks carry text that is not yet cleaned or wrapped, and styles by meaning, never by colour.
``note`` is the quiet end of a text: its source. Indents count columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Style = Literal["alarm", "contact", "quiet", "strong", "plain"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 is the result itself, level 2 a part, level 3 a part of a part."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph."""

    text: str
    style: Style = "plain"
    indent: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list; further lines hang under its first word."""

    text: str
    marker: str = "-"
    indent: int = 0
    style: Style = "plain"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and what belongs to it: ``Form: the name of a form``."""

    label: str
    text: str
    indent: int = 0
    style: Style = "plain"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty line; several in a row are one."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The levels from lowest to highest, and which of them is recommended (None: none is)."""

    names: tuple[str, ...]
    marked: int | None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of short texts, aligned; where a line would be too wide, a sentence for each row."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """Two texts beside one another under a label; a head where the label is ""."""

    label: str
    left: str
    right: str


Block = Heading | Line | Item | Pair | Gap | Bar | Grid | Sides
