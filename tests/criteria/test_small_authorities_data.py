"""What Southwark's and Islington's criteria have in common: small documents, silent on harm.

The documents give no child protection contact, so nothing of another place may fill the gap, and
what is said about harm is marked as not theirs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from needcheck.criteria.bundle import Bundle
from needcheck.criteria.load import clauses, load
from needcheck.criteria.model import Pathway
from needcheck.criteria.register import elements, entries

DATA = Path(__file__).resolve().parents[2] / "data"
PATHWAYS = {
    "southwark": {"level", "step_down", "services", "advice"},
    "islington": {"level", "service"},
}
NOT_FORMALISED = {"southwark": {"SOU-038"}, "islington": {"ISL-019", "ISL-041"}}
OTHERS = {
    "southwark": r"020 7527|Upper Street|\bICSP\b|Family Support Team",
    "islington": r"020 7525|Mosaic|duty manager|\bTAF\b|\bPLO\b|Family Early Help|Tier 2",
}
FOREIGN = (
    r"EHASH|01482|305770|708953|828901|hullcc|hullscb|mylocaloffer|Request(s)? for Additional"
    r"|\bEHAM\b|Early Help Action Meeting|Priory|Acorns|Lemon Tree|Family Star|\bDASH\b"
    r"|Think Family|\bASTI\b|\bfCAF\b|New Aston House|Request for Support|Right Help"
    r"|Frameworki|\bSRF\b|Service Request Form|Personal Advisor|Southwark judgement|@"
)
UNSEEN = {"when", "unless", "applies", "then", "says", "never_says", "why", "id", "cites", "law"}
AUTHORITIES = sorted(PATHWAYS)
EACH = [(name, pathway) for name in AUTHORITIES for pathway in sorted(PATHWAYS[name])]
OWN = [(name, pathway) for name, pathway in EACH if pathway != "level"]
BUNDLES = {name: load(name) for name in AUTHORITIES}


def files(name: str) -> Iterator[dict[str, Any]]:
    """Every criteria file of an authority as plain data."""
    for path in sorted((DATA / "authorities" / name).glob("*.toml")):
        yield tomllib.loads(path.read_text(encoding="utf-8"))


def strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text in plain data, with the key it stands under."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from strings(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, key)
    elif isinstance(value, str):
        yield key, value


def shown(name: str) -> list[str]:
    """The texts of an authority that a reader may see."""
    return [text for data in files(name) for key, text in strings(data) if key not in UNSEEN]


def own(bundle: Bundle, pathway: str) -> Pathway:
    """One pathway of a bundle."""
    return bundle.pathways[pathway]


def raw_pathway(name: str, pathway: str) -> dict[str, Any]:
    """One pathway's own file, without what it takes from the framework."""
    path = DATA / "authorities" / name / f"{pathway}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", AUTHORITIES)
def test_the_pathways_are_those_of_the_document_and_the_scale(name: str) -> None:
    """An authority has the decisions its document describes, and the level beside them."""
    assert set(BUNDLES[name].pathways) == PATHWAYS[name]


@pytest.mark.parametrize("name", AUTHORITIES)
def test_nothing_of_another_authority_stands_in_a_text(name: str) -> None:
    """No contact, form, meeting or tool of another place, and no e-mail address, in any text."""
    foreign = re.compile(f"{FOREIGN}|{OTHERS[name]}")
    texts = shown(name)
    assert len(texts) > 200
    assert not [text for text in texts if foreign.search(text)]


@pytest.mark.parametrize("name", AUTHORITIES)
def test_hull_is_named_as_a_scale_and_never_as_a_route(name: str) -> None:
    """Where Hull is named it is its scale, said not to be a threshold of this place."""
    texts = [text for text in shown(name) if "Hull" in text]
    assert texts
    assert not [text for text in texts if not re.search(r"Hull('s)? scale", text)]


@pytest.mark.parametrize("name", AUTHORITIES)
def test_harm_comes_first_and_names_no_contact(name: str) -> None:
    """The first harm action is the local procedures now, marked as ours, without any contact."""
    harm = BUNDLES[name].sets["harm"].actions
    first = harm[0]
    assert (first.id, first.kind, first.when) == ("contact_protection_now", "do", "harm_route")
    assert "local child protection procedures now: this document gives no contact" in first.text
    assert {a.basis for a in harm} == {"needcheck"}
    assert not [a.id for a in harm if a.contact or a.form or a.if_text or a.for_]
    assert all(re.match(r"harm_route\b", a.when) for a in harm)


@pytest.mark.parametrize(("name", "pathway"), EACH)
def test_every_pathway_asks_harm_first_and_shows_its_route(name: str, pathway: str) -> None:
    """Harm is the first fact, its route the alarm, and its actions stand before all others."""
    found = own(BUNDLES[name], pathway)
    assert (found.alarm, found.first_fact) == ("harm_route", "harm")
    assert (found.include, found.close_with) == (("harm",), ("standing",))
    assert BUNDLES[name].actions(found)[0].id == "contact_protection_now"
    assert found.outcomes[-1].id == "not_yet"


@pytest.mark.parametrize(("name", "pathway"), OWN)
def test_own_pathways_put_child_protection_before_everything(name: str, pathway: str) -> None:
    """The most urgent outcome is child protection first, and only the harm question is shared."""
    found = own(BUNDLES[name], pathway)
    assert found.outcomes[0].id == "protect"
    assert (found.derived_from, found.sections, found.uses) == ("level", ("harm",), None)
    assert found.for_roles == ("social_care",)


@pytest.mark.parametrize("name", AUTHORITIES)
def test_the_level_is_the_hull_scale_without_routes(name: str) -> None:
    """The level says whose scale it is in every name; no action there has a contact or a form."""
    level = own(BUNDLES[name], "level")
    assert level.title == (
        f"Level on the Hull scale (not {BUNDLES[name].authority.name}'s own threshold)"
    )
    assert [o.name for o in level.outcomes[:-1]] == [
        "Hull scale: Specialist support",
        "Hull scale: Targeted early help support",
        "Hull scale: Additional support",
        "Hull scale: Universal services",
    ]
    assert not [a.id for a in BUNDLES[name].actions(level) if a.contact or a.form]


@pytest.mark.parametrize(("name", "pathway"), OWN)
def test_the_scale_suggests_and_queries_and_never_decides(name: str, pathway: str) -> None:
    """The level on the Hull scale is named in suggest_when and in queries alone."""
    data = raw_pathway(name, pathway)
    allowed = {data["suggest_when"], *(q["when"] for q in data.get("query", []))}
    named = [text for key, text in strings(data) if key in UNSEEN - {"why", "law"}]
    assert [t for t in named if re.search(r"\bscale\b", t) and t not in allowed] == []


@pytest.mark.parametrize("name", AUTHORITIES)
def test_every_clause_is_implemented_or_says_why_not(name: str) -> None:
    """Each clause is cited by an element or gives its reason, and never both."""
    found = entries(BUNDLES[name], clauses(name))
    assert {e.clause.id for e in found if e.state == "not_formalised"} == NOT_FORMALISED[name]
    assert [e.clause.id for e in found if e.state == "open"] == []


@pytest.mark.parametrize("name", AUTHORITIES)
def test_cited_clauses_exist_and_are_few(name: str) -> None:
    """What the authority's own files cite stands in its register, at most six an element."""
    register = set(clauses(name))
    cites = [row["cites"] for data in files(name) for row in tables(data) if "cites" in row]
    assert cites
    assert {clause for row in cites for clause in row} <= register
    assert max(map(len, cites)) <= 6
    assert not [e.name for e in elements(BUNDLES[name]) if not e.cites and not e.why]


def tables(value: Any) -> Iterator[dict[str, Any]]:
    """Every table in plain data."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from tables(item)
    elif isinstance(value, list):
        for item in value:
            yield from tables(item)


@pytest.mark.parametrize("name", AUTHORITIES)
def test_what_is_not_the_documents_is_marked(name: str) -> None:
    """Where 999, the procedures or the duty to report are named, the element is marked as ours."""
    outside = re.compile(r"\b999\b|legal duty|child protection procedures")
    for row in (row for data in files(name) for row in tables(data)):
        texts = [row.get("text", ""), *row.get("detail", [])]
        if "text" in row and ("cites" in row or "basis" in row):
            found = any(outside.search(text) for text in texts)
            assert not found or row.get("basis") == "needcheck", row.get("id")


@pytest.mark.parametrize("name", AUTHORITIES)
def test_words_that_never_appear(name: str) -> None:
    """No tally, no blame, no closing formula in any text."""
    forbidden = (
        r"check-?\s?lists?\b|\bscor(e|es|ed|ing)\b|no further action|\bblam|\bhard to reach\b"
        r"|\bnon-?complian|\bfail(s|ed)? to\b|\brefus(es|ed) to\b"
    )
    assert not [text for text in shown(name) if re.search(forbidden, text, re.IGNORECASE)]


@pytest.mark.parametrize(("name", "pathway"), EACH)
def test_an_instruction_reads_as_its_kind(name: str, pathway: str) -> None:
    """What must not be done begins with Do not; what to say or ask with Say or Ask."""
    openings = {"do_not": "Do not ", "say": "Say ", "ask": "Ask "}
    for action in BUNDLES[name].actions(own(BUNDLES[name], pathway)):
        assert action.text.startswith(openings.get(action.kind, "")), action.id
        assert action.kind != "do" or not action.text.startswith("Do not"), action.id


@pytest.mark.parametrize(("name", "pathway"), EACH)
def test_claims_name_actions_that_exist_once_and_can_fail(name: str, pathway: str) -> None:
    """Claims have distinct ids, speak of actions there are, and say something to check."""
    found = own(BUNDLES[name], pathway)
    actions = {a.id for a in BUNDLES[name].actions(found)}
    ids = [i.id for i in found.invariants]
    assert len(set(ids)) == len(ids) > 8
    for i in found.invariants:
        named = (*i.first_action, *i.shows, *i.offers, *i.never_shows, *i.never_offers)
        assert set(named) <= actions, i.id
        assert any((named, i.then, i.says, i.never_says, i.law)), i.id
        assert all(re.compile(pattern) for pattern in (*i.says, *i.never_says))


@pytest.mark.parametrize(("name", "pathway"), EACH)
def test_scenarios_reach_every_outcome(name: str, pathway: str) -> None:
    """There is a training scenario for every outcome of every pathway; 25 or more a place."""
    heads = [
        tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted((DATA / "scenarios" / name).glob("*.toml"))
    ]
    assert len(heads) >= 25
    reached = {h["expect"]["outcome"] for h in heads if h["scenario"]["pathway"] == pathway}
    assert reached == {o.id for o in own(BUNDLES[name], pathway).outcomes}
