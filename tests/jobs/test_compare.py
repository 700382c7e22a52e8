"""One case under every authority: what is run, what is left out and why, what is not read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import pytest

from needcheck.case.facts import Gate
from needcheck.case.scenario import load_scenario, nowhere
from needcheck.criteria.load import data_root
from needcheck.errors import InputError
from needcheck.jobs.compare import Compared, compare, ordered, unfit
from needcheck.jobs.engine import Engine, noon
from needcheck.jobs.scenarios.replay import find

ENGINE = Engine()
DAY = dt.date(2026, 11, 20)
SCENARIOS = data_root() / "scenarios"
HARM = {"harm": "suspected"}
CASES: tuple[Mapping[str, Any], ...] = (
    {},
    HARM,
    {"harm": "no", "needs": "multiple", "coordination_required": "yes", "role": "education"},
    {"harm": "no", "plan": ["cin"], "role": "social_care", "age": 16},
    {"harm": "no", "plan": ["looked_after"], "age": 17},
)


def compared(raw: Mapping[str, Any]) -> dict[str, Compared]:
    """The comparison at noon of one day, by authority."""
    return {one.authority: one for one in compare(raw, nowhere, ENGINE, noon(DAY))}


@pytest.mark.parametrize("raw", CASES)
def test_what_is_not_surely_false_is_run(raw: Mapping[str, Any]) -> None:
    """Each pathway is either run or left out; left out only for a role or a sure misfit."""
    role = raw.get("role")
    for name, one in compared(raw).items():
        pathways = ENGINE.bundle(name).pathways
        answers = Gate(ENGINE.bundle(name), noon(DAY)).read(raw, nowhere)
        fits = {
            p.id
            for p in pathways.values()
            if (role is None or not p.for_roles or role in p.for_roles)
            and ENGINE.recommender(name, p.id).suggested(answers, DAY) is not False
        }
        assert {rec.pathway for rec in one.results} == fits
        assert {left.pathway for left in one.left_out} == set(pathways) - fits


def test_the_level_is_always_run_and_stands_first() -> None:
    """Whatever is answered, every authority gives the level on the scale before anything else."""
    for raw in CASES:
        for name, one in compared(raw).items():
            assert one.results[0].pathway == "level", name
            assert next(ordered(ENGINE, name)) == "level"


def test_what_nobody_answered_leaves_nothing_out() -> None:
    """An unanswered condition is not surely false, so silence leaves no pathway out."""
    for one in compared({}).values():
        assert one.left_out == ()


def test_what_is_left_out_says_why() -> None:
    """A misfit names the answers that rule it out, a role the roles: in words, never as ids."""
    hull = {
        left.pathway: left.why for left in compared({**HARM, "plan": ["none"]})["hull"].left_out
    }
    why = "known or suspected significant harm: Yes - I suspect it, or think it likely"
    assert hull["step_down"] == f"it does not fit what was answered ({why})"
    told = {left.pathway: left.why for left in compared({"role": "education"})["hull"].left_out}
    assert told == {"step_down": "it is for these roles: Social care"}


def test_a_level_that_rules_a_pathway_out_has_its_name() -> None:
    """Not the id of the level, nor the name that Hull gives it outside Hull."""
    raw = {"harm": "no", "needs": "emerging", "plan": ["none"]}
    left = {
        name: " ".join(one.why for one in each.left_out) for name, each in compared(raw).items()
    }
    assert "level: Targeted" not in left["hull"]
    assert "level: Additional support" in left["hull"]
    assert "level: Hull scale: Additional support" in left["birmingham"]


@pytest.mark.parametrize("raw", CASES)
def test_nothing_that_is_shown_of_a_pathway_left_out_is_an_id(raw: Mapping[str, Any]) -> None:
    """No condition, fact id or choice id stands in a reason; the condition is kept for programs."""
    for name, one in compared(raw).items():
        facts = set(ENGINE.bundle(name).facts)
        for left in one.left_out:
            words = set(re.findall(r"[a-z0-9_]+", left.why))
            assert not {word for word in words & facts if "_" in word}, left.why
            assert not re.search(r"==|>=|<=|\bin plan\b|_", left.why)
            assert left.condition == ENGINE.bundle(name).pathways[left.pathway].suggest_when


def test_a_pathway_for_some_roles_is_run_for_them_alone() -> None:
    """Another role leaves it out, its own does not, and no role at all does not either."""
    answers = Gate(ENGINE.bundle("hull"), noon(DAY))
    for role, fits in (("social_care", True), ("education", False), (None, True)):
        read = answers.read({"role": role} if role else {}, nowhere)
        assert (unfit(ENGINE, "hull", "step_down", read, DAY) == "") is fits


@pytest.mark.parametrize("name", ENGINE.authorities)
def test_answers_of_one_authority_are_unread_elsewhere(name: str) -> None:
    """An answer to a question that one authority alone asks is named by every other."""
    others = [ENGINE.bundle(other).facts for other in ENGINE.authorities if other != name]
    mine = [
        fact.id
        for fact in ENGINE.bundle(name).facts.values()
        if fact.type == "yes_no" and not any(fact.id in facts for facts in others)
    ]
    assert mine
    raw = dict.fromkeys(mine, "yes") | {"words": {mine[0]: "A sentence."}}
    for other, one in compared(raw).items():
        assert one.unread == (() if other == name else tuple(mine))
        shorts = tuple(ENGINE.bundle(name).facts[fact].short for fact in mine)
        assert one.unread_words == (() if other == name else shorts)


def test_a_misspelt_fact_is_an_error_and_not_unread() -> None:
    """What no authority asks is refused, so that no answer is dropped by misspelling."""
    with pytest.raises(InputError):
        compared({"harm": "no", "hram": "suspected"})


def test_words_that_are_no_table_are_refused() -> None:
    """A wrong shape is the person's error, never a crash."""
    with pytest.raises(InputError):
        compared({"words": "a text"})


def test_every_scenario_can_be_compared() -> None:
    """Answers of any authority's scenario are read by each: shared questions agree."""
    for path in find([SCENARIOS])[::7]:
        scenario = load_scenario(path)
        found = compare(scenario.answers, scenario.place_of, ENGINE, noon(scenario.head.as_of))
        assert [one.authority for one in found] == list(ENGINE.authorities)


def test_harm_is_the_harm_route_under_every_authority() -> None:
    """Suspected harm: every result of every authority takes the harm route."""
    for name, one in compared(HARM).items():
        assert all(rec.harm_route for rec in one.results), name


@pytest.mark.parametrize("raw", CASES)
def test_the_same_answers_give_the_same_comparison(raw: Mapping[str, Any]) -> None:
    """Nothing but answers and day decides: another engine, and answers turned round, agree."""
    turned = dict(reversed(list(raw.items())))
    first = compare(raw, nowhere, ENGINE, noon(DAY))
    assert compare(turned, nowhere, Engine(), noon(DAY)) == first
