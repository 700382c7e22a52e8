"""What scenarios leave untried: each limit on three sides, each rule at least once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.criteria.lint import clean
from tests.criteria.lint.clean import FILES, VISIT

NAMES = {side: f"scenarios/toytown/{side}.toml" for side in ("below", "at", "above")}


def messages(root: Path, changes: dict[str, str | None]) -> list[str]:
    """What is said of limits and rules."""
    found = clean.found(clean.write(root, changes))
    assert {f.check for f in found} <= {"boundary", "never-fires"}
    return [f.message for f in found]


@pytest.mark.parametrize("side", NAMES)
def test_each_side_of_a_limit_wants_a_case(tmp_path: Path, side: str) -> None:
    """Without the one scenario on a side both limits miss that side, and only that one."""
    said = messages(tmp_path, {NAMES[side]: None})
    unit = {"days": "5 days", "for_long": "3 months"}
    assert [f"tries {fact} {side} {unit[fact]}" in text
            for fact, text in zip(unit, said, strict=True)] == [True, True]  # fmt: skip


@pytest.mark.parametrize(("limit", "side"), [("days >= 0", "below"), ("days >= 30", "above")])
def test_a_side_that_has_no_value_wants_none(tmp_path: Path, limit: str, side: str) -> None:
    """Below the smallest value and above the largest there can be no case."""
    text = FILES[VISIT].replace("days >= 5", limit)
    said = messages(tmp_path, {VISIT: text})
    assert not any(side in text for text in said)


def test_scenarios_of_another_authority_do_not_count(tmp_path: Path) -> None:
    """A rule is tried by the cases of its own authority."""
    other = {
        n: FILES[n].replace('authority = "toytown"', 'authority = "x"') for n in NAMES.values()
    }
    assert any("go_grave fires in no scenario" in text for text in messages(tmp_path, {**other}))


def test_a_rule_fires_only_where_nothing_holds_it(tmp_path: Path) -> None:
    """A rule whose ``unless`` always holds in the scenarios has not been seen to fire."""
    text = FILES[VISIT].replace('unless = "for_long', 'unless = "days >= 0 or for_long')
    said = messages(tmp_path, {VISIT: text})
    assert any("go_grave fires in no scenario" in text for text in said)
