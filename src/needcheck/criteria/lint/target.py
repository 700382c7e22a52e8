"""What is to be checked: one file, an authority's folder, a data folder, or a shipped authority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from needcheck.criteria.load import authority_ids
from needcheck.errors import CriteriaError, Place, UsageError

AUTHORITIES, FRAMEWORK, CLAUSES, SCENARIOS = "authorities", "framework", "clauses", "scenarios"


@dataclass(frozen=True)
class Target:
    """What is checked.

    ``root`` is the data folder, None for a folder that stands in none; ``folders`` the
    authorities; ``framework`` where the framework's files are; ``places`` what findings are told
    of; ``laid`` whether the data folder is laid over the shipped one.
    """

    root: Path | None
    folders: tuple[Path, ...]
    framework: Path
    places: tuple[Path, ...]
    laid: bool = False

    @property
    def alone(self) -> bool:
        """Whether the folder stands in no data folder, so that files may be missing."""
        return self.root is None

    def register(self, folder: Path) -> Path | None:
        """The file of an authority's clauses, None where there is none."""
        path = self.root / CLAUSES / f"{folder.name}.toml" if self.root else None
        return path if path and path.is_file() else None

    def scenarios(self, folder: Path) -> Path | None:
        """The folder of an authority's scenarios, None where there is none."""
        path = self.root / SCENARIOS / folder.name if self.root else None
        return path if path and path.is_dir() else None


def target(given: str, shipped: Path) -> Target:
    """What a path, or the id of a shipped authority, means; an error where it means nothing."""
    path = Path(given)
    if not path.exists():
        if given in authority_ids(shipped):
            return _authority(shipped / AUTHORITIES / given, shipped)
        known = ", ".join(authority_ids(shipped))
        message = "there is no such file or folder, and no shipped authority of that name."
        raise CriteriaError(message, place=Place(given), hint=f"There is: {known}.")
    if path.is_file():
        return _file(path, shipped)
    if (path / AUTHORITIES).is_dir():
        return _data(path, shipped, (path,))
    if path.resolve().parent.name == AUTHORITIES or any(path.glob("*.toml")):
        return _authority(path, shipped)
    message = f"{given} holds no criteria: neither {AUTHORITIES}/ nor TOML files."
    raise UsageError(message, hint="Give a file, an authority's folder, or a data folder.")


def _file(path: Path, shipped: Path) -> Target:
    """One file: all that belongs to it is read, and only what is found in it is told."""
    folder = path.parent
    kind = folder.resolve().name
    if folder.resolve().parent.name == SCENARIOS:
        raise UsageError(f"{path} is a scenario.", hint="needcheck replay --check checks it.")
    if kind == FRAMEWORK:
        return _data(_up(folder), shipped, (path,))
    if kind == CLAUSES:
        own = _up(folder) / AUTHORITIES / path.stem
        return _authority(own, shipped, (path,))
    return _authority(folder, shipped, (path,))


def _data(root: Path, shipped: Path, places: tuple[Path, ...]) -> Target:
    folders = tuple(sorted(p for p in (root / AUTHORITIES).iterdir() if p.is_dir()))
    own = root / FRAMEWORK
    framework = own if own.is_dir() else shipped / FRAMEWORK
    return Target(root, folders, framework, places, laid=not own.is_dir())


def _authority(folder: Path, shipped: Path, places: Sequence[Path] = ()) -> Target:
    if folder.resolve().parent.name != AUTHORITIES:
        return Target(None, (folder,), shipped / FRAMEWORK, tuple(places) or (folder,))
    root = _up(_up(folder))
    own = root / FRAMEWORK
    framework = own if own.is_dir() else shipped / FRAMEWORK
    all_places = (folder, root / CLAUSES / f"{folder.resolve().name}.toml")
    return Target(root, (folder,), framework, tuple(places) or all_places, laid=not own.is_dir())


def _up(folder: Path) -> Path:
    """The folder that holds this one, in the words that were given where they say it."""
    return folder.parent if folder.name not in ("", "..") else folder.resolve().parent
