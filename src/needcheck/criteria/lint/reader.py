"""A reader of criteria files that collects what is wrong and goes on with the rest.

It stands in for the loader's own reader, so that what belongs together is known in one place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from needcheck.criteria.limits import criteria_text
from needcheck.criteria.lint.finding import Finding, Findings, Severity
from needcheck.criteria.lint.recover import recover
from needcheck.criteria.lint.salvage import Salvage, Spot, Table, tables
from needcheck.criteria.lint.source import Source
from needcheck.criteria.load import Files
from needcheck.criteria.model import Pathway
from needcheck.criteria.walker import KeyPath
from needcheck.errors import CriteriaError, Place

_Model = TypeVar("_Model", bound=BaseModel)
_AT_THE_KEY = ("unknown key", "the key", "give cites", "basis =")


class Unreadable(CriteriaError):
    """A file without which nothing else of the authority can be checked; it is noted already."""


class Reader(Files):
    """Reads the files of one authority after another, each file once.

    ``findings`` collects what is wrong; ``lost`` are ids of elements that could not be read,
    ``blind`` says that a whole file was missing, so that unknown names say nothing;
    ``stubs`` stand in for files that are not there, by shape.
    """

    def __init__(self, findings: Findings, stubs: Iterable[BaseModel] = ()) -> None:
        super().__init__()
        self.findings = findings
        self.lost: set[str] = set()
        self.blind = False
        self.refused: list[CriteriaError] = []
        self.folder = Path()
        self.sources: dict[Path, Source] = {}
        self._stubs = tuple(stubs)
        self._models: dict[Path, BaseModel] = {}
        self._in_use: dict[Path, BaseModel] = {}
        self._spots: dict[int, Spot] = {}
        self._doubts: Counter[Finding] = Counter()
        self._read_in: set[tuple[Path, Path]] = set()

    def begin(self, folder: Path) -> None:
        """Turn to the authority of this folder."""
        self.folder = folder
        self._in_use = {}

    def turn_back(self, folder: Path) -> None:
        """Turn to an authority that was read before."""
        self.folder = folder
        read = (path for path, by in self._read_in if by == folder)
        self._in_use = {path: self._models[path] for path in read}

    @property
    def files(self) -> tuple[BaseModel, ...]:
        """What was read for the authority at hand, file by file."""
        return tuple(self._in_use.values())

    @property
    def own_files(self) -> tuple[BaseModel, ...]:
        """What was read in the authority's own folder."""
        return tuple(m for path, m in self._in_use.items() if path.parent == self.folder)

    def parse(self, path: Path, shape: type[_Model]) -> _Model:
        """What a file says, without what is wrong in it; Unreadable where nothing is left."""
        if path not in self._models:
            self._models[path] = self._read(path, shape)
        found = self._models[path]
        if not isinstance(found, shape):
            raise Unreadable("the same file is read in two ways", place=Place(str(path)))
        self._in_use[path] = found
        self._read_in.add((path, self.folder))
        return found

    def refuse(self, error: CriteriaError) -> None:
        """Go on: the checks look for the same faults, each with its place."""
        self.refused.append(error)

    def belong(self, pathway: str, *names: str) -> None:
        """Nothing: places are known by element."""

    def digest(self) -> str:
        """None is taken of files that may be wrong."""
        return ""

    def spot(self, element: BaseModel) -> Spot | None:
        """Where an element was read, None for what was made on the way."""
        found = self._spots.get(id(element))
        if found is None and isinstance(element, Pathway):
            same = (m for m in self.own_files if isinstance(m, Pathway) and m.id == element.id)
            found = next((self._spots.get(id(m)) for m in same), None)
        return found

    def own(self, element: BaseModel) -> bool:
        """Whether an element was read in the authority's own folder."""
        spot = self.spot(element)
        return bool(spot and spot.source and spot.source.path.parent == self.folder)

    def note(  # noqa: PLR0913 -- one argument for each part of a finding
        self,
        severity: Severity,
        check: str,
        element: BaseModel,
        message: str,
        path: KeyPath = (),
        *,
        character: int | None = None,
        everywhere: bool = False,
    ) -> None:
        """Add a finding at an element, at a key below it, or at a character of its text.

        ``everywhere`` is for what is true only if it is true in every authority that reads the
        file: what one of them does not use, another may.
        """
        spot = self.spot(element)
        if spot is None or spot.source is None:
            return
        where = (*spot.path, *path)
        if character is not None:
            offset = spot.source.character(where, character)
        else:
            offset = spot.source.offset(where, value=bool(path))
        finding = spot.source.finding(severity, check, message, offset)
        if everywhere:
            self._doubts[finding] += 1
        else:
            self.findings.add(finding)

    def settle(self) -> None:
        """Add what turned out to be true in every authority that reads the file."""
        for finding, count in self._doubts.items():
            if count >= sum(path == finding.path for path, _ in self._read_in):
                self.findings.add(finding)
        self._doubts.clear()

    def agrees(self, pathway: Pathway) -> bool:
        """Whether a pathway has the outcomes of the framework's one that it uses, in order."""
        names = [outcome.id for outcome in pathway.outcomes]
        return all(
            [outcome.id for outcome in base.outcomes] == names
            for path, base in self._in_use.items()
            if isinstance(base, Pathway)
            and path.parent != self.folder
            and path.stem == pathway.uses
        )

    def full(self, element: BaseModel) -> bool:
        """Whether no more is kept about the file of an element."""
        spot = self.spot(element)
        if spot is None or spot.source is None:
            return False
        return self.findings.full(spot.source.path)

    def table(self, path: Path) -> Table:
        """The values of a file, its broken tables noted and left out."""
        try:
            text = criteria_text(path)
        except CriteriaError as error:
            self.findings.add(Finding("error", "file", path, error.message, error.place.line))
            raise Unreadable(error.message) from None
        recovered = recover(text)
        source = self.sources[path] = Source(path, text, recovered.text)
        for message, place in recovered.faults:
            offset = source.start(place.line, place.column)
            self.findings.add(source.finding("error", "toml", message, offset))
        self.lost |= recovered.lost
        if recovered.raw is None:
            message = "the rest of this file is not read until it is valid TOML."
            self.findings.add(Finding("error", "toml", path, message))
            raise Unreadable("nothing of a file can be read")
        table = tables(recovered.raw, source)
        return table if isinstance(table, Table) else Table()

    def shaped(self, raw: Table, shape: type[_Model]) -> _Model:
        """A model of values, what does not fit noted and taken out."""
        salvage = Salvage(raw, shape)
        found = salvage.run()
        for spot, message in salvage.problems:
            if spot.source:
                offset = spot.source.offset(spot.path, value=not message.startswith(_AT_THE_KEY))
                finding = spot.source.finding("error", "shape", message, offset)
                self.findings.add(finding)
        self.lost |= salvage.lost
        if found is None:
            raise Unreadable("nothing of a file fits its shape")
        self._spots.update((id(element), spot) for element, spot in located(found, salvage.raw))
        return found

    def _no_base(self, path: Path) -> None:
        """Note that a pathway builds on a file of the framework that is not there."""
        self.blind = True
        known = ", ".join(sorted(p.stem for p in path.parent.glob("level*.toml")))
        for own in self.files:
            for key in ("uses", "derived_from"):
                if getattr(own, key, None) == path.stem:
                    message = f"the framework has no pathway {path.stem}; there is: {known}."
                    self.note("error", "name", own, message, (key,))

    def _read(self, path: Path, shape: type[_Model]) -> _Model:
        if not path.exists():
            for stub in self._stubs:
                if isinstance(stub, shape):
                    return stub
            if issubclass(shape, Pathway):
                self._no_base(path)
                return shape(id="missing", title="")
        return self.shaped(self.table(path), shape)


def located(value: object, raw: object) -> Iterator[tuple[BaseModel, Spot]]:
    """Every model below a value, with the place of the table that it was made of."""
    if isinstance(value, BaseModel) and isinstance(raw, dict):
        if isinstance(raw, Table):
            yield value, Spot(raw.source, raw.path)
        for name, field in type(value).model_fields.items():
            key = field.alias if field.alias in raw else name
            if key in raw:
                yield from located(getattr(value, name), raw[key])
    elif isinstance(value, tuple) and isinstance(raw, list):
        pairs: Iterable[tuple[object, object]] = zip(value, raw, strict=False)
        for inner, below in pairs:
            yield from located(inner, below)
