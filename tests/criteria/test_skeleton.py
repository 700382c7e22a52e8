"""The first files of a new authority: valid, deciding, proved by cases, and made up of nothing."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from needcheck.criteria.layered import load_layered, register
from needcheck.criteria.load import authority_ids, data_root
from needcheck.criteria.overlay import TO_FILL, layers
from needcheck.criteria.register import elements, entries
from needcheck.criteria.skeleton import NO_NUMBER, New, extending, whole
from needcheck.criteria.stack import stacked
from needcheck.recommend.compile import compile_pathway

ROOT = data_root()
DAY = dt.date(2026, 11, 20)
NEW = New("new_town", "my-criteria", DAY)
BASES = ("", *authority_ids(ROOT))


@cache
def texts(base: str) -> dict[str, str]:
    """The files of a skeleton, whole or building on another authority."""
    found = layers(ROOT, ())
    return extending(NEW, stacked(base, found), found) if base else whole(NEW, ROOT)


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write a skeleton."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("base", BASES)
def test_a_skeleton_loads_and_compiles(tmp_path: Path, base: str) -> None:
    """Every pathway of it is readable as it is."""
    bundle = load_layered("new_town", ROOT, [write(tmp_path, texts(base))])
    assert bundle.pathways
    for name in bundle.pathways:
        assert compile_pathway(bundle, name).outcomes[-1] == "not_yet"


@pytest.mark.parametrize("base", BASES)
def test_no_number_is_made_up(base: str) -> None:
    """Numbers say that they are none; every contact says that it is still to be filled."""
    raw = tomllib.loads(texts(base)["authorities/new_town/contacts.toml"])
    for contact in raw.get("contact", ()):
        assert contact["phone"][:-2] == NO_NUMBER[:-2]
        assert TO_FILL in contact["name"]
        assert TO_FILL in contact["checked_on"]
        assert all(TO_FILL in contact.get(kind, TO_FILL) for kind in ("email", "url", "address"))


def test_a_template_has_nothing_left_to_put_in() -> None:
    """Every place holder of a template is known."""
    for name, text in texts("").items():
        assert not re.search("@[A-Z]+@", text), name
        assert text.startswith("#:schema ../"), name


def test_a_whole_skeleton_has_a_case_for_every_outcome() -> None:
    """One scenario at least for each outcome of each pathway."""
    raw = {name: tomllib.loads(text) for name, text in texts("").items()}
    cases = {
        (case["scenario"]["pathway"], case["expect"]["outcome"])
        for name, case in raw.items()
        if name.startswith("scenarios/")
    }
    outcomes = {
        (pathway["id"], outcome["id"]) for pathway in raw.values() if "outcome" in pathway
        for outcome in pathway["outcome"]
    }  # fmt: skip
    assert cases == outcomes


def test_every_clause_of_a_whole_skeleton_is_used(tmp_path: Path) -> None:
    """The register shows how it is meant: nothing is cited that is not there, nothing unused."""
    folder = write(tmp_path, texts(""))
    bundle = load_layered("new_town", ROOT, [folder])
    own = register("new_town", ROOT, [folder])
    states = {entry.clause.id: entry.state for entry in entries(bundle, own)}
    assert set(states.values()) == {"implemented"}
    cited = {clause for element in elements(bundle) for clause in element.cites}
    assert {clause for clause in cited if clause.startswith(NEW.prefix)} == set(states)


def test_an_extending_skeleton_knows_the_clauses_of_both(tmp_path: Path) -> None:
    """What is taken over cites the other document, whose register is read, too."""
    known = register("new_town", ROOT, [write(tmp_path, texts("hull"))])
    assert {"HUL-133", "NEWT-001"} <= set(known)


@pytest.mark.parametrize(
    ("name", "prefix"), [("new_town", "NEWT"), ("x", "XXXX"), ("hull_2", "HULL"), ("a_1b", "ABXX")]
)
def test_clauses_have_letters_of_their_own(name: str, prefix: str) -> None:
    """Four letters, so that no shipped clause is meant by accident."""
    assert New(name, "x", DAY).prefix == prefix
    shipped = {clause.partition("-")[0] for a in BASES[1:] for clause in register(a, ROOT)}
    assert prefix not in shipped
