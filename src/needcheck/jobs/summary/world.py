"""The counts that a page shows of a table, and the tables next to it.

A ``World`` is a table of rows as far as a page can tell them apart: how many there are of each
kind. A key names one count of the page: all rows, an outcome, a group of a column, an outcome in a
group, and with an audit what people decided. Tables next to it differ by rows of kinds, and in
groups, that it has: nothing that cannot be, such as a month in another quarter, is ever made up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from needcheck.jobs.summary.counts import UNDECIDED, Kind
from needcheck.jobs.summary.rule import Rule

Key = tuple[str | int, ...]
DEEPEST, WIDE, MOST = 8, 12, 30_000
NEVER = 1 << 30
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
class Frame:
    """All that tables next to each other share: kinds and counts by their number.

    ``kinds`` are those that a row can be of: groups of some row, with all else of some row.
    ``counts`` are the keys of the page. ``within`` has the counts that each kind is in, ``members``
    the kinds in each count, ``rank`` the place of each count when those with few kinds come first.
    """

    rule: Rule
    kinds: tuple[Kind, ...]
    counts: tuple[Key, ...]
    within: tuple[tuple[int, ...], ...]
    members: tuple[tuple[int, ...], ...]
    rank: tuple[int, ...]

    @classmethod
    def of(cls, kinds: Iterable[Kind], marks: Marks, rule: Rule) -> Frame:
        """The frame of a table."""
        groups = sorted({kind.groups for kind in kinds})
        sorts = sorted({kind._replace(groups=()) for kind in kinds})
        possible = tuple(sort._replace(groups=own) for own in groups for sort in sorts)
        keys = [tuple(marks.keys(kind)) for kind in possible]
        counts = tuple(sorted({key for own in keys for key in own}, key=str))
        number = {key: at for at, key in enumerate(counts)}
        within = tuple(tuple(number[key] for key in own) for own in keys)
        members: list[list[int]] = [[] for _ in counts]
        for kind, own in enumerate(within):
            for count in own:
                members[count].append(kind)
        order = sorted(range(len(counts)), key=lambda at: (len(members[at]), at))
        rank = {at: place for place, at in enumerate(order)}
        return cls(
            rule, possible, counts, within, tuple(map(tuple, members)),
            tuple(rank[at] for at in range(len(counts))),
        )  # fmt: skip

    @cached_property
    def widest(self) -> int:
        """The most counts that one row is in."""
        return max(map(len, self.within), default=1)


@dataclass(frozen=True)
class World:
    """One table: how many rows there are of each kind of the frame."""

    frame: Frame
    rows: tuple[int, ...]

    @classmethod
    def of(cls, kinds: Mapping[Kind, int], marks: Marks, rule: Rule) -> World:
        """A table with a frame of its own."""
        frame = Frame.of(kinds, marks, rule)
        return cls(frame, tuple(kinds.get(kind, 0) for kind in frame.kinds))

    @cached_property
    def totals(self) -> tuple[int, ...]:
        """Every count of the page."""
        return tuple(sum(self.rows[kind] for kind in own) for own in self.frame.members)

    @property
    def counts(self) -> Counter[Key]:
        """Every count of the page, by its key."""
        return Counter(dict(zip(self.frame.counts, self.totals, strict=True)))

    @cached_property
    def room(self) -> tuple[tuple[int, int], ...]:
        """How far each count may fall and rise before the page shows it."""
        return tuple(map(self.frame.rule.room, self.totals))

    def after(self, kind: int, change: int) -> World:
        """The table with one row of a kind more or less."""
        rows = list(self.rows)
        rows[kind] += change
        return World(self.frame, tuple(rows))

    def alike(self, kind: int, change: int) -> bool:
        """Whether all that is none, kept back or rounded stays so with a row more or less."""
        if self.rows[kind] + change < 0:
            return False
        form, totals = self.frame.rule.kind, self.totals
        return all(form(totals[c] + change) == form(totals[c]) for c in self.frame.within[kind])


class Twin:
    """Looks for a table from which the same page is made and in which one count is different.

    One row is put in or taken out; whatever the page would then show differently is mended by a
    row the other way, until nothing shows. Rows that leave least to mend are tried first, the best
    ``WIDE`` of them at each place, up to ``DEEPEST`` rows and ``MOST`` trials. In a table of few
    kinds every difference of so many rows is found.
    """

    def __init__(self, world: World, count: int) -> None:
        self.frame, self.world, self.count, self.tried = world.frame, world, count, 0
        self.change = [0] * len(world.totals)
        self.moved = [0] * len(world.rows)
        self.seen: set[int] = set()

    def found(self) -> frozenset[int]:
        """The counts that are different in such a table; none where there is no such table."""
        for depth in range(1, DEEPEST + 1):
            for step in (1, -1):
                if self._any(self.count, step, depth):
                    return frozenset(at for at, change in enumerate(self.change) if change)
        return frozenset()

    def _any(self, count: int, step: int, depth: int) -> bool:
        """Whether it works out with a row more or less in this count, and ``depth`` - 1 others."""
        members = self.frame.members[count]
        self.tried += len(members)
        ranked = sorted((self._left(kind, step), kind) for kind in members)
        room = (depth - 1) * self.frame.widest
        return any(self._put(kind, step, depth) for left, kind in ranked[:WIDE] if left <= room)

    def _left(self, kind: int, step: int) -> int:
        """How many counts would show with this row more or less."""
        moved = self.moved[kind]
        if moved * step < 0 or self.world.rows[kind] + moved + step < 0:
            return NEVER
        left, change, room, seen = len(self.seen), self.change, self.world.room, self.seen
        for count in self.frame.within[kind]:
            down, up = room[count]
            if not down <= change[count] + step <= up:
                left += count not in seen
            elif count in seen:
                left -= 1
        return left

    def _put(self, kind: int, step: int, depth: int) -> bool:
        if self.tried >= MOST:
            return False
        self._move(kind, step)
        if self._mended(depth - 1):
            return True
        self._move(kind, -step)
        return False

    def _move(self, kind: int, step: int) -> None:
        self.moved[kind] += step
        for count in self.frame.within[kind]:
            self.change[count] += step
            down, up = self.world.room[count]
            if down <= self.change[count] <= up:
                self.seen.discard(count)
            else:
                self.seen.add(count)

    def _mended(self, depth: int) -> bool:
        if not self.seen:
            return self.change[self.count] != 0
        if depth == 0:
            return False
        worst = min(self.seen, key=self.frame.rank.__getitem__)
        return self._any(worst, -1 if self.change[worst] > 0 else 1, depth)
