"""Why an outcome came out: rules that fired, rest on silence, or are held down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from needcheck.case.answers import Answers, Case
from needcheck.criteria.model import Rule
from needcheck.criteria.part import Element
from needcheck.readings.trace import Reading
from needcheck.recommend.compile import Plan
from needcheck.recommend.result import (
    HeldView,
    ProvisionalView,
    QueryView,
    ReasonView,
    Source,
)
from needcheck.recommend.whatif import unanswered
from needcheck.recommend.words import atom_views, value_text

CONTRADICTION = "contradiction"
OURS, TWO = "needcheck", "Two answers contradict each other."


def source(element: Element) -> Source:
    """Where an element comes from, as shown."""
    return Source(element.cites, element.basis, element.why)


def fired(plan: Plan, reading: Reading, outcome: str) -> tuple[Rule, ...]:
    """The rules of an outcome that fire, in file order."""
    return tuple(
        rule
        for rule in plan.pathway.rules
        if rule.outcome == outcome and reading.truth(plan.trees[f"rule:{rule.id}"]) is True
    )


def reasons(
    plan: Plan, reading: Reading, answers: Answers, case: Case, outcome: str
) -> tuple[ReasonView, ...]:
    """The rules that led to the outcome, each with the answers it rests on."""
    return tuple(
        ReasonView(
            rule.id,
            rule.text,
            atom_views(plan.bundle, answers, case, reading.support(plan.trees[f"rule:{rule.id}"])),
            source(rule),
        )
        for rule in fired(plan, reading, outcome)
    )


def rest_on_silence(plan: Plan, reading: Reading, rules: Iterable[Rule]) -> bool:
    """Whether none of the rules that fired is firm; true of none."""
    return all(reading.truth(plan.trees[f"provisional:{rule.id}"]) is not False for rule in rules)


def provisional(plan: Plan, reading: Reading, outcome: str) -> tuple[ProvisionalView, ...]:
    """The rules behind an outcome that rests on silence alone; empty where one is firm."""
    rules = fired(plan, reading, outcome)
    if not rest_on_silence(plan, reading, rules):
        return ()
    return tuple(
        ProvisionalView(
            rule.id,
            rule.text,
            unanswered(plan, reading.case, reading.silence(plan.trees[f"rule:{rule.id}"])),
        )
        for rule in rules
    )


def held(plan: Plan, reading: Reading) -> tuple[HeldView, ...]:
    """Rules and grounds that a stated answer holds down, with the facts that do."""
    return tuple(
        HeldView(name, text, _holders(plan, reading, tree))
        for name, text, tree in _holdable(plan)
        if reading.truth(plan.trees[tree]) is True
    )


def _holdable(plan: Plan) -> Iterator[tuple[str, str, str]]:
    for rule in plan.pathway.rules:
        if f"held:{rule.id}" in plan.trees:
            yield rule.id, rule.text, f"held:{rule.id}"
    for derived in plan.pathway.derived:
        for index, ground in enumerate(derived.any if derived.id in plan.leading else ()):
            if ground.unless:
                yield derived.id, ground.text or derived.text, f"held:{derived.id}:{index}"


def _holders(plan: Plan, reading: Reading, tree: str) -> tuple[str, ...]:
    from needcheck.criteria.nodes import And, Prompts

    both = plan.trees[tree]
    assert isinstance(both, And)  # noqa: S101 -- compile makes held trees of this shape
    atoms = reading.support(both.nodes[1])
    facts = {atom.fact for atom in atoms if not isinstance(atom, Prompts)}
    return tuple(fact for fact in plan.bundle.facts if fact in facts)


def queries(plan: Plan, reading: Reading, outcome: str) -> tuple[QueryView, ...]:
    """What does not fit together, or should be thought about, at this outcome."""
    return *contradictions(plan, reading.case), *(
        QueryView(query.id, query.text, query.asks, source(query), query.before_acting)
        for query in plan.pathway.queries
        if (not query.for_ or outcome in query.for_)
        and reading.truth(plan.trees[f"query:{query.id}"]) is True
    )


def contradictions(plan: Plan, case: Case) -> Iterator[QueryView]:
    """A ticked prompt and a stated answer that say different things, one query each."""
    for item in case.implied:
        if item.stated is not None:
            prompt, fact = plan.bundle.prompts[item.prompt], plan.bundle.facts[item.fact]
            text = (
                f"You ticked: {prompt.text}. The question on {fact.short} is answered: "
                f"{value_text(fact, item.stated)}. The graver is used; change what is wrong."
            )
            yield QueryView(CONTRADICTION, text, (fact.id,), Source(prompt.cites, OURS, TWO))
