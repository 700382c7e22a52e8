"""Random answers under any authority's facts, weighted so that every outcome is reached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from needcheck.case.answers import Answers, Value
from needcheck.case.moments import LONDON, Elapsed
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.model import GROUPS, Fact

AS_OF = dt.date(2026, 11, 20)
LEVELS = ("additional", "targeted", "specialist")
MOODS = ("silent", "universal", "additional", "targeted", "specialist", "harm", "anything")
SETTLING = {
    "harm": "no",
    "severity": "none",
    "if_unchanged": "settles",
    "impact": "none",
    "needs": "none",
    "plan": frozenset({"none"}),
    "immediate_danger": False,
    "harm_concern": False,
    "assessed_in_need": False,
    "multiple_services": False,
    "coordination_required": False,
}
"""Answers that leave the level to the mood; each is still missing or different now and then."""
MOOD_ANSWERS: Mapping[str, Mapping[str, Value]] = {
    "universal": SETTLING,
    "additional": SETTLING | {"needs": "emerging", "impact": "some"},
    "targeted": SETTLING | {"needs": "multiple", "coordination_required": True},
    "specialist": SETTLING | {"plan": frozenset({"cin"})},
    "harm": {"harm": "suspected"},
}
HIGHEST_PROMPT = {"universal": 0, "additional": 1, "targeted": 2, "specialist": 3}
CONSENT = {
    "unsafe_to_seek_consent": False,
    "consent_parent": True,
    "consent_child_needed": False,
    "consent_voluntary": True,
    "consent_informed": True,
    "consent_capacity": True,
}


def values(fact: Fact) -> st.SearchStrategy[Any]:
    """Any answer that the fact may have."""
    choices = fact.choice_ids
    some = [choice for choice in choices if choice != fact.none_choice]
    return {
        "yes_no": st.booleans(),
        "choice": st.sampled_from(choices or ("",)),
        "many": st.one_of(
            st.just(frozenset(filter(None, (fact.none_choice or (*choices, "")[0],)))),
            st.frozensets(st.sampled_from(some or [""]), min_size=1, max_size=3),
        ),
        "number": st.integers(int(fact.minimum or 0), int(fact.maximum or 30)),
        "date": st.dates(dt.date(2020, 1, 1), AS_OF),
        "datetime": st.datetimes(dt.datetime(2018, 1, 1), dt.datetime(2028, 12, 31)).map(
            lambda moment: moment.replace(minute=0, second=0, microsecond=0, hour=12, tzinfo=LONDON)
        ),
        "elapsed": st.dates(dt.date(2020, 1, 1), AS_OF).map(lambda day: Elapsed(date=day)),
        "reason": st.just(True),
    }[fact.type]


@st.composite
def some_answers(draw: st.DrawFn, bundle: Bundle) -> Answers:
    """Answers, some missing: first a mood that leads to a level, then what differs from it."""
    mood = draw(st.sampled_from(MOODS))
    facts: dict[str, Any] = dict(MOOD_ANSWERS.get(mood, {}))
    if draw(st.booleans()):
        facts |= CONSENT
    facts = {name: value for name, value in facts.items() if name in bundle.facts}
    most = {"silent": 3, "anything": len(bundle.facts)}.get(mood, 8)
    names = draw(st.lists(st.sampled_from(list(bundle.facts)), max_size=most, unique=True))
    for name in names:
        facts[name] = draw(st.none() | values(bundle.facts[name]))
    return Answers(
        facts={name: value for name, value in facts.items() if value is not None},
        asked=frozenset(name for name, value in facts.items() if value is None),
        looked_through=draw(st.frozensets(st.sampled_from(GROUPS))),
        **draw(_prompts(bundle, mood)),
    )


def _prompts(bundle: Bundle, mood: str) -> st.SearchStrategy[dict[str, frozenset[str]]]:
    """Prompts present and absent, none above the mood's level nor in silence."""
    highest = HIGHEST_PROMPT.get(mood, len(LEVELS))
    ids = [
        prompt.id
        for prompt in bundle.prompts.values()
        if prompt.level not in LEVELS or LEVELS.index(prompt.level) < highest
    ]
    if mood == "silent" or not ids:
        return st.just({})
    return st.lists(st.sampled_from(ids), max_size=6, unique=True).flatmap(
        lambda chosen: st.integers(0, len(chosen)).map(
            lambda cut: {"present": frozenset(chosen[:cut]), "absent": frozenset(chosen[cut:])}
        )
    )
