"""From data/ to one frozen bundle for an authority: merged, checked, with edition and sha256.

The data stands in the package when installed and beside ``src`` in a checkout. Authorities are
found by folder name; nothing here knows any of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from needcheck.criteria import model
from needcheck.criteria.authority import Authority, Clause, Contact
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.limits import read_criteria
from needcheck.criteria.origins import Origin, origins_in
from needcheck.criteria.part import Element, Part
from needcheck.criteria.positions import problems_error, validation_problems
from needcheck.criteria.steps import Section
from needcheck.errors import CriteriaError, Place, UsageError

_Model = TypeVar("_Model", bound=BaseModel)


def data_root() -> Path:
    """The data folder: in the package, else beside the checkout's ``src``."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "data"
    return installed if installed.is_dir() else package.parents[1] / "data"


def authority_ids(root: Path) -> tuple[str, ...]:
    """Ids of the authorities that have criteria, in alphabetical order."""
    return tuple(sorted(p.parent.name for p in (root / "authorities").glob("*/authority.toml")))


class Files:
    """Reads criteria files, validates them and remembers places and contents.

    ``refuse`` is asked about everything that is wrong with the files together: this reader stops
    at the first fault, the one of ``lint`` collects them and goes on.
    """

    def __init__(self) -> None:
        self.contents: dict[str, Any] = {}
        self.origins: dict[str, Origin] = {}
        self.origins_of: dict[str, dict[str, Origin]] = {}

    def parse(self, path: Path, shape: type[_Model]) -> _Model:
        """What a file says; CriteriaError with its first problems."""
        raw, text = read_criteria(path)
        name = f"{path.parent.name}/{path.name}"
        self.contents[name] = raw
        try:
            parsed = TypeAdapter(shape).validate_python(raw)
        except ValidationError as error:
            problems = validation_problems(error, text, name, shape)
            raise problems_error(problems, error=CriteriaError) from None
        self.origins_of[name] = origins_in(raw, text, name)
        self.origins.update(self.origins_of[name])
        return parsed

    def refuse(self, error: CriteriaError) -> None:
        """Stop at a fault of several elements together."""
        raise error

    def names(self, folder: Path) -> tuple[str, ...]:
        """The names of an authority's files, in alphabetical order."""
        return tuple(sorted(path.name for path in folder.glob("*.toml")))

    def optional(self, path: Path, shape: type[_Model]) -> _Model:
        """What a file says, or what an empty one would where there is none."""
        return self.parse(path, shape) if path.exists() else shape()

    def belong(self, pathway: str, *names: str) -> None:
        """Remember that a pathway's elements stand in these files, the first before the others."""
        for name in reversed(names):
            for owner, origin in self.origins_of[name].items():
                self.origins[f"{pathway}/{owner}"] = origin

    def digest(self) -> str:
        """sha256 over the canonical JSON of everything read."""
        canonical = json.dumps(self.contents, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


class Questions(Part):
    """facts.toml: what is asked beside the framework's questions, and questions.toml."""

    facts: tuple[model.Fact, ...] = Field(alias="fact", default=())


class _Classification(Element):
    """Where the classes of the prompts come from."""


class Prompts(Part):
    """prompts.toml of the framework."""

    classification: _Classification
    prompts: tuple[model.Prompt, ...] = Field(alias="prompt")


class Interview(Part):
    """interview.toml of the framework."""

    sections: tuple[Section, ...] = Field(alias="section")


class Contacts(Part):
    """contacts.toml."""

    contacts: tuple[Contact, ...] = Field(alias="contact", default=())


class Sets(Part):
    """actions.toml: the action sets that pathways share."""

    sets: tuple[model.ActionSet, ...] = Field(alias="set")


class Clauses(Part):
    """The register of one document."""

    authority: str
    document: str
    source: str
    date: str
    clauses: tuple[Clause, ...] = Field(alias="clause")


SHAPES: Mapping[str, type[BaseModel]] = {
    "authority.toml": Authority,
    "facts.toml": Questions,
    "contacts.toml": Contacts,
    "actions.toml": Sets,
}
"""The shapes of an authority's files by name; every other file there is a pathway."""


def load(name: str, root: Path | None = None) -> Bundle:
    """Load and check the criteria of one authority.

    UsageError where there is none of that name; CriteriaError with file, line and column where
    a file is wrong.
    """
    root = root or data_root()
    if name not in authority_ids(root):
        known = ", ".join(authority_ids(root))
        raise UsageError("there are no criteria for that authority.", hint=f"There are: {known}.")
    return assemble(Files(), root / "authorities" / name, root / "framework")


def assemble(files: Files, folder: Path, framework: Path) -> Bundle:
    """Read all files of one authority, its folder and the framework's, into one bundle."""
    questions = files.parse(framework / "questions.toml", Questions)
    prompts = files.parse(framework / "prompts.toml", Prompts)
    interview = files.parse(framework / "interview.toml", Interview)
    authority = files.parse(folder / "authority.toml", Authority)
    own = files.optional(folder / "facts.toml", Questions)
    contacts = files.optional(folder / "contacts.toml", Contacts)
    sets = files.parse(folder / "actions.toml", Sets)
    pathways = _pathways(files, folder, framework)
    digest = files.digest()
    return Bundle(
        authority=authority,
        facts=_by_id(files, (*questions.facts, *own.facts), "fact"),
        prompts=_by_id(files, prompts.prompts, "prompt"),
        sections=interview.sections,
        contacts=_by_id(files, contacts.contacts, "contact"),
        pathways=pathways,
        clauses={},
        sets=_by_id(files, sets.sets, "set"),
        sha256=digest,
        origins=files.origins,
    )


def clauses(name: str, root: Path | None = None) -> Mapping[str, Clause]:
    """The register of an authority's document; apart, because only explanations read it."""
    path = (root or data_root()) / "clauses" / f"{name}.toml"
    return clauses_in(Files(), path)


def clauses_in(files: Files, path: Path) -> Mapping[str, Clause]:
    """The clauses of one register file."""
    return _by_id(files, files.parse(path, Clauses).clauses, "clause")


def _pathways(files: Files, folder: Path, framework: Path) -> dict[str, model.Pathway]:
    found = {}
    for path in (folder / name for name in files.names(folder)):
        if path.name in SHAPES:
            continue
        own = files.parse(path, model.Pathway)
        names = [f"{folder.name}/{path.name}"]
        if own.uses:
            base = files.parse(framework / f"{own.uses}.toml", model.Pathway)
            if [o.id for o in own.outcomes] != [o.id for o in base.outcomes]:
                must = f"pathway {own.id} must list the outcomes of {base.id} in its order"
                files.refuse(CriteriaError(must, place=Place(names[0])))
            own = merged(own, base)
            names.append(f"{framework.name}/{own.uses}.toml")
        if own.derived_from:
            base = files.parse(framework / f"{own.derived_from}.toml", model.Pathway)
            own = own.model_copy(update={"derived": base.derived + own.derived})
            names.append(f"{framework.name}/{own.derived_from}.toml")
        if own.id in found:
            twice = f"the pathway {own.id} stands twice; a file name says nothing about its id"
            files.refuse(CriteriaError(twice, place=Place(names[0])))
        files.belong(own.id, *names)
        found[own.id] = own
    return found


def merged(own: model.Pathway, base: model.Pathway) -> model.Pathway:
    """An authority's pathway over a framework's: outcomes its own, rules and queries of both."""
    return own.model_copy(
        update={
            "derived": base.derived + own.derived,
            "rules": base.rules + own.rules,
            "requirements": base.requirements + own.requirements,
            "queries": base.queries + own.queries,
            "invariants": base.invariants + own.invariants,
            "alarm": own.alarm or base.alarm,
            "first_fact": own.first_fact or base.first_fact,
        }
    )


_Identified = TypeVar("_Identified", model.Fact, model.Prompt, Contact, model.ActionSet,
                      Clause)  # fmt: skip


def _by_id(files: Files, items: tuple[_Identified, ...], kind: str) -> dict[str, _Identified]:
    found: dict[str, _Identified] = {}
    for item in items:
        if item.id in found:
            files.refuse(CriteriaError(f"the {kind} {item.id} stands twice"))
        found[item.id] = item
    return found
