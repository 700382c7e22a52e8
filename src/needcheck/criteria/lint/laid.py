"""Reading what is laid over shipped criteria, leniently: merged as the loader merges it.

Only the upper folder's files are checked; what lies below is right, or its own check says so.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from needcheck.criteria.contacts_laid import SAY_THE_DAY
from needcheck.criteria.lint.finding import Finding, Findings
from needcheck.criteria.lint.reader import Reader, Unreadable
from needcheck.criteria.lint.salvage import Table, tables
from needcheck.criteria.load import SHAPES
from needcheck.criteria.overlay import BY_ID, Layer, Leaf, layers, leaf_of, merged, read_leaf
from needcheck.criteria.stack import Stack, stacked
from needcheck.errors import CriteriaError

_Model = TypeVar("_Model", bound=BaseModel)


class LaidReader(Reader):
    """Reads an authority of a data folder that is laid over the shipped one."""

    def __init__(self, findings: Findings, shipped: Path, root: Path) -> None:
        super().__init__(findings)
        self._shipped, self._root = shipped, root
        self._stack = Stack("")
        self._paths: dict[str, Path] = {}

    def begin(self, folder: Path) -> None:
        """Lay this authority's files over what is below; Unreadable where that is not clear."""
        super().begin(folder)
        layer, before = Layer(self._root), len(self.findings)
        self._paths = {layer.label(p): p for p in sorted(folder.parent.glob("*/*.toml"))}
        for path in self._paths.values():
            if path.parent == folder:
                self._alone(path)
        try:
            below = layers(self._shipped, (self._root,))
            self._stack = stacked(folder.resolve().name, below, self._day_missing, self._leaf)
        except CriteriaError as error:
            if len(self.findings) == before:
                self.refused_at(error)
            raise Unreadable(error.message) from None

    def _leaf(self, layer: Layer, path: Path) -> Leaf:
        """A file of the data folder without what is broken in it, any other as it is."""
        if layer.shipped:
            return read_leaf(layer, path)
        raw = dict(self.table(path))
        return leaf_of(layer, path, raw, self.sources[path].valid)

    def _day_missing(self, error: CriteriaError) -> None:
        """Note a contact that says no day; all else is noted with its file."""
        if error.message == SAY_THE_DAY:
            self.refused_at(error)

    def _alone(self, path: Path) -> None:
        """Note what is wrong in a file by itself."""
        raw = self.table(path)
        if path.name in BY_ID:
            raw.pop("without", None)
            self.shaped(raw, SHAPES[path.name])

    def refused_at(self, error: CriteriaError) -> None:
        """Note what the loader says, at its place in the data folder or at the authority."""
        path = self._paths.get(error.place.file)
        message = f"{error.message} {error.hint}".strip()
        if path is None:
            self.findings.add(Finding("error", "laid", self.folder, message))
            return
        if path not in self.sources:
            self.table(path)
        source = self.sources[path]
        offset = source.start(error.place.line, error.place.column)
        self.findings.add(source.finding("error", "laid", message, offset))

    def names(self, folder: Path) -> tuple[str, ...]:  # noqa: ARG002 -- there is one folder
        """The names of the files of all layers."""
        return tuple(sorted(self._stack.sheets))

    def optional(self, path: Path, shape: type[_Model]) -> _Model:
        """What is said in any layer, or what an empty file would say."""
        return self.parse(path, shape) if path.name in self._stack.sheets else shape()

    def _read(self, path: Path, shape: type[_Model]) -> _Model:
        leaves = self._stack.sheets.get(path.name) if path.parent == self.folder else None
        if leaves is None:
            return super()._read(path, shape)
        try:
            raw = Table(merged([self._known(leaf) for leaf in leaves]))
        except CriteriaError as error:
            self.refused_at(error)
            raise Unreadable(error.message) from None
        raw.source = self.sources.get(self._paths.get(leaves[-1].file, Path()))
        return self.shaped(raw, shape)

    def _known(self, leaf: Leaf) -> Leaf:
        """A leaf whose tables know their places, where it is one of those that are checked."""
        path = self._paths.get(leaf.file)
        if path is None:
            return leaf
        raw = tables(leaf.raw, self.sources[path])
        return replace(leaf, raw=raw)
