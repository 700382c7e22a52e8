"""What comes out of scoring: tables of scored rows, and rows that were rejected.

A scored table has these columns, then those that were carried through (``--keep``, ``--decided``)
under their own headers:

``id``               the row's own id, or its record number where the table has none
``outcome``          outcome id of the pathway; ``not_yet`` where none can be named
``scale``            level on the framework's scale, empty where none can be named yet
``settled``          whether no answer to what is missing can change the outcome
``harm_route``       whether the harm route holds
``provisional``      whether the outcome rests on silence
``possible_higher``  more urgent outcomes still possible
``missing``          answers that could change the outcome; a list not looked through is one entry,
                     such as ``prompts:child``
``rules``            ids of the rules that led to the outcome
``first_action``     id of the first action

Lists have ``;`` between their ids and are in the order of the criteria. Truths are booleans here
and in Parquet, ``yes`` and ``no`` in a CSV file and in Excel. To go over all scored rows, take
``Batch.table.rows()`` of every batch; ``Table.columns`` names what stands in a row.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from needcheck.jobs.batch.cells import Refusal
from needcheck.jobs.batch.layout import Column, Layout
from needcheck.jobs.batch.parser import Record

FIELDS = (
    *("id", "outcome", "scale", "settled", "harm_route", "provisional"),
    *("possible_higher", "missing", "rules", "first_action"),
)
TRUTHS = ("settled", "harm_route", "provisional")
OUTCOME_FIELD, SETTLED_FIELD, MISSING_FIELD = 1, 3, 7
REJECT_FIELDS = ("record", "line", "column", "value_class", "allowed", "also")
RISKY = r"^[\s\x{001c}-\x{001f}]*[=+\-@|%\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}]|^[\t\r\n]"
NUMBER = r"^[+-]?[0-9]+(?:[.,][0-9]+)?$"  # Python's own end goes before a last newline
_RISKY = re.compile(re.sub(r"\\x\{(\w{4})\}", r"\\u\1", RISKY))
_NUMBER = re.compile(NUMBER)
Row = tuple[str | bool, ...]


class Table(Protocol):
    """A table of scored rows, whatever holds it."""

    @property
    def columns(self) -> tuple[str, ...]:
        """``FIELDS``, then what was carried through."""

    def __len__(self) -> int:
        """How many rows."""

    def rows(self) -> Iterator[Row]:
        """The rows, in order."""

    def csv(self) -> bytes:
        """The rows as lines of a CSV file that is safe to open in a spreadsheet."""

    def counts(self) -> Mapping[str, int]:
        """How many rows have each outcome."""


@dataclass(frozen=True)
class Rejected:
    """One row that was not scored: where it is and what is wrong with it, never what it says.

    ``line`` is 0 where it is not known; ``column`` is "" where the record as a whole is wrong;
    ``also`` names further columns with a refused cell.
    """

    number: int
    line: int
    column: str
    value_class: str
    allowed: str
    also: str = ""

    @classmethod
    def of_fault(cls, record: Record) -> Rejected:
        """A record that is not whole or well formed."""
        return cls(record.number, record.line, "", *record.fault)

    @property
    def row(self) -> tuple[str, ...]:
        """As a row of the rejects file."""
        line = str(self.line) if self.line else ""
        parts = (self.column, self.value_class, self.allowed, self.also)
        return (str(self.number), line, *parts)


def rejected(
    number: int, line: int, refused: Iterable[tuple[Column, Refusal]], layout: Layout
) -> Rejected:
    """A row with refused cells, the first of them told."""
    (column, why), *rest = sorted(refused, key=lambda cell: cell[0].position)
    also = ";".join(layout.label(other) for other, _ in rest)
    return Rejected(number, line, layout.label(column), why.value_class, why.allowed, also)


@dataclass(frozen=True)
class Batch:
    """What came of some records: the scored table, and the rejected rows, each in order.

    ``present`` counts, over the scored rows, how often each prompt is present.
    """

    table: Table
    rejected: Sequence[Rejected]
    present: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Rows:
    """A table of rows in memory."""

    columns: tuple[str, ...]
    held: Sequence[Row]

    def __len__(self) -> int:
        """How many rows."""
        return len(self.held)

    def rows(self) -> Iterator[Row]:
        """The rows, in order."""
        return iter(self.held)

    def csv(self) -> bytes:
        """The rows as lines of a CSV file."""
        return csv_lines([shown(cell) for cell in row] for row in self.held)

    def counts(self) -> Mapping[str, int]:
        """How many rows have each outcome."""
        return Counter(str(row[OUTCOME_FIELD]) for row in self.held)


def shown(cell: str | bool) -> str:
    """A cell of the result as text."""
    return ("yes" if cell else "no") if isinstance(cell, bool) else cell


def safe(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{text}" if _RISKY.search(text) and not _NUMBER.fullmatch(text) else text


def csv_lines(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as lines of a CSV file in UTF-8, no cell a formula."""
    return csv_raw([safe(cell) for cell in row] for row in rows)


def csv_raw(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as lines of CSV in UTF-8, as they are: to be read on, not for people."""
    text = io.StringIO(newline="")
    write = csv.writer(text, lineterminator="\n").writerow
    for row in rows:  # a writer quotes what holds a part of its own line ends only
        if any("\r" in cell for cell in row):
            text.write(_quoted_for_returns(row))
        else:
            write(row)
    return text.getvalue().encode("utf-8", "replace")


def _quoted_for_returns(row: Sequence[str]) -> str:
    """A line of CSV of cells with carriage returns."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(row)
    return text.getvalue().removesuffix("\r\n") + "\n"
