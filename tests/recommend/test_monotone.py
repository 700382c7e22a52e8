"""The level follows the answers in one direction: laws M1 to M5, on random answers.

A level is ranked by its gravity. Universal and "no level yet" have the same rank: one says that
nothing is needed, the other that nothing is known, and neither is above the other. What the laws
add to that is that a graver answer never leads to "no level yet".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needcheck.case.answers import Answers, Case, Value, resolve
from needcheck.criteria import nodes as n
from needcheck.criteria.model import LEVELS, Fact
from needcheck.readings.trace import Reading
from needcheck.recommend.compile import Plan
from needcheck.recommend.decide import decide
from needcheck.recommend.explain import fired, provisional
from tests import small

# Facts that may open or close a route, or go into the note, and never move a level (M5).
NEVER = (
    *("age", "unborn", "locality", "role", "views", "willing", "consent_parent", "consent_child"),
    *("consent_child_needed", "consent_voluntary", "consent_informed", "consent_capacity"),
    *("unsafe_to_seek_consent", "informing_raises_risk", "tried", "tried_result", "ehc_plan"),
    *("lead_practitioner", "lead_agrees", "existing_assessment", "concerns_persist"),
)
MILD: dict[str, Value] = {"harm": "no", "immediate_danger": False, "assessed_in_need": False}
CALM: dict[str, Value] = MILD | {
    "needs": "none",
    "impact": "none",
    "severity": "none",
    "if_unchanged": "settles",
    "harm_concern": False,
    "coordination_required": False,
    "multiple_services": False,
}
RANK = {"not_yet": 0} | {level: rank for rank, level in enumerate(LEVELS)}


@dataclass(frozen=True)
class Seen:
    """What a case gives: outcome, its rank, and whether the harm route holds."""

    outcome: str
    rank: int
    route: bool


def seen(plan: Plan, case: Case) -> Seen:
    """Decide a case and look at the harm route."""
    outcome = decide(plan, case)
    route = Reading(case, plan.derived).truth(plan.derived["harm_route"]) is True
    return Seen(outcome, RANK[outcome], route)


def from_mild_to_grave(fact: Fact) -> list[Value]:
    """The answers of a fact in order of gravity; empty where it has none."""
    if fact.type == "yes_no":
        both: dict[str, list[Value]] = {"yes": [False, True], "no": [True, False], "": []}
        return both[fact.graver]
    return list(fact.choice_ids) if fact.type == "choice" and fact.ordered else []


def graver_answers(fact: Fact, value: Value) -> Iterator[Value]:
    """Every answer that is graver than this one; for open plans, every one that adds one."""
    if fact.id == "plan" and isinstance(value, frozenset):
        others = frozenset(fact.choice_ids) - value - {fact.none_choice}
        yield from ((value - {fact.none_choice}) | {other} for other in others)
    elif value in (order := from_mild_to_grave(fact)):
        yield from order[order.index(value) + 1 :]


def ends(fact: Fact) -> tuple[Value, Value] | None:
    """The mildest and the gravest answer, where the fact has an order."""
    if fact.id == "plan":
        return frozenset({fact.none_choice}), frozenset(fact.choice_ids) - {fact.none_choice}
    order = from_mild_to_grave(fact)
    return (order[0], order[-1]) if order else None


def any_answer(fact: Fact) -> st.SearchStrategy[Value]:
    """Any answer to a fact."""
    if fact.type == "yes_no":
        return st.booleans()
    if fact.type == "choice":
        return st.sampled_from(fact.choice_ids)
    if fact.type == "many":
        real = [c for c in fact.choice_ids if c != fact.none_choice]
        return st.just(frozenset({fact.none_choice})) | st.frozensets(
            st.sampled_from(real), min_size=1, max_size=2
        )
    if fact.type == "number":
        return st.integers(fact.minimum or 0, fact.maximum or 99)
    return st.just(True) if fact.type == "reason" else st.just(small.NOW)


@st.composite
def any_answers(draw: st.DrawFn, plan: Plan) -> Answers:
    """Answers to some of the facts, and a few prompts present, absent or looked for."""
    bundle = plan.bundle
    decisive = {a.fact for a in plan.deciding if not isinstance(a, n.Prompts)}
    usual = {f.id: any_answer(f) for f in bundle.facts.values() if f.id in decisive}
    facts = draw(st.fixed_dictionaries({}, optional=usual))
    picture = draw(st.sampled_from(["any", "mild", "calm"]))  # so that every level is met often
    if picture != "any":
        facts |= {fact: value for fact, value in MILD.items() if draw(st.integers(0, 3))}
        facts.pop("plan", None)
    if picture == "calm":
        facts |= {fact: value for fact, value in CALM.items() if draw(st.integers(0, 7))}
    ids = st.sampled_from(list(bundle.prompts))
    return Answers(
        facts=facts,
        present=draw(st.frozensets(ids, max_size=0 if picture == "calm" else 2)),
        looked_through=draw(st.frozensets(st.sampled_from(["child", "parents", "home"]))),
    )


# --- the laws: each takes a plan and answers, and tries every single change ---------------------


def check_graver(plan: Plan, answers: Answers) -> None:
    """M1: a graver answer, or one more concern, never lowers the level nor ends the harm route."""
    before = seen(plan, case_of(plan, answers))
    for fact, value in answers.facts.items():
        for other in graver_answers(plan.bundle.facts[fact], value):
            never_lower(before, seen(plan, case_of(plan, answers.with_fact(fact, other))))
    for prompt in plan.bundle.prompts.values():
        if prompt.polarity == "concern" and prompt.id not in answers.present:
            absent = replace(answers, absent=answers.absent | {prompt.id})
            present = replace(answers, present=answers.present | {prompt.id})
            after = seen(plan, case_of(plan, present))
            never_lower(before, after)
            never_lower(seen(plan, case_of(plan, absent)), after)


def check_gravest(plan: Plan, answers: Answers) -> None:
    """M2: the gravest answer to a missing fact never lowers the level nor ends the harm route."""
    before = seen(plan, case_of(plan, answers))
    for fact, (_, gravest) in missing_with_order(plan, answers):
        never_lower(before, seen(plan, case_of(plan, answers.with_fact(fact, gravest))))


def check_mildest(plan: Plan, answers: Answers) -> None:
    """M4: the mildest answer to a missing fact never raises the level nor starts the route."""
    before = seen(plan, case_of(plan, answers))
    for fact, (mildest, _) in missing_with_order(plan, answers):
        after = seen(plan, case_of(plan, answers.with_fact(fact, mildest)))
        assert after.rank <= before.rank, fact
        assert before.route or not after.route


def check_lowering(plan: Plan, answers: Answers) -> None:
    """M3: an answer to a missing fact lowers only what had said that it rests on that fact.

    Then a rule that fired names the fact in its ``unless``, the result was provisional and named
    the fact as one that settles it, and the level does not fall below what holds without it.
    """
    case = case_of(plan, answers)
    before = seen(plan, case)
    said = provisional(plan, Reading(case, plan.derived), before.outcome)
    for fact in plan.bundle.facts.values():
        if fact.id in answers.facts or fact.id in case.facts:
            continue
        for value in every_answer(fact):
            after = seen(plan, case_of(plan, answers.with_fact(fact.id, value)))
            if after.rank < before.rank:
                assert any(fact.id in item.settles for item in said), fact.id
                assert fact.id in holding_facts(plan, case, before.outcome)
                assert after.rank >= floor(plan, case)


def check_never(plan: Plan, answers: Answers) -> None:
    """M5: strengths, words, consent, views, locality and age never change the level."""
    before = seen(plan, case_of(plan, answers))
    for fact in (plan.bundle.facts[name] for name in NEVER):
        for value in every_answer(fact):
            assert seen(plan, case_of(plan, answers.with_fact(fact.id, value))) == before, fact.id
        worded = answers.with_words(fact.id, "words")
        assert seen(plan, case_of(plan, worded)) == before
    for prompt in plan.bundle.prompts.values():
        if prompt.polarity == "strength":
            there = replace(answers, present=answers.present | {prompt.id})
            absent = replace(answers, absent=answers.absent | {prompt.id})
            assert seen(plan, case_of(plan, there)) == before
            assert seen(plan, case_of(plan, absent)) == before


LAWS: list[Callable[[Plan, Answers], None]] = [
    *(check_graver, check_gravest, check_lowering, check_mildest, check_never)
]
NAMES = ["M1 graver", "M2 gravest", "M3 lowering", "M4 mildest", "M5 never"]
FEW = settings(max_examples=200, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=5_000)


@FEW
@given(st.data())
@pytest.mark.parametrize("law", LAWS, ids=NAMES)
def test_law(hull_scale: Plan, law: Callable[[Plan, Answers], None], data: Any) -> None:
    """The law holds for every single change of 200 random answers."""
    law(hull_scale, data.draw(any_answers(hull_scale)))


@pytest.mark.long
@pytest.mark.timeout(3_600)
@MANY
@given(st.data())
@pytest.mark.parametrize("law", LAWS, ids=NAMES)
def test_law_at_length(hull_scale: Plan, law: Callable[[Plan, Answers], None], data: Any) -> None:
    """The law holds for every single change of 5,000 random answers."""
    law(hull_scale, data.draw(any_answers(hull_scale)))


def test_the_laws_meet_every_level(hull_scale: Plan) -> None:
    """The random answers reach all five outcomes, so that no law is tried on one side only."""
    met: set[str] = set()

    @settings(FEW, max_examples=500, derandomize=True, database=None)
    @given(any_answers(hull_scale))
    def meet(answers: Answers) -> None:
        met.add(decide(hull_scale, case_of(hull_scale, answers)))

    meet()
    assert met == set(hull_scale.outcomes)


# --- what the laws use ---------------------------------------------------------------------------


def case_of(plan: Plan, answers: Answers) -> Case:
    """The case of answers, on the toy day."""
    return resolve(answers, plan.bundle, small.DAY)


def never_lower(before: Seen, after: Seen) -> None:
    """Neither level nor harm route is lost."""
    assert after.rank >= before.rank
    assert after.route or not before.route
    assert after.outcome != "not_yet" or before.outcome == "not_yet"


def missing_with_order(plan: Plan, answers: Answers) -> Iterator[tuple[str, tuple[Value, Value]]]:
    """Facts without an answer that have a mildest and a gravest one."""
    for fact in plan.bundle.facts.values():
        both = ends(fact)
        if fact.id not in answers.facts and both:
            yield fact.id, both


def every_answer(fact: Fact) -> Iterator[Value]:
    """Every answer of a fact with choices; one or two of another."""
    if fact.type == "yes_no":
        yield from (False, True)
    elif fact.type == "choice":
        yield from fact.choice_ids
    elif fact.type == "many":
        yield from (frozenset({choice}) for choice in fact.choice_ids)
    elif fact.type == "number":
        yield from (fact.minimum or 0, fact.maximum or 99)
    else:
        yield True if fact.type == "reason" else small.NOW


def holding_facts(plan: Plan, case: Case, outcome: str) -> set[str]:
    """Facts named in an ``unless`` below the rules that fire."""
    reading = Reading(case, plan.derived)
    found: set[str] = set()

    def walk(node: n.Node) -> None:
        if isinstance(node, n.Name):
            walk(plan.derived[node.name])
        elif isinstance(node, n.Fires):
            walk(node.when)
            atoms = plan.atoms(node.unless)
            found.update(a.fact for a in atoms if not isinstance(a, n.Prompts))
        elif isinstance(node, n.And | n.Or):
            for part in node.nodes:
                walk(part)

    for rule in fired(plan, reading, outcome):
        walk(plan.trees[f"rule:{rule.id}"])
    return found


def floor(plan: Plan, case: Case) -> int:
    """The rank below which no answer leads: what holds without caution, and a prompt's own floor.

    A Specialist prompt is never below Targeted, a Targeted one never below Additional.
    """
    plain = Reading(case, plan.derived, cautious=False)
    firm = [RANK[o] for o in plan.outcomes if plain.truth(plan.trees[f"outcome:{o}"]) is True]
    prompts = [
        RANK[plan.bundle.prompts[p].level] - 1
        for p in case.present
        if plan.bundle.prompts[p].level in ("specialist", "targeted")
    ]
    return max((*firm, *prompts, 0))
