"""Scenarios that are written by the program: readable again, and without identifiers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from needcheck.case.note import render_note
from needcheck.case.scenario import load_scenario
from needcheck.errors import InputError
from needcheck.jobs.casework import Author, Decision, draft_note, final_note
from needcheck.jobs.engine import Engine, noon
from needcheck.jobs.scenarios.authoring import AWAY, from_note, render, slug
from needcheck.jobs.scenarios.check import check
from needcheck.jobs.scenarios.hidden import hidden
from needcheck.jobs.scenarios.replay import replay, replays
from needcheck.output.plain import plain_text
from needcheck.output.slides import slides
from needcheck.output.transcript import transcript
from tests.jobs.written import HARM, written

ENGINE = Engine()
DAY = dt.date(2026, 3, 4)
OWN_WORDS = "Zebedee told me at the blue gate"
RAW: dict[str, Any] = {
    "harm": "no",
    "impact": "some",
    "harm_no_reason": OWN_WORDS,
    "words": {"impact": OWN_WORDS},
    "prompts": {"present": ["hul-378"], "looked_through": ["child"]},
}


def a_note(folder: Path, raw: dict[str, Any] = RAW, day: dt.date = DAY) -> Path:
    """A finished note with own words, a reference and an agency."""
    session = ENGINE.session("hull", "level", noon(day))
    answers = session.gate.read(raw, lambda path: None)  # type: ignore[arg-type, return-value]
    rec = ENGINE.recommender("hull", "level").recommend(answers, day)
    at = f"{day}T12:00:00+00:00"
    draft = draft_note(answers, session.plan.bundle, "level", Author("education", "Elm School"), at)
    path = folder / "2026-REF-77.toml"
    path.write_text(render_note(final_note(draft, rec, Decision("REF-77"), at)), encoding="utf-8")
    return path


def test_a_scenario_from_a_note_has_nothing_that_tells_whose_it_is(tmp_path: Path) -> None:
    """No reference, agency, own words, nor the day of the case."""
    text = render(from_note(load_scenario(a_note(tmp_path)), ENGINE, "A case.").draft)
    for secret in ("REF-77", "Elm School", "Zebedee", "blue gate", DAY.isoformat()):
        assert secret not in text


def test_a_scenario_from_a_note_decides_as_the_note_does(tmp_path: Path) -> None:
    """The same answers, the same outcome; it passes its own check and replays as expected."""
    note = load_scenario(a_note(tmp_path))
    made = from_note(note, ENGINE, "A case.")
    assert made.recommendation.outcome.id == note.expect.outcome
    assert made.moved
    path = tmp_path / "made.toml"
    path.write_text(render(made.draft), encoding="utf-8")
    assert check(path, ENGINE).findings == ()
    assert replay(path, ENGINE).differences == ()


def test_days_move_together_and_keep_their_weekday(tmp_path: Path) -> None:
    """A moment that a deadline is counted from moves as the day of the note does."""
    raw = {"harm": "suspected", "contact_made_at": "2026-03-03 14:30"}
    draft = from_note(load_scenario(a_note(tmp_path, raw)), ENGINE, "A case.").draft
    assert draft.as_of == DAY - AWAY
    assert draft.as_of.weekday() == DAY.weekday()
    assert str(draft.answers["contact_made_at"]).startswith("2025-03-04")
    assert "14:30" in str(draft.answers["contact_made_at"])


def test_only_a_note_is_turned_into_a_scenario(tmp_path: Path) -> None:
    """A scenario is one already."""
    with pytest.raises(InputError, match="no case note"):
        from_note(load_scenario(written(tmp_path, HARM)), ENGINE, "A case.")


@pytest.mark.parametrize("hide", [True, False])
def test_a_replay_hides_identifiers_when_asked(hide: bool, tmp_path: Path) -> None:
    """Transcript and screens show words, reference and file, or none of them."""
    (result,) = replays(a_note(tmp_path), ENGINE, hide=hide)
    screens = [line for screen in slides(result) for line in (screen.heading, *screen.lines)]
    text = " ".join(f"{plain_text(transcript(result, ENGINE, brief=False))} {screens}".split())
    for secret in ("REF-77", "Zebedee"):
        assert (secret in text) is not hide
    assert result.differences == ()


def test_hiding_changes_no_answer_that_decides(tmp_path: Path) -> None:
    """A reason in words stays a reason that was given."""
    note = load_scenario(a_note(tmp_path))
    bare = hidden(note, ENGINE.bundle("hull"))
    assert bare.answers["harm_no_reason"] == "yes"
    assert "words" not in bare.answers


@pytest.mark.parametrize(
    ("title", "name"),
    [("Mrs Lime rings up.", "mrs-lime-rings-up"), ("O'Neil's", "oneils"), ("???", "scenario")],
)
def test_a_file_is_named_by_its_title(title: str, name: str) -> None:
    """Small letters, digits and hyphens."""
    assert slug(title) == name
