"""The judge of proofs: every set of answers to what a toy pathway reads, decided one by one.

What a claim means is written here once more, over results of the engine that decides one case, so
that neither the solver's reading nor the claims' own formulas are trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import Any

from needcheck.case.answers import Answers, Case, Value, resolve
from needcheck.case.moments import Elapsed
from needcheck.criteria import nodes as n
from needcheck.criteria.bundle import OUTCOME
from needcheck.criteria.model import Fact, Invariant
from needcheck.jobs.invariants import Invariants
from needcheck.readings.trace import Reading
from needcheck.recommend import result as view
from needcheck.recommend.compile import Plan
from needcheck.recommend.decide import holds, within_reach
from needcheck.recommend.due import Calendar
from needcheck.recommend.recommend import Recommender
from tests import small

THINGS = [frozenset(c) for k in (1, 2, 3) for c in combinations(("cup", "dish", "fork"), k)]
VALUES: dict[str, list[Value]] = {
    "worried": [False, True],
    "asked": [False, True],
    "grade": ["mild", "middle", "grave"],
    "colour": ["red", "blue"],
    "things": [frozenset({"none"}), *THINGS],
    "tools": [frozenset({"saw"}), frozenset({"axe"}), frozenset({"saw", "axe"})],
    "age": list(range(19)),
    "born": [small.DAY],
    "called_at": [small.NOW],
    "in_months": [Elapsed(months=m, days=d) for m in range(4) for d in (0, 15)],
    "in_weeks": [Elapsed(weeks=w, days=d) for w in range(4) for d in (0, 3)],
    "reason": [True],
}
"""Every answer to each toy fact; of lengths, some that fall between whole months and weeks."""
GRAVE: dict[str, list[Value]] = {
    "worried": [False, True],
    "asked": [True, False],
    "grade": ["mild", "middle", "grave"],
}
"""The facts that have an order, from mild to grave."""
Shown = tuple[Any, ...]


class Brief(Recommender):
    """A recommendation without what other answers would give, which takes most of the time."""

    def _possible(self, case: Case, outcome: str) -> tuple[view.PossibleView, ...]:
        return ()

    def _changes(self, case: Case, outcome: str) -> tuple[view.ChangeView, ...]:
        return ()


@dataclass(frozen=True)
class Row:
    """One set of answers and what it gives."""

    answers: Answers
    case: Case
    rec: view.Recommendation
    size: int

    @property
    def outcome(self) -> str:
        """The outcome's id."""
        return self.rec.outcome.id

    def applicable(self, plan: Plan) -> Reading:
        """The reading of what invariants speak of."""
        return Reading(self.case.with_fact(OUTCOME, self.outcome), plan.derived)


Pair = tuple[Row, Row]


class Brute:
    """Everything that can be answered to what a pathway reads, and what is true of it."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.pathway = plan, plan.pathway
        self.invariants = Invariants(plan)

    @cached_property
    def rows(self) -> list[Row]:
        """Every set of answers, the empty one first."""
        recommender = Brief(self.plan, Calendar(frozenset(), 0))
        found = []
        for answers in self._answers():
            case = resolve(answers, self.plan.bundle, small.DAY)
            rec = recommender.recommend(answers, small.DAY)
            found.append(Row(answers, case, rec, size(answers)))
        return found

    def _answers(self) -> Iterator[Answers]:
        facts, prompts = self._read()
        each = [[None, *VALUES[name]] for name in facts]
        for values in product(*each, *([("", "there", "absent")] * len(prompts))):
            given = dict(zip(facts, values, strict=False))
            states = dict(zip(prompts, values[len(facts) :], strict=True))
            yield Answers(
                facts={name: value for name, value in given.items() if value is not None},
                present=frozenset(p for p, state in states.items() if state == "there"),
                absent=frozenset(p for p, state in states.items() if state == "absent"),
            )

    def _read(self) -> tuple[list[str], list[str]]:
        """The facts and prompts that the pathway, its derived conditions and claims read."""
        trees = (*self.plan.trees.values(), *self.plan.derived.values())
        atoms = {a for tree in (*trees, *self.invariants.trees.values())
                 for a in self.plan.atoms(tree)}  # fmt: skip
        prompts = {name for a in atoms if isinstance(a, n.Prompts) for name in a.ids}
        facts = {a.fact for a in atoms if not isinstance(a, n.Prompts)}
        facts |= {name for item in self.pathway.invariants for name in item.facts}
        implied = self.plan.implications.by_prompt
        prompts |= {name for name, (fact, _) in implied.items() if fact.id in facts}
        return [f for f in self.plan.bundle.facts if f in facts], sorted(prompts)

    @cached_property
    def by_answers(self) -> dict[Any, Row]:
        """Each row by its answers."""
        return {key(row.answers): row for row in self.rows}

    # --- claims on single results ---

    def breaks(self, item: Invariant, row: Row) -> bool:
        """Whether a result is not as an invariant says."""
        wrong = self.invariants.decisions(row.answers, small.DAY, row.rec)
        return any(said.startswith(f"{item.id}:") for said in wrong)

    def nothing_to_do(self, row: Row, kind: str = "") -> bool:
        """Whether there is no action (of this kind) beside the standing lines."""
        names = self.pathway.close_with
        standing = {a.id for name in names for a in self.plan.bundle.sets[name].actions}
        kinds = (kind,) if kind else ("do", "do_not", "say", "ask", "watch")
        now = {a.id for a in row.rec.actions if a.state == "now" and a.kind in kinds}
        return not now - standing

    def both(self, one: str, other: str, row: Row) -> bool:
        """Whether the conditions of two outcomes surely hold, whatever is still answered."""
        plain = Reading(row.case, self.plan.derived, cautious=False)
        return all(holds(self.plan, plain, name) is True for name in (one, other))

    def broken(self, claim: str) -> Callable[[Row], bool] | None:
        """For a claim that something is always so, whether a row is against it."""
        found = {i.id: i for i in self.pathway.invariants}
        match claim.split(":"):
            case ["silence"]:
                last = self.plan.outcomes[-1]
                return lambda row: row.size == 0 and row.outcome != last
            case ["harm", "action"]:
                return lambda row: row.rec.harm_route and self.nothing_to_do(row, "do")
            case ["outcome", name, "action"]:
                return lambda row: row.outcome == name and self.nothing_to_do(row)
            case ["exclusive", one, other]:
                return lambda row: self.both(one, other, row)
            case [name] if name in found and not found[name].monotone:
                return lambda row: self.breaks(found[name], row)
        return None

    def happens(self, claim: str) -> bool:
        """For a claim that something is so for some answers, whether it is."""
        match claim.replace("/", ":").split(":"):
            case ["choice", name]:
                return self.matters(*name.split("="))
            case [name, "applies"]:
                when = self.invariants.trees[name, "when"]
                return any(r.applicable(self.plan).truth(when) is True for r in self.rows)
            case parts:
                return any(_shows(row.rec, parts) for row in self.rows)

    def matters(self, fact: str, value: str) -> bool:
        """Whether another answer in the place of this one, or none, changes what is shown."""
        return any(
            self.shown(row) != self.shown(other)
            for row in self.rows
            if fact in row.answers.facts and value in words_of(row.answers.facts[fact])
            for other in self._instead(row, fact, value)
        )

    def _instead(self, row: Row, fact: str, value: str) -> Iterator[Row]:
        given = row.answers.facts[fact]
        others: list[Any] = [None, *VALUES[fact]]
        if isinstance(given, frozenset):
            others = [given - {value} or None]
        for other in others:
            yield self.by_answers[key(changed(row.answers, fact, other))]

    def shown(self, row: Row) -> Shown:
        """Everything that a result decides."""
        rec = row.rec
        parts = (rec.actions, rec.requirements, rec.offers)
        states = tuple((part.id, part.state) for each in parts for part in each)  # type: ignore[attr-defined]
        asked = tuple(q.id for q in rec.queries if q.id != "contradiction")
        reach = within_reach(self.plan, row.case)
        return row.outcome, reach, rec.harm_route, states, asked

    # --- laws over pairs ---

    def pairs(self, item: Invariant) -> Iterator[Pair]:
        """The answers before and after each change that is against a law."""
        for one in self.rows:
            for other in self.rows:
                if self.moved(item, one, other) and self.against(item, one, other):
                    yield one, other

    def moved(self, item: Invariant, one: Row, other: Row) -> bool:
        """Whether the answers moved as the law has it, in any number of facts."""
        bundle, law = self.plan.bundle, item.monotone
        facts = different(one, other)
        if law == "M3" and (len(facts) != 1 or facts & one.answers.facts.keys()):
            return False
        for name in facts & bundle.facts.keys():
            named = name in item.facts or (not item.facts and law != "M5")
            values = one.answers.facts.get(name), other.answers.facts.get(name)
            if not named or not _step(law, bundle.facts[name], *values):
                return False
        for name in facts & bundle.prompts.keys():
            concern = bundle.prompts[name].polarity == "concern"
            if not item.prompts or not _ticked(law, concern, state(one, name), state(other, name)):
                return False
        return True

    def against(self, item: Invariant, one: Row, other: Row) -> bool:
        """Whether what came of it is what the law excludes."""
        order, law = self.plan.outcomes, item.monotone
        was, now = order.index(one.outcome), order.index(other.outcome)
        ends = one.rec.harm_route and not other.rec.harm_route
        begins = other.rec.harm_route and not one.rec.harm_route
        if law in ("M1", "M2"):
            return now > was or ends
        if law == "M4":
            return now < min(was, max(len(order) - 2, 0)) or begins
        if law == "M5":
            return now != was or ends or begins
        return now > was and self._unsaid(one, other)

    def _unsaid(self, one: Row, other: Row) -> bool:
        (fact,) = different(one, other)
        named = {name for rule in one.rec.provisional for name in self._in_unless(rule.rule)}
        order = self.plan.outcomes
        plain = Reading(one.case, self.plan.derived, cautious=False)
        floors = (o for o in order[:-1] if holds(self.plan, plain, o) is True)
        below = any(order.index(other.outcome) > order.index(floor) for floor in floors)
        return fact not in named or below

    def _in_unless(self, rule: str) -> Iterator[str]:
        """The facts named in an ``unless`` that a rule rests on."""
        waiting = [self.plan.trees[f"rule:{rule}"]]
        while waiting:
            node = waiting.pop()
            if isinstance(node, n.Fires):
                atoms = self.plan.atoms(node.unless)
                yield from (a.fact for a in atoms if not isinstance(a, n.Prompts))
                waiting.append(node.when)
            elif isinstance(node, n.Name):
                waiting.append(self.plan.derived[node.name])
            elif isinstance(node, n.Not):
                waiting.append(node.node)
            elif isinstance(node, n.And | n.Or):
                waiting.extend(node.nodes)


def size(answers: Answers) -> int:
    """How many answers are given: each choice of a set, and each prompt there or not, is one."""
    sets = (len(v) if isinstance(v, frozenset) else 1 for v in answers.facts.values())
    return sum(sets) + len(answers.present) + len(answers.absent)


def key(answers: Answers) -> Any:
    """What tells sets of answers apart."""
    return frozenset(answers.facts.items()), answers.present, answers.absent


def changed(answers: Answers, fact: str, value: Value | None) -> Answers:
    """The answers with another one to a fact, or none."""
    return answers.without(fact) if value is None else answers.with_fact(fact, value)


def words_of(value: Value) -> list[str]:
    """A value as claims name it; of a set each choice."""
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return sorted(value) if isinstance(value, frozenset) else [str(value)]


def state(row: Row, prompt: str) -> str:
    """A prompt as it is stated."""
    if prompt in row.answers.present:
        return "there"
    return "absent" if prompt in row.answers.absent else ""


def different(one: Row, other: Row) -> frozenset[str]:
    """The facts and prompts that differ."""
    a, b = one.answers, other.answers
    facts = {f for f in {*a.facts, *b.facts} if a.facts.get(f) != b.facts.get(f)}
    return frozenset(facts | (a.present ^ b.present) | (a.absent ^ b.absent))


def _step(law: str, fact: Fact, was: Any, now: Any) -> bool:
    """Whether a law lets a fact move so."""
    if law == "M5":
        return True
    if law == "M3":
        return was is None
    if fact.type == "many":
        real = now is not None and fact.none_choice not in now
        grown = real and (was or frozenset()) - {fact.none_choice} <= (now or frozenset())
        return {
            "M1": grown and was is not None,
            "M2": real and was is None,
            "M4": was is None and bool(fact.none_choice) and now == {fact.none_choice},
        }[law]
    order = GRAVE.get(fact.id, [])
    if now not in order:
        return False
    return {
        "M1": was in order and order.index(now) > order.index(was) if was is not None else False,
        "M2": was is None and now == order[-1],
        "M4": was is None and now == order[0],
    }[law]


def _ticked(law: str, concern: bool, was: str, now: str) -> bool:
    """Whether a law lets a prompt move so."""
    return {
        "M1": concern and now == "there",
        "M2": concern and now == "there",
        "M3": False,
        "M4": concern and (was, now) == ("", "absent"),
        "M5": not concern,
    }[law]


def _shows(rec: view.Recommendation, parts: list[str]) -> bool:
    """Whether a result shows what a claim names."""
    kind, name, *state = parts
    if kind == "rule":
        return [reason.rule for reason in rec.reasons] == [name]
    states: dict[str, list[tuple[str, str]]] = {
        "outcome": [(rec.outcome.id, "")],
        "query": [(query.id, "") for query in rec.queries],
        "action": [(a.id, "" if a.state == "now" else '"if"') for a in rec.actions],
        "requirement": [(r.id, "met" if r.state == "met" else "open") for r in rec.requirements],
        "offer": [
            (o.id, {"offered": "", "if": '"if"', "not_offered": "not"}[o.state]) for o in rec.offers
        ],
    }
    return (name, state[0] if state else "") in states[kind]
