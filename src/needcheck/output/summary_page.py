"""A summary as one HTML page that opens offline and prints on A4, as Markdown, or as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import PurePath

from needcheck.errors import UsageError
from needcheck.jobs.summary.figures import Summary
from needcheck.output import html
from needcheck.output.clean import one_line
from needcheck.output.envelope import dumps, envelope
from needcheck.output.summary_page_parts import Grid, Part, parts, title_of

ENDINGS = (".html", ".md", ".json")
STYLE = (
    "@page{size:A4;margin:15mm}svg{display:block;max-width:45rem;width:100%;height:auto;"
    "margin:.5rem 0}caption{text-align:left;font-weight:600;padding:.4rem 0}"
    "td{text-align:right;font-variant-numeric:tabular-nums}tbody th{background:none;"
    "font-weight:400}.wide{overflow-x:auto}"
    "@media print{body{font-size:10pt}.wide{overflow:visible;break-inside:avoid}"
    "h2,h3,caption{break-after:avoid}"
    "svg,tr{break-inside:avoid}thead{display:table-header-group}"
    "*{print-color-adjust:exact}}"
)


def render(summary: Summary, file: str) -> str:
    """The summary in the format that the file's name ends in; UsageError for any other."""
    ending = PurePath(file).suffix.lower()
    if ending == ".html":
        return as_html(summary)
    if ending == ".md":
        return as_markdown(summary)
    check_ending(file)
    return dumps(envelope("score", "done", asdict(summary)))


def check_ending(file: str) -> None:
    """UsageError where the name says no format that a summary is written in."""
    if PurePath(file).suffix.lower() not in ENDINGS:
        raise UsageError(f"--summary ends in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}.")


def as_html(summary: Summary) -> str:
    """One page, without anything to load."""
    inside = (piece for part in parts(summary) for piece in _pieces(part))
    return html.page(title_of(summary), *inside, style=STYLE)


def _pieces(part: Part) -> Iterator[str]:
    yield html.element(f"h{part.level}", html.text(part.title))
    for line in part.lines:
        yield html.element("p", html.text(line))
    if part.picture:
        yield part.picture
    if part.grid:
        yield html.element("div", _table(part.grid), css="wide")


def _table(grid: Grid) -> str:
    """A table with its caption, and a heading for every column and row."""
    head = "".join(f'<th scope="col">{html.text(name)}</th>' for name in grid.head)
    rows = (
        f'<tr><th scope="row">{html.text(name)}</th>'
        + "".join(html.element("td", html.text(cell)) for cell in cells)
        + "</tr>"
        for name, *cells in grid.rows
    )
    return html.element(
        "table",
        html.element("caption", html.text(grid.caption)),
        html.element("thead", html.element("tr", head)),
        html.element("tbody", *rows),
    )


def as_markdown(summary: Summary) -> str:
    """The same figures as Markdown, without pictures."""
    blocks = [f"# {_words(title_of(summary))}"]
    for part in parts(summary):
        blocks.append(f"{'#' * part.level} {_words(part.title)}")
        blocks += [_words(line) for line in part.lines]
        if part.grid:
            blocks.append("\n".join(_lines(part.grid)))
    return "\n\n".join(blocks) + "\n"


def _lines(grid: Grid) -> Iterator[str]:
    yield f"| {' | '.join(map(_words, grid.head))} |"
    yield f"|{'---|' * len(grid.head)}"
    for row in grid.rows:
        yield f"| {' | '.join(map(_words, row))} |"


def _words(value: str) -> str:
    """Foreign text that stays text: no markup, no new cell, no new line."""
    return "".join(f"\\{mark}" if mark in "\\`*_[]<>|#~" else mark for mark in one_line(value))
