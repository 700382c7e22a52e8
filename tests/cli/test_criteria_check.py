"""``needcheck criteria check``: what is printed, in which form, and the exit codes."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from needcheck.criteria.load import authority_ids, data_root
from tests.cli.conftest import Run
from tests.criteria.lint import clean
from tests.criteria.lint.clean import FILES, VISIT

SECONDS = 60
"""What all five may take on a busy machine; on a free one it is a tenth of that."""


def test_the_shipped_criteria_have_no_error(run: Run) -> None:
    """All five authorities, with registers and scenarios, in bounded time."""
    start = time.monotonic()
    done = run("criteria", "check", data_root())
    assert time.monotonic() - start < SECONDS
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{len(authority_ids(data_root()))} authorities checked: " in done.stdout


@pytest.mark.parametrize("authority", authority_ids(data_root()))
def test_a_shipped_authority_by_its_id(run: Run, authority: str) -> None:
    """An id stands for the folder of the shipped data."""
    done = run("criteria", "check", authority)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 authority checked: " in done.stdout


def test_an_error_ends_with_one(run: Run, tmp_path: Path) -> None:
    """Place, sentence, line and caret, in 80 columns on stdout; exit code 1."""
    root = clean.write(tmp_path / "d", {VISIT: FILES[VISIT].replace("days >= 5", "dayz >= 5", 1)})
    done = run("criteria", "check", root)
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert max(len(line) for line in lines if str(root) not in line) <= 80
    at = lines.index('    when = "grave or dayz >= 5"')
    assert lines[at + 1] == "    " + " " * 17 + "^"
    assert lines[-1] == "1 authority checked: 1 error, no warnings."


def test_a_warning_ends_with_zero(run: Run, tmp_path: Path) -> None:
    """What is only doubtful does not fail a check."""
    root = clean.write(tmp_path / "d")
    done = run("criteria", "check", root, "--stale-after", 1)
    assert done.returncode == 0
    assert "warning: the contact desk was last checked a month ago" in " ".join(done.stdout.split())


def test_json_is_one_envelope(run: Run, tmp_path: Path) -> None:
    """The same findings as data, and nothing else on stdout."""
    root = clean.write(tmp_path / "d", {VISIT: FILES[VISIT].replace("days >= 5", "dayz >= 5", 1)})
    done = run("criteria", "check", root, "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert (found["command"], found["status"]) == ("criteria check", "failed")
    assert [f["check"] for f in found["data"]["findings"]] == ["condition"]
    assert found["data"]["authorities"] == ["toytown"]


def test_what_is_not_there_ends_with_three(run: Run, tmp_path: Path) -> None:
    """A path that cannot be read is not a finding."""
    done = run("criteria", "check", tmp_path / "nothing")
    assert (done.returncode, done.stdout) == (3, "")
    assert "no such file or folder" in " ".join(done.stderr.split())


def test_the_help_names_what_can_be_checked(run: Run) -> None:
    """The options explain themselves."""
    done = run("criteria", "check", "--help")
    assert done.returncode == 0
    for part in ("PATH", "--stale-after", "--json"):
        assert part in done.stdout
