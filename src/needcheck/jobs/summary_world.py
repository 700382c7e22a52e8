"""The counts that a page shows of a table, and the tables next to it.

A ``World`` is a table of rows as far as a page can tell them apart: how many there are of each
kind. A key names one count of the page: all rows, an outcome, a group of a column, an outcome in a
group, and with an audit what people decided. Tables next to it differ by rows of kinds, and in
groups, that it has: nothing that cannot be, such as a month in another quarter, is ever made up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from needcheck.jobs.summary_counts import UNDECIDED, Kind
from needcheck.jobs.summary_rule import Rule

Key = tuple[str | int, ...]
DEEPEST, MOST = 8, 2_000
ROWS: Key = ("rows",)
HARM: Key = ("harm_route",)
PROVISIONAL: Key = ("provisional",)
MISSED: Key = ("missed",)
COMPARED: Key = ("compared",)
AGREE, OVER, UNDER, OPEN, NOTHING = "agree", "over", "under", "not_yet", "undecided"
BANDS = (AGREE, OVER, UNDER, OPEN, NOTHING)


@dataclass(frozen=True)
class Marks:
    """Which counts a row belongs to; ``order`` are the outcomes, most urgent first.

    ``by`` are positions in a kind's groups; with ``audited`` decisions are counted, too.
    """

    order: tuple[str, ...]
    by: tuple[int, ...] = ()
    audited: bool = False

    def band(self, kind: Kind) -> str:
        """Whether what was decided agrees, is over or under, or cannot be compared.

        Where no level can be named yet, or nothing was decided, nothing agrees.
        """
        last = self.order[-1]
        if kind.outcome == last:
            return OPEN
        if kind.decided in (UNDECIDED, last):
            return NOTHING
        decided, outcome = (self.order.index(name) for name in (kind.decided, kind.outcome))
        return AGREE if decided == outcome else (OVER if decided < outcome else UNDER)

    def keys(self, kind: Kind) -> Iterator[Key]:
        """The keys of every count that a row of this kind is in."""
        yield ROWS
        yield "outcome", kind.outcome
        if kind.harm_route:
            yield HARM
        if kind.provisional:
            yield PROVISIONAL
        for at in self.by:
            yield "group", at, kind.groups[at]
            yield "level", at, kind.groups[at], kind.outcome
        if self.audited:
            yield from self._decisions(kind)

    def _decisions(self, kind: Kind) -> Iterator[Key]:
        band = self.band(kind)
        yield "decided", kind.decided
        yield "pair", kind.decided, kind.outcome
        yield "band", band
        if band in BANDS[:3]:
            yield COMPARED
        if band == UNDER and kind.harm_route:
            yield MISSED
        for at in self.by:
            yield "group band", at, kind.groups[at], band
            if band in BANDS[:3]:
                yield "group compared", at, kind.groups[at]


@dataclass(frozen=True)
class World:
    """A table as counts of kinds, under a rule; ``marks`` say which counts the page shows."""

    kinds: Counter[Kind]
    marks: Marks
    rule: Rule

    @cached_property
    def possible(self) -> tuple[Kind, ...]:
        """Kinds that a row can be of: groups of some row, with all else of some row."""
        groups = sorted({kind.groups for kind in self.kinds})
        sorts = sorted({kind._replace(groups=()) for kind in self.kinds})
        return tuple(sort._replace(groups=own) for own in groups for sort in sorts)

    @cached_property
    def keys(self) -> dict[Kind, tuple[Key, ...]]:
        """The keys of each kind."""
        return {kind: tuple(self.marks.keys(kind)) for kind in self.possible}

    @cached_property
    def members(self) -> dict[Key, tuple[Kind, ...]]:
        """The kinds of which rows are in each count."""
        found: dict[Key, list[Kind]] = {}
        for kind, keys in self.keys.items():
            for key in keys:
                found.setdefault(key, []).append(kind)
        return {key: tuple(kinds) for key, kinds in found.items()}

    @cached_property
    def counts(self) -> Counter[Key]:
        """Every count of the page."""
        found: Counter[Key] = Counter()
        for kind, count in self.kinds.items():
            for key in self.keys[kind]:
                found[key] += count
        return found

    @cached_property
    def bounds(self) -> dict[Key, tuple[int, int]]:
        """How far each count may fall and rise before the page shows it."""
        return {key: self.rule.room(self.counts[key]) for key in self.members}

    @cached_property
    def widest(self) -> int:
        """The most counts that one row is in."""
        return max(map(len, self.keys.values()), default=1)

    def after(self, kind: Kind, change: int) -> World:
        """The table with one row of a kind more or less."""
        kinds = Counter(self.kinds)
        kinds[kind] += change
        return replace(self, kinds=+kinds)

    def alike(self, kind: Kind, change: int) -> bool:
        """Whether all that is none, kept back or rounded stays so with a row more or less."""
        if self.kinds[kind] + change < 0:
            return False
        form, counts = self.rule.kind, self.counts
        return all(form(counts[key] + change) == form(counts[key]) for key in self.keys[kind])


class Twin:
    """Looks for a table from which the same page is made and in which one count is different.

    One row is put in or taken out; whatever the page would then show differently is mended by a
    row the other way, until nothing shows. Every difference of at most ``DEEPEST`` rows is found
    so, unless it takes more than ``MOST`` trials.
    """

    def __init__(self, world: World, key: Key) -> None:
        self.world, self.key, self.tried = world, key, 0
        self.change: dict[Key, int] = {}
        self.moved: Counter[Kind] = Counter()
        self.seen: set[Key] = set()

    def found(self) -> frozenset[Key]:
        """The counts that are different in such a table; none where there is no such table."""
        for depth in range(1, DEEPEST + 1):
            for step in (1, -1):
                for kind in self.world.members[self.key]:
                    if self._put(kind, step, depth):
                        return frozenset(key for key, change in self.change.items() if change)
        return frozenset()

    def _put(self, kind: Kind, step: int, depth: int) -> bool:
        """Whether it works out with this row more or less, and at most ``depth`` - 1 others."""
        moved = self.moved[kind]
        lost = self.world.kinds[kind] + moved + step < 0
        if self.tried >= MOST or moved * step < 0 or lost:
            return False
        self.tried += 1
        self._move(kind, step)
        if self._mended(depth - 1):
            return True
        self._move(kind, -step)
        return False

    def _move(self, kind: Kind, step: int) -> None:
        self.moved[kind] += step
        change, bounds = self.change, self.world.bounds
        for key in self.world.keys[kind]:
            now = change[key] = change.get(key, 0) + step
            down, up = bounds[key]
            if down <= now <= up:
                self.seen.discard(key)
            else:
                self.seen.add(key)

    def _mended(self, depth: int) -> bool:
        if not self.seen:
            return self.change[self.key] != 0
        if depth < len(self.seen) / self.world.widest:
            return False
        members = self.world.members
        worst = min(self.seen, key=lambda key: (len(members[key]), str(key)))
        step = -1 if self.change[worst] > 0 else 1
        return any(self._put(kind, step, depth) for kind in members[worst])
