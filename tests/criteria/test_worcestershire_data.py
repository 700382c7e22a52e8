"""Worcestershire's criteria as data: names, limits and silences exactly as in the document.

Every expected name and figure is a literal, taken from the document and not from the files under
test. The document gives no contact and no rule for harm, so the absence of both is tested too.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from needcheck.case.answers import Case
from needcheck.case.moments import Elapsed
from needcheck.criteria import model
from needcheck.criteria.load import clauses, load
from needcheck.criteria.register import entries
from needcheck.jobs.engine import Engine
from needcheck.jobs.invariants import Invariants
from needcheck.jobs.scenarios.replay import Replay, find, replay
from needcheck.output.call import call_block
from needcheck.output.plain import plain_text
from needcheck.output.report import report
from needcheck.readings.trace import Reading
from needcheck.recommend.decide import decide

Row = dict[str, Any]

DATA = Path(__file__).resolve().parents[2] / "data"
FOLDER = DATA / "authorities" / "worcestershire"
FILES = find([DATA / "scenarios" / "worcestershire"])
ENGINE = Engine()
BUNDLE = load("worcestershire")
OWN = ("referral", "care_leaver", "outreach", "health_and_wellbeing", "family_contact")
AS_OF = dt.date(2026, 11, 20)

SERVICES = (
    "Care Leaver Service",
    "Outreach Service",
    "ISL Health and Wellbeing Service",
    "Family Contact Service",
)
OUTCOMES = {
    "referral": ["refer", "identify_needs", "refused"],
    "care_leaver": ["eligible", "relevant", "former_relevant", "check", "qualifying", "refused"],
    "outreach": ["outreach", "refused"],
    "health_and_wellbeing": ["service", "green_fingers", "refused"],
    "family_contact": ["priority", "contact", "refused"],
}
HEALTH_AND_WELLBEING = (
    "training programme",
    "foundation and nurturing attachment groups",
    "team around the home",
    "consultation service for more complex cases",
    "attachment focussed parenting",
    "direct therapeutic work",
    "specialist therapeutic advice",
    "health assessments of looked after children",
    "lac pathway",
    "advice on community and leisure",
    "information packs on community and leisure for newly approved carers and adopters",
    "leisure passes",
    "summer activities programme",
)
GREEN_FINGERS = (
    "Alternative Education",
    "Saturday groups",
    "Community and Leisure Mentoring Service",
    "Business and Administration and Horticulture apprenticeship",
    "Heart of Worcestershire College",
    "work experience, work placements and volunteering",
    "cookery workshops",
    "healthy lifestyle events",
    "Arts Award and AQA Awards",
    "'Get Ahead' training",
)
PLACES = (
    "Residential education",
    "Health provision",
    "Mental health provision",
    "Private fostering",
    "Special Guardianship",
)
FOREIGN = (
    r"EHASH|01482|448879|305770|708953|828901|hullcc|hullscb|mylocaloffer|\bEHAM\b"
    r"|Early Help Action Meeting|Requests for Additional Support|Family Star|\bDASH\b"
    r"|020 7525|020 7527|Upper Street|Mosaic|Family Early Help|Tier 2|\bICSP\b"
    r"|Think Family|\bASTI\b|New Aston|Lifford|\bA1\b|section 47|section 17|Right Help Right Time"
    r"|Team [Aa]round the Family|\bTAF\b|\bTAYP\b|step-?\s?down|\blevel [1-4]\b"
)
SHORT, EXACT, OVER = Elapsed(weeks=12, days=6), Elapsed(weeks=13), Elapsed(weeks=13, days=1)
IN_CARE = {"plan": frozenset({"looked_after"})}
LEFT_CARE = {"plan": frozenset({"none"}), "left_care": True}
CALM = {"harm": "no"}


def raw(name: str) -> Row:
    """One file of the authority as plain data."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


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
    unseen = {"when", "unless", "applies", "then", "says", "never_says", "id", "cites", "law"}
    unseen |= {"suggest_when"}
    return [text for key, text in strings(raw(name)) if key not in unseen]


def names() -> list[str]:
    """The files of the authority, without their ending."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def outcome(pathway: str, facts: Row) -> str:
    """The outcome of facts that are all stated."""
    plan = ENGINE.plan("worcestershire", pathway)
    return decide(plan, Case(facts, frozenset(), frozenset(), AS_OF))


def holds(pathway: str, condition: str, facts: Row) -> bool | None:
    """The truth of a derived condition."""
    plan = ENGINE.plan("worcestershire", pathway)
    reading = Reading(Case(facts, frozenset(), frozenset(), AS_OF), plan.derived)
    return reading.truth(plan.derived[condition])


@cache
def replays() -> tuple[Replay, ...]:
    """Every shipped scenario of Worcestershire, replayed once."""
    return tuple(replay(file, ENGINE) for file in FILES)


# --- document, silence, names ---------------------------------------------------------------------


def test_document() -> None:
    """The document is named with chapter, publisher and date, and with a warning to verify."""
    document = BUNDLE.authority.document
    assert BUNDLE.authority.name == "Worcestershire"
    assert document.title == "3.4 The Specialist Support Service"
    assert document.publisher == "Worcestershire County Council"
    assert document.date == "updated April 2017"
    assert "check before" in document.verify
    assert "never let checking delay" in document.verify


def test_no_contact_is_given_and_none_is_made_up() -> None:
    """There is no contact, and no text holds a number to call, a mail or a web address."""
    assert not BUNDLE.contacts
    assert not (FOLDER / "contacts.toml").exists()
    for name in names():
        for text in shown(name):
            assert not re.search(r"\d[\d ]{5,}\d|@|https?:|www\.", text), text
    actions = [a for p in BUNDLE.pathways.values() for a in BUNDLE.actions(p)]
    assert not [action.id for action in actions if action.contact]


def test_silence_is_said() -> None:
    """That there are no levels, no consent rule and no contacts is said in words, as ours."""
    silence = BUNDLE.authority.saying("silence")
    for part in ("no levels or tiers", "no rule on consent", "no telephone number"):
        assert part in silence.text
    assert silence.basis == "needcheck"
    assert "no child protection contact" in BUNDLE.authority.saying("standing").text
    assert "local child protection procedures now" in BUNDLE.authority.saying("standing").text


def test_emergency_line_is_marked_as_not_the_documents() -> None:
    """999 stands first, with the local procedures and nobody's number, marked as needcheck's."""
    emergency = BUNDLE.authority.saying("emergency")
    assert emergency.text == (
        "If anyone is in immediate danger call 999 now; then use your local child protection"
        " procedures."
    )
    assert (emergency.basis, emergency.cites) == ("needcheck", ())


@pytest.mark.parametrize("name", names())
def test_no_other_authority_appears(name: str) -> None:
    """No contact, form, meeting, level or term of another authority stands in any text."""
    found = [text for text in shown(name) if re.search(FOREIGN, text)]
    assert found == []


@pytest.mark.parametrize("name", names())
def test_hull_is_named_for_the_scale_only(name: str) -> None:
    """Where Hull is named it is as the owner of the scale, which is no threshold here."""
    for text in shown(name):
        if "Hull" in text:
            assert re.search(r"Hull'?s?\s+scale|scale is Hull's|level is Hull's|is Hull's", text)


def test_services_are_named_as_in_the_text_and_not_as_in_the_headings() -> None:
    """The two wrong headings stand in one saying that explains them, and nowhere else."""
    wrong = re.compile("Post Order Support Team|Children and Family Support Teams")
    found = [n for n in names() for text in shown(n) if wrong.search(text)]
    assert found == ["authority"]
    explained = BUNDLE.authority.saying("names").text
    assert len(wrong.findall(explained)) == 2
    assert "Integrated Service for Looked after Children (ISL) Teams" in explained


def test_exactly_the_four_services() -> None:
    """Four services make up the Specialist Support Service, in the document's order."""
    four = next(a for a in BUNDLE.pathways["referral"].actions if a.id == "four_services")
    assert four.detail == SERVICES


def test_the_form_and_its_system() -> None:
    """There is one form, the SRF in a Frameworki episode, sent by workflow."""
    actions = [a for p in BUNDLE.pathways.values() for a in BUNDLE.actions(p)]
    assert {a.form for a in actions if a.form} == {"Service Request Form (SRF)"}
    texts = {a.id: a.text for a in actions}
    assert "Frameworki episode" in texts["srf_form"]
    assert "by workflow to the relevant team" in texts["srf_send"]
    assert "must be completed all the same" in texts["srf_urgent"]
    assert "Frameworki may have been replaced" in BUNDLE.authority.saying("date").text


def test_related_documents_are_named_as_printed() -> None:
    """Procedure, leaflet and guidelines carry their printed names."""
    told = " ".join(a.text for p in BUNDLE.pathways.values() for a in p.actions)
    for name in (
        "Decision to Look After and Care Planning Procedure",
        "Leaflet J9 - Contact with Family and Friends",
        "Supervised Family Contact Practice Guidelines",
    ):
        assert name in told


# --- harm -----------------------------------------------------------------------------------------


def test_harm_comes_first_in_every_pathway() -> None:
    """Every pathway begins with the procedures, says that no contact is given, and marks it."""
    assert set(BUNDLE.pathways) == {"level", *OWN}
    for pathway in BUNDLE.pathways.values():
        first = BUNDLE.actions(pathway)[0]
        assert (first.id, first.kind, first.when) == ("contact_protection_now", "do", "harm_route")
        wanted = "Use your local child protection procedures now: this document gives no contact"
        assert first.text.startswith(wanted)
        assert first.due is not None
        assert first.due.text == "immediately"
        assert (pathway.alarm, pathway.first_fact) == ("harm_route", "harm")


def test_nothing_about_harm_is_shown_as_the_documents() -> None:
    """The document has no rule for harm: every harm action is needcheck's and cites nothing."""
    for action in BUNDLE.sets["harm"].actions:
        assert (action.basis, action.cites, action.if_text) == ("needcheck", (), "")
        assert re.match(r"(harm_route|without_harm_route)\b", action.when), action.id


@pytest.mark.parametrize("pathway", OWN)
@pytest.mark.parametrize("harm", [{"harm": "suspected"}, {"severity": "significant", "harm": "no"}])
def test_harm_is_the_first_outcome_whatever_else_is_answered(pathway: str, harm: Row) -> None:
    """With harm, stated or following from another answer, the outcome is child protection."""
    role = {"role": "social_care", "needs_identified": True, **IN_CARE, "age": 16}
    assert outcome(pathway, {**role, "weeks_14_to_16": OVER, **harm}) == "protection"


# --- the shape of the pathways --------------------------------------------------------------------


@pytest.mark.parametrize("pathway", OWN)
def test_outcomes_in_order(pathway: str) -> None:
    """Child protection first, then the document's outcomes, and last that nothing is known."""
    found = [o.id for o in BUNDLE.pathways[pathway].outcomes]
    assert found == ["protection", *OUTCOMES[pathway], "not_yet"]
    assert outcome(pathway, CALM) == "not_yet"


def test_the_level_is_hulls_and_says_so() -> None:
    """Each level is named as Hull's, and the five pathways that decide are listed by name."""
    level = BUNDLE.pathways["level"]
    assert level.title == "Level on the Hull scale (not Worcestershire's own threshold)"
    assert [o.name for o in level.outcomes[:4]] == [
        "Hull scale: Specialist support",
        "Hull scale: Targeted early help support",
        "Hull scale: Additional support",
        "Hull scale: Universal services",
    ]
    listed = next(a for a in level.actions if a.id == "own_pathways").detail
    assert listed == tuple(f"{name}: {BUNDLE.pathways[name].title}" for name in OWN)


def test_the_scale_decides_nothing() -> None:
    """The Hull-scale level suggests and asks; no rule, requirement or action reads it."""
    for name in OWN:
        pathway = BUNDLE.pathways[name]
        texts = [g.when + g.unless for d in pathway.derived for g in d.any]
        texts += [r.when + r.unless for r in pathway.rules]
        texts += [r.when + r.applies for r in pathway.requirements]
        texts += [a.when for a in BUNDLE.actions(pathway)] + [o.when for o in pathway.offers]
        assert not [text for text in texts if re.search(r"\bscale\b", text)]


# --- referral -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({"role": "social_care", "needs_identified": True}, "refer"),
        (
            {"role": "social_care", "needs_identified": False, "service_named": True},
            "identify_needs",
        ),
        ({"role": "social_care"}, "not_yet"),
        ({"role": "education", "needs_identified": True}, "refused"),
        ({"needs_identified": True, "referral_urgent": True}, "not_yet"),
    ],
)
def test_referral_is_childrens_social_cares_and_states_needs(facts: Row, wanted: str) -> None:
    """Children's Social Care refers once needs are known; urgency and a service change nothing."""
    for more in ({}, {"referral_urgent": True}, {"form_complete": False}):
        assert outcome("referral", {**CALM, **facts, **more}) == wanted


# --- care leavers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "weeks", "wanted"),
    [
        (16, SHORT, False),
        (16, EXACT, True),
        (16, OVER, True),
        (15, EXACT, False),
        (17, EXACT, True),
        (18, EXACT, False),
    ],
)
def test_eligible(age: int, weeks: Elapsed, wanted: bool) -> None:
    """Eligible: 16 or 17, still in care, 13 weeks and more from 14 to the 16th birthday."""
    facts = {**CALM, **IN_CARE, "age": age, "weeks_14_to_16": weeks}
    assert holds("care_leaver", "eligible_fits", facts) is wanted
    assert holds("care_leaver", "eligible_fits", {**facts, **LEFT_CARE}) is False


@pytest.mark.parametrize(
    ("age", "weeks", "at_16", "wanted"),
    [
        (16, SHORT, True, False),
        (16, EXACT, True, True),
        (17, OVER, True, True),
        (15, EXACT, True, False),
        (18, EXACT, True, False),
        (17, EXACT, False, False),
    ],
)
def test_relevant(age: int, weeks: Elapsed, at_16: bool, wanted: bool) -> None:
    """Relevant: 16 or 17, left care, at least 13 weeks from 14, looked after at 16 or 17."""
    facts = {**CALM, **LEFT_CARE, "age": age, "weeks_since_14": weeks}
    facts["looked_after_at_16_or_17"] = at_16
    assert holds("care_leaver", "relevant_fits", facts) is wanted
    assert holds("care_leaver", "relevant_fits", {**facts, **IN_CARE}) is False


@pytest.mark.parametrize(
    ("age", "education", "wanted"),
    [
        (17, True, False),
        (18, False, True),
        (21, False, True),
        (22, False, False),
        (22, True, True),
        (25, True, True),
        (25, False, False),
        (26, True, False),
    ],
)
def test_former_relevant(age: int, education: bool, wanted: bool) -> None:
    """Former Relevant: 18 to 21, and to 25 in further or higher education; both ends count."""
    facts = {"age": age, "in_further_or_higher_education": education}
    facts["was_eligible_or_relevant"] = True
    assert holds("care_leaver", "former_relevant_fits", facts) is wanted
    never = {**facts, "was_eligible_or_relevant": False}
    assert holds("care_leaver", "former_relevant_fits", never) is False


@pytest.mark.parametrize(
    ("weeks", "at_16", "after", "wanted"),
    [
        (SHORT, True, True, True),
        (EXACT, True, True, False),
        (SHORT, False, True, False),
        (SHORT, True, False, False),
    ],
)
def test_qualifying_by_leaving(weeks: Elapsed, at_16: bool, after: bool, wanted: bool) -> None:
    """Left care after turning 16 and after 1 October 2001, and short of 13 weeks."""
    facts = {**LEFT_CARE, "weeks_since_14": weeks, "left_at_16_or_later": at_16}
    facts["left_after_1_october_2001"] = after
    assert holds("care_leaver", "qualifying_a_fits", facts) is wanted


def test_the_two_dates_are_asked_about_exactly() -> None:
    """1 October 2001 itself is a no and 2 October a yes; the 16th birthday itself is a yes."""
    leaving = BUNDLE.facts["left_after_1_october_2001"]
    assert "after 1 October 2001, that is on 2 October 2001 or later" in leaving.ask
    assert "1 October 2001 itself is a no" in leaving.help
    birthday = BUNDLE.facts["left_at_16_or_later"]
    assert "on or after the 16th birthday" in birthday.ask
    assert "The birthday itself is a yes" in birthday.help
    span = BUNDLE.facts["weeks_14_to_16"]
    assert "from the 14th birthday up to and including the 16th birthday" in span.ask
    assert "need not follow each other" in span.help
    assert {f.id for f in BUNDLE.facts.values() if f.type == "elapsed"} >= {
        "weeks_14_to_16",
        "weeks_since_14",
    }
    assert span.unit == BUNDLE.facts["weeks_since_14"].unit == "weeks"


def test_qualifying_by_place() -> None:
    """Any one of the five places is enough with being accommodated, and neither alone is."""
    places = BUNDLE.facts["placement"]
    assert tuple(c.text for c in places.choices if c.id != places.none_choice) == PLACES
    for place in places.choice_ids[1:]:
        facts = {"accommodated": True, "placement": frozenset({place})}
        assert holds("care_leaver", "qualifying_b_fits", facts) is True
        facts["accommodated"] = False
        assert holds("care_leaver", "qualifying_b_fits", facts) is False
    none = {"accommodated": True, "placement": frozenset({"none"})}
    assert holds("care_leaver", "qualifying_b_fits", none) is False


def test_weeks_after_the_16th_birthday_are_a_question_for_the_team() -> None:
    """Short in the span and long enough after it is neither Eligible nor a refusal."""
    facts = {**CALM, **IN_CARE, "age": 16, "weeks_14_to_16": SHORT, "weeks_since_14": EXACT}
    assert outcome("care_leaver", facts) == "check"
    assert outcome("care_leaver", {**facts, "weeks_14_to_16": EXACT}) == "eligible"


def test_no_category_only_where_each_is_surely_not_met() -> None:
    """One missing answer that could still give a category keeps the result open."""
    full = {**CALM, **IN_CARE, "age": 15, "accommodated": False}
    assert outcome("care_leaver", full) == "refused"
    for name in ("plan", "age", "accommodated"):
        rest = {key: value for key, value in full.items() if key != name}
        assert outcome("care_leaver", {**rest, "age": rest.get("age", 16)}) == "not_yet"


def test_the_sixteenth_year_is_quoted_and_never_worked_out() -> None:
    """The Personal Advisor is allocated 'during their 16th year', and no age stands beside it."""
    actions = {a.id: a for a in BUNDLE.pathways["care_leaver"].actions}
    assert "'during their 16th year'" in actions["advisor_eligible"].text
    assert "age" not in actions["advisor_eligible"].when
    assert actions["advisor_leads"].for_ == ("relevant", "former_relevant")
    assert "lead professional" in actions["advisor_leads"].text


def test_lead_professional_is_the_personal_advisor_only() -> None:
    """No lead practitioner and no lead worker of other authorities stands in a text."""
    told = [text for name in names() for text in shown(name)]
    assert not [text for text in told if re.search("lead (practitioner|worker)", text)]
    assert all("Advisor" in text for text in told if "lead professional" in text.lower())


# --- Outreach, Health and Wellbeing, Family Contact -----------------------------------------------


@pytest.mark.parametrize(
    ("age", "asked"),
    [(0, "below"), (5, "below"), (15, "below"), (16, ""), (18, ""), (19, ""), (20, "above")],
)
def test_below_16_and_above_19_the_team_is_asked(age: int, asked: str) -> None:
    """Accommodation from 16 to "19 plus"; outside it the team is asked, and nothing ruled out."""
    facts: Row = {**CALM, "plan": frozenset({"none"}), "alternative_to_care": True, "age": age}
    assert outcome("outreach", facts) == "outreach"
    plan = ENGINE.plan("worcestershire", "outreach")
    reading = Reading(Case(facts, frozenset(), frozenset(), AS_OF), plan.derived)
    assert reading.truth(plan.trees["offer:independent_living"]) is (None if asked else True)
    for tree, when in (
        ("action:ask_above_19", "above"),
        ("action:ask_below_16", "below"),
        ("query:young_for_outreach", "below"),
    ):
        assert (reading.truth(plan.trees[tree]) is True) is (asked == when), tree
    told = Case({**facts, "team_takes_age": True}, frozenset(), frozenset(), AS_OF)
    assert Reading(told, plan.derived).truth(plan.trees["offer:independent_living"]) is True


@pytest.mark.parametrize(
    ("age", "state"), [(3, None), (15, None), (16, True), (17, True), (None, None)]
)
def test_work_with_green_fingers_is_never_ruled_out_by_age(
    age: int | None, state: bool | None
) -> None:
    """Below 16 apprenticeships and work experience wait for the team; the rest has no age."""
    facts: Row = {**CALM, **IN_CARE} | ({} if age is None else {"age": age})
    plan = ENGINE.plan("worcestershire", "health_and_wellbeing")
    reading = Reading(Case(facts, frozenset(), frozenset(), AS_OF), plan.derived)
    for offer in plan.pathway.offers:
        if offer.id.startswith("gf_"):
            work = offer.id in ("gf_apprenticeship", "gf_college", "gf_work_experience")
            found = reading.truth(plan.trees[f"offer:{offer.id}"])
            assert found is (state if work else True), offer.id


@pytest.mark.parametrize("fact", ["weeks_14_to_16", "weeks_since_14"])
def test_a_total_is_asked_for_and_not_a_date(fact: str) -> None:
    """Spells are added up: the question names a total, and the help says what a date would do."""
    asked = BUNDLE.facts[fact]
    assert "a total in weeks and days, such as 13 weeks" in asked.ask
    assert "Give the total length, such as 13 weeks, and no date" in asked.help
    assert "counted" in asked.help


@pytest.mark.parametrize(
    ("query", "facts", "asked"),
    [
        ("longer_than_the_span", {"weeks_14_to_16": Elapsed(weeks=104, days=4)}, False),
        ("longer_than_the_span", {"weeks_14_to_16": Elapsed(weeks=105, days=1)}, True),
        ("longer_than_since_14", {"age": 16, "weeks_since_14": Elapsed(weeks=156)}, False),
        ("longer_than_since_14", {"age": 16, "weeks_since_14": Elapsed(weeks=157, days=1)}, True),
        ("longer_than_since_14", {"age": 17, "weeks_since_14": Elapsed(weeks=208)}, False),
        ("longer_than_since_14", {"age": 17, "weeks_since_14": Elapsed(weeks=209, days=1)}, True),
        ("longer_than_since_14", {"age": 18, "weeks_since_14": Elapsed(weeks=209, days=1)}, False),
    ],
)
def test_a_time_that_cannot_be_so_is_asked_about(query: str, facts: Row, asked: bool) -> None:
    """Two years and a day fit between 14 and the 16th birthday; more is often a date."""
    plan = ENGINE.plan("worcestershire", "care_leaver")
    reading = Reading(Case(facts, frozenset(), frozenset(), AS_OF), plan.derived)
    assert (reading.truth(plan.trees[f"query:{query}"]) is True) is asked


def test_no_heading_of_offers_promises_anything() -> None:
    """Where services are listed, the title says that this is no promise and who decides."""
    listed = [p for p in BUNDLE.pathways.values() if p.offers]
    assert {p.id for p in listed} == {"outreach", "health_and_wellbeing"}
    for pathway in listed:
        assert "no promise: Specialist Support Services decide" in pathway.offers_title


def test_the_southwark_judgement_is_a_court_case() -> None:
    """Southwark appears only as the name of a judgement, explained as a court case."""
    for name in names():
        for text in shown(name):
            if "Southwark" in text:
                assert "Southwark judgement" in text
                assert re.search("court (case|ruling)", text)
    pathways = (BUNDLE.pathways[name] for name in OWN)
    assert not [p.id for p in pathways if "southwark" in (p.uses or "") + p.suggest_when.lower()]


def test_descriptive_figures_of_outreach() -> None:
    """365 days, 12-16 weeks, units for 1-3: printed, and in no condition."""
    pathway = BUNDLE.pathways["outreach"]
    told = " ".join([*(a.text for a in pathway.actions), *(o.text for o in pathway.offers)])
    for part in ("365 days a year", "12-16 weeks or longer", "1-3 young people", "'19 plus'"):
        assert part in told
    assert "that is no limit" in told


def test_thirteen_things_and_ten_activities() -> None:
    """The service provides 13 things and Green Fingers 10, in the document's order."""
    offers = BUNDLE.pathways["health_and_wellbeing"].offers
    service = [o for o in offers if not o.id.startswith("gf_")]
    garden = [o for o in offers if o.id.startswith("gf_")]
    assert (len(service), len(garden)) == (13, 10)
    for offer, part in zip(service, HEALTH_AND_WELLBEING, strict=True):
        assert part in offer.text.lower()
    for offer, part in zip(garden, GREEN_FINGERS, strict=True):
        assert part in offer.text
        assert offer.text.startswith("Green Fingers: ")


@pytest.mark.parametrize(
    ("plan", "arrangement", "wanted"),
    [
        ("looked_after", "none", "service"),
        ("none", "adopted", "service"),
        ("none", "special_guardianship", "service"),
        ("none", "care_leaver", "service"),
        ("none", "kinship", "green_fingers"),
        ("none", "none", "refused"),
    ],
)
def test_for_whom_health_and_wellbeing_is(plan: str, arrangement: str, wanted: str) -> None:
    """Looked After or Adopted: the service; kinship care alone: Green Fingers only."""
    facts = {**CALM, "plan": frozenset({plan}), "arrangement": frozenset({arrangement})}
    assert outcome("health_and_wellbeing", facts) == wanted


PRIORITY: Row = {
    **CALM,
    **IN_CARE,
    "looked_after_by_worcestershire": True,
    "court_proceedings": True,
    "evidence_required": True,
    "supervision_for_risk": True,
}


@pytest.mark.parametrize(("age", "wanted"), [(13, "priority"), (14, "contact"), (15, "contact")])
def test_priority_is_for_children_under_14(age: int, wanted: str) -> None:
    """13 is under 14; from the 14th birthday on there is no priority, and the service is open."""
    facts = {**PRIORITY, "age": age}
    assert outcome("family_contact", facts) == wanted
    plan = ENGINE.plan("worcestershire", "family_contact")
    reading = Reading(Case(facts, frozenset(), frozenset(), AS_OF), plan.derived)
    assert reading.truth(plan.trees["must:priority_age"]) is (wanted == "priority")


@pytest.mark.parametrize("name", ["court_proceedings", "evidence_required", "supervision_for_risk"])
def test_each_condition_of_priority_is_needed(name: str) -> None:
    """Without one of the conditions, or with one not known, the service is open as it is."""
    facts = {**PRIORITY, "age": 6}
    assert outcome("family_contact", {**facts, name: False}) == "contact"
    assert outcome("family_contact", {k: v for k, v in facts.items() if k != name}) == "contact"


@pytest.mark.parametrize(
    "change", [{"looked_after_by_worcestershire": False}, {"plan": frozenset({"none"})}]
)
def test_family_contact_is_for_those_whom_worcestershire_looks_after(change: Row) -> None:
    """Another council's child, or one who is not looked after, is outside, priority or not."""
    assert outcome("family_contact", {**PRIORITY, "age": 6, **change}) == "refused"


# --- register -------------------------------------------------------------------------------------


def test_the_register_is_whole_and_in_order() -> None:
    """106 clauses, numbered without a gap, in the order of the document's lines."""
    register = clauses("worcestershire")
    assert list(register) == [f"WOR-{number:03d}" for number in range(1, 107)]
    lines = [clause.line for clause in register.values()]
    assert lines == sorted(lines)
    assert (lines[0], lines[-1]) == (1, 149)


def test_every_clause_is_implemented_or_has_a_reason() -> None:
    """A clause is cited, or says why nothing implements it; never neither and never both."""
    found = entries(BUNDLE, clauses("worcestershire"))
    assert [e.clause.id for e in found if e.state == "open"] == []
    left_out = [e.clause for e in found if e.state == "not_formalised"]
    assert len(left_out) <= 18
    assert all(clause.not_formalised.endswith(".") for clause in left_out)


@pytest.mark.parametrize("name", [n for n in names() if n != "level"])
def test_the_authoritys_own_files_cite_its_own_document(name: str) -> None:
    """Nothing but this document is cited in these files, and by no more than six clauses."""
    cited = [item for key, item in strings(raw(name)) if key == "cites"]
    assert all(re.fullmatch(r"WOR-\d{3}", clause) for clause in cited)


# --- scenarios and claims -------------------------------------------------------------------------


def test_every_scenario_comes_out_as_it_expects() -> None:
    """Each shipped scenario is decided as expected, and every answer in it is read."""
    wrong = {r.scenario.file: (r.differences, r.unused) for r in replays()}
    assert {file: found for file, found in wrong.items() if any(found)} == {}
    assert len(wrong) >= 90


def test_scenarios_are_named_by_their_titles_and_teach_something() -> None:
    """A file's name is its title; it tells a short story and expects outcome and first action."""
    for each in replays():
        scenario = each.scenario
        words = re.sub("[^a-z0-9]+", "-", scenario.head.title.lower()).strip("-")
        assert Path(scenario.file).stem == words
        assert len(scenario.head.about.splitlines()) in range(1, 5)
        assert scenario.head.learning_points
        assert scenario.expect.outcome
        assert scenario.expect.first_action
        assert scenario.expect.settled is not None


@pytest.mark.parametrize("pathway", OWN)
def test_every_outcome_rule_action_and_query_has_a_scenario(pathway: str) -> None:
    """No rule, action of its own, offer or query is without a scenario that brings it up."""
    results = [r.recommendation for r in replays() if r.recommendation.pathway == pathway]
    own = BUNDLE.pathways[pathway]
    assert {o.id for o in own.outcomes} == {r.outcome.id for r in results}
    assert {r.id for r in own.rules} == {x.rule for r in results for x in r.reasons}
    seen = {(a.id, a.state) for r in results for a in r.actions}
    wanted = {(a.id, "now") for a in own.actions} | {(a.id, "if") for a in own.actions if a.if_text}
    assert wanted <= seen
    assert {o.id for o in own.offers} == {
        o.id for r in results for o in r.offers if o.state == "offered"
    }
    assert {q.id for q in own.queries} <= {q.id for r in results for q in r.queries}


def test_every_shared_action_has_a_scenario() -> None:
    """Each action of the shared sets is shown plainly somewhere, and on its condition if any."""
    seen = {(a.id, a.state) for r in replays() for a in r.recommendation.actions}
    actions: list[model.Action] = [a for s in BUNDLE.sets.values() for a in s.actions]
    wanted = {(a.id, "now") for a in actions} | {(a.id, "if") for a in actions if a.if_text}
    assert wanted <= seen


def test_every_claim_holds_on_every_scenario() -> None:
    """The invariants of each pathway hold on results and texts, and no other authority is named."""
    checks = {name: Invariants(ENGINE.plan("worcestershire", name)) for name in BUNDLE.pathways}
    for each in replays():
        rec, head = each.recommendation, each.scenario.head
        gate = ENGINE.session("worcestershire", rec.pathway, noon_of(head.as_of)).gate
        answers = gate.read(each.scenario.answers, each.scenario.place_of)
        text = plain_text([*report(rec), *call_block(rec)])
        assert list(checks[rec.pathway].broken(answers, head.as_of, rec, text)) == []
        assert not re.search(FOREIGN.replace(r"|\bA1\b", ""), text), each.scenario.file


def noon_of(day: dt.date) -> dt.datetime:
    """Noon of a day."""
    return dt.datetime.combine(day, dt.time(12), dt.UTC)
