"""The files of one authority in all layers, from the lowest to the highest, ready to be merged.

The rules are those that ``overlay`` states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from needcheck.criteria.contacts_laid import Refuse, check_contacts, new_words, stop
from needcheck.criteria.overlay import (
    AUTHORITY,
    BY_ID,
    CONTACTS,
    PATHWAY,
    Layer,
    Leaf,
    Overlay,
    Raw,
    digest,
    elements,
    ids_in,
    merged,
    read_leaf,
)
from needcheck.criteria.rewording import (
    Rewording,
    forms_in,
    marked,
    marks_of,
    named,
    prose,
    taken_over,
)
from needcheck.errors import CriteriaError, Place

LONGEST_CHAIN = 8
"""Authorities that may build on one another through ``extends``."""

_SHOWN = 12


@dataclass(frozen=True)
class Step:
    """One layer's folder of one authority, its files by name.

    ``whole`` where it stands alone; ``does`` is what ``Overlay`` says of it.
    """

    id: str
    layer: Layer
    leaves: Mapping[str, Leaf]
    whole: bool
    does: str

    @property
    def head(self) -> Leaf | None:
        """The authority file, if this layer has one."""
        return self.leaves.get(AUTHORITY)

    def place_of_contact(self, name: str, key: str = "") -> Place:
        """Where a contact stands, or a key of it, or else the file of contacts."""
        leaf = self.leaves.get(CONTACTS)
        return leaf.place_of_element("contact", name, key) if leaf else Place()


@dataclass
class Stack:
    """What is laid over what.

    ``sheets`` are the leaves of each file, lowest first. ``rewording`` holds for the framework's
    questions, too. ``marks`` are what points to a contact of an authority that is extended, with
    that authority's name.
    """

    id: str
    sheets: dict[str, list[Leaf]] = field(default_factory=dict)
    rewording: list[Rewording] = field(default_factory=list)
    overlays: list[Overlay] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)

    def raw(self, file: str) -> Raw:
        """The merged values of one file, as far as they have been laid."""
        return merged(self.sheets.get(file, ()))

    def lay(self, step: Step, *, first: bool) -> None:
        """Put a step's files over those below."""
        if first or step.whole:
            self.sheets = {}
            for leaf in step.leaves.values():
                _refuse_laid(leaf)
        for file, leaf in step.leaves.items():
            self._lay_file(file, leaf)
        if step.head:
            self._leave_out_pathways(step.head)
        if not step.layer.shipped:
            self.overlays.append(self._overlay(step))

    def _lay_file(self, file: str, leaf: Leaf) -> None:
        below = self.sheets.get(file)
        if below and not (file in BY_ID or file == AUTHORITY or leaf.laid.extends):
            below = None
        if below is None and file != AUTHORITY:
            _refuse_laid(leaf)
        if below and leaf.laid.extends and file != AUTHORITY:
            _check_pathway(leaf, merged(below))
        self.sheets[file] = [*(below or ()), leaf]

    def _leave_out_pathways(self, head: Leaf) -> None:
        names = {n.removeprefix(PATHWAY) for n in head.laid.without if n.startswith(PATHWAY)}
        if not names:
            return
        files = {self.raw(f).get("id"): f for f in self.sheets if f not in {*BY_ID, AUTHORITY}}
        if names - set(files):
            known = ", ".join(map(str, files))
            message = f"there is no such pathway to leave out; there is: {known}."
            raise CriteriaError(message, place=head.place("without"))
        for name in names:
            del self.sheets[files[name]]

    def _overlay(self, step: Step) -> Overlay:
        """What a layer does, to be said wherever the criteria are named."""
        document = self.raw(AUTHORITY).get("document")
        edition = document.get("date", "") if isinstance(document, dict) else ""
        said = {name: [leaf.raw, leaf.laid.model_dump()] for name, leaf in step.leaves.items()}
        folder = step.layer.root.resolve().name
        return Overlay(folder, step.id, str(edition), digest(said), step.does, tuple(sorted(said)))

    def own_marks(self) -> frozenset[str]:
        """What points to this authority and no other: its name, contacts and forms."""
        contacts = elements(self.raw(CONTACTS), "contact")
        found = {mark for contact in contacts for mark in marks_of(contact)}
        found |= {form for file in self.sheets for form in forms_in(self.raw(file))}
        return frozenset(found | {str(self.raw(AUTHORITY).get("name", ""))}) - {""}

    def reword(self, words: Mapping[str, str]) -> None:
        """Put new words for old into everything laid so far."""
        rewording = Rewording(words)
        if rewording:
            self.rewording.append(rewording)
            for file, leaves in self.sheets.items():
                self.sheets[file] = [replace(x, raw=rewording.of(x.raw)) for x in leaves]

    def take_over(self, step: Step) -> None:
        """Make what is laid so far the ground of another authority: all but what is its own."""
        base = self.raw(AUTHORITY)
        name, document = str(base.get("name", "")), base.get("document") or {}
        self.marks |= dict.fromkeys(self.own_marks(), name)
        words = new_words(self, step)
        self.sheets.pop(CONTACTS, None)
        kept = {"saying": base.get("saying", [])}
        self.sheets[AUTHORITY] = [replace(self.sheets[AUTHORITY][-1], raw=kept, part=True)]
        self.reword(words)
        source = taken_over(name, str(document.get("date", "")))
        for file, leaves in self.sheets.items():
            self.sheets[file] = [replace(x, raw=marked(x.raw, source)) for x in leaves]


Read = Callable[[Layer, Path], Leaf]
"""How a file is read: strictly, or leaving out what is wrong in it."""


def stacked(
    name: str, layers: Sequence[Layer], refuse: Refuse = stop, read: Read = read_leaf
) -> Stack:
    """Every file of an authority with what lies over it; CriteriaError where that is unclear.

    ``refuse`` is asked about what is wrong with contacts.
    """
    stack, before = Stack(name), None
    for step in lineage(name, layers, read=read):
        check_contacts(step, refuse)
        if before and before.id != step.id:
            stack.take_over(step)
        elif before and not step.whole:
            stack.reword(new_words(stack, step))
        stack.lay(step, first=before is None)
        before = step
    return stack


def lineage(
    name: str, layers: Sequence[Layer], above: tuple[str, ...] = (), read: Read = read_leaf
) -> list[Step]:
    """The steps that make up an authority, lowest first; empty where there is none."""
    steps: list[Step] = []
    there = False
    for layer in layers:
        paths = sorted(layer.folder(name).glob("*.toml"))
        leaves = {path.name: read(layer, path) for path in paths}
        head = leaves.get(AUTHORITY)
        base = head.laid.extends if head else name
        if not leaves or (layer.shipped and head is None):
            continue
        if base is None:
            steps = []
        elif head is not None and base != name:
            _refuse_circle(head, (*above, name, base))
            steps = lineage(base, layers, (*above, name), read)
        if base is not None and not steps:
            known = ", ".join(ids_in(layers))
            message = f"there is no such authority below to build on; there is: {known}."
            place = head.place("extends") if head else Place(layer.label(layer.folder(name)))
            raise CriteriaError(message, place=place)
        does = "changes" if base == name else "replaces" if there else "adds"
        steps = [*steps, Step(name, layer, leaves, whole=base is None, does=does)]
        there = True
    return steps


def _refuse_circle(head: Leaf, chain: tuple[str, ...]) -> None:
    if chain[-1] in chain[:-1]:
        message = f"this goes round in a circle: {' -> '.join(chain)}"
        raise CriteriaError(message, place=head.place("extends"))
    if len(chain) > LONGEST_CHAIN:
        message = f"at most {LONGEST_CHAIN} authorities may build on one another."
        raise CriteriaError(message, place=head.place("extends"))


def _refuse_laid(leaf: Leaf) -> None:
    """``extends``, ``without`` and ``instead`` need something below."""
    said = [key for key in ("extends", "without", "instead") if key in leaf.laid.model_fields_set]
    if said:
        message = f"{said[0]} is for a file laid over another, and there is none of this name below"
        raise CriteriaError(message, place=leaf.place(said[0]))


def _check_pathway(leaf: Leaf, below: Raw) -> None:
    known = below.get("id")
    if leaf.laid.extends != known or leaf.raw.get("id", known) != known:
        message = f"the file of this name below is the pathway {known}: extend and call it so."
        raise CriteriaError(message, place=leaf.place("extends"))


def foreign_words(stack: Stack, contents: Mapping[str, Raw]) -> Iterator[str]:
    """What texts still name of an authority that is extended: mark and where, in words."""
    own = {m for c in elements(contents.get(f"{stack.id}/{CONTACTS}", {}), "contact")
           for m in marks_of(c)}  # fmt: skip
    texts = [(file, text) for file, raw in contents.items() for text in prose(raw)]
    for mark in sorted(set(stack.marks) - own):
        files = [file for file, text in texts if named(mark, text)]
        if files:
            yield f'"{mark}" ({len(files)} texts, first in {files[0]})'


def refuse_foreign(stack: Stack, contents: Mapping[str, Raw]) -> None:
    """CriteriaError where a text names a contact of the authority that is extended (INV-30)."""
    found = list(foreign_words(stack, contents))
    if found:
        message = f"texts still name what belongs to another authority: {'; '.join(found[:_SHOWN])}"
        hint = "Give your own words for each under [instead], or replace the element."
        place = Place(stack.sheets[AUTHORITY][-1].file)
        raise CriteriaError(f"{message}.", place=place, hint=hint)
