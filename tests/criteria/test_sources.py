"""Everything in the data says where it comes from: clauses that exist, or our own reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from needcheck.criteria import model
from needcheck.criteria.authority import Contact, Document, Saying
from needcheck.criteria.load import authority_ids, clauses, data_root, load
from needcheck.criteria.part import Element, Part
from needcheck.criteria.steps import Step
from needcheck.recommend.compile import compile_pathway

MOST_CITES = 6
ROOT = data_root()
AUTHORITIES = authority_ids(ROOT)


def elements(part: object, path: str = "") -> Iterator[tuple[str, Element]]:
    """Every element below a part of the criteria, with the path to it."""
    if isinstance(part, Element):
        yield path, part
    if isinstance(part, Part):
        for name in type(part).model_fields:
            yield from elements(getattr(part, name), f"{path}.{name}")
    elif isinstance(part, tuple):
        for index, item in enumerate(part):
            yield from elements(item, f"{path}[{getattr(item, 'id', index)}]")


def all_elements(authority: str) -> dict[str, Element]:
    """Every element that applies in an authority, framework included, by path."""
    bundle = load(authority, ROOT)
    parts: dict[str, object] = {
        "authority": bundle.authority,
        "fact": tuple(bundle.facts.values()),
        "prompt": tuple(bundle.prompts.values()),
        "section": bundle.sections,
        "contact": tuple(bundle.contacts.values()),
        "set": tuple(bundle.sets.values()),
        **{f"pathway {name}": own for name, own in bundle.pathways.items()},
    }
    return {path: element for name, part in parts.items() for path, element in elements(part, name)}


def registers() -> set[str]:
    """Every clause id of every register."""
    names = [path.stem for path in (ROOT / "clauses").glob("*.toml")]
    return {clause for name in names for clause in clauses(name, ROOT)}


def test_every_authority_with_pathways_is_listed() -> None:
    """A folder with a pathway has an authority file, so that nothing is left unchecked."""
    folders = {path.parent.name for path in (ROOT / "authorities").glob("*/*.toml")}
    assert folders == set(AUTHORITIES)
    assert "hull" in AUTHORITIES


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_every_authority_loads_and_compiles(authority: str) -> None:
    """Every condition of every pathway is readable, and every name in it leads somewhere."""
    bundle = load(authority, ROOT)
    assert bundle.pathways
    for name in bundle.pathways:
        plan = compile_pathway(bundle, name)
        assert plan.outcomes[-1] == "not_yet"
        assert not [r for r in plan.pathway.rules if r.outcome == "not_yet"]


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_every_element_cites_clauses_that_exist(authority: str) -> None:
    """What is cited stands in a register: a misprinted number is found."""
    known = registers()
    missing = {
        path: [cite for cite in element.cites if cite not in known]
        for path, element in all_elements(authority).items()
    }
    assert {path: cites for path, cites in missing.items() if cites} == {}


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_no_element_cites_more_than_six_clauses(authority: str) -> None:
    """A long list of clauses shows nobody where something comes from."""
    long = {
        path: len(element.cites)
        for path, element in all_elements(authority).items()
        if len(element.cites) > MOST_CITES
    }
    assert long == {}


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_every_element_has_clauses_or_our_reason(authority: str) -> None:
    """Cited from the document, or marked as our own choice with a reason in a sentence."""
    for path, element in all_elements(authority).items():
        if element.basis == "document":
            assert element.cites, path
        else:
            assert element.why.strip().endswith((".", "?", ")")), path
        assert len(set(element.cites)) == len(element.cites), path


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_the_walk_meets_every_kind_of_element(authority: str) -> None:
    """All kinds are walked; contacts where the document prints any."""
    kinds = {type(element) for element in all_elements(authority).values()}
    contacts = {Contact} if load(authority, ROOT).contacts else set()
    assert kinds >= contacts | {
        *(model.Fact, model.Prompt, model.Outcome, model.Rule, model.Ground, model.Action),
        *(Saying, Document, Step, model.Query),
    }


def test_every_file_of_the_framework_is_read() -> None:
    """No file of the framework lies there unread, and so unchecked."""
    read = {"questions.toml", "prompts.toml", "interview.toml", "level.toml"}
    assert {path.name for path in Path(ROOT / "framework").glob("*.toml")} == read
