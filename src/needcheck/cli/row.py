"""``needcheck assess --row``: the answers of one row of a table, explained like any other case."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from needcheck.case.answers import Answers
from needcheck.case.facts import Gate, as_raw
from needcheck.cli.given import Request
from needcheck.cli.score import ScoreRequest, wishes_of
from needcheck.errors import InputError, Place, UsageError
from needcheck.jobs.batch.cells import Cells
from needcheck.jobs.batch.input import open_table
from needcheck.jobs.batch.layout import Layout, lay_out
from needcheck.jobs.batch.parser import Record
from needcheck.jobs.batch.records import Reader
from needcheck.jobs.batch.scalar_engine import answers_of


def answers_of_row(request: Request, gate: Gate) -> dict[str, Any]:
    """The row's answers as a file would give them; UsageError where no row, or more, has the id."""
    if not request.ident:
        raise UsageError("which row? Give its id, or its record number, with --id.")
    if request.answers or request.note or request.resume:
        raise UsageError("give --row, or --answers, --note or --resume, not both.")
    path = None if request.row == "-" else Path(request.row)
    reader = open_table(path, sys.stdin.buffer)
    wishes = wishes_of(ScoreRequest(map=request.map))
    layout = lay_out(reader.header, gate.bundle, wishes, reader.file, lenient=True)
    found = list(_matching(reader, layout, request.ident.strip()))
    if len(found) != 1:
        numbers = ", ".join(str(record.number) for record in found)
        message = f"{len(found) or 'no'} rows have this id{': records ' if found else ''}{numbers}."
        raise UsageError(message, place=Place(reader.file))
    record = found[0]
    answers = answers_of(Cells(gate), layout, record.cells)
    if not isinstance(answers, Answers):
        column, why = answers[0]
        place = Place(reader.file, record.line or None)
        message = f"{layout.label(column)} has {why.value_class}; allowed: {why.allowed}."
        raise InputError(message, place=place)
    return as_raw(answers, gate.bundle)


def _matching(reader: Reader, layout: Layout, ident: str) -> Iterator[Record]:
    """The whole records with this id; by number where the table has no ids."""
    column = layout.ident
    for block in reader.blocks():
        for record in reader.rows(block):
            if record.fault[0]:
                continue
            own = record.cells[column.position].strip() if column else str(record.number)
            if own == ident:
                yield record
