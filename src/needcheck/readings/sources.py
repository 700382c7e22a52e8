"""What conditions ask of one answer, as columns of a table: one value for each row.

=========================  ===================================================================
``fact:x``                 yes/no or reason: boolean; choice: its position; number: itself
``has:x:c``                whether the set ``x`` contains ``c``
``count:x:none``           how many choices of the set were given, without its none choice
``lasted:x:months:3``      -1, 0 or 1: shorter than, equal to or longer than 3 months
``known:x``                whether a set, date, time or elapsed fact was answered; never null
``prompt:p``               true present, false absent, null not looked at
=========================  ===================================================================

A missing answer is null everywhere but in ``known:x``. Tables of raw answers bring ``stated:x``
(as ``fact:x``, before a ticked prompt changes it), ``cell:p`` (as ``prompt:p``, before lists that
were looked through) and ``looked:child`` (never null); ``recommend.columnwise`` resolves them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from needcheck.case.answers import Case, Value
from needcheck.case.moments import Elapsed, Unit, compare
from needcheck.criteria.model import Fact

PLACED = ("yes_no", "reason", "choice", "number")
"""Types of facts whose answer stands in one column, ``fact:x``."""
Datum = bool | int | None


@dataclass(frozen=True)
class Source:
    """One column that a table brings: its kind, the fact, prompt or list, and what is asked."""

    kind: str
    of: str
    detail: tuple[str | int, ...] = ()

    @property
    def name(self) -> str:
        """The column's name."""
        return ":".join(map(str, (self.kind, self.of, *self.detail)))

    @property
    def truth(self) -> bool:
        """Whether the column holds truths; numbers otherwise, unless it is a yes/no fact."""
        return self.kind in ("has", "known", "prompt", "cell", "looked")


def datum(source: Source, fact: Fact, value: Value | None, as_of: dt.date) -> Datum:
    """What one answer to a fact gives in a column; None where it is missing."""
    if source.kind == "known":
        return value is not None
    if value is None:
        return None
    if source.kind == "has":
        return isinstance(value, frozenset) and source.detail[0] in value
    if source.kind == "count":
        return len(value - {source.detail[0]}) if isinstance(value, frozenset) else None
    if source.kind == "lasted":
        return _lasted(source, value, as_of)
    return fact.choice_ids.index(str(value)) if fact.type == "choice" else _plain(value)


def _lasted(source: Source, value: Value, as_of: dt.date) -> int:
    unit, count = source.detail
    if not isinstance(value, Elapsed) or unit not in ("months", "weeks"):
        raise TypeError(f"{source.name} is not a length of time")
    known: Unit = "months" if unit == "months" else "weeks"
    return compare(value, int(count), known, as_of)


def _plain(value: Value) -> Datum:
    if not isinstance(value, bool | int):
        raise TypeError("an answer that does not stand in one column")
    return value


def of_case(source: Source, fact: Fact | None, case: Case) -> Datum:
    """What one case gives in a column; prompts have no fact."""
    if fact is not None:
        return datum(source, fact, case.facts.get(source.of), case.as_of)
    if source.of in case.present:
        return True
    return False if source.of in case.absent else None
