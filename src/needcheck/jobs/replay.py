"""Replay scenarios: the same interview from a file, checked against what it expects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from needcheck.case.answers import Answers
from needcheck.case.scenario import Expect, Pause, Scenario, load_scenario
from needcheck.criteria import nodes as n
from needcheck.criteria.register import elements
from needcheck.errors import InputError, Place
from needcheck.interview.conduct import Conduct
from needcheck.interview.script import Line, ScriptAsker
from needcheck.interview.session import Session
from needcheck.jobs.engine import Engine, noon
from needcheck.recommend.compile import Plan
from needcheck.recommend.result import Recommendation
from needcheck.recommend.words import label


@dataclass(frozen=True)
class Replay:
    """One scenario replayed.

    ``route_after`` counts the lines after which the harm route would have been shown (None where
    it never was). ``unused`` are answers that no condition of the pathway reads; ``unasked`` are
    answers that the interview would not have asked for.
    """

    scenario: Scenario
    recommendation: Recommendation
    lines: tuple[Line, ...]
    route_after: int | None
    differences: tuple[str, ...]
    unused: tuple[str, ...]
    unasked: tuple[str, ...]


def find(paths: Iterable[Path]) -> list[Path]:
    """Scenario files: each file given, and every ``*.toml`` below each folder, in order."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*.toml")) if path.is_dir() else [path]
        if not inside:
            raise InputError(
                "there is no scenario (*.toml) in this folder.", place=Place(str(path))
            )
        found.extend(inside)
    return found


def replay(
    path: Path,
    engine: Engine,
    pause: Callable[[Pause], None] = lambda pause: None,  # noqa: ARG005
) -> Replay:
    """Replay one file; InputError with file and line where it is wrong."""
    scenario = load_scenario(path)
    head = scenario.head
    session = engine.session(head.authority, head.pathway, noon(head.as_of))
    answers = session.gate.read(scenario.answers, scenario.place_of)
    check_names(session.plan, scenario)

    def before(facts: tuple[str, ...]) -> None:
        for item in scenario.pauses:
            if item.before in facts:
                pause(item)

    asker = ScriptAsker(session, answers, before)
    Conduct(session, asker, keep_nothing).run()
    recommendation = engine.recommender(head.authority, head.pathway).recommend(answers, head.as_of)
    return Replay(
        scenario,
        recommendation,
        tuple(asker.lines),
        next((at for at, _ in asker.views), None) if recommendation.harm_route else None,
        tuple(differences(scenario.expect, recommendation)),
        unused(session.plan, answers, engine.recommender(head.authority, head.pathway).scale),
        tuple(f for f in answers.facts if not session.answers.has(f)),
    )


def keep_nothing(session: Session) -> None:
    """A replay leaves no draft."""


def check_names(plan: Plan, scenario: Scenario) -> None:
    """Every id that a scenario expects must exist, so that no expectation passes by misspelling."""
    expect, pathway = scenario.expect, plan.pathway
    known = {
        "outcome": set(plan.outcomes),
        "action": {a.id for a in plan.actions},
        "offer": {o.id for o in pathway.offers},
        "requirement": {r.id for r in pathway.requirements},
        "query": {q.id for q in pathway.queries} | {"contradiction"},
        "rule": {r.id for r in pathway.rules} | {d.id for d in pathway.derived},
        "contact": set(plan.bundle.contacts),
        "clause": _clauses(plan) if expect.cites else set(),
        "fact": set(plan.bundle.facts) | {f"prompts:{g}" for g in ("child", "parents", "home")},
    }
    given = [
        ("outcome", [expect.outcome] if expect.outcome else []),
        ("outcome", expect.still_possible or ()),
        ("action", [expect.first_action] if expect.first_action else []),
        ("action", (*expect.actions, *expect.conditional, *expect.not_actions, *expect.due)),
        ("contact", expect.contacts),
        ("clause", expect.cites),
        ("offer", (*(expect.offers or ()), *(expect.conditional_offers or ()))),
        ("requirement", expect.requirements),
        ("query", expect.queries),
        ("rule", expect.held or ()),
        ("fact", (*(expect.missing or ()), *(p.before for p in scenario.pauses))),
    ]
    for kind, names in given:
        for name in names:
            if name not in known[kind]:
                place = scenario.place_of(("expect",))
                raise InputError(f"there is no {kind} named {name!r:.60} to expect", place=place)


def _clauses(plan: Plan) -> set[str]:
    return {clause for element in elements(plan.bundle) for clause in element.cites}


def differences(expect: Expect, rec: Recommendation) -> Iterator[str]:
    """What did not come out as expected, in sentences."""
    now = tuple(a.id for a in rec.actions if a.state == "now")
    maybe = tuple(a.id for a in rec.actions if a.state == "if")
    exact = [
        ("outcome", expect.outcome, rec.outcome.id),
        ("harm_route", expect.harm_route, rec.harm_route),
        ("first_action", expect.first_action, (now or ("none",))[0]),
        ("settled", expect.settled, rec.settled),
        ("provisional", expect.provisional, bool(rec.provisional)),
        ("still_possible", _set(expect.still_possible), {p.outcome for p in rec.still_possible}),
        ("missing", _set(expect.missing), {m.fact for m in rec.missing}),
        ("held", _set(expect.held), {h.rule for h in rec.held}),
        ("offers", _set(expect.offers), {o.id for o in rec.offers if o.state == "offered"}),
        (
            "conditional_offers",
            _set(expect.conditional_offers),
            {o.id for o in rec.offers if o.state == "if"},
        ),
    ]
    for name, wanted, got in exact:
        if wanted is not None and wanted != got:
            yield f"{name}: expected {_shown(wanted)}, came out as {_shown(got)}"
    yield from _absent("action", expect.actions, now)
    yield from _absent("conditional action", expect.conditional, maybe)
    states = {r.id: r.state for r in rec.requirements}
    for name, state in expect.requirements.items():
        if (found := states.get(name, "not_listed")) != state:
            yield f"requirement {name}: expected {state}, came out as {found}"
    yield from _absent("query", expect.queries, tuple(q.id for q in rec.queries))
    contacts = tuple(a.contact.id for a in rec.actions if a.state == "now" and a.contact)
    yield from _absent("contact", expect.contacts, contacts)
    yield from _absent("clause", expect.cites, tuple(_cited(rec)))
    for name in expect.not_actions:
        if name in (*now, *maybe):
            yield f"not_actions: {name} is shown"
    due = {a.id: a.due.at for a in rec.actions if a.due}
    for name, wanted_at in expect.due.items():
        if due.get(name) != wanted_at:
            yield f"due: {name} expected {wanted_at}, came out as {due.get(name, 'not shown')}"


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


def _absent(kind: str, wanted: Sequence[str], got: Sequence[str]) -> Iterator[str]:
    for name in wanted:
        if name not in got:
            yield f"{kind} {name} is not shown"


def unused(plan: Plan, answers: Answers, scale: Plan | None = None) -> tuple[str, ...]:
    """Answered facts that no condition of the pathway, or of its scale, reads."""
    read = {
        atom.fact
        for each in (plan, scale)
        if each is not None
        for tree in each.trees.values()
        for atom in each.atoms(tree)
        if not isinstance(atom, n.Prompts)
    }
    counted = {a.due.from_ for a in plan.actions if a.due and a.due.from_}
    return tuple(f for f in plan.bundle.facts if f in answers.facts and f not in read | counted)


def labels(replayed: Replay, engine: Engine, facts: Iterable[str]) -> tuple[str, ...]:
    """Facts in words, for reports."""
    bundle = engine.bundle(replayed.scenario.head.authority)
    return tuple(label(bundle, fact) for fact in facts)
