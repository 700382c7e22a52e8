"""The same case under every authority: names, outcomes, routes, and what makes them differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from needcheck.case.answers import Answers, resolve
from needcheck.case.facts import Gate
from needcheck.case.moments import LONDON
from needcheck.criteria.bundle import SCALE, Bundle
from needcheck.criteria.nodes import Prompts
from needcheck.errors import Place
from needcheck.jobs.engine import Engine
from needcheck.readings.trace import Reading
from needcheck.recommend.result import Recommendation
from needcheck.recommend.words import NOT_KNOWN_TEXT, atom_views, value_text

if TYPE_CHECKING:
    from needcheck.recommend.recommend import Recommender

PlaceOf = Callable[[tuple[str | int, ...]], Place]
TABLES = ("words", "prompts")
ROLE = "role"
SCALE_WORDS = "level"


@dataclass(frozen=True)
class LeftOut:
    """A pathway that was not run, and why, in words; ``condition`` as its criteria write it."""

    pathway: str
    title: str
    why: str
    condition: str = ""


@dataclass(frozen=True)
class Compared:
    """One authority: its results, the pathways left out, and answers it has no question for.

    ``unread`` are the ids of those questions, ``unread_words`` their short texts.
    """

    authority: str
    name: str
    results: tuple[Recommendation, ...]
    left_out: tuple[LeftOut, ...]
    unread: tuple[str, ...]
    unread_words: tuple[str, ...] = ()


def compare(
    raw: Mapping[str, Any], place_of: PlaceOf, engine: Engine, now: dt.datetime
) -> tuple[Compared, ...]:
    """Run every fitting pathway of every authority over the same raw answers.

    An answer to a question that only one authority asks is left out elsewhere, and named;
    InputError where no authority asks it.
    """
    _check_names(raw, place_of, engine, now)
    day = now.astimezone(LONDON).date()
    return tuple(_one(name, raw, place_of, engine, now, day) for name in engine.authorities)


def _check_names(
    raw: Mapping[str, Any], place_of: PlaceOf, engine: Engine, now: dt.datetime
) -> None:
    """A fact that nobody knows is misspelt, not unread."""
    bundles = [engine.bundle(name) for name in engine.authorities]
    known = {*TABLES, *(fact for bundle in bundles for fact in bundle.facts)}
    for key in raw:
        if key not in known:
            Gate(bundles[0], now).fact(key, place=place_of(("answers", key)))


def _own(raw: Mapping[str, Any], bundle: Bundle) -> dict[str, Any]:
    """The raw answers to what an authority asks, with their words."""
    own = {key: value for key, value in raw.items() if key in {*bundle.facts, *TABLES}}
    words = own.get("words")
    if isinstance(words, Mapping):
        own["words"] = {key: text for key, text in words.items() if key in bundle.facts}
    return own


def _one(  # noqa: PLR0913, PLR0917 -- one authority's share of a comparison
    authority: str,
    raw: Mapping[str, Any],
    place_of: PlaceOf,
    engine: Engine,
    now: dt.datetime,
    day: dt.date,
) -> Compared:
    bundle = engine.bundle(authority)
    own = _own(raw, bundle)
    answers = Gate(bundle, now).read(own, place_of)
    results, left = [], []
    for name in ordered(engine, authority):
        why = unfit(engine, authority, name, answers, day)
        if why:
            pathway = bundle.pathways[name]
            left.append(LeftOut(name, pathway.title, why, pathway.suggest_when))
        else:
            results.append(engine.recommender(authority, name).recommend(answers, day))
    unread = tuple(key for key in raw if key not in own)
    said = tuple(_short(engine, key) for key in unread)
    return Compared(authority, bundle.authority.name, tuple(results), tuple(left), unread, said)


def _short(engine: Engine, fact: str) -> str:
    """The short text of a question of any authority."""
    bundles = map(engine.bundle, engine.authorities)
    return next(bundle.facts[fact].short for bundle in bundles if fact in bundle.facts)


def ordered(engine: Engine, authority: str) -> Iterator[str]:
    """The level first, then the other pathways by id."""
    pathways = engine.bundle(authority).pathways
    yield from sorted(pathways, key=lambda name: (pathways[name].uses is None, name))


def unfit(engine: Engine, authority: str, pathway: str, answers: Answers, day: dt.date) -> str:
    """Why a pathway does not fit what was answered, in words; "" where it may."""
    bundle = engine.bundle(authority)
    found = bundle.pathways[pathway]
    role = answers.facts.get(ROLE)
    if found.for_roles and role is not None and role not in found.for_roles:
        fact = bundle.facts[ROLE]
        return f"it is for these roles: {'; '.join(value_text(fact, r) for r in found.for_roles)}"
    recommender = engine.recommender(authority, pathway)
    if recommender.suggested(answers, day) is False:
        return f"it does not fit what was answered ({_misfit(recommender, answers, day)})"
    return ""


def _misfit(recommender: Recommender, answers: Answers, day: dt.date) -> str:
    """The answers that rule a pathway out, each with the short text of its question."""
    plan = recommender.plan
    case = resolve(answers, plan.bundle, day)
    scale = recommender.scale_of(case, "")
    reading = Reading(case.with_fact(SCALE, scale or None), plan.derived)
    atoms = list(reading.support(plan.trees["suggest"]))
    views = atom_views(plan.bundle, answers, case, atoms)
    said = [f"{view.label}: {view.text}" for view in views]
    if any(not isinstance(atom, Prompts) and atom.fact == SCALE for atom in atoms):
        said.append(f"{SCALE_WORDS}: {_level_name(recommender, scale)}")
    return "; ".join(dict.fromkeys(said))


def _level_name(recommender: Recommender, level: str) -> str:
    """The name of a level on the framework's scale, as this authority shows it."""
    plan = recommender.scale or recommender.plan
    return next((o.name for o in plan.pathway.outcomes if o.id == level), NOT_KNOWN_TEXT)
