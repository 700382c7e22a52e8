"""The smallest case: of all answers for which something is so, those with the fewest given."""

from __future__ import annotations

from typing import Any

from needcheck.readings.symbols import Bool, Symbols

SEARCH = 3.0
"""Seconds for each step in looking for a smaller case."""


def smallest(solver: Any, formula: Bool, symbols: tuple[Symbols, ...], limit: float) -> Any:
    """A solution with as few answers as there can be, or as few as are found in time.

    ``solver`` has just found ``formula`` possible; ``limit`` is in seconds for each step. Of the
    answers before and after a change first as few as can be differ, and then as few are given. Of
    several such cases it is the one whose answers come first, so that every run shows the same.
    """
    z3, best = symbols[0].z3, solver.model()
    given = [part for each in symbols for part in each.given()]
    solver.push()
    try:
        solver.set("timeout", int(limit * 1000))
        solver.add(formula)
        if len(symbols) > 1:
            best = _fewest(solver, best, _moved(*symbols), z3)
        best = _without_needless(solver, best, given, z3)
        return _first(solver, _fewest(solver, best, given, z3), given, z3)
    finally:
        solver.pop()


def _fewest(solver: Any, best: Any, parts: list[Bool], z3: Any) -> Any:
    """A solution in which as few of the parts hold as can be; the solver keeps that number."""
    while count := _held(best, parts, z3):
        solver.push()
        solver.add(z3.AtMost(*parts, count - 1))
        found = str(solver.check()) == "sat"
        best = solver.model() if found else best
        solver.pop()
        if not found:
            break
    if parts:
        solver.add(z3.AtMost(*parts, _held(best, parts, z3)))
    return best


def _first(solver: Any, best: Any, parts: list[Bool], z3: Any) -> Any:
    """The solution in which no part holds if those before it can do instead, the last one first."""
    for part in reversed(parts):
        holds = bool(_held(best, [part], z3))
        if holds and str(solver.check(z3.Not(part))) == "sat":
            best, holds = solver.model(), False
        solver.add(part if holds else z3.Not(part))
    return best


def _held(model: Any, parts: list[Bool], z3: Any) -> int:
    """How many of the parts hold; what a solution leaves open is not given."""
    return sum(z3.is_true(model.eval(part, model_completion=True)) for part in parts)


def _moved(one: Symbols, other: Symbols) -> list[Bool]:
    """For each fact and prompt, whether it differs between two sets of answers."""
    z3, two = one.z3, other.parts()
    return [
        z3.Or([a != b for a, b in zip(parts, two[name], strict=True)])
        for name, parts in one.parts().items()
        if name in two
    ]


def _without_needless(solver: Any, best: Any, given: list[Bool], z3: Any) -> Any:
    """A solution from which no single answer can be left out: a good start for fewer."""
    kept = [part for part in given if z3.is_true(best.eval(part))]
    dropped = [z3.Not(part) for part in given if not z3.is_true(best.eval(part))]
    for part in kept:
        if str(solver.check(*dropped, z3.Not(part))) == "sat":
            best = solver.model()
            dropped.append(z3.Not(part))
    return best
