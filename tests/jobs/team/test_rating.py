"""A set of scenarios for blind rating: what belongs to it, its order, and going on with a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from needcheck.case.ratings import Ratings, Shown, load_ratings, save_ratings
from needcheck.errors import InputError
from needcheck.jobs.team.rating import blind_cases, criteria_seen, going_on
from tests.jobs.teams import ENGINE, ratings, scenario, set_of, team

SIX = ("universal", "additional", "targeted", "specialist", "targeted", "universal")
FIVE = ("impact", "if_unchanged", "severity", "tried", "views")


def names(folder: Path, rater: str = "R1", shown: Shown = "facts") -> list[str]:
    """The scenarios of a folder in a rater's order."""
    return [case.rated.path for case in blind_cases(folder, ENGINE, shown, rater)]


def test_every_rater_has_an_order_of_their_own(tmp_path: Path) -> None:
    """The order is the same at every start, and not the same for everybody."""
    folder = set_of(tmp_path / "set", SIX)
    orders = [names(folder, f"R{number}") for number in range(1, 6)]
    assert orders == [names(folder, f"R{number}") for number in range(1, 6)]
    assert all(sorted(order) == sorted(orders[0]) for order in orders)
    assert len({tuple(order) for order in orders}) > 1


def test_folders_in_folders_and_files_of_ratings(tmp_path: Path) -> None:
    """Scenarios are named from the folder on; ratings that lie there are no scenarios."""
    folder = set_of(tmp_path / "set", SIX[:1])
    scenario(folder / "deep" / "s09.toml", "targeted")
    team(folder, folder, {"R1": ["universal", "targeted"]})
    assert sorted(names(folder)) == ["deep/s09.toml", "s01.toml"]
    assert names(folder / "s01.toml") == ["s01.toml"]


def test_only_ratings_in_a_folder_is_an_error(tmp_path: Path) -> None:
    """A folder without a scenario says so."""
    folder = set_of(tmp_path / "set", SIX[:1])
    team(folder, folder, {"R1": ["universal"]})
    (folder / "s01.toml").unlink()
    with pytest.raises(InputError, match="no scenario"):
        names(folder)


def test_a_real_case_is_not_given_to_raters(tmp_path: Path) -> None:
    """A case note is refused: it is about a child who lives."""
    folder = set_of(tmp_path / "set", SIX[:1])
    (folder / "note.toml").write_text("needcheck = 1\n[case]\n", "utf-8")
    with pytest.raises(InputError, match="case note"):
        names(folder)


def test_what_is_shown_decides_what_is_asked(tmp_path: Path) -> None:
    """The five questions are asked where their answers are hidden, and only there."""
    folder = set_of(tmp_path / "set", SIX[:1])
    asked = {}
    for shown in ("story", "facts", "all"):
        (case,) = blind_cases(folder, ENGINE, shown, "R1")
        asked[shown] = tuple(fact.id for fact in case.questions)
        assert (case.answers is None) == (shown == "story")
    assert asked == {"story": FIVE, "facts": FIVE, "all": ()}


def test_a_story_is_needed_where_only_the_story_is_shown(tmp_path: Path) -> None:
    """The line of the scenario that has none is named."""
    path = tmp_path / "set" / "bare.toml"
    scenario(path, "targeted")
    text = path.read_text("utf-8")
    path.write_text(text.replace(text[text.index("about") : text.index("learning")], ""), "utf-8")
    assert names(path.parent) == ["bare.toml"]
    with pytest.raises(InputError, match="no story") as raised:
        names(path.parent, shown="story")
    assert str(raised.value.place) == f"{path}, line 1"


def test_judgement_questions_are_those_that_the_pathway_asks() -> None:
    """All five on the framework's scale, none in a pathway that asks none of them."""
    assert tuple(f.id for f in ENGINE.plan("hull", "level").judgement_questions) == FIVE
    asks = ENGINE.plan("worcestershire", "care_leaver")
    assert asks.judgement_questions == ()


def test_a_misnamed_authority_has_its_line(tmp_path: Path) -> None:
    """No such authority: file and line, and which there are."""
    path = scenario(tmp_path / "s01.toml", authority="hul")
    with pytest.raises(InputError, match="hull") as raised:
        names(path)
    assert raised.value.place.line == 8


def saved(folder: Path, where: Path, changed: Ratings) -> Path:
    """These ratings in a file."""
    path = where / f"ratings-{changed.rater.code}.toml"
    save_ratings(path, changed, None)
    return path


def test_going_on_keeps_what_still_holds(tmp_path: Path) -> None:
    """Ratings of unchanged scenarios stay, a changed one is asked again and counted."""
    folder = set_of(tmp_path / "set", SIX[:3])
    said = [{"impact": "some"}, {"impact": "none"}]
    path = saved(folder, tmp_path, ratings(folder, "R1", ["targeted", "universal", ""], said))
    second = folder / "s02.toml"
    second.write_text(second.read_text("utf-8").replace("The story", "Another story"), "utf-8")
    scenario(folder / "s04.toml")
    cases, lost = going_on(blind_cases(folder, ENGINE, "facts", "R1"), load_ratings(path))
    by_path = {case.rated.path: case.rated for case in cases}
    assert lost == 1
    assert {name: one.outcome for name, one in by_path.items()} == {
        "s01.toml": "targeted",
        "s02.toml": "",
        "s03.toml": "",
        "s04.toml": "",
    }
    assert by_path["s01.toml"].answers == {"impact": "some"}
    assert by_path["s02.toml"].answers == {}


def test_a_rated_scenario_that_is_gone_is_not_dropped(tmp_path: Path) -> None:
    """Its line in the file of ratings is named; one that was not rated may go."""
    folder = set_of(tmp_path / "set", SIX[:3])
    path = saved(folder, tmp_path, ratings(folder, "R1", ["targeted", "", "universal"]))
    (folder / "s02.toml").unlink()
    going_on(blind_cases(folder, ENGINE, "facts", "R1"), load_ratings(path))
    (folder / "s01.toml").unlink()
    with pytest.raises(InputError, match="not in the folder any more") as raised:
        going_on(blind_cases(folder, ENGINE, "facts", "R1"), load_ratings(path))
    line = path.read_text("utf-8").splitlines().index('path = "s01.toml"') + 1
    assert raised.value.place.line == line


def test_criteria_are_named_once_for_each_authority(tmp_path: Path) -> None:
    """Two scenarios of one authority and one of another: two entries, with sha256."""
    folder = set_of(tmp_path / "set", SIX[:2])
    scenario(folder / "s03.toml", authority="southwark")
    seen = criteria_seen(blind_cases(folder, ENGINE, "facts", "R1"))
    assert [one.id for one in seen] == ["hull", "southwark"]
    assert seen[0].sha256 == ENGINE.bundle("hull").sha256
