"""What is known of one child: answers by fact id, and prompts by state.

A missing answer is simply not there; one that was asked and is not known is remembered as asked.
``Case`` is what a reading works on: answers with lists that were looked through resolved and with
facts that a ticked prompt implies.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from needcheck.case.moments import Elapsed
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.model import Fact

Value = bool | str | int | float | frozenset[str] | dt.date | dt.datetime | Elapsed
NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Answers:
    """Answers in force, missing ones left out.

    ``asked`` are facts answered "not known". ``present`` and ``absent`` are prompt ids stated one
    by one; ``looked_through`` names the groups whose unticked concerns are absent. ``words`` are
    the practitioner's own, by fact id.
    """

    facts: Mapping[str, Value] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    looked_through: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)

    def with_fact(self, fact: str, value: Value | None) -> Answers:
        """These answers with one more; ``None`` records that it is not known."""
        facts = {k: v for k, v in self.facts.items() if k != fact}
        asked = self.asked - {fact}
        if value is None:
            return replace(self, facts=facts, asked=asked | {fact})
        return replace(self, facts={**facts, fact: value}, asked=asked)

    def without(self, fact: str) -> Answers:
        """These answers as if the fact had never been asked."""
        facts = {k: v for k, v in self.facts.items() if k != fact}
        return replace(self, facts=facts, asked=self.asked - {fact})

    def with_words(self, fact: str, text: str) -> Answers:
        """These answers with the practitioner's own words on a fact; "" takes them out."""
        words = {k: v for k, v in self.words.items() if k != fact}
        return replace(self, words={**words, fact: text} if text else words)

    def has(self, fact: str) -> bool:
        """Whether the fact was answered, or asked and not known."""
        return fact in self.facts or fact in self.asked


@dataclass(frozen=True)
class Implied:
    """A fact that a present prompt answers; ``stated`` where a stated answer contradicts it."""

    fact: str
    value: Value
    prompt: str
    stated: Value | None


@dataclass(frozen=True)
class Case:
    """Answers as a reading sees them on one day.

    ``absent`` holds stated absences and the unticked concerns of lists looked through.
    """

    facts: Mapping[str, Value]
    present: frozenset[str]
    absent: frozenset[str]
    as_of: dt.date
    implied: tuple[Implied, ...] = ()

    def with_fact(self, fact: str, value: Value | None) -> Case:
        """This case with another answer to one fact (``None``: missing)."""
        facts = dict(self.facts)
        facts.pop(fact, None)
        if value is not None:
            facts[fact] = value
        return Case(facts, self.present, self.absent, self.as_of, self.implied)

    def with_prompt(self, prompt: str, *, present: bool) -> Case:
        """This case with one prompt present, or stated absent."""
        rest = self.present - {prompt}, self.absent - {prompt}
        if present:
            return Case(self.facts, rest[0] | {prompt}, rest[1], self.as_of, self.implied)
        return Case(self.facts, rest[0], rest[1] | {prompt}, self.as_of, self.implied)


class Implications:
    """Which prompts answer which facts, by prompt id."""

    def __init__(self, bundle: Bundle) -> None:
        self.by_prompt: Mapping[str, tuple[Fact, Value]] = bundle.implied

    def of(self, answers: Answers) -> tuple[Implied, ...]:
        """Facts that present prompts answer and no equal answer states, in prompt order."""
        return tuple(
            Implied(fact.id, value, prompt, answers.facts.get(fact.id))
            for prompt, (fact, value) in self.by_prompt.items()
            if prompt in answers.present and answers.facts.get(fact.id) != value
        )


def resolve(answers: Answers, bundle: Bundle, as_of: dt.date) -> Case:
    """The case that these answers describe; where prompt and answer differ the graver stands."""
    unticked = frozenset[str]().union(*(bundle.concerns[g] for g in answers.looked_through))
    implied = Implications(bundle).of(answers)
    facts = dict(answers.facts)
    for item in implied:
        facts[item.fact] = graver(bundle.facts[item.fact], item.value, facts.get(item.fact))
    absent = (answers.absent | unticked) - answers.present
    return Case(facts, answers.present, absent, as_of, implied)


def graver(fact: Fact, one: Value, other: Value | None) -> Value:
    """The graver of two answers to a fact; ``one`` where the other is missing or has no order."""
    if other is None or one == other:
        return one
    if fact.type == "yes_no":
        return fact.graver != "no"
    order = fact.choice_ids
    if fact.ordered and one in order and other in order:
        return max(one, other, key=lambda value: order.index(str(value)))
    return one
