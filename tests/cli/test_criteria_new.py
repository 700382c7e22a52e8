"""``needcheck criteria new`` and ``schema``: from nothing to files that decide."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from needcheck.criteria.load import authority_ids, data_root
from needcheck.criteria.schema import KINDS
from tests.cli.conftest import Run

BASES = authority_ids(data_root())


def flat(text: str) -> str:
    """Text with every wrapped line joined."""
    return " ".join(text.split())


def begin(run: Run, folder: Path, *more: str) -> Path:
    """Write a skeleton of New Town."""
    done = run("criteria", "new", "new_town", "--data", folder, *more)
    assert (done.returncode, done.stderr) == (0, "")
    assert "authorities/new_town/authority.toml" in done.stdout
    return folder


@pytest.mark.parametrize("extends", ["", *BASES])
def test_a_skeleton_decides_and_replays_green(run: Run, tmp_path: Path, extends: str) -> None:
    """As it is written, harm brings the route at once and every case comes out as expected."""
    more = ("--extends", extends) if extends else ()
    folder = begin(run, tmp_path / "mine", *more)
    harm = ("--set", "harm=suspected", "--no-input", "--json", "--data", folder)
    done = run("assess", "--authority", "new_town", *harm)
    assert done.returncode == 0, done.stderr
    decided = json.loads(done.stdout)["data"]
    assert decided["harm_route"]
    assert decided["actions"][0]["due"]["text"] == "immediately"
    assert decided["criteria"]["overlays"][0].startswith("mine: adds new_town (TO FILL")
    replayed = run("replay", folder / "scenarios", "--check", "--data", folder)
    assert replayed.returncode == 0, replayed.stdout
    assert ", 0 differing" in replayed.stdout


def test_what_is_printed_as_the_next_step_works(run: Run, tmp_path: Path) -> None:
    """The two commands that are shown can be typed as they are shown."""
    done = run("criteria", "new", "new_town", "--data", "mine", cwd=tmp_path)
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith("  needcheck")]
    assert len(lines) == 2
    for line in lines:
        assert run(*line[1:], cwd=tmp_path).returncode == 0


def test_without_a_folder_it_goes_into_the_user_s_own(run: Run, home: Path) -> None:
    """And is there from then on, without a flag."""
    assert run("criteria", "new", "new_town").returncode == 0
    assert (home / "criteria" / "authorities" / "new_town").is_dir()
    assert "new_town" in run("criteria", "list").stdout
    assert run("settings", "--authority", "new_town").returncode == 0


def test_a_second_one_goes_beside_the_first(run: Run, tmp_path: Path) -> None:
    """One data folder may hold several, and one may build on another in it."""
    folder = begin(run, tmp_path / "mine")
    done = run("criteria", "new", "old_town", "--extends", "new_town", "--data", folder)
    assert done.returncode == 0, done.stderr
    replayed = run("replay", folder / "scenarios", "--check", "--data", folder)
    assert replayed.returncode == 0, replayed.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("hull",), "an authority of that name already"),
        (("new-town",), "small letters, digits and _"),
        (("../up",), "small letters, digits and _"),
        (("NewTown",), "small letters, digits and _"),
        (("x", "--extends", "atlantis"), "There are: birmingham, hull"),
    ],
)
def test_a_name_that_cannot_be_is_refused(
    run: Run, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    """Exit 2, and nothing is written."""
    done = run("criteria", "new", *words, "--data", tmp_path / "mine")
    assert done.returncode == 2
    assert said in flat(done.stderr)
    assert not (tmp_path / "mine").exists()


def test_nothing_is_overwritten(run: Run, tmp_path: Path) -> None:
    """A second start of the same authority is refused, whatever is left of the first."""
    folder = begin(run, tmp_path / "mine")
    again = run("criteria", "new", "new_town", "--data", folder)
    assert again.returncode == 2
    own = folder / "authorities" / "new_town"
    for path in own.glob("*"):
        path.unlink()
    own.rmdir()
    kept = folder / "clauses" / "new_town.toml"
    kept.write_text("# my work\n", "utf-8")
    assert run("criteria", "new", "new_town", "--data", folder).returncode == 2
    assert kept.read_text("utf-8") == "# my work\n"
    assert not own.exists()


def test_a_folder_of_other_things_is_left_alone(run: Run, tmp_path: Path) -> None:
    """Criteria go into a folder of their own."""
    (tmp_path / "letter.doc").write_text("x", "utf-8")
    assert run("criteria", "new", "new_town", "--data", tmp_path).returncode == 2
    assert run("criteria", "new", "new_town", "--data", tmp_path / "letter.doc").returncode == 2


def test_schemas_are_printed_or_written(run: Run, tmp_path: Path) -> None:
    """One kind on stdout; all into a folder; an unknown kind is told which there are."""
    printed = run("criteria", "schema", "contacts")
    assert json.loads(printed.stdout)["title"] == "needcheck: contacts"
    done = run("criteria", "schema", "--out", tmp_path / "schema")
    assert (done.returncode, done.stdout) == (0, "")
    names = {path.name.partition(".")[0] for path in (tmp_path / "schema").glob("*.schema.json")}
    assert names == {*KINDS, "scenario"}
    one = run("criteria", "schema", "facts", "--out", tmp_path / "one")
    assert one.returncode == 0
    assert [path.name for path in (tmp_path / "one").glob("*")] == ["facts.schema.json"]
    for wrong in (("contact",), ()):
        done = run("criteria", "schema", *wrong)
        assert done.returncode == 2
        assert "contacts, facts" in flat(done.stderr)
