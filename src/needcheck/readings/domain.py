"""The answers that conditions can tell apart: a finite list for each fact.

Conditions compare a fact with constants only, so a number or an elapsed time is represented by a
value below, at and above each constant, within the fact's own bounds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from needcheck.case.answers import Value
from needcheck.case.moments import LONDON, Elapsed
from needcheck.criteria import nodes as n
from needcheck.criteria.model import Fact


def domain(fact: Fact, atoms: Iterable[n.Atom], day: dt.date) -> tuple[Value, ...]:
    """Every answer worth telling apart for a fact that is no set, mild to grave.

    ``atoms`` are the conditions that may read it. Of a day or a moment conditions only know
    whether it was given, so that ``day`` (or its noon in London) stands for any.
    """
    if fact.type == "yes_no":
        return (True, False) if fact.graver == "no" else (False, True)
    if fact.type == "choice":
        return fact.choice_ids
    if fact.type == "reason":
        return (True,)
    own = [a for a in atoms if not isinstance(a, n.Prompts) and a.fact == fact.id]
    if fact.type == "number":
        return tuple(dict.fromkeys(_numbers(fact, own)))
    if fact.type == "elapsed":
        return tuple(dict.fromkeys(_lengths(fact, own)))
    noon = dt.datetime.combine(day, dt.time(12), LONDON)
    return (noon if fact.type == "datetime" else day,)


def _numbers(fact: Fact, atoms: Sequence[n.Atom]) -> Iterator[Value]:
    low, high = fact.minimum, fact.maximum
    some = next((end for end in (low, high) if end is not None), 0)
    limits = sorted({int(a.value) for a in atoms if isinstance(a, n.Compare)})
    for value in [v for limit in limits for v in (limit - 1, limit, limit + 1)] or [some]:
        if (low is None or value >= low) and (high is None or value <= high):
            yield value


def _lengths(fact: Fact, atoms: Sequence[n.Atom]) -> Iterator[Value]:
    limits = sorted({a.number for a in atoms if isinstance(a, n.Lasted)})
    for count, days in [p for k in limits for p in ((k - 1, 0), (k, 0), (k, 1))] or [(1, 0)]:
        if count >= 0 and fact.unit == "weeks":
            yield Elapsed(weeks=count, days=days)
        elif count >= 0:
            yield Elapsed(months=count, days=days)
