"""``needcheck score`` as its user runs it: files, counts, exit codes, and what never gets out."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from needcheck.jobs.batch.result import FIELDS
from tests import terminal
from tests.bench.rows import generate
from tests.jobs.tables import ENGINE, table

COLUMNS = ("id", "harm", "impact", "needs", "month")
GOOD = {"harm": "no", "impact": "none", "needs": "none"}


@dataclass(frozen=True)
class Done:
    """What a run gave."""

    code: int
    out: str
    err: str


def needcheck(*words: str, stdin: str = "") -> Done:
    """Run a command line in a user folder without settings."""
    with tempfile.TemporaryDirectory() as home:
        done = terminal.needcheck(Path(home), *words, stdin=stdin)
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """A table with two good rows and one bad one."""
    path = tmp_path / "rows.csv"
    some = [GOOD | {"id": "A1", "month": "2026-04"}, {"id": "A2", "harm": "maybe"}]
    path.write_bytes(table([*some, {"id": "A3", "harm": "suspected"}], COLUMNS))
    return path


def test_everything_comes_out_once_and_counts_add_up(rows: Path) -> None:
    """Scored rows, rejected rows and the record beside them; exit 1 because a row was rejected."""
    out = rows.with_name("out.csv")
    done = needcheck(
        "score", str(rows), "--authority", "hull", "--keep", "month", "--out", str(out)
    )
    assert done.code == 1, done.err
    assert "3 rows read: 2 scored, 1 rejected" in done.err
    scored = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert scored[0] == [*FIELDS, "month"]
    assert [row[:2] for row in scored[1:]] == [["A1", "universal"], ["A3", "specialist"]]
    [lost] = list(csv.DictReader(io.StringIO(rows.with_name("out.rejects.csv").read_text())))
    assert (lost["record"], lost["line"], lost["column"]) == ("2", "3", "harm")
    assert "maybe" not in str(lost) + done.err
    record = tomllib.loads(rows.with_name("out.csv.toml").read_text(encoding="utf-8"))
    assert record["counts"]["read"] == record["counts"]["scored"] + record["counts"]["rejected"]
    assert record["criteria"]["sha256"] == ENGINE.bundle("hull").sha256
    assert record["input"]["kept"] == ["month"]


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_every_format_holds_the_same_rows(tmp_path: Path, ending: str) -> None:
    """CSV, Parquet and Excel in and out give the same scored rows."""
    import polars as pl

    data = generate(ENGINE.bundle("hull"), 30).encode()
    source = tmp_path / f"rows.{ending}"
    frame = pl.read_csv(data, infer_schema=False)
    if ending == "csv":
        source.write_bytes(data)
    elif ending == "parquet":
        frame.write_parquet(source)
    else:
        frame.write_excel(source)
    out = tmp_path / f"out.{ending}"
    done = needcheck("score", str(source), "--authority", "hull", "--out", str(out))
    assert done.code == 0, done.err
    plain = tmp_path / "plain.csv"
    plain.write_bytes(data)
    expected = needcheck("score", str(plain), "--authority", "hull").out
    found = out.read_text() if ending == "csv" else written(out)
    assert found.splitlines() == expected.splitlines()


def written(path: Path) -> str:
    """A Parquet or Excel result as the CSV that it would be."""
    import polars as pl

    if path.suffix == ".xlsx":
        import python_calamine

        book = python_calamine.CalamineWorkbook.from_path(str(path))
        head, *rest = book.get_sheet_by_index(0).to_python()
        frame = pl.DataFrame(rest, schema=dict.fromkeys(head, pl.String), orient="row")
    else:
        frame = pl.read_parquet(path)
        truths = pl.col(pl.Boolean)
        frame = frame.with_columns(
            pl.when(truths).then(pl.lit("yes")).otherwise(pl.lit("no")).name.keep()
        )
    return frame.with_columns(pl.col(pl.String).replace("", None)).write_csv()


def test_stdin_and_stdout(rows: Path) -> None:
    """With - the table comes from a pipe; without --out the result goes to stdout, and only it."""
    done = needcheck(
        "score", "-", "--authority", "hull", "--ignore", "month", stdin=rows.read_text()
    )
    assert done.out.splitlines()[0] == ",".join(FIELDS)
    assert len(done.out.splitlines()) == 3
    assert "record 2, line 3: harm: text" in done.err


def test_strict_stops_at_the_first_and_writes_nothing(rows: Path) -> None:
    """Exit 1, the record and what is allowed, and no file."""
    out = rows.with_name("out.csv")
    options = ("--ignore", "month", "--strict", "--out", str(out))
    done = needcheck("score", str(rows), "--authority", "hull", *options)
    assert done.code == 1
    assert "record 2" in done.err
    assert sorted(p.name for p in rows.parent.iterdir()) == ["rows.csv"]


@pytest.mark.parametrize("engine", ["polars", "scalar"])
def test_no_cell_reaches_a_spreadsheet_as_a_formula(tmp_path: Path, engine: str) -> None:
    """What begins like a formula has an apostrophe before it; numbers stay numbers."""
    cells = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "  =1"]
    cells += ["-5", "3.5", "plain", "a\r=1"]
    path, out = tmp_path / "rows.csv", tmp_path / "out.csv"
    some = [GOOD | {"id": f"A{i}", "month": cell} for i, cell in enumerate(cells)]
    path.write_bytes(table(some, COLUMNS))
    options = ("--keep", "month", "--allow", "month", "--engine", engine, "--out", str(out))
    assert needcheck("score", str(path), "--authority", "hull", *options).code == 0
    kept = [row[-1] for row in csv.reader(io.StringIO(out.read_bytes().decode(), newline=""))][1:]
    assert kept == [f"'{cell}" for cell in cells[:6]] + cells[6:]


def test_a_row_is_explained(rows: Path) -> None:
    """``assess --row`` gives the whole result of one row; a refused row says why."""
    done = needcheck(
        "assess", "--row", str(rows), "--id", "A3", "--authority", "hull", "--no-input", "--json"
    )
    assert '"outcome": "specialist"' in done.out
    bad = needcheck("assess", "--row", str(rows), "--id", "A2", "--authority", "hull", "--no-input")
    assert bad.code == 3
    assert "harm has text" in bad.err
    lost = needcheck(
        "assess", "--row", str(rows), "--id", "A9", "--authority", "hull", "--no-input"
    )
    assert lost.code == 2


def test_a_template_is_a_table_that_can_be_scored(tmp_path: Path) -> None:
    """It has every column; its dictionary says what may stand in each."""
    path = tmp_path / "empty.csv"
    assert needcheck("score", "--template", "birmingham", "--out", str(path)).code == 0
    done = needcheck("score", str(path), "--authority", "birmingham")
    assert done.code == 0
    assert "0 rows read" in done.err
    assert "no column" not in done.err
    words = (tmp_path / "empty-dictionary.csv").read_text(encoding="utf-8")
    rows = {row["column"]: row for row in csv.DictReader(io.StringIO(words))}
    assert set(rows) == set(path.read_text(encoding="utf-8").strip().split(","))
    assert "leave blank for not known" in rows["harm"]["allowed"]


def test_columns_that_the_pathway_reads_and_the_table_lacks_are_said(rows: Path) -> None:
    """Each with the outcomes that it decides, before a row is read."""
    done = needcheck("score", str(rows), "--authority", "hull", "--ignore", "month")
    assert "severity (decides specialist, targeted, additional)" in done.err


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--out", "out.txt"), 2, ".csv"),
        (("--engine", "abacus"), 2, "polars"),
        (("--authority", "atlantis"), 2, "authority"),
        (("--delimiter", "::"), 2, "one character"),
        (("--encoding", "rot13"), 2, "utf-8"),
        (("--map", "nowhere.toml"), 3, "nowhere.toml"),
        (("--id", "nowhere"), 3, "not in the table"),
        (("--pathway", "nowhere"), 2, "pathway"),
    ],
)
def test_a_wrong_option_is_one_sentence(
    rows: Path, options: tuple[str, ...], code: int, words: str
) -> None:
    """The exit code tells usage from files, and nothing is a traceback."""
    done = needcheck("score", str(rows), "--authority", "hull", "--ignore", "month", *options)
    assert done.code == code
    assert words in done.err
    assert "Traceback" not in done.err


def test_a_table_that_is_not_there_is_said(tmp_path: Path) -> None:
    """Exit 3 with the file's name."""
    done = needcheck("score", str(tmp_path / "none.csv"), "--authority", "hull")
    assert done.code == 3
    assert "none.csv" in done.err


def start(folder: Path, *options: str, limit: int = 0) -> subprocess.Popen[str]:
    """The program on a table that comes slowly through a pipe."""
    import resource

    def limited() -> None:
        if limit:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [sys.executable, "-m", "needcheck", "score", "-", "--authority", "hull", *options],
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder,
        preexec_fn=limited,  # noqa: PLW1509 -- no thread runs yet
        env=terminal.environment(folder / "home", PYTHONDONTWRITEBYTECODE="1"),  # nor a half cache
    )  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="signals and limits of POSIX")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_stopped_run_leaves_what_was_there(tmp_path: Path, stop: signal.Signals) -> None:
    """An older result stays whole; who ends it otherwise than by force finds nothing beside it."""
    out = tmp_path / "out.csv"
    out.write_text("older")
    program = start(tmp_path, "--out", "out.csv")
    assert program.stdin is not None
    program.stdin.write(generate(ENGINE.bundle("hull"), 50))
    program.stdin.flush()
    time.sleep(4)
    program.send_signal(stop)
    program.wait(60)
    program.stdin.close()
    assert program.stderr is not None
    said = program.stderr.read()
    assert out.read_text() == "older"
    if stop != signal.SIGKILL:
        assert program.returncode == 128 + stop
        assert said.endswith("stopped before the end: every file that is there is whole.\n")
        assert sorted(p.name for p in tmp_path.iterdir()) == ["out.csv"]


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_that_goes_away_is_no_success(tmp_path: Path) -> None:
    """Exit 130 and one sentence: what else was asked for was not written either."""
    (tmp_path / "rows.csv").write_text(generate(ENGINE.bundle("hull"), 300), encoding="utf-8")
    program = subprocess.Popen(
        [sys.executable, "-m", "needcheck", "score", "rows.csv", "--authority", "hull",
         "--out", "-", "--summary", "page.html"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
        env=terminal.environment(tmp_path / "home"),
    )  # fmt: skip
    assert program.stdout is not None
    program.stdout.close()
    assert program.stderr is not None
    said = program.stderr.read()
    assert program.wait(60) == 130
    assert "closed it" in said
    assert not (tmp_path / "page.html").exists()


@pytest.mark.skipif(os.name == "nt", reason="signals and limits of POSIX")
@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_a_disk_without_room_leaves_what_was_there(tmp_path: Path, ending: str) -> None:
    """Exit 3, one sentence, no half result."""
    out = tmp_path / f"out.{ending}"
    out.write_text("older")
    program = start(tmp_path, "--out", out.name, limit=2_000)
    _, err = program.communicate(generate(ENGINE.bundle("hull"), 300), timeout=120)
    assert program.returncode == 3, err
    assert out.read_text() == "older"
    assert "nothing was written" in err
    assert "Traceback" not in err
    assert sorted(p.name for p in tmp_path.iterdir()) == [out.name]
