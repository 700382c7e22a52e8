"""The clause register beside the elements that implement it, read both ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from needcheck.criteria.authority import Clause
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.model import Pathway
from needcheck.criteria.part import Element
from needcheck.criteria.steps import Step


@dataclass(frozen=True)
class Cited:
    """One element that cites clauses: its kind, id, pathway ("" where it belongs to none), text."""

    kind: str
    id: str
    pathway: str
    text: str
    cites: tuple[str, ...]
    basis: str
    why: str

    @property
    def name(self) -> str:
        """Where to find it: ``level/rule:x`` or ``fact:x``."""
        owner = f"{self.kind}:{self.id}"
        return f"{self.pathway}/{owner}" if self.pathway else owner

    @property
    def read_as(self) -> str:
        """How a clause's ``by`` names it; "" for what has no id of its own to be named by.

        Grounds are named by their condition, actions of shared sets without a pathway.
        """
        if self.kind in ("document", "saying", "step"):
            return ""
        return self.name.split(".")[0] if self.kind == "ground" else self.name


@dataclass(frozen=True)
class Entry:
    """One clause with everything that cites it."""

    clause: Clause
    elements: tuple[Cited, ...]

    @property
    def state(self) -> str:
        """``implemented``, ``not_formalised`` or ``open`` (neither, or both)."""
        if self.elements and not self.clause.not_formalised:
            return "implemented"
        return "not_formalised" if self.clause.not_formalised and not self.elements else "open"

    @property
    def lost(self) -> tuple[str, ...]:
        """Elements that the clause names in ``by`` and that do not cite it."""
        cited = {element.read_as for element in self.elements}
        return tuple(name for name in self.clause.by if name not in cited)

    @property
    def unread(self) -> tuple[str, ...]:
        """Elements that cite the clause and are not named in its ``by``, where it has one."""
        names = dict.fromkeys(e.read_as for e in self.elements if e.read_as)
        return tuple(n for n in names if n not in self.clause.by) if self.clause.by else ()


def elements(bundle: Bundle) -> tuple[Cited, ...]:
    """Every element of an authority's criteria that says where it comes from, each once."""
    return tuple(dict.fromkeys(_elements(bundle)))


def _elements(bundle: Bundle) -> Iterator[Cited]:
    authority = bundle.authority
    yield _cited("document", authority.id, "", authority.document.title, authority.document)
    for saying in authority.standing:
        yield _cited("saying", saying.id, "", saying.text, saying)
    for fact in bundle.facts.values():
        yield _cited("fact", fact.id, "", fact.ask, fact)
    for prompt in bundle.prompts.values():
        yield _cited("prompt", prompt.id, "", prompt.text, prompt)
    for contact in bundle.contacts.values():
        yield _cited("contact", contact.id, "", contact.name, contact)
    for section in bundle.sections:
        for index, step in enumerate(section.steps):
            yield _cited("step", f"{section.id}.{index}", "", _asked(step), step)
    for pathway in bundle.pathways.values():
        yield from _pathway(bundle, pathway)


def _pathway(bundle: Bundle, pathway: Pathway) -> Iterator[Cited]:
    name = pathway.id
    shared = {action.id for each in bundle.sets.values() for action in each.actions}
    named: tuple[tuple[str, str, str, Element], ...] = (
        *(("outcome", item.id, item.name, item) for item in pathway.outcomes),
        *(("rule", item.id, item.text, item) for item in pathway.rules),
        *(("requirement", item.id, item.text, item) for item in pathway.requirements),
        *(("action", item.id, item.text, item) for item in bundle.actions(pathway)),
        *(("offer", item.id, item.text, item) for item in pathway.offers),
        *(("query", item.id, item.text, item) for item in pathway.queries),
    )
    for kind, identity, text, item in named:
        owner = "" if kind == "action" and identity in shared else name
        yield _cited(kind, identity, owner, text, item)
    for derived in pathway.derived:
        for index, ground in enumerate(derived.any):
            text = ground.text or derived.text
            yield _cited("ground", f"{derived.id}.{index}", name, text, ground)
    for section in pathway.follow_on:
        for index, step in enumerate(section.steps):
            yield _cited("step", f"{section.id}.{index}", name, _asked(step), step)


def _asked(step: Step) -> str:
    return f"asks {step.fact or step.prompts or ', '.join(step.facts)}"


def _cited(kind: str, name: str, pathway: str, text: str, element: Element) -> Cited:
    return Cited(kind, name, pathway, text, element.cites, element.basis, element.why)


def entries(bundle: Bundle, clauses: Mapping[str, Clause]) -> tuple[Entry, ...]:
    """Every clause of the register, in its order, with what cites it."""
    cited: dict[str, list[Cited]] = {}
    for element in elements(bundle):
        for clause in dict.fromkeys(element.cites):
            cited.setdefault(clause, []).append(element)
    return tuple(Entry(clause, tuple(cited.get(name, ()))) for name, clause in clauses.items())
