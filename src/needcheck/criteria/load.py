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
from needcheck.criteria.origins import Origin, origins_in
from needcheck.criteria.positions import problems_error, read_toml, validation_problems
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


class _Files:
    """Reads criteria files, validates them and remembers places and contents."""

    def __init__(self) -> None:
        self.contents: dict[str, Any] = {}
        self.origins: dict[str, Origin] = {}
        self.origins_of: dict[str, dict[str, Origin]] = {}

    def parse(self, path: Path, shape: type[_Model]) -> _Model:
        raw, text = read_toml(path, error=CriteriaError)
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


class _Questions(model.Part):
    facts: tuple[model.Fact, ...] = Field(alias="fact", default=())


class _Classification(model.Element):
    """Where the classes of the prompts come from."""


class _Prompts(model.Part):
    classification: _Classification
    prompts: tuple[model.Prompt, ...] = Field(alias="prompt")


class _Interview(model.Part):
    sections: tuple[model.Section, ...] = Field(alias="section")


class _Contacts(model.Part):
    contacts: tuple[Contact, ...] = Field(alias="contact", default=())


class _Sets(model.Part):
    sets: tuple[model.ActionSet, ...] = Field(alias="set")


class _Clauses(model.Part):
    authority: str
    document: str
    source: str
    date: str
    clauses: tuple[Clause, ...] = Field(alias="clause")


def load(name: str, root: Path | None = None) -> Bundle:
    """Load and check the criteria of one authority.

    UsageError where there is none of that name; CriteriaError with file, line and column where
    a file is wrong.
    """
    root = root or data_root()
    if name not in authority_ids(root):
        known = ", ".join(authority_ids(root))
        raise UsageError("there are no criteria for that authority.", hint=f"There are: {known}.")
    files, folder, framework = _Files(), root / "authorities" / name, root / "framework"
    questions = files.parse(framework / "questions.toml", _Questions)
    prompts = files.parse(framework / "prompts.toml", _Prompts)
    interview = files.parse(framework / "interview.toml", _Interview)
    authority = files.parse(folder / "authority.toml", Authority)
    own = files.optional(folder / "facts.toml", _Questions)
    contacts = files.optional(folder / "contacts.toml", _Contacts)
    sets = files.parse(folder / "actions.toml", _Sets)
    pathways = _pathways(files, folder, framework)
    digest = files.digest()
    return Bundle(
        authority=authority,
        facts=_by_id((*questions.facts, *own.facts), "fact"),
        prompts=_by_id(prompts.prompts, "prompt"),
        sections=interview.sections,
        contacts=_by_id(contacts.contacts, "contact"),
        pathways=pathways,
        clauses={},
        sets=_by_id(sets.sets, "set"),
        sha256=digest,
        origins=files.origins,
    )


def clauses(name: str, root: Path | None = None) -> Mapping[str, Clause]:
    """The register of an authority's document; apart, because only explanations read it."""
    path = (root or data_root()) / "clauses" / f"{name}.toml"
    return _by_id(_Files().parse(path, _Clauses).clauses, "clause")


def _pathways(files: _Files, folder: Path, framework: Path) -> dict[str, model.Pathway]:
    reserved = {"authority.toml", "contacts.toml", "actions.toml", "facts.toml"}
    found = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name in reserved:
            continue
        own = files.parse(path, model.Pathway)
        names = [f"{folder.name}/{path.name}"]
        if own.uses:
            own = merged(own, files.parse(framework / f"{own.uses}.toml", model.Pathway))
            names.append(f"{framework.name}/{own.uses}.toml")
        if own.derived_from:
            base = files.parse(framework / f"{own.derived_from}.toml", model.Pathway)
            own = own.model_copy(update={"derived": base.derived + own.derived})
            names.append(f"{framework.name}/{own.derived_from}.toml")
        if own.id in found:
            raise CriteriaError(f"the pathway {own.id} stands twice", place=Place(names[0]))
        files.belong(own.id, *names)
        found[own.id] = own
    return found


def merged(own: model.Pathway, base: model.Pathway) -> model.Pathway:
    """An authority's pathway over a framework's: outcomes its own, rules and queries of both."""
    names = tuple(o.id for o in own.outcomes)
    if names != tuple(o.id for o in base.outcomes):
        raise CriteriaError(f"pathway {own.id} must list the outcomes of {base.id} in its order")
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


def _by_id(items: tuple[_Identified, ...], kind: str) -> dict[str, _Identified]:
    found: dict[str, _Identified] = {}
    for item in items:
        if item.id in found:
            raise CriteriaError(f"the {kind} {item.id} stands twice")
        found[item.id] = item
    return found
