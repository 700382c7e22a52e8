"""Scoring a table on Spark, for those whose work outgrows one machine: the same expressions.

Whole records are read here, so that what is a record, and which id stands twice, is the same
everywhere; cells go through the gate and expressions run on the cluster, some records at a time.
The session is the one there is, or as ``spark-defaults`` or ``PYSPARK_SUBMIT_ARGS`` say, or a local
one. Workers need needcheck, too: of a local session they run the Python that runs this.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from needcheck.case.answers import Answers
from needcheck.case.facts import Gate
from needcheck.errors import StorageError, UsageError
from needcheck.jobs.batch.cells import Cell, Cells, Refusal
from needcheck.jobs.batch.ids import SeenOneByOne
from needcheck.jobs.batch.layout import Column, Layout
from needcheck.jobs.batch.parser import Record
from needcheck.jobs.batch.private import Watch
from needcheck.jobs.batch.records import Reader
from needcheck.jobs.batch.result import FIELDS, Batch, Rejected, Row, Rows, rejected
from needcheck.jobs.batch.scalar_engine import Scorer, answers_of
from needcheck.jobs.batch.write import needed
from needcheck.readings.sources import Datum, Source, datum
from needcheck.recommend.columnwise import Sheet
from needcheck.recommend.masks import Mask, names_of

AT_ONCE = 100_000
STAGES_AT_ONCE = 6
QUIET = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.debug.maxToStringFields": "1",
}
"""Of a session of our own. Code made for a plan of a thousand columns takes longer than its use."""
WORKERS = (
    "Its workers need the same Python with needcheck in it (PYSPARK_PYTHON names it) and enough "
    "memory; --engine polars needs neither."
)


Refused = tuple[tuple[Column, Refusal], ...]
Gated = tuple[int, list[Datum], Refused, list[str]]


@dataclass(frozen=True)
class Gating:
    """Turns records into what conditions ask for; goes to the cluster with its gate."""

    layout: Layout
    sources: tuple[Source, ...]
    gate: Gate

    def __call__(self, records: Iterable[Record]) -> Iterator[Gated]:
        """Number, data, refused cells and ticked prompts of each record."""
        cells = Cells(self.gate)
        for record in records:
            found: dict[tuple[str, str], Cell] = {}
            for column in self.layout.ours:
                text = record.cells[column.position]
                if text:
                    found[column.kind, column.target] = cells.read(column, text)
            refused = tuple(
                (column, cell)
                for column in self.layout.ours
                if isinstance(cell := found.get((column.kind, column.target)), Refusal)
            )
            data = [] if refused else [self._datum(source, found) for source in self.sources]
            ticked = [name for (kind, name), c in found.items() if kind == "prompt" and c is True]
            yield record.number, data, refused, ticked

    def _datum(self, source: Source, found: Mapping[tuple[str, str], Cell]) -> Datum:
        if source.kind == "looked":
            listed = found.get(("looked", ""))
            own = found.get(("looked", source.of))
            return own is True or (isinstance(listed, frozenset) and source.of in listed)
        if source.kind == "cell":
            ticked = found.get(("prompt", source.of))
            return ticked if isinstance(ticked, bool) else None
        cell = found.get(("fact", source.of))
        value = None if isinstance(cell, Refusal) else cell
        return datum(source, self.gate.bundle.facts[source.of], value, self.gate.today)


@dataclass
class SparkEngine:
    """Scores a table on Spark; the parts are those of ``PolarsEngine``."""

    layout: Layout
    sheet: Sheet
    cells: Cells
    reader: Reader
    watch: Watch
    scorer: Scorer
    _seen: SeenOneByOne = field(default_factory=SeenOneByOne)

    def run(self) -> Iterator[Batch]:
        """Every record in order: scored in some batch's table, or rejected."""
        session = session_of()
        records = (record for block in self.reader.blocks() for record in self.reader.rows(block))
        while some := list(islice(records, AT_ONCE)):
            with told_in_words(session):
                batch = self._batch(session, some)
            yield batch

    def _batch(self, session: Any, records: list[Record]) -> Batch:
        whole = [record for record in records if not record.fault[0]]
        for record in whole:
            self.watch.look_at(record.cells)
        wrong = self._wrong_ids(whole)
        gating = Gating(self.layout, tuple(self.sheet.program.sources.values()), self.cells.gate)
        context = session.sparkContext
        spread = context.parallelize(whole, context.defaultParallelism)
        gated = spread.mapPartitions(gating).persist()
        for number, refused in gated.filter(lambda r: r[2]).map(lambda r: (r[0], r[2])).collect():
            wrong[number] = (*refused, *wrong.get(number, ()))
        lost = [Rejected.of_fault(record) for record in records if record.fault[0]]
        lost += [
            rejected(record.number, record.line, wrong[record.number], self.layout)
            for record in whole
            if record.number in wrong
        ]
        bad = frozenset(wrong)
        good = gated.filter(lambda r: r[0] not in bad)
        done = self._computed(session, good) if len(bad) < len(whole) else {}
        present = good.flatMap(lambda r: r[3]).countByValue()
        gated.unpersist()
        columns = (*FIELDS, *(column.header for column in self.layout.kept))
        rows = [self._row(r, done[r.number]) for r in whole if r.number not in wrong]
        return Batch(Rows(columns, rows), sorted(lost, key=lambda row: row.number), present)

    def _wrong_ids(self, records: Iterable[Record]) -> dict[int, Refused]:
        """Number to what is wrong with the id; the others are remembered."""
        found: dict[int, Refused] = {}
        ident = self.layout.ident
        if ident is None:
            return found
        for record in records:
            if why := self._seen.refusal(record.cells[ident.position].strip()):
                found[record.number] = ((ident, why),)
        return found

    def _computed(self, session: Any, gated: Any) -> dict[int, tuple[Any, ...]]:
        """Number to the result columns of every record, from the cluster."""
        import narwhals as nw

        sources = tuple(self.sheet.program.sources.values())
        names = [f"c{i}" for i in range(len(sources))]
        schema = _schema(names, [self._truths(source) for source in sources])
        frame = session.createDataFrame(gated.map(lambda r: (r[0], *r[1])), schema)
        named = {name: source.name for name, source in zip(names, sources, strict=True)}
        done = nw.from_native(frame.withColumnsRenamed(named))
        for at, stage in enumerate(self.sheet.program.stages):
            done = done.with_columns(*stage.values())
            if at % STAGES_AT_ONCE == STAGES_AT_ONCE - 1:
                done = nw.from_native(_kept(done.to_native()))
        wanted = [*dict.fromkeys(self.sheet.columns)]
        rows = done.select("number", *wanted).to_native().collect()
        return {row[0]: tuple(row)[1:] for row in rows}

    def _truths(self, source: Source) -> bool:
        fact = self.cells.gate.bundle.facts.get(source.of)
        placed = source.kind in ("fact", "stated") and fact is not None
        return source.truth or (placed and fact is not None and fact.type in ("yes_no", "reason"))

    def _row(self, record: Record, done: tuple[Any, ...]) -> Row:
        """One scored row, with names in the place of positions."""
        sheet = self.sheet
        row = dict(zip(dict.fromkeys(sheet.columns), done, strict=True))

        def named(column: str, names: tuple[str, ...]) -> str:
            return "" if row[column] is None else names[row[column]]

        def listed(mask: Mask) -> str:
            return names_of(mask, row[mask.column])

        settled, higher, missing = row[sheet.settled], listed(sheet.higher), listed(sheet.missing)
        if self.scorer.exact and not settled:
            answers = answers_of(self.cells, self.layout, record.cells)
            if isinstance(answers, Answers):
                open_, higher = self.scorer.still_open(answers)
                settled, missing = not open_, missing if open_ else ""
        ident = self.layout.ident
        return (
            record.cells[ident.position].strip() if ident else str(record.number),
            named(sheet.outcome, sheet.plan.outcomes),
            named(sheet.scale, sheet.levels),
            *(settled, row[sheet.harm_route], row[sheet.provisional], higher, missing),
            listed(sheet.rules),
            named(sheet.first_action, sheet.actions),
            *(record.cells[column.position] for column in self.layout.kept),
        )


def _kept(frame: Any) -> Any:
    """The frame computed so far: a plan of a thousand columns never ends otherwise."""
    return frame.localCheckpoint()


def _schema(names: list[str], truths: list[bool]) -> Any:
    from pyspark.sql.types import BooleanType, IntegerType, LongType, StructField, StructType

    kinds = [BooleanType() if truth else IntegerType() for truth in truths]
    fields = [StructField(name, kind) for name, kind in zip(names, kinds, strict=True)]
    return StructType([StructField("number", LongType()), *fields])


def session_of() -> Any:
    """The session there is, or one as the environment says; UsageError without pyspark or Java."""
    sql = needed("pyspark.sql", "spark")
    there = sql.SparkSession.getActiveSession()
    if there is not None:
        return there
    builder = sql.SparkSession.builder.appName("needcheck")
    for name, value in QUIET.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (OSError, RuntimeError) as error:
        raise UsageError("Spark could not be started: it needs Java.") from error
    context = session.sparkContext
    context.setLogLevel("OFF")  # its traces are long, and go beside the one sentence of ours
    if context.master.startswith("local") and "PYSPARK_PYTHON" not in os.environ:
        context.pythonExec = sys.executable
    return session


@contextmanager
def told_in_words(session: Any) -> Iterator[None]:
    """Whatever Spark says goes wrong as one sentence, without its traces."""
    spark, gateway = needed("pyspark.errors", "spark"), needed("py4j.protocol", "spark")
    try:
        yield
    except (spark.PySparkException, gateway.Py4JError) as error:
        message = f"Spark ({session.sparkContext.master}) could not score the table."
        raise StorageError(message, hint=WORKERS) from error
