"""The counts that a page shows of a table, and the tables next to it.

A ``World`` is a table of rows as far as a page can tell them apart: how many there are of each
kind. A key names one count of the page: all rows, an outcome, a group of a column, an outcome in a
group, and with an audit what people decided. A ``Move`` changes a table by one or two rows that
are of kinds, and in groups, which the table has: nothing that cannot be, such as a month in
another quarter, is ever made up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from needcheck.jobs.summary_counts import UNDECIDED, Kind
from needcheck.jobs.summary_rule import Rule

Key = tuple[str | int, ...]
Move = tuple[tuple[Kind, int], ...]
ROWS: Key = ("rows",)
HARM: Key = ("harm_route",)
PROVISIONAL: Key = ("provisional",)
MISSED: Key = ("missed",)
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
        if band == UNDER and kind.harm_route:
            yield MISSED
        for at in self.by:
            yield "group band", at, kind.groups[at], band


@dataclass(frozen=True)
class World:
    """A table as counts of kinds, under a rule; ``marks`` say which counts the page shows."""

    kinds: Counter[Kind]
    marks: Marks
    rule: Rule

    @cached_property
    def keys(self) -> dict[Kind, tuple[Key, ...]]:
        """The keys of each kind that was looked at."""
        return {}

    def keys_of(self, kind: Kind) -> tuple[Key, ...]:
        """The keys of a kind."""
        found = self.keys.get(kind)
        if found is None:
            found = self.keys[kind] = tuple(self.marks.keys(kind))
        return found

    @cached_property
    def counts(self) -> Counter[Key]:
        """Every count of the page."""
        found: Counter[Key] = Counter()
        for kind, count in self.kinds.items():
            for key in self.keys_of(kind):
                found[key] += count
        return found

    @cached_property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The groups that stand together in some row."""
        return tuple(sorted({kind.groups for kind in self.kinds}))

    @cached_property
    def sorts(self) -> tuple[Kind, ...]:
        """The kinds without their groups."""
        return tuple(sorted({replace_groups(kind, ()) for kind in self.kinds}))

    @cached_property
    def there(self) -> tuple[Kind, ...]:
        """The kinds that some row has, in order."""
        return tuple(sorted(kind for kind, count in self.kinds.items() if count))

    def possible(self, move: Move) -> bool:
        """Whether no count of rows falls below none."""
        lost: Counter[Kind] = Counter()
        for kind, change in move:
            lost[kind] += change
        return all(self.kinds[kind] + change >= 0 for kind, change in lost.items())

    def changes(self, move: Move) -> dict[Key, int]:
        """How the counts of the page change."""
        found: dict[Key, int] = {}
        for kind, change in move:
            for key in self.keys_of(kind):
                found[key] = found.get(key, 0) + change
        return {key: change for key, change in found.items() if change}

    def unseen(self, changes: dict[Key, int]) -> bool:
        """Whether the page is the same after such changes."""
        shown, counts = self.rule.shown, self.counts
        return all(shown(counts[k] + change) == shown(counts[k]) for k, change in changes.items())

    def alike(self, changes: dict[Key, int]) -> bool:
        """Whether what is none, kept back or rounded stays so."""
        kind, counts = self.rule.kind, self.counts
        return all(kind(counts[k] + change) == kind(counts[k]) for k, change in changes.items())

    def after(self, move: Move) -> World:
        """The table after a move."""
        kinds = Counter(self.kinds)
        for kind, change in move:
            kinds[kind] += change
        return replace(self, kinds=Counter({kind: n for kind, n in kinds.items() if n}))

    def moves(self, key: Key) -> Iterator[Move]:
        """Moves that change a count: a row more, less or different; two rows that swap groups."""
        for move in chain(self._single(key), self._changed(key), self._swapped(key)):
            if self.possible(move):
                yield move

    def _touched(self, kinds: Iterable[Kind], key: Key) -> list[Kind]:
        return [kind for kind in kinds if key in self.keys_of(kind)]

    def _any(self, key: Key) -> list[Kind]:
        """Every kind in the count, that no row has yet included."""
        made = (replace_groups(s, g) for s in self.sorts for g in self.groups)
        return self._touched(made, key)

    def _single(self, key: Key) -> Iterator[Move]:
        for kind in self._any(key):
            yield ((kind, 1),)
        for kind in self._touched(self.there, key):
            yield ((kind, -1),)

    def _changed(self, key: Key) -> Iterator[Move]:
        for kind in self._touched(self.there, key):
            for other in self._beside(kind):
                if key not in self.keys_of(other):
                    yield (kind, -1), (other, 1)
        for kind in self._any(key):
            for other in self._beside(kind):
                if key not in self.keys_of(other):
                    yield (other, -1), (kind, 1)

    def _beside(self, kind: Kind) -> Iterator[Kind]:
        """The same row in other groups, and other rows in the same groups."""
        for groups in self.groups:
            if groups != kind.groups:
                yield replace_groups(kind, groups)
        for sort in self.sorts:
            other = replace_groups(sort, kind.groups)
            if other != kind:
                yield other

    def _swapped(self, key: Key) -> Iterator[Move]:
        """Two rows that swap their groups, or the group of one column."""
        for one in self._any(key):
            for other in self.there:
                for mine, theirs in self._crossed(one.groups, other.groups):
                    made = replace_groups(other, mine), replace_groups(one, theirs)
                    move = (one, 1), (made[0], 1), (other, -1), (made[1], -1)
                    yield move
                    yield tuple((kind, -change) for kind, change in move)

    def _crossed(
        self, one: Sequence[str], other: Sequence[str]
    ) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Both with the group of one column swapped, or all of them, where such rows exist."""
        known = set(self.groups)
        for at, (mine, theirs) in enumerate(zip(one, other, strict=True)):
            if mine != theirs:
                first = (*other[:at], mine, *other[at + 1 :])
                second = (*one[:at], theirs, *one[at + 1 :])
                if first in known and second in known:
                    yield first, second
        if tuple(one) != tuple(other) and len(one) > 1:
            yield tuple(one), tuple(other)


def replace_groups(kind: Kind, groups: tuple[str, ...]) -> Kind:
    """The kind in other groups."""
    return kind._replace(groups=groups)
