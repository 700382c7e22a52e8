"""Ids of rows: each is there, and only once, in a table of any length.

Only a hash of eight bytes is kept of each id, in sorted runs that grow by merging.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from needcheck.jobs.batch_cells import Refusal

if TYPE_CHECKING:
    import polars as pl

BLANK = Refusal("blank", "an id")
AGAIN = Refusal("an id that an earlier record has", "each id once")


@dataclass
class SeenIds:
    """The ids of all rows before."""

    _runs: list[pl.Series] = field(default_factory=list)

    def again(self, ids: pl.Series) -> pl.Series:
        """Which of these ids stood before, in an earlier block or above; they are remembered."""
        hashed = ids.hash(seed=0)
        found = ~hashed.is_first_distinct()
        for run in self._runs:
            at = run.search_sorted(hashed)
            found |= run.gather(at.clip(upper_bound=len(run) - 1)) == hashed
        self._keep(hashed.unique().sort())
        return found

    def _keep(self, run: pl.Series) -> None:
        import polars as pl

        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = pl.concat([self._runs.pop(), run]).sort()
        if len(run):
            self._runs.append(run)


def refused_ids(ids: pl.Series, seen: SeenIds) -> dict[int, Refusal]:
    """Row to why its id cannot stand."""
    blank = ids.str.len_bytes() == 0
    again = seen.again(ids) & ~blank
    found = dict.fromkeys(again.arg_true().to_list(), AGAIN)
    return found | dict.fromkeys(blank.arg_true().to_list(), BLANK)
