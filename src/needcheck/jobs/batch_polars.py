"""Scoring a table with Polars, lazily and in a stream: the decision's expressions by Narwhals.

The plan of the query is made once; blocks of the table flow through it and come out in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from needcheck.jobs.batch_cells import Cells
from needcheck.jobs.batch_frames import Frames, refuse
from needcheck.jobs.batch_ids import SeenIds, refused_ids
from needcheck.jobs.batch_layout import Layout
from needcheck.jobs.batch_records import Block, Reader
from needcheck.jobs.batch_result import Batch, Rejected, names_of
from needcheck.recommend.columnwise import Mask, Sheet

if TYPE_CHECKING:
    import polars as pl

    from needcheck.jobs.batch_private import Watch


@dataclass
class PolarsEngine:
    """Scores a table; ``sheet`` is what is computed, ``cells`` the gate, ``watch`` looks over texts.

    ``most`` rows are scored at most (0: all).
    """

    layout: Layout
    sheet: Sheet
    cells: Cells
    reader: Reader
    watch: Watch
    _seen: SeenIds = field(default_factory=SeenIds)
    _rejected: list[Rejected] = field(default_factory=list)
    _failed: BaseException | None = None

    def run(self) -> Iterator[Batch]:
        """Every record in order: scored in some batch's table, or rejected."""
        import narwhals as nw
        import polars as pl
        from polars.io.plugins import register_io_source

        self._frames = Frames(
            self.layout, tuple(self.sheet.program.sources.values()), self.cells, self.reader
        )
        source = register_io_source(self._feed, schema=self._empty().schema, is_pure=False)
        done = self.sheet.program.run(nw.from_native(source)).to_native()
        carried = ["id", *(f"kept:{i}" for i in range(len(self.layout.kept)))]
        wanted = done.select(*dict.fromkeys((*carried, *self.sheet.columns)))
        plain = pl.QueryOptFlags.none()
        for frame in wanted.collect_batches(maintain_order=True, optimizations=plain):
            yield Batch(self._table(frame), self._drained())
        if self._failed is not None:
            raise self._failed
        if self._rejected:
            yield Batch(self._table(wanted.clear().collect()), self._drained())

    def _drained(self) -> list[Rejected]:
        found, self._rejected = self._rejected, []
        return found

    def _empty(self) -> pl.DataFrame:
        import polars as pl

        frames = self._frames
        names = ["id", *(f"kept:{i}" for i in range(len(self.layout.kept)))]
        sources = {source.name: frames.dtype(source) for source in frames.sources}
        return pl.DataFrame(schema={**dict.fromkeys(names, pl.String()), **sources})

    def _feed(
        self,
        columns: Sequence[str] | None,
        predicate: object,  # noqa: ARG002 -- Polars' protocol; the query has none
        rows: int | None,  # noqa: ARG002
        size: int | None,  # noqa: ARG002
    ) -> Iterator[pl.DataFrame]:
        """Frames for the stream. A failure ends it, and is raised when what came before is out."""
        try:
            for block in _ahead(self.reader.blocks(), self._frames):
                frame = self._good(*block)
                yield frame.select(columns) if columns is not None else frame
        except BaseException as error:  # noqa: BLE001 -- it would lose its kind inside the stream
            self._failed = error

    def _good(
        self,
        raw: pl.DataFrame,
        numbers: Sequence[int],
        lines: Sequence[int],
        broken: list[Rejected],
    ) -> pl.DataFrame:
        """The rows of a block that can be scored; the others are rejected."""
        import polars as pl

        self.watch.look(raw)
        typed, refused = self._frames.typed(raw)
        carried = self._frames.carried(raw, numbers)
        if self.layout.ident is not None:
            for at, why in refused_ids(carried[0], self._seen).items():
                refused.setdefault(at, []).append((self.layout.ident, why))
        found = [*broken, *refuse(refused, numbers, lines, self.layout)]
        self._rejected += sorted(found, key=lambda row: row.number)
        frame = pl.DataFrame([*carried, *typed])
        if not refused:
            return frame
        return frame.with_row_index("row").filter(~pl.col("row").is_in(list(refused))).drop("row")

    def _table(self, done: pl.DataFrame) -> pl.DataFrame:
        """The scored table, with names in the place of positions."""
        import polars as pl

        sheet = self.sheet
        kept = enumerate(self.layout.kept)
        return pl.DataFrame(
            [
                done["id"],
                _named(done[sheet.outcome], sheet.plan.outcomes).alias("outcome"),
                _named(done[sheet.scale], sheet.levels).alias("scale"),
                done[sheet.settled].alias("settled"),
                done[sheet.harm_route].alias("harm_route"),
                done[sheet.provisional].alias("provisional"),
                _listed(done, sheet.higher).alias("possible_higher"),
                _listed(done, sheet.missing).alias("missing"),
                _listed(done, sheet.rules).alias("rules"),
                _named(done[sheet.first_action], sheet.actions).alias("first_action"),
                *(done[f"kept:{i}"].alias(column.header) for i, column in kept),
            ]
        )


Raw = tuple["pl.DataFrame", Sequence[int], Sequence[int], list[Rejected]]


def _ahead(blocks: Iterable[Block], frames: Frames) -> Iterator[Raw]:
    """Blocks parsed one ahead of what is asked for."""
    with ThreadPoolExecutor(1) as pool:
        source = iter(blocks)

        def parsed() -> Raw | None:
            block = next(source, None)
            return None if block is None else frames.raw(block)

        waiting = pool.submit(parsed)
        while (found := waiting.result()) is not None:
            waiting = pool.submit(parsed)
            yield found


def _named(places: pl.Series, names: Sequence[str]) -> pl.Series:
    """Names for positions; "" where there is none."""
    import polars as pl

    return pl.Series(names, dtype=pl.String).gather(places).fill_null("")


def _listed(done: pl.DataFrame, mask: Mask) -> pl.Series:
    """The names of a mask's bits, with ``;`` between them."""
    import polars as pl

    bits = done[mask.column]
    different = bits.unique()
    texts = [names_of(mask, value) for value in different]
    return bits.replace_strict(different, texts, return_dtype=pl.String)
