"""Criteria as pages: what an authority decides, and clause beside rule both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from needcheck.output import html
from needcheck.output.page import Block, Heading, Item, Line, Pair
from needcheck.output.phrases import counted
from needcheck.output.report_actions import contact_lines

if TYPE_CHECKING:
    from needcheck.criteria.bundle import Bundle
    from needcheck.criteria.model import Pathway
    from needcheck.criteria.register import Cited, Entry

STATES = {
    "implemented": "implemented",
    "not_formalised": "not formalised",
    "open": "still open",
}
STYLE = (
    "@page{size:A4;margin:15mm}table{table-layout:fixed}td{overflow-wrap:anywhere}"
    "th{width:34%}.clauses th{width:auto}.clauses th:first-child{width:4.5rem}"
    "tr{break-inside:avoid}h2{break-after:avoid}@media print{body{font-size:10pt}}"
)


def show_blocks(bundle: Bundle, pathways: Sequence[Pathway]) -> Iterator[Block]:
    """Yield what an authority decides, from which document, with contacts and cautions."""
    from needcheck.recommend.recommend import contact_view

    document = bundle.authority.document
    yield Heading(bundle.authority.name, 1)
    yield Pair("Document", f"{document.title}, {document.date}")
    yield Pair("Publisher", document.publisher)
    yield Line(document.verify)
    for pathway in pathways:
        yield Heading(f"{pathway.id}: {pathway.title}")
        if pathway.about:
            yield Line(pathway.about)
        yield Pair("Outcomes, most urgent first", "; ".join(o.name for o in pathway.outcomes))
        for rule in pathway.rules:
            held = f"; unless {rule.unless}" if rule.unless else ""
            note = f"[{', '.join(rule.cites)}]" if rule.cites else ""
            yield Item(f"{rule.outcome}: {rule.text} ({rule.when}{held})", note=note)
    yield Heading("Contacts")
    if not bundle.contacts:
        yield Line("The document prints no contact.")
    for contact in bundle.contacts.values():
        yield from contact_lines(contact_view(contact), 0)
        checked = f"checked on {contact.checked_on}" if contact.checked_on else "not checked since"
        yield Item(f"Printed in {contact.printed_in}; {checked}")


def trace_blocks(entries: Iterable[Entry]) -> Iterator[Block]:
    """Yield each clause with what implements it, or why nothing does."""
    for entry in entries:
        clause = entry.clause
        yield Heading(f"{clause.id} (line {clause.line}, {clause.section})", 3)
        yield Line(clause.statement)
        if clause.not_formalised:
            yield Pair("Not formalised", clause.not_formalised)
        for cited in entry.elements:
            yield Item(f"{cited.name}: {cited.text}", note=_ours(cited))
        if entry.state == "open":
            yield Line("Nothing implements it.", "strong")


def counts(entries: Sequence[Entry]) -> str:
    """Return how many clauses are in which state, in words."""
    states = [entry.state for entry in entries]
    said = (f"{states.count(state)} {words}" for state, words in STATES.items())
    return f"{counted(len(entries), 'clause')}: {', '.join(said)}."


def trace_page(bundle: Bundle, entries: Sequence[Entry], cited: Iterable[Cited]) -> str:
    """Return clause beside rule, and rule beside clause, as one page."""
    title = f"{bundle.authority.name}: clauses and rules"
    known = {entry.clause.id for entry in entries}
    return html.page(
        title,
        html.element("p", html.text(f"{bundle.authority.document.title}, {bundle.edition}")),
        html.element("p", html.text(counts(entries))),
        html.element("h2", "From clause to rule"),
        html.element(
            "div",
            html.table(
                ("Clause", "What the document says, in our words", "What implements it"),
                map(_clause_row, entries),
            ),
            css="clauses",
        ),
        html.element("h2", "From rule to clause"),
        html.table(("Element", "Text", "Clauses"), (_element_row(c, known) for c in cited)),
        style=STYLE,
    )


def _clause_row(entry: Entry) -> list[str]:
    clause = entry.clause
    where = html.text(f"line {clause.line}, {clause.section}")
    return [
        html.element("b", html.text(clause.id), name=clause.id),
        html.text(clause.statement) + html.element("div", where, css="quiet"),
        html.text(f"Not formalised: {clause.not_formalised}")
        if clause.not_formalised
        else "<br>".join(html.link(c.name, c.name) for c in entry.elements),
    ]


def _element_row(cited: Cited, known: set[str]) -> list[str]:
    clauses = (html.link(c, c) if c in known else html.text(c) for c in cited.cites)
    name = html.element("code", html.text(cited.name), name=cited.name)
    ours = html.element("div", html.text(_ours(cited)), css="quiet")
    return [name, html.text(cited.text), ", ".join(clauses) + ours]


def _ours(cited: Cited) -> str:
    return f"(ours: {cited.why})" if cited.basis == "needcheck" else ""
