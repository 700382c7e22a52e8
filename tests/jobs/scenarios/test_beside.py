"""One answer changed: what comes out beside what was, and what makes the difference."""

from __future__ import annotations

from pathlib import Path

import pytest

from needcheck.case.scenario import load_scenario
from needcheck.errors import UsageError
from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.beside import Beside, beside
from needcheck.output.beside_page import beside_blocks, beside_data
from needcheck.output.plain import plain_text
from needcheck.output.screen import screen_lines
from tests.jobs.written import CALM, written

ENGINE = Engine()


def changed(folder: Path, *wanted: str) -> Beside:
    """The calm case with these answers."""
    return beside(load_scenario(written(folder, CALM)), ENGINE, wanted)


def test_an_answer_that_raises_the_level_shows_both_and_why(tmp_path: Path) -> None:
    """Outcome, route, first action and deciding rules stand side by side."""
    both = changed(tmp_path, "harm=suspected")
    assert (both.before.outcome.id, both.after.outcome.id) == ("universal", "specialist")
    assert [change.fact for change in both.changes] == ["harm"]
    assert "contact_ehash_now" in {action.id for action in both.come}
    assert both.now
    assert not both.same
    data = beside_data(both)
    assert (data["before"]["route"], data["after"]["route"]) == ("own", "now")


def test_an_answer_that_changes_nothing_says_so(tmp_path: Path) -> None:
    """The same answer again is no change, and a change without effect is called that."""
    same = changed(tmp_path, "harm=no")
    assert same.changes == ()
    assert same.same
    assert "Nothing changes" in plain_text(beside_blocks(changed(tmp_path, "age=9")))


def test_a_service_that_is_no_longer_offered_is_a_change() -> None:
    """The same outcome and actions at twenty, and yet two services fewer."""
    (path,) = (ENGINE.root / "scenarios" / "training" / "hull").glob("campion-turnstone*")
    last = beside(load_scenario(path), ENGINE, ("age=19",))
    assert last.same
    both = beside(load_scenario(path), ENGINE, ("age=20",))
    assert both.before.outcome.id == both.after.outcome.id
    assert not both.same
    gone = {offer.id for offer in both.withdrawn}
    assert {"family_support_11_19", "youth_services"} <= gone
    assert set(beside_data(both)["no_longer_offered"]) == gone
    text = plain_text(beside_blocks(both))
    assert "Nothing changes" not in text
    assert "No longer offered" in text
    back = beside(load_scenario(path), ENGINE, ("age=9",))
    assert "Offered now" in plain_text(beside_blocks(back))


def test_a_prompt_can_be_noticed_stated_absent_or_taken_away(tmp_path: Path) -> None:
    """A prompt's id, in any case of letters, is taken as a fact's is."""
    both = changed(tmp_path, "HUL-355=yes")
    assert [change.after for change in both.changes] == ["noticed"]
    assert both.before.outcome.id != both.after.outcome.id
    assert changed(tmp_path, "hul-355=no").changes == ()
    assert changed(tmp_path, "hul-355=not known").changes == ()


@pytest.mark.parametrize("wanted", ["harm", "harm=perhaps", "hramm=no", "hul-999=yes", "hul-355=3"])
def test_a_change_that_is_not_allowed_is_a_matter_of_usage(wanted: str, tmp_path: Path) -> None:
    """What is allowed is said, and the value never repeated."""
    with pytest.raises(UsageError) as caught:
        changed(tmp_path, wanted)
    assert "perhaps" not in str(caught.value)


def test_the_page_has_columns_on_a_screen_and_sentences_in_plain(tmp_path: Path) -> None:
    """Both say the same; no line is over its width."""
    blocks = beside_blocks(changed(tmp_path, "harm=suspected"))
    plain = plain_text(blocks).splitlines()
    assert "  before: Universal services" in plain
    assert "  after: Specialist support" in plain
    assert max(map(len, plain)) <= 80
    screen = [line.plain for line in screen_lines(blocks, 100)]
    (row,) = [line for line in screen if line.startswith("Outcome")]
    assert "Universal services" in row
    assert "Specialist support" in row
    assert max(map(len, screen)) <= 100
