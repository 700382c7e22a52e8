from __future__ import annotations

import pytest

from needcheck.case.answers import Answers
from needcheck.jobs.engine import Engine
from needcheck.output.between import at_once, meanwhile
from needcheck.output.plain import plain_text
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
    warnings = [a.id for a in ENGINE.plan(authority, "level").actions if a.at_once]
    for present, said in ((frozenset({EXPLOITED}), True), (frozenset[str](), False)):
        rec = recommended(authority, "level", Answers({"harm": "suspected"}, present=present))
        page = " ".join(plain_text(at_once(rec, warnings)).split())
        assert ("Do not tell the family before" in page) is said
        assert page.endswith(f"Recommended level: {rec.outcome.name}")


@pytest.mark.parametrize("harm", ["suspected", "known"])
def test_the_route_at_once_leaves_room_for_the_question_below(harm: str) -> None:
    """With the warning it still takes at most 14 of the 24 lines of a small terminal."""
    warnings = [a.id for a in ENGINE.plan("hull", "level").actions if a.at_once]
    answers = Answers({"harm": harm}, present=frozenset({EXPLOITED}))
    page = plain_text(at_once(recommended("hull", "level", answers), warnings))
    assert len(page.splitlines()) <= 14


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
