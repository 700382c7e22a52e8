"""A refuted claim, shown with the smallest answers that break it and kept as a scenario.

The answers come from the solver; what they lead to is decided by the engine itself, so that a
counter-case shows what a practitioner would be shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from needcheck.case.answers import Answers
from needcheck.case.facts import as_raw
from needcheck.criteria.model import Invariant
from needcheck.jobs.engine import Engine
from needcheck.jobs.invariants import Invariants
from needcheck.jobs.proof.prover import Verdict
from needcheck.recommend.result import AnswerView, Recommendation


@dataclass(frozen=True)
class Counter:
    """A counter-case: the answers in words, what they give, and what is wrong with it.

    ``after`` and ``changed`` are there for a law over pairs: what changed, and what it gave.
    """

    verdict: Verdict
    answers: tuple[AnswerView, ...]
    given: Recommendation
    wrong: tuple[str, ...]
    changed: tuple[AnswerView, ...] = ()
    after: Recommendation | None = None


def counter(engine: Engine, authority: str, verdict: Verdict, as_of: dt.date) -> Counter | None:
    """What a refutation found; None where no answers belong to it (something is dead)."""
    if verdict.before is None:
        return None
    recommender = engine.recommender(authority, verdict.pathway)
    given = recommender.recommend(verdict.before, as_of)
    held = Invariants(recommender.plan)
    wrong = held.decisions(verdict.before, as_of, given)
    named = tuple(w for w in wrong if w.startswith(f"{verdict.id}:"))
    listed = (*given.answers, *given.concerns, *given.strengths)
    if verdict.after is None:
        return Counter(verdict, listed, given, named)
    after = recommender.recommend(verdict.after, as_of)
    later = (*after.answers, *after.concerns, *after.strengths)
    changed = tuple(view for view in later if view not in listed)
    return Counter(verdict, listed, given, named, changed, after)


def scenario(engine: Engine, authority: str, verdict: Verdict, as_of: dt.date) -> dict[str, Any]:
    """The counter-case as a scenario's tables, expecting what the claim asks for.

    Of a law over pairs it is the answers after the change, expected to give what they gave before.
    """
    plan = engine.plan(authority, verdict.pathway)
    answers = verdict.after or verdict.before or Answers()
    found = (i for i in plan.pathway.invariants if i.id == verdict.id)
    expect = dict(_expected(next(found, None)))
    if verdict.after is not None and verdict.before is not None:
        expect = {"outcome": engine.recommender(authority, verdict.pathway).outcome(
            verdict.before, as_of
        )}  # fmt: skip
    return {
        "scenario": {
            "title": f"Counter-case of {verdict.id}: {verdict.text}",
            "tags": ["counter-case"],
            "authority": authority,
            "pathway": verdict.pathway,
            "as_of": as_of,
        },
        "answers": as_raw(answers, plan.bundle),
        "expect": expect,
    }


def _expected(item: Invariant | None) -> Iterator[tuple[str, Any]]:
    """What a scenario can expect of an invariant's claim; replay checks the rest by itself."""
    if item is None:
        return
    if item.shows:
        yield "actions", list(item.shows)
    if item.never_offers:
        yield "not_actions", list(item.never_offers)
    if len(item.first_action) == 1:
        yield "first_action", item.first_action[0]
