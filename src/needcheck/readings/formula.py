"""Reading a tree for all answers at once: solver formulas with two rails a node.

A node's ``sure`` rail says that it is surely true, its ``may`` rail that it is not surely false,
so that unknown is ``may and not sure``; ``sure`` implies ``may``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from needcheck.criteria import nodes as n
from needcheck.readings.symbols import Bool, Choice, Chosen, Symbols
from needcheck.readings.trace import Reading


@dataclass(frozen=True, slots=True)
class Rails:
    """What is surely true, and what is not surely false."""

    sure: Bool
    may: Bool


class Formula:
    """Formulas of trees over one set of symbols; ``names`` are the derived conditions.

    ``cautious`` as in ``trace.Reading``: a rule fires while its ``unless`` is unknown.
    """

    def __init__(
        self, symbols: Symbols, names: Mapping[str, n.Node], *, cautious: bool = True
    ) -> None:
        self.symbols, self.names, self.cautious = symbols, names, cautious
        self._memo: dict[int, tuple[n.Node, Rails]] = {}

    @cached_property
    def plain(self) -> Formula:
        """The same symbols read without caution."""
        return self if not self.cautious else Formula(self.symbols, self.names, cautious=False)

    def rails(self, node: n.Node) -> Rails:
        """Both rails of a tree."""
        if id(node) not in self._memo:  # the node is kept, so that its id stays its own
            self._memo[id(node)] = node, _READERS[type(node)](self, node)
        return self._memo[id(node)][1]

    def sure(self, node: n.Node) -> Bool:
        """Whether a tree is surely true."""
        return self.rails(node).sure

    def conjoined(self, parts: Iterable[Rails]) -> Rails:
        """And, rail by rail."""
        listed, s = list(parts), self.symbols
        return Rails(s.all_of(p.sure for p in listed), s.all_of(p.may for p in listed))

    def disjoined(self, parts: Iterable[Rails]) -> Rails:
        """Or, rail by rail."""
        listed, s = list(parts), self.symbols
        return Rails(s.any_of(p.sure for p in listed), s.any_of(p.may for p in listed))

    def negated(self, part: Rails) -> Rails:
        """Not: the rails change places."""
        return Rails(self.symbols.denied(part.may), self.symbols.denied(part.sure))

    def fires(self, node: n.Fires) -> Rails:
        """A rule, after this reading's manner."""
        when, unless = self.rails(node.when), self.rails(node.unless)
        plain = self.conjoined((when, self.negated(unless)))
        if not self.cautious:
            return plain
        firing = self.symbols.all_of((when.sure, self.symbols.denied(unless.sure)))
        return Rails(firing, plain.may)

    def certain(self, truth: Bool) -> Rails:
        """What is never unknown."""
        return Rails(truth, truth)

    def unsure(self, node: n.Unsure) -> Rails:
        """Whether a tree is unknown."""
        part = self.rails(node.node)
        return self.certain(self.symbols.all_of((part.may, self.symbols.denied(part.sure))))

    def single(self, atom: n.Yes | n.Compare | n.OneOf | n.Lasted) -> Rails:
        """An atom over a fact with one answer: its truth tabulated for each answer."""
        s, fact = self.symbols, self.symbols.fact(atom.fact)
        assert isinstance(fact, Choice)  # noqa: S101 -- the expression reader has checked types
        right = [
            holds
            for value, holds in fact.values.items()
            if Reading(s.blank.with_fact(atom.fact, value), {}).truth(atom) is True
        ]
        wrong = [holds for holds in fact.values.values() if not any(holds is r for r in right)]
        return Rails(s.any_of(right), s.denied(s.any_of(wrong)))

    def has(self, atom: n.Has) -> Rails:
        """Whether a set that is answered contains a choice."""
        s, fact = self.symbols, self.symbols.fact(atom.fact)
        assert isinstance(fact, Chosen)  # noqa: S101 -- the expression reader has checked types
        inside = fact.choices[atom.value]
        return Rails(inside, s.any_of((inside, s.denied(fact.known))))

    def count(self, atom: n.CountOf) -> Rails:
        """How many choices an answered set has, without its none choice."""
        s, fact = self.symbols, self.symbols.fact(atom.fact)
        assert isinstance(fact, Chosen)  # noqa: S101 -- the expression reader has checked types
        inside = [c for name, c in fact.choices.items() if name != atom.none_choice]
        held = self._counted(atom.operator, atom.number, inside, inside, len(inside)).sure
        return Rails(s.all_of((fact.known, held)), s.any_of((s.denied(fact.known), held)))

    def prompts(self, atom: n.Prompts) -> Rails:
        """How many prompts are present: at least those stated, at most those not denied."""
        both = [self.symbols.prompt(name) for name in sorted(atom.ids)]
        stated, contrary = [list(side) for side in zip(*both, strict=True)]
        if atom.state == "absent":
            stated, contrary = contrary, stated
        possible = [self.symbols.denied(part) for part in contrary]
        return self._counted(atom.operator, atom.number, stated, possible, len(both))

    def _counted(
        self, operator: str, number: int, low: list[Bool], high: list[Bool], most: int
    ) -> Rails:
        """A comparison of a count whose ends are how many of ``low`` and of ``high`` hold."""
        s = self.symbols
        if operator in ("<", "<="):
            above = {"<": ">=", "<=": ">"}[operator]
            return self.negated(self._counted(above, number, low, high, most))
        if operator in (">", ">="):
            least = number + (operator == ">")
            return Rails(s.at_least(low, least), s.at_least(high, least))
        enough = self._counted(">=", number, low, high, most)
        more = self._counted(">", number, low, high, most)
        same = self.conjoined((enough, self.negated(more)))
        return same if operator == "==" else self.negated(same)


_READERS: dict[type, Callable[[Formula, Any], Rails]] = {
    n.Yes: Formula.single,
    n.Compare: Formula.single,
    n.OneOf: Formula.single,
    n.Lasted: Formula.single,
    n.Has: Formula.has,
    n.CountOf: Formula.count,
    n.Prompts: Formula.prompts,
    n.Known: lambda f, node: f.certain(f.symbols.known(f.symbols.fact(node.fact))),
    n.Name: lambda f, node: f.rails(f.names[node.name]),
    n.Not: lambda f, node: f.negated(f.rails(node.node)),
    n.And: lambda f, node: f.conjoined(map(f.rails, node.nodes)),
    n.Or: lambda f, node: f.disjoined(map(f.rails, node.nodes)),
    n.Fires: Formula.fires,
    n.Sure: lambda f, node: f.certain(f.rails(node.node).sure),
    n.Plain: lambda f, node: f.plain.rails(node.node),
    n.Unsure: Formula.unsure,
}
