"""A set of scenarios as a trainer looks through it: what each is about, and which ones fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from needcheck.case.scenario import Scenario, load_scenario
from needcheck.errors import InputError
from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.replay import started


@dataclass(frozen=True)
class Entry:
    """One scenario: ``level`` is the outcome it expects, ``level_name`` its name there."""

    file: str
    title: str
    authority: str
    pathway: str
    level: str
    level_name: str
    tags: tuple[str, ...]
    difficulty: str
    variants: tuple[str, ...]
    authority_name: str = ""
    pathway_title: str = ""


@dataclass(frozen=True)
class Wanted:
    """Which scenarios are looked for: all tags, one of the levels, one of the difficulties."""

    tags: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    difficulties: tuple[str, ...] = ()

    def fits(self, entry: Entry) -> bool:
        """Whether an entry is among them; hyphens and underlines are the same."""
        levels = {_plain(entry.level), _plain(entry.level_name)}
        return (
            {*map(_plain, self.tags)} <= {*map(_plain, entry.tags)}
            and (not self.levels or not levels.isdisjoint(map(_plain, self.levels)))
            and (not self.difficulties or entry.difficulty in self.difficulties)
        )


def _plain(word: str) -> str:
    return word.strip().lower().replace("_", "-")


def entries(files: Iterable[Path], engine: Engine) -> Iterator[Entry]:
    """What each scenario is about; InputError with file and line where one is wrong.

    Case notes are about somebody, and are left out.
    """
    for path in files:
        scenario = load_scenario(path)
        if not scenario.is_note:
            yield entry(scenario, engine)


def entry(scenario: Scenario, engine: Engine) -> Entry:
    """One scenario as it is listed."""
    plan = started(scenario, engine).plan
    names = {outcome.id: outcome.name for outcome in plan.pathway.outcomes}
    expected = scenario.expect.outcome or ""
    if expected not in {*names, ""}:
        place = scenario.place_of(("expect", "outcome"))
        raise InputError("there is no outcome of that name to expect.", place=place)
    head = scenario.head
    return Entry(
        scenario.file,
        head.title,
        head.authority,
        plan.pathway.id,
        expected,
        names.get(expected, ""),
        head.tags,
        head.difficulty,
        tuple(vary.title for vary in scenario.vary),
        plan.bundle.authority.name,
        plan.pathway.title,
    )
