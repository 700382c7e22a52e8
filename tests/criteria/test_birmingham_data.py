"""Birmingham's criteria as data: names, numbers, orders and silences that must be the document's.

Every expected figure and name is a literal, taken from the document and not from the files under
test. The boundaries and the safety claims are decided over all answers to the facts concerned.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from needcheck.case.answers import Answers, Case
from needcheck.case.moments import parse_elapsed
from needcheck.criteria import model
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.load import clauses, load
from needcheck.jobs.engine import Engine
from needcheck.jobs.invariants import Invariants
from needcheck.output.plain import plain_text
from needcheck.output.report import report
from needcheck.readings.trace import Reading
from needcheck.recommend.compile import Plan, compile_pathway
from needcheck.recommend.decide import decide

Row = dict[str, Any]
Grid = Mapping[str, tuple[Any, ...]]

DATA = Path(__file__).resolve().parents[2] / "data"
BIRMINGHAM = DATA / "authorities" / "birmingham"
SCENARIOS = DATA / "scenarios" / "birmingham"
AS_OF = dt.date(2026, 11, 20)
ENGINE = Engine()
FILES = ("authority", "facts", "actions")
OWN = ("request_for_support", "joint_work", "step_up", "step_down")
PATHWAYS = ("level", *OWN)
ALL = (*FILES, *PATHWAYS)
YES_NO = (None, False, True)
HARM = (None, "no", "suspected", "known")

OUTCOMES = {
    "level": ["specialist", "targeted", "additional", "universal", "not_yet"],
    "request_for_support": [
        *("harm", "level_4", "family_support", "refused", "below_level_3", "not_yet"),
    ],
    "joint_work": ["harm", "after_step_up", "beside_plan", "refused", "not_yet"],
    "step_up": ["asti_now", "discuss_now", "harm", "step_up", "refused", "stay", "not_yet"],
    "step_down": ["harm", "refused", "step_down", "ready", "not_yet"],
}
SAYINGS = {"emergency", "standing", "judgement", "levels", "review", "record"} | {
    "silence_contacts",
    "silence_levels",
    "silence_consent",
    "terms",
}
FORMS = {"Think Family Request for Support Form", "A1"}
AREAS = {
    "criminal_behaviour": "Criminal behaviour",
    "school_attendance": "School attendance",
    "unemployment": "Unemployment",
    "domestic_abuse": "Domestic violence or abuse",
    "health_problems": "Health problems of parents and children",
    "children_need_help": "Children who need help",
}
NAMED = [
    "New Aston House, Lifford House and Sutton New Road",
    "Birmingham Request for Support form (Think Family)",
    "Birmingham Childrens Safeguarding Board website",
    "Think Family Support Offer",
    "fCAF/Early Help Assessment",
    "Individual Support Plan (ISP)",
    "Think Family Outcomes Plan",
    "Our Support to Children and Families",
    "nominated ASTI Team Manager",
    "Practice Supervisors",
    "primary/key worker",
    "Family Assessment",
    "without delay",
    "Right Help Right Time",
    "DCLG",
]
# What belongs to another of the five places, and what another place means by the same word.
OTHERS = (
    r"EHASH|EHAM|hullcc|\b01482|305770|708953|828901|Priory|Acorns|Lemon Tree|Family Star"
    r"|\b020 ?7\d{3}|Mosaic|St Giles|Tier 2|duty manager|Southwark"
    r"|ICSP|Islington|Upper Street|Frameworki|Worcestershire|Personal Advisor|Green Fingers"
    r"|Team [Aa]round the|\bTAF\b|\bTAYP\b|lead practitioner|lead professional|section 17"
)


def raw(name: str, folder: Path = BIRMINGHAM) -> Row:
    """One TOML file as plain data."""
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def bundle() -> Bundle:
    """Birmingham's criteria, read once."""
    return load("birmingham", DATA)


@cache
def plan(pathway: str) -> Plan:
    """A compiled pathway of Birmingham, once."""
    return compile_pathway(bundle(), pathway)


def case(**facts: Any) -> Case:
    """A case with these facts and no prompt looked at; a fact that is None is missing."""
    given = {name: value for name, value in facts.items() if value is not None}
    return Case(given, frozenset(), frozenset(), AS_OF)


def outcome(pathway: str, **facts: Any) -> str:
    """What a pathway decides for these facts."""
    return decide(plan(pathway), case(**facts))


def length(text: str) -> Any:
    """An elapsed time as an answers file gives it."""
    return parse_elapsed("time", text, AS_OF)


def shows(pathway: str, action: str, **facts: Any) -> bool | None:
    """Whether an action is shown for these facts; None where that is open."""
    reading = Reading(
        case(**facts).with_fact("outcome", outcome(pathway, **facts)), plan(pathway).derived
    )
    found = next(a for a in plan(pathway).actions if a.id == action)
    if found.for_ and outcome(pathway, **facts) not in found.for_:
        return False
    return reading.truth(plan(pathway).trees[f"action:{action}"])


def every(grid: Grid) -> Iterator[Row]:
    """Every combination of answers."""
    for values in product(*grid.values()):
        yield dict(zip(grid, values, strict=True))


def tables(value: Any) -> Iterator[Row]:
    """Every table in plain data."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from tables(item)
    elif isinstance(value, list):
        for item in value:
            yield from tables(item)


def strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text in plain data, with the key it stands under."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from strings(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, key)
    elif isinstance(value, str):
        yield key, value


def shown(name: str) -> list[str]:
    """The texts of a file that a reader may see; conditions, patterns and reasons left out."""
    unseen = {"when", "unless", "applies", "then", "says", "never_says", "why", "id", "cites"}
    unseen |= {"suggest_when", "derived_from"}
    return [text for key, text in strings(raw(name)) if key not in unseen]


def actions() -> dict[str, model.Action]:
    """Every action of every pathway; where an id is used again, the last one."""
    return {a.id: a for name in PATHWAYS for a in plan(name).actions}


# --- the document and its silences ------------------------------------------------------------


def test_document_is_named_as_undated() -> None:
    """The document carries its title, no date, and a note to check before use."""
    document = bundle().authority.document
    assert (bundle().authority.id, bundle().authority.name) == ("birmingham", "Birmingham")
    assert document.title == "Family Support and Children's Social Care Guidance"
    assert document.date == "undated"
    assert "check" in document.verify
    assert "never let checking delay" in document.verify


def test_sayings_are_all_there() -> None:
    """The standing lines are these; every silence of the document is said in words."""
    said = {s.id: s.text for s in bundle().authority.standing}
    assert set(said) == SAYINGS
    assert "no phone number, e-mail or web address" in said["silence_contacts"]
    assert "Levels 1 and 2 are neither named nor described" in said["silence_levels"]
    assert "no rule on consent for a step-up" in said["silence_consent"]
    assert "'RSRT' is read as Right Help Right Time" in said["terms"]
    assert "professional judgement" in said["judgement"]


def test_emergency_and_standing_lines_are_needchecks() -> None:
    """999 and the local procedures are not the document's, and are marked so."""
    for name in ("emergency", "standing"):
        saying = bundle().authority.saying(name)
        assert saying.basis == "needcheck"
        assert "local child protection procedures" in saying.text
    assert "999" in bundle().authority.saying("emergency").text


def test_there_is_no_contact() -> None:
    """The document prints no contact, so there is none in the data."""
    assert not (BIRMINGHAM / "contacts.toml").exists()
    assert not bundle().contacts
    assert not [a.id for a in actions().values() if a.contact]


@pytest.mark.parametrize("name", ALL)
def test_no_phone_mail_or_web_address_in_any_text(name: str) -> None:
    """No text looks like a phone number, an e-mail or a web address."""
    pattern = r"@|https?:|www\.|\.uk\b|\b\d[\d ]{4,}\d\b"
    assert not [t for t in shown(name) if re.search(pattern, t)]


@pytest.mark.parametrize("name", ALL)
def test_nothing_of_another_place_in_any_text(name: str) -> None:
    """No contact, form, meeting, service or role name of the four other documents is used."""
    assert not [t for t in shown(name) if re.search(OTHERS, t)]


@pytest.mark.parametrize("name", OWN)
def test_hull_is_named_as_a_scale_only(name: str) -> None:
    """Birmingham's own pathways speak of Hull only to say that its scale decides nothing."""
    for text in shown(name):
        if "Hull" in text:
            assert "That is not Birmingham's threshold" in text


def test_abbreviations_are_not_spelt_out() -> None:
    """ASTI, CiC, A1, fCAF and DCLG stand as written: no expansion is invented."""
    invented = r"Assessment and Short|Child(ren)? in Care|Common Assessment|Department for"
    assert not [t for name in ALL for t in shown(name) if re.search(invented, t)]


# --- names, forms, places ---------------------------------------------------------------------


def test_forms_are_the_documents() -> None:
    """One request form, with its second name said once beside it, and the A1."""
    assert {a.form for a in actions().values() if a.form} == FORMS
    second = "Birmingham Request for Support form (Think Family)"
    for name in ("request_for_support", "step_down"):
        assert sum(second in text for text in shown(name)) == 1


@pytest.mark.parametrize("name", NAMED)
def test_places_papers_and_roles_are_named_as_printed(name: str) -> None:
    """What the document names is named in some text, as it is printed."""
    assert any(name in text for file in ALL for text in shown(file))


def test_exactly_six_think_family_areas() -> None:
    """The areas are the three of phase 1 and the three of phase 2."""
    fact = bundle().facts["think_family_areas"]
    assert {c.id: c.text for c in fact.choices if c.id != fact.none_choice} == AREAS


def test_exactly_three_teams_and_three_origins() -> None:
    """Cases come from ASTI, Safeguarding or CiC, by one of three ways."""
    assert bundle().facts["csc_team"].choice_ids == ("asti", "safeguarding", "cic")
    assert bundle().facts["came_from"].choice_ids == ("never_cp", "former_cp", "from_care")


def test_family_support_includes_five_things() -> None:
    """Assessment, plan, lead worker, interventions and outcomes plan, in the document's order."""
    offers = plan("request_for_support").pathway.offers
    assert [o.id for o in offers] == [
        *("assessment", "support_plan", "lead_worker", "evidence_based", "outcomes_plan"),
    ]
    assert {o.for_ for o in offers} == {("family_support",)}


# --- how the pathways are built ---------------------------------------------------------------


def test_the_pathways_are_these() -> None:
    """Four pathways of its own, and the level on the Hull scale."""
    assert set(bundle().pathways) == set(PATHWAYS)


@pytest.mark.parametrize("name", PATHWAYS)
def test_outcomes_in_order_of_urgency(name: str) -> None:
    """Outcomes stand in this order; the last decides nothing."""
    assert list(plan(name).outcomes) == OUTCOMES[name]


@pytest.mark.parametrize("name", OWN)
def test_harm_is_asked_first_and_alarms(name: str) -> None:
    """Each own pathway asks harm first, shows its route at once, and takes no rule of Hull's."""
    pathway = plan(name).pathway
    assert (pathway.alarm, pathway.first_fact) == ("protection", "harm")
    assert (pathway.uses, pathway.derived_from) == (None, "level")
    assert plan(name).sections[0].id == "harm"


def test_level_is_named_as_hulls_scale() -> None:
    """Every level is called Hull's, and the title says that it is no threshold of Birmingham's."""
    pathway = plan("level").pathway
    assert pathway.title == "Level on the Hull scale (not Birmingham's own threshold)"
    levels = [o.name for o in pathway.outcomes[:-1]]
    assert all(name.startswith("Hull scale: ") for name in levels)


def test_the_scale_never_decides() -> None:
    """The Hull level stands in suggestions and queries only."""
    for name in OWN:
        for table in tables(raw(name)):
            for key in ("when", "unless", "applies", "then"):
                if re.search(r"\bscale\b", str(table.get(key, ""))):
                    assert "asks" in table, table.get("id")


def test_who_may_use_a_pathway() -> None:
    """Requests are for professionals; steps and joint work for the two services."""
    assert "public" not in plan("request_for_support").pathway.for_roles
    for name in ("joint_work", "step_up", "step_down"):
        assert plan(name).pathway.for_roles == ("early_help", "social_care")


def test_harm_actions_need_protection_and_nothing_else_of_the_family() -> None:
    """A harm action is never conditional, and never hangs on agreement, capacity or a meeting."""
    harm = bundle().sets["harm"].actions
    assert harm[0].id == "contact_protection_now"
    assert harm[0].due is not None
    assert harm[0].due.text == "immediately"
    assert all(re.match(r"protection\b", a.when) for a in harm)
    assert not [a.id for a in harm if a.if_text]
    assert not [a.id for a in harm if re.search(r"agree|consent|capacity|step_down", a.when)]


@pytest.mark.parametrize("name", PATHWAYS)
def test_every_claim_compiles_and_can_fail(name: str) -> None:
    """A claim is readable, its patterns compile, ids stand once, and it has something to check."""
    Invariants(plan(name))
    found = plan(name).pathway.invariants
    assert len({i.id for i in found}) == len(found)
    for i in found:
        for pattern in (*i.says, *i.never_says):
            re.compile(pattern)
        checks = (i.then, i.first_action, i.shows, i.offers, i.never_shows, i.never_offers)
        assert any((*checks, i.says, i.never_says, i.law)), i.id
        named = {*i.first_action, *i.shows, *i.offers, *i.never_shows, *i.never_offers}
        assert named <= {a.id for a in plan(name).actions}


def test_the_claims_of_birmingham_stand_where_they_belong() -> None:
    """INV-21 and 22 guard the step-up, 23 the step-down, 24 the request; 30 every pathway."""
    ids = {name: {i.id for i in plan(name).pathway.invariants} for name in PATHWAYS}
    assert {"INV-21", "INV-22"} <= ids["step_up"]
    assert "INV-23" in ids["step_down"]
    assert "INV-24" in ids["request_for_support"]
    assert all({"INV-30", "INV-32", "INV-33", "INV-36"} <= found for found in ids.values())


# --- boundaries -------------------------------------------------------------------------------

FAMILY = {
    "harm": "no",
    "statutory_needed": False,
    "level3_needs": True,
    "intensive_package": True,
    "agrees_family_support": True,
}
SERVED = {
    "harm": "no",
    "no_further_csc": True,
    "cin_plan_completed": True,
    "closure_summary": True,
    "agrees_family_support": True,
    "need_reduced": True,
}
STEP = {"harm": "no", "fs_allocated": True, "cin_plan_needed": True, "stepped_down_before": True}


@pytest.mark.parametrize(
    ("age", "other", "expected"),
    [
        (17, None, "family_support"),
        (17, False, "family_support"),
        (18, False, "refused"),
        (18, None, "not_yet"),
        (18, True, "family_support"),
        (19, False, "refused"),
        (None, True, "family_support"),
        (None, False, "not_yet"),
    ],
)
def test_one_child_under_18(age: int | None, other: bool | None, expected: str) -> None:
    """17 is under 18 and 18 is not; one child under 18 suffices; a missing age refuses nothing."""
    assert outcome("request_for_support", **FAMILY, age=age, other_child_under_18=other) == expected


@pytest.mark.parametrize(("origin", "team"), [("former_cp", "safeguarding"), ("from_care", "cic")])
@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2 months 30 days", "refused"),
        ("3 months", "ready"),
        ("3 months 1 day", "ready"),
        ("2026-08-21", "refused"),
        ("2026-08-20", "ready"),
        ("2026-08-19", "ready"),
        ("0 days", "refused"),
    ],
)
def test_three_months_after_protection_plan_or_care(
    origin: str, team: str, time: str, expected: str
) -> None:
    """Less than three calendar months is too short, exactly three are enough."""
    facts = {**SERVED, "came_from": origin, "csc_team": team, "time_on_cin": length(time)}
    assert outcome("step_down", **facts) == expected


def test_no_wait_without_a_protection_plan() -> None:
    """After a Child in Need plan alone nothing is served; else the time must be known."""
    facts = {**SERVED, "came_from": "never_cp", "csc_team": "asti"}
    assert outcome("step_down", **facts) == "ready"
    facts = {**SERVED, "came_from": "former_cp", "csc_team": "safeguarding"}
    assert outcome("step_down", **facts) == "not_yet"


def test_each_path_belongs_to_its_teams() -> None:
    """A: ASTI or Safeguarding; B: Safeguarding; C: CiC; nothing else is a path."""
    allowed = {
        ("never_cp", "asti"),
        ("never_cp", "safeguarding"),
        ("former_cp", "safeguarding"),
        ("from_care", "cic"),
    }
    grid = {"came_from": bundle().facts["came_from"].choice_ids,
            "csc_team": bundle().facts["csc_team"].choice_ids}  # fmt: skip
    for pair in every(grid):
        found = outcome("step_down", **SERVED, **pair, time_on_cin=length("4 months"))
        wanted = "ready" if (pair["came_from"], pair["csc_team"]) in allowed else "refused"
        assert found == wanted, pair


@pytest.mark.parametrize(
    ("since", "back", "confirm"),
    [
        ("0 days", True, False),
        ("2026-10-21", True, False),
        ("1 month", True, True),
        ("2026-10-20", True, True),
        ("1 month 1 day", False, False),
        ("2026-10-19", False, False),
    ],
)
def test_within_a_month_of_the_step_down(since: str, back: bool, confirm: bool) -> None:
    """Up to and including one calendar month; to the day, the manager is asked to confirm."""
    facts = {**STEP, "since_step_down": length(since)}
    assert outcome("step_up", **facts) == "step_up"
    assert shows("step_up", "previous_social_worker", **facts) is back
    assert shows("step_up", "month_to_confirm", **facts) is confirm


# --- claims over all answers ------------------------------------------------------------------


def test_inv_21_harm_or_incident_with_family_support_is_discussed_now() -> None:
    """With Family Support, harm or a serious incident never leads to the weekly meeting."""
    grid = {"harm": HARM, "section_47_required": YES_NO, "serious_incident": YES_NO,
            "cin_plan_needed": YES_NO, "managers_agree": YES_NO}  # fmt: skip
    for facts in every(grid):
        if facts["harm"] in ("suspected", "known") or facts["serious_incident"]:
            found = outcome("step_up", fs_allocated=True, **facts)
            wanted = "asti_now" if facts["section_47_required"] else "discuss_now"
            assert found == wanted, facts
            assert shows("step_up", "managers_discuss_now", fs_allocated=True, **facts) is True
    weekly = next(a for a in plan("step_up").actions if a.id == "weekly_meeting")
    assert weekly.for_ == ("step_up",)


def test_inv_22_section_47_passes_whatever_else_is_answered() -> None:
    """Nothing else changes the outcome once section 47 enquiries are required."""
    grid = {"harm": HARM, "fs_allocated": YES_NO, "serious_incident": YES_NO,
            "cin_plan_needed": YES_NO, "managers_agree": YES_NO, "fs_capacity": (None, False),
            "since_step_down": (None, length("0 days"))}  # fmt: skip
    for facts in every(grid):
        assert outcome("step_up", section_47_required=True, **facts) == "asti_now", facts


def test_inv_23_step_down_only_where_everything_surely_holds() -> None:
    """Missing is never enough, and never a refusal; one no with harm answered no is one."""
    grid = dict.fromkeys((*(f for f in SERVED if f != "harm"), "managers_agree"), YES_NO)
    for facts in every({"harm": (None, "no"), **grid}):
        found = outcome("step_down", came_from="never_cp", csc_team="asti", **facts)
        needed = [facts[name] for name in SERVED if name != "harm"]
        if facts["harm"] is None:
            assert found == "not_yet", facts
        elif False in needed:
            assert found == "refused", facts
        else:
            assert found == ("ready" if None not in needed else "not_yet"), facts


def test_inv_24_family_support_only_where_everything_surely_holds() -> None:
    """Agreement, a child under 18, level 3, a package, no statutory need, harm answered no."""
    grid = {"harm": HARM, "statutory_needed": YES_NO, "level3_needs": YES_NO,
            "intensive_package": YES_NO, "agrees_family_support": YES_NO,
            "age": (None, 17, 18), "other_child_under_18": YES_NO}  # fmt: skip
    for facts in every(grid):
        young = facts["age"] == 17 or facts["other_child_under_18"]
        stated = all(facts[name] == value for name, value in FAMILY.items())
        found = outcome("request_for_support", **facts)
        assert (found == "family_support") == bool(young and stated), facts
        if facts["harm"] in ("suspected", "known"):
            assert found == "harm", facts


def test_refusals_of_a_request_need_a_stated_no() -> None:
    """Refused is reached by a family's no or by ages that are all 18 or over, never by silence."""
    grid = {"harm": (None, "no"), "statutory_needed": (None, False), "level3_needs": YES_NO,
            "intensive_package": YES_NO, "agrees_family_support": YES_NO,
            "age": (None, 17, 18), "other_child_under_18": YES_NO}  # fmt: skip
    for facts in every(grid):
        if outcome("request_for_support", **facts) == "refused":
            too_old = facts["age"] == 18 and facts["other_child_under_18"] is False
            assert facts["harm"] == "no"
            assert too_old or facts["agrees_family_support"] is False, facts


def test_harm_comes_first_in_every_own_pathway() -> None:
    """Harm, an incident or section 47 leads to an outcome of its own, first in the order."""
    first = {"harm", "asti_now", "discuss_now"}
    for name in OWN:
        for facts in ({"harm": "suspected"}, {"harm": "known"}, {"immediate_danger": True},
                      {"section_47_required": True}, {"serious_incident": True}):  # fmt: skip
            assert outcome(name, **facts) in first, (name, facts)
            assert outcome(name, fs_allocated=True, **facts) in first, (name, facts)
            assert shows(name, "contact_protection_now", **facts) is True


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("fact", ["section_47_required", "serious_incident"])
@pytest.mark.parametrize("harm", [None, "no"])
def test_what_puts_child_protection_first_is_shown_as_urgent(
    name: str, fact: str, harm: str | None
) -> None:
    """Section 47 or an incident is alarming beside a no to harm, too, and nothing calm is shown."""
    facts = {"fs_allocated": True, fact: True} | ({"harm": harm} if harm else {})
    rec = ENGINE.recommender("birmingham", name).recommend(Answers(facts=facts), AS_OF)
    assert rec.harm_route
    assert not {"not_sure", "answer_harm_question", "look_at_level_4"} & {a.id for a in rec.actions}
    text = plain_text(report(rec))
    assert "Do this now:" in text
    assert "FIRST THING TO DO" not in text


@pytest.mark.parametrize("stepped_up", [True, False])
def test_joint_work_waits_where_asking_is_unsafe(stepped_up: bool) -> None:
    """With every condition met, unsafe to ask still keeps the work from beginning or going on."""
    work = {"harm": "no", "plan": frozenset({"cin"}), "intervention_specific": True,
            "parenting_intervention": True, "intervention_agreed": True, "fs_capacity": True,
            "stepped_up": stepped_up}  # fmt: skip
    calm = "after_step_up" if stepped_up else "beside_plan"
    for safe in ({}, {"unsafe_to_seek_consent": False}):
        assert outcome("joint_work", **work, **safe) == calm
    unsafe = {**work, "unsafe_to_seek_consent": True}
    assert outcome("joint_work", **unsafe) == "not_yet"
    assert shows("joint_work", "work_waits", **unsafe) is True


@pytest.mark.parametrize(
    ("name", "asks"),
    [("request_for_support", "agrees_family_support"), ("step_down", "agrees_family_support")],
)
def test_whether_asking_is_safe_is_asked_before_agreement(name: str, asks: str) -> None:
    """Nobody is sent to ask a family before it was thought of whether asking is safe."""
    steps = [s.fact for section in plan(name).pathway.follow_on for s in section.steps]
    assert steps.index("unsafe_to_seek_consent") < steps.index(asks)


def test_an_unanswered_harm_question_never_gives_a_calm_outcome() -> None:
    """Without a stated no to harm no pathway ends in help, refusal or calm."""
    grid = {"fs_allocated": YES_NO, "cin_plan_needed": YES_NO, "section_47_required": (None, False),
            "serious_incident": (None, False)}  # fmt: skip
    for facts in every(grid):
        assert outcome("step_up", **facts) in ("step_up", "not_yet"), facts
    assert outcome("request_for_support", **{**FAMILY, "harm": None}, age=9) == "not_yet"
    assert outcome("step_down", **{**SERVED, "harm": None}, came_from="never_cp") == "not_yet"


def test_capacity_and_agreement_decide_after_a_step_up_only() -> None:
    """After a step-up both are conditions; beside a plan neither is."""
    work = {"harm": "no", "plan": frozenset({"cin"}), "intervention_specific": True}
    grid = {"stepped_up": YES_NO, "fs_capacity": YES_NO, "intervention_agreed": YES_NO}
    for facts in every(grid):
        found = outcome("joint_work", **work, parenting_intervention=True, **facts)
        both = (facts["fs_capacity"], facts["intervention_agreed"])
        wanted = "not_yet"
        if facts["stepped_up"] is False:
            wanted = "beside_plan"
        elif facts["stepped_up"] and False in both:
            wanted = "refused"
        elif facts["stepped_up"] and None not in both:
            wanted = "after_step_up"
        assert found == wanted, facts


# --- sources ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_cited_clauses_exist(name: str) -> None:
    """Every cited clause stands in Birmingham's register, and no element cites more than six."""
    cited = [t["cites"] for t in tables(raw(name)) if "cites" in t]
    assert cited
    assert {clause for cites in cited for clause in cites} <= set(clauses("birmingham", DATA))
    assert max(map(len, cited)) <= 6


def test_every_clause_is_implemented_or_has_a_reason() -> None:
    """All 83 clauses: cited by an element that acts or speaks, or a reason why not; never both."""
    register = clauses("birmingham", DATA)
    assert list(register) == [f"BIR-{n:03}" for n in range(1, 84)]
    cited: set[str] = set()
    for name in ALL:
        acting = {key: value for key, value in raw(name).items() if key != "invariant"}
        cited |= {clause for table in tables(acting) for clause in table.get("cites", ())}
    left_out = {c.id for c in register.values() if c.not_formalised}
    assert cited | left_out == set(register)
    assert not cited & left_out
    assert len(left_out) <= 12


@pytest.mark.parametrize("name", ALL)
def test_what_is_not_the_documents_is_marked(name: str) -> None:
    """999, the local procedures and the duty to report are needcheck's, wherever they stand."""
    outside = re.compile(r"\b999\b|legal duty|child protection procedures|safeguarding lead")
    for table in tables(raw(name)):
        texts = [table.get("text", ""), *table.get("detail", [])]
        if "cites" in table or "basis" in table:
            found = any(outside.search(text) for text in texts)
            assert not found or table.get("basis") == "needcheck", table["id"]


@pytest.mark.parametrize("name", ALL)
def test_words_that_never_appear(name: str) -> None:
    """No tally, no blame, no closing word."""
    forbidden = (
        r"check-?\s?lists?\b|\bscor(e|es|ed|ing)\b|no further action|\bblam|\bhard to reach\b"
        r"|\bnon-?complian|\bfail(s|ed)? to\b|\brefus(es|ed) to\b|\btroubled famil"
    )
    texts = [text.replace("national 'Troubled Families'", "") for text in shown(name)]
    assert not [text for text in texts if re.search(forbidden, text, re.IGNORECASE)]


def test_an_instruction_reads_as_its_kind() -> None:
    """What must not be done begins with Do not; what to ask begins with Ask."""
    openings = {"do_not": "Do not ", "say": "Say ", "ask": "Ask "}
    for name in PATHWAYS:
        for action in plan(name).actions:
            assert action.text.startswith(openings.get(action.kind, "")), action.id
            assert action.kind != "do" or not action.text.startswith("Do not"), action.id


def test_every_outcome_has_an_action_of_its_own() -> None:
    """No outcome stands without an action for it that is shown whatever else is answered."""
    for name in OWN:
        for one in OUTCOMES[name]:
            if one != "harm":
                own = [a for a in plan(name).actions if one in a.for_]
                assert own, (name, one)


# --- scenarios --------------------------------------------------------------------------------


def scenarios() -> dict[str, Row]:
    """Birmingham's scenarios as plain data, by file name."""
    return {p.stem: raw(p.stem, SCENARIOS) for p in sorted(SCENARIOS.glob("*.toml"))}


def test_scenarios_are_birminghams_and_their_files_say_what_they_show() -> None:
    """Each is Birmingham's, reads as a sentence, and bears that sentence as its file name."""
    found = scenarios()
    assert len(found) >= 25
    for name, row in found.items():
        head = row["scenario"]
        assert head["authority"] == "birmingham"
        assert head["title"].endswith("."), name
        assert re.sub(r"[^a-z0-9]+", "-", head["title"].lower()).strip("-") == name
        assert head["learning_points"]
        assert row["expect"]["outcome"] in OUTCOMES[head["pathway"]]


@pytest.mark.parametrize("name", PATHWAYS)
def test_every_outcome_and_own_action_is_expected_somewhere(name: str) -> None:
    """No outcome, own action or own query is without a scenario that expects it."""
    rows = [r for r in scenarios().values() if r["scenario"]["pathway"] == name]
    expected = [r["expect"] for r in rows]
    assert {e["outcome"] for e in expected} == set(OUTCOMES[name])
    seen = {a for e in expected for a in (*e.get("actions", ()), *e.get("conditional", ()))}
    seen |= {e["first_action"] for e in expected if "first_action" in e}
    assert {a["id"] for a in raw(name)["action"]} <= seen
    asked = {q for e in expected for q in e.get("queries", ())}
    assert {q["id"] for q in raw(name).get("query", ())} <= asked


# An unborn child

UNBORN = {
    "harm": "no", "unborn": True, "statutory_needed": False, "level3_needs": True,
    "intensive_package": True, "agrees_family_support": True, "plan": frozenset({"none"}),
    "unsafe_to_seek_consent": False, "other_child_under_18": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "outcome"), [(None, "not_yet"), (True, "family_support"), (False, "refused")]
)
def test_triage_settles_what_the_document_leaves_open(said: bool | None, outcome: str) -> None:
    """An unborn child has no age: what triage says decides, and silence asks triage first."""
    facts = {**UNBORN} if said is None else {**UNBORN, "triage_counts_unborn": said}
    rec = ENGINE.recommender("birmingham", "request_for_support").recommend(Answers(facts), AS_OF)
    assert rec.outcome.id == outcome
    assert [item.fact for item in rec.missing] == (["triage_counts_unborn"] if said is None else [])
    assert rec.settled == (said is not None)
    assert (rec.actions[0].id == "ask_triage_unborn") == (said is None)


@pytest.mark.parametrize("said", [None, True, False])
def test_an_age_beside_unborn_is_looked_at_before_anybody_acts(said: bool | None) -> None:
    """A table may say both; a born child under 18 is not refused unseen because of the unborn."""
    facts = {**UNBORN, "age": 7} | ({} if said is None else {"triage_counts_unborn": said})
    recommender = ENGINE.recommender("birmingham", "request_for_support")
    assert recommender.recommend(Answers(facts), AS_OF).outcome.id == "family_support"
    rec = recommender.recommend(Answers(facts).without("level3_needs"), AS_OF)
    asked = {query.id: query for query in rec.queries}
    assert asked["unborn_with_an_age"].before_acting
    calm = recommender.recommend(Answers(facts).without("age"), AS_OF)
    assert "unborn_with_an_age" not in {query.id for query in calm.queries}


def test_triage_is_not_asked_about_a_child_who_is_born() -> None:
    """For a child with an age the unborn are no question, and nothing is left open by them."""
    facts = {k: v for k, v in UNBORN.items() if k != "unborn"} | {"age": 30}
    rec = ENGINE.recommender("birmingham", "request_for_support").recommend(Answers(facts), AS_OF)
    assert (rec.outcome.id, rec.settled, rec.missing) == ("refused", True, ())
