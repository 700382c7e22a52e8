"""Southwark's criteria as data: the one number, the two forms, the four areas and services.

Every expected figure and name is a literal, taken from the page and not from the files under test.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from needcheck.case.answers import Answers
from needcheck.criteria.load import load
from needcheck.jobs.engine import Engine
from needcheck.recommend.result import Recommendation
from tests.criteria.test_small_authorities_data import shown

NUMBER = "020 7525 1922"
STEP_DOWN_FORM = "Mosaic step-down consultation form"
SERVICES_FORM = "Mosaic Family Early Help Internal Social Care Referral form"
SERVICES = [
    "Evidence-based parenting programmes, for children of all ages",
    "One-to-one parenting interventions",
    "Children and Family Centres",
    "St Giles Children and Families Service",
]
AREAS = {
    "threshold_reviewed": "SOU-008",
    "tier2_safe": "SOU-010",
    "goals_clear": "SOU-012",
    "family_backs_lead": "SOU-013",
    "network_backs_lead": "SOU-013",
    "tasks_outstanding": "SOU-015",
}
BUNDLE = load("southwark")
STEP_DOWN, REQUESTS, ADVICE = (BUNDLE.pathways[p] for p in ("step_down", "services", "advice"))
DAY = dt.date(2026, 11, 20)
ENGINE = Engine()


def result(pathway: str, **facts: Any) -> Recommendation:
    """What comes out for these typed answers."""
    return ENGINE.recommender("southwark", pathway).recommend(Answers(facts=facts), DAY)


def test_the_one_contact_is_as_printed() -> None:
    """The page has one number, the duty manager's, and neither e-mail nor web address."""
    assert list(BUNDLE.contacts) == ["duty_manager"]
    contact = BUNDLE.contacts["duty_manager"]
    assert (contact.name, contact.phone) == ("Family Early Help duty manager", NUMBER)
    assert (contact.email, contact.url, contact.checked_on) == ("", "", "")
    assert "not a contact for child protection" in contact.phone_note
    assert contact.printed_in.startswith("Making a referral, updated 26 March 2024, section")


def test_no_other_number_stands_in_any_text() -> None:
    """The number stands with its contact alone, and no other telephone number anywhere."""
    texts = [text for text in shown("southwark") if re.search(r"\d{3,} ?\d{3,}", text)]
    assert texts == [NUMBER]


def test_document_date_and_the_single_tier() -> None:
    """The page's title and date are given, and Tier 2 is the only tier that is named."""
    document = BUNDLE.authority.document
    assert (document.title, document.date) == ("Making a referral", "updated 26 March 2024")
    tiers = {t for text in shown("southwark") for t in re.findall(r"\bTier \d", text)}
    assert tiers == {"Tier 2"}


def test_the_sayings_say_what_the_page_leaves_open() -> None:
    """Emergency, standing, judgement, review, record and silence are said, harm as ours."""
    ids = {s.id for s in BUNDLE.authority.standing}
    assert ids >= {"emergency", "standing", "judgement", "review", "record", "silence"}
    for name in ("emergency", "standing", "silence"):
        assert BUNDLE.authority.saying(name).basis == "needcheck"
    assert "gives no contact for it" in BUNDLE.authority.saying("standing").text


def test_each_form_belongs_to_its_own_decision() -> None:
    """The two Mosaic forms carry their printed names, one for each decision, none for advice."""
    forms = {
        p: {a.form for a in BUNDLE.actions(BUNDLE.pathways[p]) if a.form} for p in BUNDLE.pathways
    }
    assert forms == {
        "step_down": {STEP_DOWN_FORM},
        "services": {SERVICES_FORM},
        "advice": set(),
        "level": set(),
    }


def test_exactly_four_services_one_of_them_restricted() -> None:
    """The four services are named as on the page; only one-to-one work has a condition."""
    assert [o.text for o in REQUESTS.offers] == SERVICES
    assert [o.id for o in REQUESTS.offers if o.when] == ["one_to_one_parenting"]


@pytest.mark.parametrize(
    ("plan", "process", "state"),
    [
        ("cp", False, "offered"),
        ("cp", None, "offered"),
        ("none", True, "offered"),
        (None, True, "offered"),
        ("cin", False, "not_offered"),
        ("looked_after", False, "not_offered"),
        ("none", False, "not_offered"),
        ("none", None, "if"),
        (None, False, "if"),
    ],
)
def test_one_to_one_work_needs_a_protection_plan_or_the_outline(
    plan: str | None, process: bool | None, state: str
) -> None:
    """A Child Protection plan or the Public Law Outline process opens it, and nothing else."""
    given = {"plan": frozenset((plan,)) if plan else None, "public_law_outline": process}
    facts = {name: value for name, value in given.items() if value is not None}
    offers = {o.id: o.state for o in result("services", harm="no", **facts).offers}
    assert offers["one_to_one_parenting"] == state


def test_age_and_an_open_case_are_no_conditions() -> None:
    """The services are for all ages, and whether the case stays open is not asked."""
    conditions = [o.when for o in REQUESTS.offers] + [r.when for r in REQUESTS.rules]
    assert not [text for text in conditions if re.search(r"\bage\b|unborn", text)]
    facts = {step.fact for section in REQUESTS.follow_on for step in section.steps}
    assert "age" not in facts


def test_four_areas_are_six_questions_asked_apart() -> None:
    """Areas 1 and 3 hold two questions each, so six are asked, each on a screen of its own."""
    areas = next(s for s in STEP_DOWN.follow_on if s.id == "areas")
    assert [step.fact for step in areas.steps] == list(AREAS)
    assert {name: BUNDLE.facts[name].cites[0] for name in AREAS} == AREAS
    assert len(set(AREAS.values())) == 5


def test_only_the_fourth_area_speaks_against_with_a_yes() -> None:
    """A yes to outstanding tasks is the graver answer; in every other area the no is."""
    graver = {name: BUNDLE.facts[name].graver for name in AREAS}
    assert {name for name, way in graver.items() if way == "yes"} == {"tasks_outstanding"}
    assert set(graver.values()) == {"yes", "no"}


def test_the_steps_stand_in_the_order_of_the_page() -> None:
    """Consult, agree, form, Team Around the Family meeting, close."""
    ids = [a.id for a in STEP_DOWN.actions]
    order = ["consult_duty_manager", "await_agreement", "step_down_form", "step_down_taf"]
    places = [ids.index(name) for name in (*order, "close_after_taf")]
    assert places == sorted(places)
    due = next(a for a in STEP_DOWN.actions if a.id == "step_down_taf").due
    assert due is not None
    assert due.before == "close_after_taf"


def test_the_meeting_is_the_step_down_one() -> None:
    """Team Around the Family is named only as the step-down meeting or in the page's silence."""
    named = [t for t in shown("southwark") if "Team Around the Family" in t]
    others = [t for t in named if "step-down Team Around the Family" not in t]
    assert len(named) > 5
    assert others == [BUNDLE.authority.saying("silence").text]


def test_step_down_has_no_refusal() -> None:
    """There are no fixed criteria: a talk, gaps to name, what came of the talk, or not now."""
    ids = [o.id for o in STEP_DOWN.outcomes]
    assert ids == [
        *("protect", "not_now", "advice_first", "not_agreed", "no_consent"),
        *("agreed", "gaps", "ready", "not_yet"),
    ]
    text = " ".join(o.name for o in STEP_DOWN.outcomes).lower()
    assert "refus" not in text
    assert "eligib" not in text


SPEAKS_FOR: dict[str, Any] = {
    "harm": "no",
    "southwark_social_worker": True,
    "plan": frozenset({"none"}),
    "completed_work": "assessment",
    "threshold_reviewed": True,
    "tier2_safe": True,
    "goals_clear": True,
    "family_backs_lead": True,
    "network_backs_lead": True,
    "tasks_outstanding": False,
}
CONSENT = {"consent_parent": True, "worries_discussed": True, "service_explained": True}


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({}, "ready"),
        ({"goals_clear": False}, "gaps"),
        ({"duty_consulted": False}, "ready"),
        ({"duty_consulted": True}, "ready"),
        ({"duty_consulted": True, "step_down_agreed": True}, "agreed"),
        ({"duty_consulted": True, "step_down_agreed": True, "goals_clear": False}, "agreed"),
        ({"duty_consulted": True, "step_down_agreed": False}, "not_agreed"),
        ({"duty_consulted": True, "step_down_agreed": False, "goals_clear": False}, "not_agreed"),
        ({"duty_consulted": False, "step_down_agreed": True}, "ready"),
        ({"consent_parent": False}, "no_consent"),
        ({"consent_parent": False, "duty_consulted": True, "step_down_agreed": True}, "no_consent"),
        ({"unsafe_to_seek_consent": True, "consent_parent": True}, "advice_first"),
        ({"tier2_safe": False, "duty_consulted": True, "step_down_agreed": True}, "not_now"),
        ({"harm": None, "duty_consulted": True, "step_down_agreed": False}, "not_yet"),
    ],
)
@pytest.mark.parametrize("held", [None, False, True])
def test_what_came_of_the_talk_and_of_consent_is_the_headline(
    more: dict[str, Any], wanted: str, held: bool | None
) -> None:
    """Not agreed, or without consent, is never called ready, though a meeting was held."""
    facts = {**SPEAKS_FOR, **more, "step_down_taf_held": held}
    rec = result("step_down", **{k: v for k, v in facts.items() if v is not None})
    assert rec.outcome.id == wanted
    plain = {a.id for a in rec.actions}
    if wanted in ("not_agreed", "no_consent", "advice_first"):
        assert not plain & {"step_down_form", "allocation", "close_after_taf", "lead_moves"}
        assert "stays open" in rec.outcome.meaning


@pytest.mark.parametrize("held", [None, False, True])
def test_closing_is_spoken_of_only_after_agreement_consent_and_the_meeting(
    held: bool | None,
) -> None:
    """Agreed, with full consent and the meeting held, the page no longer holds back closing."""
    facts = {**SPEAKS_FOR, **CONSENT, "duty_consulted": True, "step_down_agreed": True}
    if held is not None:
        facts["step_down_taf_held"] = held
    shown_now = {a.id for a in result("step_down", **facts).actions if a.state == "now"}
    assert ("close_after_taf" in shown_now) is (held is True)
    assert ("no_closing_before_taf" in shown_now) is (held is not True)


def test_consent_is_for_forms_and_not_for_the_consultation() -> None:
    """Consent gates a request for services; it does not gate the talk about stepping down."""
    gates = {r.id for r in STEP_DOWN.requirements if r.gates}
    assert "parent_consents" not in gates
    assert "parent_consents" in {r.id for r in REQUESTS.requirements if r.gates}
    assert next(a for a in STEP_DOWN.actions if a.id == "step_down_form").when == "form_is_due"


@pytest.mark.parametrize("pathway", ["step_down", "services", "advice"])
@pytest.mark.parametrize("answer", [True, False, None])
def test_the_number_is_always_there_unless_harm_comes_first(
    pathway: str, answer: bool | None
) -> None:
    """Whoever asks, the duty manager's number is shown; with new harm it is not."""
    role = {} if answer is None else {"southwark_social_worker": answer}
    calm = result(pathway, harm="no", **role)
    assert NUMBER in {a.contact.phone for a in calm.actions if a.contact}
    harm = result(pathway, harm="suspected", **role)
    assert harm.actions[0].id == "contact_protection_now"
    assert not [a.id for a in harm.actions if a.contact]


def test_an_unanswered_pathway_is_never_a_step_down_or_a_request() -> None:
    """Silence gives not_yet everywhere, with the harm question first."""
    for pathway in ("step_down", "services", "advice"):
        empty = result(pathway)
        assert empty.outcome.id == "not_yet"
        assert empty.actions[0].id == "answer_harm_question"
