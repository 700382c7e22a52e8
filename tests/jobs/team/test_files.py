"""Files of ratings read together: whatever does not fit is an error with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from needcheck.case.ratings import save_ratings
from needcheck.errors import InputError
from needcheck.jobs.team.files import rating_files, read_team
from tests.jobs.teams import ENGINE, ratings, set_of, team

LEVELS = ["universal", "targeted", "specialist"]
TWO = {"R1": LEVELS, "R2": ["additional", "targeted", ""]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three scenarios, beside which the ratings will lie."""
    return set_of(tmp_path / "set", LEVELS)


def line_of(path: Path, text: str) -> int:
    """The line of a file that holds a text, counted from 1."""
    return next(n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if text in line)


def change(path: Path, before: str, after: str) -> Path:
    """Replace the first occurrence of a text in a file."""
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    return path


def test_a_team_is_read(folder: Path, tmp_path: Path) -> None:
    """Raters in the order of their codes, scenarios by path, the folder found beside the files."""
    paths = team(folder, tmp_path, dict(reversed(TWO.items())))
    found = read_team(paths, ENGINE, None)
    assert found.raters == ("R1", "R2")
    assert found.paths == ("s01.toml", "s02.toml", "s03.toml")
    assert [rated.outcome for rated in found.rated["s01.toml"].values()] == [
        "universal",
        "additional",
    ]
    assert set(found.scenarios) == set(found.paths)
    assert (found.no_folder, found.old) == ("", ())


def test_files_and_folders_of_files(folder: Path, tmp_path: Path) -> None:
    """A folder stands for the files in it; an empty one is an error."""
    where = tmp_path / "team"
    paths = team(folder, where, TWO)
    assert rating_files([str(where)]) == paths
    assert rating_files([str(paths[1]), str(paths[0])]) == paths[::-1]
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no ratings"):
        rating_files([str(tmp_path / "empty")])


def test_without_the_folder_the_team_is_still_compared(folder: Path, tmp_path: Path) -> None:
    """Nothing is expected then, and it says why; a folder named is looked at instead."""
    paths = team(folder, tmp_path, TWO)
    folder.rename(tmp_path / "moved")
    found = read_team(paths, ENGINE, None)
    assert found.scenarios == {}
    assert "(set) is not here" in found.no_folder
    assert read_team(paths, ENGINE, tmp_path / "moved").no_folder == ""


def test_a_rater_twice(folder: Path, tmp_path: Path) -> None:
    """The second file's line is named, and the first file."""
    first, _ = team(folder, tmp_path, TWO)
    (second,) = team(folder, tmp_path / "again", {"R1": LEVELS})
    with pytest.raises(InputError, match=r"R1 is in two files; the other is .*ratings-R1") as error:
        read_team([first, second], ENGINE, folder)
    assert str(error.value.place) == f"{second}, line {line_of(second, 'code =')}"
    with pytest.raises(InputError, match="in two files"):
        read_team([first, first], ENGINE, folder)


@pytest.mark.parametrize("shorter", ["R1", "R2"])
def test_different_sets(folder: Path, tmp_path: Path, shorter: str) -> None:
    """A scenario that one rater did not have is named where it stands."""
    paths = dict(zip(TWO, team(folder, tmp_path, TWO), strict=True))
    longer = next(code for code in TWO if code != shorter)
    text = paths[shorter].read_text("utf-8")
    last = text.rindex("[[scenario]]")
    paths[shorter].write_text(text[:last], "utf-8")
    with pytest.raises(InputError, match="another set of scenarios") as error:
        read_team(list(paths.values()), ENGINE, folder)
    line = line_of(paths[longer], "s03.toml")
    assert str(error.value.place) == f"{paths[longer]}, line {line}"


def test_two_texts_of_one_scenario(folder: Path, tmp_path: Path) -> None:
    """Ratings of two texts under one name are not compared."""
    (first,) = team(folder, tmp_path, {"R1": LEVELS})
    change(folder / "s02.toml", "The story", "Another story")
    (second,) = team(folder, tmp_path, {"R2": LEVELS})
    with pytest.raises(InputError, match="another text") as error:
        read_team([first, second], ENGINE, folder)
    assert error.value.place.file == str(second)
    assert error.value.place.line == line_of(second, "s02.toml") + 1


def test_a_scenario_changed_since(folder: Path, tmp_path: Path) -> None:
    """The folder's text must be the one that was rated."""
    paths = team(folder, tmp_path, TWO)
    change(folder / "s03.toml", "The story", "Another story")
    with pytest.raises(InputError, match="has changed since it was rated") as error:
        read_team(paths, ENGINE, folder)
    assert error.value.place.line == line_of(paths[0], "s03.toml") + 1
    change(folder / "s03.toml", "Another story", "The story")
    change(folder / "s03.toml", 'outcome = "specialist"', 'outcome = "targeted"')
    assert read_team(paths, ENGINE, folder).scenarios["s03.toml"].expect.outcome == "targeted"


def test_an_unknown_scenario(folder: Path, tmp_path: Path) -> None:
    """A scenario that is not in the folder is named where it stands."""
    paths = team(folder, tmp_path, TWO)
    (folder / "s02.toml").unlink()
    with pytest.raises(InputError, match="there is no such scenario") as error:
        read_team(paths, ENGINE, folder)
    assert str(error.value.place) == f"{paths[0]}, line {line_of(paths[0], 's02.toml')}"


def test_two_ways_of_showing_are_not_compared(folder: Path, tmp_path: Path) -> None:
    """Who saw the judgement answers judged something else."""
    (first,) = team(folder, tmp_path, {"R1": LEVELS})
    second = tmp_path / "ratings-R2.toml"
    save_ratings(second, ratings(folder, "R2", LEVELS, shown="all"), None)
    with pytest.raises(InputError, match="cannot be compared") as error:
        read_team([first, second], ENGINE, folder)
    assert str(error.value.place) == f"{second}, line {line_of(second, 'shown =')}"


@pytest.mark.parametrize(
    ("hand", "said", "beside"),
    [
        (('outcome = "targeted"', 'outcome = "level 3"'), "allowed: specialist", "level 3"),
        (('impact = "some"', 'impact = "huge"'), "impact can be none, some, impaired", "huge"),
        (('impact = "some"', 'harm = "no"'), "not one of the judgement questions", "harm ="),
        (('authority = "hull"', 'authority = "hul"'), "There are:", '"hul"'),
        (('pathway = "level"', 'pathway = "levl"'), "There is:", "authority"),
    ],
)
def test_what_nobody_could_choose(
    folder: Path, tmp_path: Path, hand: tuple[str, str], said: str, beside: str
) -> None:
    """A file edited by hand: the line, and what is allowed."""
    path = tmp_path / "ratings-R1.toml"
    save_ratings(path, ratings(folder, "R1", LEVELS, [{"impact": "some"}]), None)
    change(path, *hand)
    with pytest.raises(InputError) as error:
        read_team([path], ENGINE, folder)
    assert said in str(error.value)
    assert error.value.place.line == line_of(path, beside)


def test_criteria_that_changed_are_named(folder: Path, tmp_path: Path) -> None:
    """A rater whose criteria had another sha256: compared, and said."""
    paths = team(folder, tmp_path, TWO)
    change(paths[1], ENGINE.bundle("hull").sha256, "f" * 64)
    assert read_team(paths, ENGINE, folder).old == ("hull",)
