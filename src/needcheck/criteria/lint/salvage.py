"""Making the most of a file that does not fit its shape.

What is wrong is taken out (an unknown key, a value of the wrong type, at worst the whole element)
until the rest fits, so that one run tells of everything. ``lost`` holds the ids of elements that
were taken out: what names them is not wrong on that account.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from needcheck.criteria.lint.look import id_fault
from needcheck.criteria.lint.source import Source
from needcheck.criteria.positions import said_of
from needcheck.criteria.walker import KeyPath

ROUNDS = 8
"""How often a file is tried again after taking out what is wrong."""

_Model = TypeVar("_Model", bound=BaseModel)
Step = tuple[Any, Any]


class Table(dict[str, Any]):
    """A table that knows where it stands, whatever is taken out around it or laid over it."""

    path: KeyPath = ()
    source: Source | None = None


def tables(value: Any, source: Source | None, path: KeyPath = ()) -> Any:
    """TOML values with every table as a ``Table``."""
    if isinstance(value, dict):
        inside = {key: tables(inner, source, (*path, key)) for key, inner in value.items()}
        table = Table(inside)
        table.path, table.source = path, source
        return table
    if isinstance(value, list):
        return [tables(inner, source, (*path, index)) for index, inner in enumerate(value)]
    return value


@dataclass(frozen=True)
class Spot:
    """Where something stands: a file (None: one that is not checked) and the key path in it."""

    source: Source | None
    path: KeyPath


@dataclass
class Salvage(Generic[_Model]):
    """One file's values, made to fit a shape.

    ``problems`` are places with what is wrong there; ``lost`` ids of what was taken out.
    """

    raw: Table
    shape: type[_Model]
    problems: dict[tuple[Spot, str], None] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    _taken: set[KeyPath] = field(default_factory=set)
    _entries: list[Step] = field(default_factory=list)

    def run(self) -> _Model | None:
        """The values as a model without what is wrong, or None where too little is left."""
        for _ in range(ROUNDS):
            try:
                return TypeAdapter(self.shape).validate_python(self.raw)
            except ValidationError as error:
                self._mend(error.errors(include_url=False))
        return None

    def _mend(self, details: list[ErrorDetails]) -> None:
        """Note what is wrong, then take it out."""
        meant = self._misspelt(details)
        for detail in details:
            self._say(detail, meant)
        for detail in details:
            self._take_out(detail, meant)
        for entries, index in sorted(self._entries, key=lambda entry: -entry[1]):
            if index < len(entries) and isinstance(entries[index], Table):
                del entries[index]
        self._entries.clear()

    def _misspelt(self, details: list[ErrorDetails]) -> dict[KeyPath, str]:
        """Unknown keys that stand for a missing one: the location of each, and what is meant."""
        missing: dict[KeyPath, list[str]] = {}
        for detail in details:
            if detail["type"] == "missing":
                missing.setdefault(detail["loc"][:-1], []).append(str(detail["loc"][-1]))
        unknown = [d["loc"] for d in details if d["type"] == "extra_forbidden"]
        near = {
            loc: get_close_matches(str(loc[-1]), missing.get(loc[:-1], ()), n=1) for loc in unknown
        }
        return {loc: found[0] for loc, found in near.items() if found}

    def _say(self, detail: ErrorDetails, meant: dict[KeyPath, str]) -> None:
        loc = detail["loc"]
        spot = _spot(self.raw, loc)
        if detail["type"] == "missing":
            spot = _spot(self.raw, loc[:-1])
            renamed = {name for known, name in meant.items() if known[:-1] == loc[:-1]}
            if (*spot.path, loc[-1]) in self._taken or loc[-1] in renamed:
                return
        if detail["type"] == "value_error" and any(
            taken[: len(spot.path)] == spot.path for taken in self._taken
        ):
            return  # it may be wrong only for what was taken out
        for _, said in said_of([detail], (), self.shape):
            pattern = str(detail.get("ctx", {}).get("pattern", ""))
            fault = id_fault(detail["input"], pattern) if pattern else ""
            self.problems.setdefault((spot, fault or said))

    def _take_out(self, detail: ErrorDetails, meant: dict[KeyPath, str]) -> None:
        """Take out the key that is wrong, or the list entry that lacks a key."""
        loc = detail["loc"]
        steps = list(_steps(self.raw, loc))
        if detail["type"] == "extra_forbidden" and steps and steps[-1][1] == loc[-1]:
            table, key = steps[-1]
            value = table.pop(key)
            if loc in meant:
                table[meant[loc]] = value
        elif detail["type"] == "missing":
            renamed = [n for known, n in meant.items() if known[:-1] == loc[:-1]]
            if loc[-1] not in renamed:
                self._drop(steps)
        elif steps:
            self._drop(steps)

    def _drop(self, steps: Sequence[Step]) -> None:
        """Take out the innermost list entry or key of these steps, and remember its ids."""
        for holder, part in reversed(steps):
            if isinstance(holder, list) and isinstance(holder[part], Table):
                self._entries.append((holder, part))
                self._lose(holder[part])
                return
            if isinstance(holder, Table) and part in holder:
                value = holder.pop(part)
                self._taken.add((*holder.path, part))
                self._lose({"id": value} if part == "id" else value)
                return

    def _lose(self, value: Any) -> None:
        """Remember every id in what is taken out."""
        if isinstance(value, dict):
            if isinstance(value.get("id"), str):
                self.lost.add(value["id"])
            for inner in value.values():
                self._lose(inner)
        elif isinstance(value, list):
            for inner in value:
                self._lose(inner)


def _steps(raw: Any, loc: Sequence[Any]) -> Iterator[Step]:
    """The containers and keys along a location, as far as they are there."""
    here = raw
    for part in loc:
        entry = isinstance(here, list) and isinstance(part, int) and part < len(here)
        if entry or (isinstance(here, dict) and part in here):
            yield here, part
            here = here[part]


def _spot(raw: Table, loc: Sequence[Any]) -> Spot:
    """Where the value at a location stands, whatever was taken out before it."""
    source, path = raw.source, raw.path
    for holder, part in _steps(raw, loc):
        value = holder[part]
        if isinstance(value, Table):
            source, path = value.source, value.path
        else:
            path = (*path, part)
    return Spot(source, path)
