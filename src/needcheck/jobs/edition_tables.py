"""One table of rows under two editions of criteria: how many come out differently, and which."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from needcheck.jobs.batch.input import Feed, open_table
from needcheck.jobs.batch.layout import Wishes, unmeant
from needcheck.jobs.batch.result import FIELDS, Batch
from needcheck.jobs.batch.scoring import Ask, Batcher, chosen_engine
from needcheck.jobs.editions import Edition

NAMED = 20
"""How many rows that differ are named by id."""

COMPARED = ("outcome", "harm_route", "first_action")
TABLES = frozenset({".csv", ".tsv", ".parquet", ".xlsx"})


@dataclass
class TableDiffers:
    """What two editions say of a table; ``moved`` counts rows by old and new outcome.

    ``otherwise`` counts rows with the same outcome and another harm route or first action;
    ``rejected`` rows that only one of the two could read, ``unread`` those that neither could and
    that ``rows`` does not count. ``ids`` are the first that differ.
    """

    file: str
    pathway: str
    rows: int = 0
    moved: Counter[tuple[str, str]] = field(default_factory=Counter)
    otherwise: int = 0
    rejected: int = 0
    unread: int = 0
    ids: list[str] = field(default_factory=list)

    @property
    def differing(self) -> int:
        """How many rows come out differently."""
        return sum(self.moved.values()) + self.otherwise + self.rejected

    def add(self, old: Batch | None, new: Batch | None) -> None:
        """Hold the same records under both editions against each other."""
        before, after = _by_id(old), _by_id(new)
        read = ((batch, len(rows)) for batch, rows in ((old, before), (new, after)) if batch)
        records = max((rows + len(batch.rejected) for batch, rows in read), default=0)
        self.unread += records - len({*before, *after})
        for name in dict.fromkeys((*before, *after)):
            self.rows += 1
            one, other = before.get(name), after.get(name)
            if one == other:
                continue
            if len(self.ids) < NAMED:
                self.ids.append(name)
            if one is None or other is None:
                self.rejected += 1
            elif one[0] != other[0]:
                self.moved[one[0], other[0]] += 1
            else:
                self.otherwise += 1


def compare_table(
    old: Edition, new: Edition, path: Path, pathway: str, now: dt.datetime
) -> TableDiffers:
    """Score a table under both editions, block by block, and count what differs.

    InputError where the table does not fit a pathway; ids of rows are all that is kept of them.
    """
    found = TableDiffers(str(path), new.bundle.pathway(pathway).id)
    both = (_batches(each, path, pathway, now) for each in (old, new))
    for one, other in zip_longest(*both):
        found.add(one, other)
    return found


def _batches(edition: Edition, path: Path, pathway: str, now: dt.datetime) -> Iterator[Batch]:
    engine, _ = chosen_engine("")
    reader = open_table(path, Feed(iter(())), encoding="", delimiter="")
    wishes = Wishes(ignored=unmeant(reader.header, edition.bundle))
    ask = Ask(edition.authority, pathway, now, engine, wishes)
    return Batcher(ask, reader, edition.engine).batches()


def _by_id(batch: Batch | None) -> dict[str, tuple[str, str, str]]:
    """What is compared of each scored row."""
    if batch is None:
        return {}
    at = [FIELDS.index(name) for name in COMPARED]
    return {str(row[0]): tuple(str(row[i]) for i in at) for row in batch.table.rows()}  # type: ignore[misc]
