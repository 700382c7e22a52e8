"""Cells of a table through the interview's own gate: a typed answer, nothing, or a refusal.

A cell that is not an allowed value is never taken as no, and never as not known. What a refusal
says never holds what stood in the cell, only what kind of thing it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from needcheck.case.answers import NOT_KNOWN, Value
from needcheck.case.facts import Gate
from needcheck.case.written import day
from needcheck.criteria.model import GROUPS
from needcheck.errors import AnswerError
from needcheck.jobs.batch.layout import DECIDED, Column

MARKERS = frozenset({"none", "null", "na", "n/a", "nan", "-", "--", "#n/a"})
LEAVE_BLANK = "leave blank for not known"
KEPT = 1 << 16
_YES_NO = {"yes": True, "no": False, "y": True, "n": False}
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")


@dataclass(frozen=True)
class Refusal:
    """Why a cell is not an answer: what kind of thing it holds, and what is allowed."""

    value_class: str
    allowed: str


Cell = Value | None | Refusal


@dataclass
class Cells:
    """Reads cells under one authority's criteria; what was read before is remembered."""

    gate: Gate
    _read: dict[tuple[int, str], Cell] = field(default_factory=dict)

    def read(self, column: Column, text: str) -> Cell:
        """One cell: a typed answer, None for not known, or a refusal."""
        key = (column.position, text)
        try:
            return self._read[key]
        except KeyError:
            if len(self._read) > KEPT:
                self._read.clear()
            found = self._read[key] = self._value(column, text.strip())
        return found

    def _value(self, column: Column, text: str) -> Cell:
        if column.codes:
            if text and text not in column.codes:
                return Refusal(value_class(text, column.codes), _listed(column.codes))
            text = column.codes.get(text, "")
        if text.lower() in ("", NOT_KNOWN):
            return None
        if column.kind == DECIDED:
            return text
        if column.kind == "looked":
            return _looked(column, text)
        if column.kind == "prompt":
            return _yes_no(text)
        return self._fact(column, text)

    def _fact(self, column: Column, text: str) -> Cell:
        fact = self.gate.bundle.facts[column.target]
        if text.lower() in MARKERS and text not in fact.choice_ids:
            return Refusal("missing-value word", LEAVE_BLANK)
        try:
            return self.gate.value(fact, text)
        except AnswerError as error:
            allowed = error.message.removeprefix(f"{fact.id}: ").removeprefix(f"{fact.id} ")
            return Refusal(value_class(text, dict.fromkeys(fact.choice_ids, "")), allowed)


def _yes_no(text: str) -> Cell:
    if text.lower() in _YES_NO:
        return _YES_NO[text.lower()]
    return Refusal(value_class(text), f"yes, no; {LEAVE_BLANK}")


def _looked(column: Column, text: str) -> Cell:
    if column.target:
        return _yes_no(text)
    groups = [part.strip() for part in text.split(";")]
    if set(groups) <= set(GROUPS):
        return frozenset(groups)
    return Refusal(value_class(text), f"{', '.join(GROUPS)}, with ; between them")


def value_class(text: str, choices: Mapping[str, str] | None = None) -> str:
    """What kind of thing a cell holds, without telling what it is."""
    if text.lower() in MARKERS:
        return "missing-value word"
    if choices and text.lower() in {choice.lower() for choice in choices}:
        return "allowed value in other capitals"
    if text.lower() in _YES_NO:
        return "yes or no"
    return _form(text)


def _form(text: str) -> str:
    """What a text that is no answer looks like."""
    if _NUMBER.fullmatch(text):
        return "number"
    if day(" ".join(text.lower().split())) is not None:
        return "date"
    return "list" if ";" in text else "text"


def _listed(choices: Mapping[str, str]) -> str:
    """The codes that a map allows."""
    return f"{', '.join(sorted(filter(None, choices)))}; {LEAVE_BLANK}"
