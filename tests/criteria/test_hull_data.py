"""Hull's criteria as data: numbers, names and orders that must be exactly those of the document.

Every expected figure and name is a literal, taken from the document and not from the files under
test. Whether the results keep their promises is proved elsewhere, on the engine.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from needcheck.case.answers import Case
from needcheck.criteria import model
from needcheck.criteria.authority import Authority, Contact
from needcheck.criteria.expression import read
from needcheck.criteria.scope import Scope
from needcheck.readings.trace import Reading

Row = dict[str, Any]

DATA = Path(__file__).resolve().parents[2] / "data"
HULL = DATA / "authorities" / "hull"
FILES = ("authority", "contacts", "actions", "level")

PHONES = {
    "ehash": "01482 448879",
    "hub_west": "305770",
    "hub_east": "708953",
    "hub_north": "828901",
}
EMAILS = {
    "ehash": "EHASHgc@hullcc.gcsx.gov.uk",
    "ehash_nonconfidential": "EHASH@hullcc.gov.uk",
    "hub_email": "Early.Help@hullcc.gcsx.gov.uk",
}
URLS = {
    "consent_guidance": "http://hullscb.proceduresonline.com/chapters/full_contents.html#core",
    "ehash_guide": "http://hullscb.proceduresonline.com/chapters/p_referrals.html",
    "local_offer": "http://hull.mylocaloffer.org/s4s/WhereILive/Council?pageId=3018&lockLA=True",
}
CENTRES = {
    "hub_west": "Priory Children's Centre",
    "hub_east": "Acorns Children's Centre",
    "hub_north": "Lemon Tree Children's Centre",
}
FORMS = {"EHASH Referral Form", "Early Help Requests for Additional Support Form"}
SERVICES = {
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
}
OUTCOMES = [
    ("specialist", "Specialist support"),
    ("targeted", "Targeted early help support"),
    ("additional", "Additional support"),
    ("universal", "Universal services"),
    ("not_yet", "No level can be named yet"),
]
SAYINGS = {"emergency", "standing", "judgement", "ehash_decides", "review", "record"} | {
    "individual",
    "conversations",
    "views",
    "not_in_source",
}
NAMED = [
    "Family Star Plus",
    "My Star",
    "DASH (Domestic Abuse Stalking and Harassment)",
    "Headstart checklist",
    "Neglect Observational Tool",
    "Neglect Assessment Framework Tool",
    "Risk Indicator Tool",
    "Team around the Family (TAF)",
    "Team around the Young Person (TAYP)",
    "Early Help Action Meeting (EHAM)",
    "Resolving Inter-agency Disagreements Guidance (Escalation Policy)",
    "Child and Adolescent Mental Health Services (CAMHs)",
    "Youth Justice Service",
    "HSCB Guidelines and procedures",
]
BANDS = {
    "family_support_0_11": (range(12), (12, 20)),
    "family_support_11_19": (range(11, 20), (10, 20)),
    "youth_services": (range(10, 20), (9, 20)),
}


def raw(name: str, folder: Path = HULL) -> Row:
    """One TOML file as plain data."""
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


AUTHORITY = Authority.model_validate(raw("authority"))
CONTACTS = {c["id"]: Contact.model_validate(c) for c in raw("contacts")["contact"]}
SETS = {s["id"]: model.ActionSet.model_validate(s) for s in raw("actions")["set"]}
LEVEL = model.Pathway.model_validate(raw("level"))
BASE = model.Pathway.model_validate(raw("level", DATA / "framework"))
HARM, STANDING = SETS["harm"].actions, SETS["standing"].actions
ACTIONS = {a.id: a for a in (*HARM, *LEVEL.actions, *STANDING)}


def scope(*, outcome: bool, known: bool) -> Scope:
    """What a condition of the pathway may name."""
    questions = raw("questions", DATA / "framework")["fact"]
    facts = {f["id"]: model.Fact.model_validate(f) for f in questions}
    prompts = raw("prompts", DATA / "framework")["prompt"]
    listed = tuple(model.Prompt.model_validate(p) for p in prompts)
    if outcome:
        choices = [{"id": name, "text": text} for name, text in OUTCOMES]
        row = {"id": "outcome", "type": "choice", "ask": "?", "short": "?", "choices": choices}
        facts["outcome"] = model.Fact.model_validate({**row, "basis": "needcheck", "why": "test"})
    return Scope(
        facts=facts,
        derived=frozenset(d.id for d in (*BASE.derived, *LEVEL.derived)),
        prompts=listed,
        allow_known=known,
        topics=frozenset(t for p in listed for t in p.topics),
    )


TEXTS = scope(outcome=True, known=True)
CLAIMS = scope(outcome=True, known=False)
RULES = scope(outcome=False, known=False)


def conditions() -> Iterator[tuple[str, str, Scope]]:
    """Every condition of the pathway: its owner, its text and what it may name."""
    for d in LEVEL.derived:
        for g in d.any:
            yield from ((d.id, g.when, RULES), (d.id, g.unless, RULES))
    for r in LEVEL.requirements:
        yield from ((r.id, r.when, RULES), (r.id, r.applies, RULES))
    for o in LEVEL.offers:
        yield from ((o.id, o.when, RULES), (o.id, o.unless, RULES))
    yield from ((q.id, q.when, RULES) for q in LEVEL.queries)
    yield from ((a.id, a.when, TEXTS) for a in ACTIONS.values())
    for i in LEVEL.invariants:
        yield from ((i.id, i.when, CLAIMS), (i.id, i.then, CLAIMS))
    for s in LEVEL.follow_on:
        yield from ((s.id, step.when, TEXTS) for step in s.steps)


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


def tables(value: Any) -> Iterator[Row]:
    """Every table in plain data."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from tables(item)
    elif isinstance(value, list):
        for item in value:
            yield from tables(item)


def shown(name: str) -> list[str]:
    """The texts of a file that a reader may see; conditions, patterns and reasons left out."""
    unseen = {"when", "unless", "applies", "then", "says", "never_says", "why", "id", "cites"}
    return [text for key, text in strings(raw(name)) if key not in unseen]


def test_every_phone_number_is_as_printed() -> None:
    """Phone numbers are exactly the four of the document, and no contact has another."""
    assert {c.id: c.phone for c in CONTACTS.values() if c.phone} == PHONES


def test_every_address_is_as_printed() -> None:
    """E-mail and web addresses are exactly those of the document, letter by letter."""
    assert {c.id: c.email for c in CONTACTS.values() if c.email} == EMAILS
    assert {c.id: c.url for c in CONTACTS.values() if c.url} == URLS


@pytest.mark.parametrize("hub", CENTRES)
def test_local_numbers_say_that_the_code_is_missing(hub: str) -> None:
    """A hub has its centre's name and a note that the document gives no dialling code."""
    assert CONTACTS[hub].name.endswith(CENTRES[hub])
    assert "no dialling code" in CONTACTS[hub].phone_note
    assert "01482" in CONTACTS[hub].phone_note


@pytest.mark.parametrize("name", FILES)
def test_no_number_is_composed(name: str) -> None:
    """No local number stands behind a dialling code anywhere, and none outside the contacts."""
    found = [t for t in shown(name) if re.search(r"\b(305770|708953|828901)\b", t)]
    assert found == ([PHONES[hub] for hub in CENTRES] if name == "contacts" else [])


@pytest.mark.parametrize("name", ["ehash", "hub_email"])
def test_old_secure_addresses_carry_a_caution(name: str) -> None:
    """An old secure address is shown with: phone first, check before personal data is sent."""
    note = CONTACTS[name].email_note.lower()
    assert "phone" in note
    assert "first" in note
    assert "check the address" in note
    assert "personal data" in note


def test_the_open_address_is_never_offered_for_a_child() -> None:
    """The non-confidential address has a contact of its own that no action uses."""
    assert "personal data" in CONTACTS["ehash_nonconfidential"].not_for
    assert not [a.id for a in ACTIONS.values() if a.contact == "ehash_nonconfidential"]
    texts = [t for n in FILES for t in shown(n) if "EHASH@hullcc.gov.uk" in t]
    assert texts == ["EHASH@hullcc.gov.uk"]


def test_every_contact_says_where_it_was_printed_and_that_nobody_has_checked() -> None:
    """Contacts name document and section, and claim no check that did not happen."""
    start = "Threshold of need framework and guidance, May 2018, section"
    assert all(c.printed_in.startswith(start) for c in CONTACTS.values())
    assert {c.checked_on for c in CONTACTS.values()} == {""}


def test_document_and_sayings() -> None:
    """The document is named with date and publisher, and the standing lines are all there."""
    document = AUTHORITY.document
    assert (AUTHORITY.id, AUTHORITY.name, document.date) == ("hull", "Hull", "May 2018")
    assert document.title == "Threshold of need framework and guidance"
    assert document.publisher == "Hull Safeguarding Children Board"
    assert {s.id for s in AUTHORITY.standing} == SAYINGS


def test_emergency_and_standing_line() -> None:
    """The emergency line is word for word, and the standing line has EHASH's number."""
    emergency = "If anyone is in immediate danger call 999 now; then EHASH on 01482 448879."
    assert AUTHORITY.saying("emergency").text == emergency
    assert AUTHORITY.saying("emergency").basis == "needcheck"
    assert "contact EHASH on 01482 448879" in AUTHORITY.saying("standing").text
    assert "professional judgement decides" in AUTHORITY.saying("judgement").text


def test_outcomes_in_order_of_urgency_with_the_documents_names() -> None:
    """Five outcomes, most urgent first, named as in the document, as in the framework."""
    assert [(o.id, o.name) for o in LEVEL.outcomes] == OUTCOMES
    assert [o.id for o in BASE.outcomes] == [name for name, _ in OUTCOMES]
    assert all(o.meaning for o in LEVEL.outcomes)


def test_exactly_the_twelve_services() -> None:
    """The services are the twelve of the form, named as printed, each once, at Additional only."""
    assert len(LEVEL.offers) == 12
    assert {o.text for o in LEVEL.offers} == SERVICES
    assert {o.for_ for o in LEVEL.offers} == {("additional",)}


@pytest.mark.parametrize("service", BANDS)
def test_age_bands_include_both_ends(service: str) -> None:
    """A service with an age band is offered from its first to its last year, and not beside it."""
    inside, outside = BANDS[service]
    assert {offered(service, {"age": age}) for age in inside} == {True}
    assert {offered(service, {"age": age}) for age in outside} == {False}
    assert offered(service, {}) is None
    assert offered(service, {"unborn": True}) is False


def test_a_service_without_age_or_topic_is_always_offered() -> None:
    """Nothing has to be known for the two services that print neither age nor topic."""
    assert offered("childrens_centre", {}) is True
    assert offered("family_group_conferencing", {}) is True


@pytest.mark.parametrize("service", ["drug_alcohol_child", "young_carers", "family_support_send"])
def test_a_topic_not_raised_is_no_reason_to_refuse(service: str) -> None:
    """A topic service stays open until prompts are looked through, and can be chosen after it."""
    offer = next(o for o in LEVEL.offers if o.id == service)
    assert offered(service, {}) is None
    assert "can still be asked for" in offer.not_text


def offered(service: str, facts: dict[str, Any]) -> bool | None:
    """Whether a service is offered; None where the answers do not tell."""
    offer = next(o for o in LEVEL.offers if o.id == service)
    case = Case(facts, frozenset(), frozenset(), dt.date(2026, 11, 20))
    reading = Reading(case, {})
    when = reading.truth(read(offer.when, RULES)) if offer.when else True
    held = reading.truth(read(offer.unless, RULES)) if offer.unless else False
    return False if held is True else when


def test_harm_contact_stands_first_and_says_who_and_which_number() -> None:
    """The first of all actions is the call to EHASH: number in its own text, at once, no if."""
    first = next(iter(ACTIONS.values()))
    assert first.id == "contact_ehash_now"
    assert "EHASH" in first.text
    assert "01482 448879" in first.text
    assert (first.kind, first.when, first.contact) == ("do", "harm_route", "ehash")
    assert first.due is not None
    assert first.due.text == "immediately"


def test_harm_actions_belong_to_the_harm_route_alone() -> None:
    """A harm action needs the harm route, never an "if", and is shown at every outcome."""
    assert all(re.match(r"harm_route\b", a.when) for a in HARM)
    assert not [a.id for a in HARM if a.if_text or a.for_]
    assert not [a.id for a in HARM if re.search(r"consent_|willing|locality|lead_", a.when)]


def test_deadlines_count_from_the_contact() -> None:
    """48 hours for the writing and 5 working days for feedback, both from the contact."""
    writing = ACTIONS["confirm_in_writing"].due
    assert writing is not None
    assert (writing.from_, writing.hours, writing.working_days) == ("contact_made_at", 48, None)
    for name in ("harm_outcome", "specialist_outcome", "targeted_outcome"):
        due = ACTIONS[name].due
        assert due is not None
        assert (due.from_, due.hours, due.working_days) == ("contact_made_at", None, 5)
    assert {a.id for a in ACTIONS.values() if a.due and a.due.from_} == {
        "confirm_in_writing",
        "harm_outcome",
        "specialist_outcome",
        "targeted_outcome",
    }


def test_forms_are_the_two_of_the_document_and_go_where_they_belong() -> None:
    """Forms carry their printed names; a form to a hub stands at Additional only."""
    assert {a.form for a in ACTIONS.values() if a.form} == FORMS
    hub = {a.id for a in ACTIONS.values() if a.form.startswith("Early Help Requests")}
    assert hub == {"request_support"}
    request = ACTIONS["request_support"]
    assert (request.for_, request.contact) == (("additional",), "hub_email")


@pytest.mark.parametrize("name", NAMED)
def test_tools_meetings_and_policies_are_named_as_printed(name: str) -> None:
    """Every tool, meeting, service and policy is named in some action, as the document names it."""
    assert any(name in text for a in ACTIONS.values() for text in (a.text, *a.detail))


def test_the_harm_question_comes_first_below_specialist() -> None:
    """The open harm question leads the pathway's own actions, at every outcome but Specialist."""
    first = LEVEL.actions[0]
    assert first.id == "answer_harm_question"
    assert first.when == 'not known(harm) and outcome != "specialist"'
    assert (first.for_, first.contact) == ((), "ehash")


def test_every_condition_is_readable() -> None:
    """Every condition names only what there is; known() in actions and steps only."""
    read_ones = [read(text, where) for _, text, where in conditions() if text]
    assert len(read_ones) > 150


def test_every_name_that_an_element_uses_exists() -> None:
    """Contacts, outcomes, sets, and the actions that claims speak of, all exist; ids stand once."""
    outcomes = {name for name, _ in OUTCOMES}
    shown_for = [
        *(r.for_ for r in LEVEL.requirements),
        *(o.for_ for o in LEVEL.offers),
        *(a.for_ for a in LEVEL.actions),
        *(q.for_ for q in LEVEL.queries),
    ]
    assert len(ACTIONS) == len(HARM) + len(LEVEL.actions) + len(STANDING)
    assert {o for listed in shown_for for o in listed} <= outcomes
    assert {a.contact for a in ACTIONS.values() if a.contact} <= set(CONTACTS)
    assert (LEVEL.include, LEVEL.close_with, LEVEL.uses) == (("harm",), ("standing",), "level")
    spoken_of = {
        name
        for i in LEVEL.invariants
        for name in (*i.first_action, *i.shows, *i.offers, *i.never_shows, *i.never_offers)
    }
    assert spoken_of <= set(ACTIONS)


def test_every_claim_of_the_pathway_is_there_once_and_its_patterns_compile() -> None:
    """INV-01 to 20 and 31 to 40 are claimed, but for the one on stepping down; ids stand once."""
    ids = [i.id for i in LEVEL.invariants]
    numbers = {int(found[1]) for name in ids if (found := re.match(r"INV-(\d+)", name))}
    assert numbers == {*range(1, 16), *range(17, 21), *range(31, 41)}
    assert len(set(ids)) == len(ids)
    assert {i.monotone for i in LEVEL.invariants} == {"", "M1", "M2", "M3", "M4", "M5"}
    patterns = [p for i in LEVEL.invariants for p in (*i.says, *i.never_says)]
    assert len([re.compile(p) for p in patterns]) > 50


def test_every_claim_says_something_that_can_fail() -> None:
    """A claim has something to check, or a law in words."""
    for i in LEVEL.invariants:
        checks = (i.then, i.first_action, i.shows, i.offers, i.never_shows, i.never_offers)
        assert any((*checks, i.says, i.never_says, i.law)), i.id


@pytest.mark.parametrize("name", FILES)
def test_cited_clauses_exist(name: str) -> None:
    """Every cited clause stands in the register, and no element cites more than six."""
    register = {c["id"] for c in raw("hull", DATA / "clauses")["clause"]}
    cited = [t["cites"] for t in tables(raw(name)) if "cites" in t]
    assert cited
    assert {clause for cites in cited for clause in cites} <= register
    assert max(map(len, cited)) <= 6


@pytest.mark.parametrize("name", FILES)
def test_words_that_never_appear(name: str) -> None:
    """No tally, no numbered level, no blame; the one tool keeps its printed name."""
    forbidden = (
        r"check-?\s?lists?\b|\bscor(e|es|ed|ing)\b|\blevels?\s+[1-4]\b|no further action"
        r"|\bblam|\bhard to reach\b|\bnon-?complian|\bfail(s|ed)? to\b|\brefus(es|ed) to\b"
    )
    texts = [text.replace("Headstart checklist", "") for text in shown(name)]
    assert not [text for text in texts if re.search(forbidden, text, re.IGNORECASE)]


@pytest.mark.parametrize("name", FILES)
def test_what_is_not_the_documents_is_marked(name: str) -> None:
    """Where 999 or the duty to report is named, the element says that it is needcheck's."""
    outside = re.compile(r"\b999\b|legal duty|general safeguarding knowledge")
    for table in tables(raw(name)):
        texts = [table.get("text", ""), *table.get("detail", [])]
        if "cites" in table or "basis" in table:
            found = any(outside.search(text) for text in texts)
            assert not found or table.get("basis") == "needcheck", table["id"]


def test_an_instruction_reads_as_its_kind() -> None:
    """What must not be done begins with Do not; what to say or ask with Say or Ask."""
    openings = {"do_not": "Do not ", "say": "Say ", "ask": "Ask "}
    for action in ACTIONS.values():
        assert action.text.startswith(openings.get(action.kind, "")), action.id
        assert action.kind != "do" or not action.text.startswith("Do not"), action.id


def test_follow_on_questions_after_harm_are_few() -> None:
    """After the harm route three things are asked, and the caller's role; nothing more."""
    after = next(s for s in LEVEL.follow_on if s.id == "after_harm")
    facts = [step.fact for step in after.steps]
    assert facts == ["informing_raises_risk", "contact_made_at", "existing_assessment", "role"]
    assert {step.when for step in after.steps} == {"not without_harm_route"}


def test_unsafe_is_asked_before_consent() -> None:
    """Whether asking is safe comes before every question on consent; if not, none is put."""
    consent = next(s for s in LEVEL.follow_on if s.id == "consent")
    assert consent.steps[0].fact == "unsafe_to_seek_consent"
    unsafe = "not (known(unsafe_to_seek_consent) and unsafe_to_seek_consent)"
    asking = [s for s in consent.steps[1:] if "declined" not in s.when]
    assert len(asking) == 5
    assert all(unsafe in step.when for step in asking)
