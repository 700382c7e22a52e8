"""Screens as a person at an 80x24 terminal sees them: help, review, the way back, follow-up."""

from __future__ import annotations

from pathlib import Path

import pytest

from needcheck.case.note import load_note
from tests.cli.conftest import Run, Start
from tests.cli.test_interview_terminal import (
    CLOSING,
    FIRST,
    LISTS,
    UNIVERSAL,
    emergency_is_there,
)

pytestmark = pytest.mark.terminal

HARM = {"know or suspect": "3\r", "seen or heard": '"told at school'}


def test_help_in_the_longest_list_is_on_the_screen(start: Start) -> None:
    """F1 at the last of 39 prompts shows that prompt's help; a key brings the list back."""
    person = start("assess")
    person.walk(FIRST, until=LISTS[0])
    person.press("\x1b[F")
    person.see("> 40 [ ] Few skills for solving problems")
    person.press("\x1bOP")
    person.see("Few skills for solving problems: How the child deals with difficulties")
    person.see("Any other key: back to the question.")
    emergency_is_there(person)
    person.press("x")
    person.see("> 40 [ ] Few skills for solving problems", "39 entries, 0 ticked.")


def test_the_review_shows_that_there_is_more_and_what_was_looked_through(start: Start) -> None:
    """Fourteen answers do not fit: an arrow says so; strengths looked through are said to be."""
    person = start("assess")
    person.walk(UNIVERSAL, until="Circumstances")
    person.press("\x12")
    person.see("which one do you want to change?", "> 1 None: go on")
    assert any(line.endswith("v") for line in person.lines)
    assert "Choose one of the rows" not in person.text
    person.see("going well? -> Nothing in this list")
    person.press("e")
    person.see("> e Which describes the child's needs best?")
    assert any(line.endswith("^") for line in person.lines)
    emergency_is_there(person)


def test_the_judgement_is_not_decided_rather_than_not_known(start: Start) -> None:
    """Row 0 of "Do you agree?" says what leaving it open means."""
    person = start("assess")
    person.walk(HARM, until="Do you agree")
    person.see("> 0 Not decided yet")
    assert "Not known yet" not in person.text.split("Do you agree")[-1]
    person.press("3\r")
    person.see_question("Which level")
    person.see("> 0 Not decided yet")


def test_an_answer_is_mended_after_the_result_was_seen(start: Start, home: Path) -> None:
    """Ctrl-R at "Do you agree?" leads to the review; the new result is shown and decided."""
    person = start("assess")
    person.walk(UNIVERSAL, until="Do you agree")
    assert "Universal services" in person.last
    person.press("\x12")
    person.see_question("which one do you want to change?")
    person.see("2 Do you know or suspect")
    person.press("2\r")
    person.see_question("know or suspect")
    person.press("2\r")
    person.walk({**HARM, **CLOSING}, until="See it again")
    assert person.end() == 0
    (path,) = (home / "notes").glob("*.toml")
    assert load_note(path)[0].judgement.outcome == "specialist"
    assert not list((home / "drafts").glob("*.toml"))


def test_a_contact_that_was_made_is_said_and_ticked(start: Start, home: Path, run: Run) -> None:
    """A time in everyday words is taken; the end says "made", the number, and what comes next."""
    person = start("assess")
    answers = {**HARM, "made the contact": '"yesterday 3.30pm', **CLOSING}
    person.walk(answers, until="See it again")
    assert person.end() == 0
    end = " ".join(" ".join(person.scrolled[-16:]).split())
    assert "CONTACT NOW" not in end
    assert "Contact made on " in end
    assert "at 15:30: Early Help and Safeguarding Hub (EHASH), phone 01482 448879" in end
    assert "Next: by " in end
    (path,) = (home / "notes").glob("*.toml")
    first = load_note(path)[0].follow_ups[0]
    assert (first.id, first.done) == ("contact_ehash_now", True)
    assert "T15:30" in first.done_at
    assert "[x] contact_ehash_now" in run("follow-up", path).stdout


def test_a_time_that_is_none_is_refused_in_the_words_of_the_question(start: Start) -> None:
    """Not an id, but what was asked; the question is there again."""
    person = start("assess")
    person.walk(HARM, until="made the contact")
    person.type("half three\r")
    person.see("Not accepted: when the contact was made: Give a day and a time")
    assert "contact_made_at" not in person.text


@pytest.mark.parametrize("key", ["\x18", "\x02"], ids=["ctrl-x", "ctrl-b"])
@pytest.mark.parametrize("at", ["answered or done", "When?"])
def test_leaving_a_follow_up_ticks_nothing(start: Start, note: Path, key: str, at: str) -> None:
    """Save-and-quit or back at any of its questions is no answer to it."""
    before = note.read_bytes()
    person = start("follow-up", str(note))
    person.walk({"Which one": "2\r"}, until=at)
    person.press(key)
    assert person.end() == 0
    assert note.read_bytes() == before


def test_a_follow_up_is_ticked_with_a_time_in_everyday_words(start: Start, note: Path) -> None:
    """A time that is none is asked again, and what was written before is not lost."""
    person = start("follow-up", str(note))
    person.walk({"Which one": "2\r", "answered or done": '"sent by form'}, until="When?")
    person.type("half three\r")
    person.see("Not accepted: Give a day and a time")
    person.type("yesterday 2.15 pm\r")
    assert person.end() == 0
    (done,) = [item for item in load_note(note)[0].follow_ups if item.done]
    assert done.answer == "sent by form"
    assert "T14:15" in done.done_at
