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
    "reference": '"ABC-18',
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
