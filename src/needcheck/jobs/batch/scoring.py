"""Scoring a whole table: from an open reader to files that are whole, with counts that add up.

Every record comes out exactly once and in order: scored, or among the rejected. Nothing takes its
place on the disk until all of it is there.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol

from needcheck.case.answers import NOT_KNOWN
from needcheck.case.facts import Gate
from needcheck.case.pending import Pending
from needcheck.criteria import nodes as n
from needcheck.errors import InputError, Place, RowsRejected
from needcheck.jobs.batch.cells import Cells, Refusal
from needcheck.jobs.batch.layout import Layout, Wishes, lay_out
from needcheck.jobs.batch.private import Watch
from needcheck.jobs.batch.records import Block, Reader
from needcheck.jobs.batch.result import FIELDS, REJECT_FIELDS, Batch, Rejected, csv_lines
from needcheck.jobs.batch.scalar_engine import ScalarEngine, Scorer
from needcheck.jobs.batch.write import missing_extra, writer
from needcheck.jobs.engine import Engine
from needcheck.recommend.columnwise import Sheet
from needcheck.recommend.compile import Plan
from needcheck.recommend.whatif import LIST

POLARS, SCALAR, SPARK = "polars", "scalar", "spark"


class Runs(Protocol):
    """An engine: every record in order, scored or rejected."""

    def run(self) -> Iterator[Batch]:
        """The batches, one after another."""


@dataclass
class Counts:
    """How many rows were read, scored and rejected; scored ones by outcome."""

    read: int = 0
    scored: int = 0
    rejected: int = 0
    blank_lines: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, batch: Batch) -> None:
        """Count one more batch."""
        self.scored += len(batch.table)
        self.rejected += len(batch.rejected)
        self.read = self.scored + self.rejected
        self.outcomes.update(batch.table.counts())
        self.reasons.update(row.column or row.value_class for row in batch.rejected)


@dataclass(frozen=True)
class Files:
    """Where results go: ``out`` None is ``stream``; ``rejects`` None leaves them to watchers."""

    stream: BinaryIO
    out: Path | None = None
    rejects: Path | None = None


@dataclass(frozen=True)
class Ask:
    """What is wanted of a table; ``engine`` is polars, scalar or spark.

    ``allowed`` are columns that the person says are fine, ``sample`` how many records are read (0:
    all), ``strict`` stops at the first rejected one, ``exact`` searches as ``assess`` does.
    """

    authority: str
    pathway: str
    moment: dt.datetime
    engine: str = POLARS
    wishes: Wishes = field(default_factory=Wishes)
    allowed: tuple[str, ...] = ()
    sample: int = 0
    strict: bool = False
    exact: bool = False


class Batcher:
    """One table under one pathway: laid out, checked, and ready to be scored.

    Raises InputError before a row is read where the header does not fit.
    """

    def __init__(self, ask: Ask, reader: Reader, engine: Engine) -> None:
        self.ask, self.reader = ask, reader
        self.recommender = engine.recommender(ask.authority, ask.pathway)
        self.plan: Plan = self.recommender.plan
        bundle = self.plan.bundle
        self.cells = Cells(Gate(bundle, ask.moment))
        wishes = replace(ask.wishes, levels=levels_of(self.plan))
        self.layout = lay_out(reader.header, bundle, wishes, reader.file)
        check_codes(self.layout, self.cells, ask.wishes.where)
        check_headers(self.layout, reader.file)
        self.watch = Watch.over(self.layout, bundle, ask.allowed, reader.file)
        self.scorer = Scorer(self.recommender, self.cells, ask.exact)

    @property
    def absent(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What the pathway reads and the table does not have, each with the outcomes it decides."""
        return tuple(missing_columns(self.plan, self.layout))

    def batches(self) -> Iterator[Batch]:
        """Every record in order, by the engine asked for."""
        return self._runs().run()

    def _runs(self) -> Runs:
        if self.ask.sample:
            self.reader = _Sampled(self.reader, self.ask.sample)
        if self.ask.engine == SCALAR:
            return ScalarEngine(self.layout, self.scorer, self.reader, self.watch)
        sheet = Sheet(self.plan, self.recommender.scale, self.layout.prompts)
        if self.ask.engine == SPARK:
            from needcheck.jobs.batch.spark_engine import SparkEngine

            return SparkEngine(self.layout, sheet, self.cells, self.reader, self.watch, self.scorer)
        from needcheck.jobs.batch.polars_engine import PolarsEngine

        exact = self.scorer if self.ask.exact else None
        return PolarsEngine(self.layout, sheet, self.cells, self.reader, self.watch, exact)


def levels_of(plan: Plan) -> dict[str, str]:
    """What may stand in a column of decisions: names and ids of outcomes, each with its id."""
    outcomes = plan.pathway.outcomes
    names = {outcome.name: outcome.id for outcome in outcomes}
    return {NOT_KNOWN: "", **names, **{outcome.id: outcome.id for outcome in outcomes}}


def chosen_engine(asked: str) -> tuple[str, str]:
    """The engine, and what to say of it: without the extra rows are scored one by one."""
    if asked == SPARK and not (find_spec("pyspark") and find_spec("narwhals")):
        raise missing_extra("spark")
    if asked in (SCALAR, SPARK):
        return asked, ""
    if find_spec("polars") and find_spec("narwhals"):
        return POLARS, ""
    hint = "pip install 'needcheck[batch]' is faster"
    return SCALAR, f"polars is not installed: rows are scored one by one ({hint})."


def write_all(
    batcher: Batcher, files: Files, watching: Iterable[Callable[[Batch], None]] = ()
) -> Counts:
    """Score, write and count.

    ``watching`` are shown every batch: for a summary, an audit, a progress bar. Raises before
    anything takes its place where the disk is full, the run is stopped, or ``strict`` says so.
    """
    counts = Counts()
    with ExitStack() as stack:
        out = stack.enter_context(Pending(files.out)) if files.out else None
        lost = stack.enter_context(Pending(files.rejects)) if files.rejects else None
        headers = [column.header for column in batcher.layout.kept]
        write = writer(out or files.stream, headers)
        stack.callback(write.close)
        if lost:
            lost.write(csv_lines([REJECT_FIELDS]))
        for batch in batcher.batches():
            if batcher.ask.strict and batch.rejected:
                raise _stopped(batch.rejected[0], batcher.reader.file)
            write.add(batch)
            counts.add(batch)
            if lost:
                lost.write(csv_lines(row.row for row in batch.rejected))
            for watcher in watching:
                watcher(batch)
        write.finish()
        counts.blank_lines = batcher.reader.blank
        for pending in (lost, out):
            if pending:
                pending.flush()
        for pending in (lost, out):
            if pending:
                pending.put()
    return counts


def _stopped(row: Rejected, file: str) -> RowsRejected:
    where = f" in {row.column}" if row.column else ""
    message = f"record {row.number} has {row.value_class}{where}; allowed: {row.allowed}."
    return RowsRejected(message, place=Place(file, row.line or None), hint="Nothing was written.")


def check_headers(layout: Layout, file: str) -> None:
    """No column that is carried through is called like one of the result; InputError otherwise."""
    taken = [column.header for column in layout.kept if column.header in FIELDS]
    if taken:
        message = (
            f"a column cannot be carried through as {taken[0]}: the result has one of its own."
        )
        raise InputError(message, place=Place(file), hint="Give it another name in the table.")


def check_codes(layout: Layout, cells: Cells, where: str) -> None:
    """Every code of a map leads to an allowed answer; InputError otherwise."""
    for column in layout.ours:
        ours = replace(column, codes={}, position=-1 - column.position)
        wrong = [
            code for code in column.codes.values() if isinstance(cells.read(ours, code), Refusal)
        ]
        if wrong:
            message = f"the codes of {layout.label(column)} lead to what is no answer to it."
            raise InputError(message, place=Place(where))


def missing_columns(plan: Plan, layout: Layout) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Facts and lists that the pathway reads and no column has, with the outcomes they decide."""
    there = {column.target for column in layout.ours}
    prompts = plan.bundle.prompts
    read: dict[str, dict[str, None]] = {}
    for outcome in plan.outcomes:
        for atom in plan.atoms(plan.trees[f"outcome:{outcome}"]):
            if not isinstance(atom, n.Prompts):
                names = [] if atom.fact in there else [atom.fact]
            else:
                names = [f"{LIST}{prompts[p].group}" for p in atom.ids if p not in there]
            for name in names:
                read.setdefault(name, {})[outcome] = None
    order = [*plan.bundle.facts, *(f"{LIST}{g}" for g in ("child", "parents", "home"))]
    for name in order:
        if name in read:
            yield name, tuple(read[name])


class _Sampled(Reader):
    """A reader that ends after so many records."""

    def __init__(self, reader: Reader, most: int) -> None:
        self.__dict__.update(reader.__dict__)
        self._most = most

    def blocks(self) -> Iterator[Block]:
        """The first records."""
        for block in super().blocks():
            first = block.first
            records = tuple(islice(self.rows(block), self._most - first + 1))
            if records:
                yield Block(first, block.line, records=records)
            if len(records) < 1 or records[-1].number >= self._most:
                return
