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
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.model import Invariant
from needcheck.jobs.engine import Engine
from needcheck.jobs.proof.claims import law_id
from needcheck.jobs.proof.prover import Verdict
from needcheck.jobs.proof.single import single
from needcheck.recommend.compile import Plan
from needcheck.recommend.result import Recommendation
from needcheck.recommend.words import label, value_text


@dataclass(frozen=True)
class Counter:
    """A counter-case: the answers in words, what they give, and what is wrong with it.

    ``after`` and ``changed`` are there for a law over pairs: what changed, and what it gave.
    """

    verdict: Verdict
    answers: tuple[str, ...]
    given: Recommendation
    wrong: tuple[str, ...]
    changed: tuple[str, ...] = ()
    after: Recommendation | None = None


def counter(engine: Engine, authority: str, verdict: Verdict, as_of: dt.date) -> Counter | None:
    """What a refutation found; None where no answers belong to it (something is dead)."""
    if verdict.before is None:
        return None
    recommender = engine.recommender(authority, verdict.pathway)
    bundle, given = recommender.plan.bundle, recommender.recommend(verdict.before, as_of)
    listed = tuple(in_words(bundle, verdict.before))
    if verdict.after is None:
        broken = single(recommender.plan).broken(verdict.before, as_of, given)
        own = f"{verdict.id}: "
        wrong = (said.removeprefix(own) for said in broken if said.startswith(own))
        return Counter(verdict, listed, given, tuple(wrong))
    after = recommender.recommend(verdict.after, as_of)
    changed = tuple(_changes(bundle, verdict.before, verdict.after))
    return Counter(verdict, listed, given, (), changed, after)


def in_words(bundle: Bundle, answers: Answers) -> Iterator[str]:
    """Each answer that is given, in a line: facts, then prompts there and looked for in vain."""
    for fact, value in answers.facts.items():
        yield f"{label(bundle, fact)}: {value_text(bundle.facts[fact], value)}"
    for state, prompts in (("there", answers.present), ("not there", answers.absent)):
        for name in (p for p in bundle.prompts if p in prompts):
            yield f"{label(bundle, name)}: {state}"


def _changes(bundle: Bundle, before: Answers, after: Answers) -> Iterator[str]:
    """Each answer that is new or another one, then each that is no longer given."""
    was, now = tuple(in_words(bundle, before)), tuple(in_words(bundle, after))
    yield from (line for line in now if line not in was)
    for fact in before.facts:
        if fact not in after.facts:
            yield f"{label(bundle, fact)}: {value_text(bundle.facts[fact], None)}"
    seen = after.present | after.absent
    for name in (p for p in bundle.prompts if p in (before.present | before.absent) - seen):
        yield f"{label(bundle, name)}: not looked at"


def scenario(engine: Engine, authority: str, verdict: Verdict, as_of: dt.date) -> dict[str, Any]:
    """The counter-case as a scenario's tables, expecting what the claim asks for.

    What a scenario cannot expect (a condition, words) replay holds every scenario to by itself. Of
    a law over pairs it is the answers after the change, expected to give what they gave before.
    """
    plan, answers = engine.plan(authority, verdict.pathway), verdict.after or verdict.before
    head = {
        "title": f"Counter-case of {verdict.id}: {verdict.text}",
        "tags": ["counter-case"],
        "authority": authority,
        "pathway": verdict.pathway,
        "as_of": as_of,
    }
    names = {name: i for i in plan.pathway.invariants for name in (i.id, law_id(i))}
    item, case = names.get(verdict.id), counter(engine, authority, verdict, as_of)
    if item is not None and case is not None and case.after is not None:
        before = f'the outcome was "{case.given.outcome.name}"'
        head["about"] = f"Before this changed {before}: {'; '.join(case.changed)}."
        expect = dict(_as_before(item, plan, case.given, case.after))
    else:
        expect = dict(_expected(item, plan, verdict.id))
    return {
        "scenario": head,
        "answers": as_raw(answers or Answers(), plan.bundle),
        "expect": expect,
    }


def _as_before(
    item: Invariant, plan: Plan, before: Recommendation, after: Recommendation
) -> Iterator[tuple[str, Any]]:
    """Of what changed against the law, what it was before."""
    was, now = (plan.outcomes.index(rec.outcome.id) for rec in (before, after))
    outcome, route = {
        "M4": (now < was, after.harm_route and not before.harm_route),
        "M5": (now != was, after.harm_route != before.harm_route),
    }.get(item.monotone, (now > was, before.harm_route and not after.harm_route))
    if outcome:
        yield "outcome", before.outcome.id
    if route:
        yield "harm_route", before.harm_route


def _expected(item: Invariant | None, plan: Plan, claim: str) -> Iterator[tuple[str, Any]]:
    """What a scenario can expect of a claim on one result."""
    if claim == "silence":
        yield "outcome", plan.outcomes[-1]
    if item is None:
        return
    if item.shows:
        yield "actions", list(item.shows)
    if item.never_offers:
        yield "not_actions", list(item.never_offers)
    if len(item.first_action) == 1:
        yield "first_action", item.first_action[0]
