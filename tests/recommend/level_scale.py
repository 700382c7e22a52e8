"""The Hull level rules once more, stated plainly and apart from the engine, to be held against it.

Written from the table of the rules as they were designed, not from the criteria files: no
condition is parsed here, no tree is read. Truth is a number: 0 no, 1 unknown, 2 yes; "and" is the
least, "or" the greatest, "not" turns about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from needcheck.case.answers import Case
from needcheck.criteria.model import Prompt
from tests import small

Given = Mapping[str, Any]
"""Answers by fact id; a missing one is not there. ``prompts`` are the kinds that are present."""

NO, UNKNOWN, YES = 0, 1, 2
GRADES: dict[str, tuple[str, ...]] = {
    "harm": ("no", "suspected", "known"),
    "impact": ("none", "some", "impaired"),
    "severity": ("none", "low", "moderate", "significant"),
    "if_unchanged": ("settles", "needs_grow", "impaired", "significant_harm"),
    "needs": ("none", "emerging", "multiple", "complex_enduring"),
}
YES_NO = (
    *("immediate_danger", "coordination_required", "disabled", "harm_concern"),
    *("multiple_services", "assessed_in_need"),
)
PLANS = ("early_help", "cin", "cp", "looked_after", "edge_of_care", "rehabilitation")
KINDS = ("additional", "double", "targeted", "in_need", "either", "protection", "explicit")
SPECIALIST_KINDS = frozenset({"in_need", "either", "protection", "explicit"})
CHOICES: dict[str, tuple[Any, ...]] = {
    **GRADES,
    **dict.fromkeys(YES_NO, (False, True)),
    "harm_no_reason": (True,),
    "plan": (
        *(frozenset({p}) for p in ("none", *PLANS)),
        frozenset({"early_help", "cin"}),
        frozenset({"early_help", "edge_of_care"}),
    ),
}


def kind_of(prompt: Prompt) -> str:
    """The kind of a concern: its level below Specialist, its harm class at Specialist."""
    if prompt.level == "specialist":
        return prompt.harm
    return "double" if prompt.also else prompt.level


def level(given: Given) -> str:
    """The level on the Hull scale: the gravest row of the table that is surely so."""
    rows = (
        ("specialist", any(_specialist(given))),
        ("targeted", any(_targeted(given))),
        ("additional", any(_additional(given))),
        ("universal", _no_need(given) == YES),
    )
    return next((name for name, holds in rows if holds), "not_yet")


def harm_route(given: Given) -> bool:
    """Whether the harm route holds: the contact is made at once."""
    protected = min(_is(given, "harm", "no"), _yes(given, "harm_no_reason"))
    return any(
        (
            _least(given, "harm", "suspected") == YES,
            _yes(given, "immediate_danger") == YES,
            _is(given, "severity", "significant") == YES,
            _is(given, "if_unchanged", "significant_harm") == YES,
            _any(given, "explicit"),
            _any(given, "protection") and protected != YES,
            _any(given, "either") and _is(given, "harm", "no") != YES,
        )
    )


def _specialist(given: Given) -> Iterator[bool]:
    complex_needs = _is(given, "needs", "complex_enduring") == YES
    impaired = _is(given, "impact", "impaired") == YES
    will_be = _least(given, "if_unchanged", "impaired") == YES
    yield harm_route(given)
    yield _yes(given, "assessed_in_need") == YES
    yield any(_has(given, "plan", plan) for plan in ("cin", "cp", "looked_after"))
    yield complex_needs and (impaired or will_be)
    yield _yes(given, "harm_concern") == YES and _no(given, "disabled") != YES
    yield _any(given, *SPECIALIST_KINDS) and _mild(given) != YES


def _targeted(given: Given) -> Iterator[bool]:
    yield _any(given, *SPECIALIST_KINDS)
    yield _yes(given, "harm_concern") == YES
    yield _is(given, "impact", "impaired") == YES
    yield _least(given, "if_unchanged", "impaired") == YES
    yield _least(given, "severity", "moderate") == YES
    yield _is(given, "needs", "complex_enduring") == YES
    yield min(_yes(given, "disabled"), _least(given, "needs", "multiple")) == YES
    yield _yes(given, "multiple_services") == YES and _no(given, "disabled") != YES
    yield _is(given, "needs", "multiple") == YES and _no(given, "coordination_required") != YES
    yield _yes(given, "coordination_required") == YES and _most(given, "needs", "emerging") != YES
    yield _any(given, "targeted") and _calm(given) != YES
    yield _has(given, "plan", "early_help") and _calm(given) != YES


def _additional(given: Given) -> Iterator[bool]:
    yield _any(given, "targeted")
    yield _least(given, "needs", "emerging") == YES
    yield _least(given, "impact", "some") == YES
    yield _least(given, "if_unchanged", "needs_grow") == YES
    yield _least(given, "severity", "low") == YES
    yield _yes(given, "coordination_required") == YES
    yield _yes(given, "multiple_services") == YES
    yield _has(given, "plan", "early_help")
    yield _any(given, "additional", "double") and _no_need(given) != YES


def _no_need(given: Given) -> int:
    return min(_is(given, "harm", "no"), _is(given, "needs", "none"), _is(given, "impact", "none"))


def _calm(given: Given) -> int:
    return min(
        _is(given, "harm", "no"),
        _no(given, "coordination_required"),
        _most(given, "needs", "multiple"),
        _most(given, "impact", "some"),
    )


def _mild(given: Given) -> int:
    return min(
        _is(given, "harm", "no"),
        _most(given, "impact", "some"),
        _most(given, "severity", "low"),
        _most(given, "if_unchanged", "needs_grow"),
    )


def _is(given: Given, fact: str, choice: str) -> int:
    return UNKNOWN if fact not in given else (YES if given[fact] == choice else NO)


def _least(given: Given, fact: str, choice: str) -> int:
    grades = GRADES[fact]
    if fact not in given:
        return UNKNOWN
    return YES if grades.index(given[fact]) >= grades.index(choice) else NO


def _most(given: Given, fact: str, choice: str) -> int:
    grades = GRADES[fact]
    if fact not in given:
        return UNKNOWN
    return YES if grades.index(given[fact]) <= grades.index(choice) else NO


def _yes(given: Given, fact: str) -> int:
    return UNKNOWN if fact not in given else (YES if given[fact] else NO)


def _no(given: Given, fact: str) -> int:
    return YES - _yes(given, fact)


def _has(given: Given, fact: str, choice: str) -> bool:
    return choice in given.get(fact, ())


def _any(given: Given, *kinds: str) -> bool:
    return any(kind in given.get("prompts", ()) for kind in kinds)


def table(**columns: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Every row of some columns; a value of ``None`` leaves the fact missing."""
    for values in product(*columns.values()):
        row = dict(zip(columns, values, strict=True))
        yield {fact: value for fact, value in row.items() if value is not None}


def open_to(*facts: str) -> dict[str, tuple[Any, ...]]:
    """Columns of these facts: missing, and every choice."""
    return {fact: (None, *CHOICES[fact]) for fact in facts}


def case_of(given: Given, ids: Mapping[str, str]) -> Case:
    """The same answers as the engine takes them; ``ids`` gives a prompt of every kind."""
    facts = {fact: value for fact, value in given.items() if fact != "prompts"}
    return small.case(facts, [ids[kind] for kind in given.get("prompts", ())])
