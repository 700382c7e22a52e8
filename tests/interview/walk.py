"""Walking through Hull's level interview in tests: a session, and an asker that is told replies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from needcheck.case.answers import Answers
from needcheck.interview.asker import NOT_KNOWN, Answered, Question, Reply, View
from needcheck.interview.session import Screen, Session
from needcheck.jobs.engine import Engine, noon

ENGINE = Engine()
TODAY = dt.date(2026, 11, 20)
LOOKED = Answered((), looked_through=True)
NOT_LOOKED = Answered((), looked_through=False)
CALM = {
    "harm": "no",
    "age": "8",
    "plan": "none",
    "impact": "none",
    "if_unchanged": "settles",
    "severity": "none",
    "tried": "nothing",
    "views": "heard",
    "needs": "none",
}
"""Answers by fact that lead to Universal, with every list looked through."""


def session(answers: Answers | None = None) -> Session:
    """An interview under Hull's level pathway, at noon of one day."""
    return ENGINE.session("hull", "level", noon(TODAY), answers)


def calmly(question: Question, fact: str | None, changes: Mapping[str, str]) -> Answered:
    """The calm reply to a question, or the changed one."""
    given = {**CALM, **changes}
    if question.kind == "checklist":
        return LOOKED
    if fact in given and not question.key.startswith("words:"):
        return Answered((given[fact],))
    return Answered(()) if question.optional else Answered((NOT_KNOWN,))


def silently(question: Question) -> Answered:
    """What Enter gives: not known, not looked at, words left out."""
    if question.kind == "checklist":
        return NOT_LOOKED
    return Answered(()) if question.optional else Answered((NOT_KNOWN,))


def name(screen: Screen) -> str:
    """What a screen asks, in one word: a fact, ``words:fact``, or its list."""
    step = screen.step
    asked = step.fact or step.prompts or ("list" if step.facts else "")
    again = "again:" if step.again else ""
    return screen.key if screen.words else f"{again}{asked}"


def walk(held: Session, *, follow_on: bool = False, **changes: str) -> list[str]:
    """Answer calmly, but for the changes, to the end of one half; what was asked, in order."""
    names = []
    while (screen := held.next(follow_on=follow_on)) is not None:
        names.append(name(screen))
        assert len(names) < 100, names
        held.accept(screen, calmly(held.question(screen), screen.step.fact, changes))
    return names


@dataclass
class Told:
    """An asker that plays replies in turn and remembers everything in one log.

    ``then`` replies when they are used up. The log holds ``ask KEY``, ``show KIND`` and what a
    test adds.
    """

    replies: Iterable[Reply] = ()
    then: Callable[[Question], Reply] = silently
    log: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start at the first reply."""
        self._turn = iter(self.replies)

    def ask(self, question: Question) -> Reply:
        """Return the next reply."""
        self.questions.append(question)
        self.log.append(f"ask {question.key}")
        reply = next(self._turn, None)
        return self.then(question) if reply is None else reply

    def show(self, view: View) -> None:
        """Remember the view."""
        self.log.append(f"show {view.kind}")
