"""``needcheck criteria``: what decides, as text, JSON and one page; ids that are not there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from needcheck.criteria.load import authority_ids, clauses, data_root
from tests.cli.conftest import Run

ROOT = data_root()


def data(run: Run, *words: str) -> dict[str, Any]:
    """The data of a good answer in JSON."""
    done = run("criteria", *words, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["command"] == f"criteria {words[0]}"
    assert found["status"] == "done"
    return dict(found["data"])


def test_list_names_every_authority_and_pathway(run: Run) -> None:
    """Text and JSON name the same authorities with what each can decide."""
    text = run("criteria", "list").stdout
    listed = data(run, "list")["authorities"]
    assert tuple(entry["id"] for entry in listed) == authority_ids(ROOT)
    for entry in listed:
        assert f"{entry['name']} ({entry['id']})" in text
        for pathway in entry["pathways"]:
            assert f"{pathway['id']}: {pathway['title']}" in " ".join(text.split())


def test_show_as_text(run: Run) -> None:
    """Document, pathways, rules and contacts, in lines of 80 columns."""
    done = run("criteria", "show", "hull")
    assert done.returncode == 0
    for part in ("level:", "step_down:", "01482 448879", "Contacts", "Printed in"):
        assert part in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize("pathway", ["request_for_support", "request-for-support"])
def test_show_of_one_pathway_with_either_spelling(run: Run, pathway: str) -> None:
    """Hyphen or underscore: the same pathway and no other, as text and as JSON."""
    text = run("criteria", "show", "birmingham", "--pathway", pathway).stdout
    assert "request_for_support:" in text
    assert "joint_work:" not in text
    shown = data(run, "show", "birmingham", "--pathway", pathway)["elements"]
    assert {element["pathway"] for element in shown} == {"", "request_for_support"}


def test_show_as_json_has_every_element_and_contact(run: Run) -> None:
    """Without a pathway all of them are there, each with its clauses."""
    found = data(run, "show", "hull")
    owners = {element["pathway"] for element in found["elements"]} - {""}
    assert owners == {pathway["id"] for pathway in found["pathways"]}
    assert "ehash" in {contact["id"] for contact in found["contacts"]}
    assert all(element["cites"] or element["why"] for element in found["elements"])


def test_trace_as_text_ends_with_the_counts(run: Run) -> None:
    """Every clause of the register, and how many are in which state."""
    done = run("criteria", "trace", "islington")
    assert done.returncode == 0
    names = list(clauses("islington"))
    assert all(f"{name} (line " in done.stdout for name in names)
    assert f"{len(names)} clauses:" in " ".join(done.stdout.split())


def test_one_clause_is_counted_as_one(run: Run) -> None:
    """The counts are a sentence for one clause, too."""
    said = run("criteria", "trace", "hull", "--clause", "HUL-133").stdout.splitlines()[-1]
    assert said == "1 clause: 1 implemented, 0 not formalised, 0 still open."


def test_trace_as_json(run: Run) -> None:
    """Each clause with its state and the names of what implements it."""
    found = data(run, "trace", "southwark")["clauses"]
    assert [clause["id"] for clause in found] == list(clauses("southwark"))
    for clause in found:
        assert clause["state"] in {"implemented", "not_formalised"}
        assert bool(clause["elements"]) is (clause["state"] == "implemented")


@pytest.mark.parametrize("clause", ["HUL-133", "hul-133"])
def test_trace_of_one_clause_in_any_case(run: Run, clause: str) -> None:
    """Only this clause."""
    done = run("criteria", "trace", "hull", "--clause", clause)
    assert done.returncode == 0
    assert "HUL-133 (line" in done.stdout
    assert "HUL-134 (line" not in done.stdout
    assert [c["id"] for c in data(run, "trace", "hull", "--clause", clause)["clauses"]] == [
        "HUL-133"
    ]


def test_trace_writes_one_page(run: Run, tmp_path: Path) -> None:
    """The page goes to the file, where it is goes to stderr, and nothing to stdout."""
    path = tmp_path / "hull.html"
    done = run("criteria", "trace", "hull", "--html", path)
    assert (done.returncode, done.stdout) == (0, "")
    assert f"Saved: {path}" in done.stderr
    assert path.read_text("utf-8").startswith("<!doctype html>")


def test_a_page_that_cannot_be_written_is_said(run: Run, tmp_path: Path) -> None:
    """A folder that is not there: exit 3 and a sentence, no traceback."""
    done = run("criteria", "trace", "hull", "--html", tmp_path / "none" / "hull.html")
    assert done.returncode == 3
    assert done.stderr.startswith("needcheck:")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("show", "leeds"), "hull"),
        (("trace", "leeds"), "hull"),
        (("trace", "hull", "--clause", "HUL-9999"), "HUL-133"),
        (("trace", "hull", "--clause", "BIR-001"), "HUL-133"),
        (("show", "hull", "--pathway", "joint_work"), "step_down"),
        (("show", "hull", "--pathway", "joint-work", "--json"), "step_down"),
    ],
)
def test_an_id_that_is_not_there(run: Run, words: tuple[str, ...], named: str) -> None:
    """Exit 2, nothing on stdout, and what there is instead."""
    done = run("criteria", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert named in done.stderr
