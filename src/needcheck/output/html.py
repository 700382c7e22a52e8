"""One HTML page that opens offline: our own small builder, no script, nothing loaded."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from needcheck.output.clean import clean

STYLE = (
    "body{font:16px/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.3rem .5rem;"
    "text-align:left;vertical-align:top}th{background:#eee}code{font-size:.9em}"
    ".quiet{color:#555}@media print{body{margin:0;max-width:none}}"
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def text(value: str) -> str:
    """Foreign text made harmless for a page."""
    return escape(clean(value))


def element(tag: str, *inside: str, css: str = "", name: str = "") -> str:
    """One element around markup that was built here; ``name`` is its id for links."""
    attributes = "".join(
        f' {key}="{escape(value)}"' for key, value in (("class", css), ("id", name)) if value
    )
    return f"<{tag}{attributes}>{''.join(inside)}</{tag}>"


def link(target: str, words: str) -> str:
    """A link to an element of the same page."""
    return f'<a href="#{escape(target)}">{text(words)}</a>'


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that were built here."""
    top = element("tr", *(element("th", text(cell)) for cell in head))
    body = (element("tr", *(element("td", cell) for cell in row)) for row in rows)
    return element("table", element("thead", top), element("tbody", *body))


def page(title: str, *inside: str, style: str = "") -> str:
    """A whole page; ``style`` is what it needs beside the style of every page."""
    head = element(
        "head",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width">',
        element("title", text(title)),
        element("style", STYLE + style),
    )
    body = element("body", element("h1", text(title)), *inside)
    return f'<!doctype html>\n<html lang="en">{head}{body}</html>\n'
