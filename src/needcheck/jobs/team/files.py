"""Files of ratings read together: the same scenarios, each rater once, everything known.

What does not fit together is an error with file and line; nothing is left out quietly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from needcheck.case.ratings import Rated, RatingsFile, load_ratings
from needcheck.case.scenario import Scenario
from needcheck.errors import InputError, Place, UsageError
from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.replay import found
from needcheck.jobs.team.rated_set import told_cases
from needcheck.recommend.compile import Plan

CHANGED = "this scenario has changed since it was rated; rate it again (needcheck rate)."
OTHER_TEXT = "this rater saw another text of this scenario than {first} did; rate it again."
UNKNOWN = "there is no such scenario in {folder}; take it out, or name the folder: --scenarios."


@dataclass(frozen=True)
class Team:
    """What raters chose: ``files`` by code, ``paths`` the scenarios they all have, in order.

    ``scenarios`` are those found in the folder; empty where ``no_folder`` says why. ``plans`` are
    the compiled pathways by scenario path. ``old`` are the authorities whose criteria have
    changed since somebody rated.
    """

    files: tuple[RatingsFile, ...]
    paths: tuple[str, ...]
    plans: dict[str, Plan]
    scenarios: dict[str, Scenario]
    no_folder: str
    old: tuple[str, ...]

    @property
    def raters(self) -> tuple[str, ...]:
        """Codes, in order."""
        return tuple(file.ratings.rater.code for file in self.files)

    @cached_property
    def rated(self) -> dict[str, dict[str, Rated]]:
        """What each rater says of a scenario: by path, then by code."""
        return {path: {code: self._of[code][path] for code in self.raters} for path in self.paths}

    @cached_property
    def _of(self) -> dict[str, dict[str, Rated]]:
        return {
            file.ratings.rater.code: {item.path: item for item in file.ratings.scenario}
            for file in self.files
        }


def rating_files(paths: Sequence[str]) -> list[Path]:
    """The files named, and every ``*.toml`` directly in a folder named."""
    found: list[Path] = []
    for path in map(Path, paths):
        inside = sorted(path.glob("*.toml")) if path.is_dir() else [path]
        if not inside:
            raise InputError(
                "there are no ratings (*.toml) in this folder.", place=Place(str(path))
            )
        found += inside
    return found


def read_team(paths: Sequence[Path], engine: Engine, folder: Path | None) -> Team:
    """Read and check files of ratings; ``folder`` is where the scenarios are now, if given."""
    files = list(map(load_ratings, paths))
    _check_codes(files)
    files.sort(key=lambda file: file.ratings.rater.code)
    for file in files[1:]:
        _check_same_set(files[0], file)
    plans = {item.path: _plan(files[0], at, engine) for at, item in _items(files[0])}
    for file in files:
        for at, item in _items(file):
            _check_choices(file, at, item, plans[item.path])
    scenarios, no_folder = _scenarios(files, folder or _recorded(files, engine.root))
    seen = {(c.id, c.sha256) for file in files for c in file.ratings.criteria}
    old = sorted({name for name, sha in seen if sha != _sha256(engine, name)})
    return Team(tuple(files), tuple(sorted(plans)), plans, scenarios, no_folder, tuple(old))


def _items(file: RatingsFile) -> Iterator[tuple[int, Rated]]:
    return enumerate(file.ratings.scenario)


def _sha256(engine: Engine, authority: str) -> str:
    return engine.bundle(authority).sha256 if authority in engine.authorities else ""


def _check_codes(files: Sequence[RatingsFile]) -> None:
    """Each rater once, in the order in which the files were given."""
    first: dict[str, str] = {}
    for file in files:
        code = file.ratings.rater.code
        if code in first:
            message = f"the rater {code} is in two files; the other is {first[code]}."
            raise InputError(message, place=file.place_of(("rater", "code")))
        first[code] = file.file


def _check_same_set(first: RatingsFile, other: RatingsFile) -> None:
    """The same scenarios, the same texts of them, shown in the same way."""
    if first.ratings.rater.shown != other.ratings.rater.shown:
        message = (
            f"this rater was shown '{other.ratings.rater.shown}' and the rater of {first.file} "
            f"'{first.ratings.rater.shown}'; such ratings cannot be compared."
        )
        raise InputError(message, place=other.place_of(("rater", "shown")))
    known = {item.path: item for _, item in _items(first)}
    for at, item in _items(other):
        if item.path not in known:
            message = f"another set of scenarios: this one is not in {first.file}."
            raise InputError(message, place=other.place_of(("scenario", at, "path")))
        if item.sha256 != known[item.path].sha256:
            message = OTHER_TEXT.format(first=first.file)
            raise InputError(message, place=other.place_of(("scenario", at, "sha256")))
    here = {item.path for _, item in _items(other)}
    for at, item in _items(first):
        if item.path not in here:
            message = f"another set of scenarios: this one is not in {other.file}."
            raise InputError(message, place=first.place_of(("scenario", at, "path")))


def _plan(file: RatingsFile, at: int, engine: Engine) -> Plan:
    item = file.ratings.scenario[at]
    try:
        return engine.plan(item.authority, item.pathway)
    except UsageError as error:
        place = file.place_of(("scenario", at, "authority"))
        raise InputError(error.message, place=place, hint=error.hint) from None


def _check_choices(file: RatingsFile, at: int, item: Rated, plan: Plan) -> None:
    """What was chosen must be among what there is to choose."""
    if (item.authority, item.pathway) != (plan.bundle.authority.id, plan.pathway.id):
        message = "another authority or pathway than in the other files; rate it again."
        raise InputError(message, place=file.place_of(("scenario", at, "authority")))
    if item.outcome and item.outcome not in plan.outcomes:
        message = f"there is no such outcome; allowed: {', '.join(plan.outcomes)}."
        raise InputError(message, place=file.place_of(("scenario", at, "outcome")))
    for key, chosen in item.answers.items():
        fact = plan.bundle.facts.get(key)
        if fact is None or not fact.judgement:
            message = "this is not one of the judgement questions."
        elif chosen not in fact.choice_ids:
            message = f"{key} can be {', '.join(fact.choice_ids)}."
        else:
            continue
        raise InputError(message, place=file.place_of(("scenario", at, "answers", key)))


def _scenarios(files: Sequence[RatingsFile], where: Path | None) -> tuple[dict[str, Scenario], str]:
    """The scenarios by path as they are now, or why they are not at hand."""
    if where is None:
        return {}, f"the folder of the scenarios ({files[0].ratings.folder}) is not here"
    here = {told.name: told for told in told_cases(where, variants=True)}
    for at, item in _items(files[0]):
        if item.path not in here:
            message = UNKNOWN.format(folder=where)
            raise InputError(message, place=files[0].place_of(("scenario", at, "path")))
        if here[item.path].digest != item.sha256:
            place = files[0].place_of(("scenario", at, "sha256"))
            raise InputError(CHANGED, place=place)
    return {item.path: here[item.path].scenario for _, item in _items(files[0])}, ""


def _recorded(files: Sequence[RatingsFile], root: Path) -> Path | None:
    """The folder that was rated: from here, from beside a file, or shipped; None where it is not.

    The shipped one is taken only where all that was rated stands in it.
    """
    names = [Path(file.ratings.folder) for file in files]
    near = [path for file, name in zip(files, names, strict=True)
            for path in (name, Path(file.file).parent / name)
            if path.exists() and not name.is_absolute()]  # fmt: skip
    return near[0] if near else _shipped(files[0], root)


def _shipped(file: RatingsFile, root: Path) -> Path | None:
    path = found(file.ratings.folder, root)
    if Path(file.ratings.folder).is_absolute() or not path.exists():
        return None
    inside = {told.name for told in told_cases(path, variants=True)}
    return path if inside.issuperset(item.path for _, item in _items(file)) else None
