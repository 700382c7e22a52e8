"""Scoring a table with Polars, lazily and in a stream: the decision's expressions by Narwhals.

The plan of the query is made once; blocks of the table flow through it and come out in order.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache, partial
from io import BytesIO
from typing import TYPE_CHECKING

from needcheck.case.answers import Answers
from needcheck.jobs.batch.cells import Cells
from needcheck.jobs.batch.frames import Frames, refuse
from needcheck.jobs.batch.ids import SeenIds, refused_ids
from needcheck.jobs.batch.layout import Layout
from needcheck.jobs.batch.records import Block, Reader
from needcheck.jobs.batch.result import (
    FIELDS,
    NUMBER,
    OUTCOME_FIELD,
    RISKY,
    TRUTHS,
    Batch,
    Rejected,
    Row,
)
from needcheck.jobs.batch.scalar_engine import Scorer, answers_of
from needcheck.readings.sources import Source
from needcheck.recommend.columnwise import Sheet
from needcheck.recommend.masks import Mask, names_of

if TYPE_CHECKING:
    import polars as pl

    from needcheck.jobs.batch.private import Watch

KEPT_TEXTS = 1 << 16
"""Texts of lists that are kept at most, of each list."""


@dataclass(frozen=True)
class FrameTable:
    """Scored rows in a Polars frame."""

    frame: pl.DataFrame

    @property
    def columns(self) -> tuple[str, ...]:
        """``FIELDS``, then what was carried through."""
        return tuple(self.frame.columns)

    def __len__(self) -> int:
        """How many rows."""
        return len(self.frame)

    def rows(self) -> Iterator[Row]:
        """The rows, in order."""
        return self.frame.iter_rows()

    def csv(self) -> bytes:
        """The rows as lines of a CSV file that is safe to open in a spreadsheet."""
        import polars as pl

        truths = [
            pl.when(pl.col(name)).then(pl.lit("yes")).otherwise(pl.lit("no")).alias(name)
            for name in TRUTHS
        ]
        foreign = [pl.col(name) for name in ("id", *self.columns[len(FIELDS) :])]
        guarded = [
            pl.when(text.str.contains(RISKY) & ~text.str.contains(NUMBER))
            .then(pl.lit("'") + text)
            .otherwise(text)
            .name.keep()
            for text in foreign
        ]
        texts = self.frame.with_columns(*truths, *guarded)
        blank = texts.with_columns(pl.col(pl.String).replace("", None))
        lines = BytesIO()
        blank.write_csv(lines, include_header=False)
        return lines.getvalue()

    def counts(self) -> Mapping[str, int]:
        """How many rows have each outcome."""
        return dict(self.frame[FIELDS[OUTCOME_FIELD]].value_counts().iter_rows())


@dataclass
class PolarsEngine:
    """Scores a table; ``sheet`` is what is computed, ``cells`` the gate, ``watch`` sees texts.

    ``exact`` searches for what is possible where the bounds leave it open.
    """

    layout: Layout
    sheet: Sheet
    cells: Cells
    reader: Reader
    watch: Watch
    exact: Scorer | None = None
    _seen: SeenIds = field(default_factory=SeenIds)
    _rejected: list[Rejected] = field(default_factory=list)
    _present: Counter[str] = field(default_factory=Counter)
    _cells: deque[pl.DataFrame] = field(default_factory=deque)
    _failed: BaseException | None = None

    def __post_init__(self) -> None:
        """Lay out the lists of the result, in its order."""
        sheet = self.sheet
        masks = {"possible_higher": sheet.higher, "missing": sheet.missing, "rules": sheet.rules}
        self._lists = {name: Listed(mask) for name, mask in masks.items()}

    def run(self) -> Iterator[Batch]:
        """Every record in order: scored in some batch's table, or rejected."""
        import narwhals as nw
        import polars as pl
        from polars.io.plugins import register_io_source

        cells = [Source("cell", c.target) for c in self.layout.columns if c.kind == "prompt"]
        sources = {source.name: source for source in cells} | self.sheet.program.sources
        self._frames = Frames(self.layout, tuple(sources.values()), self.cells, self.reader)
        source = register_io_source(self._feed, schema=self._empty().schema, is_pure=False)
        done = self.sheet.program.run(nw.from_native(source)).to_native()
        carried = ["id", *(f"kept:{i}" for i in range(len(self.layout.kept)))]
        wanted = done.select(*dict.fromkeys((*carried, *self.sheet.columns)))
        plain = pl.QueryOptFlags.none()
        for frame in wanted.collect_batches(maintain_order=True, optimizations=plain):
            yield self._batch(frame)
        if self._failed is not None:
            raise self._failed
        if self._rejected:
            yield self._batch(wanted.clear().collect())

    def _batch(self, frame: pl.DataFrame) -> Batch:
        """A batch of what came out, with what was rejected and counted since the last."""
        lost, self._rejected = self._rejected, []
        present, self._present = self._present, Counter()
        table = self._table(frame)
        if self.exact is not None:
            table = self._searched(table, self.exact)
        return Batch(FrameTable(table), lost, present)

    def _searched(self, table: pl.DataFrame, scorer: Scorer) -> pl.DataFrame:
        """The table with what is possible searched for, where its bounds leave that open."""
        import polars as pl

        cells = self._taken(len(table))
        found = {name: table[name].to_list() for name in ("settled", "possible_higher", "missing")}
        for at, settled in enumerate(found["settled"]):
            if not settled:
                row = ["" if cell is None else cell for cell in cells.row(at)]
                answers = answers_of(self.cells, self.layout, row)
                if isinstance(answers, Answers):
                    open_, higher = scorer.still_open(answers)
                    found["settled"][at], found["possible_higher"][at] = not open_, higher
                    found["missing"][at] = found["missing"][at] if open_ else ""
        return table.with_columns(
            pl.Series(name, values, dtype=table[name].dtype) for name, values in found.items()
        )

    def _taken(self, count: int) -> pl.DataFrame:
        """The raw cells of the next so many scored rows."""
        import polars as pl

        parts = []
        while count > 0:
            head = self._cells.popleft()
            parts.append(head[:count])
            if len(head) > count:
                self._cells.appendleft(head[count:])
            count -= len(parts[-1])
        return pl.concat(parts) if parts else pl.DataFrame()

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
        except BaseException as error:
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
        if refused:
            indexed = frame.with_row_index("row")
            frame = indexed.filter(~pl.col("row").is_in(list(refused))).drop("row")
            raw = raw.with_row_index("row").filter(~pl.col("row").is_in(list(refused))).drop("row")
        if self.exact is not None:
            self._cells.append(raw.cast(pl.String))
        for column in self.layout.columns:
            if column.kind == "prompt":
                self._present[column.target] += int(frame[f"cell:{column.target}"].sum())
        return frame

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
                *(each.of(done).alias(name) for name, each in self._lists.items()),
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


class Listed:
    """The names of a mask's bits, with ``;`` between them; the texts of bits seen are kept."""

    def __init__(self, mask: Mask) -> None:
        self.column = mask.column
        self._text = lru_cache(maxsize=KEPT_TEXTS)(partial(names_of, mask))

    def of(self, done: pl.DataFrame) -> pl.Series:
        """One text for each row."""
        import polars as pl

        bits = done[self.column]
        different = bits.unique()
        texts = [self._text(value) for value in different.to_list()]
        named = bits.replace_strict(different, texts, return_dtype=pl.String)
        return named.cast(pl.String)  # of no rows it gives back the type it was given
