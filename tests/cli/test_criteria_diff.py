"""``needcheck criteria diff``: what changed between two editions, in words, cases and answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_prove import VISIT, council, flat

NEW = VISIT.replace("when = 'immediate_danger'\ntext", "when = 'immediate_danger or willing'\ntext")
CASE = """
[scenario]
title = "A family that is willing."
authority = "toytown"
pathway = "visit"
as_of = 2026-11-20

[answers]
willing = "yes"
"""
ROWS = "id,willing,immediate_danger\nR1,yes,no\nR2,no,no\nR3,no,yes\nR4,maybe,no\n"


@pytest.fixture
def editions(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders of a council: in the second a willing family is called, too."""
    return council(tmp_path / "old"), council(tmp_path / "new", NEW)


def test_what_changed_is_told_in_words(run: Run, editions: tuple[Path, Path]) -> None:
    """Without any case: the rule as it was and as it is, and the smallest answers that part."""
    pytest.importorskip("z3")
    done = run("criteria", "diff", *editions)
    assert (done.returncode, done.stderr) == (0, "")
    shown = flat(done.stdout)
    assert "rule go_danger in visit: changed" in shown
    assert "when was: immediate_danger when is: immediate_danger or willing" in shown
    assert 'the outcome was "Not yet" and is "Go". The smallest case:' in shown
    assert "willing to accept support: yes" in shown.partition("The smallest case:")[2]
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_the_same_edition_twice_differs_in_nothing(run: Run, editions: tuple[Path, Path]) -> None:
    """Neither in words nor for any answers."""
    pytest.importorskip("z3")
    shown = flat(run("criteria", "diff", editions[0], editions[0]).stdout)
    assert "changed" not in shown.replace("What changed", "")
    assert "No answers are decided differently." in shown


def test_cases_of_a_folder_are_held_against_both(
    run: Run, editions: tuple[Path, Path], tmp_path: Path
) -> None:
    """Each case that comes out differently, with both outcomes and the actions."""
    cases = tmp_path / "cases"
    cases.mkdir()
    (cases / "willing.toml").write_text(CASE, "utf-8")
    (cases / "not.toml").write_text(CASE.replace('"yes"', '"no"'), "utf-8")
    shown = flat(run("criteria", "diff", *editions, "--cases", cases).stdout)
    assert "1 of 2 come out differently." in shown
    assert 'outcome: was "Not yet", is "Go"' in shown
    assert "actions now shown: call" in shown


def test_rows_of_a_table_are_counted_with_their_pathway(
    run: Run, editions: tuple[Path, Path], tmp_path: Path
) -> None:
    """Those that differ by id; a row that neither edition can read is said and not counted."""
    table = tmp_path / "rows.csv"
    table.write_text(ROWS, "utf-8")
    words = ("criteria", "diff", *editions, "--cases", table.name, "--pathway", "visit")
    shown = flat(run(*words, cwd=tmp_path).stdout)  # a long path would be broken over two lines
    assert "1 of 3 rows of rows.csv come out differently in visit." in shown
    assert "1: not_yet before, go now" in shown
    assert "1: cannot be read under either (not counted)" in shown
    assert "Ids: R1" in shown
    rows = json.loads(run(*words, "--json", cwd=tmp_path).stdout)["data"]["rows"]
    assert (rows["rows"], rows["differing"], rows["pathway"]) == (3, 1, "visit")
    assert (rows["rejected_under_one"], rows["rejected_under_both"]) == (0, 1)


def test_a_row_that_one_edition_cannot_read_differs(run: Run, tmp_path: Path) -> None:
    """A stricter edition rejects it: that is a difference, and said as such."""
    fact = (
        '[[fact]]\nid = "nights"\ntype = "number"\nmaximum = {}\nask = "?"\nshort = "nights"\n'
        'basis = "needcheck"\nwhy = "A toy."\n'
    )
    pair = [council(tmp_path / name) for name in ("old", "new")]
    for root, most in zip(pair, (31, 7), strict=True):
        (root / "authorities/toytown/facts.toml").write_text(fact.format(most), "utf-8")
    table = tmp_path / "rows.csv"
    table.write_text("id,nights\nR1,3\nR2,9\n", "utf-8")
    shown = flat(run("criteria", "diff", *pair, "--cases", table, "--pathway", "visit").stdout)
    assert "1 of 2 rows" in shown
    assert "1: can be read under one of the two only" in shown
    assert "Ids: R2" in shown


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("nowhere", "hull"), 2, "there is no such edition"),
        (("hull", "hull", "--cases", "nowhere"), 3, "there is no such file"),
    ],
)
def test_what_is_not_there_is_said(run: Run, words: tuple[str, ...], code: int, said: str) -> None:
    """One sentence, and the exit code of usage or of a file."""
    done = run("criteria", "diff", *words)
    assert done.returncode == code
    assert said in flat(done.stderr)
    assert done.stdout == ""
