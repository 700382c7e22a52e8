"""Criteria as pages: every clause leads to its elements and back, and nothing leads outside."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from needcheck.criteria.load import clauses
from needcheck.criteria.register import Cited, Entry, elements, entries
from needcheck.jobs.engine import Engine
from needcheck.output.criteria_page import counts, show_blocks, trace_blocks, trace_page
from needcheck.output.plain import plain_text
from tests.output.test_html import NASTY, Seen

ENGINE = Engine()
LOADS = re.compile(r"(?:\bsrc|\bhref|\burl|@import)\s*[=(]?\s*[\"']?\s*(?:https?:|//|data:|file:)")


@cache
def register(authority: str) -> tuple[Entry, ...]:
    """The register of one authority."""
    return entries(ENGINE.bundle(authority), clauses(authority))


@cache
def cited(authority: str) -> tuple[Cited, ...]:
    """Every element of one authority."""
    return tuple(elements(ENGINE.bundle(authority)))


@cache
def page(authority: str) -> str:
    """The page of one authority."""
    return trace_page(ENGINE.bundle(authority), register(authority), cited(authority))


@pytest.mark.parametrize("authority", ENGINE.authorities)
def test_the_page_is_one_and_loads_nothing(authority: str) -> None:
    """One HTML document with a policy, no script, and no reference to anything outside it."""
    markup = page(authority)
    tags = Seen(markup).tags
    assert markup.count("<!doctype html>") == markup.count("</html>") == 1
    assert "default-src 'none'" in markup
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & {t for t, _ in tags}
    assert not LOADS.search(markup)
    assert all(str(a["href"]).startswith("#") for _, a in tags if "href" in a)
    assert not any(name.startswith("on") or name == "src" for _, a in tags for name in a)


@pytest.mark.parametrize("authority", ENGINE.authorities)
def test_every_link_has_its_element_and_every_id_is_one(authority: str) -> None:
    """No link leads nowhere, and no two elements share an id."""
    tags = Seen(page(authority)).tags
    ids = [a["id"] for _, a in tags if "id" in a]
    assert sorted({i for i in ids if ids.count(i) > 1}, key=str) == []
    assert {str(a["href"])[1:] for _, a in tags if "href" in a} <= set(ids)


@pytest.mark.parametrize("authority", ENGINE.authorities)
def test_every_clause_leads_to_its_elements_and_back(authority: str) -> None:
    """A clause's row links to each element that cites it, and that element's row to the clause."""
    rows = {}
    for row in page(authority).split("<tr>")[1:]:
        tags = Seen(row).tags
        name = next((a["id"] for _, a in tags if "id" in a), None)
        rows[name] = {str(a["href"])[1:] for _, a in tags if "href" in a}
    for entry in register(authority):
        assert rows[entry.clause.id] == {element.name for element in entry.elements}
        for element in entry.elements:
            assert entry.clause.id in rows[element.name], element.name


@pytest.mark.parametrize("authority", ENGINE.authorities)
def test_every_clause_is_there_with_its_words(authority: str) -> None:
    """Statement, line and, where nothing implements it, the reason: page and text say the same."""
    shown = Seen(page(authority)).words
    text = " ".join(plain_text(list(trace_blocks(register(authority)))).split())
    for entry in register(authority):
        clause = entry.clause
        for part in (clause.id, clause.statement, clause.not_formalised):
            assert part in shown
            assert " ".join(part.split()) in text, clause.id
        assert f"line {clause.line}, {clause.section}" in shown


def test_foreign_text_is_escaped() -> None:
    """Text of a clause or an element never becomes markup."""
    first = register("southwark")[0]
    clause = first.clause.model_copy(update={"statement": NASTY, "section": NASTY})
    element = replace(cited("southwark")[0], id="x", text=NASTY, why=NASTY, basis="needcheck")
    entry = Entry(clause, (element,))
    markup = trace_page(ENGINE.bundle("southwark"), (entry,), (element,))
    assert "<script" not in markup
    assert "<img" not in markup
    assert "\x1b" not in markup
    assert Seen(markup).words.count("alert") == 4


def test_a_clause_of_another_register_is_named_without_a_link() -> None:
    """Where one clause is shown, the others that its elements cite are text, no dead links."""
    entry = next(e for e in register("hull") if any(len(c.cites) > 1 for c in e.elements))
    tags = Seen(trace_page(ENGINE.bundle("hull"), (entry,), entry.elements)).tags
    ids = {a["id"] for _, a in tags if "id" in a}
    assert {str(a["href"])[1:] for _, a in tags if "href" in a} <= ids


def test_counts_add_up() -> None:
    """The sentence names all clauses and each state."""
    found = register("hull")
    total, *states = map(int, re.findall(r"\d+", counts(found)))
    assert total == len(found) == sum(states)


def test_an_open_clause_is_said_to_be_open() -> None:
    """A clause that nothing implements and no reason excuses stands out."""
    clause = register("hull")[0].clause.model_copy(update={"not_formalised": ""})
    entry = Entry(clause, ())
    assert entry.state == "open"
    assert "Nothing implements it." in plain_text(list(trace_blocks((entry,))))


@pytest.mark.parametrize("authority", ENGINE.authorities)
def test_show_names_outcomes_rules_contacts_and_cautions(authority: str) -> None:
    """Each pathway with outcomes and rules, each contact with what must not go there."""
    bundle = ENGINE.bundle(authority)
    pathways = list(bundle.pathways.values())
    text = " ".join(plain_text(list(show_blocks(bundle, pathways))).split())
    for pathway in pathways:
        assert f"{pathway.id}: {pathway.title}" in text
        assert all(outcome.name in text for outcome in pathway.outcomes)
        assert all(" ".join(rule.text.split()) in text for rule in pathway.rules)
    for contact in bundle.contacts.values():
        for part in (contact.name, contact.phone, contact.not_for, contact.printed_in):
            assert " ".join(part.split()) in text
    assert ("The document prints no contact." in text) is (not bundle.contacts)
