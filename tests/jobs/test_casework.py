"""From a decision to its note: follow-ups, history, what is kept when a case is decided again."""

from __future__ import annotations

import datetime as dt

import pytest

from needcheck.case.answers import Answers
from needcheck.case.note import CaseNote, Judgement, parse_note, render_note
from needcheck.errors import InputError, Place, UsageError
from needcheck.jobs import casework
from needcheck.jobs.engine import Engine
from needcheck.recommend.result import Recommendation

NOW = "2026-11-20T15:00:00+00:00"
DAY = dt.date(2026, 11, 20)
CALLED = dt.datetime(2026, 11, 20, 14, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def engine() -> Engine:
    """The shipped criteria."""
    return Engine()


def decided(
    engine: Engine, answers: Answers, judgement: Judgement | None = None
) -> tuple[CaseNote, Recommendation]:
    """A finished note with its recommendation."""
    draft = casework.draft_note(
        answers, engine.bundle("hull"), "level", casework.Author("education"), NOW
    )
    rec = engine.recommender("hull", "level").recommend(answers, DAY)
    decision = casework.Decision("A7", judgement or Judgement())
    return casework.final_note(draft, rec, decision, NOW), rec


HARM = Answers(facts={"harm": "suspected", "contact_made_at": CALLED})


def test_follow_ups_are_the_actions_with_a_time_and_their_deadlines(engine: Engine) -> None:
    """48 hours and 5 working days become follow-ups with the moment they are due."""
    note, _ = decided(engine, HARM)
    due = {item.id: item.due for item in note.follow_ups}
    assert "2026-11-22T14:30+00:00" in due.values()
    assert "2026-11-27" in due.values()
    assert note.follow_ups[0].id == "contact_ehash_now"


def test_the_contact_of_the_harm_route_is_done_once_it_is_made(engine: Engine) -> None:
    """A stated time of contact ticks the follow-up, with that time; silence leaves it open."""
    first = decided(engine, HARM)[0].follow_ups[0]
    assert (first.id, first.done, first.done_at) == (
        "contact_ehash_now",
        True,
        "2026-11-20T14:30+00:00",
    )
    others = decided(engine, HARM)[0].follow_ups[1:]
    assert not any(item.done for item in others)
    open_ = decided(engine, Answers(facts={"harm": "suspected"}))[0].follow_ups
    assert open_[0].id == "contact_ehash_now"
    assert not any(item.done for item in open_)


@pytest.mark.parametrize(
    "facts",
    [
        {"harm": "no", "needs": "emerging", "consent_parent": True},
        {"harm": "no", "needs": "none", "impact": "none"},
        {"harm": "no", "assessed_in_need": True, "contact_made_at": CALLED},
        {"harm": "no"},
    ],
    ids=str,
)
def test_the_first_thing_to_do_is_always_to_be_followed_up(
    engine: Engine, facts: dict[str, object]
) -> None:
    """On every route it stands first and open, whether or not it has a deadline of its own."""
    note, rec = decided(engine, Answers(facts=facts))  # type: ignore[arg-type]
    first = casework.first_action(rec)
    assert first is not None
    assert not rec.harm_route
    followed = note.follow_ups[0]
    assert (followed.id, followed.what, followed.done) == (first.id, first.text, False)
    assert len({item.id for item in note.follow_ups}) == len(note.follow_ups)


def test_what_is_not_to_be_done_is_nothing_to_follow_up(engine: Engine) -> None:
    """A first line that forbids something has nothing to tick off."""
    facts = {"harm": "no", "needs": "multiple", "consent_parent": False}
    note, rec = decided(engine, Answers(facts=facts))
    first = casework.first_action(rec)
    assert first is not None
    assert first.kind == "do_not"
    assert first.id not in [item.id for item in note.follow_ups]


def test_a_note_shows_the_same_recommendation_from_the_file_alone(engine: Engine) -> None:
    """What was shown is in the file whole: reading it back gives the same value."""
    note, rec = decided(engine, HARM)
    again = parse_note(render_note(note), "note.toml")
    assert casework.recommendation_of(again) == rec


def test_a_lower_judgement_on_a_harm_route_is_marked_in_the_history(engine: Engine) -> None:
    """The mark stands in judgement and history; the contact stays in the recommendation."""
    lower = Judgement(outcome="additional", agrees=False, reason="x", below_harm_route=True)
    note, rec = decided(engine, HARM, lower)
    assert note.judgement.below_harm_route
    assert casework.LOWER in [entry.what for entry in note.history]
    assert note.recommendation["actions"][0]["contact"]["phone"] == "01482 448879"
    assert rec.harm_route


def test_ticking_off_keeps_the_answer_and_when(engine: Engine) -> None:
    """A follow-up that is done says what was answered; the others are untouched."""
    note, _ = decided(engine, HARM)
    name = note.follow_ups[0].id
    done = casework.ticked(note, name, "accepted", "2026-11-20T14:40+00:00", NOW)
    assert done.follow_ups[0].done
    assert done.follow_ups[0].answer == "accepted"
    assert done.follow_ups[1:] == note.follow_ups[1:]
    assert done.history[-1].what == f"follow-up done: {name}"


def test_a_follow_up_that_does_not_exist_is_named_as_such(engine: Engine) -> None:
    """The error lists the follow-ups there are."""
    note, _ = decided(engine, HARM)
    with pytest.raises(UsageError, match="contact_ehash_now"):
        casework.ticked(note, "nothing_such", "", NOW, NOW)


def test_deciding_again_keeps_what_was_done(engine: Engine) -> None:
    """A ticked follow-up stays ticked, even where the new recommendation has it no more."""
    note, _ = decided(engine, HARM)
    done = casework.ticked(note, "contact_ehash_now", "spoke to them", NOW, NOW)
    calm = engine.recommender("hull", "level").recommend(Answers(facts={"harm": "no"}), DAY)
    again = casework.final_note(done, calm, casework.Decision("A7"), NOW)
    kept = {item.id: item for item in again.follow_ups}
    assert kept["contact_ehash_now"].done
    assert len(again.history) > len(done.history)


def test_a_draft_has_no_recommendation_to_show(engine: Engine) -> None:
    """Showing a draft is an error in a sentence, not an empty page."""
    bundle = engine.bundle("hull")
    draft = casework.draft_note(Answers(), bundle, "level", casework.Author(), NOW)
    with pytest.raises(InputError, match="no recommendation yet"):
        casework.recommendation_of(draft)


def test_answers_survive_the_note_unchanged(engine: Engine) -> None:
    """Typed answers, through the note's file and the gate, come back as they were."""
    answers = Answers(
        facts={
            "harm": "no",
            "age": 7,
            "plan": frozenset({"cin", "early_help"}),
            "disabled": True,
            "contact_made_at": CALLED,
        },
        asked=frozenset({"views"}),
        present=frozenset({"hul-301"}),
        absent=frozenset({"hul-304"}),
        looked_through=frozenset({"child"}),
        words={"impact": "tired"},
    )
    note, _ = decided(engine, answers)
    session = engine.session("hull", "level", CALLED)
    raw = casework.raw_answers(parse_note(render_note(note), "note.toml"))
    again = session.gate.read(raw, lambda path: Place())
    assert again == answers
