"""Criteria files that mean harm: a clear error in bounded time, and nothing of them is run."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from needcheck.criteria.lint.finding import MAX_FINDINGS, Finding
from needcheck.criteria.load import load
from needcheck.errors import CriteriaError
from needcheck.recommend.compile import compile_pathway
from tests.criteria.lint import clean
from tests.criteria.lint.clean import FILES, OURS, VISIT

SECONDS = 20
"""Of processor time: more than any of these takes on a slow machine; without its limit, minutes."""

TEXT = FILES[VISIT]


def rules(count: int, when: str) -> str:
    """Many rules, as short as they can be."""
    return "".join(
        f'[[rule]]\nid="r{i}"\noutcome="go"\nwhen=\'{when}\'\ntext="t"\ncites=["TOY-1"]\n'
        for i in range(count)
    )


def chain(count: int, when: str = "d{below}", *, first: str = "worried") -> str:
    """Derived conditions, each resting on the one before."""
    texts = [first, *(when.format(below=i) for i in range(count - 1))]
    return "".join(
        f'[[derived]]\nid="d{i}"\ntext="t"\nany=[{{when="{text}",cites=["TOY-1"]}}]\n'
        for i, text in enumerate(texts)
    )


def backwards(text: str) -> str:
    """The same elements, the last one first."""
    head, *parts = text.split("[[derived]]")
    return head + "".join("[[derived]]" + part for part in reversed(parts))


def condition(text: str) -> str:
    """The rule's condition replaced."""
    return TEXT.replace('"grave or days >= 5"', text, 1)


HOSTILE = {
    "100,000 rules": (TEXT + "[[rule]]\n" * 100_000, "20,000 tables and lists"),
    "100,000 whole rules": (TEXT + rules(100_000, "worried"), "too large"),
    "6,000 wrong rules": (TEXT + rules(6_000, "wurried"), "did you mean worried"),
    "9,000 empty rules": (TEXT + "[[rule]]\n" * 9_000, "is missing"),
    "lists in lists": (f"{TEXT}x = {'[' * 4_000}{']' * 4_000}\n", "nested too deeply"),
    "tables in tables": (f"{TEXT}x = {'{a=' * 1_500}1{'}' * 1_500}\n", "nested too deeply"),
    "long dotted keys": (
        TEXT + "".join(f"k{i}.{'.'.join('a' * 900)} = 1\n" for i in range(200)),
        "at most 20 parts",
    ),
    "long quoted keys": (TEXT + (".".join(['"a"'] * 900) + " = 1\n") * 90, "parts"),
    "a long line": (f"{TEXT}# {'x' * 20_000}\n", "at most 10,000 characters"),
    "a large file": (TEXT + "# xxxxxxxx\n" * 100_000, "too large"),
    "a huge list": (TEXT + "x = [\n" + "1,\n" * 200_000 + "]\n", "unknown key 'x'"),
    "a huge text": (TEXT + 'x = """' + "word\n" * 150_000 + '"""\n', "unknown key 'x'"),
    "broken tables": (TEXT + '[[rule]]\nid = "a\n' * 9_000, "not valid TOML"),
    "a long condition": (condition('"""' + "worried and\n" * 50_000 + '"""'), "at most 2000"),
    "a deep condition": (
        condition('"' + "(" * 900 + "worried" + ")" * 900 + '"'),
        "cannot be read",
    ),
    "many nots": (condition('"' + "not " * 400 + 'worried"'), "nested deeper than 40"),
    "a long chain": (TEXT + chain(2_000), "50 conditions may rest on one another"),
    "a long chain backwards": (TEXT + backwards(chain(2_000)), "50 conditions may rest"),
    "conditions that double": (TEXT + chain(45, "d{below} or d{below}"), "comes to more than"),
    "a circle": (TEXT + chain(45, first="d44"), "rests on itself"),
    "look-alike ids": (
        TEXT.replace('id = "go"', 'id = "g\N{CYRILLIC SMALL LETTER O}"', 1),
        "U+043E",
    ),
    "an id that is code": (TEXT.replace('id = "go"', 'id = "__import__"', 1), "this is no id"),
    "a pattern that is too long": (
        f'{TEXT}[[invariant]]\nid="i"\ntext="t"\nsays=["{"a" * 2_000}"]\n{OURS}',
        "at most 1,000 characters",
    ),
    "a pattern that is too deep": (
        f'{TEXT}[[invariant]]\nid="i"\ntext="t"\nsays=["{"(" * 900}"]\n{OURS}',
        "not a regular expression",
    ),
    "control characters": (TEXT + "\x00\x1b[2J", "not valid TOML"),
}


@pytest.mark.parametrize(("text", "said"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_an_error_in_bounded_time(tmp_path: Path, text: str, said: str) -> None:
    """It is refused or found wrong, with so many findings at most."""
    clean.write(tmp_path, {VISIT: text})
    start = time.process_time()
    found = clean.found(tmp_path)
    assert time.process_time() - start < SECONDS
    errors = [f for f in found if f.severity == "error"]
    assert any(said in f.message for f in errors), errors[:5]
    assert len(found) <= MAX_FINDINGS + 10


@pytest.mark.parametrize(("text", "said"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_where_it_is_used(tmp_path: Path, text: str, said: str) -> None:
    """What runs the criteria stops at the first fault as soon, and with an error of the author."""
    clean.write(tmp_path, {VISIT: text})
    start = time.process_time()
    with pytest.raises(CriteriaError):
        compile_pathway(load("toytown", tmp_path), "visit")
    assert time.process_time() - start < SECONDS


def test_no_condition_is_ever_run(tmp_path: Path) -> None:
    """Whatever stands in a condition, an id or a pattern, nothing of it happens."""
    witness = tmp_path / "witness"
    call = f"__import__('pathlib').Path('{witness}').touch()"
    text = condition(f'"{call}"') + f'[[query]]\nid = "q"\nwhen = "{call}"\ntext = "t"\n{OURS}'
    found = clean.found(clean.write(tmp_path / "data", {VISIT: text}))
    assert [f.check for f in found if f.severity == "error"] == ["condition", "condition"]
    assert not witness.exists()


def test_what_is_cut_says_so(tmp_path: Path) -> None:
    """A file with more findings than are kept says that there is more."""
    found: list[Finding] = clean.found(
        clean.write(tmp_path, {VISIT: TEXT + rules(MAX_FINDINGS + 50, "wurried")})
    )
    assert sum(f.check == "more" for f in found) == 1
    assert len(found) == MAX_FINDINGS + 1
