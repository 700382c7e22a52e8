"""Blocks of a table as Polars frames of what conditions ask for, one row for each good record.

Cells with few different values are read as categories, so that each different value of a block
goes once through the gate, whatever the number of rows. A block that cannot be parsed so (ragged,
quoted, too many different values) goes through record by record and comes out the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from needcheck.jobs.batch.cells import Cell, Cells, Refusal
from needcheck.jobs.batch.layout import Column, Layout
from needcheck.jobs.batch.parser import Record
from needcheck.jobs.batch.records import Block, Reader
from needcheck.jobs.batch.result import Rejected, rejected
from needcheck.readings.sources import Datum, Source, datum

if TYPE_CHECKING:
    import polars as pl

SENTINEL, MARK = "end", "~"
SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
"""What Python strips: Polars on its own leaves the separators of files, groups and records."""
FEW = ("yes_no", "choice", "many", "number")
Refused = dict[int, list[tuple[Column, Refusal]]]


@dataclass
class Frames:
    """Turns blocks into frames; ``sources`` are the columns that are asked for.

    A frame also has the texts that are carried through: ``id``, and ``kept:0`` and so on.
    """

    layout: Layout
    sources: tuple[Source, ...]
    cells: Cells
    reader: Reader
    _columns: dict[tuple[str, str], list[Source]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the sources by the column of the table that they are made of."""
        for source in self.sources:
            self._columns.setdefault(_made_of(source), []).append(source)

    def raw(
        self, block: Block
    ) -> tuple[pl.DataFrame, Sequence[int], Sequence[int], list[Rejected]]:
        """The block's cells with the numbers and lines of its records, and what is no record."""
        parsed = self._parse(block) if block.body else None
        if parsed is not None:
            numbers = range(block.first, block.first + len(parsed))
            lines = range(block.line, block.line + len(parsed)) if self.reader.lined else None
            return parsed, numbers, lines or [0] * len(parsed), []
        records = list(self.reader.rows(block))
        whole = [record for record in records if not record.fault[0]]
        broken = [Rejected.of_fault(record) for record in records if record.fault[0]]
        frame = self._of_records(whole)
        return frame, [r.number for r in whole], [r.line for r in whole], broken

    def _parse(self, block: Block) -> pl.DataFrame | None:
        """The block as a frame of raw cells; None where a record is ragged or does not fit."""
        import polars as pl

        sep = self.reader.delimiter.encode()
        try:
            frame = pl.read_csv(
                block.body.replace(b"\n", sep + MARK.encode() + b"\n"),
                has_header=False,
                separator=self.reader.delimiter,
                quote_char=None,
                schema=self._schema(),
            )
        except pl.exceptions.PolarsError:
            return None
        whole = frame[SENTINEL].null_count() == 0 and len(frame) == block.lines
        return frame.drop(SENTINEL).rechunk() if whole else None

    def _schema(self) -> dict[str, pl.DataType]:
        import polars as pl

        shared = pl.Categorical(pl.Categories.random(physical=pl.UInt8))
        schema: dict[str, pl.DataType] = {}
        for column in self.layout.columns:
            few = self._few(column)
            own = pl.Categorical(pl.Categories.random(physical=pl.UInt8)) if few else pl.String()
            schema[str(column.position)] = shared if self._is_yes_no(column) else own
        return {**schema, SENTINEL: pl.String()}

    def _type(self, column: Column) -> str:
        """The type of a column's fact, "" for any other column."""
        facts = self.cells.gate.bundle.facts
        return facts[column.target].type if column.kind == "fact" else ""

    def _is_yes_no(self, column: Column) -> bool:
        listed = column.kind == "looked" and column.target
        plain = self._type(column) == "yes_no" or column.kind == "prompt" or bool(listed)
        return plain and not column.codes

    def _few(self, column: Column) -> bool:
        return self._type(column) in FEW or column.kind in ("prompt", "looked")

    def _of_records(self, records: Sequence[Record]) -> pl.DataFrame:
        """Records as a frame of raw cells."""
        import polars as pl

        cells = [record.cells for record in records]
        names = [str(column.position) for column in self.layout.columns]
        schema: dict[str, pl.DataType] = dict.fromkeys(names, pl.String())
        frame = pl.DataFrame(cells, schema=schema, orient="row")
        kinds = {str(c.position): pl.Categorical(pl.Categories.random()) for c in self.layout.ours}
        return frame.cast(kinds)  # type: ignore[arg-type]

    def typed(self, raw: pl.DataFrame) -> tuple[pl.DataFrame, Refused]:
        """The columns asked for, and the refused cells of each row that has some."""
        import polars as pl

        found: dict[str, pl.Expr] = {}
        refused: Refused = {}
        shared: dict[tuple[str, str], list[Cell]] = {}
        kinds = raw.schema
        texts = [n for c in self.layout.ours if kinds[n := str(c.position)] == pl.String]
        raw = raw.with_columns(pl.col(name).cast(_own_categories()) for name in texts)
        for column in self.layout.ours:
            series = raw[str(column.position)]
            read = self._read(column, series, shared)
            wrong = {i: cell for i, cell in enumerate(read) if isinstance(cell, Refusal)}
            if wrong:
                codes = series.to_physical()
                for at in codes.is_in(list(wrong)).fill_null(value=False).arg_true():
                    refused.setdefault(at, []).append((column, wrong[codes[at]]))
            codes_of = pl.col(series.name).to_physical()
            for source in self._wanted(column):
                table = [self._datum(source, column, cell) for cell in read] or [None]
                said = _looked_up(table, codes_of, self.dtype(source))
                found[source.name] = said.alias(source.name)
        return raw.select(self._complete(found, len(raw))), refused

    def _wanted(self, column: Column) -> Iterable[Source]:
        if column.kind == "looked" and not column.target:
            return (
                s for key, sources in self._columns.items() if key[0] == "looked" for s in sources
            )
        return self._columns.get((column.kind, column.target), ())

    def _read(
        self, column: Column, series: pl.Series, shared: dict[tuple[str, str], list[Cell]]
    ) -> list[Cell]:
        """What each category of a column says; yes/no columns of a block share theirs."""
        categories = series.dtype.categories  # type: ignore[attr-defined]
        key = (categories.name(), (column.kind == "fact" and "fact") or "other")
        if not self._is_yes_no(column) or key not in shared:
            shared[key] = [self.cells.read(column, text) for text in categories.to_series()]
        return shared[key]

    def _datum(self, source: Source, column: Column, cell: Cell) -> Datum:
        if isinstance(cell, Refusal):
            return None
        if source.kind == "looked" and isinstance(cell, frozenset):
            return source.of in cell
        if source.kind in ("cell", "looked"):
            return cell if isinstance(cell, bool) else None
        fact = self.cells.gate.bundle.facts[column.target]
        return datum(source, fact, cell, self.cells.gate.today)

    def dtype(self, source: Source) -> pl.DataType:
        """The type of a source's column."""
        import polars as pl

        fact = self.cells.gate.bundle.facts.get(source.of)
        yes_no = source.kind in ("fact", "stated") and fact and fact.type in ("yes_no", "reason")
        return pl.Boolean() if source.truth or yes_no else pl.Int32()

    def _complete(self, found: dict[str, pl.Expr], height: int) -> Iterator[pl.Expr]:
        """Every source as a column; what the table does not have is missing in every row."""
        import polars as pl

        for source in self.sources:
            column = found.get(source.name)
            if column is None:
                column = pl.repeat(None, height, dtype=self.dtype(source)).alias(source.name)
            never_null = source.kind in ("known", "looked")
            yield column.fill_null(value=False) if never_null else column

    def carried(self, raw: pl.DataFrame, numbers: Sequence[int]) -> list[pl.Series]:
        """The texts that are carried through."""
        import polars as pl

        ident = self.layout.ident
        if ident is None:
            ids = pl.Series("id", list(numbers), dtype=pl.Int64).cast(pl.String)
        else:
            ids = raw[str(ident.position)].str.strip_chars(SPACES).fill_null("").alias("id")
        kept = enumerate(self.layout.kept)
        return [ids, *(_text(raw[str(c.position)]).alias(f"kept:{i}") for i, c in kept)]


def refuse(
    refused: Refused, numbers: Sequence[int], lines: Sequence[int], layout: Layout
) -> list[Rejected]:
    """The rows with refused cells, as rejected rows."""
    found = []
    for at in sorted(refused):
        cells = sorted(refused[at], key=lambda cell: cell[0].position)
        found.append(rejected(numbers[at], lines[at], cells, layout))
    return found


def _text(series: pl.Series) -> pl.Series:
    """A column as texts, blank where there is nothing."""
    import polars as pl

    return series.cast(pl.String).fill_null("")


def _looked_up(table: list[Datum], codes: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """What a table has for codes; a comparison where that says the same, which is faster."""
    import polars as pl

    if dtype == pl.Boolean and table.count(True) == 1 and None not in table:
        return codes == table.index(True)
    return pl.lit(pl.Series(table, dtype=dtype)).gather(codes)


def _own_categories() -> pl.Categorical:
    import polars as pl

    return pl.Categorical(pl.Categories.random())


def _made_of(source: Source) -> tuple[str, str]:
    """The kind of column, and the fact, prompt or list, that a source is made of."""
    if source.kind == "cell":
        return "prompt", source.of
    return ("looked" if source.kind == "looked" else "fact"), source.of
