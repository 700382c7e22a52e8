"""Derived conditions that rest on one another: in no circle, and not beyond a size.

The trees are opened wherever a condition is named, so that a few conditions that each name
another one twice would grow beyond any memory; this is found from the words alone, before a
single tree is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from needcheck.criteria import model
from needcheck.criteria.bundle import Bundle
from needcheck.errors import CriteriaError

MAX_CHAIN = 50
"""How many conditions may rest on one another in a row."""

MAX_OPENED = 20_000
"""How many conditions one may come to once every condition that it names is opened."""

_WORD = re.compile(r"""["'][^"']*["']|([a-z_][a-z0-9_]*)""")


@dataclass(frozen=True)
class Knot:
    """A derived condition that cannot be opened, and why."""

    derived: model.Derived
    message: str


def check_derived(bundle: Bundle, pathway: model.Pathway) -> None:
    """CriteriaError with file and line for the first condition that cannot be opened."""
    for knot in knots(pathway):
        place = bundle.place(f"derived:{knot.derived.id}", pathway.id)
        raise CriteriaError(knot.message, place=place)


def knots(pathway: model.Pathway) -> Iterator[Knot]:
    """The first condition that rests on itself, in too long a row, or that grows too large."""
    by_id = {derived.id: derived for derived in pathway.derived}
    below = {
        name: [word for ground in each.any for word in _words(ground) if word in by_id]
        for name, each in by_id.items()
    }
    measured: dict[str, tuple[int, int]] = {}
    for name, derived in by_id.items():
        if circle := _measure(name, below, measured):
            message = f"the condition {circle[0]} rests on itself: {' -> '.join(circle)}"
            yield Knot(by_id[circle[0]], message)
            return
        depth, size = measured[name]
        if depth > MAX_CHAIN:
            yield Knot(derived, f"at most {MAX_CHAIN} conditions may rest on one another in a row")
            return
        if size > MAX_OPENED:
            message = f"this condition comes to more than {MAX_OPENED:,} once all are opened that"
            yield Knot(derived, f"{message} it rests on")
            return


def _words(ground: model.Ground) -> list[str]:
    """Every word of a ground's conditions that stands outside quotes."""
    return [w for text in (ground.when, ground.unless) for w in _WORD.findall(text) if w]


def _measure(
    name: str, below: Mapping[str, list[str]], measured: dict[str, tuple[int, int]]
) -> list[str]:
    """Note depth and size of a condition and of those below it; the circle where there is one."""
    chain, waiting = [name], [iter(below[name])]
    while waiting:
        inner = next(waiting[-1], None)
        if inner is None:
            done = chain.pop()
            waiting.pop()
            parts = [measured[each] for each in below[done]]
            depth = 1 + max((part[0] for part in parts), default=0)
            measured[done] = depth, min(1 + sum(part[1] for part in parts), MAX_OPENED + 1)
        elif inner in chain:
            return [*chain[chain.index(inner) :], inner]
        elif inner not in measured:
            chain.append(inner)
            waiting.append(iter(below[inner]))
    return []
