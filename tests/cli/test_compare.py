"""``needcheck compare``: one case under every authority, from a file, scenario, note or stdin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from needcheck.criteria.load import authority_ids, data_root
from tests.cli.conftest import Run

ANSWERS = '[answers]\nharm = "suspected"\nin_targeted_help = "yes"\n'


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Answers with one that only Hull asks for."""
    path = tmp_path / "answers.toml"
    path.write_text(ANSWERS, "utf-8")
    return path


def authorities(text: str) -> list[dict[str, Any]]:
    """The authorities of a comparison in JSON."""
    found = json.loads(text)
    assert (found["command"], found["status"]) == ("compare", "done")
    return list(found["data"]["authorities"])


def test_the_page_names_every_authority(run: Run, answers: Path) -> None:
    """The caution on names first, then each authority; lines of 80 columns."""
    done = run("compare", answers)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Names of levels are each authority's own" in " ".join(done.stdout.split())
    for name in ("Birmingham", "Hull", "Islington", "Southwark", "Worcestershire"):
        assert name in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_json_names_results_what_is_left_out_and_unread(run: Run, answers: Path) -> None:
    """One envelope; Hull reads its own question, the others name it as unread."""
    done = run("compare", answers, "--json")
    found = authorities(done.stdout)
    assert tuple(one["authority"] for one in found) == authority_ids(data_root())
    for one in found:
        assert one["unread"] == ([] if one["authority"] == "hull" else ["in_targeted_help"])
        assert all(result["harm_route"] for result in one["results"])
        assert all(left["why"] for left in one["left_out"])


def test_stdin_gives_the_same(run: Run, answers: Path) -> None:
    """``-`` reads the answers from the pipe."""
    piped = run("compare", "-", "--json", stdin=ANSWERS)
    assert authorities(piped.stdout) == authorities(run("compare", answers, "--json").stdout)


def test_a_scenario_is_compared_on_its_own_day(run: Run) -> None:
    """A scenario of one authority may be compared; its day decides unless another is given."""
    path = next((data_root() / "scenarios" / "birmingham").glob("exactly-a-month*"))
    own = authorities(run("compare", path, "--json").stdout)
    assert {r["as_of"] for one in own for r in one["results"]} == {"2026-11-20"}
    other = authorities(run("compare", path, "--json", "--as-of", "2026-11-21").stdout)
    assert {r["as_of"] for one in other for r in one["results"]} == {"2026-11-21"}


def test_a_note_can_be_compared(run: Run, note: Path) -> None:
    """A saved case is read like an answers file, and is not changed."""
    before = note.read_bytes()
    assert len(authorities(run("compare", note, "--json").stdout)) == len(
        authority_ids(data_root())
    )
    assert note.read_bytes() == before


@pytest.mark.parametrize(
    "text",
    ['[answers]\nhram = "suspected"\n', '[answers]\nharm = "perhaps"\n', "[answers\n"],
)
def test_a_wrong_file_is_refused(run: Run, tmp_path: Path, text: str) -> None:
    """A misspelt fact, a value that is none, broken TOML: the exit code of bad input, no result."""
    path = tmp_path / "wrong.toml"
    path.write_text(text, "utf-8")
    done = run("compare", path)
    assert (done.returncode, done.stdout) == (3, "")
    assert "wrong.toml" in done.stderr
    assert "perhaps" not in done.stderr
