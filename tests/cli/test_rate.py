"""``needcheck rate``: alone, saved after every answer, in plain lines, pipes and a terminal."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from needcheck.case.ratings import Ratings, load_ratings
from tests.cli.conftest import Run, Start
from tests.cli.test_commands import example_of
from tests.jobs.teams import scenario, set_of
from tests.terminal import lines_over

GIVEAWAYS = ("TITLE", "POINT", "TAG", "s01", "s02", "recommend")
ONE = "2\n1\n0\n2\n1\n3\n"
"""Targeted; then no impact, left out, low, nothing tried, not heard yet."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two scenarios."""
    return set_of(tmp_path / "set", ["targeted", "universal"])


def saved(where: Path, code: str = "R7") -> Ratings:
    """The ratings of one person."""
    return load_ratings(where / f"ratings-{code}.toml").ratings


def test_piped_answers_from_the_first_to_the_last(run: Run, folder: Path, tmp_path: Path) -> None:
    """A whole run through the pipe: the file, what stdout says, nothing that gives it away."""
    done = run("rate", folder, "--as", "r7", "--plain", stdin=ONE * 2, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 of 2 scenarios rated.\nSaved: ratings-R7.toml\n")
    assert not [word for word in GIVEAWAYS if word in done.stdout + done.stderr]
    assert lines_over(done.stderr, 80) == []
    ratings = saved(tmp_path)
    assert (ratings.rater.code, ratings.rater.shown, ratings.folder) == ("R7", "facts", "set")
    for rated in ratings.scenario:
        assert rated.outcome == "targeted"
        assert rated.answers == {
            "impact": "none",
            "severity": "low",
            "tried": "nothing",
            "views": "not_yet",
        }
        assert rated.left_out == ("if_unchanged",)


def test_the_judgement_answers_are_hidden_and_the_facts_shown(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    """The story and the facts stand above the question, without what the person is asked."""
    shown = run("rate", folder, "--as", "R7", "--plain", stdin="", cwd=tmp_path).stderr
    flat = " ".join(shown.split())
    assert "The story of child" in flat
    assert "age: 8 years" in flat
    assert "Some impact" not in flat
    assert "WORDS" not in flat
    every = run("rate", folder, "--as", "R7", "--plain", "--show", "all", stdin="", cwd=tmp_path)
    assert "Some impact" in " ".join(every.stderr.split())
    story = run("rate", folder, "--as", "R7", "--plain", "--show", "story", stdin="", cwd=tmp_path)
    assert "age: 8" not in story.stderr


def test_stopping_and_going_on(run: Run, folder: Path, tmp_path: Path) -> None:
    """Whatever was answered is kept; the same command goes on where it stopped."""
    for lines, code, said in (
        ("2\n1\n", 130, "1 of 2 scenarios rated, saved in"),
        ("q\n", 0, "1 of 2 scenarios rated, saved in"),
    ):
        done = run("rate", folder, "--as", "R7", "--plain", stdin=lines, cwd=tmp_path)
        assert done.returncode == code
        assert said in " ".join(done.stderr.split())
    assert "What are the concerns for the child if nothing changes?" in " ".join(
        done.stderr.split()
    )
    rest = run("rate", folder, "--as", "R7", "--plain", stdin="0\n" * 4 + "4\n", cwd=tmp_path)
    assert rest.returncode == 130
    assert sorted(rated.outcome for rated in saved(tmp_path).scenario) == ["targeted", "universal"]


def test_nothing_answered_nothing_saved(run: Run, folder: Path, tmp_path: Path) -> None:
    """Stopping at once leaves no file."""
    done = run("rate", folder, "--as", "R7", "--plain", stdin="", cwd=tmp_path)
    assert done.returncode == 130
    assert "nothing was saved" in done.stderr
    assert not (tmp_path / "ratings-R7.toml").exists()


def test_left_out_scenarios_are_asked_for_again(run: Run, folder: Path, tmp_path: Path) -> None:
    """A run that leaves one out says so, and the next run asks for that one only."""
    done = run("rate", folder, "--as", "R7", "--plain", stdin="0\n" + ONE, cwd=tmp_path)
    assert "1 of 2 scenarios rated. 1 left out" in done.stdout
    again = run("rate", folder, "--as", "R7", "--plain", stdin=ONE, cwd=tmp_path)
    assert "2 of 2 scenarios rated." in again.stdout
    assert again.stderr.count("An invented case.") == 1


def test_a_changed_scenario_is_asked_again(run: Run, folder: Path, tmp_path: Path) -> None:
    """Its rating no longer counts, and the person is told."""
    run("rate", folder, "--as", "R7", "--plain", stdin=ONE * 2, cwd=tmp_path)
    path = folder / "s02.toml"
    path.write_text(path.read_text("utf-8").replace("The story", "Another story"), "utf-8")
    done = run("rate", folder, "--as", "R7", "--plain", stdin=ONE, cwd=tmp_path)
    assert done.returncode == 0
    assert "1 scenario has changed since you rated" in done.stderr
    assert "Another story" in done.stderr


@pytest.mark.parametrize("code", ["Sam", "Sam Jones", "sjones", "R", "7"])
def test_a_name_is_no_code(run: Run, folder: Path, tmp_path: Path, code: str) -> None:
    """A name is refused before anything is asked, and not repeated."""
    done = run("rate", folder, "--as", code, "--plain", stdin=ONE, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "never a name" in " ".join(done.stderr.split())
    assert "Sam" not in done.stderr
    assert list(tmp_path.glob("ratings*")) == []


def test_two_people_do_not_share_a_file(run: Run, folder: Path, tmp_path: Path) -> None:
    """Another code, or another way of showing, is refused with the line."""
    to = tmp_path / "mine.toml"
    run("rate", folder, "--as", "R7", "--plain", "--to", to, stdin=ONE, cwd=tmp_path)
    before = to.read_bytes()
    for words, line in ((("--as", "R8"), 5), (("--as", "R7", "--show", "all"), 6)):
        done = run("rate", folder, *words, "--plain", "--to", to, stdin=ONE, cwd=tmp_path)
        assert done.returncode == 3
        assert f"line {line}" in " ".join(done.stderr.split())
    assert to.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        (("--plain", "--show", "nothing"), (2, "story, facts or all")),
        ((), (4, "with --plain")),
    ],
)
def test_usage(
    run: Run, folder: Path, tmp_path: Path, words: tuple[str, ...], ends: tuple[int, str]
) -> None:
    """An unknown way of showing; nobody to ask."""
    done = run("rate", folder, "--as", "R7", *words, stdin="", cwd=tmp_path)
    assert done.returncode == ends[0]
    assert ends[1] in " ".join(done.stderr.split())


def test_no_user_folder_reaches_the_file(run: Run, folder: Path, tmp_path: Path) -> None:
    """Of an absolute folder only the name is kept: the rest may name a person."""
    run("rate", folder.resolve(), "--as", "R7", "--plain", stdin=ONE, cwd=tmp_path)
    assert str(tmp_path) not in (tmp_path / "ratings-R7.toml").read_text("utf-8")


def test_the_example_under_help_runs(run: Run, tmp_path: Path) -> None:
    """It can be copied, with answers from a pipe."""
    shown = run("rate", "--help")
    assert max(map(len, shown.stdout.splitlines())) <= 80
    example = shlex.split(example_of(shown.stdout))[1:]
    scenario(tmp_path / example[1] / "s01.toml", "targeted")
    done = run(*example, "--plain", stdin=ONE, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.terminal
def test_in_a_terminal(start: Start, folder: Path, tmp_path: Path) -> None:
    """The story stands above the question; keys choose, go back, save and quit."""
    to = tmp_path / "mine.toml"
    person = start("rate", str(folder), "--as", "R7", "--to", str(to), rows=40)
    person.see("The story of child", "Scenario 1 of 2", "Targeted early help support")
    person.see_question("Which of these do you judge right?")
    person.press("2\r")
    person.see_question("What impact is there")
    person.press("\x02")
    person.see_question("Which of these do you judge right?")
    person.press("3\r")
    person.see_question("What impact is there")
    person.press("\r")
    person.see_question("if nothing changes")
    person.press("\x18")
    person.see("1 of 2 scenarios rated, saved in")
    assert person.end() == 0
    (rated,) = [one for one in load_ratings(to).ratings.scenario if one.outcome]
    assert (rated.outcome, rated.left_out) == ("additional", ("impact",))
    again = start("rate", str(folder), "--as", "R7", "--to", str(to), rows=40)
    assert "if nothing changes" in again.see_question("if nothing changes")
    again.press("\x03")
    assert again.end() == 130


def test_shipped_scenarios_and_their_variants_are_rated_by_a_short_name(
    run: Run, tmp_path: Path
) -> None:
    """A name as in the list is enough; a run with variants goes on with them unasked."""
    name = "hull/the-whitethroat-monday-is-told-in-four-ways"
    done = run("rate", name, "--as", "R7", "--variants", "--plain", stdin=ONE * 4, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("4 of 4 scenarios rated.")
    assert "What is different: " in " ".join(done.stderr.split())
    assert "in four ways" not in done.stderr
    paths = [rated.path for rated in saved(tmp_path).scenario]
    file = f"{name.partition('/')[2]}.toml"
    assert paths == [file, *(f"{file}#{number}" for number in (1, 2, 3))]
    again = run("rate", name, "--as", "R7", "--plain", stdin="", cwd=tmp_path)
    assert again.stdout.startswith("4 of 4 scenarios rated.")
    team = run("agreement", "ratings-R7.toml", cwd=tmp_path)
    assert "four ways. / The mother says no" in " ".join(team.stdout.split())
