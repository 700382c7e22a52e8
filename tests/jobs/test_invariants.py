from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needcheck.case.answers import Answers, resolve
from needcheck.criteria.bundle import OUTCOME
from needcheck.criteria.model import Invariant
from needcheck.jobs.engine import Engine, noon
from needcheck.jobs.invariants import Invariants
from needcheck.jobs.scenarios.replay import find
from needcheck.output.call import call_block
from needcheck.output.envelope import assess_data, dumps
from needcheck.output.page import Bar
from needcheck.output.plain import plain_text
from needcheck.output.report import report
from needcheck.readings.trace import Reading
from needcheck.recommend.result import ActionView, OutcomeView, Recommendation
from tests.jobs.cases import AS_OF, CONSENT, some_answers
from tests.jobs.scenarios.test_replay import SCENARIOS, load_scenario

ENGINE = Engine()
PATHWAYS = [(name, id_) for name in ENGINE.authorities for id_ in ENGINE.bundle(name).pathways]
STANDING = {"record_it", "look_again", "supervisor", "not_sure"}
MAIL = re.compile(r"[\w.]+@[\w.]+\w")
URL = re.compile(r"https?://[^\s\"]+")
LONG_NUMBER = re.compile(r"(?<![\w-])0?\d[\d ]{4,}\d(?![\w-])")


@dataclass(frozen=True)
class Shown:
    """One result and everything that is shown of it."""

    rec: Recommendation
    text: str
    explained: str
    json: str


@cache
def checker(authority: str, pathway: str) -> Invariants:
    """A pathway's invariants, compiled once."""
    return Invariants(ENGINE.plan(authority, pathway))


def shown(answers: Answers, authority: str = "hull", pathway: str = "level") -> Shown:
    """Decide a case and render it in every form."""
    rec = ENGINE.recommender(authority, pathway).recommend(answers, AS_OF)
    pages = [plain_text([*report(rec, explain=e), *call_block(rec)]) for e in (False, True)]
    return Shown(rec, *pages, dumps(assess_data(rec)))


def told(rendered: str) -> str:
    """The texts of a JSON result that tell a person something; our own reasons left out."""

    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for key, inner in value.items():
                yield from () if key == "our_reason" else texts(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from texts(inner)

    return "\n".join(texts(json.loads(rendered)))


def broken(answers: Answers, result: Shown) -> list[str]:
    """What any invariant of the pathway says against the result or against a rendering."""
    check = checker(result.rec.criteria.id, result.rec.pathway)
    renderings = (result.text, result.explained, told(result.json))
    return [
        *check.decisions(answers, AS_OF, result.rec),
        *check.words(answers, AS_OF, result.rec, renderings),
    ]


def hold(answers: Answers, result: Shown) -> None:
    """Every invariant, and what is true of every page."""
    assert broken(answers, result) == []
    for text in (result.text, result.explained):
        assert max(map(len, text.splitlines())) <= 80
        assert "\x1b" not in text
    assert "EHASH@hullcc.gov.uk" not in result.text + result.explained + result.json
    plain = {action.id for action in result.rec.actions if action.state == "now"}
    assert plain - STANDING
    if result.rec.harm_route:
        no_lower_outcome(result.rec)
    rests_on_silence(result)


def no_lower_outcome(rec: Recommendation) -> None:
    """INV-36: beside the row of levels no page names a lower one while the harm route holds."""
    for explain in (False, True):
        blocks = [b for b in report(rec, explain=explain) if not isinstance(b, Bar)]
        text = " ".join(plain_text(blocks).split())
        reached = [level.id for level in rec.levels].index(rec.outcome.id)
        assert not any(level.name in text for level in rec.levels[reached + 1 :])


def rests_on_silence(result: Shown) -> None:
    """INV-40: what rests on silence says so on every page, and names what would settle it."""
    for item in result.rec.provisional:
        assert item.settles
        for text in (result.text, result.explained):
            assert item.text in " ".join(text.split())
            assert "Stands until answered" in text


@pytest.mark.parametrize(("authority", "pathway"), PATHWAYS)
def test_invariants_hold_on_random_answers(authority: str, pathway: str) -> None:
    """Every invariant holds on result, text and JSON; on levels every outcome is reached."""
    plan = ENGINE.plan(authority, pathway)
    levels = plan.pathway.uses == "level"
    seen = random_cases(authority, pathway, 150 if levels else 60)
    assert not levels or seen == set(plan.outcomes)


@pytest.mark.long
@pytest.mark.parametrize(("authority", "pathway"), PATHWAYS)
def test_invariants_hold_on_many_random_answers(authority: str, pathway: str) -> None:
    """The same on many more answers."""
    assert random_cases(authority, pathway, 2000)


def random_cases(authority: str, pathway: str, count: int) -> set[str]:
    """Check that many random cases; returns the outcomes that came up."""
    seen: set[str] = set()

    @settings(
        max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(answers=some_answers(ENGINE.bundle(authority)))
    def check(answers: Answers) -> None:
        result = shown(answers, authority, pathway)
        seen.add(result.rec.outcome.id)
        hold(answers, result)

    check()
    return seen


# --- the exhaustive check of the framework's own dimensions ---------------------------------------

HARM = (None, "no", "suspected", "known")
INFORMING: tuple[bool | None, ...] = (None, False, True)
CONSENTS: tuple[dict[str, Any], ...] = (
    {},
    CONSENT,
    CONSENT | {"consent_parent": False},
    CONSENT | {"consent_child_needed": True, "consent_child": False},
    CONSENT | {"consent_voluntary": False},
    {"unsafe_to_seek_consent": True},
)
PROMPTS: tuple[frozenset[str], ...] = (
    frozenset(),
    frozenset({"hul-313"}),
    frozenset({"hul-344"}),
    frozenset({"hul-377"}),
    frozenset({"hul-363"}),
    frozenset({"hul-361"}),
    frozenset({"hul-357"}),
    frozenset({"hul-385"}),
    frozenset({"hul-313", "hul-344", "hul-405"}),
)
DISABILITY: tuple[dict[str, bool], ...] = (
    {},
    {"disabled": False},
    {"disabled": True},
    {"disabled": True, "harm_concern": True},
)
LOCALITY = (None, "west", "east", "north")
MILD = {"impact": "none", "needs": "none", "severity": "none", "if_unchanged": "settles"}
TARGETED = {"impact": "some", "needs": "multiple", "coordination_required": True}
STUCK = {"plan_stuck": True, "concerns_persist": True, "existing_assessment": True}
STEP = 53
JUDGED: tuple[dict[str, Any], ...] = ({}, MILD, TARGETED | STUCK)


def grid(localities: bool) -> Iterator[Answers]:
    """Harm x informing x consent x prompts x disability x judgement, and every locality or one."""
    cases = product(HARM, INFORMING, CONSENTS, PROMPTS, DISABILITY, JUDGED)
    for number, (harm, informing, consent, prompts, disability, judged) in enumerate(cases):
        facts = {"harm": harm, "informing_raises_risk": informing, "harm_no_reason": None}
        if harm == "no" and number % 2:
            facts["harm_no_reason"] = True
        chosen = LOCALITY if localities else (LOCALITY[number % len(LOCALITY)],)
        for locality in chosen:
            given_facts = {**facts, **consent, **disability, **judged, "locality": locality}
            kept = {name: value for name, value in given_facts.items() if value is not None}
            yield Answers(facts=kept, present=prompts)


def test_an_even_sample_of_the_grid() -> None:
    """The invariants hold on an even sample of the full grid; a prime step meets every column."""
    checked = 0
    for number, answers in enumerate(grid(localities=False)):
        if number % STEP == 0:
            hold(answers, shown(answers))
            checked += 1
    assert checked > 120


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_the_whole_grid() -> None:
    """The invariants hold on every point of the grid, each locality included."""
    for answers in grid(localities=True):
        hold(answers, shown(answers))


# --- every invariant can fail ---------------------------------------------------------------------

FORBIDDEN = {
    "INV-03": (
        "Contact EHASH when the parents consent.",
        "Ask for consent.",
        "Seek guidance and approval.",
    ),
    "INV-05-yes": ("Please tell the parent or carer.",),
    "INV-08": ("Ask the lead practitioner to make the call.",),
    "INV-09": (
        "Go to the EHAM.",
        "Go to the Early Help Action Meeting.",
        "You can stay anonymous.",
        "Consult without naming the child.",
        "Revisit the family.",
        "Go back to the family.",
        "Ring 305770.",
        "Ring 708953.",
        "Ring 828901.",
    ),
    "INV-17": (
        "The lead practitioner has been appointed.",
        "They, the child and the family agree.",
    ),
    "INV-18-additional": ("Send the EHASH Referral Form.",),
    "INV-18-calm": (
        "Send the EHASH Referral Form.",
        "Send the Early Help Requests for Additional Support Form.",
    ),
    "INV-19": ("Use this checklist.", "The score is high.", "This is level 3."),
    "INV-20": ("Write to EHASH@hullcc.gov.uk.",),
    "INV-32": ("No further action.",),
    "INV-33": (
        "The mother is to blame.",
        "They are non-compliant.",
        "They are uncooperative.",
        "They are hard to reach.",
        "They refuse to talk.",
        "They fail to attend.",
        "A problem family.",
        "They are at fault.",
    ),
    "INV-35": ("Revisit later.", "Go back to the family."),
}
"""For every forbidden pattern, in its order, a sentence that breaks it."""
CHECKED = ("then", "first_action", "shows", "offers", "never_shows", "never_offers")
INVARIANTS = ENGINE.plan("hull", "level").pathway.invariants


@dataclass(frozen=True)
class Example:
    """One scenario's answers, its day, what is recommended, and the text of it."""

    answers: Answers
    as_of: dt.date
    rec: Recommendation
    text: str


@cache
def examples() -> tuple[Example, ...]:
    """Every shipped scenario of Hull, decided and rendered."""
    found = []
    for file in find([SCENARIOS / "hull"]):
        scenario = load_scenario(file)
        as_of = scenario.head.as_of
        gate = ENGINE.session("hull", "level", noon(as_of)).gate
        answers = gate.read(scenario.answers, scenario.place_of)
        rec = ENGINE.recommender("hull", "level").recommend(answers, as_of)
        found.append(Example(answers, as_of, rec, plain_text(report(rec))))
    return tuple(found)


def applies(item: Invariant, example: Example) -> bool:
    """Whether the invariant speaks of the example's result."""
    check = checker("hull", "level")
    case = resolve(example.answers, check.plan.bundle, example.as_of)
    case = case.with_fact(OUTCOME, example.rec.outcome.id)
    return item in tuple(check.applicable(Reading(case, check.plan.derived)))


def example_of(item: Invariant) -> Example:
    """A scenario that the invariant speaks of."""
    return next(example for example in examples() if applies(item, example))


def problems(
    example: Example, rec: Recommendation | None = None, text: str | None = None
) -> set[str]:
    """What is broken where the recommendation or the text is another one."""
    said = example.text if text is None else text
    found = checker("hull", "level").broken(
        example.answers, example.as_of, rec or example.rec, said
    )
    return set(found)


def without(rec: Recommendation, name: str) -> Recommendation:
    """The recommendation with one action dropped."""
    return replace(rec, actions=tuple(a for a in rec.actions if a.id != name))


def having(rec: Recommendation, name: str) -> Recommendation:
    """The recommendation with one more action, shown plainly at the end."""
    action = next(a for a in ENGINE.plan("hull", "level").actions if a.id == name)
    extra = ActionView(action.id, action.kind, "now", action.text)
    return replace(without(rec, name), actions=(*without(rec, name).actions, extra))


def test_every_invariant_speaks_of_some_scenario() -> None:
    """No invariant is about nothing: each applies to a shipped scenario, which obeys it."""
    for item in INVARIANTS:
        example = example_of(item)
        assert problems(example) == set(), item.id


def test_every_checkable_invariant_checks_something() -> None:
    """An invariant without any check is a law for the test suite, and says which."""
    for item in INVARIANTS:
        parts = [getattr(item, part) for part in (*CHECKED, "says", "never_says")]
        assert any(parts) or item.law, item.id


@pytest.mark.parametrize("item", INVARIANTS, ids=lambda item: item.id)
def test_a_missing_or_forbidden_action_is_named(item: Invariant) -> None:
    """Dropping what must be shown, or showing what must not be, breaks the invariant by name."""
    example = example_of(item)
    for name in item.shows:
        assert f"{item.id}: {name} is not shown" in problems(example, without(example.rec, name))
    for name in item.offers:
        assert f"{item.id}: {name} is not offered" in problems(example, without(example.rec, name))
    for name in item.never_shows:
        assert f"{item.id}: {name} is shown" in problems(example, having(example.rec, name))
    for name in item.never_offers:
        assert f"{item.id}: {name} is offered" in problems(example, having(example.rec, name))
    if item.first_action:
        later = replace(example.rec, actions=example.rec.actions[::-1])
        assert any(p.startswith(f"{item.id}: the first") for p in problems(example, later))
        nothing = replace(example.rec, actions=())
        assert f"{item.id}: the first action is none" in problems(example, nothing)


@pytest.mark.parametrize(
    "item", [i for i in INVARIANTS if "outcome" in i.then], ids=lambda item: item.id
)
def test_a_wrong_outcome_is_named(item: Invariant) -> None:
    """An outcome that the invariant excludes breaks it, for some scenario and some outcome."""
    swapped = (
        problems(example, replace(example.rec, outcome=OutcomeView(outcome, outcome)), text="")
        for example in examples()
        for outcome in ENGINE.plan("hull", "level").outcomes
    )
    assert any(f"{item.id}: its then does not hold" in found for found in swapped)


@pytest.mark.parametrize("item", [i for i in INVARIANTS if i.says], ids=lambda item: item.id)
def test_words_left_out_are_named(item: Invariant) -> None:
    """A text without the words that must be there breaks the invariant, pattern by pattern."""
    example = example_of(item)
    flat = " ".join(example.text.split())
    for pattern in item.says:
        text = re.sub(pattern, "...", flat, flags=re.IGNORECASE)
        expected = f"{item.id}: the text does not say /{pattern}/"
        assert expected in problems(example, text=text)


@pytest.mark.parametrize("item", [i for i in INVARIANTS if i.never_says], ids=lambda item: item.id)
def test_forbidden_words_are_named(item: Invariant) -> None:
    """A text with words that must not be there breaks the invariant, also over a line end."""
    example = example_of(item)
    for pattern, sentence in zip(item.never_says, FORBIDDEN[item.id], strict=True):
        text = f"{example.text}\n{sentence.replace(' ', chr(10))}"
        assert f"{item.id}: the text says /{pattern}/" in problems(example, text=text)


def test_an_invariant_is_silent_where_it_does_not_apply() -> None:
    """What must be so with harm is not asked of a result without harm."""
    calm = next(e for e in examples() if e.rec.outcome.id == "universal")
    assert not any(p.startswith("INV-01") for p in problems(calm, replace(calm.rec, actions=())))


# --- contacts, and the same result again ----------------------------------------------------------


def own_ways(authority: str) -> set[str]:
    """Every phone number, address and page that an authority's criteria print, and 999."""
    contacts = ENGINE.bundle(authority).contacts.values()
    return {way for c in contacts for way in (c.phone, c.email, c.url) if way} | {"999"}


@pytest.mark.parametrize(("authority", "pathway"), PATHWAYS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_contacts_are_the_authoritys_own(authority: str, pathway: str, data: st.DataObject) -> None:
    """INV-30: no number, address or page is shown that the authority's criteria do not print."""
    answers = data.draw(some_answers(ENGINE.bundle(authority)))
    result = shown(answers, authority, pathway)
    said, page = (" ".join(text.split()) for text in (told(result.json), result.text))
    found = {*MAIL.findall(page), *MAIL.findall(said), *URL.findall(said)}
    numbers = {n.strip() for text in (page, said) for n in LONG_NUMBER.findall(text)}
    ways = own_ways(authority)
    assert found <= ways
    assert {n for n in numbers if not n.startswith("20")} <= ways


def test_a_foreign_contact_would_be_found() -> None:
    """The check above can fail: another authority's number or address is not among Hull's own."""
    foreign = "Ring 020 7525 1922 or write to triage@example.org or see https://example.org/x."
    (mail,), (page,), (number,) = (p.findall(foreign) for p in (MAIL, URL, LONG_NUMBER))
    assert {mail, page, number.strip()} & own_ways("hull") == set()


@given(answers=some_answers(ENGINE.bundle("hull")))
@settings(max_examples=40, deadline=None)
def test_the_same_answers_give_the_same_bytes(answers: Answers) -> None:
    """INV-31: the same answers, day and criteria give the same text and JSON, freshly compiled."""
    again = ENGINE.recommender("hull", "level").recommend(
        replace(answers, facts=dict(reversed(answers.facts.items()))), AS_OF
    )
    first = shown(answers)
    assert plain_text([*report(again), *call_block(again)]) == first.text
    assert dumps(assess_data(again)) == first.json


PRINT_ALL = """
from pathlib import Path
import sys
from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.replay import find, replay
from needcheck.output.envelope import assess_data, dumps
from needcheck.output.transcript import transcript
from needcheck.output.plain import plain_text
engine = Engine()
for file in find([Path(sys.argv[1])])[::4]:
    done = replay(file, engine)
    print(dumps(assess_data(done.recommendation)))
    print(plain_text(transcript(done, engine, brief=False)))
"""


def test_two_processes_print_the_same_bytes() -> None:
    """INV-31: neither the order of sets nor of hashes shows in any output."""
    printed = []
    for seed in ("1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            [sys.executable, "-c", PRINT_ALL, str(SCENARIOS / "hull")],
            capture_output=True,
            check=True,
            env=environment,
        )
        printed.append(done.stdout)
    assert len(printed[0]) > 100_000
    assert printed[0] == printed[1]
