"""``needcheck agreement``: a team's files as text, JSON and one HTML page."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.cli.test_commands import envelope, example_of
from tests.jobs.teams import set_of, team
from tests.terminal import lines_over

EXPECTED = ["universal", "additional", "targeted", "specialist", "targeted", "universal"]
OTHERS = ["additional", "additional", "not_yet", "specialist", "additional", ""]
CHOICES = {"ZQ1": EXPECTED, "ZQ2": OTHERS}


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    """Two raters of six scenarios."""
    return team(set_of(tmp_path / "set", EXPECTED), tmp_path, CHOICES)


def test_the_page(run: Run, paths: list[Path]) -> None:
    """Figures on stdout in lines of 80 columns, nothing on stderr, no code of a rater."""
    done = run("agreement", *paths)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("How well this team agrees: 2 raters\n")
    assert lines_over(done.stdout, 80) == []
    assert "ZQ" not in done.stdout
    assert "ZQ1" in run("agreement", *paths, "--name-raters").stdout


def test_the_same_files_in_another_order_say_the_same(run: Run, paths: list[Path]) -> None:
    """Neither the order of the files nor a second run changes a digit."""
    assert run("agreement", *paths).stdout == run("agreement", *paths[::-1]).stdout


def data(run: Run, *words: object) -> dict[str, Any]:
    """The data of ``--json``."""
    done = run("agreement", *words, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return dict(envelope(done.stdout)["data"])


def test_json(run: Run, paths: list[Path]) -> None:
    """One envelope with every figure; single raters only where they are asked for."""
    found = data(run, *paths)
    assert list(found) == ["raters", "rule", "shown", "no_expected", "old_criteria", "scales"]
    assert found["raters"] == 2
    assert "ZQ" not in json.dumps(found)
    (scale,) = found["scales"]
    assert list(scale["figures"]) == ["percent", "kappa", "alpha", "ac2"]
    assert scale["figures"]["percent"]["value"] == pytest.approx(2 / 5)
    assert scale["rows"][0]["against"] == {"same": 1, "over": 1, "under": 0, "apart": 0}
    (named,) = data(run, *paths, "--name-raters")["scales"]
    assert [one["code"] for one in named["raters"]] == ["ZQ1", "ZQ2"]
    assert named["raters"][1]["against"] == {"same": 2, "over": 1, "under": 1, "apart": 1}


def test_html(run: Run, paths: list[Path], tmp_path: Path) -> None:
    """One file, written whole; the same figures as the text."""
    page = tmp_path / "team.html"
    done = run("agreement", *paths, "--html", page)
    assert (done.returncode, done.stdout) == (0, f"Written: {page}\n")
    text = page.read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert "ZQ" not in text
    assert "40 %" in text


def test_a_folder_of_files_and_scenarios_elsewhere(
    run: Run, paths: list[Path], tmp_path: Path
) -> None:
    """A folder stands for its files; scenarios that moved are named, or said to be missing."""
    where = tmp_path / "team"
    where.mkdir()
    for path in paths:
        path.rename(where / path.name)
    (tmp_path / "set").rename(tmp_path / "moved")
    without = data(run, where)
    assert "set" in without["no_expected"]
    assert without["scales"][0]["expected"] == {}
    found = data(run, where, "--scenarios", tmp_path / "moved")
    assert found["scales"][0]["expected"]["same"]["value"] is not None


@pytest.mark.parametrize("words", [(), ("--json",), ("--html", "team.html")])
def test_what_does_not_fit_writes_nothing(
    run: Run, paths: list[Path], tmp_path: Path, words: tuple[str, ...]
) -> None:
    """A rater twice: exit code 3, file and line on stderr, no result and no page."""
    done = run("agreement", paths[0], paths[0], *words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert "ratings-ZQ1.toml, line 5: the rater ZQ1 is in two files" in " ".join(
        done.stderr.split()
    )
    assert not (tmp_path / "team.html").exists()


def test_a_missing_file(run: Run, tmp_path: Path) -> None:
    """No such file: its name, and exit code 3."""
    done = run("agreement", tmp_path / "none.toml")
    assert done.returncode == 3
    assert "none.toml" in done.stderr


def test_the_example_under_help_runs(run: Run, tmp_path: Path) -> None:
    """It can be copied."""
    team(set_of(tmp_path / "set", EXPECTED), tmp_path, {"R1": EXPECTED, "R2": OTHERS})
    shown = run("agreement", "--help")
    assert max(map(len, shown.stdout.splitlines())) <= 80
    done = run(*shlex.split(example_of(shown.stdout))[1:], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
