"""Which column of a table is what: ids of facts and prompts as they stand, or by a map.

All of it is checked before a row is read. Headers and maps are not shown back unless they are ids
of ours or have been looked over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from needcheck.case.disclosure import telling_header
from needcheck.case.privacy import findings
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.model import GROUPS
from needcheck.errors import InputError, Place, UsageError

Kind = Literal["id", "fact", "prompt", "looked", "decided", "kept", "ignored"]
ID = "id"
LOOKED = "looked_through"
DECIDED: Literal["decided"] = "decided"
OURS = ("fact", "prompt", "looked", DECIDED)
SHOWN = 5


@dataclass(frozen=True)
class Column:
    """One column: where it stands (from 0), its header, what it is and of which fact or prompt.

    ``target`` of a looked-through column is a group, "" for the list of all; ``codes`` are theirs
    to ours, empty where cells are ours already.
    """

    position: int
    header: str
    kind: Kind
    target: str = ""
    codes: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Wishes:
    """What the command line says of columns; ``where`` names the map's file in errors.

    ``decided`` is the column of what people decided and ``levels`` what may stand there, with the
    outcome that each means; ``counted`` are columns that rows are counted by.
    """

    ident: str = ""
    kept: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    targets: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    where: str = ""
    decided: str = ""
    levels: Mapping[str, str] = field(default_factory=dict)
    counted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """Every column of a table, in its order.

    ``partly`` are the lists of which the table has some prompts and not all, with those it has;
    ``counted`` are columns with answers that are carried through as well.
    """

    columns: tuple[Column, ...]
    partly: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counted: tuple[Column, ...] = ()

    @cached_property
    def ident(self) -> Column | None:
        """The column with the id of a row, if there is one."""
        return next((c for c in self.columns if c.kind == "id"), None)

    @cached_property
    def kept(self) -> tuple[Column, ...]:
        """Columns that are carried through."""
        own = (c for c in self.columns if c.kind in ("kept", DECIDED))
        return (*own, *self.counted)

    @property
    def decided(self) -> Column | None:
        """The column of what people decided, if there is one."""
        return next((c for c in self.columns if c.kind == DECIDED), None)

    @cached_property
    def ours(self) -> tuple[Column, ...]:
        """Columns that hold answers."""
        return tuple(c for c in self.columns if c.kind in OURS)

    @property
    def texts(self) -> tuple[Column, ...]:
        """Columns without a closed list of values."""
        return tuple(c for c in self.columns if c.kind not in OURS)

    @cached_property
    def prompts(self) -> frozenset[str]:
        """The prompts that have a column."""
        return frozenset(c.target for c in self.columns if c.kind == "prompt")

    def label(self, column: Column) -> str:
        """A column's name for a message: its header, or its number where that tells too much."""
        ours = column.kind in OURS and not column.codes and column.target in column.header
        told = ours or not findings(column.header)
        return column.header if told and column.header else f"column {column.position + 1}"


def lay_out(
    headers: Sequence[str], bundle: Bundle, wishes: Wishes, file: str, *, lenient: bool = False
) -> Layout:
    """Say what every column is; InputError for what is unknown, doubled or not there.

    ``lenient`` ignores unknown columns: for one row of a table that was scored before.
    """
    trimmed = [header.strip() for header in headers]
    doubled = [i + 1 for i, h in enumerate(trimmed) if h and trimmed.index(h) != i]
    if doubled:
        raise InputError(f"{_numbers(doubled)} has the same header as another.", place=Place(file))
    if not lenient:
        _all_named(trimmed, wishes, file)
    _all_there(trimmed, wishes)
    layer = _Layer(bundle, wishes)
    columns = tuple(layer.column(i, header) for i, header in enumerate(trimmed))
    unknown = [i + 1 for i, column in enumerate(columns) if column is None]
    if unknown and not lenient:
        raise InputError(
            f"{_numbers(unknown)} is not the id of a fact or a prompt.",
            place=Place(file),
            hint="Name what it is in a map (--map), or carry or ignore it (--keep, --ignore).",
        )
    found = tuple(column for column in columns if column is not None)
    _once(found, file)
    partly = _partly(bundle, {c.target for c in found if c.kind == "prompt"})
    return Layout(found, partly, tuple(_counted(found, wishes)))


def _all_named(headers: Sequence[str], wishes: Wishes, file: str) -> None:
    """Every column has a header, or those without are asked to be left out."""
    unnamed = [i + 1 for i, header in enumerate(headers) if not header]
    if unnamed and "" not in wishes.ignored:
        message = f"{_numbers(unnamed)} has no header."
        hint = "Give it one; or leave such columns out with --ignore '' (two quotation marks)."
        raise InputError(message, place=Place(file), hint=hint)


def _counted(columns: Iterable[Column], wishes: Wishes) -> Iterator[Column]:
    """Columns to count by that are not carried through for themselves."""
    for column in columns:
        if column.header in wishes.counted and column.kind == "id":
            raise UsageError("rows cannot be counted by their ids.")
        if column.header in wishes.counted and column.kind in ("fact", "prompt", "looked"):
            yield Column(column.position, column.header, "kept")


def _partly(bundle: Bundle, there: set[str]) -> dict[str, tuple[str, ...]]:
    """The lists of which some concern has no column, and their concerns that have one."""
    found = {}
    for group in GROUPS:
        own = [p.id for p in bundle.prompts.values() if (p.group, p.polarity) == (group, "concern")]
        if not set(own) <= there:
            found[group] = tuple(name for name in own if name in there)
    return found


def _all_there(headers: Sequence[str], wishes: Wishes) -> None:
    """Every column that the map or a flag names stands in the table."""
    flags = (wishes.ident, wishes.decided, *wishes.counted)
    named = (*flags, *wishes.kept, *wishes.ignored, *wishes.targets)
    lost = [name for name in named if name and name not in headers]
    if lost:
        told = [name for name in lost if not telling_header(name) and not findings(name)]
        what = f": {', '.join(told[:SHOWN])}" if told else ""
        message = f"{len(lost)} of the columns that are asked for are not in the table{what}."
        raise InputError(
            message, place=Place(wishes.where or "--id, --keep, --ignore, --decided, --by")
        )


class _Layer:
    """Says what a header is, from the wishes first, then from the criteria."""

    def __init__(self, bundle: Bundle, wishes: Wishes) -> None:
        self.bundle, self.wishes = bundle, wishes
        self.prompts = {c.lower(): p.id for p in bundle.prompts.values() for c in p.cites}
        self.prompts |= {name: name for name in bundle.prompts}
        decisions = (header for header, target in wishes.targets.items() if target == DECIDED)
        self.decisions = {wishes.decided, *decisions} - {""}

    def column(self, position: int, header: str) -> Column | None:
        wishes = self.wishes
        if header == (wishes.ident or ID):
            return Column(position, header, "id")
        if header in self.decisions:
            return self.decided(position, header)
        if header in wishes.kept:
            return Column(position, header, "kept")
        if not header or (header in wishes.ignored and header not in wishes.counted):
            return Column(position, header, "ignored")
        kind, target = self.meant(wishes.targets.get(header, header))
        if kind is None:
            if header in wishes.targets:
                message = "a column of the map leads to no fact or prompt of this authority."
                raise InputError(message, place=Place(wishes.where, None, None))
            return Column(position, header, "kept") if header in wishes.counted else None
        return Column(position, header, kind, target, dict(wishes.codes.get(header, {})))

    def decided(self, position: int, header: str) -> Column:
        """The column of decisions; only carried through where nobody asks what they mean."""
        ours, theirs = self.wishes.levels, self.wishes.codes.get(header, {})
        if not ours:
            return Column(position, header, "kept")
        if any(name not in ours for name in theirs.values() if name):
            message = "the codes of the column of decisions lead to what is no outcome."
            there = ", ".join(dict.fromkeys(filter(None, ours.values())))
            hint = f"Outcomes of this pathway are {there}."
            raise InputError(message, place=Place(self.wishes.where), hint=hint)
        codes = {code: ours.get(name, "") for code, name in theirs.items()}
        return Column(position, header, DECIDED, DECIDED, codes or dict(ours))

    def meant(self, name: str) -> tuple[Kind | None, str]:
        name = name.strip()
        if name in self.bundle.facts:
            return "fact", name
        if name.lower() in self.prompts:
            return "prompt", self.prompts[name.lower()]
        if name == LOOKED:
            return "looked", ""
        group = name.removeprefix(f"{LOOKED}_")
        return ("looked", group) if group != name and group in GROUPS else (None, "")


def unmeant(headers: Iterable[str], bundle: Bundle) -> tuple[str, ...]:
    """The headers that are neither an id nor a fact, prompt or list of this authority."""
    layer = _Layer(bundle, Wishes())
    return tuple(name for name in headers if layer.column(0, name) is None)


def _once(columns: Iterable[Column], file: str) -> None:
    """No two columns answer one thing."""
    ours = [c for c in columns if c.kind in OURS or c.kind == "id"]
    twice = [key for key, n in Counter((c.kind, c.target) for c in ours).items() if n > 1]
    looked = {c.target for c in ours if c.kind == "looked"}
    if "" in looked and len(looked) > 1:
        twice.append(("looked", LOOKED))
    if twice:
        names = ", ".join(sorted(target or kind for kind, target in twice)[:SHOWN])
        raise InputError(f"two columns answer one thing: {names}.", place=Place(file))


def _numbers(numbers: Sequence[int]) -> str:
    """``column 3``, or ``column 3 (and 7 more)``."""
    more = len(numbers) - 1
    return f"column {numbers[0]}" + (f" (and {more} more)" if more else "")
