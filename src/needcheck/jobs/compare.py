"""The same case under every authority: names, outcomes, routes, and what makes them differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from needcheck.case.answers import Answers
from needcheck.case.facts import Gate
from needcheck.case.moments import LONDON
from needcheck.criteria.bundle import Bundle
from needcheck.errors import Place
from needcheck.jobs.engine import Engine
from needcheck.recommend.result import Recommendation

PlaceOf = Callable[[tuple[str | int, ...]], Place]
TABLES = ("words", "prompts")


@dataclass(frozen=True)
class LeftOut:
    """A pathway that was not run, and why."""

    pathway: str
    title: str
    why: str


@dataclass(frozen=True)
class Compared:
    """One authority: its results, the pathways left out, and answers it has no question for."""

    authority: str
    name: str
    results: tuple[Recommendation, ...]
    left_out: tuple[LeftOut, ...]
    unread: tuple[str, ...]


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
            left.append(LeftOut(name, bundle.pathways[name].title, why))
        else:
            results.append(engine.recommender(authority, name).recommend(answers, day))
    unread = tuple(key for key in raw if key not in own)
    return Compared(authority, bundle.authority.name, tuple(results), tuple(left), unread)


def ordered(engine: Engine, authority: str) -> Iterator[str]:
    """The level first, then the other pathways by id."""
    pathways = engine.bundle(authority).pathways
    yield from sorted(pathways, key=lambda name: (pathways[name].uses is None, name))


def unfit(engine: Engine, authority: str, pathway: str, answers: Answers, day: dt.date) -> str:
    """Why a pathway does not fit what was answered, "" where it may."""
    found = engine.bundle(authority).pathways[pathway]
    role = answers.facts.get("role")
    if found.for_roles and role is not None and role not in found.for_roles:
        return f"it is for these roles: {', '.join(found.for_roles)}"
    if engine.recommender(authority, pathway).suggested(answers, day) is False:
        return f"it does not fit what was answered ({found.suggest_when})"
    return ""
