"""Figures of a team: counts by hand, what is expected, the question that divides, two scales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from needcheck.case.ratings import save_ratings
from needcheck.jobs.team.agreement import ALL_SAME, NO_PAIR
from needcheck.jobs.team.figures import TeamFigures, team_figures
from needcheck.jobs.team.files import read_team
from tests.jobs.teams import ENGINE, LEVELS, ratings, scenario, set_of, team

EXPECTED = ("universal", "additional", "targeted", "specialist", "targeted", "")
CHOICES = {
    "R1": ["universal", "additional", "targeted", "specialist", "not_yet", "targeted"],
    "R2": ["universal", "targeted", "targeted", "targeted", "targeted", "targeted"],
    "R3": ["universal", "universal", "", "targeted", "targeted", "specialist"],
}


def figures(
    where: Path, expected: Sequence[str], choices: Mapping[str, Sequence[str]]
) -> TeamFigures:
    """Figures of a team that chose this for scenarios that expect that."""
    folder = set_of(where / "set", expected)
    return team_figures(read_team(team(folder, where, choices), ENGINE, folder))


def test_counts_of_each_scenario(tmp_path: Path) -> None:
    """Counts from calm to urgent, the missing apart, and how they stand to what is expected."""
    (scale,) = figures(tmp_path, EXPECTED, CHOICES).scales
    assert scale.categories == LEVELS
    assert [row.counts for row in scale.rows] == [
        (3, 0, 0, 0, 0),
        (1, 1, 1, 0, 0),
        (0, 0, 2, 0, 0),
        (0, 0, 2, 1, 0),
        (0, 0, 2, 0, 1),
        (0, 0, 2, 1, 0),
    ]
    assert [row.missing for row in scale.rows] == [0, 0, 1, 0, 0, 0]
    assert [row.expected for row in scale.rows] == [0, 1, 2, 3, 2, None]
    assert [row.against for row in scale.rows] == [
        (3, 0, 0, 0),
        (1, 1, 1, 0),
        (2, 0, 0, 0),
        (1, 0, 2, 0),
        (2, 0, 0, 1),
        (),
    ]
    thirds = [1, 0, 1, 1 / 3, 1 / 3, 1 / 3]
    assert [row.agreement for row in scale.rows] == pytest.approx(thirds)
    assert scale.unordered == 1


def test_what_figures_rest_on(tmp_path: Path) -> None:
    """Percent and kappa take every choice; what uses the order leaves "not yet" out."""
    (scale,) = figures(tmp_path, EXPECTED, CHOICES).scales
    assert scale.figures["percent"].value == pytest.approx(0.5)
    based = {name: figure.ratings for name, figure in scale.figures.items()}
    assert based == {"percent": 17, "kappa": 17, "alpha": 16, "ac2": 16}


def test_beside_what_is_expected(tmp_path: Path) -> None:
    """Each scenario weighs the same; one that expects nothing is not among them."""
    (scale,) = figures(tmp_path, EXPECTED, CHOICES).scales
    same, over, under = (scale.expected[name] for name in ("same", "over", "under"))
    assert same.value == pytest.approx((1 + 1 / 3 + 1 + 1 / 3 + 2 / 3) / 5)
    assert over.value == pytest.approx((1 / 3) / 5)
    assert under.value == pytest.approx((1 / 3 + 2 / 3) / 5)
    assert (same.units, same.ratings) == (5, 14)
    assert [(one.code, one.against, one.missing) for one in scale.raters] == [
        ("R1", (4, 0, 0, 1), 0),
        ("R2", (3, 1, 1, 0), 0),
        ("R3", (2, 0, 2, 0), 1),
    ]


def test_not_yet_is_never_above_or_below(tmp_path: Path) -> None:
    """Expecting "not yet" and naming a level, or the other way round, has no order."""
    (scale,) = figures(tmp_path, ["not_yet", "universal"], {"R1": ["targeted", "not_yet"]}).scales
    assert [row.against for row in scale.rows] == [(0, 0, 0, 1), (0, 0, 0, 1)]


def test_one_rater(tmp_path: Path) -> None:
    """No agreement within the team can be computed; what is expected still can."""
    (scale,) = figures(tmp_path, EXPECTED, {"R1": CHOICES["R1"]}).scales
    assert {figure.why for figure in scale.figures.values()} == {NO_PAIR}
    assert [row.agreement for row in scale.rows] == [None] * 6
    assert scale.expected["same"].value == pytest.approx(0.8)


def test_everybody_says_the_same(tmp_path: Path) -> None:
    """Full agreement on one level: kappa and alpha have no meaning, and AC2 is 1."""
    same = ["targeted"] * 6
    (scale,) = figures(tmp_path, same, {"R1": same, "R2": same}).scales
    assert scale.figures["kappa"].why == scale.figures["alpha"].why == ALL_SAME
    assert (scale.figures["percent"].value, scale.figures["ac2"].value) == (1, 1)


def test_nobody_rated_anything(tmp_path: Path) -> None:
    """Empty files are read, and every figure says why it is not there."""
    (scale,) = figures(tmp_path, EXPECTED, {"R1": [""] * 6, "R2": [""] * 6}).scales
    assert all(figure.value is None for figure in scale.figures.values())
    assert scale.expected == {}
    assert scale.questions == ()
    assert sum(row.missing for row in scale.rows) == 12


def answers(where: Path, given: Mapping[str, Sequence[Mapping[str, str]]]) -> TeamFigures:
    """Figures of a team with these answers to the judgement questions."""
    size = max(map(len, given.values()))
    folder = set_of(where / "set", ["targeted"] * size)
    paths = []
    for code, said in given.items():
        paths.append(where / f"ratings-{code}.toml")
        save_ratings(paths[-1], ratings(folder, code, ["targeted"] * size, said), None)
    return team_figures(read_team(paths, ENGINE, folder))


def test_the_question_that_divides(tmp_path: Path) -> None:
    """The lowest AC1 is named; questions stand in their order, with counts by choice."""
    agreed = [{"views": "heard", "impact": "some"}, {"views": "partly", "impact": "none"}]
    apart = [{"views": "heard", "impact": "none"}, {"views": "partly", "impact": "some"}]
    (scale,) = answers(tmp_path, {"R1": agreed, "R2": apart}).scales
    assert [asked.fact for asked in scale.questions] == ["impact", "views"]
    assert [asked.counts for asked in scale.questions] == [(2, 2, 0), (2, 2, 0)]
    assert scale.divides == ("impact",)


def test_ties_are_all_named_and_full_agreement_divides_nobody(tmp_path: Path) -> None:
    """Two questions on which a team agrees equally little; none where it agrees on all."""
    one = [{"views": "heard", "impact": "none"}]
    other = [{"views": "not_yet", "impact": "impaired"}]
    assert answers(tmp_path / "a", {"R1": one, "R2": other}).scales[0].divides == (
        "impact",
        "views",
    )
    assert answers(tmp_path / "b", {"R1": one, "R2": one}).scales[0].divides == ()


def test_the_level_is_one_scale_and_a_pathway_another(tmp_path: Path) -> None:
    """The level is compared over authorities; each other pathway by itself, most urgent last."""
    folder = set_of(tmp_path / "set", ["targeted"])
    scenario(folder / "s02.toml", "universal", authority="southwark")
    scenario(folder / "s03.toml", "step_up", authority="birmingham", pathway="step-up")
    chosen = ["targeted", "universal", "stay"]
    paths = team(folder, tmp_path, {"R1": chosen, "R2": chosen})
    level, step_up = sorted(
        team_figures(read_team(paths, ENGINE, folder)).scales, key=lambda scale: -len(scale.rows)
    )
    assert level.categories == LEVELS
    assert [row.path for row in level.rows] == ["s01.toml", "s02.toml"]
    assert level.title == "Level, one scale for Hull, Southwark"
    assert step_up.title == "Stepping up to Children's Social Care"
    plan = ENGINE.plan("birmingham", "step_up")
    assert step_up.categories == (*plan.outcomes[-2::-1], "not_yet")
    assert step_up.rows[0].against == (0, 0, 2, 0)
