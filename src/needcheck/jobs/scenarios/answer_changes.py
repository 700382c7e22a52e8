"""What differs between two sets of answers to the same questions, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from needcheck.case.answers import Answers, Case, resolve
from needcheck.criteria.bundle import Bundle
from needcheck.recommend.whatif import LIST
from needcheck.recommend.words import GROUP_LABELS, NOT_KNOWN_TEXT, label, value_text


@dataclass(frozen=True)
class AnswerChange:
    """One answer before and after, in words; ``fact`` is the id of a fact, a prompt or a list."""

    fact: str
    label: str
    before: str
    after: str


def changed_answers(
    bundle: Bundle, before: Answers, after: Answers, day: dt.date
) -> Iterator[AnswerChange]:
    """What differs between two sets of answers, in the order of the criteria."""
    cases = resolve(before, bundle, day), resolve(after, bundle, day)
    for name, fact in bundle.facts.items():
        old, new = (value_text(fact, case.facts.get(name)) for case in cases)
        if old != new:
            yield AnswerChange(name, fact.short, old, new)
    for name in bundle.prompts:
        states = tuple(_state(case, name) for case in cases)
        if states[0] != states[1] and "noticed" in states:
            yield AnswerChange(name, label(bundle, name), *states)
    for group, words in GROUP_LABELS.items():
        looked = [group in answers.looked_through for answers in (before, after)]
        if looked[0] != looked[1]:
            said = ["looked through" if each else "not looked at" for each in looked]
            yield AnswerChange(f"{LIST}{group}", words, *said)


def _state(case: Case, prompt: str) -> str:
    if prompt in case.present:
        return "noticed"
    return "not so" if prompt in case.absent else NOT_KNOWN_TEXT
