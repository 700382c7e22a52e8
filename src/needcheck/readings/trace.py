"""Reading a tree for one case: its truth, and the answers that the truth rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from needcheck.case.answers import Case
from needcheck.case.moments import Elapsed, compare
from needcheck.criteria import nodes as n
from needcheck.readings.truth import Truth, conjoin, disjoin, fires, negate


class Reading:
    """Truth of trees in one case; ``names`` are the derived conditions.

    A *cautious* reading lets a rule fire while its ``unless`` is unknown: what the tool says now.
    Otherwise a rule is plain "when and not unless": what must hold whatever is still answered.
    """

    __slots__ = ("_plain", "case", "cautious", "memo", "names")

    def __init__(self, case: Case, names: Mapping[str, n.Node], *, cautious: bool = True) -> None:
        self.case = case
        self.names = names
        self.cautious = cautious
        self.memo: dict[str, Truth] = {}
        self._plain: Reading | None = None

    @property
    def plain(self) -> Reading:
        """The same case read without caution."""
        if not self.cautious:
            return self
        if self._plain is None:
            self._plain = Reading(self.case, self.names, cautious=False)
        return self._plain

    def beside(self, case: Case) -> Reading:
        """The reading of a case that differs in what no derived condition asks for."""
        other = Reading(case, self.names, cautious=self.cautious)
        other.memo = self.memo
        if self._plain is not None:
            other._plain = self._plain.beside(case)
        return other

    def truth(self, node: n.Node) -> Truth:
        """True, False, or None where the answers do not tell."""
        return _READERS[type(node)](self, node)

    def name(self, node: n.Name) -> Truth:
        """A derived condition, read once a case."""
        if node.name not in self.memo:
            self.memo[node.name] = self.truth(self.names[node.name])
        return self.memo[node.name]

    def rule(self, node: n.Fires) -> Truth:
        """A rule, after this reading's manner."""
        when, unless = self.truth(node.when), self.truth(node.unless)
        return fires(when, unless) if self.cautious else conjoin((when, negate(unless)))

    def support(self, node: n.Node) -> Iterator[n.Atom]:
        """The atoms that the node's truth rests on, in the order of the text."""
        match node:
            case n.Name(name):
                yield from self.support(self.names[name])
            case n.Plain(inner):
                yield from self.plain.support(inner)
            case n.Not(inner) | n.Sure(inner) | n.Unsure(inner):
                yield from self.support(inner)
            case n.Fires(when, unless):
                yield from self._rule_parts(node, when, unless)
            case n.And(parts) | n.Or(parts):
                yield from self._parts(node, parts)
            case _:
                yield node

    def waiting(self, trees: Iterable[n.Node]) -> list[n.Atom]:
        """The unknown atoms that trees wait for, where these are unknown, in no order."""
        left, found, opened = list(trees), list[n.Atom](), set[str]()
        while left:
            node = left.pop()
            if self.truth(node) is not None:
                continue
            match node:
                case n.Name(name):
                    if name not in opened:
                        opened.add(name)
                        left.append(self.names[name])
                case n.Plain(inner):
                    found += self.plain.waiting((inner,))
                case n.Not(inner):
                    left.append(inner)
                case n.Fires(when, unless):
                    left += (when, unless)
                case n.And(parts) | n.Or(parts):
                    left += parts
                case n.Sure() | n.Unsure():  # never unknown
                    pass
                case _:
                    found.append(node)
        return found

    def silence(self, node: n.Node) -> Iterator[n.Atom]:
        """The unknown atoms whose answers could hold down what holds now; none where it is firm."""
        if self.plain.truth(node) is not None:
            return
        match node:
            case n.Name(name):
                yield from self.silence(self.names[name])
            case n.Fires(when, unless):
                yield from self.silence(when)
                yield from self._unknown(unless)
            case n.And(parts) | n.Or(parts):
                for part in parts:
                    if self.truth(part) is True:
                        yield from self.silence(part)
            case _:
                yield from self._unknown(node)

    def _unknown(self, node: n.Node) -> Iterator[n.Atom]:
        """The atoms for which a node waits when it is read without caution."""
        if self.plain.truth(node) is None:
            yield from self.plain.support(node)

    def _rule_parts(self, rule: n.Fires, when: n.Node, unless: n.Node) -> Iterator[n.Atom]:
        """What a rule's truth rests on: ``when`` if it fires; what waits; or what stops it."""
        truth = self.truth(rule)
        if truth is None:
            for part in (when, unless):
                if self.truth(part) is None:
                    yield from self.support(part)
        else:
            stopped = truth is False and self.truth(when) is not False
            yield from self.support(unless if stopped else when)

    def _parts(self, node: n.And | n.Or, parts: tuple[n.Node, ...]) -> Iterator[n.Atom]:
        wanted = self.truth(node)
        for part in parts:
            if self.truth(part) is wanted:
                yield from self.support(part)
                if isinstance(node, n.And) and wanted is False:
                    return


def _yes(r: Reading, node: n.Yes) -> Truth:
    value = r.case.facts.get(node.fact)
    return None if value is None else value is True


def _compare(r: Reading, node: n.Compare) -> Truth:
    value = r.case.facts.get(node.fact)
    if value is None:
        return None
    if node.order:
        return value in node.true_of
    return n.OPERATORS[node.operator](value, node.value)


def _one_of(r: Reading, node: n.OneOf) -> Truth:
    value = r.case.facts.get(node.fact)
    return None if value is None else value in node.values


def _has(r: Reading, node: n.Has) -> Truth:
    value = r.case.facts.get(node.fact)
    return node.value in value if isinstance(value, frozenset) else None


def _count_of(r: Reading, node: n.CountOf) -> Truth:
    value = r.case.facts.get(node.fact)
    if not isinstance(value, frozenset):
        return None
    return n.OPERATORS[node.operator](len(value - {node.none_choice}), node.number)


def _lasted(r: Reading, node: n.Lasted) -> Truth:
    value = r.case.facts.get(node.fact)
    if not isinstance(value, Elapsed):
        return None
    return n.OPERATORS[node.operator](compare(value, node.number, node.unit, r.case.as_of), 0)


def _prompts(r: Reading, node: n.Prompts) -> Truth:
    stated, contrary = r.case.present, r.case.absent
    if node.state == "absent":
        stated, contrary = contrary, stated
    if node.operator == ">=" and node.number == 1:  # most are, and none need be counted
        if not node.ids.isdisjoint(stated):
            return True
        return False if node.ids <= contrary else None
    low = len(node.ids & stated)
    high = len(node.ids) - len(node.ids & contrary)
    return between(low, high, node.operator, node.number)


def between(low: int, high: int, operator: str, number: int) -> Truth:
    """Truth of a comparison for a count that lies somewhere from ``low`` to ``high``."""
    if operator in ("==", "!="):
        same = (low == number) if low == high else (None if low <= number <= high else False)
        return same if operator == "==" else negate(same)
    test = n.OPERATORS[operator]
    at_low, at_high = test(low, number), test(high, number)
    return at_low if at_low is at_high else None


_READERS: dict[type, Callable[[Reading, Any], Truth]] = {
    n.Yes: _yes,
    n.Compare: _compare,
    n.OneOf: _one_of,
    n.Has: _has,
    n.CountOf: _count_of,
    n.Lasted: _lasted,
    n.Prompts: _prompts,
    n.Known: lambda r, node: node.fact in r.case.facts,
    n.Name: Reading.name,
    n.Not: lambda r, node: negate(r.truth(node.node)),
    n.And: lambda r, node: conjoin(map(r.truth, node.nodes)),
    n.Or: lambda r, node: disjoin(map(r.truth, node.nodes)),
    n.Fires: Reading.rule,
    n.Sure: lambda r, node: r.truth(node.node) is True,
    n.Plain: lambda r, node: r.plain.truth(node.node),
    n.Unsure: lambda r, node: r.truth(node.node) is None,
}
