"""Conduct a session with an asker: ask, go back, review, show the route at once on harm.

Every reply is kept before the next question shows. The harm route is shown the moment it holds,
before anything else is asked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from needcheck.errors import AnswerError, StorageError
from needcheck.interview.asker import (
    NOT_KNOWN,
    Answered,
    Asker,
    Back,
    Option,
    Question,
    Reply,
    Review,
    SaveAndQuit,
    View,
)
from needcheck.interview.session import Screen, Session
from needcheck.interview.shown import said

ROUTE = "route"
RESULT = "result"
MEANWHILE = "meanwhile"
"""What to do while nobody knows whether there is harm."""
CONTINUE = "continue"


class Quit(Exception):
    """The person saves and quits; everything answered has been kept."""


class Reopened(Exception):
    """The person has seen the result and goes back to the answers; ``by`` says how."""

    def __init__(self, by: Back | Review) -> None:
        super().__init__()
        self.by = by


@dataclass
class Conduct:
    """One interview being held. ``keep`` stores the session's answers, durably."""

    session: Session
    asker: Asker
    keep: Callable[[Session], None]
    forced: Screen | None = None
    alarmed: bool = False
    named: str = ""

    def run(self) -> None:
        """Ask until nothing is left to ask; raises ``Quit`` on save-and-quit."""
        while True:
            self._show_route()
            screen = self.forced or self._next()
            if screen is None:
                return
            self.forced = None
            self._handle(screen, self._ask(screen))

    def _next(self) -> Screen | None:
        screen = self.session.next(follow_on=False)
        if screen is None:
            screen = self.session.next(follow_on=True)
            if screen is not None:
                self._name_level()
        return screen

    def _show_route(self) -> None:
        """Show the harm route once each time it begins to hold."""
        alarm = self.session.alarm
        if alarm and not self.alarmed:
            self.asker.show(View(ROUTE))
            self.named = "alarm"
        self.alarmed = alarm

    def _name_level(self) -> None:
        """Show the level before the questions that belong to its route.

        A pathway with an interview of its own asks them before its result.
        """
        if self.session.plan.asks is not None:
            return
        outcome = "alarm" if self.alarmed else str(self.session.case.facts["outcome"])
        if outcome != self.named:
            self.asker.show(View(ROUTE))
            self.named = outcome

    def _ask(self, screen: Screen) -> Reply:
        """Ask one screen until its reply is accepted."""
        error = ""
        while True:
            question = self.session.question(screen, error=error)
            if question.kind == "checklist" or screen.words:
                question = replace(question, marked=self._marking(screen))
            reply = self.asker.ask(question)
            if not isinstance(reply, Answered):
                return reply
            try:
                self.session.accept(screen, reply)
            except AnswerError as problem:
                error = self._refusal(problem)
                continue
            self.keep(self.session)
            self._show_meanwhile(screen)
            return reply

    def _show_meanwhile(self, screen: Screen) -> None:
        """Where harm is not known, say at once whom to ask: not known is never a no."""
        fact = screen.step.fact
        asked = fact == self.session.plan.pathway.first_fact and fact in self.session.answers.asked
        if asked and not screen.words and not self.session.alarm:
            self.asker.show(View(MEANWHILE))

    def _marking(self, screen: Screen) -> Callable[[Answered], None]:
        """What keeps the marks of a screen as they are made, over the answers there were before."""
        before = self.session.answers

        def marked(marks: Answered) -> None:
            self.session.mark(screen, before, marks)
            with suppress(StorageError):  # said when the screen is left, where it can be shown
                self.keep(self.session)

        return marked

    def _refusal(self, problem: AnswerError) -> str:
        """What was not accepted, with the question's short words in place of the fact's id."""
        fact = self.session.plan.bundle.facts.get(problem.fact)
        short = fact.short if fact else problem.fact
        return re.sub(rf"\b{re.escape(problem.fact)}\b", lambda _: short, problem.message)

    def _handle(self, screen: Screen, reply: Reply) -> None:
        if isinstance(reply, SaveAndQuit):
            self.keep(self.session)
            raise Quit
        if isinstance(reply, Back):
            self.forced = self.before(screen)
        elif isinstance(reply, Review):
            self.forced = self.review() or screen

    def reopen(self, by: Back | Review) -> None:
        """Go back from the result: to the last question, or to one chosen from the review."""
        asked = list(self.session.answered())
        last = asked[-1] if asked else None
        self.forced = self.review() if isinstance(by, Review) else last

    def before(self, screen: Screen) -> Screen:
        """The last screen asked before this one that still applies, else this one itself."""
        order = self.session.asked
        if screen.words:
            every = map(self.session.screen, reversed(order))
            return next((s for s in every if s.step.fact == screen.step.fact), screen)
        asked = self.session.answered()
        earlier = [s for s in asked if order.index(s.key) < order.index(screen.key)]
        return earlier[-1] if earlier else screen

    def review(self) -> Screen | None:
        """Let the person pick an answer to change; None to go on."""
        screens = list(self.session.reviewable())
        options = [Option(screen.key, self._line(screen)) for screen in screens]
        question = Question(
            key="review",
            number=max(len(screens), 1),
            kind="choose",
            text="Your answers so far: which one do you want to change?",
            options=(Option(CONTINUE, "None: go on"), *options),
            allow_not_known=False,
            current=(CONTINUE,),
            emergency=self.session.plan.bundle.authority.saying("emergency").text,
        )
        reply = self.asker.ask(question)
        if isinstance(reply, SaveAndQuit):
            self.keep(self.session)
            raise Quit
        chosen = reply.values[0] if isinstance(reply, Answered) and reply.values else CONTINUE
        return None if chosen == CONTINUE else self.session.screen(chosen)

    def _line(self, screen: Screen) -> str:
        """A screen and its answer on one line."""
        question = self.session.question(screen)
        unknown = question.kind != "checklist" and not question.current
        values = (NOT_KNOWN,) if unknown else question.current
        given = Answered(values, question.current_absent, question.current_looked_through)
        return f"{question.text} -> {self._day(screen) or said(question, given)}"

    def _day(self, screen: Screen) -> str:
        """A day or a moment that is the answer, in words; "" for any other answer."""
        fact = screen.step.fact or ""
        value = self.session.answers.facts.get(fact)
        if not isinstance(value, dt.date):
            return ""
        from needcheck.recommend.words import value_text

        return value_text(self.session.plan.bundle.facts[fact], value)
