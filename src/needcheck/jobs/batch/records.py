"""Reading a table of text in blocks of whole records: nothing lost, bounded memory.

A block whose cells need no quotation marks stays bytes, for an engine to parse; any other is read
record by record. A record that is not whole or well formed is kept as a ``Record`` with its fault.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from needcheck.errors import InputError, Place
from needcheck.jobs.batch.parser import LIMIT, LONG, Parser, Record

BLOCK = 16 << 20
ROWS = 48_000
"""A block of narrow rows has about as many at most: what is computed of them takes memory, too."""
SAMPLE = 256 << 10
DELIMITERS = (",", ";", "\t", "|")
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Block:
    """Whole records. ``body`` is UTF-8 without quotation marks, one record a line; or ``records``.

    ``first`` is the number of the first record and ``line`` the line it starts in; ``lines`` is how
    many lines the body has.
    """

    first: int
    line: int
    body: bytes = b""
    lines: int = 0
    records: tuple[Record, ...] = ()


@dataclass
class Reader:
    """Reads a stream of bytes as a table; ``file`` names it in errors.

    ``encoding`` and ``delimiter`` are found out where they are empty. ``size`` is how many bytes
    make a block at most, ``done`` how many were read so far.
    """

    stream: BinaryIO
    file: str
    encoding: str = ""
    delimiter: str = ""
    size: int = BLOCK
    lined: bool = True
    header: list[str] = field(default_factory=list)
    done: int = 0
    blank: int = 0
    _buffer: bytes = b""
    _ended: bool = False
    _decode: codecs.IncrementalDecoder | None = None
    _carriage: bool = False
    _number: int = 1
    _line: int = 1

    @property
    def taken(self) -> int:
        """How many records were taken off so far."""
        return self._number - 1

    def open(self) -> None:
        """Find out encoding and delimiter and read the header; InputError where there is none."""
        self._start()
        lines = self._peek().split(b"\n")
        first = next((line for line in lines if line.strip()), b"").decode("utf-8", "replace")
        if "\0" in first:
            hint = "Save it as CSV in UTF-8, or give --encoding."
            raise InputError("this is not a table of text.", place=Place(self.file), hint=hint)
        self.delimiter = self.delimiter or max(DELIMITERS, key=first.count)
        record = self._header()
        if record is None:
            message = "the file is empty: a header line is needed."
            raise InputError(message, place=Place(self.file))
        if record.fault[0]:
            message = f"the header line cannot be read ({record.fault[0]})."
            raise InputError(message, place=Place(self.file))
        self.header = list(record.cells)
        row = len(self._buffer) // (self._buffer.count(b"\n") + 1)
        self.size = min(self.size, max(SAMPLE, ROWS * row))

    def _start(self) -> None:
        head = self.stream.read(SAMPLE)
        self.done += len(head)
        self.encoding = self.encoding or encoding_of(head)
        for mark, name in BOMS:
            if head.startswith(mark) and name == "utf-8":
                head = head[len(mark) :]
        if codecs.lookup(self.encoding).name not in ("utf-8", "ascii"):
            self._decode = codecs.getincrementaldecoder(self.encoding)()
        self._buffer = self._utf8(head, final=False)
        if b"\n" not in self._buffer and b"\r" in self._buffer:
            self._carriage = True
            self._buffer = self._buffer.replace(b"\r", b"\n")
        if len(head) < SAMPLE:
            self._fill(0)

    def _utf8(self, data: bytes, *, final: bool) -> bytes:
        """The same text in UTF-8."""
        if self._decode is None:
            return data
        try:
            return self._decode.decode(data, final).encode("utf-8")
        except UnicodeError:
            message = f"the file is not {self.encoding}; give --encoding."
            raise InputError(message, place=Place(self.file)) from None

    def _fill(self, size: int) -> None:
        """Read until the buffer has this many bytes, or the file ends (``size`` 0: one read)."""
        while not self._ended and (len(self._buffer) < size or size == 0):
            data = self.stream.read(max(size - len(self._buffer), SAMPLE))
            self.done += len(data)
            self._ended = not data
            more = self._utf8(data, final=self._ended)
            more = more.replace(b"\r", b"\n") if self._carriage else more
            self._buffer = self._buffer + more if self._buffer else more
            if size == 0:
                return

    def _peek(self) -> bytes:
        self._fill(SAMPLE)
        return self._buffer[:LIMIT]

    def _header(self) -> Record | None:
        """The first record, taken off the buffer."""
        self._fill(LIMIT + 1)
        parser = self._parser(0, 1)
        for record in parser.records(self._buffer, width=0):
            self._buffer = self._buffer[parser.used :]
            self._line = parser.line
            return record
        return Record(0, 1, fault=LONG) if self._buffer.strip() else None

    def _parser(self, number: int, line: int, *, ended: bool | None = None) -> Parser:
        ended = self._ended if ended is None else ended
        return Parser(number, line, self.delimiter, ended=ended, lined=self.lined)

    def blocks(self) -> Iterator[Block]:
        """Every record after the header, once, in order."""
        while True:
            self._fill(self.size)
            if not self._buffer and self._ended:
                return
            block = self._block()
            if block is not None:
                yield block

    def _block(self) -> Block | None:
        """The next block, taken off the buffer; None where nothing came of it."""
        whole = len(self._buffer) if self._ended else self._buffer.rfind(b"\n") + 1
        body = self._buffer[:whole]
        fast = plain(body, self.delimiter.encode(), single=len(self.header) == 1) if whole else None
        if fast is None:
            return self._slow()
        self._buffer = self._buffer[whole:]
        block = Block(self._number, self._line, fast, fast.count(b"\n"))
        self._number += block.lines
        self._line += block.lines
        return block

    def _slow(self) -> Block | None:
        parser = self._parser(self._number, self._line)
        found = tuple(parser.records(self._buffer, width=len(self.header)))
        block = Block(self._number, self._line, records=found)
        if not parser.used:
            return self._overlong()
        self._buffer = self._buffer[parser.used :]
        self._number, self._line = parser.number, parser.line
        self.blank += parser.blank
        return block

    def _overlong(self) -> Block | None:
        """Read on for a record that has not ended; take it off where it is too long."""
        if len(self._buffer) <= LIMIT and not self._ended:
            self._fill(len(self._buffer) + SAMPLE)
            return None
        end = self._buffer.find(b"\n") + 1
        while not end and not self._ended:
            self._buffer = b""
            self._fill(SAMPLE)
            end = self._buffer.find(b"\n") + 1
        self._buffer = self._buffer[end or len(self._buffer) :]
        record = Record(self._number, self._line if self.lined else 0, fault=LONG)
        self._number += 1
        self._line += 1
        return Block(record.number, record.line, records=(record,))

    def rows(self, block: Block) -> Iterator[Record]:
        """The records of a block one by one, however it was read."""
        if block.records or not block.body:
            yield from block.records
            return
        parser = self._parser(block.first, block.line, ended=True)
        yield from parser.records(block.body, width=len(self.header))


def encoding_of(head: bytes) -> str:
    """UTF-8 where the beginning of a file is that, UTF-16 or 32 by its mark, else Windows-1252."""
    for mark, name in BOMS:
        if head.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < SAMPLE)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def plain(body: bytes, delimiter: bytes, *, single: bool = False) -> bytes | None:
    """The same records without quotation marks, each ended by a newline; None if that cannot be.

    It can where no quoted cell holds a delimiter, a newline or a quotation mark, no record is too
    long and every character is one of UTF-8. A blank line has too few cells, which an engine finds;
    in a table of a ``single`` column it cannot be.
    """
    if b'"' in body:
        sep = re.escape(delimiter)
        cell = rb"(?<![^" + sep + rb'\n])"([^"\n\r' + sep + rb']*)"(?=[' + sep + rb"\r\n]|\Z)"
        body = re.sub(cell, rb"\1", body)
    if b'"' in body or b"\0" in body or not _even(body):
        return None
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n")
        if b"\r" in body:
            return None
    if single and (b"\n\n" in body or body.startswith(b"\n") or not body):
        return None
    if not body.isascii():
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            return None
    return body if body.endswith(b"\n") else body + b"\n"


def _even(body: bytes) -> bool:
    """Whether no line can be longer than the limit: every half of it holds a line's end."""
    half = LIMIT // 2
    return all(body.find(b"\n", at, at + half) >= 0 for at in range(0, len(body) - half, half))
