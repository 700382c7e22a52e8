"""Deciding claims: each is proved, refuted with its smallest case, or left undecided for time."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from needcheck.case.answers import Answers
from needcheck.errors import UsageError
from needcheck.jobs.engine import Engine
from needcheck.jobs.proof.alive import Alive
from needcheck.jobs.proof.choices import Choices
from needcheck.jobs.proof.claims import Claim, atoms_of, conditions, invariant_claims
from needcheck.jobs.proof.decided import Decided, symbols_for
from needcheck.jobs.proof.laws import Laws
from needcheck.jobs.proof.smallest import SEARCH, smallest
from needcheck.readings.symbols import Bool, Symbols
from needcheck.recommend.compile import Plan

State = Literal["proved", "refuted", "undecided"]
LIMIT = 20.0
"""Seconds for one claim, after which it is undecided."""


@dataclass(frozen=True)
class Verdict:
    """What was found of one claim.

    A refuted ``always`` claim has the smallest answers that break it; a law over pairs has the
    answers ``after`` the change, too. ``anywhere`` claims need to hold in one pathway only.
    """

    id: str
    pathway: str
    text: str
    state: State
    seconds: float
    before: Answers | None = None
    after: Answers | None = None
    anywhere: bool = False


@dataclass(frozen=True)
class Asked:
    """Which claims are asked for, and how long each may take.

    ``pathway`` is an id or "" for all, ``claim`` an id or its start up to ``:``, ``/`` or ``-``;
    ``limit`` is in seconds for one claim, ``workers`` how many processes may work at once.
    """

    pathway: str = ""
    claim: str = ""
    limit: float = LIMIT
    workers: int = 1


def prove(engine: Engine, authority: str, asked: Asked) -> tuple[Verdict, ...]:
    """Decide the claims of an authority, in its pathways' order; none where no claim has that id.

    UsageError where there is no such pathway, or where the solver is not installed.
    """
    require_solver()
    bundle = engine.bundle(authority)
    for name in bundle.pathways:  # what is wrong in criteria is said before work is shared out
        conditions(engine.plan(authority, name))
    names = [bundle.pathway(asked.pathway).id] if asked.pathway else list(bundle.pathways)
    found = _decided(engine, authority, asked, names)
    beside: list[Verdict] = []
    if any(v.anywhere and v.state != "proved" for v in found):
        others = [name for name in bundle.pathways if name not in names]
        beside = _decided(engine, authority, replace(asked, claim=asked.claim or "choice"), others)
    merged = tuple(_merged([*found, *beside]))
    return tuple(v for v in merged if v.pathway in names) or merged


def _decided(engine: Engine, authority: str, asked: Asked, names: list[str]) -> list[Verdict]:
    """The claims of these pathways, decided by as many processes as may work at once."""
    one = partial(_of_pathway, engine, authority, asked)
    if asked.workers > 1 and len(names) > 1:
        with ProcessPoolExecutor(min(asked.workers, len(names))) as pool:
            found = list(pool.map(one, names))
    else:
        found = [one(name) for name in names]
    return [verdict for verdicts in found for verdict in verdicts]


def require_solver() -> None:
    """UsageError with what to install where the solver is missing."""
    from importlib.util import find_spec

    if find_spec("z3") is None:
        raise UsageError(
            "proving needs the solver z3, which is not installed.",
            hint="Install it with: pip install 'needcheck[proof]'",
        )


def _merged(verdicts: list[Verdict]) -> Iterator[Verdict]:
    """Without what is dead here and alive in another pathway; each dead thing once.

    What is dead here and undecided there is undecided.
    """
    proved = {v.id for v in verdicts if v.anywhere and v.state == "proved"}
    undecided = {v.id for v in verdicts if v.anywhere and v.state == "undecided"}
    said: set[str] = set()
    for verdict in verdicts:
        if not verdict.anywhere or verdict.state == "proved":
            yield verdict
        elif verdict.id not in proved | said:
            said.add(verdict.id)
            yield replace(verdict, state="undecided") if verdict.id in undecided else verdict


def _of_pathway(engine: Engine, authority: str, asked: Asked, name: str) -> list[Verdict]:
    """Every claim of one pathway."""
    scale = engine.recommender(authority, name).scale
    return list(of_plan(engine.plan(authority, name), scale, asked))


def of_plan(plan: Plan, scale: Plan | None, asked: Asked) -> Iterator[Verdict]:
    """Every claim of one compiled pathway."""
    plans = [plan, *([scale] if scale else [])]
    single = symbols_for(plans, atoms_of(plan))
    decided = Decided(plan, single, scale)
    claims = (*invariant_claims(decided), *Alive(decided).claims())
    yield from _verdicts(claims, (single,), asked)
    if any(item.monotone for item in plan.pathway.invariants):
        both = _both(plan)
        yield from _verdicts(Laws(*both).claims(), tuple(d.symbols for d in both), asked)
    if not asked.claim or asked.claim.split(":")[0] == "choice":
        other = symbols_for(plans, atoms_of(plan), "other ")
        for verdict in _verdicts(Choices(decided, other).claims(), (single, other), asked):
            yield replace(verdict, anywhere=True)


def _both(plan: Plan) -> tuple[Decided, Decided]:
    """One pathway before and after a change, over symbols that both know."""
    one, two = (
        Decided(plan, symbols_for([plan], atoms_of(plan), prefix)) for prefix in ("", "then ")
    )
    for decided in (one, two):
        _ = decided.alarm
        for rule in plan.pathway.rules:
            decided.tree(f"provisional:{rule.id}")
    for item in plan.pathway.invariants:
        for fact in item.facts if item.monotone else ():
            one.symbols.said(fact), two.symbols.said(fact)
    return one, two


def _wanted(claim: Claim, name: str) -> bool:
    return not name or claim.id == name or claim.id.startswith((f"{name}:", f"{name}/", f"{name}-"))


def _verdicts(
    claims: Iterable[Claim], symbols: tuple[Symbols, ...], asked: Asked
) -> Iterator[Verdict]:
    """Each claim that is asked for, put to one solver that knows what answers must be like."""
    listed = [claim for claim in claims if _wanted(claim, asked.claim)]
    solver = symbols[0].z3.SolverFor("QF_FD")
    for each in symbols:
        solver.add(*each.rules)
    for claim in listed:
        started = time.perf_counter()
        solver.set("timeout", int(asked.limit * 1000))
        verdict = _verdict(claim, solver, symbols)
        yield replace(verdict, seconds=round(time.perf_counter() - started, 4))


def _verdict(claim: Claim, solver: Any, symbols: tuple[Symbols, ...]) -> Verdict:
    base = Verdict(claim.id, claim.pathway, claim.text, "undecided", 0.0)
    formulas = claim.formula if isinstance(claim.formula, tuple) else (claim.formula,)
    answers = list(_until_sat(solver, formulas))
    found = answers[-1] if answers else "unsat"
    if found == "sat":
        if claim.kind == "somewhere":
            return replace(base, state="proved")
        speaking = symbols if claim.pair else symbols[:1]
        found_case = smallest(solver, formulas[0], speaking, SEARCH)
        cases = [each.answers(found_case) for each in symbols]
        return replace(
            base, state="refuted", before=cases[0], after=cases[1] if claim.pair else None
        )
    if "unknown" in answers:
        return base
    return replace(base, state="proved" if claim.kind == "always" else "refuted")


def _until_sat(solver: Any, formulas: tuple[Bool, ...]) -> Iterator[str]:
    """What the solver says of one formula after another, until one is possible."""
    for formula in formulas:
        said = str(solver.check(formula))
        yield said
        if said == "sat":
            return
