"""From the level to the pathway that fits it, in a real terminal: nothing is asked twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from needcheck.case.note import load_note
from tests.cli.conftest import Start
from tests.cli.test_interview_terminal import TARGETED

pytestmark = pytest.mark.terminal

REQUEST = {
    "statutory social work": "1\r",
    "level 3 of Right Help": "2\r",
    "Do you agree": "1\r",
    "reference": '"\x15ABC-18',
}


@pytest.fixture
def birmingham(home: Path) -> Path:
    """The user's folder, which remembers Birmingham."""
    settings = 'authority = "birmingham"\nrole = "education"\n'
    (home / "settings.toml").write_text(settings, "utf-8")
    return home


def asked(questions: list[str]) -> set[str]:
    """The questions without their numbers."""
    return {question.split(" ", 2)[2] for question in questions}


def saved(home: Path) -> dict[str, Path]:
    """The saved notes by reference."""
    return {load_note(p)[0].case.reference: p for p in (home / "notes").glob("*.toml")}


def test_the_level_leads_to_the_request_for_support(start: Start, birmingham: Path) -> None:
    """Targeted on the scale offers the request; its answers are carried over, two notes saved."""
    person = start("assess")
    first = person.walk(TARGETED, until="decide next")
    person.see("Nothing more", "Request for support from Family Support", "999 now")
    assert "Choose one of the rows" not in person.text
    numbers = [int(question.split()[1]) for question in (*first, person.last)]
    assert numbers[-1] == numbers[-2] + 1 == max(numbers)
    person.press("2\r")
    second = person.walk(REQUEST, until="ABC-18.toml")
    assert person.end() == 0
    closing = {q for q in asked(second) if "Do you agree" in q or "reference" in q}
    assert asked(first) & asked(second) <= closing
    assert not any("significant harm" in q or "How old" in q for q in second)
    notes = {name: load_note(path)[0] for name, path in saved(birmingham).items()}
    assert {n.case.pathway for n in notes.values()} == {"level", "request_for_support"}
    level, request = notes["ABC-17"].answers, notes["ABC-18"].answers
    assert level.facts.items() <= request.facts.items()
    assert level.prompts == request.prompts
    assert not list((birmingham / "drafts").glob("*.toml"))


def test_the_reference_of_the_first_decision_is_offered_to_the_second(
    start: Start, birmingham: Path
) -> None:
    """Enter keeps it: two notes of one case, each with its own name."""
    person = start("assess")
    person.walk(TARGETED, until="decide next")
    person.press("2\r")
    person.walk({**REQUEST, "reference": "\r"}, until="ABC-17-2")
    assert person.end() == 0
    notes = [load_note(path)[0].case for path in (birmingham / "notes").glob("*.toml")]
    assert [head.reference for head in notes] == ["ABC-17", "ABC-17"]
    assert {head.pathway for head in notes} == {"level", "request_for_support"}


@pytest.mark.parametrize("key", ["\x03", "\x18", "\x04"], ids=["ctrl-c", "ctrl-x", "ctrl-d"])
def test_stopping_at_the_next_decision_loses_nothing(
    start: Start, birmingham: Path, key: str
) -> None:
    """The note is saved by then: no draft is spoken of that is not there."""
    person = start("assess")
    person.walk(TARGETED, until="decide next")
    person.press(key)
    assert person.end() == 0
    assert list(saved(birmingham)) == ["ABC-17"]
    assert "kept as draft" not in person.text


def test_stopping_in_the_second_interview_names_its_own_draft(
    start: Start, birmingham: Path
) -> None:
    """The draft that is named is the one that is there, with the second pathway."""
    person = start("assess")
    person.walk(TARGETED, until="decide next")
    person.press("2\r")
    person.see_question("statutory social work")
    person.press("2\r")
    person.see_question()
    person.press("\x03")
    assert person.end() == 130
    (draft,) = (birmingham / "drafts").glob("*.toml")
    assert draft.stem in person.text.replace(" ", "")
    assert load_note(draft)[0].case.pathway == "request_for_support"


def test_nothing_more_ends_with_the_one_note(start: Start, birmingham: Path) -> None:
    """Enter takes "Nothing more": the interview is over and one note is there."""
    person = start("assess")
    person.walk(TARGETED, until="decide next")
    person.press("\r")
    assert person.end() == 0
    assert list(saved(birmingham)) == ["ABC-17"]


def test_after_harm_nothing_else_is_offered(start: Start, birmingham: Path) -> None:
    """On the harm route no further pathway stands beside the contact."""
    person = start("assess")
    answers = {"know or suspect": "3\r", "Do you agree": "1\r", "reference": '"ABC-19'}
    person.walk(answers, until="See it again")
    assert person.end() == 0
    assert "decide next" not in " ".join(" ".join(person.scrolled).split())
