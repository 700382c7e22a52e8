"""What holds under every authority and pathway: whose names appear, harm first, nothing refused."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from needcheck.case.answers import Answers
from needcheck.case.scenario import ScenarioHead, load_scenario
from needcheck.criteria.load import data_root
from needcheck.criteria.model import GROUPS
from needcheck.interview.conduct import Conduct
from needcheck.interview.script import ScriptAsker
from needcheck.jobs.engine import Engine, noon
from needcheck.jobs.scenarios.replay import find, keep_nothing
from needcheck.output.call import call_block
from needcheck.output.envelope import assess_data, dumps
from needcheck.output.plain import plain_text
from needcheck.output.report import brief, report
from needcheck.recommend.result import ActionView, Recommendation

ENGINE = Engine()
FILES = find([data_root() / "scenarios"])
PATHWAYS = [(name, id_) for name in ENGINE.authorities for id_ in ENGINE.bundle(name).pathways]
DAY = dt.date(2026, 11, 20)
STANDING = {"record_it", "look_again", "supervisor", "not_sure"}
HARM_CONTACT = {"hull": "ehash"}
"""The contact for harm, of the authorities whose document gives one."""
PROTECTION = "contact_protection_now"


@dataclass(frozen=True)
class Decided:
    """One scenario, decided and rendered in every form."""

    file: Path
    head: ScenarioHead
    answers: Answers
    rec: Recommendation
    text: str


@cache
def decided() -> tuple[Decided, ...]:
    """Every shipped scenario."""
    return tuple(map(_decided, FILES))


def _decided(path: Path) -> Decided:
    scenario = load_scenario(path)
    head = scenario.head
    gate = ENGINE.session(head.authority, head.pathway, noon(head.as_of)).gate
    answers = gate.read(scenario.answers, scenario.place_of)
    rec = ENGINE.recommender(head.authority, head.pathway).recommend(answers, head.as_of)
    pages = [plain_text([*report(rec, explain=e), *call_block(rec)]) for e in (False, True)]
    return Decided(path, head, answers, rec, flat("\n".join([*pages, dumps(assess_data(rec))])))


def flat(text: str) -> str:
    """Text with every wrapped line joined."""
    return " ".join(text.split())


@cache
def marks(authority: str) -> frozenset[str]:
    """What points to one authority: names, phones, e-mails, web addresses and forms of its data."""
    bundle = ENGINE.bundle(authority)
    contacts = bundle.contacts.values()
    found = {part for c in contacts for part in (c.name, c.phone, c.email, c.url, c.address)}
    forms = {a.form for p in bundle.pathways.values() for a in bundle.actions(p)}
    return frozenset(filter(None, found | forms))


@cache
def foreign(authority: str) -> frozenset[str]:
    """The marks of all other authorities that are not its own, too."""
    others = (marks(name) for name in ENGINE.authorities if name != authority)
    return frozenset().union(*others) - marks(authority)


def shows(mark: str, text: str) -> bool:
    """Whether a mark stands in a text, in any case, as words of its own."""
    if mark.casefold() not in text.casefold():
        return False
    return re.search(rf"(?<!\w){re.escape(mark)}(?!\w)", text, re.IGNORECASE) is not None


def plain_actions(rec: Recommendation) -> list[ActionView]:
    """The actions shown plainly, in print order."""
    return [action for action in rec.actions if action.state == "now"]


# Whose names appear


def test_the_marks_are_there_to_be_found() -> None:
    """The list that is looked for is not empty, and its own authority's results do show it."""
    assert {"01482 448879", "EHASHgc@hullcc.gcsx.gov.uk", "EHASH Referral Form"} <= marks("hull")
    assert {"020 7525 1922", "Mosaic step-down consultation form"} <= marks("southwark")
    assert {"A1", "Think Family Request for Support Form"} <= marks("birmingham")
    for name in ENGINE.authorities:
        own = [each.text for each in decided() if each.head.authority == name]
        assert any(shows(mark, text) for mark in marks(name) for text in own), name


@pytest.mark.parametrize("name", ENGINE.authorities)
def test_no_result_names_another_authority_s_contact_or_form(name: str) -> None:
    """INV-30: no phone, e-mail, address, form or contact of another authority in any rendering."""
    wrong = [
        f"{each.file.stem}: {mark}"
        for each in decided()
        if each.head.authority == name
        for mark in foreign(name)
        if shows(mark, each.text)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ENGINE.authorities)
def test_no_question_names_another_authority_s_contact_or_form(name: str) -> None:
    """Every question, help text, choice and prompt that an authority's interview can show."""
    wrong = [mark for text in _asked(name) for mark in foreign(name) if shows(mark, flat(text))]
    assert wrong == []


def _asked(name: str) -> Iterator[str]:
    bundle = ENGINE.bundle(name)
    for fact in bundle.facts.values():
        yield " | ".join((fact.ask, fact.short, fact.help, fact.why_asked, fact.not_known))
        yield " | ".join((fact.words, *(f"{c.text} {c.help}" for c in fact.choices)))
    for prompt in bundle.prompts.values():
        yield f"{prompt.text} | {prompt.help}"
    follow_on = [s for p in bundle.pathways.values() for s in p.follow_on]
    for section in (*bundle.sections, *follow_on):
        yield " | ".join((section.title, *(f"{s.title} {s.help}" for s in section.steps)))


def test_questions_of_the_framework_name_no_authority_s_contact() -> None:
    """What every authority asks names none of them: neither contact nor form of anybody."""
    shared = set.intersection(*(set(ENGINE.bundle(n).facts) for n in ENGINE.authorities))
    every = frozenset().union(*map(marks, ENGINE.authorities))
    facts = [ENGINE.bundle("hull").facts[name] for name in shared]
    assert len(facts) > 30
    for fact in facts:
        said = flat(" | ".join((fact.ask, fact.help, fact.why_asked, fact.not_known)))
        assert [mark for mark in every if shows(mark, said)] == [], fact.id
        assert "EHASH" not in said, fact.id


# Nothing is decided by silence


@pytest.mark.parametrize(("name", "pathway"), PATHWAYS)
def test_the_last_outcome_is_not_yet_and_silence_gives_it(name: str, pathway: str) -> None:
    """Where nothing is answered, nothing is decided: no level, no refusal, no service."""
    assert ENGINE.bundle(name).pathways[pathway].outcomes[-1].id == "not_yet"
    rec = ENGINE.recommender(name, pathway).recommend(Answers(), DAY)
    assert rec.outcome.id == "not_yet"
    assert not rec.harm_route


@pytest.mark.parametrize(("name", "pathway"), PATHWAYS)
def test_a_refusal_rests_on_an_answer(name: str, pathway: str) -> None:
    """Refused only where a rule says so or a gating must is surely not met, never by silence.

    It never stands beside the harm route, and what it rests on is named: the answers of a rule that
    fired, or the condition that is not met.
    """
    musts = {r.id for r in ENGINE.bundle(name).pathways[pathway].requirements if r.gates}
    rules = {r.id for r in ENGINE.bundle(name).pathways[pathway].rules if r.outcome == "refused"}
    for each in decided():
        rec = each.rec
        if (each.head.authority, rec.pathway, rec.outcome.id) != (name, pathway, "refused"):
            continue
        unmet = {r.id for r in rec.requirements if r.id in musts and r.state == "not_met"}
        said = {reason.rule for reason in rec.reasons if reason.answers} & rules
        assert unmet or said, each.file.stem
        assert not rec.harm_route, each.file.stem


@pytest.mark.parametrize(("name", "pathway"), PATHWAYS)
def test_a_refusal_does_not_outlive_its_answers(name: str, pathway: str) -> None:
    """Without the answers that a refusal's rules rest on, the same case is not refused."""
    for each in decided():
        rec = each.rec
        if (each.head.authority, rec.pathway, rec.outcome.id) != (name, pathway, "refused"):
            continue
        rests = {answer.fact for reason in rec.reasons for answer in reason.answers}
        facts = {k: v for k, v in each.answers.facts.items() if k not in rests}
        left = ENGINE.recommender(name, pathway).outcome(Answers(facts=facts), each.head.as_of)
        assert left != "refused", each.file.stem


# Harm first


@pytest.mark.parametrize(("name", "pathway"), PATHWAYS)
@pytest.mark.parametrize("harm", ["suspected", "known"])
def test_harm_brings_the_contact_first_at_once_and_unconditionally(
    name: str, pathway: str, harm: str
) -> None:
    """The first plain action is the authority's own harm contact, or the protection action.

    It has no condition and is due at once; where the document gives no contact, it says so.
    """
    rec = ENGINE.recommender(name, pathway).recommend(Answers(facts={"harm": harm}), DAY)
    first = plain_actions(rec)[0]
    assert rec.harm_route
    assert rec.actions[0] == first
    assert not first.if_text
    assert first.kind == "do"
    assert first.due is not None
    assert first.due.text == "immediately"
    if name in HARM_CONTACT:
        assert first.contact is not None
        assert first.contact.id == HARM_CONTACT[name]
        assert first.contact.phone in first.text
    else:
        assert (first.id, first.contact) == (PROTECTION, None)
        assert "this document gives no contact for it" in first.text


@pytest.mark.parametrize(("name", "pathway"), PATHWAYS)
def test_harm_comes_first_whatever_consent_says(name: str, pathway: str) -> None:
    """No answer on consent, role or agreement moves the contact from its place."""
    recommender = ENGINE.recommender(name, pathway)
    plain = plain_actions(recommender.recommend(Answers(facts={"harm": "suspected"}), DAY))[0]
    for fact in ENGINE.bundle(name).facts.values():
        if fact.type == "yes_no" and re.search("consent|agree", fact.id):
            for value in (True, False):
                answers = Answers(facts={"harm": "suspected", fact.id: value})
                assert plain_actions(recommender.recommend(answers, DAY))[0] == plain, fact.id


# Scenarios


@pytest.mark.parametrize(("name", "pathway"), PATHWAYS)
def test_every_outcome_has_something_to_do(name: str, pathway: str) -> None:
    """Each outcome comes up in a scenario with a plain action beside the standing ones."""
    acted = {
        each.rec.outcome.id
        for each in decided()
        if (each.head.authority, each.head.pathway) == (name, pathway)
        and {action.id for action in plain_actions(each.rec)} - STANDING
    }
    assert acted == set(ENGINE.plan(name, pathway).outcomes)


@pytest.mark.parametrize(("name", "pathway"), PATHWAYS)
def test_what_brings_the_harm_question_back_stands_before_anybody_acts(
    name: str, pathway: str
) -> None:
    """Only a query that cannot stand without the harm route, where the contact is first, waits."""
    asked = [q for q in ENGINE.bundle(name).pathway(pathway).queries if "harm" in q.asks]
    waiting = {query.id for query in asked if not query.before_acting}
    assert waiting <= {"incident_and_no_harm"}
    for fact in ("serious_incident", "section_47_required") if waiting else ():
        answers = Answers({fact: True, "harm": "no"})
        assert ENGINE.recommender(name, pathway).recommend(answers, DAY).harm_route


def test_every_pathway_and_authority_has_enough_scenarios() -> None:
    """At least three for each pathway and 25 for each authority."""
    pathways = Counter((each.head.authority, each.head.pathway) for each in decided())
    authorities = Counter(each.head.authority for each in decided())
    assert set(pathways) == set(PATHWAYS)
    assert min(pathways.values()) >= 3
    assert set(authorities) == set(ENGINE.authorities)
    assert min(authorities.values()) >= 25


# From one pathway to the next

LEVEL_3 = Answers(
    facts={
        "harm": "no", "age": 9, "plan": frozenset({"none"}), "impact": "some", "severity": "low",
        "needs": "multiple", "coordination_required": True, "role": "education",
    },
    looked_through=frozenset(GROUPS),
)  # fmt: skip


@pytest.mark.parametrize(("name", "pathway"), [each for each in PATHWAYS if each[1] != "level"])
def test_answers_are_carried_to_the_next_pathway_and_not_asked_again(
    name: str, pathway: str
) -> None:
    """The level's interview and then a pathway's: what was asked before is asked no more."""
    first = ENGINE.session(name, "level", noon(DAY))
    asker = ScriptAsker(first, LEVEL_3)
    Conduct(first, asker, keep_nothing).run()
    assert "harm" in first.answers.facts
    following = ENGINE.session(name, pathway, noon(DAY), first.answers)
    again = [
        fact
        for follow_on in (False, True)
        for screen in following.pending(follow_on=follow_on)
        if not screen.step.again
        for fact in (screen.step.fact, *screen.step.facts)
        if fact in first.answers.facts
    ]
    assert again == []
    Conduct(following, ScriptAsker(following, LEVEL_3), keep_nothing).run()
    kept = {k: v for k, v in following.answers.facts.items() if k in first.answers.facts}
    assert kept == first.answers.facts


# What cannot be answered


@pytest.mark.parametrize(("name", "pathway"), PATHWAYS)
def test_nobody_is_asked_for_the_age_of_an_unborn_child(name: str, pathway: str) -> None:
    """Unborn stands in for an age, which is neither missing nor settles or changes anything."""
    rec = ENGINE.recommender(name, pathway).recommend(
        Answers(facts={"harm": "no", "unborn": True}), DAY
    )
    named = {item.fact for item in (*rec.missing, *rec.would_change)}
    named |= {fact for item in rec.still_possible for fact in item.settles}
    assert "age" not in named


# What nobody may overlook

HELD = Answers(
    facts={
        "harm": "no", "impact": "none", "severity": "low", "if_unchanged": "needs_grow",
        "needs": "multiple", "coordination_required": False, "risk_home": True,
    },
    present=frozenset({"hul-358", "hul-360", "hul-363", "hul-386", "hul-388", "hul-400"}),
)  # fmt: skip


@pytest.mark.parametrize("name", ENGINE.authorities)
def test_grave_prompts_that_a_mild_judgement_holds_say_to_consult_before_anything(
    name: str,
) -> None:
    """Six Specialist prompts and a risk at home, judged mild: consult stands above what to do.

    Circumstances that were not answered (immediate danger) hide nothing of it, and it stands once
    on the page and again in the last lines.
    """
    rec = ENGINE.recommender(name, "level").recommend(HELD, DAY)
    page, end = flat(plain_text(report(rec))), flat(plain_text(brief(rec)))
    for words in ("consider consulting children's social care", "a risk of harm is one"):
        assert page.count(words) == 1
        assert page.index("BEFORE YOU ACT ON THIS") < page.index(words)
        assert page.index(words) < page.index("FIRST THING TO DO")
        assert words in end


@pytest.mark.parametrize("name", ENGINE.authorities)
def test_nothing_stands_before_the_contact_of_the_harm_route(name: str) -> None:
    """With harm the contact is first, whatever else is to be thought about."""
    answers = replace(HELD, facts={**HELD.facts, "harm": "suspected", "concern_serious": True})
    rec = ENGINE.recommender(name, "level").recommend(answers, DAY)
    assert "BEFORE YOU ACT" not in plain_text(report(rec))
