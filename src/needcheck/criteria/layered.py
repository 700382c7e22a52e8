"""From the shipped data and what is laid over it to one bundle (the rules stand in ``overlay``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from needcheck.criteria.authority import Clause
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.limits import read_criteria
from needcheck.criteria.load import (
    Files,
    assemble,
    authority_ids,
    clauses_in,
    data_root,
    load,
)
from needcheck.criteria.origins import Origin, origins_in
from needcheck.criteria.overlay import (
    AUTHORITY,
    CONTACTS,
    Leaf,
    Raw,
    elements,
    ids_in,
    laid_over,
    layers,
    validated,
)
from needcheck.criteria.stack import Stack, lineage, refuse_foreign, stacked
from needcheck.errors import CriteriaError, Place, UsageError

_Model = TypeVar("_Model", bound=BaseModel)


def authorities(root: Path, overlays: Sequence[Path] = ()) -> tuple[str, ...]:
    """Ids of the authorities that have criteria; CriteriaError where an overlay goes unread."""
    return ids_in(layers(root, overlays)) if overlays else authority_ids(root)


def load_layered(name: str, root: Path | None = None, overlays: Sequence[Path] = ()) -> Bundle:
    """The criteria of one authority with everything that is laid over them.

    UsageError where there is none of that name; CriteriaError with file and line where a file is
    wrong, shipped or not: an overlay is never left out because it is broken.
    """
    root = root or data_root()
    if not overlays:
        return load(name, root)
    known = authorities(root, overlays)
    if name not in known:
        hint = f"There are: {', '.join(known)}."
        raise UsageError("there are no criteria for that authority.", hint=hint)
    stack = stacked(name, layers(root, overlays))
    files = _Layered(stack)
    bundle = assemble(files, Path(name), root / "framework")
    _check(bundle, stack, files)
    return replace(bundle, laid=tuple(stack.overlays))


def register(
    name: str, root: Path | None = None, overlays: Sequence[Path] = ()
) -> Mapping[str, Clause]:
    """The clauses of an authority's document, and of those that it builds on, by id."""
    root = root or data_root()
    found: dict[str, Clause] = {}
    for step in lineage(name, layers(root, overlays)):
        path = step.layer.root / "clauses" / f"{step.id}.toml"
        found = {} if step.whole else found
        found |= clauses_in(Files(), path) if path.exists() else {}
    return found


class _Layered(Files):
    """Reads the files of a stack; those of the framework from where they are."""

    def __init__(self, stack: Stack) -> None:
        super().__init__()
        self.stack = stack

    def names(self, folder: Path) -> tuple[str, ...]:  # noqa: ARG002 -- there is one folder
        return tuple(sorted(self.stack.sheets))

    def optional(self, path: Path, shape: type[_Model]) -> _Model:
        return self.parse(path, shape) if path.name in self.stack.sheets else shape()

    def parse(self, path: Path, shape: type[_Model]) -> _Model:
        name = f"{path.parent.name}/{path.name}"
        leaves = self._leaves(path, name)
        raw: Raw = {}
        found: dict[str, Origin] = {}
        for leaf in leaves:
            if not leaf.part:
                below = {key: value for key, value in raw.items() if key not in leaf.raw}
                parsed = validated({**below, **leaf.raw}, leaf, shape)
            raw = laid_over(raw, leaf) if raw else leaf.raw
            found |= origins_in(leaf.raw, leaf.text, leaf.file)
        self.contents[name], self.origins_of[name] = raw, found
        self.origins.update(found)
        return parsed if len(leaves) == 1 else validated(raw, leaves[-1], shape)

    def _leaves(self, path: Path, name: str) -> list[Leaf]:
        """What is laid over one another for a file, or a framework's file as it is worded here."""
        if path.parent == Path(self.stack.id):
            if path.name not in self.stack.sheets:
                folder = Place(self.stack.sheets[AUTHORITY][-1].file)
                raise CriteriaError(f"there is no {path.name} beside this file.", place=folder)
            return self.stack.sheets[path.name]
        raw, text = read_criteria(path)
        for rewording in self.stack.rewording:
            raw = rewording.of(raw)
        return [Leaf(name, text, raw)]


def _check(bundle: Bundle, stack: Stack, files: _Layered) -> None:
    """What can only be told of all files together."""
    head = stack.sheets[AUTHORITY][-1]
    if bundle.authority.id != stack.id:
        message = f"the id must be the name of the folder, {stack.id}."
        raise CriteriaError(message, place=head.place("id"))
    shared = [action for each in bundle.sets.values() for action in each.actions]
    actions = [*shared, *(a for p in bundle.pathways.values() for a in p.actions)]
    used = dict.fromkeys(action.contact for action in actions if action.contact)
    missing = [name for name in used if name not in bundle.contacts]
    if stack.marks and missing:
        message = (
            "an authority that builds on another gives every contact itself; "
            f"missing in {CONTACTS}: {', '.join(missing)}."
        )
        raise CriteriaError(message, place=head.place("extends"))
    if stack.marks:
        refuse_foreign(stack, files.contents)
    _refuse_unknown_contacts(stack, used)


def _refuse_unknown_contacts(stack: Stack, used: Mapping[str, Any]) -> None:
    """A contact that replaces none and that no action names is a misspelt one."""
    leaves = stack.sheets.get(CONTACTS, [])
    known: set[str] = set()
    for at, leaf in enumerate(leaves):
        own = [contact["id"] for contact in elements(leaf.raw, "contact")]
        for name in own if at else ():
            if name not in known and name not in used:
                there = ", ".join(sorted(known))
                message = f"this contact replaces none, and no action names it; there is: {there}."
                raise CriteriaError(message, place=leaf.place_of_element("contact", name))
        known.update(own)
