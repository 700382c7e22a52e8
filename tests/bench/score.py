"""How fast a table is scored, and in how much memory, beside what else could do it.

Run with ``python tests/bench/score.py``; not a test, since machines and their moods differ. One run
prints, for 100,000 and 1,000,000 rows of Hull's level with all columns:

* ``score``: needcheck with Polars, from file to file, everything checked, every field;
* ``limit``: the same engine reading all columns and writing as many as the result has, unscored;
* ``duckdb``: the same of DuckDB, unscored;
* ``scalar``: needcheck row by row;
* ``zen-table``, ``zen``, ``rule-engine``: zen-engine with the decision table that an author would
  keep, the same as one compiled expression, and rule-engine, on the same rules with the same three
  values; for the outcome alone, from rows that are in memory, typed and checked already.

Then ``score`` alone for 1, 2 and 4 million rows: memory must not grow with them. Every figure is of
a process of its own, limits and scores taking turns; the ratios matter, and processor seconds where
a machine is shared. ``--rows 100000`` measures only that many, ``--runs 3`` takes the median of as
many. Needs duckdb, zen-engine and rule-engine for their lines, left out where they are not there.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench import rules
from tests.bench.rows import header, rows

from needcheck.jobs.batch.input import open_table
from needcheck.jobs.batch.scoring import Ask, Batcher, Files, write_all
from needcheck.jobs.engine import Engine, noon

DAY = dt.date(2026, 11, 20)
DIFFERENT = 20_000
SMALL = 3_000
RESULT_COLUMNS = 10
Figures = dict[str, float]


def write_table(path: Path, count: int) -> None:
    """A table of so many rows; after 20,000 different ones they come again under other ids."""
    bundle = Engine().bundle("hull")
    some = [",".join(row[1:]) for row in rows(bundle, min(count, DIFFERENT), seed=1)]
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(header(bundle)) + "\n")
        for number in range(count):
            file.write(f"C{number:08},{some[number % len(some)]}\n")


def score(table: Path, engine: str = "polars") -> int:
    """Needcheck, from file to file."""
    out = table.with_name(f"out-{os.getpid()}.csv")
    reader = open_table(table, sys.stdin.buffer)
    batcher = Batcher(Ask("hull", "level", noon(DAY), engine), reader, Engine())
    counts = write_all(batcher, Files(sys.stdout.buffer, out, out.with_suffix(".rejects")))
    assert counts.rejected == 0
    return counts.scored


def limit(table: Path) -> int:
    """Polars reads every column as categories, and writes as many columns as the result has."""
    import polars as pl

    with table.open(encoding="utf-8") as file:
        names = file.readline().strip().split(",")
    schema: dict[str, Any] = {n: pl.Categorical(pl.Categories.random()) for n in names}
    schema["id"] = pl.String
    scan = pl.scan_csv(table, schema=schema)
    every = pl.any_horizontal(pl.col(name) == "yes" for name in names[1:]).alias("any")
    out = table.with_name(f"out-{os.getpid()}.csv")
    scan.select(*names[: RESULT_COLUMNS - 1], every).sink_csv(out)
    return -1


def duck(table: Path) -> int:
    """DuckDB reads every column, and writes as many columns as the result has."""
    import duckdb

    with table.open(encoding="utf-8") as file:
        names = file.readline().strip().split(",")
    some = ", ".join(f'"{name}"' for name in names[: RESULT_COLUMNS - 1])
    every = " or ".join(f"\"{name}\" = 'yes'" for name in names[1:])
    out = table.with_name(f"out-{os.getpid()}.csv")
    duckdb.sql(
        f"copy (select {some}, {every} as any_yes from read_csv('{table}', all_varchar=true)) "  # noqa: S608
        f"to '{out}' (header)"
    )
    return -1


def one_by_one(table: Path, kind: str) -> int:
    """Another rule engine over rows in memory; its time is its own, not that of reading."""
    cases, expected, plan = rules.cases(table, DAY)
    decide: Callable[[dict[str, Any]], str] = getattr(rules, kind)(plan)
    started = time.perf_counter()
    found = [decide(case) for case in cases]
    rules.TIMED.append(time.perf_counter() - started)
    assert found == expected, "the other engine decides otherwise"
    return len(found)


WAYS: dict[str, Callable[[Path], int]] = {
    "score": score,
    "limit": limit,
    "duckdb": duck,
    "scalar": lambda table: score(table, "scalar"),
    "zen": lambda table: one_by_one(table, "zen"),
    "zen-table": lambda table: one_by_one(table, "zen_table"),
    "rule-engine": lambda table: one_by_one(table, "rule_engine"),
}
NEEDS = {"duckdb": "duckdb", "zen": "zen", "zen-table": "zen", "rule-engine": "rule_engine"}


def child(way: str, table: Path) -> None:
    """One measurement; its figures on stdout."""
    import resource

    started = time.perf_counter()
    WAYS[way](table)
    seconds = rules.TIMED[-1] if rules.TIMED else time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": time.process_time(), "mib": peak}))


def measured(way: str, table: Path) -> Figures:
    """The figures of one process."""
    command = [sys.executable, __file__, "--child", way, str(table)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    for left in table.parent.glob("out-*"):
        left.unlink()
    found: Figures = json.loads(done.stdout)
    return found


def turns(ways: list[str], table: Path, runs: int) -> dict[str, Figures]:
    """The medians of runs that take turns."""
    found: dict[str, list[Figures]] = {way: [] for way in ways}
    for _ in range(runs):
        for way in ways:
            found[way].append(measured(way, table))
    return {
        way: {key: statistics.median(f[key] for f in figures) for key in figures[0]}
        for way, figures in found.items()
    }


def lines(found: dict[str, Figures], count: int, base: Figures | None) -> Iterator[str]:
    """The figures of each way, with its ratio to the limit where it reads files."""
    for way, figures in found.items():
        rate = count / figures["seconds"]
        ratio = f"{figures['seconds'] / base['seconds']:5.2f} times the limit" if base else ""
        cpu = f", {figures['cpu']:6.1f} s of processors"
        print_ = f"{way:12} {figures['seconds']:8.2f} s  {rate:10,.0f} rows/s"
        yield f"{print_}  {figures['mib']:6.0f} MiB{cpu}  {ratio}"


def compare(folder: Path, count: int, runs: int) -> float:
    """Print one size; rows/s of needcheck."""
    table = folder / "table.csv"
    write_table(table, count)
    print(f"\n{count:,} rows, {table.stat().st_size / 1e6:,.0f} MB")
    there = [way for way in ("limit", "score", "duckdb") if _there(way)]
    found = turns(there, table, runs)
    for line in lines(found, count, found["limit"]):
        print(line)
    table.unlink()
    return count / found["score"]["seconds"]


def _there(way: str) -> bool:
    return way not in NEEDS or find_spec(NEEDS[way]) is not None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, action="append")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--child", nargs=2)
    chosen = parser.parse_args()
    if chosen.child:
        child(chosen.child[0], Path(chosen.child[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rate = [
            compare(folder, count, chosen.runs) for count in chosen.rows or (100_000, 1_000_000)
        ]
        table = folder / "table.csv"
        write_table(table, SMALL)
        print(f"\n{SMALL:,} rows, one after another")
        ways = [way for way in ("scalar", "zen-table", "zen", "rule-engine") if _there(way)]
        found = turns(ways, table, 1)
        for line in lines(found, SMALL, None):
            print(line)
        for way in ways:
            print(f"score is {rate[-1] / (SMALL / found[way]['seconds']):,.0f} times {way}")
        if not chosen.rows:
            print("\nmemory")
            for count in (1_000_000, 2_000_000, 4_000_000):
                write_table(table, count)
                figures = measured("score", table)
                print(f"{count:>9,} rows  {figures['mib']:6.0f} MiB  {figures['seconds']:7.1f} s")


if __name__ == "__main__":
    main()
