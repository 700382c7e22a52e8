"""Tables for tests of the batch: written, scored by any engine, and given back as rows."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from needcheck.jobs.batch.records import Reader
from needcheck.jobs.batch.result import Batch, Rejected, csv_raw
from needcheck.jobs.batch.scoring import Ask, Batcher
from needcheck.jobs.engine import Engine, noon

ENGINE = Engine()
MOMENT = noon(dt.date(2026, 11, 20))


def table(rows: Iterable[Mapping[str, str]], columns: Sequence[str]) -> bytes:
    """Rows as a CSV file."""
    return csv_raw([list(columns), *([row.get(c, "") for c in columns] for row in rows)])


def batches(data: bytes, engine: str, size: int = 1 << 20, **more: Any) -> list[Batch]:
    """The batches of a table, scored by an engine in blocks of ``size`` bytes."""
    options = {name: more.pop(name) for name in ("encoding", "delimiter") if name in more}
    reader = Reader(io.BytesIO(data), "table.csv", size=size, **options)
    reader.open()
    more = {"authority": "hull", "pathway": "level", **more}
    ask = Ask(moment=MOMENT, engine=engine, **more)
    return list(Batcher(ask, reader, ENGINE).batches())


def scored(data: bytes, engine: str = "polars", **more: Any) -> list[tuple[Any, ...]]:
    """The scored rows of a table."""
    return [row for batch in batches(data, engine, **more) for row in batch.table.rows()]


def lost(data: bytes, engine: str = "polars", **more: Any) -> list[Rejected]:
    """The rejected rows of a table."""
    return [row for batch in batches(data, engine, **more) for row in batch.rejected]
