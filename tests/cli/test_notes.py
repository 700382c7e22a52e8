"""``needcheck notes``: what was saved is listed and found again by its reference."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from needcheck.case.note import load_note, save_note
from tests.cli.conftest import Run
from tests.terminal import lines_over

KEYS = [
    "reference", "authority", "authority_name", "pathway", "pathway_title", "outcome",
    "outcome_name", "status", "updated", "file",
]  # fmt: skip
HARM = "2\n\n\n\n\n1\n"


def interview(run: Run, reference: str) -> None:
    """Save a note of suspected harm in the notes folder, as a person does."""
    done = run("assess", "--plain", stdin=f"{HARM}{reference}\n")
    assert done.returncode == 0, done.stderr


def listed(run: Run) -> list[dict[str, Any]]:
    """The notes in JSON."""
    done = run("notes", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["command"], found["status"]) == ("notes", "done")
    return list(found["data"]["notes"])


def test_without_notes_that_is_said(run: Run) -> None:
    """No folder yet: nothing on stdout, a sentence on stderr, an empty list in JSON."""
    done = run("notes")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "There are no notes.\n")
    assert listed(run) == []


def test_notes_in_the_folder_and_elsewhere_are_listed(run: Run, tmp_path: Path) -> None:
    """Reference, authority, pathway, outcome, when and where, whichever way they were saved."""
    interview(run, "ABC-17")
    away = tmp_path / "away" / "case.toml"
    away.parent.mkdir()
    run("assess", "--no-input", "--set", "harm=no", "--reference", "XY-2", "--note", away)
    found = {entry["reference"]: entry for entry in listed(run)}
    assert list(found) == ["XY-2", "ABC-17"]
    assert all(list(entry) == KEYS for entry in found.values())
    assert found["ABC-17"]["outcome_name"] == "Specialist support"
    assert (found["XY-2"]["outcome"], found["XY-2"]["file"]) == ("not_yet", str(away))
    text = run("notes").stdout
    assert "- ABC-17\n  Hull: Level of need and route\n  Outcome: Specialist support" in text
    assert str(away) in text.replace("\n    ", "")
    assert not lines_over(text, 80)


def test_nothing_of_a_child_is_kept_beside_the_notes(run: Run, home: Path, tmp_path: Path) -> None:
    """The entry for a note elsewhere is its path, private, and nothing else."""
    away = tmp_path / "case.toml"
    run("assess", "--no-input", "--set", "harm=suspected", "--reference", "XY-2", "--note", away)
    (entry,) = (home / "notes-elsewhere").iterdir()
    assert entry.read_text("utf-8") == f"{away}\n"
    assert entry.stat().st_mode & 0o777 == 0o600
    run("assess", "--no-input", "--set", "severity=low", "--note", away)
    assert [each.name for each in (home / "notes-elsewhere").iterdir()] == [entry.name]


def test_what_is_listed_is_what_the_notes_say_now(run: Run, home: Path) -> None:
    """A note changed by hand is listed as it is; a judgement stands over the recommendation."""
    interview(run, "ABC-17")
    (path,) = (home / "notes").glob("*.toml")
    note, stamp = load_note(path)
    judged = note.judgement.model_copy(update={"outcome": "targeted", "agrees": False})
    head = note.case.model_copy(update={"reference": "NEW-1"})
    save_note(path, note.model_copy(update={"judgement": judged, "case": head}), stamp)
    (entry,) = listed(run)
    assert (entry["reference"], entry["outcome"]) == ("NEW-1", "targeted")
    assert entry["outcome_name"] == "Targeted early help support"


def test_a_note_that_cannot_be_read_does_not_hide_the_others(
    run: Run, home: Path, tmp_path: Path
) -> None:
    """Broken or gone: said by file, in JSON among the problems, and the rest is listed."""
    interview(run, "ABC-17")
    away = tmp_path / "case.toml"
    run("assess", "--no-input", "--set", "harm=no", "--note", away)
    away.unlink()
    (home / "notes" / "broken.toml").write_text("needcheck = 1\n[case\n", "utf-8")
    done = run("notes")
    assert done.returncode == 0
    assert "ABC-17" in done.stdout
    assert "there is no such file" in " ".join(done.stderr.split())
    assert "broken.toml" in done.stderr.replace("\n", "")
    problems = json.loads(run("notes", "--json").stdout)["problems"]
    assert len(problems) == 2


@pytest.mark.parametrize("name", ["ABC-17", "abc-17", " ABC-17 "])
def test_show_and_follow_up_find_a_note_by_its_reference(run: Run, home: Path, name: str) -> None:
    """The reference is enough, in any case; so is the name of the file without its ending."""
    interview(run, "ABC-17")
    (path,) = (home / "notes").glob("*.toml")
    whole = run("show", path)
    assert whole.returncode == 0
    assert run("show", name).stdout == whole.stdout
    assert run("show", path.stem).stdout == whole.stdout
    assert json.loads(run("show", name, "--json").stdout)["data"]["note"] == str(path)
    assert run("follow-up", name, "--done", "harm_outcome").returncode == 0
    assert any(f.done for f in load_note(path)[0].follow_ups)


def test_a_scenario_is_made_of_a_note_by_its_reference(run: Run, tmp_path: Path) -> None:
    """The reference is enough there, too; it is not in the scenario."""
    interview(run, "ABC-17")
    made = tmp_path / "made.toml"
    done = run("scenario", "from-note", "abc-17", "--to", made)
    assert done.returncode == 0, done.stderr
    assert "abc-17" not in made.read_text("utf-8").casefold()
    assert run("scenario", "from-note", "abc-18").returncode == 3


def test_the_commands_printed_at_the_end_find_the_note(run: Run, home: Path) -> None:
    """What the interview prints last names the note, and works."""
    done = run("assess", "--plain", stdin=f"{HARM}ABC-17\n")
    (path,) = (home / "notes").glob("*.toml")
    lines = [line.strip() for line in done.stderr.splitlines()]
    again = lines[lines.index("See it again:") + 1]
    assert again.endswith(f"show {path.stem}")
    assert run("show", again.split()[-1]).returncode == 0
    assert lines[lines.index("For your agency's record:") + 1] == f"{again} --record"
    assert not lines_over(done.stderr, 80)


def test_several_notes_of_one_reference_are_named(run: Run, home: Path) -> None:
    """Nobody is shown one of two notes by chance: the names of both are said."""
    interview(run, "ABC-17")
    interview(run, "ABC-17")
    done = run("show", "ABC-17")
    assert (done.returncode, done.stdout) == (2, "")
    names = [path.stem for path in (home / "notes").glob("*.toml")]
    assert len(names) == 2
    assert all(name in done.stderr for name in names)
    assert run("show", names[0]).returncode == 0


def test_no_note_of_that_reference(run: Run) -> None:
    """Said without repeating what was typed, since it may be a name; with how to list them."""
    done = run("show", "Sam Jones")
    assert (done.returncode, done.stdout) == (3, "")
    assert "Sam" not in done.stderr
    assert "notes" in done.stderr


def test_a_file_comes_before_a_reference(run: Run, home: Path, tmp_path: Path) -> None:
    """A file of that name here is meant first, as it always was."""
    interview(run, "ABC-17")
    (path,) = (home / "notes").glob("*.toml")
    shutil.copy(path, tmp_path / "ABC-17")
    done = run("show", "ABC-17", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["data"]["note"] == "ABC-17"


def test_a_folder_that_cannot_be_written_does_not_lose_the_note(
    run: Run, home: Path, tmp_path: Path
) -> None:
    """The note is saved and says so; that it will not be listed is said, too."""
    (home / "notes-elsewhere").write_text("in the way", "utf-8")
    away = tmp_path / "case.toml"
    done = run("assess", "--no-input", "--set", "harm=no", "--note", away)
    assert done.returncode == 0
    assert load_note(away)[0].case.status == "final"
    assert "the note is saved" in " ".join(done.stderr.split())
