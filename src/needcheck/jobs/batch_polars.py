"""Scoring blocks of a table with Polars: the decision's expressions run by Narwhals.

Cells with few different values are read as categories, so that each different value of a block
goes once through the gate, whatever the number of rows. A block that cannot be parsed so (ragged,
quoted, too many different values) goes through record by record and comes out the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from needcheck.jobs.batch_cells import Cells, Refusal
from needcheck.jobs.batch_layout import Column, Layout
from needcheck.jobs.batch_records import Block, Reader, Record
from needcheck.jobs.batch_result import Batch, Rejected, names_of, rejected
from needcheck.readings.sources import Datum, Source, datum
from needcheck.recommend.columnwise import Mask, Sheet

if TYPE_CHECKING:
    import polars as pl

SENTINEL, MARK = "\x1fend", "~"
FEW = ("yes_no", "choice", "many", "number")


@dataclass
class PolarsEngine:
    """Scores blocks; ``sheet`` is what is computed, ``cells`` the gate."""

    layout: Layout
    sheet: Sheet
    cells: Cells
    reader: Reader
    _strings: dict[str, dict[int, str]] = field(default_factory=dict)

    def score(self, block: Block) -> Batch:
        """Every record of a block: scored, or rejected."""
        parsed = self._parse(block) if block.body else None
        if parsed is not None:
            return self._scored(parsed, range(block.first, block.first + len(parsed)), block, [])
        records = list(self.reader.rows(block))
        whole = [record for record in records if not record.fault[0]]
        broken = [Rejected.of_fault(record) for record in records if record.fault[0]]
        return self._scored(self._frame(whole), [r.number for r in whole], block, broken, whole)

    def _parse(self, block: Block) -> pl.DataFrame | None:
        """The block as a frame of raw cells; None where a record is ragged or does not fit."""
        import polars as pl

        sep = self.reader.delimiter.encode()
        body = block.body.replace(b"\n", sep + MARK.encode() + b"\n")
        try:
            frame = pl.read_csv(
                body,
                has_header=False,
                separator=self.reader.delimiter,
                quote_char=None,
                schema=self._schema(),
            )
        except pl.exceptions.PolarsError:
            return None
        whole = frame[SENTINEL].null_count() == 0
        return frame.drop(SENTINEL) if whole and len(frame) == block.body.count(b"\n") else None

    def _schema(self) -> dict[str, pl.DataType]:
        import polars as pl

        shared = pl.Categorical(pl.Categories.random(physical=pl.UInt8))
        schema: dict[str, pl.DataType] = {}
        for column in self.layout.columns:
            name = str(column.position)
            if self._is_yes_no(column):
                schema[name] = shared
            elif self._few(column):
                schema[name] = pl.Categorical(pl.Categories.random(physical=pl.UInt8))
            else:
                schema[name] = pl.String()
        return {**schema, SENTINEL: pl.String()}

    def _is_yes_no(self, column: Column) -> bool:
        facts = self.cells.gate.bundle.facts
        if column.codes:
            return False
        yes_no = column.kind == "fact" and facts[column.target].type == "yes_no"
        return yes_no or column.kind == "prompt" or (column.kind == "looked" and column.target != "")

    def _few(self, column: Column) -> bool:
        if column.kind == "fact":
            return self.cells.gate.bundle.facts[column.target].type in FEW
        return column.kind in ("prompt", "looked")

    def _frame(self, records: Sequence[Record]) -> pl.DataFrame:
        """Records as a frame of raw cells."""
        import polars as pl

        columns = zip(*(r.cells for r in records), strict=True) if records else ()
        texts = [pl.Series(str(i), cells, dtype=pl.String) for i, cells in enumerate(columns)]
        if not texts:
            texts = [pl.Series(str(c.position), [], dtype=pl.String) for c in self.layout.columns]
        frame = pl.DataFrame(texts)
        kinds = {
            str(c.position): pl.Categorical(pl.Categories.random()) for c in self.layout.ours
        }
        return frame.cast(kinds)  # type: ignore[arg-type]

    def _scored(
        self,
        raw: pl.DataFrame,
        numbers: Sequence[int],
        block: Block,
        broken: list[Rejected],
        records: Sequence[Record] = (),
    ) -> Batch:
        """Read the cells, leave out what is refused, and score the rest."""
        import polars as pl

        typed, refused = self._typed(raw)
        bad = self._refused_rows(refused, raw, numbers)
        if refused:
            line = {r.number: r.line for r in records}
            first = block.line - block.first if self.reader.lined else None
            for at in bad:
                number = numbers[at]
                where = line.get(number, number + first if first is not None else 0)
                broken.append(rejected(number, where, bad[at], self.layout))
            keep = pl.Series([i for i in range(len(raw)) if i not in bad], dtype=pl.UInt32)
            raw, typed = raw[keep], typed[keep]
            numbers = [numbers[i] for i in keep]
        return Batch(self._table(raw, typed, numbers), sorted(broken, key=lambda r: r.number))

    def _typed(
        self, raw: pl.DataFrame
    ) -> tuple[pl.DataFrame, list[tuple[Column, dict[int, Refusal]]]]:
        """The columns that the sheet asks for, and the categories refused in each column."""
        import polars as pl

        wanted: dict[tuple[str, str], list[Source]] = {}
        for source in self.sheet.program.sources.values():
            wanted.setdefault(_asks(source), []).append(source)
        found: dict[str, pl.Series] = {}
        refused: list[tuple[Column, dict[int, Refusal]]] = []
        values: dict[tuple[object, ...], tuple[list[str], list[object]]] = {}
        for column in self.layout.ours:
            series = self._categories(raw[str(column.position)])
            texts, read = self._read(column, series, values)
            codes = series.to_physical()
            wrong = {i: cell for i, cell in enumerate(read) if isinstance(cell, Refusal)}
            if wrong:
                refused.append((column, wrong))
            for source in wanted.get((column.kind, column.target), ()):
                table = [self._datum(source, column, cell) for cell in read] or [None]
                found[source.name] = pl.Series(table, dtype=self._dtype(source)).gather(codes)
            if column.kind == "looked" and not column.target:
                for source in (s for key, ss in wanted.items() if key[0] == "looked" for s in ss):
                    table = [isinstance(cell, frozenset) and source.of in cell for cell in read]
                    found[source.name] = pl.Series(table or [False], dtype=pl.Boolean).gather(codes)
        return self._complete(found, len(raw)), refused

    def _categories(self, series: pl.Series) -> pl.Series:
        import polars as pl

        if series.dtype == pl.String:
            return series.cast(pl.Categorical(pl.Categories.random()))
        return series

    def _read(
        self,
        column: Column,
        series: pl.Series,
        known: dict[tuple[object, ...], tuple[list[str], list[object]]],
    ) -> tuple[list[str], list[object]]:
        """Each category of a column and what it says; yes/no columns of a block share theirs."""
        categories = series.dtype.categories  # type: ignore[attr-defined]
        key = (categories.name(), self._is_yes_no(column), column.kind == "fact")
        if not self._is_yes_no(column) or key not in known:
            texts = categories.to_series().to_list()
            known[key] = texts, [self.cells.read(column, text) for text in texts]
        return known[key]

    def _datum(self, source: Source, column: Column, cell: object) -> Datum:
        if isinstance(cell, Refusal):
            return None
        if source.kind in ("cell", "looked"):
            return cell if isinstance(cell, bool) else None
        fact = self.cells.gate.bundle.facts[column.target]
        return datum(source, fact, cell, self.cells.gate.today)  # type: ignore[arg-type]

    def _dtype(self, source: Source) -> pl.DataType:
        import polars as pl

        fact = self.cells.gate.bundle.facts.get(source.of)
        yes_no = source.kind in ("fact", "stated") and fact and fact.type in ("yes_no", "reason")
        return pl.Boolean() if source.truth or yes_no else pl.Int32()

    def _complete(self, found: dict[str, pl.Series], height: int) -> pl.DataFrame:
        """Every source as a column; what the table does not have is missing in every row."""
        import polars as pl

        columns = []
        for name, source in self.sheet.program.sources.items():
            series = found.get(name)
            if series is None:
                series = pl.repeat(None, height, dtype=self._dtype(source), eager=True)
            if source.kind in ("known", "looked"):
                series = series.fill_null(value=False)
            columns.append(series.alias(name))
        return pl.DataFrame(columns)

    def _refused_rows(
        self,
        refused: Iterable[tuple[Column, dict[int, Refusal]]],
        raw: pl.DataFrame,
        numbers: Sequence[int],
    ) -> dict[int, list[tuple[Column, Refusal]]]:
        """Row to what is refused in it, in the order of the columns."""
        bad: dict[int, list[tuple[Column, Refusal]]] = {}
        for column, wrong in refused:
            codes = self._categories(raw[str(column.position)]).to_physical()
            for at in codes.is_in(list(wrong)).fill_null(value=False).arg_true():
                bad.setdefault(at, []).append((column, wrong[codes[at]]))
        return bad

    def _table(
        self, raw: pl.DataFrame, typed: pl.DataFrame, numbers: Sequence[int]
    ) -> pl.DataFrame:
        """The scored table of these rows."""
        import narwhals as nw
        import polars as pl

        sheet = self.sheet
        done = sheet.program.run(nw.from_native(typed, eager_only=True)).to_native()
        ident = self.layout.ident
        if ident is None:
            ids = pl.Series("id", list(numbers)).cast(pl.String)
        else:
            ids = raw[str(ident.position)].str.strip_chars().alias("id")
        outcomes = sheet.plan.outcomes
        return pl.DataFrame(
            [
                ids,
                self._named(done[sheet.outcome], outcomes).alias("outcome"),
                self._named(done[sheet.scale], sheet.levels).alias("scale"),
                done[sheet.settled].alias("settled"),
                done[sheet.harm_route].alias("harm_route"),
                done[sheet.provisional].alias("provisional"),
                self._listed(done, sheet.higher).alias("possible_higher"),
                self._listed(done, sheet.missing).alias("missing"),
                self._listed(done, sheet.rules).alias("rules"),
                self._named(done[sheet.first_action], sheet.actions).alias("first_action"),
                *(raw[str(c.position)].alias(c.header) for c in self.layout.kept),
            ]
        )

    def _named(self, places: pl.Series, names: Sequence[str]) -> pl.Series:
        """Names for positions; "" where there is none."""
        import polars as pl

        return pl.Series(names, dtype=pl.String).gather(places).fill_null("")

    def _listed(self, done: pl.DataFrame, mask: Mask) -> pl.Series:
        """The names of a mask's bits, with ``;`` between them."""
        import polars as pl

        bits = done[mask.column]
        different = bits.unique()
        texts = [names_of(mask, value) for value in different]
        return bits.replace_strict(different, texts, return_dtype=pl.String)


def _asks(source: Source) -> tuple[str, str]:
    """Which kind of column a source is made of."""
    if source.kind == "cell":
        return "prompt", source.of
    return ("looked" if source.kind == "looked" else "fact"), source.of
