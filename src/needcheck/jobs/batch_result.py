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

Lists have ``;`` between their ids and are in the order of the criteria. In a CSV file truths are
``yes`` and ``no``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from needcheck.jobs.batch_cells import Refusal
from needcheck.jobs.batch_layout import Column, Layout
from needcheck.jobs.batch_records import Record
from needcheck.recommend.columnwise import Mask

if TYPE_CHECKING:
    import polars as pl

FIELDS = (
    *("id", "outcome", "scale", "settled", "harm_route", "provisional"),
    *("possible_higher", "missing", "rules", "first_action"),
)
TRUTHS = ("settled", "harm_route", "provisional")
REJECT_FIELDS = ("record", "line", "column", "value_class", "allowed", "also")


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
    number: int, line: int, refused: Sequence[tuple[Column, Refusal]], layout: Layout
) -> Rejected:
    """A row with refused cells."""
    (column, why), *rest = refused
    also = ";".join(layout.label(other) for other, _ in rest)
    return Rejected(number, line, layout.label(column), why.value_class, why.allowed, also)


@dataclass(frozen=True)
class Batch:
    """What came of one block: the scored table, and the rejected rows, each in order."""

    table: pl.DataFrame
    rejected: list[Rejected]


def names_of(mask: Mask, bits: int) -> str:
    """The names of the bits that are set, with ``;`` between them."""
    return ";".join(name for i, name in enumerate(mask.names) if bits >> i & 1)
