"""What an author may have meant where a condition cannot be read: slips, and names of nothing."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from difflib import get_close_matches
from typing import cast

from needcheck.criteria.scope import Scope

UNKNOWN = "there is no fact or condition named"
ALLOWED = "write facts, comparisons, and, or, not"
_TYPOGRAPHIC = "\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
_SLIPS: tuple[tuple[str, str], ...] = (
    (r"<>|=>|=<", 'write != for "is not", >= and <= for "at least" and "at most"'),
    (r"=(?!=)", 'write == for "is"'),
    (r"(?:AND|OR|NOT|IN|And|Or|Not)\b", "write and, or, not and in with small letters"),
    (r"&&?|\|\|?|!(?!=)", "write and, or, not as words"),
)


def slip(text: str, column: int) -> str:
    """What to write instead where reading stopped; at worst what may be written at all."""
    before = max(column - 1, 0)
    for found, instead in _SLIPS:
        if any(re.match(found, text[at:]) for at in (column, before)):
            return instead
    return ALLOWED


def not_ascii(char: str) -> str:
    """What is wrong with a character outside quotes."""
    if char in _TYPOGRAPHIC:
        return "these are typographic quotation marks; write the straight ones, \" or '"
    return "only plain ASCII letters are allowed outside quotes"


def unknown(name: str, scope: Scope) -> str:
    """That a name leads nowhere, and which ones are near."""
    near = get_close_matches(name, [*scope.facts, *scope.derived], 3)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"{UNKNOWN} {name}{hint}"


def parsed(text: str) -> ast.Expression:
    """A condition's text by Python's grammar, unchecked; whatever ``ast`` raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text.strip(), mode="eval")


def column_of(text: str, node: ast.AST) -> int:
    """The character of a condition's text at which a part of it begins."""
    offset = cast(int, getattr(node, "col_offset", 0))
    indent = len(text) - len(text.lstrip())
    return indent + len(text.strip().encode()[:offset].decode(errors="replace"))


def strangers(text: str, scope: Scope) -> Iterator[tuple[str, int, str]]:
    """Every name in a condition that leads nowhere, its column, and what is said of it."""
    tree = parsed(text.replace("\n", " "))
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name) or id(node) in called:
            continue
        if node.id not in scope.facts and node.id not in scope.derived:
            yield node.id, column_of(text, node), unknown(node.id, scope)
