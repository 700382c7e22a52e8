"""Spark in local mode gives the rows of the other engines; runs with ``--long`` where Java is."""

from __future__ import annotations

import random
import shutil
from importlib.util import find_spec
from typing import Any

import pytest

from tests.bench.rows import header, rows
from tests.jobs.tables import ENGINE, batches, csv_raw

DIRT = ("maybe", "NA", " Yes ", "not known", "2", "")
there = shutil.which("java") is not None and find_spec("pyspark") is not None


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not there, reason="needs Java and pyspark")
@pytest.mark.parametrize("exact", [False, True])
def test_spark_gives_the_same_rows(exact: bool) -> None:
    """Scored and rejected rows and counts are those of Polars, cell by cell."""
    bundle, rng = ENGINE.bundle("birmingham"), random.Random(2)
    some = list(rows(bundle, 60, seed=2))
    for row in some[::5]:
        row[rng.randrange(1, len(row))] = rng.choice(DIRT)
    some[7][0] = some[3][0]
    data = csv_raw([header(bundle), *some])
    found = [everything(data, engine, exact) for engine in ("spark", "polars")]
    assert found[0] == found[1]


def everything(data: bytes, engine: str, exact: bool) -> tuple[Any, ...]:
    """All that an engine gives."""
    done = batches(data, engine, authority="birmingham", pathway="step_down", exact=exact)
    present: dict[str, int] = {}
    for batch in done:
        for name, count in batch.present.items():
            present[name] = present.get(name, 0) + count
    return (
        [row for batch in done for row in batch.table.rows()],
        [row for batch in done for row in batch.rejected],
        {name: count for name, count in present.items() if count},
    )
