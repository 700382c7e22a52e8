"""What a path means: a file, an authority's folder, a data folder, an id; and what it does not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from needcheck.criteria.lint.target import target
from needcheck.errors import CriteriaError, UsageError
from tests.criteria.lint import clean
from tests.criteria.lint.clean import CONTACTS, FILES, FOLDER, QUESTIONS, VISIT

FAULTS: Mapping[str, str] = {
    VISIT: FILES[VISIT].replace('kind = "do"', 'kind = "doo"'),
    CONTACTS: FILES[CONTACTS].replace("phone", "fone"),
    QUESTIONS: FILES[QUESTIONS].replace('type = "yes_no"', 'type = "yes"'),
    clean.CLAUSES: FILES[clean.CLAUSES].replace("line = 2", 'line = "two"'),
}


@pytest.mark.parametrize(
    ("given", "files"),
    [
        (".", set(FAULTS)),
        (FOLDER, {VISIT, CONTACTS, clean.CLAUSES}),
        (VISIT, {VISIT}),
        (CONTACTS, {CONTACTS}),
        (QUESTIONS, {QUESTIONS}),
        (clean.CLAUSES, {clean.CLAUSES}),
    ],
)
def test_findings_are_told_of_what_was_named(tmp_path: Path, given: str, files: set[str]) -> None:
    """A file is checked with all that belongs to it, and only what is in it is told."""
    clean.write(tmp_path, FAULTS)
    told = {str(f.path.relative_to(tmp_path)) for f in clean.found(tmp_path, tmp_path / given)}
    assert told == files


def test_the_words_of_the_user_are_used_for_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative path stays relative, so that it can be clicked and copied."""
    clean.write(tmp_path, FAULTS)
    monkeypatch.chdir(tmp_path / FOLDER)
    shown = {str(f.path) for f in clean.found(tmp_path, Path())}
    assert {"visit.toml", "contacts.toml"} <= shown


def test_a_folder_that_stands_alone_is_checked(tmp_path: Path) -> None:
    """A folder elsewhere needs no authority file and no action sets; the framework is shipped."""
    clean.write(tmp_path)
    alone = tmp_path / "draft"
    alone.mkdir()
    text = FILES[VISIT].replace('close_with = ["standing"]\n', "")
    (alone / "visit.toml").write_text(text.replace("days", "dayz", 1), "utf-8")
    (alone / "facts.toml").write_text(FILES[clean.FACTS], "utf-8")
    (alone / "contacts.toml").write_text(FILES[CONTACTS], "utf-8")
    found = clean.found(tmp_path, alone)
    assert [(f.check, f.path.name) for f in found] == [("condition", "visit.toml")]


def test_the_id_of_a_shipped_authority(tmp_path: Path) -> None:
    """Its own folder and its register are checked."""
    clean.write(tmp_path)
    wanted = target("toytown", tmp_path)
    assert wanted.folders == (tmp_path / FOLDER,)
    assert set(wanted.places) == {tmp_path / FOLDER, tmp_path / clean.CLAUSES}
    assert not wanted.laid


def test_what_is_not_there_is_told_which_there_are(tmp_path: Path) -> None:
    """A path that is not there is unreadable, and the shipped ids are named."""
    clean.write(tmp_path)
    with pytest.raises(CriteriaError, match="There is: toytown"):
        target("toytwn", tmp_path)


def test_a_folder_without_criteria_is_refused(tmp_path: Path) -> None:
    """An empty folder would be found clean otherwise."""
    clean.write(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="holds no criteria"):
        target(str(tmp_path / "empty"), tmp_path)


def test_a_scenario_is_for_replay(tmp_path: Path) -> None:
    """A scenario is no criteria file, and the right command is named."""
    clean.write(tmp_path)
    with pytest.raises(UsageError, match="replay --check"):
        target(str(tmp_path / "scenarios/toytown/at.toml"), tmp_path)
