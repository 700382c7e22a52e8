"""The rich renderer: the same words as in plain mode, and foreign text as text."""

import io
import subprocess
import sys

import pytest
from rich.cells import cell_len
from rich.console import Console

from needcheck.output.page import Bar, Line
from needcheck.output.plain import plain_lines
from needcheck.output.report import report
from needcheck.output.screen import STYLES, print_blocks, screen_lines
from needcheck.recommend.result import Recommendation

NAMES = (
    "Universal services",
    "Additional support",
    "Targeted early help support",
    "Specialist support",
)


def printed(rec: Recommendation, *, terminal: bool, width: int = 100) -> str:
    """Return what a console of this kind writes."""
    file = io.StringIO()
    system = "standard" if terminal else None
    print_blocks(
        report(rec),
        Console(file=file, force_terminal=terminal, width=width, color_system=system, emoji=True),
    )
    return file.getvalue()


@pytest.mark.parametrize("width", [40, 80, 100, 250])
def test_lines_keep_the_console_and_never_pass_100_columns(rec: Recommendation, width: int) -> None:
    """Long lines are hard to read; a wide terminal does not make them longer."""
    for line in printed(rec, terminal=False, width=width).splitlines():
        assert cell_len(line) <= min(width, 100)


def test_foreign_markup_emoji_codes_and_escapes_show_as_text(
    cases: dict[str, Recommendation],
) -> None:
    """Text reaches the console as text objects; only our own styles give escape codes."""
    text = printed(cases["hostile"], terminal=True)
    assert "[bold red]not markup[/bold red]" in text
    assert ":smile:" in text
    assert "\x1b[31mred" not in text
    assert "\x9b" not in text
    assert "\u202e" not in text
    assert "\a" not in text


def test_without_colours_no_words_are_missing(rec: Recommendation) -> None:
    """Colour never carries a meaning alone: levels apart, the words are those of plain mode."""
    blocks = [block for block in report(rec) if not isinstance(block, Bar)]
    assert [line.plain.rstrip() for line in screen_lines(blocks, 80)] == plain_lines(blocks, 80)


@pytest.mark.parametrize("width", [40, 60, 100])
@pytest.mark.parametrize("marked", [0, 1, 2, 3])
def test_the_bar_marks_the_recommended_level_by_signs(width: int, marked: int) -> None:
    """One row a level, highest at the top, the recommended one after ``>``."""
    lines = [line.plain for line in screen_lines([Bar(NAMES, marked)], width)]
    assert [
        line[2:].startswith(name) for line, name in zip(lines, reversed(NAMES), strict=True)
    ] == [True] * 4
    assert [line for line in lines if line.startswith(">")] == [lines[3 - marked]]


def test_the_bar_of_no_level_marks_none() -> None:
    """``not_yet`` marks no level."""
    lines = [line.plain for line in screen_lines([Bar(NAMES, None)])]
    assert not [line for line in lines if line.startswith(">") or "recommended" in line]


def test_every_style_of_a_page_has_a_look() -> None:
    """A style without a look would stop the result from being shown."""
    for style in STYLES:
        assert screen_lines([Line("text", style)])[0].plain == "text"


def test_rich_is_not_imported_before_something_is_printed() -> None:
    """Start-up stays quick for JSON and plain output."""
    rooms = "needcheck.output.screen, needcheck.output.report"
    code = f"import sys, {rooms}; sys.exit('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
