from __future__ import annotations

import pytest

from needcheck.case.answers import Answers
from needcheck.jobs.engine import Engine
from needcheck.output.between import at_once, meanwhile
from needcheck.output.plain import plain_text
from needcheck.output.record import record_text
from needcheck.output.report import report
from needcheck.recommend.result import Recommendation
from tests.jobs.cases import AS_OF

ENGINE = Engine()
EXPLOITED = "hul-405"
PATHWAYS = [(a, p) for a in ENGINE.authorities for p in ENGINE.bundle(a).pathways]


def recommended(authority: str, pathway: str, answers: Answers) -> Recommendation:
    """What these answers lead to on one day."""
    return ENGINE.recommender(authority, pathway).recommend(answers, AS_OF)


@pytest.mark.parametrize("authority", ENGINE.authorities)
def test_the_route_at_once_says_not_to_tell_the_family(authority: str) -> None:
    """Where telling can put the child in danger, it is said with the contact, not pages later."""
    for present, said in ((frozenset({EXPLOITED}), True), (frozenset[str](), False)):
        rec = recommended(authority, "level", Answers({"harm": "suspected"}, present=present))
        page = " ".join(plain_text(at_once(rec)).split())
        assert ("Do not tell the family before" in page) is said
        assert page.endswith(f"Recommended level: {rec.outcome.name}")


@pytest.mark.parametrize(("authority", "pathway"), PATHWAYS)
def test_who_judges_that_telling_raises_the_risk_reads_it_with_the_contact(
    authority: str, pathway: str
) -> None:
    """The person's own answer counts as much as a prompt, wherever criteria have words for it."""
    answers = Answers({"harm": "suspected", "informing_raises_risk": True})
    rec = recommended(authority, pathway, answers)
    told = [action for action in rec.actions if action.id == "do_not_inform"]
    assert bool(told) is (authority in ("birmingham", "hull", "worcestershire"))
    page = " ".join(plain_text(at_once(rec)).split())
    assert ("Do not tell the parent or carer" in page) is bool(told)


@pytest.mark.parametrize("harm", ["suspected", "known"])
def test_the_route_at_once_leaves_room_for_the_question_below(harm: str) -> None:
    """With the warning it still takes at most 15 of the 24 lines of a small terminal."""
    answers = Answers({"harm": harm}, present=frozenset({EXPLOITED}))
    page = plain_text(at_once(recommended("hull", "level", answers)))
    assert len(page.splitlines()) <= 15


@pytest.mark.parametrize(("authority", "pathway"), PATHWAYS)
def test_meanwhile_says_what_to_do_and_names_nobody_elses_contact(
    authority: str, pathway: str
) -> None:
    """With harm not known there is one thing to do at once, and it speaks of harm."""
    rec = recommended(authority, pathway, Answers(asked=frozenset({"harm"})))
    page = " ".join(plain_text(meanwhile(rec)).split())
    assert page.startswith("Not known is not a no.")
    assert "harm" in page.lower()
    assert ("EHASH" in page) <= (authority == "hull")


@pytest.mark.parametrize("authority", ENGINE.authorities)
def test_stated_danger_says_call_999_before_the_contact(authority: str) -> None:
    """Who answered that someone is in danger is told to call, not asked "if anyone is" alone."""
    for danger in (True, False):
        answers = Answers({"harm": "suspected", "immediate_danger": danger})
        page = plain_text(at_once(recommended(authority, "level", answers)))
        assert ("CALL 999 NOW: you answered" in page) is danger
        if danger:
            contact = "CONTACT NOW" if authority == "hull" else "Do this now"
            assert page.index("CALL 999 NOW") < page.index(contact)


def test_what_stands_with_the_contact_is_not_said_twice_and_is_in_the_record() -> None:
    """On the page once; in the agency's record, which has no such head, among the actions."""
    answers = Answers({"harm": "suspected"}, present=frozenset({EXPLOITED}))
    rec = recommended("hull", "level", answers)
    words = "Do not tell the family before EHASH has advised you"
    assert " ".join(plain_text(report(rec)).split()).count(words) == 1
    assert words in " ".join(record_text(rec).split())
