"""Replays reduced to what a check reports: small values that travel between processes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from needcheck.errors import InputError
from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.replay import Replay, replays


@dataclass(frozen=True)
class Verdict:
    """How one case came out.

    ``error`` says why it could not be replayed; then there is no outcome. ``variant`` is the
    title of a variant, "" for the case of the file itself.
    """

    file: str
    name: str
    variant: str = ""
    pathway: str = ""
    outcome: str = ""
    differences: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    error: str = ""


def verdicts(path: Path, engine: Engine, *, hide: bool = False) -> tuple[Verdict, ...]:
    """The verdicts on the case of a file and on its variants; a fault ends the file."""
    found: list[Verdict] = []
    try:
        for result in replays(path, engine, changes=False, hide=hide):
            found.append(verdict(result))
    except InputError as error:
        found.append(Verdict(str(path), path.name, error=str(error)))
    return tuple(found)


def verdict(result: Replay) -> Verdict:
    """What a check reports of one replay."""
    scenario, rec = result.scenario, result.recommendation
    return Verdict(
        scenario.file,
        scenario.name,
        scenario.variant,
        f"{scenario.head.authority}.{scenario.head.pathway.replace('-', '_')}",
        rec.outcome.id,
        result.differences,
        result.unused,
        result.unasked,
        tuple(item.fact for item in rec.missing),
    )
