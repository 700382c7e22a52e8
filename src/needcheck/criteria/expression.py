"""Conditions: one line of text, read with Python's expression grammar and a closed node list.

Nothing is ever evaluated as Python. Every name, choice and type is checked against the facts,
prompts and derived conditions in scope, and an error points at a column.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import cast

from needcheck.criteria import model
from needcheck.criteria.misread import (
    ALLOWED,
    column_of,
    not_ascii,
    parsed,
    slip,
    unknown,
)
from needcheck.criteria.nodes import (
    And,
    Compare,
    CountOf,
    Has,
    Known,
    Lasted,
    Name,
    Node,
    Not,
    OneOf,
    Operator,
    Or,
    Prompts,
    Unit,
    Yes,
)
from needcheck.criteria.scope import FILTERS, Scope
from needcheck.errors import CriteriaError, Place

MAX_LENGTH = 2_000
MAX_DEPTH = 40
_OPERATORS: dict[type[ast.cmpop], Operator] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
_MIRRORED: dict[Operator, Operator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class ConditionError(CriteriaError):
    """A condition cannot be read: carries the text and column, and draws the caret."""

    def __init__(self, message: str, text: str, column: int, *, place: Place | None = None) -> None:
        place = place or Place()
        super().__init__(message, place=Place(place.file, place.line, column))
        self.text = text
        self.column = column

    def __str__(self) -> str:
        """The sentence, then the condition with a caret under the fault."""
        return f"{super().__str__()}\n  {self.text}\n  {' ' * self.column}^"


def read(text: str, scope: Scope, place: Callable[[], Place] = Place) -> Node:
    """Read one condition into a checked tree; ConditionError with a column where it is wrong.

    ``place`` finds the condition's file and line, and is called only for an error.
    """
    return _Reader(text.replace("\n", " "), scope, place).read()


class _Reader:
    """One reading of one text; holds the text so that errors can point into it."""

    def __init__(self, text: str, scope: Scope, place: Callable[[], Place]) -> None:
        self.text, self.scope, self.place = text, scope, place

    def error(self, message: str, at: ast.AST | int = 0) -> ConditionError:
        column = min(at if isinstance(at, int) else self.column(at), len(self.text))
        return ConditionError(message, self.text, column, place=self.place())

    def column(self, node: ast.AST) -> int:
        return column_of(self.text, node)

    def read(self) -> Node:
        if len(self.text) > MAX_LENGTH:
            length, self.text = len(self.text), self.text[:60]
            raise self.error(
                f"the condition has {length} characters; at most {MAX_LENGTH} are allowed"
            )
        self.check_characters()
        return self.node(self.parsed().body, 0)

    def parsed(self) -> ast.Expression:
        try:
            return parsed(self.text)
        except SyntaxError as error:
            # No offset means that the text ends too early.
            indent = len(self.text) - len(self.text.lstrip())
            column = indent + error.offset - 1 if error.offset else len(self.text)
            meant = slip(self.text, column)
            raise self.error(f"this cannot be read as a condition; {meant}", column) from None
        except (ValueError, MemoryError, RecursionError):
            raise self.error(f"too deep, or a character that is not allowed; {ALLOWED}") from None

    def check_characters(self) -> None:
        quoted = ""
        for column, char in enumerate(self.text):
            if char in "\"'" and quoted in ("", char):
                quoted = "" if quoted else char
            elif not quoted and not char.isascii():
                raise self.error(not_ascii(char), column)
            elif not quoted and char == "#":  # in a text of several lines it would hide the rest
                raise self.error(
                    "a condition holds no comment; put it on a line of its own above", column
                )

    def node(self, tree: ast.expr, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self.error(f"the condition is nested deeper than {MAX_DEPTH}", tree)
        match tree:
            case ast.BoolOp(op=ast.And(), values=values):
                return And(tuple(self.node(v, depth + 1) for v in values))
            case ast.BoolOp(values=values):
                return Or(tuple(self.node(v, depth + 1) for v in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.node(operand, depth + 1))
            case ast.Name():
                return self.named(tree)
            case ast.Call():
                return self.known(tree)
            case ast.Compare():
                return self.comparison(tree)
        raise self.error(f"this is not allowed here; {ALLOWED}", tree)

    def named(self, tree: ast.Name) -> Node:
        if tree.id in self.scope.derived:
            return Name(tree.id)
        fact = self.fact(tree)
        if fact.type not in ("yes_no", "reason"):
            raise self.error(
                f"{fact.id} is a {fact.type} fact and needs a comparison "
                f"({self.example(fact)}); only yes/no facts stand alone",
                tree,
            )
        return Yes(fact.id)

    def known(self, tree: ast.Call) -> Node:
        name = tree.func.id if isinstance(tree.func, ast.Name) else ""
        if name != "known":
            raise self.error(
                "only count(fact), prompts(...), strengths(...) and absent(...) are called, "
                "and each is compared with a number",
                tree,
            )
        if not self.scope.allow_known:
            raise self.error("known(...) is for texts and actions only", tree)
        if len(tree.args) != 1 or tree.keywords:
            raise self.error("known(...) takes one fact", tree)
        return Known(self.fact(tree.args[0]).id)

    def fact(self, tree: ast.expr) -> model.Fact:
        if not isinstance(tree, ast.Name):
            raise self.error("a fact is expected here", tree)
        if tree.id not in self.scope.facts:
            raise self.error(unknown(tree.id, self.scope), tree)
        return self.scope.facts[tree.id]

    def comparison(self, tree: ast.Compare) -> Node:
        if len(tree.ops) != 1:
            raise self.error("one comparison at a time; join two with and", tree)
        left, right, symbol = tree.left, tree.comparators[0], tree.ops[0]
        if isinstance(symbol, (ast.In, ast.NotIn)):
            node = self.membership(left, right)
            return Not(node) if isinstance(symbol, ast.NotIn) else node
        if type(symbol) not in _OPERATORS:
            raise self.error("use == != < <= > >= or in", tree)
        operator = _OPERATORS[type(symbol)]
        if isinstance(left, ast.Constant):
            left, right, operator = right, left, _MIRRORED.get(operator, operator)
        if isinstance(left, ast.Call):
            return self.counted(left, operator, right)
        return self.compared(self.fact(left), operator, right)

    def membership(self, left: ast.expr, right: ast.expr) -> Node:
        if isinstance(left, ast.Constant):
            fact = self.fact(right)
            if fact.type != "many":
                raise self.error(f'{fact.id} is not a set; write {fact.id} == "..."', right)
            return Has(fact.id, self.choice(fact, left))
        fact = self.fact(left)
        if fact.type != "choice" or not isinstance(right, (ast.Tuple, ast.List)):
            raise self.error('write "x" in a_set, or a_choice in ("x", "y")', right)
        if not right.elts:
            raise self.error(
                f"{fact.id} can be {', '.join(fact.choice_ids)}; give at least one", right
            )
        return OneOf(fact.id, frozenset(self.choice(fact, item) for item in right.elts))

    def choice(self, fact: model.Fact, tree: ast.expr) -> str:
        value = tree.value if isinstance(tree, ast.Constant) else None
        if value not in fact.choice_ids:
            raise self.error(f"{fact.id} can be {', '.join(fact.choice_ids)}", tree)
        return str(value)

    def compared(self, fact: model.Fact, operator: Operator, right: ast.expr) -> Node:
        if fact.type == "choice":
            if operator not in ("==", "!=") and not fact.ordered:
                raise self.error(f"{fact.id} has no order; use == or !=", right)
            order = fact.choice_ids if fact.ordered else ()
            return Compare(fact.id, operator, self.choice(fact, right), order)
        if fact.type == "number":
            return Compare(fact.id, operator, self.number(right, fact.minimum, fact.maximum))
        if fact.type == "elapsed":
            return self.lasted(fact, operator, right)
        raise self.error(f"{fact.id} is a {fact.type} fact; write {self.example(fact)}", right)

    def lasted(self, fact: model.Fact, operator: Operator, right: ast.expr) -> Node:
        if isinstance(right, ast.Call) and isinstance(right.func, ast.Name):
            unit = right.func.id
            if unit in ("months", "weeks") and len(right.args) == 1 and not right.keywords:
                if unit != fact.unit:  # a length in one unit is never held against the other
                    raise self.error(
                        f"{fact.id} is counted in {fact.unit or 'no unit: give one'}", right
                    )
                return Lasted(fact.id, operator, self.number(right.args[0]), cast(Unit, unit))
        raise self.error(
            f"{fact.id} is an elapsed time; compare it with months(3) or weeks(13)", right
        )

    def number(self, tree: ast.expr, low: int | None = 0, high: int | None = None) -> int:
        value = tree.value if isinstance(tree, ast.Constant) else None
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error("a whole number is expected here", tree)
        if (low is not None and value < low) or (high is not None and value > high):
            ends = [f"{word} {end}" for word, end in (("at least", low), ("at most", high))
                    if end is not None]  # fmt: skip
            raise self.error(f"the number must be {' and '.join(ends)}", tree)
        return value

    def counted(self, call: ast.Call, operator: Operator, right: ast.expr) -> Node:
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name == "count" and len(call.args) == 1 and not call.keywords:
            fact = self.fact(call.args[0])
            if fact.type != "many":
                raise self.error(f"{fact.id} is not a set and cannot be counted", call)
            most = len(set(fact.choice_ids) - {fact.none_choice})
            return CountOf(fact.id, operator, self.number(right, 0, most), fact.none_choice)
        if name in ("prompts", "absent", "strengths") and not call.args:
            filters = self.filters(call)
            ids = self.scope.selected(filters, "concern" if name == "prompts" else "strength")
            if not ids:
                raise self.error("no prompt has all of these properties", call)
            number = self.number(right, 0, len(ids))
            return Prompts(ids, operator, number, "absent" if name == "absent" else "present")
        raise self.error(
            "only count(fact), prompts(...), strengths(...) and absent(...) count", call
        )

    def filters(self, call: ast.Call) -> dict[str, str]:
        names = [keyword.arg for keyword in call.keywords]
        for index, keyword in enumerate(call.keywords):
            if keyword.arg in names[:index]:
                raise self.error(f"{keyword.arg} is given twice; give it once", keyword.value)
        return dict(self.filter(keyword) for keyword in call.keywords)

    def filter(self, keyword: ast.keyword) -> tuple[str, str]:
        name = keyword.arg or "**"
        if name not in FILTERS:
            raise self.error(
                f"{name} is unknown here; allowed: {', '.join(FILTERS)}", keyword.value
            )
        allowed: Iterable[str] = FILTERS[name] or sorted(self.scope.topics)
        value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
        if not isinstance(value, str) or value not in allowed:
            raise self.error(f"{name} can be {', '.join(allowed)}", keyword.value)
        return name, value

    @staticmethod
    def example(fact: model.Fact) -> str:
        if fact.type == "choice":
            return f'{fact.id} == "{fact.choice_ids[0]}"'
        if fact.type == "many":
            return f'"{fact.choice_ids[0]}" in {fact.id}'
        if fact.type == "elapsed":
            return f"{fact.id} >= months(3)"
        if fact.type in ("yes_no", "reason"):
            return f"{fact.id} or not {fact.id}"
        return f"{fact.id} >= 1" if fact.type == "number" else f"known({fact.id})"
