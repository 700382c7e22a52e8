"""The scenarios that a team rates: every case of a folder and, where asked for, its variants.

A case is named by its path in the folder, the second of its variants by ``PATH#2``. A variant is
told after the story of the case that it varies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from needcheck.case.ratings import KEY, case_digest
from needcheck.case.scenario import Scenario, load_scenario
from needcheck.case.variants import family
from needcheck.criteria.positions import decode, read_bytes
from needcheck.errors import InputError, Place
from needcheck.jobs.scenarios.replay import find

VARIANT = "#"
"""What stands in a name between the path of a case and the number of a variant."""
DIFFERENT = "What is different:"
REAL = "this is a case note; only scenarios, which are invented, are given to raters."


@dataclass(frozen=True)
class Told:
    """One case of a set: ``before`` is the story of the case that it varies, "" for a case."""

    name: str
    scenario: Scenario
    before: str = ""

    @property
    def story(self) -> str:
        """The story as a rater reads it: of a variant, its case's and then what is different."""
        about = self.scenario.head.about.strip()
        parts = (self.before.strip(), f"{DIFFERENT} {about}") if self.before else (about,)
        return "\n\n".join(part for part in parts if part)

    @property
    def digest(self) -> str:
        """The sha256 of what a rater can be shown."""
        return case_digest(self.scenario, self.before)


def told_cases(folder: Path, *, variants: bool) -> Iterator[Told]:
    """Every case below a folder, or of one file, and its variants where they are asked for."""
    for name, path in scenario_files(folder):
        case, *varied = family(load_scenario(path))
        yield Told(name, case)
        for number, variant in enumerate(varied if variants else (), 1):
            yield Told(f"{name}{VARIANT}{number}", variant, case.head.about)


def scenario_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every scenario below a folder (or one file) with its path there; files of ratings left out.

    InputError where there is none, or where one is a case note.
    """
    root = folder if folder.is_dir() else folder.parent
    found = 0
    for path in find([folder]):
        first = _first_key(path)
        if first == KEY:
            continue
        if first == "needcheck":
            raise InputError(REAL, place=Place(str(path), 1))
        found += 1
        yield path.relative_to(root).as_posix(), path
    if not found:
        raise InputError("there is no scenario (*.toml) here to rate.", place=Place(str(folder)))


def _first_key(path: Path) -> str:
    """The key or table with which a file begins, which tells ratings and notes from scenarios."""
    lines = decode(read_bytes(path), str(path)).splitlines()
    first = next((line for line in map(str.strip, lines) if line and line[0] != "#"), "")
    return first.partition("=")[0].strip(' "')
