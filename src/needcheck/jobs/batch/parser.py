"""Reading records one by one, with quotation; what is no record is told by number and line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

LIMIT = 1 << 20
Fault = tuple[str, str]
UNCLOSED: Fault = (
    "a quotation mark that is not closed",
    "close it, or write it twice inside a cell",
)
STRAY: Fault = (
    "a stray quotation mark",
    "quote the whole cell, and write the mark twice inside it",
)
LONE: Fault = (
    "a carriage return outside quotation marks",
    "one kind of line end, or a quoted cell",
)
LONG: Fault = ("a record of more than 1 MiB", "a record has at most 1 MiB")
TRIES = 200


@dataclass(frozen=True)
class Record:
    """One record: its number and line (from 1; the header is line 1), and cells or a fault.

    ``line`` is 0 where a table has no lines. ``fault`` is what is wrong and what is allowed.
    """

    number: int
    line: int
    cells: tuple[str, ...] = ()
    fault: Fault = ("", "")


class Parser:
    """Reads records one by one; knows how many bytes, lines and blank lines it went through.

    A quotation may go over lines. Where that does not come out, its first line alone is refused
    and the next line is read afresh, so that one stray mark costs one record.
    """

    def __init__(self, number: int, line: int, delimiter: str, *, ended: bool, lined: bool) -> None:
        self.number, self.line, self.delimiter = number, line, delimiter
        self.ended, self.lined = ended, lined
        self.used = self.blank = 0

    def records(self, body: bytes, width: int) -> Iterator[Record]:
        """Whole records of ``width`` cells (0: any); what the body does not end is left."""
        csv.field_size_limit(LIMIT)
        lines = body.split(b"\n")
        last = lines.pop()
        lines = [line + b"\n" for line in lines]
        if last and self.ended:
            lines.append(last)
        at = 0
        while at < len(lines):
            count, cells, fault = self._one(lines, at)
            if not count:
                return
            if count > 1 and width and len(cells) != width:
                count, cells, fault = 1, [], UNCLOSED
            taken = b"".join(lines[at : at + count])
            at += count
            record = self._record(taken, count, cells, fault, width)
            if record is not None:
                yield record

    def _one(self, lines: list[bytes], at: int) -> tuple[int, list[str], Fault]:
        """The record that begins at a line: how many lines (0: it goes on), cells, fault."""
        end, text, tries = at + 1, lines[at], 0
        while True:
            tries += 1
            try:
                shown = text.decode("utf-8", "replace")
                cells = next(csv.reader((shown,), delimiter=self.delimiter, strict=True))
            except csv.Error as error:
                if "unexpected end" not in str(error):
                    return 1, [], _fault_of(error, lines[at])
            else:
                return end - at, cells, ("", "")
            more = next((i for i in range(end, len(lines)) if b'"' in lines[i]), None)
            goes_on = more is None and not self.ended and sum(map(len, lines[at:])) <= LIMIT
            if goes_on:
                return 0, [], ("", "")
            if more is None or tries > TRIES or len(text) > LIMIT:
                return 1, [], UNCLOSED
            text += b"".join(lines[end : more + 1])
            end = more + 1

    def _record(
        self, taken: bytes, count: int, cells: list[str], fault: Fault, width: int
    ) -> Record | None:
        line, number = self.line, self.number
        self.used += len(taken)
        self.line += count
        if not cells and not fault[0]:
            self.blank += 1
            return None
        self.number += 1
        fault = fault if fault[0] else _wrong(taken, cells, width)
        shown = line if self.lined else 0
        return Record(number, shown, () if fault[0] else tuple(cells), fault)


def _fault_of(error: csv.Error, line: bytes) -> Fault:
    """What the reader of records does not take."""
    if len(line) > LIMIT:
        return LONG
    return LONE if "new-line character" in str(error) else STRAY


def _wrong(taken: bytes, cells: list[str], width: int) -> Fault:
    """What is wrong with a record as a whole, if anything."""
    if len(taken) > LIMIT:
        return LONG
    if b"\0" in taken:
        return ("a NUL character", "text only")
    try:
        taken.decode("utf-8")
    except UnicodeDecodeError:
        return ("bytes that are not UTF-8", "UTF-8, or give --encoding")
    if width and len(cells) != width:
        return (f"{len(cells)} cells", f"{width} cells, as in the header")
    return ("", "")
