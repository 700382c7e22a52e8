"""Writing scenarios: from an interview as it goes, or from a case note without identifiers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from needcheck.case.answers import Answers, Value
from needcheck.case.facts import as_raw
from needcheck.case.moments import Elapsed
from needcheck.case.scenario import Scenario
from needcheck.errors import InputError
from needcheck.jobs.casework import first_action
from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.hidden import hidden
from needcheck.jobs.scenarios.replay import started
from needcheck.recommend.result import Recommendation

AWAY = dt.timedelta(weeks=52)
"""How far the days of a note are moved: the weekday stays, the day is not that of the case."""
NOT_A_NOTE = "this is no case note; only a note is turned into a scenario."


@dataclass(frozen=True)
class Draft:
    """A scenario as it is written: what it is about, its answers, and what it expects.

    ``rest`` are its pauses and variants, if it has any already.
    """

    title: str
    authority: str
    pathway: str
    as_of: dt.date
    about: str = ""
    difficulty: str = ""
    tags: tuple[str, ...] = ()
    learning_points: tuple[str, ...] = ()
    answers: dict[str, Any] = field(default_factory=dict)
    expect: dict[str, Any] = field(default_factory=dict)
    weighed: str = ""
    rest: Mapping[str, Any] = field(default_factory=dict)


def kept(scenario: Scenario) -> dict[str, Any]:
    """The pauses and variants of a scenario, as they are written after the rest."""
    listed = {"pause": scenario.pauses, "vary": scenario.vary}
    return {
        name: [item.model_dump(mode="python", exclude_defaults=True) for item in items]
        for name, items in listed.items()
        if items
    }


def expected(rec: Recommendation, outcome: str = "") -> dict[str, Any]:
    """What a scenario expects of such a result; of another outcome only that outcome."""
    if outcome and outcome != rec.outcome.id:
        return {"outcome": outcome}
    first = first_action(rec)
    missing = [item.fact for item in rec.missing]
    cites = dict.fromkeys(clause for reason in rec.reasons for clause in reason.source.cites)
    return {
        "outcome": rec.outcome.id,
        "harm_route": rec.harm_route,
        **({"first_action": first.id} if first and first.state == "now" else {}),
        "settled": rec.settled,
        **({"missing": missing} if missing else {}),
        **({"cites": list(cites)} if cites else {}),
    }


def render(draft: Draft) -> str:
    """The scenario as TOML, in the order in which scenarios are written."""
    import tomli_w

    about, weighed = draft.about.strip(), draft.weighed.strip()
    head = {
        "title": draft.title,
        "about": f"{about}\n" if about else "",
        **({"weighed": f"{weighed}\n"} if weighed else {}),
        "learning_points": list(draft.learning_points),
        "tags": list(draft.tags),
        "difficulty": draft.difficulty,
        "authority": draft.authority,
        "pathway": draft.pathway,
        "as_of": draft.as_of,
    }
    tables: dict[str, Any] = {"scenario": head, "answers": draft.answers}
    if draft.expect:
        tables["expect"] = draft.expect
    return tomli_w.dumps({**tables, **draft.rest}, multiline_strings=True)


def slug(title: str) -> str:
    """A file name from a title: small letters, digits and hyphens."""
    name = re.sub(r"[^a-z0-9]+", "-", title.lower().replace("'", "")).strip("-")
    return name[:100].rstrip("-") or "scenario"


@dataclass(frozen=True)
class Written:
    """A scenario made of a note: what today's criteria make of it, and whether its days moved."""

    draft: Draft
    recommendation: Recommendation
    moved: bool


def from_note(scenario: Scenario, engine: Engine, title: str) -> Written:
    """A note as a scenario without identifiers: no reference, no agency, nobody's own words.

    All days are moved by ``AWAY``, unless that would change the result: a month later in the year
    may be a day shorter.
    """
    if not scenario.is_note:
        raise InputError(NOT_A_NOTE, place=scenario.place_of(("scenario",)))
    session = started(scenario, engine)
    bundle, head = session.plan.bundle, scenario.head
    answers = session.gate.read(hidden(scenario, bundle).answers, scenario.place_of)
    recommender = engine.recommender(head.authority, head.pathway)
    day, other = head.as_of - AWAY, moved(answers)
    as_it_was = recommender.recommend(answers, head.as_of)
    rec = recommender.recommend(other, day)
    same = rec.outcome.id == as_it_was.outcome.id
    if not same:
        day, other, rec = head.as_of, answers, as_it_was
    pathway = session.plan.pathway.id
    raw = as_raw(other, bundle)
    draft = Draft(title, head.authority, pathway, day, answers=raw, expect=expected(rec))
    return Written(draft, rec, moved=same)


def moved(answers: Answers) -> Answers:
    """The answers with every day in them moved."""
    return replace(answers, facts={name: _moved(value) for name, value in answers.facts.items()})


def _moved(value: Value) -> Value:
    if isinstance(value, Elapsed):
        return Elapsed(date=value.date - AWAY) if value.date else value
    # A moment keeps its hour on the clock on the wall, on either side of summer time.
    return value - AWAY if isinstance(value, dt.date) else value
