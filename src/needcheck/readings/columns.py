"""Reading trees for a whole table: the same truths as ``trace``, as dataframe expressions.

A table has one row for each case and one column for each thing that a condition asks of a fact
(``Source``): nullable booleans are truths, null is unknown. Expressions are Narwhals, so that any
engine behind it runs them. Every distinct expression becomes one column of its own, computed once
from columns before it: ``Program.stages`` are what a table goes through, in order.

What a table must bring is listed in ``sources``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from needcheck.criteria import nodes as n
from needcheck.criteria.model import Fact
from needcheck.readings.sources import PLACED, Source
from needcheck.readings.trace import between

if TYPE_CHECKING:
    import narwhals as nw

ALWAYS, NEVER = "always", "never"


@dataclass
class Program:
    """Expressions in stages; each is one column, computed once however often it is asked for.

    ``sources`` are the columns that a table must bring, by name.
    """

    stages: list[dict[str, nw.Expr]] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    _names: dict[Hashable, str] = field(default_factory=dict)
    _stage_of: dict[str, int] = field(default_factory=dict)

    def put(self, what: str, parts: Iterable[str], make: Callable[..., nw.Expr]) -> str:
        """The column that ``make`` gives of the columns ``parts``; ``what`` tells makers apart."""
        import narwhals as nw

        parts = tuple(parts)
        key = (what, parts)
        if key not in self._names:
            name = f"_{len(self._names)}"
            stage = max((self._stage_of.get(part, -1) for part in parts), default=-1) + 1
            while len(self.stages) <= stage:
                self.stages.append({})
            self.stages[stage][name] = make(*(nw.col(part) for part in parts)).alias(name)
            self._names[key], self._stage_of[name] = name, stage
        return self._names[key]

    def source(self, source: Source) -> str:
        """A column that the table brings."""
        self.sources[source.name] = source
        return source.name

    def run(self, frame: Any) -> Any:
        """The Narwhals frame with every column of the program beside its own."""
        for stage in self.stages:
            frame = frame.with_columns(*stage.values())
        return frame

    def negation(self, part: str) -> str:
        """Not: unknown stays unknown."""
        if part in (ALWAYS, NEVER):
            return NEVER if part == ALWAYS else ALWAYS
        return self.put("not", [part], lambda a: ~a)

    def every(self, parts: Iterable[str]) -> str:
        """And: one surely false decides, else one unknown leaves it unknown. Empty is true."""
        import narwhals as nw

        rest = [part for part in dict.fromkeys(parts) if part != ALWAYS]
        if NEVER in rest:
            return NEVER
        if len(rest) <= 1:
            return rest[0] if rest else ALWAYS
        return self.put("and", rest, lambda *a: nw.all_horizontal(*a, ignore_nulls=False))

    def some(self, parts: Iterable[str]) -> str:
        """Or: one surely true decides, else one unknown leaves it unknown. Empty is false."""
        import narwhals as nw

        rest = [part for part in dict.fromkeys(parts) if part != NEVER]
        if ALWAYS in rest:
            return ALWAYS
        if len(rest) <= 1:
            return rest[0] if rest else NEVER
        return self.put("or", rest, lambda *a: nw.any_horizontal(*a, ignore_nulls=False))

    def sure(self, part: str) -> str:
        """Whether it is surely true; never unknown."""
        if part in (ALWAYS, NEVER):
            return part
        return self.put("sure", [part], lambda a: a.fill_null(value=False))

    def unsure(self, part: str) -> str:
        """Whether it is unknown; never unknown itself."""
        return (
            NEVER if part in (ALWAYS, NEVER) else self.put("unsure", [part], lambda a: a.is_null())
        )

    def constant(self, part: str, like: str) -> str:
        """A real column for a part that may be a constant; ``like`` is any column there is."""
        if part not in (ALWAYS, NEVER):
            return part
        value = part == ALWAYS
        return self.put(
            part, [like], lambda a: a.is_null() | True if value else a.is_null() & False
        )


class ColumnReading:
    """Truth of trees for every row of a table; ``names`` are the derived conditions.

    ``column`` gives the column of a source: the table's own unless something stands in its place,
    such as a fact that is computed (``outcome``), or one more prompt that is ticked.
    """

    def __init__(
        self,
        program: Program,
        names: Mapping[str, n.Node],
        facts: Mapping[str, Fact],
        *,
        cautious: bool = True,
        column: Callable[[Source], str] | None = None,
    ) -> None:
        self.program, self.names, self.facts = program, names, facts
        self.cautious, self.column = cautious, column or program.source
        self._memo: dict[n.Node, str] = {}
        self._plain: ColumnReading | None = None

    @property
    def plain(self) -> ColumnReading:
        """The same table read without caution."""
        if not self.cautious:
            return self
        if self._plain is None:
            self._plain = ColumnReading(
                self.program, self.names, self.facts, cautious=False, column=self.column
            )
        return self._plain

    def truth(self, node: n.Node) -> str:
        """The column that holds the node's truth, or ``ALWAYS`` or ``NEVER``."""
        if node not in self._memo:
            self._memo[node] = _READERS[type(node)](self, node)
        return self._memo[node]

    def source(self, kind: str, of: str, *detail: str | int) -> str:
        """The column of a source, or what stands in its place."""
        return self.column(Source(kind, of, detail))

    def rule(self, node: n.Fires) -> str:
        """A rule, after this reading's manner; see ``truth.fires``."""
        when, unless = self.truth(node.when), self.truth(node.unless)
        held = self.program.sure(unless) if self.cautious else unless
        return self.program.every((when, self.program.negation(held)))

    def known(self, fact: str) -> str:
        """Whether a fact has an answer."""
        if self.facts[fact].type in PLACED:
            placed = self.source("fact", fact)
            return self.program.negation(self.program.unsure(placed))
        return self.source("known", fact)


def _tested(operator: str) -> Callable[[Any, Any], Any]:
    """The comparison of an expression with a number, or of two positions."""
    return n.OPERATORS[operator]


def _compare(r: ColumnReading, node: n.Compare) -> str:
    fact = r.facts[node.fact]
    column, test = r.source("fact", node.fact), _tested(node.operator)
    if fact.type == "number":
        what = f"{node.operator} {node.value}"
        return r.program.put(what, [column], lambda a: test(a, node.value))
    order = node.order or fact.choice_ids
    place: Callable[[str], Any] = order.index if node.order else str
    wanted = place(str(node.value))
    return _among(r, node.fact, [choice for choice in order if test(place(choice), wanted)])


def _among(r: ColumnReading, name: str, values: Iterable[str]) -> str:
    """Whether a choice is one of several, by its position."""
    places = sorted(r.facts[name].choice_ids.index(value) for value in values)
    column = r.source("fact", name)

    def test(a: nw.Expr) -> nw.Expr:
        if not places:
            return ~(a == a)  # noqa: PLR0124 -- never, and unknown where there is no answer
        if len(places) == 1:
            return a == places[0]
        if places == list(range(places[0], places[-1] + 1)):
            return (a >= places[0]) & (a <= places[-1])
        return a.is_in(places)

    return r.program.put(f"among {places}", [column], test)


def _count_of(r: ColumnReading, node: n.CountOf) -> str:
    column, test = r.source("count", node.fact, node.none_choice), _tested(node.operator)
    what = f"{node.operator} {node.number}"
    return r.program.put(what, [column], lambda a: test(a, node.number))


def _lasted(r: ColumnReading, node: n.Lasted) -> str:
    column = r.source("lasted", node.fact, node.unit, node.number)
    test = _tested(node.operator)
    return r.program.put(f"{node.operator} 0", [column], lambda a: test(a, 0))


def _prompts(r: ColumnReading, node: n.Prompts) -> str:
    if not node.ids:
        return ALWAYS if between(0, 0, node.operator, node.number) else NEVER
    columns = [r.source("prompt", name) for name in sorted(node.ids)]
    if node.state == "absent":
        columns = [r.program.negation(column) for column in columns]
    asked = f"{node.operator} {node.number}"
    if asked in (">= 1", "> 0", "!= 0"):
        return r.program.some(columns)
    if asked in ("< 1", "<= 0", "== 0"):
        return r.program.negation(r.program.some(columns))
    return r.program.put(f"count {asked}", columns, lambda *a: _counted(a, node))


def _counted(columns: tuple[nw.Expr, ...], node: n.Prompts) -> nw.Expr:
    """Truth of a comparison for a count that lies between what is surely so and what may be."""
    import narwhals as nw

    test = _tested(node.operator)
    low = nw.sum_horizontal(*(a.fill_null(value=False).cast(nw.Int32) for a in columns))
    high = nw.sum_horizontal(*(a.fill_null(value=True).cast(nw.Int32) for a in columns))
    if node.operator in ("==", "!="):
        open_ = (low <= node.number) & (high >= node.number) & (low != high)
        return nw.when(~open_).then(test(low, node.number) & test(high, node.number))
    return nw.when(test(low, node.number) == test(high, node.number)).then(test(low, node.number))


_READERS: dict[type, Callable[[ColumnReading, Any], str]] = {
    n.Yes: lambda r, node: r.source("fact", node.fact),
    n.Compare: _compare,
    n.OneOf: lambda r, node: _among(r, node.fact, node.values),
    n.Has: lambda r, node: r.source("has", node.fact, node.value),
    n.CountOf: _count_of,
    n.Lasted: _lasted,
    n.Prompts: _prompts,
    n.Known: lambda r, node: r.known(node.fact),
    n.Name: lambda r, node: r.truth(r.names[node.name]),
    n.Not: lambda r, node: r.program.negation(r.truth(node.node)),
    n.And: lambda r, node: r.program.every(map(r.truth, node.nodes)),
    n.Or: lambda r, node: r.program.some(map(r.truth, node.nodes)),
    n.Fires: ColumnReading.rule,
    n.Sure: lambda r, node: r.program.sure(r.truth(node.node)),
    n.Unsure: lambda r, node: r.program.unsure(r.truth(node.node)),
    n.Plain: lambda r, node: r.plain.truth(node.node),
}
