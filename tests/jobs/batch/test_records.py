"""Records are read as they are written, whatever stands in cells and wherever a block ends."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needcheck.jobs.batch.ids import SeenIds
from needcheck.jobs.batch.records import BLOCK, ROWS, Reader, encoding_of, plain

CELLS = st.text(st.sampled_from('ab ,;"\n\r\té'), max_size=6)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=8)
)


def reader(data: bytes, size: int = 1 << 20) -> Reader:
    """A reader with its header read."""
    found = Reader(io.BytesIO(data), "table.csv", "utf-8", ",", size=size)
    found.open()
    return found


@given(TABLES, st.sampled_from((1, 7, 1 << 20)), st.booleans(), st.sampled_from(("\n", "\r\n")))
def test_every_cell_comes_back(rows: list[list[str]], size: int, quoted: bool, end: str) -> None:
    """Quotation, line ends and the size of blocks change no cell, no number and no order."""
    width = len(rows[0]) if rows else 1
    rows = [row for row in rows if any(row)]
    if not quoted:  # Python's writer leaves a carriage return bare, which ends a line
        rows = [[cell.replace("\r", "r") for cell in row] for row in rows]
    text = io.StringIO()
    how = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(text, lineterminator=end, quoting=how)
    writer.writerows([[f"h{i}" for i in range(width)], *rows])
    table = reader(text.getvalue().encode(), size)
    records = [record for block in table.blocks() for record in table.rows(block)]
    assert [record.fault for record in records] == [("", "")] * len(rows)
    assert [list(record.cells) for record in records] == rows
    assert [record.number for record in records] == list(range(1, len(rows) + 1))


@pytest.mark.parametrize("width", [20, 60, 600])
def test_a_block_has_no_more_rows_than_are_worth_their_memory(width: int) -> None:
    """Narrow rows come in smaller blocks, about so many rows at most; none is lost."""
    row = b"A1,".ljust(width - 1, b"x") + b"\n"
    table = reader(b"h1,h2\n" + row * (2 * ROWS), BLOCK)
    blocks = [block.lines for block in table.blocks()]
    assert sum(blocks) == 2 * ROWS
    assert max(blocks) <= ROWS * 1.1


@given(st.text(st.sampled_from('ab,"\n'), max_size=30), st.sampled_from((1, 5, 1 << 20)))
def test_no_line_is_lost(text: str, size: int) -> None:
    """Of any text every line belongs to one record or is blank, and lines are told in order."""
    table = reader(f"h1,h2\n{text}".encode(), size)
    records = [record for block in table.blocks() for record in table.rows(block)]
    assert [record.number for record in records] == list(range(1, len(records) + 1))
    lines = [record.line for record in records]
    assert lines == sorted(set(lines))
    for record in records:
        assert record.fault[0] or len(record.cells) == 2
    given_ = "".join("".join(r.cells) for r in records if not r.fault[0])
    assert given_.count("a") <= text.count("a")
    if all(not record.fault[0] for record in records):
        assert given_.count("a") == text.count("a")
        assert given_.count("b") == text.count("b")


@given(st.text(st.sampled_from('ab,"\n'), max_size=40))
def test_quotation_is_taken_off_only_where_it_changes_nothing(text: str) -> None:
    """What is left without marks has the cells that the text has."""
    found = plain(text.encode(), b",")
    if found is not None and text:
        strict = csv.reader(io.StringIO(text, newline=""), strict=True)
        expected = [row for row in strict if row]
        lines = [line.split(",") for line in found.decode().splitlines()]
        assert [line for line in lines if line != [""]] == [row for row in expected if row != [""]]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"a,b\n", "utf-8"),
        ("é,b\n".encode(), "utf-8"),
        ("é,b\n".encode("cp1252"), "cp1252"),
        ("a,b".encode("utf-16"), "utf-16"),
        (b"\xef\xbb\xbfa", "utf-8"),
    ],
)
def test_an_encoding_is_found_out(head: bytes, name: str) -> None:
    """By its mark, or by whether it is UTF-8."""
    assert encoding_of(head) == name


@given(st.lists(st.lists(st.integers(0, 30).map(str), max_size=12), max_size=12))
def test_ids_are_seen_once(blocks: list[list[str]]) -> None:
    """However many blocks there were, an id that stood before is found again."""
    seen, before = SeenIds(), set[str]()
    for block in blocks:
        found = seen.again(pl.Series(block, dtype=pl.String)).to_list()
        for ident, again in zip(block, found, strict=True):
            assert again == (ident in before)
            before.add(ident)
