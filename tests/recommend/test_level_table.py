"""The Hull level of every combination of answers, against a plain statement of the rules."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needcheck.readings.trace import Reading
from needcheck.recommend.compile import Plan
from needcheck.recommend.decide import decide
from tests.recommend import level_scale as scale

NO_PROMPT: tuple[str, ...] = ()
ONE_KIND = (NO_PROMPT, *((kind,) for kind in scale.KINDS))
TWO_KINDS = tuple(combinations(scale.KINDS, 2))


@pytest.fixture(scope="module")
def ids(hull_scale: Plan) -> dict[str, str]:
    """A prompt of every kind: the first in the file that implies no answer."""
    found: dict[str, str] = {}
    for prompt in hull_scale.bundle.prompts.values():
        if prompt.polarity == "concern" and not prompt.implies:
            found.setdefault(scale.kind_of(prompt), prompt.id)
    assert set(found) == set(scale.KINDS)
    return found


def compare(plan: Plan, ids: dict[str, str], rows: Iterable[dict[str, Any]]) -> int:
    """Hold every row against the statement; how many rows there were."""
    count = 0
    for row in rows:
        count += 1
        found = decide(plan, scale.case_of(row, ids))
        assert found == scale.level(row), row
    return count


def test_the_judgement_table(hull_scale: Plan, ids: dict[str, str]) -> None:
    """Harm, impact, severity, prospect, needs and co-ordination with each kind of prompt: all."""
    columns = scale.open_to(
        *("harm", "impact", "severity", "if_unchanged", "needs", "coordination_required")
    )
    assert compare(hull_scale, ids, scale.table(**columns, prompts=ONE_KIND)) == 48_000


def test_the_table_of_the_child(hull_scale: Plan, ids: dict[str, str]) -> None:
    """Disability, concern of harm, services, plan and assessment beside needs and harm: all."""
    columns = {
        **scale.open_to(
            *("disabled", "harm_concern", "multiple_services", "plan", "assessed_in_need"),
            *("needs", "coordination_required"),
        ),
        "harm": (None, "no"),
        "impact": (None, "some"),
    }
    assert compare(hull_scale, ids, scale.table(**columns)) == 48_600


def test_the_table_of_harm(hull_scale: Plan, ids: dict[str, str]) -> None:
    """Harm, its reason and danger with one and two kinds of prompt and mild or no answers: all."""
    columns = {
        **scale.open_to("harm", "harm_no_reason", "immediate_danger", "impact"),
        "severity": (None, "low", "moderate"),
        "if_unchanged": (None, "needs_grow"),
        "needs": (None, "none"),
        "prompts": (*ONE_KIND, *TWO_KINDS),
    }
    assert compare(hull_scale, ids, scale.table(**columns)) == 33_408


def test_every_prompt_counts_as_its_kind(hull_scale: Plan, ids: dict[str, str]) -> None:
    """Each of the prompts, one by one, decides as its kind does; a strength decides nothing."""
    columns: dict[str, Any] = {
        "harm": (None, "no"),
        "harm_no_reason": (None, True),
        "impact": ("none", "some"),
        "severity": (None, "none"),
        "if_unchanged": (None, "settles"),
        "needs": (None, "none"),
        "coordination_required": (None, False),
    }
    rows = list(scale.table(**columns))
    for prompt in hull_scale.bundle.prompts.values():
        concern = prompt.polarity == "concern"
        kind = scale.kind_of(prompt)
        for row in rows:
            expected = scale.level({**row, "prompts": (kind,) if concern else NO_PROMPT})
            case = scale.case_of(row, ids).with_prompt(prompt.id, present=True)
            assert decide(hull_scale, case) == expected, (prompt.id, row)


def test_absent_prompts_never_decide(hull_scale: Plan, ids: dict[str, str]) -> None:
    """A list that was looked through without finding anything is never a level by itself."""
    columns = scale.open_to("harm", "impact", "needs", "severity")
    for row in scale.table(**columns):
        case = scale.case_of(row, ids)
        for prompt in hull_scale.bundle.prompts:
            case = case.with_prompt(prompt, present=False)
        assert decide(hull_scale, case) == scale.level(row)


ANY_ROW = st.fixed_dictionaries(
    {"prompts": st.sets(st.sampled_from(scale.KINDS), max_size=3).map(tuple)},
    optional={fact: st.sampled_from(choices) for fact, choices in scale.CHOICES.items()},
)


@settings(max_examples=500)
@given(ANY_ROW)
def test_any_combination(hull_scale: Plan, ids: dict[str, str], row: dict[str, Any]) -> None:
    """Level and harm route are as stated for answers from the whole space at once."""
    case = scale.case_of(row, ids)
    reading = Reading(case, hull_scale.derived)
    assert decide(hull_scale, case) == scale.level(row)
    route = reading.truth(hull_scale.derived["harm_route"]) is True
    assert route == scale.harm_route(row)


def test_random_combinations_of_everything(hull_scale: Plan, ids: dict[str, str]) -> None:
    """Twenty thousand rows drawn evenly from the whole space, mostly answered."""
    draw = random.Random(4)
    for _ in range(20_000):
        row: dict[str, Any] = {
            fact: draw.choice(choices)
            for fact, choices in scale.CHOICES.items()
            if draw.random() < 0.6
        }
        row["prompts"] = tuple(kind for kind in scale.KINDS if draw.random() < 0.12)
        assert decide(hull_scale, scale.case_of(row, ids)) == scale.level(row), row


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_the_whole_judgement_table(hull_scale: Plan, ids: dict[str, str]) -> None:
    """Every combination of all facts of judgement and harm, with one and two kinds of prompt."""
    columns = scale.open_to(
        *("harm", "harm_no_reason", "immediate_danger", "impact", "severity", "if_unchanged"),
        *("needs", "coordination_required"),
    )
    rows = scale.table(**columns, prompts=(*ONE_KIND, *TWO_KINDS))
    assert compare(hull_scale, ids, rows) == 1_044_000


# --- the safety rules that are claims about the level -----------------------------------------


@settings(max_examples=300)
@given(ANY_ROW)
def test_what_always_holds(hull_scale: Plan, ids: dict[str, str], row: dict[str, Any]) -> None:
    """The harm route, plans, a disabled child's harm, and prompts have the last word they must.

    The harm route gives Specialist whatever else is answered (INV-02), Universal needs harm
    answered no (INV-11), a concern of harm with disability not denied gives Specialist (INV-14),
    an open plan of social care gives Specialist (INV-39), and a prompt is held one level below
    its own at most (INV-37).
    """
    found = decide(hull_scale, scale.case_of(row, ids))
    order = ("specialist", "targeted", "additional", "universal", "not_yet")
    if scale.harm_route(row):
        assert found == "specialist"
    if found == "universal":
        assert row.get("harm") == "no"
    if row.get("harm_concern") and row.get("disabled") is not False:
        assert found == "specialist"
    if {"cin", "cp", "looked_after"} & set(row.get("plan", ())):
        assert found == "specialist"
    if scale.SPECIALIST_KINDS & set(row["prompts"]):
        assert order.index(found) <= order.index("targeted")
    if "targeted" in row["prompts"]:
        assert order.index(found) <= order.index("additional")


def test_disability_alone_is_never_specialist(hull_scale: Plan, ids: dict[str, str]) -> None:
    """Disability by itself, with any needs, services and plan of early help (INV-15)."""
    columns = {
        **scale.open_to("needs", "multiple_services", "coordination_required", "impact"),
        "disabled": (True,),
        "harm": (None, "no"),
        "plan": (None, frozenset({"none"}), frozenset({"early_help"})),
        "harm_concern": (None, False),
    }
    for row in scale.table(**columns):
        complex_impaired = (
            row.get("needs") == "complex_enduring" and row.get("impact") == "impaired"
        )
        found = decide(hull_scale, scale.case_of(row, ids))
        assert (found == "specialist") == complex_impaired


def test_silence_is_not_yet(hull_scale: Plan, ids: dict[str, str]) -> None:
    """Whoever answers nothing, or only mildly and not all of it, gets no level."""
    assert decide(hull_scale, scale.case_of({}, ids)) == "not_yet"
    for row in scale.table(harm=(None, "no"), needs=(None, "none"), impact=(None, "none")):
        expected = "universal" if len(row) == 3 else "not_yet"
        assert decide(hull_scale, scale.case_of(row, ids)) == expected
