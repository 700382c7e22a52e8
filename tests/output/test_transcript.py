"""A replayed scenario as a page: questions and answers, where the route shows, what differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.replay import replay
from needcheck.output.plain import plain_text
from needcheck.output.transcript import ROUTE_SHOWN, transcript

ABOUT = """
[scenario]
title = "A case"
about = "Read aloud."
authority = "hull"
as_of = "2026-11-20"
"""


@pytest.fixture(scope="module")
def engine() -> Engine:
    """The shipped criteria."""
    return Engine()


def page(text: str, folder: Path, engine: Engine, *, brief: bool = False) -> str:
    """The transcript of a scenario as plain text."""
    path = folder / "case.toml"
    path.write_text(ABOUT + text, encoding="utf-8")
    return plain_text(transcript(replay(path, engine), engine, brief=brief), 200)


def test_the_route_stands_where_it_would_have_been_shown(tmp_path: Path, engine: Engine) -> None:
    """After harm is suspected the route comes before any further question."""
    text = page('[answers]\nharm = "suspected"\n', tmp_path, engine)
    asked = text[: text.index("Result")]
    assert asked.index("Yes - I suspect it") < asked.index(ROUTE_SHOWN)
    assert asked.index(ROUTE_SHOWN) < asked.index("raise the risk")


def test_what_differs_is_said_and_the_rest_left_out_when_brief(
    tmp_path: Path, engine: Engine
) -> None:
    """A brief page has the title and the differences, not the questions."""
    wrong = '[answers]\nharm = "suspected"\n[expect]\noutcome = "universal"\n'
    text = page(wrong, tmp_path, engine, brief=True)
    assert "outcome: expected universal, came out as specialist" in text
    assert "Questions and answers" not in text


def test_unused_and_missing_answers_are_reported(tmp_path: Path, engine: Engine) -> None:
    """What was given and not asked, and what is still missing, stand at the end in words."""
    text = page('[answers]\nharm = "no"\nlocality = "west"\n', tmp_path, engine)
    assert "Answers that were not asked for: locality" in text
    assert "Still missing: " in text
