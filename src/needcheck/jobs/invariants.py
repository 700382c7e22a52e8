"""The safety invariants that stand beside the rules, checked on one result and its text.

An invariant speaks of every result: whenever its ``when`` surely holds, the outcome, the actions
and the words must be as it says. ``monotone`` laws speak of pairs of answers and ``law`` alone of
the process; they are proved (``proof.laws``) or tested, and not checked here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator

from needcheck.case.answers import Answers, resolve
from needcheck.criteria.bundle import OUTCOME
from needcheck.criteria.model import Invariant
from needcheck.criteria.nodes import Node
from needcheck.readings.trace import Reading
from needcheck.recommend.compile import Plan
from needcheck.recommend.decide import within_reach
from needcheck.recommend.result import Recommendation


class Invariants:
    """The invariants of one pathway, compiled."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.trees = {
            (item.id, part): plan.bundle.condition(
                text, plan.pathway, f"invariant:{item.id}", texts=True
            )
            for item in plan.pathway.invariants
            for part, text in (("when", item.when), ("then", item.then))
        }

    def applicable(self, reading: Reading) -> Iterator[Invariant]:
        """The invariants whose ``when`` surely holds."""
        for item in self.plan.pathway.invariants:
            if reading.truth(self._tree(item, "when")) is True:
                yield item

    def _tree(self, item: Invariant, part: str) -> Node:
        return self.trees[item.id, part]

    def broken(
        self, answers: Answers, as_of: dt.date, rec: Recommendation, text: str
    ) -> Iterator[str]:
        """What is not as an invariant says, one sentence each, without any answer in it."""
        yield from self.decisions(answers, as_of, rec)
        yield from self.words(answers, as_of, rec, (text,))

    def words(
        self, answers: Answers, as_of: dt.date, rec: Recommendation, texts: Iterable[str]
    ) -> Iterator[str]:
        """Of what is broken, all that speaks of words, in each of these renderings."""
        flat = [" ".join(text.split()) for text in texts]
        for item in self.applicable(self._reading(answers, as_of, rec)):
            for text in flat:
                yield from _words(item, text)

    def decisions(self, answers: Answers, as_of: dt.date, rec: Recommendation) -> Iterator[str]:
        """Of what is broken, all that does not speak of words."""
        reading = self._reading(answers, as_of, rec)
        reach = within_reach(self.plan, reading.case)
        for item in self.applicable(reading):
            if reading.truth(self._tree(item, "then")) is not True:
                yield f"{item.id}: its then does not hold"
            yield from (f"{item.id}: {o} is possible" for o in item.never_possible if o in reach)
            yield from (f"{item.id}: {o} is ruled out" for o in item.possible if o not in reach)
            yield from _actions(item, rec)

    def _reading(self, answers: Answers, as_of: dt.date, rec: Recommendation) -> Reading:
        case = resolve(answers, self.plan.bundle, as_of)
        return Reading(case.with_fact(OUTCOME, rec.outcome.id), self.plan.derived)


def _actions(item: Invariant, rec: Recommendation) -> Iterator[str]:
    now = [a.id for a in rec.actions if a.state == "now"]
    shown = {a.id for a in rec.actions}
    if item.first_action and (not now or now[0] not in item.first_action):
        yield f"{item.id}: the first action is {now[0] if now else 'none'}"
    claims: tuple[tuple[str, tuple[str, ...], Callable[[str], bool]], ...] = (
        ("is not shown", item.shows, lambda name: name in now),
        ("is not offered", item.offers, lambda name: name in shown),
        ("is shown", item.never_shows, lambda name: name not in now),
        ("is offered", item.never_offers, lambda name: name not in shown),
    )
    for words, names, holds in claims:
        yield from (f"{item.id}: {name} {words}" for name in names if not holds(name))


def _words(item: Invariant, text: str) -> Iterator[str]:
    for pattern in item.says:
        if not re.search(pattern, text, re.IGNORECASE):
            yield f"{item.id}: the text does not say /{pattern}/"
    for pattern in item.never_says:
        if re.search(pattern, text, re.IGNORECASE):
            yield f"{item.id}: the text says /{pattern}/"
