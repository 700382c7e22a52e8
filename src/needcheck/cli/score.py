"""``needcheck score``: a table of anonymised rows, scored."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from needcheck.cli.context import Context, write_error
from needcheck.cli.program import say
from needcheck.cli.stopping import stoppable
from needcheck.errors import UsageError
from needcheck.jobs.engine import Engine

if TYPE_CHECKING:
    from needcheck.jobs.batch.layout import Wishes
    from needcheck.jobs.batch.result import Batch
    from needcheck.jobs.batch.scoring import Batcher, Counts, Files

ENGINES = ("polars", "scalar", "spark")
SHOWN = 10


@dataclass(frozen=True)
class ScoreRequest:
    """The options of ``needcheck score``, as given; ``command`` is the whole line."""

    table: str = ""
    authority: str = ""
    pathway: str = "level"
    out: str = ""
    rejects: str = ""
    map: str = ""
    ident: str = ""
    keep: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    decided: str = ""
    by: tuple[str, ...] = ()
    summary: str = ""
    disclosure: str = "round5"
    harm_list: str = ""
    encoding: str = ""
    delimiter: str = ""
    engine: str = ""
    sample: int = 0
    strict: bool = False
    exact: bool = False
    as_of: str = ""
    data: str = ""
    command: tuple[str, ...] = field(default=())


def run_score(request: ScoreRequest) -> int:
    """Score a table; 0, or 1 where rows were rejected."""
    with stoppable():
        return _run(request)


def _run(request: ScoreRequest) -> int:
    from needcheck.cli.score_summary import Beside, check_summary
    from needcheck.jobs.batch import scoring as batch

    check_summary(request)
    context = Context(data=request.data)
    engine = context.engine
    if request.engine not in ("", *ENGINES):
        raise UsageError(f"--engine is {', '.join(ENGINES)}.")
    files = _files(request)
    name, said = batch.chosen_engine(request.engine)
    if said:
        write_error(f"needcheck: {said}\n")
    batcher = open_batcher(replace(request, engine=name), context, engine)
    for overlay in engine.bundle(batcher.ask.authority).overlays:
        say(f"these are not only the criteria that came with needcheck. {overlay}.")
    _say_absent(batcher)
    progress = Progress(batcher, request.table)
    started = time.monotonic()
    with Beside(request, batcher) as beside:
        told = () if files.rejects else (Told(progress),)
        try:
            counts = batch.write_all(batcher, files, [progress, *told, *beside.watching])
        finally:
            progress.clear()
        beside.put()
    if files.out is not None:
        _write_sidecar(
            request, batcher, files.out, counts, name, context, time.monotonic() - started
        )
    _say(counts, files)
    return 1 if counts.rejected else 0


def open_batcher(request: ScoreRequest, context: Context, engine: Engine) -> Batcher:
    """The table opened and laid out under the pathway asked for."""
    from needcheck.jobs.batch.input import open_table
    from needcheck.jobs.batch.scoring import Ask, Batcher

    authority = request.authority or context.settings.authority
    if authority not in engine.authorities:
        known = ", ".join(engine.authorities)
        raise UsageError("which local authority? Use --authority.", hint=f"There are: {known}.")
    path = None if request.table == "-" else Path(request.table)
    reader = open_table(
        path, sys.stdin.buffer, encoding=request.encoding, delimiter=request.delimiter
    )
    ask = Ask(
        authority, request.pathway, context.moment(request.as_of), request.engine,
        wishes_of(request), request.allow, request.sample, request.strict, request.exact,
    )  # fmt: skip
    return Batcher(ask, reader, engine)


def wishes_of(request: ScoreRequest) -> Wishes:
    """What map and flags say of columns; flags add to the map."""
    from needcheck.criteria.positions import read_toml
    from needcheck.jobs.batch.layout import Wishes
    from needcheck.jobs.batch.maps import read_map

    found = Wishes()
    if request.map:
        raw, _ = read_toml(Path(request.map))
        found = read_map(raw, request.map)
    kept = dict.fromkeys((*found.kept, *request.keep))
    return replace(
        found,
        ident=request.ident or found.ident,
        kept=tuple(kept),
        ignored=(*found.ignored, *request.ignore),
        decided=request.decided,
        counted=request.by,
    )


def _files(request: ScoreRequest) -> Files:
    from needcheck.cli.score_summary import Nowhere, private_path
    from needcheck.jobs.batch.scoring import Files
    from needcheck.jobs.batch.write import check_ending

    out = Path(request.out) if request.out and request.out != "-" else None
    rejects = Path(request.rejects) if request.rejects else None
    if out is not None:
        check_ending(out)
    summary = Path(request.summary) if request.summary else None
    beside = out or (None if request.out else summary)
    if beside is not None:
        rejects = rejects or beside.with_name(f"{beside.stem}.rejects.csv")
    wanted = (out, rejects, summary, private_path(request), Path(request.table))
    paths = [p.resolve() for p in wanted if p is not None]
    if len(set(paths)) < len(paths):
        raise UsageError("the table, --out, --rejects and --summary must be different files.")
    stream = sys.stdout.buffer if request.out == "-" or not request.summary else Nowhere()
    return Files(stream, out, rejects)


def _say_absent(batcher: Batcher) -> None:
    """Name what the pathway reads and the table does not have."""
    absent = batcher.absent
    if not absent:
        return
    write_error("needcheck: the table has no column for these; they are not known in every row:\n")
    for name, outcomes in absent:
        write_error(f"  {name} (decides {', '.join(outcomes)})\n")


def _say(counts: Counts, files: Files) -> None:
    """The counts on stderr."""
    write_error(
        f"{counts.read:,} rows read: {counts.scored:,} scored, {counts.rejected:,} rejected.\n"
    )
    for outcome, count in sorted(counts.outcomes.items(), key=lambda item: (-item[1], item[0])):
        write_error(f"  {outcome}: {count:,}\n")
    if counts.rejected:
        most = counts.reasons.most_common(SHOWN)
        more = f" and {len(counts.reasons) - SHOWN} more" if len(counts.reasons) > SHOWN else ""
        write_error(f"Rejected for {', '.join(f'{name} ({n:,})' for name, n in most)}{more}.\n")
    if counts.rejected and files.rejects:
        write_error(f"Rejected rows are listed in {files.rejects}, by record number.\n")
    if counts.blank_lines:
        write_error(f"{counts.blank_lines:,} blank lines were passed over.\n")


def _write_sidecar(  # noqa: PLR0913, PLR0917 -- one argument for each part of what is recorded
    request: ScoreRequest,
    batcher: Batcher,
    out: Path,
    counts: Counts,
    engine: str,
    context: Context,
    seconds: float,
) -> None:
    """What was done, beside the result."""
    import tomli_w

    from needcheck.case.store import write_atomic
    from needcheck.jobs.batch.sidecar import record

    made = context.now.isoformat(timespec="seconds")
    data = record(batcher, counts, engine, request.command, made, seconds)
    write_atomic(out.with_name(f"{out.name}.toml"), tomli_w.dumps(data))


class Progress:
    """A line on stderr that says how far a long run is; silent where it is not a terminal."""

    def __init__(self, batcher: Batcher, table: str) -> None:
        path = Path(table)
        sized = table != "-" and path.is_file() and batcher.reader.lined
        self.total = path.stat().st_size if sized else 0
        self.batcher, self.rows, self.started, self.last = batcher, 0, time.monotonic(), 0.0
        self.on = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, batch: Batch) -> None:
        """Count a batch; say how far it is at most five times a second."""
        self.rows += len(batch.table) + len(batch.rejected)
        passed = time.monotonic() - self.started
        if not self.on or passed - self.last < 0.2:  # noqa: PLR2004
            return
        self.last = passed
        left = self.expected() - self.rows
        said = f", about {passed * left / self.rows:,.0f} s left" if left > 0 else ""
        write_error(f"\r{self.rows:,} rows, {self.rows / passed:,.0f} rows/s{said}".ljust(70))

    def expected(self) -> float:
        """How many rows there will be, by what was read so far, which is ahead of what is done."""
        reader, sample = self.batcher.reader, self.batcher.ask.sample
        found = reader.taken * self.total / reader.done if self.total and reader.done else 0
        return min(found, sample) if sample else found

    def clear(self) -> None:
        """Take the line away."""
        if self.on and self.last:
            write_error("\r" + " " * 70 + "\r")


class Told:
    """Says each rejected row on stderr, for a run that has no file for them."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    def __call__(self, batch: Batch) -> None:
        """Say the rejected rows of a batch."""
        if batch.rejected:
            self.progress.clear()
        for row in batch.rejected:
            where = f", line {row.line}" if row.line else ""
            column = f"{row.column}: " if row.column else ""
            write_error(f"record {row.number}{where}: {column}{row.value_class}; {row.allowed}\n")


def run_template(authority: str, out: str, data: str = "") -> int:
    """Write an empty table and its data dictionary."""
    from needcheck.case.store import write_atomic
    from needcheck.jobs.batch.template import dictionary, template

    engine = Context(data=data).engine
    if authority not in engine.authorities:
        known = ", ".join(engine.authorities)
        raise UsageError("there are no criteria for that authority.", hint=f"There are: {known}.")
    bundle = engine.bundle(authority)
    path = Path(out or f"{authority}-template.csv")
    words = path.with_name(f"{path.stem}-dictionary.csv")
    write_atomic(path, template(bundle))
    write_atomic(words, dictionary(bundle, [engine.plan(authority, p) for p in bundle.pathways]))
    sys.stdout.write(f"{path}\n{words}\n")
    return 0
