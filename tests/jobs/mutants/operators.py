"""Every way in which one element of the criteria is broken.

A mutant is a bundle with one thing changed: a rule, requirement, action or derived ground dropped,
an ``unless`` dropped, a comparison turned round, a bound moved by one, a conjunct or an alternative
dropped, an action that changes conditions with its neighbour, a contact exchanged, a cite dropped.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from needcheck.criteria import model
from needcheck.criteria.bundle import Bundle

TURNED: dict[type, type] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE,
    ast.LtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
MOVED: dict[type, type] = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}


@dataclass(frozen=True)
class Mutant:
    """One broken bundle: what was done, to which element, in which pathway ("" for all)."""

    authority: str
    pathway: str
    element: str
    operator: str
    bundle: Bundle

    @property
    def name(self) -> str:
        """The mutant in one line."""
        return f"{self.authority} {self.pathway} {self.element}: {self.operator}"


def mutants(bundle: Bundle, home: bool) -> Iterator[Mutant]:
    """Every mutant of an authority.

    What all authorities take from the framework is broken in one only: that whose scale it is
    (``home``), in the pathway that uses it.
    """
    for pathway in bundle.pathways.values():
        whole = home and bool(pathway.uses)
        shared = frozenset() if whole else frozenset(_shared(bundle, pathway.id))
        for element, operator, broken in _pathway(pathway, bundle, shared):
            pathways = {**bundle.pathways, pathway.id: broken}
            changed = replace(bundle, pathways=pathways)
            yield Mutant(bundle.authority.id, pathway.id, element, operator, changed)
    yield from _sets(bundle)
    yield from _contacts(bundle)


def _shared(bundle: Bundle, pathway: str) -> Iterator[str]:
    """The elements of a pathway that stand in the framework's files."""
    for name, origin in bundle.origins.items():
        if name.startswith(f"{pathway}/") and origin.file.startswith("framework/"):
            yield name.removeprefix(f"{pathway}/")


def _pathway(
    pathway: model.Pathway, bundle: Bundle, framework: frozenset[str]
) -> Iterator[tuple[str, str, model.Pathway]]:
    for field, kind in (("rules", "rule"), ("requirements", "requirement"), ("actions", "action")):
        items = getattr(pathway, field)
        for index, item in enumerate(items):
            if f"{kind}:{item.id}" in framework:
                continue
            for operator, changed in _items(items, index, bundle):
                yield f"{kind}:{item.id}", operator, pathway.model_copy(update={field: changed})
    for index, derived in enumerate(pathway.derived):
        if f"derived:{derived.id}" in framework:
            continue
        for operator, grounds in _grounds(derived.any):
            changed = derived.model_copy(update={"any": grounds})
            listed = (*pathway.derived[:index], changed, *pathway.derived[index + 1 :])
            yield f"derived:{derived.id}", operator, pathway.model_copy(update={"derived": listed})


def _items(
    items: tuple[Any, ...], index: int, bundle: Bundle
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    item = items[index]
    yield "drop it", (*items[:index], *items[index + 1 :])
    for operator, changed in _element(item, bundle):
        yield operator, (*items[:index], changed, *items[index + 1 :])
    if isinstance(item, model.Action) and index + 1 < len(items):
        other = items[index + 1]
        if (item.when, item.for_) != (other.when, other.for_):
            one = item.model_copy(update={"when": other.when, "for_": other.for_})
            two = other.model_copy(update={"when": item.when, "for_": item.for_})
            yield "change conditions with the next", (*items[:index], one, two, *items[index + 2 :])


def _grounds(grounds: tuple[model.Ground, ...]) -> Iterator[tuple[str, tuple[model.Ground, ...]]]:
    for index, ground in enumerate(grounds):
        if len(grounds) > 1:
            yield f"drop ground {index}", (*grounds[:index], *grounds[index + 1 :])
        for operator, changed in _conditions(ground):
            yield f"ground {index}, {operator}", (*grounds[:index], changed, *grounds[index + 1 :])


def _element(item: Any, bundle: Bundle) -> Iterator[tuple[str, Any]]:
    yield from _conditions(item)
    for clause in item.cites:
        left = tuple(c for c in item.cites if c != clause)
        yield f"drop the cite {clause}", item.model_copy(update={"cites": left})
    if isinstance(item, model.Action) and item.contact:
        for other in bundle.contacts:
            if other != item.contact:
                yield f"swap its contact for {other}", item.model_copy(update={"contact": other})
                return


def _conditions(item: Any) -> Iterator[tuple[str, Any]]:
    for field in ("when", "unless", "applies"):
        text = getattr(item, field, "")
        if not text:
            continue
        if field == "unless" and item.when:
            yield "drop unless", item.model_copy(update={"unless": ""})
        for operator, changed in conditions(text):
            yield f"{field}, {operator}", item.model_copy(update={field: changed})


def conditions(text: str) -> Iterator[tuple[str, str]]:
    """Every broken form of one condition."""
    tree = ast.parse(text.strip().replace("\n", " "), mode="eval")
    for path, node in _nodes(tree):
        if isinstance(node, ast.Compare):
            kind = type(node.ops[0])
            yield _told(tree, path, "turn", lambda n, k=kind: setattr(n, "ops", [TURNED[k]()]))
            if kind in MOVED:
                yield _told(tree, path, "move", lambda n, k=kind: setattr(n, "ops", [MOVED[k]()]))
        if isinstance(node, ast.BoolOp):
            for index in range(len(node.values)):
                what = "conjunct" if isinstance(node.op, ast.And) else "alternative"
                yield _told(tree, path, f"drop {what} {index}", lambda n, i=index: _without(n, i))
        if isinstance(node, ast.UnaryOp):
            yield _told(tree, path, "drop not", _doubled)


def _told(
    tree: ast.Expression, path: tuple[Any, ...], operator: str, change: Callable[[Any], None]
) -> tuple[str, str]:
    changed = copy.deepcopy(tree)
    node: Any = changed
    for part in path:
        node = node[part] if isinstance(part, int) else getattr(node, part)
    where = ast.unparse(node)
    change(node)
    return f"{operator} in {where!r:.60}", ast.unparse(changed)


def _without(node: ast.BoolOp, index: int) -> None:
    del node.values[index]


def _doubled(node: ast.UnaryOp) -> None:
    """Not not x, which is x."""
    node.operand = ast.UnaryOp(ast.Not(), node.operand)


def _nodes(tree: ast.AST, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], ast.AST]]:
    yield path, tree
    for field, value in ast.iter_fields(tree):
        if isinstance(value, ast.AST):
            yield from _nodes(value, (*path, field))
        elif isinstance(value, list):
            for index, part in enumerate(value):
                if isinstance(part, ast.AST):
                    yield from _nodes(part, (*path, field, index))


def _sets(bundle: Bundle) -> Iterator[Mutant]:
    for name, shared in bundle.sets.items():
        for index, item in enumerate(shared.actions):
            for operator, changed in _items(shared.actions, index, bundle):
                sets = {**bundle.sets, name: shared.model_copy(update={"actions": changed})}
                broken = replace(bundle, sets=sets)
                yield Mutant(bundle.authority.id, "", f"action:{item.id}", operator, broken)


def _contacts(bundle: Bundle) -> Iterator[Mutant]:
    named = list(bundle.contacts.values())
    for one, other in zip(named, (*named[1:], *named[:1]), strict=True):
        if one.id != other.id:
            swapped = {one.id: other.model_copy(update={"id": one.id}),
                       other.id: one.model_copy(update={"id": other.id})}  # fmt: skip
            contacts = {**bundle.contacts, **swapped}
            changed, operator = replace(bundle, contacts=contacts), f"swap with {other.id}"
            yield Mutant(bundle.authority.id, "", f"contact:{one.id}", operator, changed)
        for clause in one.cites:
            less = one.model_copy(update={"cites": tuple(c for c in one.cites if c != clause)})
            changed = replace(bundle, contacts={**bundle.contacts, one.id: less})
            yield Mutant(
                bundle.authority.id, "", f"contact:{one.id}", f"drop the cite {clause}", changed
            )
