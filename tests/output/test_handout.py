"""The hand-out: cases without answers, answers on sheets of their own, nothing loaded."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.sheets import sheets
from needcheck.output.handout import ANSWERS, handout
from needcheck.output.html import POLICY
from tests.jobs.written import CALM, written

LIBRARY = Path(__file__).resolve().parents[2] / "data" / "scenarios" / "training"
ENGINE = Engine()


@pytest.fixture(scope="module")
def page() -> str:
    """A hand-out of a family of cases, and of one more."""
    hull = LIBRARY / "hull"
    files = [*hull.glob("the-whitethroat*"), *hull.glob("rowan-kittiwake*")]
    return handout(list(sheets(files, ENGINE, hide=False)))


def words(html: str) -> str:
    """The text of a page in one line."""
    text = re.sub(r"<style.*?</style>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_nothing_is_loaded_and_no_script_runs(page: str) -> None:
    """The page opens offline: a policy that allows only its own style."""
    assert f'content="{POLICY}"' in page
    assert not re.search(r"<script|<link|<img|src=|href=\"http|url\(", page)
    assert "@page{size:A4" in page


def test_the_first_part_gives_nothing_away(page: str) -> None:
    """Story, facts and questions, without title, judgement answers, outcome, clauses, points."""
    cases, answers = words(page).split(ANSWERS)
    assert "Larkspur" in cases
    assert "Which level, or which outcome, is it?" in cases
    assert "What if: The mother says no, and means it" in cases
    for hidden in (r"HUL-\d+", "told in four ways", "Needs are likely to grow\" ", "Outcome:",
                   "impact on health and development: Some", "To take away"):  # fmt: skip
        assert not re.search(hidden, cases)
    for told in ("HUL-126", "told in four ways", "Outcome: Additional support", "To take away",
                 "Outcome: Specialist support", "What the clauses say"):  # fmt: skip
        assert told in answers


def test_each_case_and_each_answer_starts_a_sheet(page: str) -> None:
    """The sheets can be given out apart."""
    assert page.count('<section class="sheet">') == 4
    assert ".sheet{break-before:page}" in page


def test_foreign_text_is_shown_and_never_run(tmp_path: Path) -> None:
    """Markup in a story is text."""
    path = written(tmp_path, CALM)
    path.write_text(path.read_text().replace("A story.", "<script>alert(1)</script>"))
    page = handout(list(sheets([path], ENGINE, hide=False)))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_what_was_made_of_a_story_stands_with_the_answers(tmp_path: Path) -> None:
    """Who is asked for a judgement is not told another one on the same sheet."""
    path = written(tmp_path, CALM)
    path.write_text(
        path.read_text().replace("tags =", 'weighed = "No impact, she says."\ntags =', 1)
    )
    cases, answers = words(handout(list(sheets([path], ENGINE, hide=False)))).split(ANSWERS)
    assert "A story." in cases
    assert "she says" not in cases
    assert "What the people in the story made of it No impact, she says." in answers


def test_a_shipped_case_is_named_as_it_can_be_opened(page: str) -> None:
    """A printed sheet carries no path of somebody's machine."""
    assert "hull/rowan-kittiwake-bruises-like-a-peach" in words(page)
    assert str(LIBRARY) not in page


def test_choices_are_not_cut_apart_by_a_page(page: str) -> None:
    """A question and its boxes go over the page together."""
    assert re.search(r"\.whole\{break-inside:avoid\}", page)
    assert page.count('class="whole"') > 10
