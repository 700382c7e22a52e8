"""What a quiz asks on a case: the right answer is always there, and the score counts it."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path

import pytest

from needcheck.interview.quiz import QuizCase
from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.quiz import (
    FIRST,
    HOLD,
    NOW,
    OPEN,
    OUTCOME,
    OWN,
    PEOPLE,
    ROUTE,
    quiz_case,
    route,
    score,
    score_toml,
    steps_below,
)
from needcheck.jobs.scenarios.replay import Replay, find, replay

LIBRARY = Path(__file__).resolve().parents[3] / "data" / "scenarios" / "training"
FILES = find([LIBRARY])[::5]
ENGINE = Engine()


@cache
def result(path: Path) -> Replay:
    """A replay, once."""
    return replay(path, ENGINE)


def hull(name: str) -> Replay:
    """A training scenario of Hull by the beginning of its name."""
    (path,) = (LIBRARY / "hull").glob(f"{name}*.toml")
    return result(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_question_offers_what_is_right_among_others(path: Path) -> None:
    """Outcome, route and first action: one right answer, others beside it, none twice."""
    case = quiz_case(result(path), ENGINE)
    assert [item.key for item in case.asked] == [OUTCOME, ROUTE, FIRST]
    for item in case.asked:
        ids = [option.id for option in item.options]
        assert ids.count(item.right) == 1
        assert len(ids) == len(set(ids)) >= 3
        assert len({option.text for option in item.options}) == len(ids)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_other_action_that_is_offered_is_shown_in_the_case(path: Path) -> None:
    """What is not right to do first is not among what the case shows at all."""
    found = result(path)
    case = quiz_case(found, ENGINE)
    (first,) = (item for item in case.asked if item.key == FIRST)
    shown = {action.id for action in found.recommendation.actions}
    assert {option.id for option in first.options} & shown == {first.right}


def test_the_same_case_asks_the_same_every_time() -> None:
    """The order looks drawn and is the case's own."""
    cases = [quiz_case(replay(FILES[0], ENGINE), ENGINE).asked for _ in range(2)]
    assert cases[0] == cases[1]
    positions = set()
    for path in FILES:
        item = quiz_case(result(path), ENGINE).asked[-1]
        positions.add([option.id for option in item.options].index(item.right))
    assert len(positions) > 2


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("fern-kestrel", NOW),
        ("tansy-siskin", OWN),
        ("nobody-has-asked-the-hawfinches", HOLD),
        ("almost-everything-is-known", OPEN),
        ("the-whitethroat", "contact:hub_email"),
    ],
)
def test_the_route_says_how_it_goes_on(name: str, wanted: str) -> None:
    """Harm before all, then what is open, what stands against it, whom to contact, or no one."""
    assert route(hull(name).recommendation) == wanted


@pytest.mark.parametrize(
    ("name", "wanted", "also"),
    [
        ("islington/the-hornbeams", PEOPLE, ()),
        ("islington/mrs-lime", PEOPLE, (HOLD,)),
        ("islington/the-alder", PEOPLE, (HOLD,)),
        ("southwark/the-nidd", PEOPLE, ()),
        ("birmingham/the-kestrel", PEOPLE, ()),
        ("birmingham/mr-fieldfare", HOLD, (PEOPLE,)),
        ("birmingham/mrs-siskin", HOLD, ()),
        ("birmingham/the-fulmar", OWN, ()),
        ("hull/alder-finch", OWN, ()),
        ("hull/the-nuthatches", HOLD, ()),
        ("worcestershire/the-pintail", HOLD, (PEOPLE,)),
    ],
)
def test_no_referral_is_right_only_where_there_is_none(
    name: str, wanted: str, also: tuple[str, ...]
) -> None:
    """A referral by a person, without a number or form, is no "no referral"; two fit in places."""
    (path,) = LIBRARY.glob(f"{name}*.toml")
    (asked,) = (item for item in quiz_case(result(path), ENGINE).asked if item.key == ROUTE)
    assert (asked.right, asked.also) == (wanted, also)
    for choice in (wanted, *also):
        assert score([QuizCase(name, (asked,), "")], [(choice,)]).won == 1
    wrong = [option.id for option in asked.options if option.id not in (wanted, *also)]
    assert all(score([QuizCase(name, (asked,), "")], [(choice,)]).won == 0 for choice in wrong)


def test_a_contact_says_what_it_is_for_where_that_is_one_thing() -> None:
    """A hub's meeting is not taken for a hub's inbox; what can only be read is no route."""
    (asked,) = (i for i in quiz_case(hull("the-whitethroat"), ENGINE).asked if i.key == ROUTE)
    texts = {option.id: option.text for option in asked.options}
    assert "Early Help Action Meeting" in texts["contact:hub_east"]
    assert "Early Help Hub directly)" in texts["contact:hub_email"]
    assert asked.also == ("form",)
    assert texts["contact:ehash"] == "Contact: Early Help and Safeguarding Hub (EHASH)"
    assert "contact:local_offer" not in texts


def right(case: QuizCase) -> tuple[str, ...]:
    """What is right on a case."""
    return tuple(item.right for item in case.asked)


def test_all_right_is_a_full_score_and_nothing_answered_is_none() -> None:
    """The score counts questions, by kind and all together."""
    cases = [quiz_case(result(path), ENGINE) for path in FILES[:3]]
    full = score(cases, [right(case) for case in cases])
    assert (full.won, len(full.points)) == (9, 9)
    assert full.of(ROUTE) == (3, 3)
    assert (full.above, full.below) == ((), ())
    assert score(cases, []).points == ()
    assert score(cases, [("", "", "")]).won == 0


def test_below_and_above_are_told_apart() -> None:
    """A milder level than right is below; the last outcome, which decides nothing, is neither."""
    case = quiz_case(hull("the-whitethroat"), ENGINE)
    by_choice = {
        choice: score([case], [(choice, "", "")])
        for choice in ("specialist", "targeted", "additional", "universal", "not_yet", "")
    }
    assert {name for name, found in by_choice.items() if found.below} == {"universal"}
    assert {name for name, found in by_choice.items() if found.above} == {"specialist", "targeted"}
    assert [p.steps for p in by_choice["specialist"].above] == [-2]


def test_only_levels_and_harm_are_above_or_below() -> None:
    """Of two services neither is lower; what is chosen in place of the harm route is."""
    (path,) = LIBRARY.glob("islington/the-hornbeams*")
    service = quiz_case(result(path), ENGINE).asked[0]
    assert steps_below(service, "icsp") is None
    assert steps_below(service, "refused") is None
    assert steps_below(service, "protect") == -3
    (path,) = LIBRARY.glob("islington/the-beech*")
    assert steps_below(quiz_case(result(path), ENGINE).asked[0], "icsp") == 2


def test_what_is_saved_is_the_choices_and_nothing_of_who_chose() -> None:
    """TOML with the day, the score and each choice beside what is right."""
    case = quiz_case(hull("the-whitethroat"), ENGINE)
    text = score_toml(score([case], [("additional", "", "")]), dt.date(2026, 11, 20))
    saved = tomllib.loads(text)
    assert saved["quiz"] == {"day": dt.date(2026, 11, 20), "right": 1, "asked": 3}
    assert [answer["question"] for answer in saved["answer"]] == [OUTCOME, ROUTE, FIRST]
    assert set(saved["answer"][0]) == {"case", "question", "chosen", "right"}
