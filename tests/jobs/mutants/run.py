"""Breaking the criteria of all authorities: every mutant or a sample, in processes."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from needcheck.jobs.engine import Engine
from tests.jobs.mutants.kill import Judge
from tests.jobs.mutants.operators import Mutant, mutants

AUTHORITIES = Engine().authorities
CHUNK = 120
"""Mutants that one process takes at a time."""
Which = tuple[str, int]


@dataclass(frozen=True)
class Fate:
    """What became of a mutant: ``check``, ``replay``, ``prove``, ``equal`` or "" (survived)."""

    authority: str
    kind: str
    name: str
    fate: str


@cache
def judge(authority: str) -> Judge:
    """The judge of an authority, one in each process."""
    return Judge(authority)


@cache
def broken(authority: str) -> tuple[Mutant, ...]:
    """Every mutant of an authority, in one order."""
    bundle = judge(authority).bundle
    return tuple(mutants(bundle, bundle.authority.owns_scale))


def every() -> list[Which]:
    """Every mutant of every authority, by authority and place."""
    return [(name, place) for name in AUTHORITIES for place in range(len(broken(name)))]


def sample(size: int, seed: int) -> list[Which]:
    """As many mutants, taken in turn from each operator in each authority until there are none."""
    random_ = random.Random(seed)
    groups: dict[tuple[str, str], list[Which]] = {}
    for authority, place in every():
        groups.setdefault((authority, broken(authority)[place].kind), []).append((authority, place))
    for group in groups.values():
        random_.shuffle(group)
    turns = zip_longest(*groups.values())
    return [one for turn in turns for one in turn if one is not None][:size]


def fates(chosen: Iterable[Which]) -> list[Fate]:
    """What becomes of each, decided by as many processes as there are processors."""
    with ProcessPoolExecutor(os.cpu_count() or 1) as pool:
        return [fate for part in pool.map(_fates, _jobs(chosen)) for fate in part]


def _jobs(chosen: Iterable[Which]) -> Iterator[tuple[str, list[int]]]:
    """The mutants of one authority each, so that a process seldom needs another judge."""
    places: dict[str, list[int]] = {}
    for authority, place in chosen:
        places.setdefault(authority, []).append(place)
    for authority, listed in sorted(places.items(), key=lambda item: -len(item[1])):
        for start in range(0, len(listed), CHUNK):
            yield authority, listed[start : start + CHUNK]


def _fates(job: tuple[str, list[int]]) -> list[Fate]:
    authority, places = job
    found = []
    for place in places:
        mutant = broken(authority)[place]
        fate = judge(authority).fate(mutant)
        found.append(Fate(authority, mutant.kind, mutant.name, fate))
    return found
