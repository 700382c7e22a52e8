"""An asker that answers from given answers: the same interview without a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from needcheck.case.answers import Answers
from needcheck.criteria.steps import Step
from needcheck.errors import InputError
from needcheck.interview.asker import NOT_KNOWN, Answered, Question, Reply, View
from needcheck.interview.screens import YES_NO, build
from needcheck.interview.session import Screen, Session
from needcheck.interview.shown import said
from needcheck.recommend.whatif import LIST


@dataclass(frozen=True)
class Line:
    """One question and answer of a transcript; ``choices`` are what there was to choose from.

    The lists of prompts and plain yes or no have none: the ones are long, the others known.
    """

    number: int
    key: str
    question: str
    answer: str
    choices: tuple[str, ...] = ()


@dataclass
class ScriptAsker:
    """Answers each screen of a session as ``answers`` would have it shown.

    ``before`` is called once with what a screen asks before it is answered (for pauses): the ids
    of its facts, and a list as ``prompts:child``. What is asked again, or in the person's own
    words, was asked before. ``views`` collects what would have been shown, with the place in the
    transcript.
    """

    session: Session
    answers: Answers
    before: Callable[[tuple[str, ...]], None] = lambda facts: None  # noqa: ARG005
    lines: list[Line] = field(default_factory=list)
    views: list[tuple[int, str]] = field(default_factory=list)
    met: set[str] = field(default_factory=set)

    def ask(self, question: Question) -> Reply:
        """The reply that the given answers make; "not known" where there is none.

        InputError where the interview does not accept it: the same reply would not be better.
        """
        if question.error:
            raise InputError(f"the interview does not take this answer: {question.error}")
        screen = self.session.screen(question.key)
        wanted = build(
            screen.step.model_copy(update={"again": False}), self.session.plan.bundle, self.answers,
            key=question.key, number=question.number, words=screen.words, progress="", error="",
        )  # fmt: skip
        fresh = tuple(name for name in asks(screen.step) if name not in self.met)
        self.met.update(fresh)
        if fresh:
            self.before(fresh)
        values = wanted.current
        if not values and question.kind in ("choose", "text", "several") and not question.optional:
            values = (NOT_KNOWN,)
        reply = Answered(values, wanted.current_absent, wanted.current_looked_through)
        if question.kind == "checklist" and values and not screen.step.prompts:
            reply = Answered(values, wanted.current_absent, looked_through=False)
        if not (screen.words and not values):
            self.lines.append(self._line(question, screen, said(question, reply)))
        return reply

    def _line(self, question: Question, screen: Screen, answer: str) -> Line:
        """One line; of a question for the person's own words without how it is typed."""
        step, text = screen.step, question.text
        if screen.words:
            text = self.session.plan.bundle.facts[step.fact or ""].words or text
        listed = () if step.prompts or question.options == YES_NO else question.options
        choices = tuple(option.text for option in listed)
        return Line(question.number, question.key, text, answer, choices)

    def show(self, view: View) -> None:
        """Remember that something would have been shown here."""
        self.views.append((len(self.lines), view.kind))


def asks(step: Step) -> tuple[str, ...]:
    """What a step asks: facts by id, what may be answered in place of one, and lists by name."""
    listed = f"{LIST}{step.prompts}" if step.prompts else None
    return tuple(name for name in (step.fact, step.instead, *step.facts, listed) if name)
