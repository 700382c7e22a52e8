"""Every engine reads dirt alike: the same bytes out, the same rejected rows, the same counts."""

from __future__ import annotations

import io
import random
from dataclasses import asdict
from typing import Any

import pytest

from needcheck.errors import NeedcheckError
from needcheck.jobs.batch.layout import Wishes
from needcheck.jobs.batch.records import Reader
from needcheck.jobs.batch.result import Batch, csv_lines
from needcheck.jobs.batch.scoring import Ask, Batcher, Files, write_all
from tests.bench.rows import cell
from tests.jobs.tables import ENGINE, MOMENT

COLUMNS = (
    *("id", "harm", "impact", "severity", "needs", "age", "plan", "disabled", "harm_no_reason"),
    *("hul-355", "hul-301", "looked_through_child", "kept"),
)
DIRT = (
    *("Yes ", " ", "not known", "maybe", "NA", "None", "TRUE", "1", "٣", "+7", "7,5", "cp ; cin"),
    *("\u200bno", "no\u00a0", "ｎｏ", "no\x1c", "\x1cno", "no\x85", "\u2028no", "yes\n", "\x0cyes"),
    *("=cmd|' /C calc'!A0", "-5\n", "+4\r", "=1\r", "\n=1", "\x1c=1", "\u2003=1", "＝1", "\t=1"),
    *("a\nb", "a\r\nb", "a\rb", 'a"b', '"', "a,b", "a;b", "\ufeffno", "\0", "é", "R1", "x" * 3000),
)
ENDS = ("\n", "\r\n", "\r", "")
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252")


def dirty(rng: random.Random) -> bytes:
    """A small table with some dirt in cells, quotation, widths, line ends or bytes."""
    facts, dirt = ENGINE.bundle("hull").facts, rng.choice((0, 0.03, 0.2))
    delimiter, end = rng.choice(",,;\t|"), rng.choice(ENDS)
    lines = [delimiter.join(COLUMNS)]
    for number in range(rng.choice((0, 1, 8, 20))):
        row = [f"R{number}"]
        for name in COLUMNS[1:]:
            clean = cell(facts[name], rng) if name in facts else rng.choice(("yes", "no", ""))
            row.append(rng.choice(DIRT) if rng.random() < dirt else rng.choice((clean, "")))
        row[0] = rng.choice(DIRT) if rng.random() < dirt else row[0]
        row = row[: -1 if rng.random() < dirt / 4 else None]
        lines.append(delimiter.join(_written(text, delimiter, rng) for text in row))
        lines += ["", " ", '""'][: rng.randrange(4)] if rng.random() < dirt / 4 else []
    parts = [line + (end or rng.choice(ENDS[:3])) for line in lines]
    data = bytearray("".join(parts).encode(rng.choice(ENCODINGS), "replace"))
    for _ in range(rng.choice((0, 0, 0, 3))):
        data[rng.randrange(len(data))] = rng.choice(b'\0\n\r",\xff\xe9A')
    return bytes(data)


def _written(text: str, delimiter: str, rng: random.Random) -> str:
    """A cell as it stands in a line: mostly quoted where it must be."""
    must = any(part in text for part in (delimiter, "\n", "\r", '"'))
    if (must and rng.random() < 0.9) or rng.random() < 0.1:
        return '"' + text.replace('"', '""') + '"'
    return text


def everything(data: bytes, engine: str, size: int) -> Any:
    """All that an engine makes of a table: bytes, rejected rows and counts; or the error."""
    out, lost, present = io.BytesIO(), list[bytes](), dict[str, int]()

    def watch(batch: Batch) -> None:
        lost.append(csv_lines(row.row for row in batch.rejected))
        for name, count in batch.present.items():
            present[name] = present.get(name, 0) + count

    try:
        reader = Reader(io.BytesIO(data), "table.csv", size=size)
        reader.open()
        wishes = Wishes(kept=("kept",), counted=("harm",))
        allowed = ("id", "kept", "harm_no_reason")
        ask = Ask("hull", "level", MOMENT, engine, wishes, allowed)
        counts = write_all(Batcher(ask, reader, ENGINE), Files(out), [watch])
    except NeedcheckError as error:
        return type(error), str(error)
    named = {name: count for name, count in present.items() if count}
    return out.getvalue(), b"".join(lost), asdict(counts), named


SEEDS = [range(12), range(12, 24), pytest.param(range(24, 600), marks=pytest.mark.long)]


@pytest.mark.parametrize("seeds", SEEDS)
def test_engines_read_dirt_alike(seeds: range) -> None:
    """Whatever stands in a file, and wherever blocks end, Polars gives what rows one by one do."""
    for seed in seeds:
        rng = random.Random(seed)
        data, size = dirty(rng), rng.choice((200, 1 << 20))
        assert everything(data, "polars", size) == everything(data, "scalar", size), seed


KEPT = "id,harm,kept\n"
CASES = {
    "a number and a newline": (KEPT + 'A1,no,"-5\n"\n', b"'-5\n"),
    "a separator before a formula": (KEPT + "A1,no,\x1c=1\n", b"'\x1c=1"),
    "a carriage return": (KEPT + 'A1,no,"a\rb"\n', b"A1,not_yet,,no,no,no,"),
    "a separator around an id": (KEPT + "\x1cA1\x1c,no,x\n", b"\nA1,"),
}


@pytest.mark.parametrize("engine", ["polars", "scalar"])
@pytest.mark.parametrize("case", CASES)
def test_what_engines_once_read_otherwise(case: str, engine: str) -> None:
    """Ends of texts, white space and quotation are Python's in every engine."""
    table, expected = CASES[case]
    assert expected in everything(table.encode(), engine, 1 << 20)[0]


@pytest.mark.parametrize("engine", ["polars", "scalar"])
def test_nothing_in_quotation_marks_is_a_record_of_one_cell(engine: str) -> None:
    """In a table of one column a quoted blank is a row, and an empty line is none."""
    for table, rows, blank in ((b'harm\n""', 1, 0), (b'harm\n""\n\n""\n', 2, 1)):
        reader = Reader(io.BytesIO(table), "table.csv")
        reader.open()
        batcher = Batcher(Ask("hull", "level", MOMENT, engine), reader, ENGINE)
        counts = write_all(batcher, Files(io.BytesIO()))
        assert (counts.read, counts.blank_lines) == (rows, blank)


@pytest.mark.parametrize("engine", ["polars", "scalar"])
def test_a_lone_carriage_return_is_said_as_that(engine: str) -> None:
    """It is no quotation mark, and the record is rejected by its line."""
    lost = everything((KEPT + "A1,no,a\rb\nA2,no,c\n").encode(), engine, 1 << 20)[1]
    assert lost.startswith(b"1,2,,a carriage return outside quotation marks,")
