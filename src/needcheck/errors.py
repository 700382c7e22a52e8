"""The one family of errors: a sentence for the reader, a place, and a hint.

Texts never carry what a person wrote about a child: they name the fact, the file and the
line, and say what is allowed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where something is wrong: a file (or door such as ``--set``), a line, a column.

    ``line`` counts from 1 and ``column`` from 0, both in characters; either may be unknown.
    """

    file: str = ""
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """``file, line 3, column 7``, leaving out what is unknown."""
        parts = [self.file] if self.file else []
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.column is not None:
            parts.append(f"column {self.column + 1}")
        return ", ".join(parts)


class NeedcheckError(Exception):
    """Anything needcheck says instead of a traceback.

    ``exit_code`` is what the command ends with (see README, exit codes).
    """

    exit_code = 2

    def __init__(self, message: str, *, place: Place | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place or Place()
        self.hint = hint

    def __str__(self) -> str:
        """One sentence: place, what is wrong, what is allowed."""
        where = str(self.place)
        text = f"{where}: {self.message}" if where else self.message
        return f"{text} {self.hint}" if self.hint else text


class UsageError(NeedcheckError):
    """The command line asks for something that does not exist or does not fit together."""

    exit_code = 2


class CriteriaError(NeedcheckError):
    """A criteria file is wrong: for its author, with file, line and caret where known."""

    exit_code = 3


class InputError(NeedcheckError):
    """A file of answers, a note or a scenario cannot be read or is not valid."""

    exit_code = 3


class AnswerError(InputError):
    """One answer is not allowed: names the fact and what is allowed, never the value."""

    def __init__(self, fact: str, message: str, *, place: Place | None = None) -> None:
        super().__init__(message, place=place)
        self.fact = fact


class StorageError(NeedcheckError):
    """A file could not be written or replaced; what was there before is untouched."""

    exit_code = 3


class RowsRejected(NeedcheckError):
    """A row of a table cannot be scored and the person asked to stop there."""

    exit_code = 1


class NoTerminal(NeedcheckError):
    """Answers are needed and nobody can be asked; names the flags to use instead."""

    exit_code = 4


class Interrupted(NeedcheckError):
    """The person stopped; the work is saved and the message says how to go on."""

    exit_code = 130
