"""``needcheck score --summary`` and ``--decided`` as an analyst runs them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from needcheck.jobs.summary.audit import LISTED
from tests.cli.conftest import Run
from tests.conftest import DATA

SAMPLE = DATA / "samples" / "audit.csv"
MAP = DATA / "samples" / "audit-map.toml"
COMMAND = ("score", SAMPLE, "--map", MAP, "--as-of", "2026-11-20")


def test_the_sample_audit_in_every_format(run: Run, tmp_path: Path) -> None:
    """60 cases: the same figures in HTML, Markdown and JSON, and no row on stdout."""
    pages = {}
    for ending in ("html", "md", "json"):
        path = tmp_path / f"audit.{ending}"
        done = run(*COMMAND, "--by", "Agency", "--by", "Quarter", "--summary", path)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert "60 rows read: 60 scored, 0 rejected" in done.stderr
        pages[ending] = path.read_text(encoding="utf-8")
    data = json.loads(pages["json"])["data"]
    assert data["scored"] == 60
    assert data["rule"]["id"] == "round5"
    bands = data["audit"]["bands"]
    share = f"{bands['agree']} ({bands['percent']} %)"
    assert all(share in pages[ending] for ending in ("html", "md"))
    assert [column["column"] for column in data["by"]] == ["Agency", "Quarter"]


def test_exact_figures_are_those_of_the_sample(run: Run, tmp_path: Path) -> None:
    """Without a rule the 60 cases add up: 54 compared, 38 agree, 1 on the harm route missed."""
    path = tmp_path / "audit.json"
    assert run(*COMMAND, "--summary", path, "--disclosure", "none").returncode == 0
    audit = json.loads(path.read_text(encoding="utf-8"))["data"]["audit"]
    bands = audit["bands"]
    assert [bands[name] for name in ("compared", "agree", "over", "under")] == [54, 38, 2, 14]
    assert [bands[name] for name in ("not_yet", "undecided", "percent")] == [4, 2, 70]
    assert audit["missed"] == 1


def test_ids_are_in_a_private_file_and_never_in_the_summary(run: Run, tmp_path: Path) -> None:
    """Its name and its first line say that it is not for publication; the page has no id."""
    path = tmp_path / "page.html"
    done = run(*COMMAND, "--summary", path)
    private = tmp_path / "page.not-for-publication.csv"
    first, *ids = private.read_text(encoding="utf-8").splitlines()
    assert first == LISTED
    assert len(ids) == 1
    assert private.name in done.stderr
    for format_ in ("html", "md", "json"):
        run(*COMMAND, "--summary", path.with_suffix(f".{format_}"), "--disclosure", "none")
        text = path.with_suffix(f".{format_}").read_text(encoding="utf-8")
        assert not re.search(r"\bA\d\d\b", text)
    named = tmp_path / "look.csv"
    out = tmp_path / "scored.csv"
    run(*COMMAND, "--out", out, "--harm-list", named)
    assert named.read_text(encoding="utf-8") == private.read_text(encoding="utf-8")


@pytest.mark.parametrize("engine", ["polars", "scalar"])
def test_rows_go_on_stdout_only_when_asked(run: Run, tmp_path: Path, engine: str) -> None:
    """With --summary alone nothing is printed; --out - prints the scored rows as well."""
    path = tmp_path / "s.md"
    words = (*COMMAND, "--summary", path, "--engine", engine)
    assert run(*words).stdout == ""
    assert len(run(*words, "--out", "-").stdout.splitlines()) == 61


def test_a_decision_that_is_no_outcome_is_rejected(run: Run, tmp_path: Path) -> None:
    """Exit 1, the row in the rejects and in no figure."""
    table = tmp_path / "t.csv"
    table.write_text("id,harm,level\n1,known,specialist\n2,known,Level 4\n", encoding="utf-8")
    path = tmp_path / "s.json"
    words = ("score", table, "--decided", "level", "--summary", path, "--disclosure", "none")
    done = run(*words)
    assert done.returncode == 1
    assert "Rejected for level (1)" in done.stderr
    assert (tmp_path / "s.rejects.csv").read_text().splitlines()[1].startswith("2,3,level,text,")
    assert "Level 4" not in done.stderr
    data = json.loads(path.read_text(encoding="utf-8"))["data"]
    assert (data["scored"], data["rejected"], data["audit"]["bands"]["agree"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--summary", "x.pdf"], "--summary ends in"),
        (["--by", "Agency"], "--by needs --summary"),
        (["--disclosure", "min5"], "--disclosure is round5, round10, none"),
        (["--summary", "x.html", "--by", "Case"], "by their ids"),
        (["--summary", "x.html", "--by", "Ward"], "Ward"),
        (["--summary", "x.md", "--out", "x.not-for-publication.csv"], "different files"),
    ],
)
def test_what_does_not_fit_together_is_told_before_anything_is_written(
    run: Run, tmp_path: Path, words: list[str], said: str
) -> None:
    """Exit 2 or 3, one sentence, no file."""
    placed = [str(tmp_path / w) if w.startswith("x.") else w for w in words]
    done = run(*COMMAND, *placed)
    assert done.returncode in (2, 3)
    assert said in done.stderr.replace("\n", " ")
    assert [p.name for p in tmp_path.iterdir()] == ["home"]


def test_a_private_list_needs_decisions(run: Run, tmp_path: Path) -> None:
    """Without decisions there is nothing to list."""
    table = tmp_path / "t.csv"
    table.write_text("id,harm\n1,known\n", encoding="utf-8")
    done = run("score", table, "--harm-list", tmp_path / "x.csv")
    assert done.returncode == 2
    assert "--decided" in done.stderr
    assert not (tmp_path / "x.csv").exists()
