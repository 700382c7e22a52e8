"""What a scenario expects, held against what came out, and against the names there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from needcheck.case.scenario import Expect, Scenario
from needcheck.criteria.model import GROUPS
from needcheck.recommend.compile import Plan
from needcheck.recommend.result import Recommendation
from needcheck.recommend.whatif import LIST

KeyPath = tuple[str | int, ...]
STRENGTHS = f"{LIST}strengths"
NEAR = 3


@dataclass(frozen=True)
class Remark:
    """Something wrong with a scenario: the key it stands at, and a sentence."""

    path: KeyPath
    text: str


def listed(expect: Expect, key: str) -> list[tuple[KeyPath, str]]:
    """The names that one key of ``[expect]`` gives, each with its place."""
    value = getattr(expect, key)
    path: KeyPath = ("expect", key)
    if value is None:
        return []
    if isinstance(value, str):
        return [(path, value)]
    if isinstance(value, tuple):
        return [((*path, index), name) for index, name in enumerate(value)]
    return [((*path, name), name) for name in value]


_KINDS = {
    "outcome": ("outcome", "still_possible"),
    "action": ("first_action", "actions", "conditional", "not_actions", "due"),
    "contact": ("contacts",),
    "clause": ("cites",),
    "offer": ("offers", "conditional_offers"),
    "requirement": ("requirements",),
    "query": ("queries",),
    "rule": ("held",),
    "fact": ("missing",),
}
"""Which keys of ``[expect]`` name what kind of thing."""


def misspelt(plan: Plan, scenario: Scenario) -> Iterator[Remark]:
    """Every id that is expected or paused before and that the criteria do not have.

    No expectation may pass because its name is misspelt.
    """
    known = _known(plan)
    for kind, keys in _KINDS.items():
        for key in keys:
            for path, name in listed(scenario.expect, key):
                if name not in known[kind]:
                    yield Remark(path, _nothing_named(kind, name, known[kind], "to expect"))
    lists = known["fact"] | {STRENGTHS}
    for index, pause in enumerate(scenario.pauses):
        if pause.before not in lists:
            text = _nothing_named("fact", pause.before, lists, "to pause before")
            yield Remark(("pause", index, "before"), text)


def _nothing_named(kind: str, name: str, known: frozenset[str], what: str) -> str:
    near = get_close_matches(name, known, NEAR)
    hint = f" (did you mean {' or '.join(near)}?)" if near else ""
    return f"there is no {kind} named {name!r:.60} {what}{hint}."


def _known(plan: Plan) -> dict[str, frozenset[str]]:
    """Every name there is, by kind."""
    pathway = plan.pathway
    return {
        "outcome": frozenset(plan.outcomes),
        "action": frozenset(a.id for a in plan.actions),
        "offer": frozenset(o.id for o in pathway.offers),
        "requirement": frozenset(r.id for r in pathway.requirements),
        "query": frozenset(q.id for q in pathway.queries) | {"contradiction"},
        "rule": frozenset(r.id for r in pathway.rules) | {d.id for d in pathway.derived},
        "contact": frozenset(plan.bundle.contacts),
        "clause": plan.cited,
        "fact": frozenset(plan.bundle.facts) | {f"{LIST}{group}" for group in GROUPS},
    }


def differences(expect: Expect, rec: Recommendation) -> Iterator[Remark]:
    """What did not come out as expected, in sentences."""
    yield from _exact(expect, rec)
    now = tuple(a.id for a in rec.actions if a.state == "now")
    maybe = tuple(a.id for a in rec.actions if a.state == "if")
    contacts = tuple(a.contact.id for a in rec.actions if a.state == "now" and a.contact)
    shown = {
        "actions": ("action", now),
        "conditional": ("conditional action", maybe),
        "queries": ("query", tuple(q.id for q in rec.queries)),
        "contacts": ("contact", contacts),
        "cites": ("clause", tuple(_cited(rec))),
    }
    for key, (kind, got) in shown.items():
        for path, name in listed(expect, key):
            if name not in got:
                yield Remark(path, f"{kind} {name} is not shown")
    for path, name in listed(expect, "not_actions"):
        if name in (*now, *maybe):
            yield Remark(path, f"not_actions: {name} is shown")
    states: dict[str, str] = {need.id: need.state for need in rec.requirements}
    for name, state in expect.requirements.items():
        given = states.get(name, "not_listed")
        if given != state:
            text = f"requirement {name}: expected {state}, came out as {given}"
            yield Remark(("expect", "requirements", name), text)
    due = {a.id: a.due.at for a in rec.actions if a.due}
    for name, wanted in expect.due.items():
        if due.get(name) != wanted:
            text = f"due: {name} expected {wanted}, came out as {due.get(name, 'not shown')}"
            yield Remark(("expect", "due", name), text)


def _exact(expect: Expect, rec: Recommendation) -> Iterator[Remark]:
    """What must be exactly so."""
    now = (*(a.id for a in rec.actions if a.state == "now"), "none")
    offers = {state: {o.id for o in rec.offers if o.state == state} for state in ("offered", "if")}
    exact = [
        ("outcome", expect.outcome, rec.outcome.id),
        ("harm_route", expect.harm_route, rec.harm_route),
        ("first_action", expect.first_action, now[0]),
        ("settled", expect.settled, rec.settled),
        ("provisional", expect.provisional, bool(rec.provisional)),
        ("still_possible", _set(expect.still_possible), {p.outcome for p in rec.still_possible}),
        ("missing", _set(expect.missing), {m.fact for m in rec.missing}),
        ("held", _set(expect.held), {h.rule for h in rec.held}),
        ("offers", _set(expect.offers), offers["offered"]),
        ("conditional_offers", _set(expect.conditional_offers), offers["if"]),
    ]
    for name, wanted, got in exact:
        if wanted is not None and wanted != got:
            text = f"{name}: expected {_shown(wanted)}, came out as {_shown(got)}"
            yield Remark(("expect", name), text)


def _cited(rec: Recommendation) -> Iterator[str]:
    """Every clause that something shown rests on."""
    for shown in (rec.actions, rec.reasons, rec.requirements, rec.offers, rec.queries):
        for element in shown:
            yield from element.source.cites
    yield from rec.outcome.source.cites


def _set(names: Sequence[str] | None) -> set[str] | None:
    return None if names is None else set(names)


def _shown(value: object) -> str:
    return ", ".join(sorted(value)) or "none" if isinstance(value, set) else str(value)
