"""The audit: figures against a table made by hand; nothing counts as agreement that is none."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from needcheck.errors import InputError
from needcheck.jobs.batch.layout import Wishes
from needcheck.jobs.batch.scoring import levels_of
from needcheck.jobs.summary.audit import FEW, LISTED, Audit, HarmList, as_shown
from needcheck.jobs.summary.counts import Kind, Tallies
from needcheck.jobs.summary.figures import summarise
from needcheck.jobs.summary.rule import RULES
from needcheck.jobs.summary.world import Marks
from needcheck.jobs.team.agreement import weighted_kappa
from tests.jobs.tables import ENGINE, batches, csv_raw, lost, scored

PLAN = ENGINE.plan("hull", "level")
ORDER = PLAN.outcomes
# decided, recommended, rows: 40 agree, 6 over, 9 under, 5 without a level, 3 without a decision
TABLE = (
    ("specialist", "specialist", 10), ("targeted", "targeted", 20), ("universal", "universal", 10),
    ("specialist", "targeted", 4), ("additional", "universal", 2),
    ("targeted", "specialist", 6), ("universal", "targeted", 3),
    ("targeted", "not_yet", 5), ("", "targeted", 2), ("not_yet", "universal", 1),
)  # fmt: skip


def audit_of(rule: str = "none", *more: tuple[str, str, int]) -> Audit:
    """The audit of the table above; the harm route held where Specialist is recommended."""
    kinds: Counter[Kind] = Counter()
    for decided, outcome, count in (*TABLE, *more):
        group = "a" if outcome == "specialist" else "b"
        kinds[Kind((group,), outcome, decided, outcome == "specialist", False)] += count
    tallies = Tallies(("team",), "level", kinds=kinds)
    audit = summarise(tallies, PLAN, RULES[rule], "2026-11-20").audit
    assert audit is not None
    return audit


def test_figures_are_those_counted_by_hand() -> None:
    """Agreement is 40 of 55 that can be compared; the others are apart."""
    audit = audit_of()
    bands = audit.bands
    assert (bands.compared, bands.agree, bands.over, bands.under) == (55, 40, 6, 9)
    assert (bands.not_yet, bands.undecided, bands.percent) == (5, 3, 73)
    assert audit.missed == 6
    rows = {row.id: (row.rows, row.recommended) for row in audit.table}
    assert rows["targeted"] == (31, (6, 20, 0, 0, 5))
    assert rows[""] == (2, (0, 2, 0, 0, 0))
    assert rows["not_yet"] == (1, (0, 0, 0, 1, 0))
    by_hand = [[10, 4, 0, 0], [6, 20, 0, 0], [0, 0, 0, 2], [0, 3, 0, 10]]
    figure = weighted_kappa(by_hand)
    assert figure.value is not None
    assert (audit.kappa.value, audit.kappa.why) == (round(figure.value, 2), "")
    assert figure.low is not None
    assert audit.kappa.low == round(figure.low, 2)


def test_kappa_of_the_table_worked_out_on_paper() -> None:
    """Two levels, 20 rows: observed 14/20, by chance 10/20, so kappa is 0.4."""
    table = [[7, 3], [3, 7]]
    assert weighted_kappa(table).value == pytest.approx(0.4)


def test_groups_add_up_to_the_whole_where_nothing_is_kept_back() -> None:
    """Every band of the groups adds up; kappa is given by group."""
    audit = audit_of()
    (teams,) = audit.by
    for name in ("compared", "agree", "over", "under", "not_yet", "undecided"):
        parts = [getattr(group.bands, name) for group in teams.groups]
        assert sum(parts) == getattr(audit.bands, name)
    assert [group.value for group in teams.groups] == ["a", "b"]
    assert teams.groups[1].kappa.value is not None


def test_rows_without_a_level_never_agree() -> None:
    """More of them change neither agreement nor kappa, even where people decided none either."""
    few, many = audit_of(), audit_of("none", ("not_yet", "not_yet", 100), ("", "not_yet", 9))
    assert few.bands.not_yet == 5
    assert many.bands.not_yet == 114
    assert (many.bands.agree, many.bands.compared) == (few.bands.agree, few.bands.compared)
    assert many.kappa == few.kappa


def test_kappa_under_a_rule_comes_from_what_is_shown() -> None:
    """Tables that are shown alike have the same kappa; too few rows have none."""
    rule = RULES["round5"]
    assert as_shown([[20, 1], [2, 17]], rule) == as_shown([[21, 2], [1, 16]], rule)
    assert as_shown([[20, 1], [2, 18]], RULES["none"]) == [[20, 1], [2, 18]]
    audit = audit_of("round5")
    assert audit.kappa.value is not None
    (teams,) = audit.by
    assert all(group.kappa.value is None for group in teams.groups)


def test_too_few_rows_have_no_kappa() -> None:
    """No figure is made of nearly nothing."""
    tallies = Tallies(
        (), "level", kinds=Counter({Kind((), "targeted", "targeted", False, False): 7})
    )
    audit = summarise(tallies, PLAN, RULES["round5"], "2026-11-20").audit
    assert audit is not None
    assert audit.kappa.why == FEW
    assert audit.bands.percent is None


COLUMNS = ["id", "harm", "Level"]


def table(*levels: str) -> bytes:
    """Rows with the harm route and these decisions."""
    return csv_raw([COLUMNS, *([f"R{i}", "known", level] for i, level in enumerate(levels, 1))])


BOTH = pytest.mark.parametrize("engine", ["polars", "scalar"])


@BOTH
def test_names_and_ids_of_outcomes_are_read_and_others_rejected(engine: str) -> None:
    """A cell that is no outcome is rejected like any other, by class and never by content."""
    name = levels_of(PLAN)
    assert name["Specialist support"] == "specialist"
    data = table("Specialist support", " targeted ", "", "not known", "Level 4", "SPECIALIST", "3")
    wishes = Wishes(decided="Level")
    kept = [row[-1] for row in scored(data, engine, wishes=wishes)]
    assert [str(cell).strip() for cell in kept] == [
        "Specialist support",
        "targeted",
        "",
        "not known",
    ]
    rejected = lost(data, engine, wishes=wishes)
    assert [(r.number, r.column, r.value_class) for r in rejected] == [
        (5, "Level", "text"),
        (6, "Level", "allowed value in other capitals"),
        (7, "Level", "number"),
    ]
    assert not any("Level 4" in cell for r in rejected for cell in r.row[3:])


@BOTH
def test_a_map_gives_the_codes_of_decisions(engine: str) -> None:
    """Codes of the map lead to outcomes by id or name; then only codes may stand there."""
    codes = {"A": "specialist", "B": "Targeted early help support", "9": ""}
    wishes = Wishes(targets={"Level": "decided"}, codes={"Level": codes}, where="map.toml")
    data = table("A", "B", "9", "", "specialist")
    assert [row[-1] for row in scored(data, engine, wishes=wishes)] == ["A", "B", "9", ""]
    assert [r.number for r in lost(data, engine, wishes=wishes)] == [5]
    wrong = Wishes(
        targets={"Level": "decided"}, codes={"Level": {"A": "level 4"}}, where="map.toml"
    )
    with pytest.raises(InputError, match="no outcome"):
        scored(data, engine, wishes=wrong)


@BOTH
def test_the_list_has_the_ids_where_harm_held_and_less_was_decided(
    engine: str, tmp_path: Path
) -> None:
    """Ids only, safe for a spreadsheet; neither those that agree nor those without a decision."""
    path = tmp_path / "ids.csv"
    data = csv_raw([COLUMNS, ["R1", "known", "targeted"], ["R2", "known", "specialist"],
                    ["R3", "suspected", "universal"], ["R4", "no", "universal"],
                    ["R5", "known", ""], ["=R6", "known", "Additional support"]])  # fmt: skip
    codes: dict[str, str] = {**levels_of(PLAN), "": ""}
    with HarmList(path, Marks(ORDER), "Level", codes) as listed:
        for batch in batches(data, engine, wishes=Wishes(decided="Level")):
            listed(batch)
        assert not path.exists()
        listed.put()
    assert path.read_text().splitlines() == [LISTED, "R1", "R3", "'=R6"]
    assert listed.count == 3


def test_the_list_is_not_there_where_the_run_stops(tmp_path: Path) -> None:
    """Nothing half is left behind."""
    path = tmp_path / "ids.csv"
    codes: dict[str, Any] = {}
    with pytest.raises(KeyboardInterrupt), HarmList(path, Marks(ORDER), "Level", codes):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []
