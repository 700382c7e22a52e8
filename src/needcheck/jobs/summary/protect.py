"""Nothing shown, and no sum of what is shown, tells a count that is kept back.

Rounding is the rule (``summary_rule``), and alone it is not enough: 6 and 1 rows are shown as 5
and c, and with a total shown as 5 (6 or 7 rows) c can only be 1. Totals of several columns, of
decisions and of bands share rows, so that no formula for one table covers a page. What is checked
here is the page as a whole, and the proof does not depend on how a reader calculates:

    For each count that is kept back there is another table, of rows that are possible, in which
    that count is different and from which the very same page is made.

Whoever has only the page cannot tell the two tables apart, so no count that is kept back can be
recovered exactly. The other table is found by putting in and taking out single rows (``Twin``).

Where some count has no such table, one is taken that is a few rows away and has one for every
count (``nearby``), and its counts are rounded instead; what is 0, kept back or rounded stays so.
The total of 6 and 1 is then shown as 10, as for 6 and 2. Numbers are not taken out for this: a
gap in a page tells those who know the method that the number would have told something, and
often which. With this form a table that would tell looks like one that would not: the tests put
every small table through it and find no page that tells a count even to a reader who does the
same. Where even that fails, which takes very few rows, the last column of ``--by`` is left out,
then the one before it, then the audit, and the page names what was left out. A table whose number
of rows is itself kept back has neither.

Rates, agreement and kappa are computed from what is shown; lists stand in the order of what is
shown or of the criteria. Columns that hold the same thing twice (a month and its quarter) are safe:
rows only move to groups that stand together in some row. A reader who knows some of the children
can of course take away what he knows; against that small counts are only as safe as the rule.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from needcheck.jobs.summary.counts import Gaps, Kind
from needcheck.jobs.summary.rule import Rule
from needcheck.jobs.summary.world import Key, Marks, Twin, World

ROUNDS, STEPS, OWN = 16, 12, 0.7


@dataclass(frozen=True)
class Protected:
    """What is safe to show: counts to be shown under the rule, and what had to be left out.

    ``by`` are the positions of the columns that are shown, ``audited`` whether the audit is.
    """

    counts: Counter[Key]
    by: tuple[int, ...]
    audited: bool


def protect(kinds: Counter[Kind], marks: Marks, rule: Rule) -> Protected:
    """The counts to show of a table; as they are where the rule keeps nothing back."""
    if not rule.protects:
        return Protected(World.of(kinds, marks, rule).counts, marks.by, marks.audited)
    if rule.kept_back(kinds.total()):
        marks = replace(marks, by=(), audited=False)
    for less in fewer(marks):
        found = nearby(World.of(without(kinds, less), less, rule))
        if found is not None:
            return Protected(found.counts, less.by, less.audited)
    return Protected(Counter(), (), audited=False)


def fewer(marks: Marks) -> Iterable[Marks]:
    """All that is wanted, then less and less of it."""
    for most in range(len(marks.by), -1, -1):
        yield replace(marks, by=marks.by[:most])
    if marks.audited:
        yield replace(marks, by=(), audited=False)


def without(kinds: Counter[Kind], marks: Marks) -> Counter[Kind]:
    """The kinds as far as the page tells them apart."""
    found: Counter[Kind] = Counter()
    for kind, count in kinds.items():
        decided = kind.decided if marks.audited else ""
        groups = tuple(kind.groups[at] for at in marks.by)
        found[kind._replace(groups=groups, decided=decided)] += count
    return found


def nearby(world: World) -> World | None:
    """This table where its page is safe, or one close to it; None where none was found."""
    if not (unsafe := told(world)):
        return world
    for seed in range(ROUNDS):
        draw = random.Random(seed)  # noqa: S311 -- a search, the same in every run
        now, left = world, unsafe
        for _ in range(STEPS):
            trial = _step(now, draw.choice(left), draw)
            if all(not Twin(trial, count).found() for count in left):
                now = trial
                continue
            still = told(trial)
            if not still:
                return trial
            if len(still) <= len(left):
                now, left = trial, still
    return None


def _step(world: World, count: int, draw: random.Random) -> World:
    """The table with a row more or less, in this count first; nothing takes another form."""
    for kinds in (world.frame.members[count], range(len(world.rows))):
        steps = [(kind, step) for kind in kinds for step in (1, -1) if world.alike(kind, step)]
        if steps and draw.random() < OWN:
            return world.after(*draw.choice(steps))
    return world


def told(world: World) -> list[int]:
    """The counts kept back for which no other table with the same page was found."""
    safe: set[int] = set()
    found: list[int] = []
    for count, total in enumerate(world.totals):
        if world.frame.rule.kept_back(total) and count not in safe:
            different = Twin(world, count).found()
            safe |= different
            found += [] if different else [count]
    return found


def alone_tells(gaps: Gaps, rule: Rule) -> bool:
    """Whether the counts of rows that one answer alone would settle have to be left out.

    Beside the counts of rows that miss an answer they add up in ways of their own. Both are shown
    only if for each count kept back some row could miss one answer more or less, or another one,
    with both lists unchanged.
    """
    if not rule.protects:
        return False
    counts: Counter[Key] = Counter({("alone", name): n for name, n in gaps.one.items()})
    counts.update({("missing", name): n for name, n in gaps.rows().items()})
    moves = list(_gap_moves(gaps))
    kept = {key for key, count in counts.items() if rule.kept_back(count)}
    for move in moves:
        if all(
            rule.shown(counts[k] + change) == rule.shown(counts[k]) for k, change in move.items()
        ):
            kept -= {key for key, change in move.items() if change}
    return bool(kept)


def _gap_moves(gaps: Gaps) -> Iterable[dict[Key, int]]:
    """How counts change when one row misses one answer more, less, or another."""
    names = sorted(gaps.rows())
    several = sum(gaps.two.values()) + gaps.many
    for name in names:
        own = gaps.more[name] + sum(n for pair, n in gaps.two.items() if name in pair)
        if several > own:
            yield {("missing", name): 1}
        if gaps.more[name]:
            yield {("missing", name): -1}
        if gaps.one[name]:
            for other in names:
                if other != name:
                    yield {("alone", name): -1, ("missing", other): 1}
                    yield {
                        ("alone", name): -1, ("missing", name): -1,
                        ("alone", other): 1, ("missing", other): 1,
                    }  # fmt: skip
    for one, other in gaps.two:
        yield {("missing", one): -1, ("alone", other): 1}
        yield {("missing", other): -1, ("alone", one): 1}
