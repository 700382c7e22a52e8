"""Two editions of an authority's criteria: what changed, and which cases come out differently."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from needcheck.case.answers import Answers
from needcheck.case.scenario import load_scenario
from needcheck.criteria.bundle import Bundle
from needcheck.errors import NeedcheckError, UsageError
from needcheck.jobs.engine import Engine, noon
from needcheck.recommend.recommend import Recommender

AUTHORITIES = "authorities"
FRAMEWORK = "framework"
PARTS = {
    "outcomes": "outcome",
    "derived": "condition",
    "rules": "rule",
    "requirements": "requirement",
    "offers": "offer",
    "queries": "query",
    "invariants": "invariant",
}


@dataclass(frozen=True)
class Edition:
    """One edition: what loads it, and whose it is."""

    name: str
    engine: Engine
    authority: str

    @property
    def bundle(self) -> Bundle:
        """Its criteria."""
        return self.engine.bundle(self.authority)


@dataclass(frozen=True)
class Change:
    """One element that differs: added, removed, changed or in another order.

    ``fields`` are (name, old, new) of what changed in it, as the files have it.
    """

    kind: str
    id: str
    pathway: str
    what: str
    fields: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Decision:
    """What a practitioner is told, as far as two editions are held against each other."""

    outcome: str
    outcome_name: str
    harm_route: bool
    actions: tuple[str, ...]
    offers: tuple[str, ...]


@dataclass(frozen=True)
class Differs:
    """One case under both editions; a decision is None where its answers cannot be read there."""

    case: str
    old: Decision | None
    new: Decision | None
    why: str = ""


def edition(given: str, authority: str = "") -> Edition:
    """What a shipped authority's id, a data folder or an authority's folder means.

    ``authority`` picks one where a data folder holds several; UsageError where it is not clear.
    """
    path = Path(given)
    if not path.is_dir():
        engine = Engine()
        if given not in engine.authorities:
            raise UsageError(
                "there is no such edition.",
                hint="Give a shipped authority's id, a data folder or an authority's folder.",
            )
        return Edition(given, engine, given)
    if path.resolve().parent.name == AUTHORITIES:
        authority, path = path.resolve().name, path.resolve().parents[1]
    own = sorted(p.name for p in (path / AUTHORITIES).glob("*") if p.is_dir())
    if not authority and len(own) != 1:
        raise UsageError(
            f"{given} holds {len(own) or 'no'} authorities.",
            hint=f"Say which with --authority: {', '.join(own)}." if own else "",
        )
    whole = (path / FRAMEWORK).is_dir()
    engine = Engine(root=path) if whole else Engine(overlays=(path,))
    return Edition(given, engine, authority or own[0])


# --- what changed -----------------------------------------------------------------------------


def changes(old: Bundle, new: Bundle) -> Iterator[Change]:
    """Every element that differs, the document first, then facts, contacts, and each pathway."""
    yield from _whole("document", {"document": old.authority.document},
                      {"document": new.authority.document})  # fmt: skip
    named = (
        ("saying", _ids(old.authority.standing), _ids(new.authority.standing)),
        ("fact", old.facts, new.facts),
        ("prompt", old.prompts, new.prompts),
        ("contact", old.contacts, new.contacts),
    )
    for kind, before, after in named:
        yield from _whole(kind, before, after)
    yield from _present("pathway", old.pathways, new.pathways)
    for name in (n for n in old.pathways if n in new.pathways):
        one, other = old.pathways[name], new.pathways[name]
        for field, kind in PARTS.items():
            yield from _whole(kind, _ids(getattr(one, field)), _ids(getattr(other, field)), name)
        yield from _whole("action", _ids(old.actions(one)), _ids(new.actions(other)), name)
        bare = [p.model_copy(update=dict.fromkeys((*PARTS, "actions"), ())) for p in (one, other)]
        yield from _fields("pathway", name, "", *bare)


def _ids(items: Iterable[Any]) -> dict[str, Any]:
    return {item.id: item for item in items}


def _whole(
    kind: str, old: Mapping[str, BaseModel], new: Mapping[str, BaseModel], pathway: str = ""
) -> Iterator[Change]:
    """Elements of one kind: added, removed, changed, and their order."""
    yield from _present(kind, old, new, pathway)
    kept = [name for name in old if name in new]
    for name in kept:
        yield from _fields(kind, name, pathway, old[name], new[name])
    if kind in ("outcome", "action") and kept != [name for name in new if name in old]:
        yield Change(kind, "all", pathway, "order")


def _present(
    kind: str, old: Mapping[str, Any], new: Mapping[str, Any], pathway: str = ""
) -> Iterator[Change]:
    yield from (Change(kind, name, pathway, "removed") for name in old if name not in new)
    yield from (Change(kind, name, pathway, "added") for name in new if name not in old)


def _fields(kind: str, name: str, pathway: str, old: BaseModel, new: BaseModel) -> Iterator[Change]:
    before, after = (m.model_dump(exclude_defaults=True) for m in (old, new))
    names = [field for field in type(new).model_fields if before.get(field) != after.get(field)]
    fields = tuple((n, _said(before.get(n)), _said(after.get(n))) for n in names)
    if fields:
        yield Change(kind, name, pathway, "changed", fields)


def _said(value: Any) -> str:
    """A value as a sentence can carry it."""
    if isinstance(value, (list, tuple)):
        return "; ".join(_said(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_said(part)}" for key, part in value.items())
    return "nothing" if value in (None, "") else str(value)


# --- which cases come out differently ---------------------------------------------------------


def compare_files(old: Edition, new: Edition, paths: Iterable[Path]) -> Iterator[Differs]:
    """The scenarios and notes of the authority that the two editions decide differently."""
    for path in paths:
        scenario = load_scenario(path)
        head = scenario.head
        if head.authority in (old.authority, new.authority):
            decisions: list[Decision | None] = []
            why = ""
            for each in (old, new):
                try:
                    session = each.engine.session(each.authority, head.pathway, noon(head.as_of))
                    answers = session.gate.read(scenario.answers, scenario.place_of)
                    decisions.append(decision(each, head.pathway, answers, head.as_of))
                except NeedcheckError as error:
                    decisions.append(None)
                    why = f"it cannot be read under {each.name}: {error.message}"
            if decisions[0] != decisions[1]:
                yield Differs(str(path), decisions[0], decisions[1], why)


def decision(of: Edition, pathway: str, answers: Answers, as_of: dt.date) -> Decision:
    """What one edition says to these answers."""
    return decided(of.engine.recommender(of.authority, pathway), answers, as_of)


def decided(recommender: Recommender, answers: Answers, as_of: dt.date) -> Decision:
    """The part of a recommendation that two editions are compared by."""
    rec = recommender.recommend(answers, as_of)
    return Decision(
        rec.outcome.id,
        rec.outcome.name,
        rec.harm_route,
        tuple(a.id for a in rec.actions if a.state == "now"),
        tuple(o.id for o in rec.offers if o.state == "offered"),
    )
