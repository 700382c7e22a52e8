"""Reading every condition of a pathway, noting what cannot be read and what the rest names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from needcheck.criteria import model
from needcheck.criteria import nodes as n
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.conditions import Written, conditions
from needcheck.criteria.derived import knots
from needcheck.criteria.expression import ConditionError, read
from needcheck.criteria.lint.reader import Reader
from needcheck.criteria.misread import UNKNOWN, strangers
from needcheck.criteria.references import problems, shared_problems
from needcheck.criteria.scope import Scope
from needcheck.criteria.steps import Section

_WORD = re.compile(r"[\"']?([A-Za-z_]\w*)")


@dataclass
class Named:
    """What the conditions of one pathway name, element by element.

    ``facts`` holds the conditions that read each fact, those of invariants left out;
    ``derived`` the derived conditions that are named anywhere.
    """

    facts: dict[str, list[Written]] = field(default_factory=dict)
    derived: set[str] = field(default_factory=set)

    def take(self, written: Written, node: n.Node) -> None:
        """Note what a condition names."""
        for leaf in leaves(node):
            if isinstance(leaf, n.Name):
                self.derived.add(leaf.name)
            elif not isinstance(leaf, n.Prompts) and not isinstance(
                written.element, model.Invariant
            ):
                self.facts.setdefault(leaf.fact, []).append(written)


def leaves(node: n.Node) -> Iterator[n.Atom | n.Name]:
    """Every atom and name of a condition, derived conditions left closed."""
    match node:
        case n.Not(inner):
            yield from leaves(inner)
        case n.And(parts) | n.Or(parts):
            for part in parts:
                yield from leaves(part)
        case n.Fires() | n.Sure() | n.Unsure() | n.Plain():
            return
        case _:
            yield node


def check_conditions(reader: Reader, bundle: Bundle, pathway: model.Pathway) -> Named:
    """Note every condition of a pathway that cannot be read; what the others name."""
    named = Named()
    scopes: dict[tuple[bool, bool], Scope] = {}
    for written in conditions(pathway, bundle.actions(pathway), asked(bundle, pathway)):
        if reader.full(written.element):
            continue
        key = written.texts, written.scale
        if key not in scopes:
            scopes[key] = bundle.scope(pathway, texts=written.texts, scale=written.scale)
        try:
            named.take(written, read(written.text, scopes[key]))
        except ConditionError as error:
            _note(reader, written, error, scopes[key])
    for knot in knots(pathway):
        reader.note("error", "circle", knot.derived, knot.message, ("id",))
    return named


def asked(bundle: Bundle, pathway: model.Pathway) -> tuple[Section, ...]:
    """The framework's sections that a pathway names; all where it names none."""
    names = pathway.sections
    return tuple(s for s in bundle.sections if names is None or s.id in names)


def check_names(reader: Reader, bundle: Bundle) -> None:
    """Note every name in an authority's criteria that leads nowhere."""
    found = (problem for each in bundle.pathways.values() for problem in problems(bundle, each))
    for problem in (*shared_problems(bundle), *found):
        if problem.name not in reader.lost:
            check = "pattern" if problem.path[0] in ("says", "never_says") else "name"
            reader.note("error", check, problem.element, problem.message, problem.path)


def _note(reader: Reader, written: Written, error: ConditionError, scope: Scope) -> None:
    """A condition that cannot be read; not where it names what could not be read itself.

    Where a name leads nowhere, every other such name of the condition is noted with it.
    """
    word = _WORD.match(written.text, error.column)
    faults = [(word[1] if word else "", error.column, error.message)]
    if error.message.startswith(UNKNOWN):
        faults = [] if reader.blind else list(strangers(written.text, scope))
    for name, column, message in faults:
        if name not in reader.lost:
            reader.note(
                "error", "condition", written.element, message, written.path, character=column
            )
