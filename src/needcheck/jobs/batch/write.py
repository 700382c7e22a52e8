"""Writing scored tables: CSV, Parquet or Excel by the name's ending, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from needcheck.case.pending import Pending
from needcheck.errors import Place, StorageError, UsageError
from needcheck.jobs.batch.result import FIELDS, TRUTHS, Batch, csv_lines, csv_raw, shown

ENDINGS = (".csv", ".parquet", ".xlsx")
MOST_EXCEL_ROWS = 1_048_575
LONGEST_EXCEL_TEXT = 32_767


class Writer(Protocol):
    """Takes batches and keeps them; ``finish`` before the file is put in place."""

    def add(self, batch: Batch) -> None:
        """Write one more batch."""

    def finish(self) -> None:
        """Write what comes last."""

    def close(self) -> None:
        """Leave nothing behind, whether it was finished or not."""


class CsvWriter:
    """Lines of a CSV file, safe to open in a spreadsheet."""

    def __init__(self, out: Pending | BinaryIO, columns: Iterable[str]) -> None:
        self.out = out
        self.out.write(csv_lines([list(columns)]))

    def add(self, batch: Batch) -> None:
        """Write one more batch."""
        self.out.write(batch.table.csv())

    def finish(self) -> None:
        """Nothing comes last."""

    def close(self) -> None:
        """Nothing is left."""


class ParquetWriter:
    """A Parquet file, made of the CSV lines that are written beside it first."""

    def __init__(self, out: Pending, columns: tuple[str, ...]) -> None:
        self.out, self.columns = out, columns
        self.lines = Pending(out.path.with_name(f"{out.path.name}.lines"))

    def add(self, batch: Batch) -> None:
        """Write one more batch."""
        rows = batch.table.rows()
        self.lines.write(
            csv_raw([str(c).lower() if isinstance(c, bool) else c for c in r] for r in rows)
        )

    def finish(self) -> None:
        """Make the Parquet file, in memory that does not grow with the rows."""
        import polars as pl

        self.lines.flush()
        schema: dict[str, Any] = {
            name: pl.Boolean if name in TRUTHS else pl.String for name in self.columns
        }
        lines = pl.scan_csv(self.lines.temporary, has_header=False, schema=schema)
        self.out.file.close()
        try:
            lines.with_columns(pl.col(pl.String).fill_null("")).sink_parquet(self.out.temporary)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise _no_room(self.out) from error
        self.out.file = self.out.temporary.open("ab")

    def close(self) -> None:
        """Take the lines away."""
        self.lines.__exit__(None, None, None)


def _no_room(out: Pending) -> StorageError:
    message = "nothing was written: the disk is full, or the system refused."
    return StorageError(message, place=Place(str(out.path)))


class _Sink:
    """The file of a book: once it failed or was closed, whatever else is tried on it is nothing.

    An archive that could not be written tries again when it is forgotten, and complains.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.failed = file, False

    def write(self, data: bytes) -> int:
        return self._tried(lambda: self.file.write(data))

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._tried(lambda: self.file.seek(offset, whence))

    def tell(self) -> int:
        return self._tried(self.file.tell)

    def flush(self) -> None:
        self._tried(lambda: self.file.flush() or 0)

    def _tried(self, step: Callable[[], int]) -> int:
        if self.failed or self.file.closed:
            return 0
        try:
            return step()
        except OSError:
            self.failed = True
            raise


class ExcelWriter:
    """An Excel sheet of texts; no cell is a formula or a link."""

    def __init__(self, out: Pending, columns: tuple[str, ...]) -> None:
        xlsxwriter = needed("xlsxwriter", "excel")
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.out, self.count = out, 0
        self.book = xlsxwriter.Workbook(_Sink(out.file), options)
        self.sheet = self.book.add_worksheet("scored")
        self._row(columns)

    def _row(self, cells: Iterable[str]) -> None:
        try:
            for at, cell in enumerate(cells):
                self.sheet.write_string(self.count, at, cell[:LONGEST_EXCEL_TEXT])
        except OSError as error:
            raise _no_room(self.out) from error
        self.count += 1

    def add(self, batch: Batch) -> None:
        """Write one more batch."""
        if self.count + len(batch.table) > MOST_EXCEL_ROWS:
            message = f"a sheet holds {MOST_EXCEL_ROWS:,} rows; write .csv or .parquet instead."
            raise UsageError(message)
        for row in batch.table.rows():
            self._row(map(shown, row))

    def finish(self) -> None:
        """Write the book."""
        from xlsxwriter.exceptions import XlsxWriterException

        try:
            self.book.close()
        except (OSError, XlsxWriterException) as error:
            raise _no_room(self.out) from error

    def close(self) -> None:
        """The book's own temporary files go with it."""
        self.book.fileclosed = True


def needed(module: str, extra: str) -> Any:
    """A library of an extra; UsageError that names the extra where it is not installed."""
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError:
        raise missing_extra(extra) from None


def missing_extra(extra: str) -> UsageError:
    """What to install for what was asked."""
    return UsageError(
        f"this needs an extra that is not installed: pip install 'needcheck[{extra}]'."
    )


def writer(out: Pending | BinaryIO, kept: Iterable[str]) -> Writer:
    """What writes this file by its ending; CSV to a stream."""
    columns = (*FIELDS, *kept)
    ending = out.path.suffix.lower() if isinstance(out, Pending) else ""
    if not isinstance(out, Pending):
        return CsvWriter(out, columns)
    if ending == ".parquet":
        needed("polars", "batch")
        return ParquetWriter(out, columns)
    return ExcelWriter(out, columns) if ending == ".xlsx" else CsvWriter(out, columns)


def check_ending(path: Path) -> None:
    """UsageError where the name says no format that is written."""
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(f"--out ends in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}.")
