"""Hull's further pathways as data: stepping up, stepping down, requesting a service.

Every expected name, number and order is a literal, taken from the document and not from the files
under test. The cases in data/scenarios are decided here once more, for their outcome alone.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from needcheck.case.answers import Answers, Case
from needcheck.case.scenario import Scenario, load_scenario
from needcheck.criteria import model
from needcheck.criteria.load import clauses
from needcheck.criteria.register import entries
from needcheck.jobs.engine import Engine, noon
from needcheck.jobs.invariants import Invariants
from needcheck.readings.trace import Reading
from needcheck.recommend.compile import Plan
from needcheck.recommend.decide import decide
from needcheck.recommend.result import Recommendation

DATA = Path(__file__).resolve().parents[2] / "data"
ENGINE = Engine(DATA)
BUNDLE = ENGINE.bundle("hull")
FURTHER = ("step_up", "step_down", "services")
PLANS = {name: ENGINE.plan("hull", name) for name in FURTHER}
DAY = dt.date(2026, 11, 20)
HUBS = {"hub_west": "west", "hub_east": "east", "hub_north": "north"}
SERVICES = [
    "Early Help Family Support (0-11yrs)",
    "Early Help Family Support (11-19yrs)",
    "Early Help Family Support (targeted pregnancy)",
    "Early Help Family Support (SEND)",
    "Early Help Family Support (NEETs)",
    "Early Help Children's Centre Services",
    "Drug & Alcohol Support (Children & Young People)",
    "Drug & Alcohol Support (Parental/Adults)",
    "Family Group Conferencing",
    "Parenting Support",
    "Young Carers Support",
    "Youth Services (10-19yrs)",
]
OUTCOMES = {
    "step_up": [
        *("ehash_now", "ehash", "hub_talk", "eham", "advice"),
        *("not_in_targeted", "go_on", "not_yet"),
    ],
    "step_down": [
        *("ehash_now", "ehash", "advice_first", "refused", "declined"),
        *("plan_first", "eham", "review_meeting", "closure", "not_yet"),
    ],
    "services": [
        *("ehash_now", "ehash", "advice_first", "social_worker_first"),
        *("refused", "declined", "request", "not_yet"),
    ],
}
ELSEWHERE = re.compile(
    r"020 7525|020 7527|Upper Street|Mosaic|\bASTI\b|\bfCAF\b|Think Family Request|"
    r"Service Request Form|Frameworki|Birmingham|Southwark|Islington|Worcestershire"
)


def truth(plan: Plan, tree: str, facts: dict[str, Any]) -> bool | None:
    """Truth of one tree of a plan for these typed facts, nothing else being known."""
    case = Case(facts, frozenset(), frozenset(), DAY)
    return Reading(case, plan.derived).truth(plan.trees[tree])


def conditions(plan: Plan) -> Iterator[tuple[str, str]]:
    """Every condition that decides or prints, with its owner; suggestions and queries left out."""
    pathway = plan.pathway
    for derived in pathway.derived:
        for ground in derived.any:
            yield from ((derived.id, ground.when), (derived.id, ground.unless))
    for rule in pathway.rules:
        yield from ((rule.id, rule.when), (rule.id, rule.unless))
    for item in pathway.requirements:
        yield from ((item.id, item.when), (item.id, item.applies))
    yield from ((action.id, action.when) for action in plan.actions)


def texts(plan: Plan) -> Iterator[str]:
    """Every text of a pathway that a reader may see."""
    pathway = plan.pathway
    yield from (pathway.title, pathway.about)
    for outcome in pathway.outcomes:
        yield from (outcome.name, outcome.meaning)
    yield from (rule.text for rule in pathway.rules)
    yield from (query.text for query in pathway.queries)
    for item in pathway.requirements:
        yield from (item.text, item.unmet, item.unknown)
    for offer in pathway.offers:
        yield from (offer.text, offer.if_text, offer.not_text)
    for action in plan.actions:
        yield from (action.text, action.if_text, *action.detail)


def own_facts() -> dict[str, model.Fact]:
    """Hull's own facts by id."""
    path = DATA / "authorities" / "hull" / "facts.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["fact"]
    return {row["id"]: model.Fact.model_validate(row) for row in rows}


SCENARIOS = sorted(
    path for name in FURTHER for path in (DATA / "scenarios" / "hull" / name).glob("*.toml")
)


def test_hull_decides_four_things() -> None:
    """Level, stepping up, stepping down and requesting a service, and nothing else."""
    assert set(BUNDLE.pathways) == {"level", *FURTHER}


@pytest.mark.parametrize("name", FURTHER)
def test_outcomes_in_order_of_urgency(name: str) -> None:
    """The harm route stands first, contact with EHASH second, what is not known last."""
    assert list(PLANS[name].outcomes) == OUTCOMES[name]


@pytest.mark.parametrize("name", FURTHER)
def test_harm_is_asked_first_and_its_contact_stands_first(name: str) -> None:
    """The harm question opens every pathway, and the first of all actions is the call to EHASH."""
    plan = PLANS[name]
    assert (plan.pathway.alarm, plan.pathway.first_fact) == ("harm_route", "harm")
    assert plan.sections[0].steps[0].fact == "harm"
    assert plan.pathway.include[0] == "harm"
    assert plan.actions[0].id == "contact_ehash_now"
    assert "01482 448879" in plan.actions[0].text


@pytest.mark.parametrize("harm", ["suspected", "known"])
@pytest.mark.parametrize("name", FURTHER)
def test_harm_alone_decides(name: str, harm: str) -> None:
    """Harm that is suspected or known leads to the contact, whatever is missing."""
    plan = PLANS[name]
    assert decide(plan, Case({"harm": harm}, frozenset(), frozenset(), DAY)) == "ehash_now"


@pytest.mark.parametrize("name", FURTHER)
def test_nothing_answered_decides_nothing(name: str) -> None:
    """Silence gives the last outcome, never going on, closing or a request."""
    assert decide(PLANS[name], Case({}, frozenset(), frozenset(), DAY)) == "not_yet"


def test_the_talk_has_exactly_three_outcomes() -> None:
    """Beside "not yet" there are three, and each leads to its own result."""
    assert own_facts()["hub_talk"].choice_ids == (
        *("not_held", "advice", "complexities", "safeguarding"),
    )
    led = {}
    for said in ("advice", "complexities", "safeguarding"):
        facts = {"harm": "no", "hub_talk": said}
        led[said] = decide(PLANS["step_up"], Case(facts, frozenset(), frozenset(), DAY))
    assert led == {"advice": "advice", "complexities": "eham", "safeguarding": "ehash"}


def test_there_are_exactly_two_ways_down() -> None:
    """The review meeting and the Early Help Action Meeting are the ways that the document names."""
    named = {o.id for o in PLANS["step_down"].pathway.outcomes if "HUL-239" in o.cites}
    assert named == {"review_meeting", "eham"}


@pytest.mark.parametrize("outcome", ["plan_first", "eham", "review_meeting", "closure"])
def test_a_way_down_has_four_musts(outcome: str) -> None:
    """Harm answered no, a plan until now, social care no longer to lead, concerns addressed."""
    gates = {r.when for r in PLANS["step_down"].pathway.requirements if r.gating(outcome)} - {
        "support_still_needed"
    }
    assert gates == {
        *('harm == "no"', "was_on_plan", "not social_care_leads", "concerns_addressed"),
    }


DOWN: dict[str, Any] = {
    "harm": "no",
    "was_on_plan": True,
    "social_care_leads": False,
    "concerns_addressed": True,
}
WAYS = [
    (True, True, True, "review_meeting"),
    (True, False, True, "plan_first"),
    (True, True, False, "plan_first"),
    (True, False, False, "plan_first"),
    (False, True, True, "eham"),
    (False, True, False, "eham"),
    (False, False, True, "eham"),
    (False, False, False, "eham"),
]


@pytest.mark.parametrize(("lead", "regular", "robust", "way"), WAYS)
def test_the_way_down_by_lead_agency_core_groups_and_plan(
    lead: bool,
    regular: bool,
    robust: bool,
    way: str,
) -> None:
    """No clear lead: the locality's meeting; a lead and a weak plan: the plan first."""
    facts: dict[str, Any] = {
        **DOWN,
        "support_still_needed": True,
        "continuing_lead": lead,
        "core_groups_regular": regular,
        "plan_robust": robust,
    }
    assert decide(PLANS["step_down"], Case(facts, frozenset(), frozenset(), DAY)) == way


@pytest.mark.parametrize("gap", [*DOWN, "support_still_needed"])
def test_a_missing_must_is_never_a_refusal_nor_a_way_down(gap: str) -> None:
    """Each of the musts, if it is not known, leaves the result open."""
    facts: dict[str, Any] = {
        **DOWN,
        "support_still_needed": True,
        "continuing_lead": True,
        "core_groups_regular": True,
        "plan_robust": True,
    }
    del facts[gap]
    assert decide(PLANS["step_down"], Case(facts, frozenset(), frozenset(), DAY)) == "not_yet"


def test_the_twelve_services_of_the_form() -> None:
    """Exactly twelve, named as printed, and only beside a request."""
    offers = PLANS["services"].pathway.offers
    assert sorted(o.text for o in offers) == sorted(SERVICES)
    assert {o.for_ for o in offers} == {("request",)}


BANDS = {
    "family_support_0_11": ([0, 10, 11], [12]),
    "family_support_11_19": ([11, 12, 18, 19], [10, 20]),
    "youth_services": ([10, 11, 18, 19], [9, 20]),
}


@pytest.mark.parametrize("service", BANDS)
def test_age_bands_of_the_request_include_both_ends(service: str) -> None:
    """A service with an age band is offered from its first to its last year, not beside it."""
    inside, outside = BANDS[service]
    plan = PLANS["services"]
    assert {truth(plan, f"offer:{service}", {"age": age}) for age in inside} == {True}
    assert {truth(plan, f"offer:{service}", {"age": age}) for age in outside} == {False}
    assert truth(plan, f"offer:{service}", {"unborn": True}) is False


TOPICS = {
    "family_support_pregnancy": "pregnancy",
    "family_support_send": "send",
    "family_support_neets": "neet",
    "drug_alcohol_child": "child_substance",
    "drug_alcohol_parents": "parent_substance",
    "parenting_support": "parenting",
    "young_carers": "young_carer",
}


@pytest.mark.parametrize("service", TOPICS)
def test_a_topic_suggests_its_own_service_and_no_other(service: str) -> None:
    """What the support is for brings that service; the others can still be asked for."""
    plan = PLANS["services"]
    calm = {"unborn": False, "disabled": False}
    facts = {**calm, "support_topics": frozenset({TOPICS[service]})}
    suggested = {name for name in TOPICS if truth(plan, f"offer:{name}", facts) is True}
    assert suggested == {service}
    offer = next(o for o in plan.pathway.offers if o.id == service)
    assert "can still be asked for" in offer.not_text


def test_the_request_has_its_form_and_address_and_waits_for_consent() -> None:
    """The hub's form stands with one action, for a request, after consent; nothing else has it."""
    form = "Early Help Requests for Additional Support Form"
    holders = [(n, a) for n, p in PLANS.items() for a in p.actions if a.form == form]
    assert [(name, action.id) for name, action in holders] == [("services", "request_by_form")]
    action = holders[0][1]
    assert (action.for_, action.contact, action.when) == (
        ("request",),
        "hub_email",
        "consent_given",
    )
    assert BUNDLE.contacts["hub_email"].email == "Early.Help@hullcc.gcsx.gov.uk"


@pytest.mark.parametrize("name", FURTHER)
def test_forms_are_the_two_of_the_document(name: str) -> None:
    """The EHASH form belongs to a contact with EHASH alone."""
    for action in PLANS[name].actions:
        if action.form == "EHASH Referral Form":
            assert action.contact == "ehash" or action.id == "harm_ehash_form"
            assert action.for_ == ("ehash",) or action.when == "harm_route"
        else:
            assert action.form in ("", "Early Help Requests for Additional Support Form")


@pytest.mark.parametrize("name", FURTHER)
def test_each_hub_stands_with_its_own_locality(name: str) -> None:
    """A hub's number is printed for its locality only, and never beside a contact with EHASH."""
    found = [a for a in PLANS[name].actions if a.contact in HUBS]
    assert {a.contact for a in found} == set(HUBS)
    for action in found:
        locality = HUBS[str(action.contact)]
        assert f'locality == "{locality}"' in action.when
        assert locality in action.if_text
        assert not {"ehash_now", "ehash"} & set(action.for_)


@pytest.mark.parametrize("name", FURTHER)
def test_the_open_address_of_ehash_is_used_by_nothing(name: str) -> None:
    """No action offers the non-confidential address."""
    assert "ehash_nonconfidential" not in {a.contact for a in PLANS[name].actions}


def test_deadlines_count_from_the_contact() -> None:
    """48 hours for the writing after harm; 5 working days for feedback on every contact."""
    for plan in PLANS.values():
        due = {a.id: a.due for a in plan.actions if a.due and a.due.from_}
        counted = {k: (d.from_, d.hours, d.working_days) for k, d in due.items()}
        assert counted == {
            "confirm_in_writing": ("contact_made_at", 48, None),
            "harm_outcome": ("contact_made_at", None, 5),
            "ehash_feedback": ("contact_made_at", None, 5),
        }


@pytest.mark.parametrize("name", FURTHER)
def test_the_scale_suggests_and_never_decides(name: str) -> None:
    """The level stands in no rule, requirement, condition or action."""
    assert not [owner for owner, text in conditions(PLANS[name]) if re.search(r"\bscale\b", text)]


@pytest.mark.parametrize("name", FURTHER)
def test_no_other_authority_is_in_a_text(name: str) -> None:
    """Names, numbers and forms of the other four places do not appear."""
    assert not [text for text in texts(PLANS[name]) if ELSEWHERE.search(text)]


@pytest.mark.parametrize("name", FURTHER)
def test_words_that_never_appear(name: str) -> None:
    """No tally, no numbered level, no blame, no closing without the safety line."""
    forbidden = (
        r"check-?\s?lists?\b|\bscor(e|es|ed|ing)\b|\blevels?\s+[1-4]\b|no further action"
        r"|\bblam|\bhard to reach\b|\bnon-?complian|\bfail(s|ed)? to\b|\brefus(es|ed) to\b"
        r"|\b(305770|708953|828901)\b|hullcc\.gov\.uk"
    )
    assert not [text for text in texts(PLANS[name]) if re.search(forbidden, text, re.IGNORECASE)]


@pytest.mark.parametrize("name", FURTHER)
def test_an_instruction_reads_as_its_kind(name: str) -> None:
    """What must not be done begins with Do not; what to say or ask with Say or Ask."""
    openings = {"do_not": "Do not ", "say": "Say ", "ask": "Ask "}
    for action in PLANS[name].actions:
        assert action.text.startswith(openings.get(action.kind, "")), action.id
        assert action.kind != "do" or not action.text.startswith("Do not"), action.id


@pytest.mark.parametrize("name", FURTHER)
def test_claims_name_actions_that_exist_and_can_fail(name: str) -> None:
    """A misspelled action in a claim would hold for ever; a claim without a check says nothing."""
    plan = PLANS[name]
    there = {a.id for a in plan.actions}
    for item in plan.pathway.invariants:
        spoken = (*item.first_action, *item.shows, *item.offers)
        assert {*spoken, *item.never_shows, *item.never_offers} <= there, item.id
        checks = (*spoken, *item.never_shows, *item.never_offers, *item.says, *item.never_says)
        assert checks or item.then or item.law, item.id
    assert len({i.id for i in plan.pathway.invariants}) == len(plan.pathway.invariants)
    assert Invariants(plan).trees


def test_every_clause_of_hull_is_implemented_or_says_why_not() -> None:
    """All 407 clauses: cited by an element, or with a reason; never both, and few reasons."""
    found = entries(BUNDLE, clauses("hull", DATA))
    assert len(found) == 407
    assert [e.clause.id for e in found if e.state == "open"] == []
    reasons = [e.clause for e in found if e.state == "not_formalised"]
    assert len(reasons) <= 45
    assert all(len(c.not_formalised) > 30 and c.not_formalised.endswith(".") for c in reasons)


def test_what_is_left_out_is_no_contact_route_or_deadline() -> None:
    """Only background, headings and page furniture are left out, never a rule or a threshold."""
    left = {c.kind for c in clauses("hull", DATA).values() if c.not_formalised}
    assert left <= {"document", "principle", "role", "level"}


def read_scenario(path: Path) -> tuple[Scenario, Case]:
    """A scenario, and its answers as a case."""
    scenario = load_scenario(path)
    head = scenario.head
    session = ENGINE.session(head.authority, head.pathway, noon(head.as_of))
    session.answers = session.gate.read(scenario.answers, scenario.place_of)
    return scenario, session.case.with_fact("outcome", None)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem[:60])
def test_scenarios_come_out_as_the_document_says(path: Path) -> None:
    """A scenario lies in its pathway's folder, is named by its title, and has its outcome."""
    scenario, case = read_scenario(path)
    assert scenario.head.pathway == path.parent.name
    slug = re.sub(r"[^a-z0-9]+", "-", scenario.head.title.lower().replace("'s ", "-s ")).strip("-")
    assert path.stem.replace("-s-", "-") == slug.replace("-s-", "-")
    assert decide(PLANS[path.parent.name], case) == scenario.expect.outcome


@pytest.mark.parametrize("name", FURTHER)
def test_every_outcome_and_every_rule_has_a_scenario(name: str) -> None:
    """No branch goes without a case that a trainer can show."""
    plan, shown, fired = PLANS[name], set(), set()
    for path in SCENARIOS:
        if path.parent.name == name:
            scenario, case = read_scenario(path)
            shown.add(scenario.expect.outcome)
            reading = Reading(case, plan.derived)
            rules = (r.id for r in plan.pathway.rules)
            fired |= {r for r in rules if reading.truth(plan.trees[f"rule:{r}"]) is True}
    assert shown == set(plan.outcomes)
    assert {r.id for r in plan.pathway.rules} - fired == set()


# --- consent, the meeting, and who asks -----------------------------------------------------------

STUCK: dict[str, Any] = {
    "harm": "no",
    "needs": "multiple",
    "coordination_required": True,
    "plan_stuck": True,
    "locality": "east",
}
FULL_CONSENT = {
    "consent_parent": True,
    "consent_child_needed": False,
    "consent_voluntary": True,
    "consent_informed": True,
    "consent_capacity": True,
}


def result(pathway: str, facts: dict[str, Any], present: tuple[str, ...] = ()) -> Recommendation:
    """What comes out in Hull for these typed answers and these prompts."""
    given = {name: value for name, value in facts.items() if value is not None}
    answers = Answers(facts=given, present=frozenset(present))
    return ENGINE.recommender("hull", pathway).recommend(answers, DAY)


@pytest.mark.parametrize(
    ("consent", "state"),
    [
        (FULL_CONSENT, "now"),
        ({}, "if"),
        ({"consent_parent": True}, "if"),
        ({**FULL_CONSENT, "consent_informed": False}, None),
        ({"consent_parent": False}, None),
        ({**FULL_CONSENT, "willing": False}, None),
        ({**FULL_CONSENT, "unsafe_to_seek_consent": True}, None),
    ],
)
def test_a_stuck_plan_goes_to_the_meeting_with_consent_only(
    consent: dict[str, Any], state: str | None
) -> None:
    """Not known keeps the meeting on a condition; a no, or consent that fails, closes it."""
    rec = result("level", {**STUCK, **consent})
    assert rec.outcome.id == "targeted"
    shown = {a.id: a for a in rec.actions}
    assert (shown["eham_east"].state if "eham_east" in shown else None) == state
    if state == "if":
        assert shown["eham_east"].if_text.startswith("If consent is given")


@pytest.mark.parametrize(("consent", "state"), [(True, "now"), (None, "if"), (False, None)])
def test_stepping_up_takes_a_family_to_the_meeting_that_agrees(
    consent: bool | None, state: str | None
) -> None:
    """On the way up, too, nobody is taken to the meeting who has not been asked."""
    facts = {"harm": "no", "in_targeted_help": True, "threshold_view": "not_met"}
    more = {"plan_stuck": True, "locality": "west", "needs_or_risks_rising": False}
    rec = result("step_up", {**facts, **more, "consent_parent": consent})
    assert rec.outcome.id == "eham"
    shown = {a.id: a.state for a in rec.actions}
    assert shown.get("up_eham_west") == state
    assert ("up_eham_consent" in shown) is (consent is None)
    assert ("up_eham_declined" in shown) is (consent is False)


@pytest.mark.parametrize(
    ("facts", "listed"),
    [
        ({}, "not_known"),
        ({"consent_child_needed": True}, "not_known"),
        ({"consent_child_needed": True, "consent_child": False}, "not_met"),
        (
            {"consent_parent": False, "consent_child_needed": True, "consent_child": False},
            "not_met",
        ),
        ({"consent_child_needed": True, "consent_child": True}, "met"),
        ({"consent_child_needed": False}, None),
        ({"consent_parent": False}, None),
        ({"consent_parent": False, "consent_child_needed": True}, None),
        ({"willing": False}, None),
    ],
)
def test_after_a_refusal_the_child_s_consent_is_no_open_question(
    facts: dict[str, Any], listed: str | None
) -> None:
    """Once support is declined, only a no of the child itself is still listed."""
    rec = result("level", {"harm": "no", "needs": "emerging", **facts})
    states = {item.id: item.state for item in rec.requirements}
    assert states.get("child_consents") == listed


@pytest.mark.parametrize(
    ("prompt", "asked"),
    [("hul-344", True), ("hul-363", True), ("hul-300", False), ("hul-301", False)],
)
def test_a_graver_prompt_beside_a_direct_request_is_asked_about(prompt: str, asked: bool) -> None:
    """Targeted or above brings a second look; Additional, also where it stands twice, does not."""
    mild = {"harm": "no", "impact": "some", "severity": "low", "if_unchanged": "needs_grow"}
    rec = result("services", {**mild, "support_clear": True}, (prompt,))
    assert rec.outcome.id == "request"
    assert ("services_targeted_signs" in {q.id for q in rec.queries}) is asked


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({}, False),
        ({"needs": "multiple", "coordination_required": False}, False),
        ({"needs": "multiple", "multiple_services": True, "disabled": False}, False),
        ({"needs": "emerging", "disabled": True}, False),
        ({"impact": "impaired"}, True),
        ({"if_unchanged": "impaired"}, True),
        ({"severity": "moderate"}, True),
        ({"needs": "complex_enduring"}, True),
        ({"needs": "multiple", "disabled": True}, True),
        ({"needs": "emerging", "disabled": True, "multiple_services": True}, True),
    ],
)
def test_a_graver_judgement_beside_a_direct_request_is_asked_about(
    facts: dict[str, Any], asked: bool
) -> None:
    """A direct request is looked at again exactly where the level decision gives Targeted."""
    mild = {"harm": "no", "impact": "some", "severity": "low", "if_unchanged": "needs_grow"}
    given = {"needs": "emerging", "coordination_required": False, **mild, **facts}
    rec = result("services", {**given, "support_clear": True})
    assert rec.outcome.id == "request"
    assert ("services_judged_higher" in {q.id for q in rec.queries}) is asked
    assert (result("level", given).outcome.id == "targeted") is asked


@pytest.mark.parametrize("name", ["level", *FURTHER])
@pytest.mark.parametrize("role", [None, "education", "public"])
@pytest.mark.parametrize("harm", ["no", "suspected"])
def test_a_member_of_the_public_has_no_supervisor(name: str, role: str | None, harm: str) -> None:
    """Nobody of the public is told to seek approval or to go to a manager; others are."""
    rec = result(name, {"harm": harm, "role": role, "disagreement": True, "needs": "emerging"})
    told = " ".join(a.text for a in rec.actions)
    assert bool(re.search(r"line manager", told)) is (role != "public")
    supervisor = re.findall(r"your supervisor or safeguarding lead(?! as well, if you have)", told)
    assert bool(supervisor) is (role != "public" and harm == "no")
    if harm == "no" and role == "public":
        assert "it is there for members of the public as well" in told
