"""Ids of rows: each is there, and only once, in a table of any length.

Only a hash of eight bytes is kept of each id, in sorted runs that grow by merging.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from needcheck.jobs.batch.cells import Refusal

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
        import polars as pl

        hashed = ids.hash(seed=0)
        run = hashed.sort()
        before = [run.filter(_stands_in(earlier, run)) for earlier in self._runs]
        repeated = bool((run == run.shift()).any())
        self._keep(run)
        if not repeated and not any(map(len, before)):
            return pl.repeat(value=False, n=len(ids), eager=True)
        known = pl.concat([run.clear(), *before]).implode()
        return ~hashed.is_first_distinct() | hashed.is_in(known)

    def _keep(self, run: pl.Series) -> None:
        import polars as pl

        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = pl.concat([self._runs.pop(), run]).sort()
        if len(run):
            self._runs.append(run)


@dataclass
class SeenOneByOne:
    """The ids of all rows before, where they come one after another."""

    _texts: set[str] = field(default_factory=set)

    def refusal(self, text: str) -> Refusal | None:
        """Why an id cannot stand, if it cannot; it is remembered."""
        if not text:
            return BLANK
        if text in self._texts:
            return AGAIN
        self._texts.add(text)
        return None


def _stands_in(earlier: pl.Series, run: pl.Series) -> pl.Series:
    """Which hashes of a sorted run stand in an earlier one; sorted, they are found fast."""
    at = earlier.search_sorted(run).clip(upper_bound=len(earlier) - 1)
    return earlier.gather(at) == run


def refused_ids(ids: pl.Series, seen: SeenIds) -> dict[int, Refusal]:
    """Row to why its id cannot stand."""
    blank = ids.str.len_bytes() == 0
    again = seen.again(ids) & ~blank
    found = dict.fromkeys(again.arg_true().to_list(), AGAIN)
    return found | dict.fromkeys(blank.arg_true().to_list(), BLANK)
