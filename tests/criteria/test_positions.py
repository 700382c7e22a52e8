"""Lines of keys, reading TOML files, and validation errors in plain words."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Literal

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from needcheck.criteria.positions import (
    line_of,
    parse_toml,
    place_of,
    problems_error,
    read_toml,
    validation_problems,
)
from needcheck.errors import CriteriaError, InputError, Place

TEXT = '''\
title = "a = 1" # not [a] table
dotted.inner."quoted key".'lit' = 1

[[rules]]
outcome = """
[not.a.table]
when = "no" ""quotes"" \\
"""
when = 'harm'
list = [ # comment ]
  "x", # ,
  ["in", "ner"],
  { id = "i", deep = { er = [1,
    2] } },
]

[rules.more]
text = \'\'\'
it''s [[rules]]\'\'\'

[[rules]]
[[rules.parts]]
id = 1
[[rules.parts]]
id = 2979-05-27 07:32:00
["odd ] name"]
last = ""
'''

EXPECTED = {
    ("title",): 1,
    ("dotted", "inner", "quoted key", "lit"): 2,
    ("dotted", "inner"): 2,
    ("rules",): 4,
    ("rules", 0): 4,
    ("rules", 0, "outcome"): 5,
    ("rules", 0, "when"): 9,
    ("rules", 0, "list"): 10,
    ("rules", 0, "list", 0): 11,
    ("rules", 0, "list", 1, 1): 12,
    ("rules", 0, "list", 2, "id"): 13,
    ("rules", 0, "list", 2, "deep", "er", 1): 14,
    ("rules", 0, "more"): 17,
    ("rules", 0, "more", "text"): 18,
    ("rules", 1): 21,
    ("rules", 1, "parts", 0, "id"): 23,
    ("rules", 1, "parts", 1): 24,
    ("rules", 1, "parts", 1, "id"): 25,
    ("odd ] name", "last"): 27,
}


def paths_in(data: object, base: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    """Every key path of parsed data: the oracle for the walker."""
    entries: list[tuple[str | int, object]] = []
    if isinstance(data, dict):
        entries = list(data.items())
    elif isinstance(data, list):
        entries = list(enumerate(data))
    found = {(*base, key) for key, _ in entries}
    return found.union(*(paths_in(value, (*base, key)) for key, value in entries))


@pytest.mark.parametrize(("path", "line"), EXPECTED.items())
def test_every_form_of_key_has_its_line(path: tuple[str | int, ...], line: int) -> None:
    """Tables, dotted, quoted and inline keys and entries of lists are found at their line."""
    assert line_of(TEXT)[path] == line


def test_the_walker_sees_what_the_parser_sees() -> None:
    """Nothing inside a string or comment counts as a key, and no key is left out."""
    assert set(line_of(TEXT)) == paths_in(parse_toml(TEXT, ""))


def test_windows_line_ends_do_not_move_lines() -> None:
    """A file saved on Windows has the same lines."""
    assert line_of(TEXT.replace("\n", "\r\n")) == line_of(TEXT)


STRINGS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ['"""', "'''", '\n"', "\\\n", "[a]\nb = 1", '""\n""', "#"]
)
DATA = st.dictionaries(
    STRINGS,
    st.recursive(
        STRINGS | st.integers(-9, 9) | st.booleans(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(STRINGS, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


@given(DATA, st.booleans())
def test_generated_files_have_a_line_for_every_key(data: dict[str, Any], multiline: bool) -> None:
    """For whatever TOML can hold, the walker's paths are exactly those of the data."""
    text = tomli_w.dumps(data, multiline_strings=multiline)
    assert set(line_of(text)) == paths_in(parse_toml(text, ""))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=6))
def test_lines_are_right_after_strings_of_many_lines(texts: list[str]) -> None:
    """A key stands on the line that is said, whatever the strings before it hold."""
    text = tomli_w.dumps({f"k{n}": each for n, each in enumerate(texts)}, multiline_strings=True)
    rows = text.split("\n")
    for (key,), line in line_of(text).items():
        assert rows[line - 1].startswith(f"{key} = ")


@given(st.text("[]{}\"'=,.#\\ \nab1", max_size=60))
def test_broken_text_never_stops_the_walker(text: str) -> None:
    """On text that is not TOML the walker ends, and its lines are lines of the text."""
    assert all(1 <= line <= text.count("\n") + 1 for line in line_of(text).values())


def test_deep_nesting_ends_quietly() -> None:
    """Nesting beyond what Python can follow gives the lines found so far."""
    assert line_of("a = 1\nb = " + "[" * 100_000)[("a",)] == 1


def test_an_unknown_path_is_placed_at_its_parent() -> None:
    """A key that is not in the file is placed at the table that should have it."""
    assert place_of(TEXT, ("rules", 1, "when"), "f") == Place("f", 21)
    assert place_of(TEXT, ("nowhere", "at all"), "f") == Place("f")


def test_reads_values_and_text(tmp_path: Path) -> None:
    """A file with a byte order mark is read like one without."""
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\n")
    assert read_toml(path) == ({"a": 1}, "a = 1\r\n")


BAD_FILES = {
    "not UTF-8": (b'a = 1\nb = "\xff"', "not UTF-8; save it as UTF-8", 2),
    "UTF-16": ("a = 1".encode("utf-16"), "UTF-16; save it as UTF-8", 1),
    "broken": (b'a = 1\nb = "x" y\n', "not valid TOML", 2),
    "cut off": (b"a = 1\nb = [1,", "not valid TOML", 2),
    "too deep": (b"a = " + b"[" * 20_000, "nested too deeply", None),
    "too many digits": (b"a = " + b"9" * 5_000, "too many digits", None),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_an_unreadable_file_is_one_sentence(tmp_path: Path, case: str) -> None:
    """Each way in which a file can be wrong gives its line and one sentence of the class asked."""
    data, said, line = BAD_FILES[case]
    path = tmp_path / "a.toml"
    path.write_bytes(data)
    with pytest.raises(CriteriaError, match=said) as caught:
        read_toml(path, error=CriteriaError)
    assert caught.value.place.line == line
    assert caught.value.place.file == str(path)
    assert caught.value.message.endswith(".")
    assert "\n" not in str(caught.value)


def test_the_column_of_a_fault_counts_from_the_file_start(tmp_path: Path) -> None:
    """Line and column of the message are those of the fault."""
    with pytest.raises(InputError, match=r"line 2, column 9"):
        parse_toml('a = 1\nb = "x" y\n', "f")


@pytest.mark.parametrize(
    "text",
    ["['Jane']\n['Jane']", "a = {Jane = 1, Jane = 2}", "Jane.a = 1\n[Jane]\n[Jane.b.c]\nb=1"],
)
def test_a_toml_fault_repeats_no_name(text: str) -> None:
    """What a person wrote as a key by mistake is not repeated."""
    with pytest.raises(InputError) as caught:
        parse_toml(text, "f")
    assert "Jane" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_said(tmp_path: Path) -> None:
    """A path that is no file is named as what it is, with exit code 3."""
    with pytest.raises(InputError, match="no such file") as caught:
        read_toml(tmp_path / "none.toml")
    assert caught.value.exit_code == 3
    with pytest.raises(InputError, match="a folder"):
        read_toml(tmp_path)
    with pytest.raises(InputError, match="unusable name"):
        read_toml(Path("a\0b"))


def test_a_large_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is checked before the file is opened, and the limit is said."""
    path = tmp_path / "a.toml"
    path.write_text("# 34567890123")
    assert read_toml(path, limit_bytes=13)[0] == {}
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("the file was opened"))
    with pytest.raises(InputError, match=r"at most 12 bytes"):
        read_toml(path, limit_bytes=12)


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="needs a file that may not be read"
)
def test_a_file_without_permission_is_said(tmp_path: Path) -> None:
    """A file of somebody else is named as such."""
    path = tmp_path / "a.toml"
    path.write_text("a = 1")
    path.chmod(0)
    with pytest.raises(InputError, match="no permission"):
        read_toml(path)


class Inner(BaseModel):
    """One rule of the toy file."""

    model_config = ConfigDict(extra="forbid")
    outcome: Literal["low", "high"]
    when: str = ""
    for_: list[str] | bool = Field(alias="for", default=False)


class Outer(BaseModel):
    """The toy file."""

    model_config = ConfigDict(extra="forbid")
    rules: list[Inner] = []
    named: dict[str, Inner] = {}


def problems(text: str) -> list[tuple[int | None, str]]:
    """Line and sentence of everything wrong with a toy file."""
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(parse_toml(text, "f"))
    found = validation_problems(caught.value, text, "f", Outer)
    return [(place.line, said) for place, said in found]


def test_an_unknown_key_names_line_and_what_is_allowed() -> None:
    """An unknown key is answered with the nearest and all allowed ones, aliases as written."""
    assert problems('[[rules]]\noutcome = "low"\nwhem = "x"') == [
        (
            3,
            "rules > entry 1 > whem: unknown key 'whem', did you mean 'when'?"
            " allowed: outcome, when, for.",
        )
    ]
    assert "allowed: rules, named" in problems("x = 1")[0][1]
    assert "allowed: outcome, when, for" in problems("named.a = {outcome='low', x=1}")[0][1]


def test_a_missing_key_is_placed_at_its_table() -> None:
    """A key that is missing is named, at the line of the table that lacks it."""
    assert problems('\n[[rules]]\nwhen = "x"') == [
        (2, "rules > entry 1: the key 'outcome' is missing.")
    ]


def test_problems_come_in_the_order_of_the_file() -> None:
    """Several problems are sorted by line, and a union's alternatives are one problem."""
    found = problems('[[rules]]\nfor = 7\nwhen = 1\noutcome = "secret"')
    assert found == [
        (2, "rules > entry 1 > for: must be a list: [...] or must be true or false."),
        (3, "rules > entry 1 > when: must be text in quotes."),
        (4, "rules > entry 1 > outcome: must be 'low' or 'high'."),
    ]


def test_no_problem_repeats_a_value_or_an_odd_key() -> None:
    """Neither a value nor a key that is a phrase comes back in a message."""
    for text in ('[[rules]]\noutcome = "Jane Roe"', '"Jane Roe" = 1', '[named."Jane Roe"]'):
        assert "Jane" not in str(problems(text))


def test_many_problems_make_one_error() -> None:
    """The first is said in full, the others follow with their lines, the rest are counted."""
    found = [(Place("f", line), f"p{line}.") for line in range(1, 14)]
    said = str(problems_error(found, error=CriteriaError))
    assert said.startswith("f, line 1: p1. Also line 2: p2.")
    assert said.endswith("line 10: p10. and 3 more.")
    assert str(problems_error(found[:1])) == "f, line 1: p1."
