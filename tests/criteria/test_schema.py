"""The exported JSON Schemas: they accept what is shipped, refuse what is misspelt, explain all."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from needcheck.case.scenario import ScenarioFile
from needcheck.criteria.load import SHAPES, data_root
from needcheck.criteria.schema import KINDS, schema, schema_of

ROOT = data_root()
FOLDERS = ("authorities/*/*.toml", "clauses/*.toml", "framework/*.toml")
SAMPLE = ROOT / "samples" / "exampleshire"
FILES = sorted(path for root in (ROOT, SAMPLE) for folder in FOLDERS for path in root.glob(folder))


def kind_of(path: Path) -> str:
    """Which kind of file this is, by its name and folder."""
    if path.parent.name == "clauses":
        return "clauses"
    if path.parent.name == "framework":
        return path.stem if path.stem in KINDS else "pathway"
    return path.stem if path.name in SHAPES else "pathway"


@cache
def checker(kind: str) -> jsonschema.Draft7Validator:
    """A validator of one kind."""
    made = schema_of(ScenarioFile, kind) if kind == "scenario" else schema(kind)
    jsonschema.Draft7Validator.check_schema(made)
    return jsonschema.Draft7Validator(made)


def plain(text: str) -> Any:
    """TOML as an editor's checker sees it: dates as texts."""
    return json.loads(json.dumps(tomllib.loads(text), default=str))


def problems(kind: str, text: str) -> list[str]:
    """What the schema says against a text."""
    return [error.message for error in checker(kind).iter_errors(plain(text))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_shipped_file_is_valid(path: Path) -> None:
    """What the loader takes, the schema takes."""
    assert problems(kind_of(path), path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_misspelt_key_is_not(path: Path) -> None:
    """Whichever key of a file's last element is misspelt, the schema refuses it."""
    text = path.read_text("utf-8")
    keys = [line.partition(" = ")[0] for line in text.splitlines() if " = " in line]
    key = [key for key in keys if key.isidentifier()][-1]
    at = text.rindex(f"\n{key} = ") + 1
    wrong = f"{text[:at]}{key}x{text[at + len(key) :]}"
    assert problems(kind_of(path), wrong)


def test_every_scenario_is_valid() -> None:
    """Scenarios have a schema, too."""
    paths = sorted((ROOT / "scenarios").rglob("*.toml"))
    assert len(paths) > 100
    wrong = [path.name for path in paths if problems("scenario", path.read_text("utf-8"))]
    assert wrong == []


def tables(made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every table that a schema describes."""
    yield from (t for t in (made, *made.get("$defs", {}).values()) if "properties" in t)


@pytest.mark.parametrize("kind", [*KINDS, "scenario"])
def test_every_key_and_table_is_explained_and_nothing_else_allowed(kind: str) -> None:
    """An editor shows a sentence at each key; other keys are refused."""
    for table in tables(dict(checker(kind).schema)):
        assert table["description"].strip()
        assert table["additionalProperties"] is False
        for key, value in table["properties"].items():
            assert value["description"].endswith("."), key
            assert "null" not in json.dumps(value)


def test_a_file_laid_over_another_says_only_what_changes() -> None:
    """With ``extends`` nothing has to be said again; without it, all of it."""
    assert problems("pathway", 'extends = "level"\n') == []
    assert problems("pathway", 'id = "level"\n')
    assert problems("authority", 'extends = "hull"\n[instead]\n"EHASH" = "Front Door"\n') == []
    assert problems("authority", 'id = "new_town"\n')
    assert problems("contacts", 'without = ["contact:x"]\n') == []
    assert problems("contacts", 'extends = "hull"\n')


def test_an_element_without_a_source_is_refused() -> None:
    """Clauses, or our own choice with a reason: one of the two."""
    saying = '[[contact]]\nid = "a"\nname = "A"\nprinted_in = "B"\n'
    assert problems("contacts", saying)
    assert problems("contacts", saying + 'basis = "needcheck"\n')
    assert problems("contacts", saying + 'basis = "needcheck"\nwhy = "Ours."\n') == []
    assert problems("contacts", saying + 'cites = ["HUL-1"]\n') == []


def test_shipped_schemas_are_those_of_today() -> None:
    """data/schema holds what `needcheck criteria schema --out` writes."""
    from needcheck.cli.criteria_new import schemas

    found = {path.name: path.read_text("utf-8") for path in (ROOT / "schema").glob("*")}
    assert found == schemas()


def test_every_schema_line_leads_to_a_schema() -> None:
    """The first line of each file of the sample names the schema of its kind."""
    for path in sorted(SAMPLE.rglob("*.toml")):
        first = path.read_text("utf-8").splitlines()[0]
        assert first.startswith("#:schema "), path
        target = (path.parent / first.removeprefix("#:schema ")).resolve()
        kind = "scenario" if "scenarios" in path.parts else kind_of(path)
        assert target == (ROOT / "schema" / f"{kind}.schema.json").resolve()
        assert target.is_file()
