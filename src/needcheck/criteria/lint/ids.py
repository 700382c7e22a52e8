"""Ids given twice, ids that look alike, and ids that conditions would read as something else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from needcheck.criteria import model
from needcheck.criteria.authority import Clause
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.lint.look import RESERVED, skeleton
from needcheck.criteria.lint.reader import Reader
from needcheck.criteria.load import Contacts, Interview, Prompts, Questions, Sets
from needcheck.criteria.part import Part
from needcheck.criteria.references import listed


class Named(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str:
        """Its id."""
        ...


def check_ids(reader: Reader, bundle: Bundle) -> None:
    """Note every id of an authority's criteria that is not alone, or not to be told apart."""
    files = reader.files
    shared: tuple[tuple[str, list[Named]], ...] = (
        ("fact", [x for f in files if isinstance(f, Questions) for x in f.facts]),
        ("prompt", [x for f in files if isinstance(f, Prompts) for x in f.prompts]),
        ("contact", [x for f in files if isinstance(f, Contacts) for x in f.contacts]),
        ("action set", [x for f in files if isinstance(f, Sets) for x in f.sets]),
        ("section", [x for f in files if isinstance(f, Interview) for x in f.sections]),
        ("saying", list(bundle.authority.standing)),
        ("pathway", [f for f in reader.own_files if isinstance(f, model.Pathway)]),
    )
    for kind, items in shared:
        _alone(reader, kind, items)
    for fact in bundle.facts.values():
        _alone(reader, f"answer of {fact.id}", fact.choices)
        _not_reserved(reader, fact, ())
    for pathway in bundle.pathways.values():
        for kind, elements in listed(pathway, bundle.actions(pathway)):
            _alone(reader, kind, elements)
        for derived in pathway.derived:
            _not_reserved(reader, derived, bundle.facts)


def check_clause_ids(reader: Reader, clauses: Iterable[Clause]) -> None:
    """Note clauses of a register that stand twice."""
    _alone(reader, "clause", clauses)


def _alone(reader: Reader, kind: str, items: Iterable[Named]) -> None:
    """Each id once, and none that is easily taken for another of its kind."""
    seen: dict[str, str] = {}
    looks: dict[str, str] = {}
    for item in items:
        if not isinstance(item, Part):
            continue
        name = item.id
        other = looks.setdefault(skeleton(name), name)
        if name in seen:
            message = f"the {kind} {name} stands twice; every id is given once."
            reader.note("error", "twice", item, message, ("id",))
        elif other != name:
            message = f"the {kind} {name} is easily taken for {other}; give it another id."
            reader.note("warning", "look-alike", item, message, ("id",))
        seen[name] = name


def _not_reserved(reader: Reader, item: model.Fact | model.Derived, taken: Iterable[str]) -> None:
    if item.id in RESERVED:
        message = f"conditions read {item.id} as a word of their own; give another id."
        reader.note("error", "reserved", item, message, ("id",))
    if item.id in taken:
        message = f"{item.id} is a fact already; a condition needs an id of its own."
        reader.note("error", "twice", item, message, ("id",))
