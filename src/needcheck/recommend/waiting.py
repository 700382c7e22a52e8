"""Where a table waits for an answer: the unknown atoms behind an unknown truth, row by row."""

from __future__ import annotations

from collections.abc import Iterator

from needcheck.criteria import nodes as n
from needcheck.readings.columns import ColumnReading


class Waits:
    """The atoms that unknown trees wait for in a reading without caution (``Reading.waiting``).

    A row waits at a node where the node is unknown and the row waits at a node above it.
    """

    def __init__(self, plain: ColumnReading) -> None:
        self.plain, self.program = plain, plain.program
        self._roots: dict[n.Node, list[str]] = {}
        self._order: list[n.Node] = []
        self._seen: set[n.Node] = set()

    def add(self, tree: n.Node, where: str) -> None:
        """Look at a tree too, in the rows where ``where`` holds."""
        self._roots.setdefault(tree, []).append(where)
        self._visit(tree)

    def _visit(self, node: n.Node) -> None:
        """Every node after all that stand below it."""
        if node not in self._seen:
            self._seen.add(node)
            for part in self._parts(node):
                self._visit(part)
            self._order.append(node)

    def _parts(self, node: n.Node) -> tuple[n.Node, ...]:
        """The parts that may be unknown together with the node."""
        match node:
            case n.Name(name):
                return (self.plain.names[name],)
            case n.Not(inner) | n.Plain(inner):
                return (inner,)
            case n.Fires(when, unless):
                return (when, unless)
            case n.And(parts) | n.Or(parts):
                return parts
            case _:
                return ()

    def atoms(self) -> Iterator[tuple[n.Atom, str]]:
        """Each atom and the column that tells the rows that wait for it."""
        above = {node: list(where) for node, where in self._roots.items()}
        for node in reversed(self._order):
            unknown = self.program.unsure(self.plain.truth(node))
            waiting = self.program.every((unknown, self.program.some(above.get(node, ()))))
            for part in self._parts(node):
                above.setdefault(part, []).append(waiting)
            if not isinstance(
                node, n.Name | n.Not | n.Plain | n.Fires | n.And | n.Or | n.Sure | n.Unsure
            ):
                yield node, waiting
