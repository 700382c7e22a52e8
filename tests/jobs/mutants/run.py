"""Breaking the criteria of an authority: every mutant or a sample, and what becomes of them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from needcheck.jobs.engine import Engine
from tests.jobs.mutants.kill import Judge
from tests.jobs.mutants.operators import Mutant, mutants

AUTHORITIES = Engine().authorities


@dataclass(frozen=True)
class Fate:
    """What became of a mutant: ``check``, ``replay``, ``prove``, ``equal`` or "" (survived)."""

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


def sample(authority: str, size: int, seed: int) -> list[Mutant]:
    """As many mutants, taken in turn from each operator until there are none."""
    groups: dict[str, list[Mutant]] = {}
    for mutant in broken(authority):
        groups.setdefault(mutant.kind, []).append(mutant)
    random_ = random.Random(f"{seed} {authority}")
    for group in groups.values():
        random_.shuffle(group)
    turns = zip_longest(*groups.values())
    return [one for turn in turns for one in turn if one is not None][:size]


def fates(authority: str, chosen: Iterable[Mutant]) -> list[Fate]:
    """What becomes of each of these mutants of an authority."""
    return [Fate(mutant.name, judge(authority).fate(mutant)) for mutant in chosen]
