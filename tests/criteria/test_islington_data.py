"""Islington's criteria as data: two numbers without a label, two services, each ICSP condition.

Every expected figure and name is a literal, taken from the listing and not from the files under
test.
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

PHONES = {"listed_number_1": "020 7527 7000", "listed_number_2": "020 7527 5804"}
ADDRESS = "222, Upper Street, N1 1XR"
SERVICES = ["Family Support Team", "Intensive Community Support Package (ICSP)"]
BUNDLE = load("islington")
SERVICE = BUNDLE.pathways["service"]
DAY = dt.date(2026, 11, 20)
ENGINE = Engine()
PACKAGE: dict[str, Any] = {
    "harm": "no",
    "plan": frozenset(("cin",)),
    "specialist_level_needed": True,
    "allocated_social_worker": True,
    "weeks_planned": 4,
    "acute_crisis": True,
    "placement_purpose": False,
    "crisis_evidence": True,
    "help_outlined": True,
    "other_services": "not_effective",
    "more_intensive_assessed": False,
    "manager_agrees": True,
}


def result(**changes: Any) -> Recommendation:
    """What comes out for a package with everything in place, with these answers changed."""
    facts = {name: value for name, value in {**PACKAGE, **changes}.items() if value is not None}
    return ENGINE.recommender("islington", "service").recommend(Answers(facts=facts), DAY)


def shown_ids(rec: Recommendation) -> set[str]:
    """Ids of the actions shown plainly."""
    return {a.id for a in rec.actions if a.state == "now"}


def test_both_numbers_and_the_address_are_as_printed() -> None:
    """Two numbers, each given once, and an address; no e-mail, no web address."""
    contacts = BUNDLE.contacts
    assert {c.id: c.phone for c in contacts.values() if c.phone} == PHONES
    assert contacts["listed_address"].name == ADDRESS
    assert not [c.id for c in contacts.values() if c.email or c.url or c.checked_on]
    start = "Specialist Family Support Service, Children in Need, Children's Social Care, undated,"
    assert all(c.printed_in.startswith(start) for c in contacts.values())


@pytest.mark.parametrize("contact", PHONES)
def test_the_numbers_get_no_label_that_the_listing_lacks(contact: str) -> None:
    """A number says that it is listed without a label; it is neither a fax nor a team's."""
    found = BUNDLE.contacts[contact]
    assert found.phone_note.startswith("Listed without a label")
    assert "not given as a contact for child protection" in found.phone_note
    assert not re.search(r"\bfax\b|\bteam\b|reception|switchboard|duty", found.name, re.IGNORECASE)


def test_no_number_stands_outside_the_contacts() -> None:
    """Each number stands once, with its contact, and no other number anywhere."""
    texts = [text for text in shown("islington") if re.search(r"\d{3,} ?\d{3,}", text)]
    assert sorted(texts) == sorted(PHONES.values())


def test_the_listing_is_undated_and_its_silences_are_said() -> None:
    """The date is given as undated; consent, form, date and harm are named as left open."""
    document = BUNDLE.authority.document
    assert document.date == "undated"
    assert document.title.startswith("Specialist Family Support Service")
    silence = BUNDLE.authority.saying("silence").text
    assert all(word in silence for word in ("consent", "form", "meetings", "date", "harm"))
    assert not [a.form for a in BUNDLE.actions(SERVICE) if a.form]


def test_the_levels_are_printed_and_never_computed() -> None:
    """High level 3 and level 4 are the service's position; no condition has a level in it."""
    assert "high level 3 and level 4" in BUNDLE.authority.saying("levels").text
    levels = [t for t in shown("islington") if re.search(r"\blevel [1-4]\b", t)]
    assert all("high level 3 and level 4" in text for text in levels)


def test_exactly_two_services() -> None:
    """The service has two parts, named as in the listing."""
    assert [o.text for o in SERVICE.offers] == SERVICES


@pytest.mark.parametrize(
    ("weeks", "outcome"),
    [
        (0, "not_yet"),
        (1, "icsp"),
        (2, "icsp"),
        (3, "icsp"),
        (4, "icsp"),
        (5, "family_support_team"),
        (6, "family_support_team"),
        (260, "family_support_team"),
        (None, "not_yet"),
    ],
)
def test_up_to_four_weeks(weeks: int | None, outcome: str) -> None:
    """1 to 4 weeks fit a package, 5 do not, and 0 or no answer asks for a length."""
    rec = result(weeks_planned=weeks)
    assert rec.outcome.id == outcome
    assert ("ask_for_weeks" in shown_ids(rec)) == (outcome == "not_yet")
    assert ("over_four_weeks" in shown_ids(rec)) == (outcome == "family_support_team")


@pytest.mark.parametrize(
    ("plan", "outcome"),
    [
        ("cin", "icsp"),
        ("cp", "icsp"),
        ("edge_of_care", "icsp"),
        ("looked_after", "family_support_team"),
        ("rehabilitation", "family_support_team"),
        ("early_help", "refused"),
        ("none", "refused"),
        (None, "not_yet"),
    ],
)
def test_the_group_decides_which_service_can_fit(plan: str | None, outcome: str) -> None:
    """In a crisis with all in place: which groups can have a package, and which the team."""
    group = None if plan is None else frozenset((plan,))
    assert result(plan=group).outcome.id == outcome


@pytest.mark.parametrize(
    ("plan", "outcome"),
    [
        ("cin", "family_support_team"),
        ("cp", "family_support_team"),
        ("looked_after", "family_support_team"),
        ("rehabilitation", "family_support_team"),
        ("edge_of_care", "refused"),
    ],
)
def test_without_a_crisis_the_team_serves_its_groups(plan: str, outcome: str) -> None:
    """Medium to long-term help is the team's; the edge of care alone opens it for nobody."""
    rec = result(plan=frozenset((plan,)), acute_crisis=False, weeks_planned=26)
    assert rec.outcome.id == outcome


@pytest.mark.parametrize("missing", [False, None])
@pytest.mark.parametrize("fact", ["manager_agrees", "crisis_evidence", "help_outlined"])
def test_each_part_of_a_referral_is_needed(fact: str, missing: bool | None) -> None:
    """Without it, or while it is not known, a package is not ready and nobody refers."""
    rec = result(**{fact: missing})
    assert rec.outcome.id == "icsp_prepare"
    assert bool(rec.provisional) == (missing is None)
    assert "refer_package" not in shown_ids(rec)


@pytest.mark.parametrize(
    ("others", "assessed", "outcome"),
    [
        ("not_approached", False, "icsp_prepare"),
        ("not_approached", True, "icsp"),
        ("working", False, "icsp_prepare"),
        ("working", True, "icsp"),
        ("not_effective", False, "icsp"),
        ("not_effective", None, "icsp"),
        (None, True, "icsp"),
        (None, None, "icsp_prepare"),
    ],
)
def test_other_services_first_or_more_assessed(
    others: str | None, assessed: bool | None, outcome: str
) -> None:
    """Either other services that were not effective or the assessment opens a package."""
    rec = result(other_services=others, more_intensive_assessed=assessed)
    assert rec.outcome.id == outcome
    beside = others == "not_approached" and assessed is True
    assert ("approach_others_beside" in shown_ids(rec)) == beside


@pytest.mark.parametrize("crisis", [True, False])
@pytest.mark.parametrize(("exceptional", "package"), [(True, True), (False, False), (None, False)])
def test_a_placement_needs_exceptional_circumstances(
    crisis: bool, exceptional: bool | None, package: bool
) -> None:
    """Crisis or not, a package stabilises a placement only where that is surely exceptional."""
    rec = result(
        plan=frozenset(("looked_after",)),
        acute_crisis=crisis,
        placement_purpose=True,
        placement_exceptional=exceptional,
    )
    assert (rec.outcome.id == "icsp") == package


def test_a_placement_question_left_open_is_no_package() -> None:
    """While nobody knows whether it is for a placement, no package is told of."""
    assert result(placement_purpose=None).outcome.id == "not_yet"


@pytest.mark.parametrize("referrer", [False, None])
def test_nobody_but_the_allocated_social_worker_refers(referrer: bool | None) -> None:
    """Anyone else, or an unknown person, is sent to the allocated social worker."""
    for changes in ({}, {"acute_crisis": False, "weeks_planned": 26}):
        ids = shown_ids(result(allocated_social_worker=referrer, **changes))
        assert not ids & {"refer_package", "refer_team"}
        assert ids & {"no_self_referral", "who_refers"}


def test_the_managers_agreement_is_asked_for_packages_only() -> None:
    """For the team it is suggested as ours; for a package it is a condition of the listing."""
    rec = result(acute_crisis=False, weeks_planned=26, manager_agrees=None)
    assert rec.outcome.id == "family_support_team"
    team = next(a for a in SERVICE.actions if a.id == "team_manager")
    assert (team.basis, team.for_) == ("needcheck", ("family_support_team",))


@pytest.mark.parametrize(
    ("harm", "in_hand", "outcome"),
    [
        ("no", None, "icsp"),
        ("suspected", None, "protect"),
        ("known", False, "protect"),
        ("known", True, "icsp"),
        (None, None, "not_yet"),
    ],
)
def test_harm_comes_first_and_known_harm_in_hand_stays_first_on_the_page(
    harm: str | None, in_hand: bool | None, outcome: str
) -> None:
    """New harm stops everything; harm in hand leaves the service open, below its own action."""
    rec = result(harm=harm, harm_in_hand=in_hand)
    assert rec.outcome.id == outcome
    first = {"protect": "contact_protection_now", "not_yet": "answer_harm_question"}.get(
        outcome, "contact_protection_now" if in_hand else "refer_package"
    )
    assert rec.actions[0].id == first


def test_immediate_danger_is_never_in_hand() -> None:
    """With immediate danger child protection comes first whatever is said to be in hand."""
    rec = result(harm="known", harm_in_hand=True, immediate_danger=True)
    assert rec.outcome.id == "protect"
    assert not [a.id for a in rec.actions if a.contact]


def test_chronic_issues_suggest_no_other_service_while_harm_holds() -> None:
    """While the harm route holds no query names a calmer service; without it it stands."""
    facts = {"mainly_chronic": True, "acute_crisis": True}
    for harm, asked in (("suspected", False), ("no", True)):
        rec = ENGINE.recommender("islington", "service").recommend(
            Answers({**facts, "harm": harm}), DAY
        )
        assert ("chronic_crisis" in {query.id for query in rec.queries}) is asked
