"""Counting scored rows while they pass: what a summary and an audit are made of.

``Tallies`` is shown every batch (see ``batch.write_all``) and keeps counts only, as many as there
are different combinations, whatever the number of rows. Dataframes are counted by Polars, a block
at a time; rows of the scalar engine one by one. Both give the same counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from needcheck.errors import UsageError
from needcheck.jobs.batch.result import FIELDS, MISSING_FIELD, Batch, Table

if TYPE_CHECKING:
    import polars as pl

MOST_GROUPS, MOST_KINDS = 200, 100_000
UNDECIDED = ""


class Kind(NamedTuple):
    """All that a row counts as.

    ``groups`` are its values in the columns of ``--by``, ``decided`` is what people decided ("" for
    nothing); ``harm_route`` and ``provisional`` are as scored.
    """

    groups: tuple[str, ...]
    outcome: str
    decided: str
    harm_route: bool
    provisional: bool


@dataclass
class Gaps:
    """Rows by what is missing in them: one answer, two, or more.

    ``two`` has pairs in the order of the criteria; ``more`` counts each answer that is missing
    beside at least two others, in ``many`` rows.
    """

    one: Counter[str] = field(default_factory=Counter)
    two: Counter[tuple[str, str]] = field(default_factory=Counter)
    more: Counter[str] = field(default_factory=Counter)
    many: int = 0

    def add(self, missing: str, count: int) -> None:
        """Count rows that miss these answers (ids with ``;`` between them)."""
        names = missing.split(";") if missing else []
        if len(names) == 1:
            self.one[names[0]] += count
        for pair in combinations(names, 2) if len(names) == 2 else ():  # noqa: PLR2004
            self.two[pair] += count
        if len(names) > 2:  # noqa: PLR2004
            self.many += count
            self.more.update(dict.fromkeys(names, count))

    def add_column(self, missing: pl.Series) -> None:
        """Count a whole column of such texts."""
        marks = missing.str.count_matches(";", literal=True)
        for text, count in missing.filter(marks < 2).value_counts().iter_rows():  # noqa: PLR2004
            self.add(text, count)
        many = missing.filter(marks >= 2)  # noqa: PLR2004
        self.many += len(many)
        names = many.str.split(";").explode(empty_as_null=False)
        self.more.update(dict(names.value_counts().iter_rows()))

    def rows(self) -> Counter[str]:
        """In how many rows each answer is missing."""
        found = self.one + self.more
        for pair, count in self.two.items():
            found.update(dict.fromkeys(pair, count))
        return found


@dataclass
class Tallies:
    """Counts of scored rows: a watcher of batches.

    ``by`` are headers of columns that rows are counted by, ``decided`` the header of what people
    decided ("" without an audit); ``reads`` turns one of its cells into an outcome id, "" for
    blank. UsageError where a column has more than ``MOST_GROUPS`` different values.
    """

    by: tuple[str, ...] = ()
    decided: str = ""
    reads: Callable[[str], str] = str
    kinds: Counter[Kind] = field(default_factory=Counter)
    gaps: Gaps = field(default_factory=Gaps)
    present: Counter[str] = field(default_factory=Counter)
    rejected: int = 0

    def __post_init__(self) -> None:
        """Read each different cell once."""
        self.reads = cache(self.reads)

    def __call__(self, batch: Batch) -> None:
        """Count one more batch."""
        self.rejected += len(batch.rejected)
        self.present.update(batch.present)
        stated = (self.decided,) if self.decided else ()
        names = ("outcome", "harm_route", "provisional", *stated, *self.by)
        for (outcome, harm, provisional, *texts), count in tally(batch.table, names).items():
            cells = [str(text).strip() for text in texts]
            decided = self.reads(cells.pop(0)) if stated else UNDECIDED
            kind = Kind(tuple(cells), str(outcome), decided, bool(harm), bool(provisional))
            self.kinds[kind] += count
        self._few()
        self._add_gaps(batch.table)

    def _few(self) -> None:
        hint = "Count by columns with few values: an agency, a month."
        for values in zip(*{kind.groups for kind in self.kinds}, strict=True):
            if len(set(values)) > MOST_GROUPS:
                message = f"a column of --by has more than {MOST_GROUPS} different values."
                raise UsageError(message, hint=hint)
        if len(self.kinds) > MOST_KINDS:
            message = "the columns of --by have too many combinations to count together."
            raise UsageError(message, hint=hint)

    def _add_gaps(self, table: Table) -> None:
        frame = frame_of(table)
        if frame is not None:
            self.gaps.add_column(frame[FIELDS[MISSING_FIELD]])
            return
        for (missing,), count in tally(table, (FIELDS[MISSING_FIELD],)).items():
            self.gaps.add(str(missing), count)


def frame_of(table: Table) -> pl.DataFrame | None:
    """The dataframe that holds a table; None where rows do."""
    from needcheck.jobs.batch.polars_engine import FrameTable

    return table.frame if isinstance(table, FrameTable) else None


def tally(table: Table, names: Sequence[str]) -> Counter[tuple[object, ...]]:
    """How many rows have each combination of values in these columns."""
    frame = frame_of(table)
    different = list(dict.fromkeys(names))
    places = [different.index(name) for name in names]
    found: Counter[tuple[object, ...]] = Counter()
    if frame is not None:
        for *values, count in frame.group_by(different).len().iter_rows():
            found[tuple(values[at] for at in places)] = count
        return found
    places = [table.columns.index(name) for name in names]
    found.update(tuple(row[at] for at in places) for row in table.rows())
    return found
