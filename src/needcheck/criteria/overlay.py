"""Overlays: what a council lays over the shipped criteria, without touching the package.

A data folder of a council holds ``authorities/<id>/...`` and, if need be, ``clauses/<id>.toml`` and
``scenarios/<id>/``. The user's own folder is laid over what is shipped, and ``--data DIR`` over
both. ``framework/`` is shared by all authorities and cannot be overlaid. What is laid over what:

- A folder with an ``authority.toml`` that does not say ``extends`` is a whole authority. Nothing
  below it of the same id is used any more.
- A folder without one, or with ``extends`` and its own id, changes the authority of that id below.
- ``extends`` with another id makes a new authority out of that one. Its name, document and every
  contact are its own: no contact is taken over (INV-30). What is taken over is marked as such and
  never as if the new document said it. ``[instead]`` gives the new words for names and numbers
  that stand in texts; a text that still names a contact of the other authority is an error.

File by file: contacts, facts, action sets, sayings, and a pathway that says ``extends = "<its
id>"``, are laid over by id: an element with a known id replaces that element whole and in its
place, a new one is put after the others, and ``without = ["action:x"]`` leaves one out (in
authority.toml ``"pathway:x"``). Any other key replaces the key. A pathway that does not say
``extends`` replaces the file of its name whole. When a contact's number or address changes, every
text that names the old one says the new one (of a number of under five digits, which may be
another's, only what ``[instead]`` says). Nothing is ever left out or fallen back to silently.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from needcheck.criteria.limits import read_criteria
from needcheck.criteria.origins import origins_in
from needcheck.criteria.part import Id, Part
from needcheck.criteria.positions import place_of, problems_error, validation_problems
from needcheck.errors import CriteriaError, Place

Raw = dict[str, Any]
_Model = TypeVar("_Model", bound=BaseModel)
AUTHORITY, CONTACTS = "authority.toml", "contacts.toml"
BY_ID = frozenset({CONTACTS, "facts.toml", "actions.toml"})
"""Files that are laid over by id without saying so."""

ID = re.compile("[a-z][a-z0-9_]{0,59}")
READ = ("authorities", "clauses", "scenarios", "schema")
TO_FILL = "TO FILL"
"""Stands in every text of a skeleton that its author has still to write."""

PATHWAY = "pathway:"
_NESTED = "set"


class Laid(Part):
    """What a file says of the one that it is laid over (see the module)."""

    extends: Id | None = None
    without: tuple[str, ...] = ()
    instead: Mapping[str, str] = {}


NOTHING_SAID = Laid()


@dataclass(frozen=True)
class Layer:
    """One data folder: the shipped one, or one laid over it."""

    root: Path
    shipped: bool = False

    def folder(self, authority: str) -> Path:
        """Where an authority's files stand in this layer."""
        return self.root / "authorities" / authority

    def label(self, path: Path) -> str:
        """A file's name in errors: short for what is shipped, from the folder's name elsewhere."""
        if self.shipped:
            return f"{path.parent.name}/{path.name}"
        return f"{self.root.resolve().name}/{path.relative_to(self.root).as_posix()}"


@dataclass(frozen=True)
class Leaf:
    """One file of one layer; ``laid`` is taken out of ``raw``.

    ``part`` marks what is left of another authority's file and is no whole file of its own.
    """

    file: str
    text: str
    raw: Raw
    laid: Laid = NOTHING_SAID
    part: bool = False

    def place(self, *path: str | int) -> Place:
        """The line of a key."""
        return place_of(self.text, path, self.file)

    def place_of_element(self, kind: str, name: str, key: str = "") -> Place:
        """The line of an element, or of a key in it, as far as it is there."""
        origin = origins_in(self.raw, self.text, self.file).get(f"{kind}:{name}")
        return self.place(*origin.path, *([key] if key else [])) if origin else Place(self.file)


@dataclass(frozen=True)
class Overlay:
    """What a layer does to an authority: as it is said on screen, in notes and in JSON.

    ``folder`` is the folder's name alone. ``does`` is changes, replaces or adds; ``sha256`` is
    taken over the canonical JSON of its files.
    """

    folder: str
    id: str
    edition: str
    sha256: str
    does: str
    files: tuple[str, ...]

    def __str__(self) -> str:
        """``council: changes hull (May 2018) in contacts.toml, sha256 0123456789ab``."""
        where = f" in {', '.join(self.files)}" if self.does == "changes" else ""
        what = f"{self.does} {self.id} ({self.edition or 'undated'}){where}"
        return f"{self.folder}: {what}, sha256 {self.sha256[:12]}"


def layers(root: Path, overlays: Sequence[Path]) -> tuple[Layer, ...]:
    """The shipped layer and those over it, their layout checked: nothing in them goes unread."""
    found = [Layer(root, shipped=True)]
    for overlay in overlays:
        layer = Layer(overlay)
        _check_layout(layer)
        known = ids_in(found)
        for folder in sorted(layer.folder("").iterdir()):
            if folder.is_dir() and folder.name not in known:
                _check_new(layer, folder, known)
        found.append(layer)
    return tuple(found)


def ids_in(found: Sequence[Layer]) -> tuple[str, ...]:
    """Ids of the authorities that these layers have, in alphabetical order."""
    heads = (path for layer in found for path in layer.folder("").glob(f"*/{AUTHORITY}"))
    return tuple(sorted({path.parent.name for path in heads}))


def _check_new(layer: Layer, folder: Path, known: tuple[str, ...]) -> None:
    """A folder that changes no authority must be one."""
    place = Place(layer.label(folder))
    if not (folder / AUTHORITY).is_file():
        message = f"there is no authority of this id to change; there is: {', '.join(known)}."
        hint = f"A new authority has an {AUTHORITY}."
        raise CriteriaError(message, place=place, hint=hint)
    if not ID.fullmatch(folder.name):
        message = "an authority's id has small letters, digits and _, and begins with a letter."
        raise CriteriaError(message, place=place)


def _check_layout(layer: Layer) -> None:
    if not (layer.root / "authorities").is_dir():
        message = "a folder of criteria holds authorities/<id>/, and there is none in this one."
        raise CriteriaError(message, place=Place(str(layer.root)))
    for entry in sorted(layer.root.iterdir()):
        if entry.is_dir() and entry.name == "framework":
            message = "framework/ is shared by all authorities and cannot be overlaid."
            hint = "Put questions of your own into facts.toml, rules into a pathway."
            raise CriteriaError(message, place=Place(layer.label(entry)), hint=hint)
        if (entry.is_dir() and entry.name not in READ) or entry.suffix == ".toml":
            _unread(layer, entry, f"in a folder of criteria there is: {', '.join(READ)}.")
    for folder in sorted((layer.root / "authorities").iterdir()):
        for entry in sorted(folder.iterdir()) if folder.is_dir() else (folder,):
            if entry.suffix != ".toml" or entry.is_dir() or entry == folder:
                _unread(layer, entry, "criteria stand in authorities/<id>/<name>.toml.")


def _unread(layer: Layer, entry: Path, allowed: str) -> None:
    """Refuse what would not be read, but for hidden files, copies of an editor and a README."""
    name = entry.name
    if not (name.startswith(".") or name.endswith("~") or name.upper().startswith("README")):
        raise CriteriaError(f"this is not read; {allowed}", place=Place(layer.label(entry)))


def read_leaf(layer: Layer, path: Path) -> Leaf:
    """One file; CriteriaError with its place where it is wrong."""
    return leaf_of(layer, path, *read_criteria(path))


def leaf_of(layer: Layer, path: Path, raw: Raw, text: str) -> Leaf:
    """A file's values as a leaf, with what it says of the one below apart."""
    keys = {AUTHORITY: tuple(Laid.model_fields)} | dict.fromkeys(BY_ID, ("without",))
    said = {key: raw.pop(key) for key in keys.get(path.name, ("extends", "without")) if key in raw}
    try:
        laid = Laid.model_validate(said)
    except ValidationError as error:
        problems = validation_problems(error, text, layer.label(path), Laid)
        raise problems_error(problems, error=CriteriaError) from None
    return Leaf(layer.label(path), text, raw, laid)


def validated(raw: Mapping[str, Any], leaf: Leaf, shape: type[_Model]) -> _Model:
    """Values in their shape; CriteriaError that names the leaf's file and line where they fail."""
    _refuse_field_names(leaf, shape)
    try:
        return TypeAdapter(shape).validate_python(raw)
    except ValidationError as error:
        problems = validation_problems(error, leaf.text, leaf.file, shape)
        raise problems_error(problems, error=CriteriaError) from None


def _refuse_field_names(leaf: Leaf, shape: type[BaseModel]) -> None:
    """The program's own names for lists are not those of a file, and would not be laid over."""
    for name, field in shape.model_fields.items():
        if field.alias and field.alias != name and name in leaf.raw:
            message = f"write [[{field.alias}]] instead of {name}."
            raise CriteriaError(message, place=leaf.place(name))


def elements(raw: Mapping[str, Any], kind: str) -> list[Raw]:
    """The tables of one kind that have an id; what is of another shape is found when validated."""
    items = raw.get(kind)
    listed = items if isinstance(items, list) else []
    return [item for item in listed if isinstance(item, dict) and isinstance(item.get("id"), str)]


def merged(leaves: Sequence[Leaf]) -> Raw:
    """The values of a file after everything that is laid over it."""
    raw: Raw = {}
    for at, leaf in enumerate(leaves):
        raw = laid_over(raw, leaf) if at else leaf.raw
    return raw


def laid_over(base: Raw, leaf: Leaf) -> Raw:
    """``base`` with the elements of a leaf in their places; CriteriaError where one is unclear."""
    without = {name for name in leaf.laid.without if not name.startswith(PATHWAY)}
    for name in sorted(without - set(_names(base))):
        message = f"there is no {_shown(name)} to leave out; it looks like action:x or rule:y."
        raise CriteriaError(message, place=leaf.place("without"))
    return _left_out(_over(base, leaf.raw, leaf), without)


def _over(base: Raw, own: Raw, leaf: Leaf) -> Raw:
    result = dict(base)
    for kind, value in own.items():
        listed = elements(own, kind)
        if not listed or not elements(base, kind) or len(listed) != len(value):
            result[kind] = value
            continue
        _refuse_twice(kind, listed, leaf)
        there = {item["id"]: item for item in elements(base, kind)}
        for item in listed:
            below = there.get(item["id"])
            there[item["id"]] = _over(below, item, leaf) if below and kind == _NESTED else item
        result[kind] = list(there.values())
    return result


def _refuse_twice(kind: str, listed: list[Raw], leaf: Leaf) -> None:
    for name, count in Counter(item["id"] for item in listed).items():
        if count > 1:
            message = f"the {kind} {_shown(name)} stands twice in this file"
            raise CriteriaError(message, place=leaf.place_of_element(kind, name))


def _names(raw: Raw) -> Iterator[str]:
    for kind in raw:
        for item in elements(raw, kind):
            yield f"{kind}:{item['id']}"
            yield from _names(item) if kind == _NESTED else ()


def _left_out(raw: Raw, without: Collection[str]) -> Raw:
    if not without:
        return raw
    result = dict(raw)
    for kind in raw:
        if elements(raw, kind):
            kept = [each for each in elements(raw, kind) if f"{kind}:{each['id']}" not in without]
            result[kind] = [_left_out(e, without) for e in kept] if kind == _NESTED else kept
    return result


def _shown(name: str) -> str:
    return ascii(name)[1:-1][:60]


def digest(contents: Mapping[str, Any]) -> str:
    """sha256 over canonical JSON: the same values have the same digest wherever they lie."""
    canonical = json.dumps(contents, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
