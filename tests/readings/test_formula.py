"""The solver's reading says of every case what the reading of one case says."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needcheck.case.answers import Answers, Case, Value, resolve
from needcheck.case.moments import Elapsed, compare
from needcheck.criteria import nodes as n
from needcheck.readings.formula import Formula
from needcheck.readings.symbols import Choice, Chosen, Symbols
from needcheck.readings.trace import Reading
from needcheck.readings.truth import Truth, conjoin, disjoin, fires, negate
from needcheck.recommend.compile import compile_pathway
from tests import small
from tests.readings.generated import BUNDLE, TREES, answers
from tests.readings.test_rows import ROWS, TRUTH, case_of, named, tree_of

z3 = pytest.importorskip("z3")
IMPLIED = compile_pathway(BUNDLE, "visit").implications.by_prompt
BLANK = Case({}, frozenset(), frozenset(), small.DAY)
ALL: tuple[Truth, ...] = (True, False, None)


def read(tree: n.Node, said: Answers, *, cautious: bool = True) -> Truth:
    """The truth that the formula gives a tree for these answers; both rails are decided."""
    symbols = Symbols(BUNDLE.facts, atoms(tree), IMPLIED, BLANK)
    rails = Formula(symbols, {}, cautious=cautious).rails(tree)
    solver = z3.Solver()
    given_answers = list(stated(symbols, said))
    solver.add(*symbols.rules, *given_answers)
    assert solver.check() == z3.sat, "these answers are possible"
    sure, may = (decided(solver, part) for part in (rails.sure, rails.may))
    assert may or not sure, "what is sure is possible"
    return True if sure else (None if may else False)


def decided(solver: Any, part: Any) -> bool:
    """Whether a formula follows from the answers; its contrary must follow where it does not."""
    holds = solver.check(z3.Not(part)) == z3.unsat
    assert holds or solver.check(part) == z3.unsat, "the answers decide every rail"
    return bool(holds)


def stated(symbols: Symbols, said: Answers) -> Any:
    """The answers, as an assignment to every variable of the symbols."""
    case = resolve(said, BUNDLE, small.DAY)
    for name, known in list(symbols.stated.items()):
        value = said.facts.get(name)
        if isinstance(known, Chosen):
            inside = value if isinstance(value, frozenset) else frozenset()
            yield known.known == (value is not None)
            yield from (part == (choice in inside) for choice, part in known.choices.items())
        else:
            stands = None if value is None else representative(known, value)
            yield from (part == (other == stands) for other, part in known.values.items())
    for name in symbols.present:
        yield symbols.present[name] == (name in case.present)
        yield symbols.absent[name] == (name in case.absent)


def representative(known: Choice, value: Value) -> Value:
    """The value of the domain that no condition can tell from this one."""
    if value in known.values or not isinstance(value, (int, Elapsed)):
        return value if value in known.values else next(iter(known.values))
    below = [other for other in known.values if at_most(other, value)]
    return below[-1] if below else next(iter(known.values))


def at_most(one: Any, other: Any) -> bool:
    """Whether a number or length is at most another."""
    if isinstance(one, int):
        return one <= int(other)
    unit = "months" if one.months is not None else "weeks"
    whole, days = (one.months if unit == "months" else one.weeks), one.days
    return compare(other, whole, unit, small.DAY) >= (1 if days else 0)


def atoms(tree: n.Node) -> list[n.Atom]:
    """Every atom of a tree."""
    return list(compile_pathway(BUNDLE, "visit").atoms(tree))


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_the_formula_reads_every_row(row: dict[str, Any]) -> None:
    """Each row of the shared table has the same truth for the solver, with caution and without."""
    tree, said = tree_of(row), small.answers(row.get("answers", {}), BUNDLE)
    assert read(tree, said) is TRUTH[row["expect"]]
    plain = TRUTH[row.get("plain", row["expect"])]
    assert read(tree, said, cautious=False) is plain
    assert read(n.Plain(tree), said) is plain
    assert Reading(case_of(row), {}).truth(tree) is TRUTH[row["expect"]]


@pytest.mark.parametrize(("one", "other"), list(product(ALL, ALL)))
def test_the_formula_follows_the_tables_of_three_valued_logic(one: Truth, other: Truth) -> None:
    """And, or, not and rules have the truth tables that the DMN TCK's cases 0064 to 0066 have."""
    facts = {k: v for k, v in (("worried", one), ("asked", other)) if v is not None}
    said, pair = Answers(facts=facts), (n.Yes("worried"), n.Yes("asked"))
    assert read(n.And(pair), said) is conjoin((one, other))
    assert read(n.Or(pair), said) is disjoin((one, other))
    assert read(n.Not(pair[0]), said) is negate(one)
    assert read(n.Fires(*pair), said) is fires(one, other)


def agree(tree: n.Node, said: Answers) -> None:
    """Both readings give a tree one truth, with caution and without."""
    reading = Reading(resolve(said, BUNDLE, small.DAY), {})
    assert read(tree, said) is reading.truth(tree)
    assert read(tree, said, cautious=False) is reading.plain.truth(tree)


FEW = settings(max_examples=150, suppress_health_check=list(HealthCheck))


@FEW
@given(TREES, answers())
def test_formula_and_trace_agree(tree: n.Node, said: Answers) -> None:
    """On generated trees and answers the solver and the reading of one case agree."""
    agree(tree, said)


@pytest.mark.long
@pytest.mark.timeout(3_600)
@settings(FEW, max_examples=5_000)
@given(TREES, answers())
def test_formula_and_trace_agree_at_length(tree: n.Node, said: Answers) -> None:
    """The same for 5,000 trees and answers."""
    agree(tree, said)


@FEW
@given(st.data())
def test_a_solution_reads_back_as_the_answers_it_stands_for(data: st.DataObject) -> None:
    """Answers taken from a solution make the tree true that was asked for, read for one case."""
    tree = data.draw(TREES)
    symbols = Symbols(BUNDLE.facts, atoms(tree), IMPLIED, BLANK)
    sure = Formula(symbols, {}).sure(tree)
    solver = z3.Solver()
    solver.add(*symbols.rules, sure)
    if solver.check() == z3.sat:
        found = symbols.answers(solver.model())
        assert Reading(resolve(found, BUNDLE, small.DAY), {}).truth(tree) is True
