"""Agreement as a page and as HTML: readable without colour, nothing of a rater unless asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from needcheck.jobs.team.agreement import Figure
from needcheck.jobs.team.figures import TeamFigures, team_figures
from needcheck.jobs.team.files import read_team
from needcheck.output import agreement_words as say
from needcheck.output.agreement_html import agreement_html
from needcheck.output.agreement_page import agreement_blocks
from needcheck.output.plain import plain_lines
from needcheck.output.screen import screen_lines
from tests.jobs.teams import ENGINE, set_of, team
from tests.output.test_html import Seen

EXPECTED = ["universal", "additional", "targeted", "specialist", "targeted", "universal"]
SHIFTED = ["additional", "additional", "not_yet", "specialist", "additional", ""]


def figures(where: Path, raters: int = 2) -> TeamFigures:
    """A team of which every second rater differs, with codes that stand nowhere else."""
    folder = set_of(where / "set", EXPECTED)
    choices = {f"ZQ{n}": SHIFTED if n % 2 else EXPECTED for n in range(1, raters + 1)}
    return team_figures(read_team(team(folder, where, choices), ENGINE, folder))


def text(found: TeamFigures, *, named: bool = False) -> str:
    """The plain page in one line."""
    return " ".join(" ".join(plain_lines(agreement_blocks(found, named=named))).split())


def test_every_line_fits_and_no_sign_needs_colour(tmp_path: Path) -> None:
    """80 columns, ASCII only, and the styled page says the same words."""
    blocks = agreement_blocks(figures(tmp_path), named=True)
    lines = plain_lines(blocks)
    assert max(map(len, lines)) <= 80
    assert "".join(lines).isascii()
    assert [line.plain.rstrip() for line in screen_lines(blocks, 80)] == lines


def test_the_heat_picture(tmp_path: Path) -> None:
    """Counts, quarters as signs, what is expected in brackets, and the share that agrees."""
    lines = plain_lines(agreement_blocks(figures(tmp_path), named=False))
    start = next(at for at, line in enumerate(lines) if line.startswith("No."))
    head = lines[start].split()
    assert head == [
        "No.",
        "Universal",
        "Additional",
        "Targeted",
        "Specialist",
        "Not",
        "yet",
        "Agree",
    ]
    rows = [re.split(r"  +", line) for line in lines[start + 1 : start + 7]]
    assert rows == [
        ["1", "[1] ##", "1 ##", ".", ".", ".", "0 %"],
        ["2", ".", "[2] ####", ".", ".", ".", "100 %"],
        ["3", ".", ".", "[1] ##", ".", "1 ##", "0 %"],
        ["4", ".", ".", ".", "[2] ####", ".", "100 %"],
        ["5", ".", "1 ##", "[1] ##", ".", ".", "0 %"],
        ["6", "[1] ####", ".", ".", ".", ".", "-"],
    ]


def test_a_narrow_page_says_each_row_in_words(tmp_path: Path) -> None:
    """Where the table does not fit, every cell names its column."""
    lines = plain_lines(agreement_blocks(figures(tmp_path), named=False), 44)
    assert max(map(len, lines)) <= 44
    assert "1: Universal [1] ##; Additional 1 ##;" in " ".join(" ".join(lines).split())


@pytest.mark.parametrize(("raters", "spread"), [(2, False), (4, False), (5, True)])
def test_raters_are_named_only_when_asked(tmp_path: Path, raters: int, spread: bool) -> None:
    """No code without --name-raters; below five raters not even the range of their shares."""
    found = figures(tmp_path, raters)
    for page in (text(found), agreement_html(found, named=False)):
        assert "ZQ" not in page
        assert "Raters are not named" in page
        assert ("lowest to highest" in page) == spread
        assert ("With fewer than 5 raters" in page) != spread
    for page in (text(found, named=True), agreement_html(found, named=True)):
        assert all(f"ZQ{n}" in page for n in range(1, raters + 1))
        assert "Raters are named by code" in page


def test_each_figure_says_what_it_means_and_how_wide_it_is(tmp_path: Path) -> None:
    """Name, value, meaning and base of every figure, on both pages."""
    found = figures(tmp_path)
    for page in (text(found), Seen(agreement_html(found, named=False)).words):
        flat = " ".join(page.split()).lower()
        for name in (*found.scales[0].figures, *found.scales[0].expected):
            assert say.NAMES[name].lower() in flat
            assert say.MEANINGS[name].lower() in flat
        assert say.INTERVALS.lower() in flat
        assert "'no level can be named yet' was chosen 1 time." in flat


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    """One rater, no folder, no questions, few scenarios: each has its sentence."""
    folder = set_of(tmp_path / "set", EXPECTED)
    paths = team(folder, tmp_path, {"R1": EXPECTED})
    folder.rename(tmp_path / "moved")
    said = text(team_figures(read_team(paths, ENGINE, None)))
    assert "cannot be computed: no scenario was rated by two people" in said
    assert said.count("cannot be computed: no scenario") == 1
    assert "(set) is not here; name it with --scenarios FOLDER" in said
    assert "No judgement question was answered." in said
    assert say.TOO_FEW in said


def test_the_html_page_loads_nothing_and_marks_cells_twice(tmp_path: Path) -> None:
    """No script, no address, a policy; cells have numbers beside shades, and a picture a title."""
    page = agreement_html(figures(tmp_path), named=False)
    seen = Seen(page)
    tags = {tag for tag, _ in seen.tags}
    assert not tags & {"script", "img", "link", "iframe", "object"}
    assert "default-src 'none'" in page
    assert "@page{size:A4" in page
    assert not re.search(r"https?://", page)
    assert "[2]" in seen.words
    cells = [attrs.get("class", "") for tag, attrs in seen.tags if tag == "td"]
    assert sum("expected" in (css or "") for css in cells) == 6
    assert page.count("<title>") == 2


def test_titles_cannot_break_the_page(tmp_path: Path) -> None:
    """A title is text, whatever is in it."""
    folder = set_of(tmp_path / "set", EXPECTED)
    first = folder / "s01.toml"
    nasty = "<script>alert(1)</script>\\u001b[31m"
    first.write_text(first.read_text("utf-8").replace("TITLE", nasty), "utf-8")
    found = team_figures(read_team(team(folder, tmp_path, {"R1": EXPECTED}), ENGINE, folder))
    assert "script" not in {tag for tag, _ in Seen(agreement_html(found, named=False)).tags}
    assert "\x1b" not in text(found)


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (Figure(0.5, 0.45, 0.54), "0.50, interval 0.45 to 0.54 (narrow: 0.09)"),
        (Figure(0.5, 0.4, 0.6), "0.50, interval 0.40 to 0.60 (middling: 0.20)"),
        (Figure(0.5, -0.001, 0.6), "0.50, interval 0.00 to 0.60 (wide: 0.60)"),
        (Figure(0.5, interval_why="because"), "0.50; no interval: because"),
        (Figure(None, why="because"), "cannot be computed: because"),
    ],
)
def test_values_in_words(figure: Figure, said: str) -> None:
    """A value, its interval and how wide that is, or why something is missing."""
    assert say.value_words("kappa", figure) == said


def test_shares_are_in_percent() -> None:
    """Shares and their widths are said in percent and points."""
    assert say.value_words("under", Figure(0.25, 0.1, 0.5)) == (
        "25 %, interval 10 % to 50 % (wide: 40 points)"
    )
