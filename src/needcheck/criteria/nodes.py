"""The nodes of a condition tree: plain values without behaviour; readings are functions.

Every name in a tree is resolved and every value checked, so a reading never meets a surprise.
"""

from __future__ import annotations

import operator as op
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Operator = Literal["==", "!=", "<", "<=", ">", ">="]
OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": op.eq, "!=": op.ne, "<": op.lt, "<=": op.le, ">": op.gt, ">=": op.ge,
}  # fmt: skip
Unit = Literal["months", "weeks"]


@dataclass(frozen=True, slots=True)
class Yes:
    """A yes/no fact that is yes, or a reason that was given."""

    fact: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A choice or number against a value. ``order`` lists ordered choices, mild to grave.

    ``true_of`` are the choices of the order that the comparison is true of.
    """

    fact: str
    operator: Operator
    value: str | int
    order: tuple[str, ...] = ()
    true_of: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compare places once, not once a case."""
        holds, places = OPERATORS[self.operator], {name: at for at, name in enumerate(self.order)}
        own = places.get(str(self.value), 0)
        passing = (name for name, at in places.items() if holds(at, own))
        object.__setattr__(self, "true_of", frozenset(passing))


@dataclass(frozen=True, slots=True)
class OneOf:
    """A choice that is one of several values."""

    fact: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Has:
    """A set that contains a value."""

    fact: str
    value: str


@dataclass(frozen=True, slots=True)
class CountOf:
    """How many choices of a set were given, without its none choice."""

    fact: str
    operator: Operator
    number: int
    none_choice: str = ""


@dataclass(frozen=True, slots=True)
class Lasted:
    """An elapsed time against a span of calendar months or weeks."""

    fact: str
    operator: Operator
    number: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Prompts:
    """How many of these prompts are present (or stated absent)."""

    ids: frozenset[str]
    operator: Operator
    number: int
    state: Literal["present", "absent"] = "present"


@dataclass(frozen=True, slots=True)
class Known:
    """Whether a fact has an answer; for texts and actions only."""

    fact: str


@dataclass(frozen=True, slots=True)
class Name:
    """A derived condition, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of them; empty is true."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them; empty is false."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Fires:
    """A rule: ``when`` holds and no stated answer holds it down through ``unless``."""

    when: Node
    unless: Node


@dataclass(frozen=True, slots=True)
class Sure:
    """Whether a condition is surely true; itself never unknown."""

    node: Node


@dataclass(frozen=True, slots=True)
class Unsure:
    """Whether a condition is unknown; itself never unknown."""

    node: Node


@dataclass(frozen=True, slots=True)
class Plain:
    """A condition read without caution: a rule is "when and not unless", silence stays silence."""

    node: Node


Atom = Yes | Compare | OneOf | Has | CountOf | Lasted | Prompts | Known
Node = Atom | Name | Not | And | Or | Fires | Sure | Unsure | Plain

TRUE = And(())
FALSE = Or(())
