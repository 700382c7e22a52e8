"""Opening a table: CSV from a file or stdin, Parquet or Excel, all read on as lines of text."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from needcheck.errors import InputError, Place, UsageError
from needcheck.jobs.batch.records import Reader
from needcheck.jobs.batch.write import needed

SLICE = 20_000


def open_table(
    path: Path | None, stdin: BinaryIO, *, encoding: str = "", delimiter: str = ""
) -> Reader:
    """A reader with its header read; ``path`` None is stdin. InputError where it is no table."""
    if encoding:
        _check_encoding(encoding)
    if delimiter in ("tab", "\\t"):
        delimiter = "\t"
    if delimiter and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise UsageError("--delimiter is one character, or tab.")
    reader = _reader(path, stdin, encoding, delimiter)
    try:
        reader.open()
    except OSError as error:
        raise _unreadable(path, error) from error
    return reader


def _reader(path: Path | None, stdin: BinaryIO, encoding: str, delimiter: str) -> Reader:
    if path is None:
        return Reader(stdin, "stdin", encoding, delimiter)
    file, ending = str(path), path.suffix.lower()
    if ending in (".parquet", ".xlsx", ".xlsm", ".xls", ".ods"):
        lines = _parquet(path) if ending == ".parquet" else _sheet(path)
        return Reader(Feed(lines), file, "utf-8", ",", lined=False)
    try:
        stream = path.open("rb")
    except OSError as error:
        raise _unreadable(path, error) from error
    return Reader(stream, file, encoding, delimiter)


def _check_encoding(name: str) -> None:
    import codecs

    try:
        text = codecs.lookup(name)._is_text_encoding
    except LookupError:
        text = False
    if not text:
        raise UsageError("--encoding is utf-8, latin-1, cp1252, utf-16 or another of Python's.")


def _unreadable(path: Path | None, error: OSError) -> InputError:
    what = error.strerror or "the system refused"
    return InputError(f"the table cannot be read: {what}.", place=Place(str(path or "stdin")))


class Feed(io.RawIOBase, BinaryIO):
    """A stream of bytes made of pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with what there is."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        part, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def _parquet(path: Path) -> Iterator[bytes]:
    """A Parquet file as lines of text, a slice at a time."""
    pl = needed("polars", "batch")
    try:
        scan = pl.scan_parquet(path)
        schema = scan.collect_schema()
        yield pl.DataFrame(schema=dict.fromkeys(schema, pl.String)).write_csv().encode()
        texts = scan.select(_as_text(name, dtype) for name, dtype in schema.items())
        for frame in texts.collect_batches(maintain_order=True, chunk_size=SLICE):
            yield frame.write_csv(include_header=False).encode()
    except (OSError, pl.exceptions.PolarsError) as error:
        message = "this Parquet file cannot be read, or has columns that are not plain values."
        raise InputError(message, place=Place(str(path))) from error


def _as_text(name: str, dtype: Any) -> Any:
    """A column as it would stand in a CSV file."""
    import polars as pl

    column = pl.col(name)
    if dtype == pl.Boolean:
        return pl.when(column).then(pl.lit("yes")).when(~column).then(pl.lit("no")).alias(name)
    if dtype.is_float():
        whole = column.is_finite() & (column == column.floor())
        as_whole = column.cast(pl.Int64, strict=False).cast(pl.String)
        return (
            pl.when(column.is_nan())
            .then(None)
            .when(whole)
            .then(as_whole)
            .otherwise(column.cast(pl.String))
            .alias(name)
        )
    if isinstance(dtype, pl.Datetime):
        return column.dt.strftime("%Y-%m-%d %H:%M")
    if isinstance(dtype, pl.List) and dtype.inner == pl.String:
        return column.list.join(";")
    return column.cast(pl.String)


def _sheet(path: Path) -> Iterator[bytes]:
    """The first sheet of a workbook as lines of text."""
    from needcheck.jobs.batch.result import csv_raw

    calamine = needed("python_calamine", "excel")
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        sheet = book.get_sheet_by_index(0)
    except (OSError, calamine.CalamineError, ValueError) as error:
        message = "this workbook cannot be read."
        raise InputError(message, place=Place(str(path))) from error
    width = 0
    for row in sheet.iter_rows():
        width = width or len(row)
        cells = [_cell(value) for value in row]
        yield csv_raw([cells + [""] * (width - len(cells))])


def _cell(value: object) -> str:
    """A cell of a workbook as it would stand in a CSV file."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M" if value.time() != dt.time() else "%Y-%m-%d")
    return str(value)
