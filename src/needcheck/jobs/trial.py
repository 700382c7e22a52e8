"""Every rule, requirement and named condition of a pathway, tried on one set of answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from needcheck.case.answers import Answers, Case, resolve
from needcheck.case.scenario import load_scenario
from needcheck.criteria import nodes as n
from needcheck.criteria.bundle import OUTCOME
from needcheck.jobs.engine import Engine, noon
from needcheck.readings.trace import Reading
from needcheck.readings.truth import Truth
from needcheck.recommend.compile import Plan
from needcheck.recommend.decide import decide
from needcheck.recommend.result import AnswerView
from needcheck.recommend.whatif import unanswered
from needcheck.recommend.words import atom_views, label


@dataclass(frozen=True)
class Tried:
    """One element on these answers.

    ``state`` of a rule: fires, provisional, held, does not fire, not known; of anything else: yes,
    no or not known. ``because`` are the answers it rests on, ``waits`` the questions (in words)
    whose answers could change it.
    """

    kind: str
    id: str
    text: str
    state: str
    because: tuple[AnswerView, ...]
    waits: tuple[str, ...]
    outcome: str = ""


@dataclass(frozen=True)
class Trial:
    """All elements of a pathway on one set of answers, and the outcome that came of it."""

    outcome: str
    outcome_name: str
    elements: tuple[Tried, ...]


def attempt(plan: Plan, answers: Answers, as_of: dt.date) -> Trial:
    """Try every element of the pathway."""
    case = resolve(answers, plan.bundle, as_of)
    outcome = decide(plan, case)
    reading = Reading(case.with_fact(OUTCOME, outcome), plan.derived)
    name = next(o.name for o in plan.pathway.outcomes if o.id == outcome)
    return Trial(outcome, name, tuple(_Bench(plan, reading, answers, case).elements()))


@dataclass(frozen=True)
class _Bench:
    """One case on which elements are tried."""

    plan: Plan
    reading: Reading
    answers: Answers
    case: Case

    def elements(self) -> Iterator[Tried]:
        """Conditions, rules and requirements, each in file order."""
        plan, truth = self.plan, self.reading.truth
        for derived in plan.pathway.derived:
            tree = plan.derived[derived.id]
            state = _said(truth(tree))
            yield Tried("condition", derived.id, derived.text, state, *self._why(tree))
        for rule in plan.pathway.rules:
            why = self._why(plan.trees[f"rule:{rule.id}"])
            state = rule_state(plan, self.reading, rule.id)
            yield Tried("rule", rule.id, rule.text, state, *why, rule.outcome)
        for need in plan.pathway.requirements:
            tree = plan.trees[f"must:{need.id}"]
            state = _said(truth(tree))
            yield Tried("requirement", need.id, need.text, state, *self._why(tree))

    def _why(self, tree: n.Node) -> tuple[tuple[AnswerView, ...], tuple[str, ...]]:
        """The answers that a tree's truth rests on, and the questions that could change it."""
        plan, reading = self.plan, self.reading
        truth = reading.truth(tree)
        support = list(reading.support(tree))
        waiting = support if truth is None else reading.silence(tree)
        waits = tuple(label(plan.bundle, fact) for fact in unanswered(plan, self.case, waiting))
        because = () if truth is None else support
        return atom_views(plan.bundle, self.answers, self.case, because), waits


def _said(truth: Truth) -> str:
    return {True: "yes", False: "no", None: "not known"}[truth]


def rule_state(plan: Plan, reading: Reading, rule: str) -> str:
    """What a rule does on these answers."""
    if reading.truth(plan.trees[f"rule:{rule}"]) is True:
        rests = reading.truth(plan.trees[f"provisional:{rule}"]) is True
        return "provisional" if rests else "fires"
    held = plan.trees.get(f"held:{rule}")
    if held is not None and reading.truth(held) is True:
        return "held"
    unknown = reading.truth(plan.trees[f"rule:{rule}"]) is None
    return "not known" if unknown else "does not fire"


def uncovered(engine: Engine, plan: Plan, scenarios: Iterable[Path]) -> tuple[str, ...]:
    """The rules of a pathway that fire in none of these scenarios."""
    left = dict.fromkeys(rule.id for rule in plan.pathway.rules)
    authority, pathway = plan.bundle.authority.id, plan.pathway.id
    for path in scenarios:
        scenario = load_scenario(path)
        head = scenario.head
        if (head.authority, head.pathway.replace("-", "_")) == (authority, pathway):
            session = engine.session(authority, pathway, noon(head.as_of))
            answers = session.gate.read(scenario.answers, scenario.place_of)
            reading = Reading(resolve(answers, plan.bundle, head.as_of), plan.derived)
            for rule in list(left):
                if reading.truth(plan.trees[f"rule:{rule}"]) is True:
                    del left[rule]
    return tuple(left)
