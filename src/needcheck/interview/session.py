"""An interview as a pure function of answers: what to ask next, and what a reply changes.

Nothing here knows a terminal or a file. The order comes from the criteria; a screen is asked
while its condition may hold and it has not been answered. Answers stay in force until they are
changed, whether or not they are asked for again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from needcheck.case.answers import Answers, Case, resolve
from needcheck.case.facts import Gate
from needcheck.criteria.bundle import OUTCOME
from needcheck.criteria.nodes import Name
from needcheck.criteria.steps import Section, Step
from needcheck.interview.asker import Answered, Question
from needcheck.interview.screens import build, listed, mark, put
from needcheck.readings.trace import Reading
from needcheck.recommend.compile import Plan
from needcheck.recommend.decide import decide

WORDS = "words:"


@dataclass(frozen=True)
class Screen:
    """One thing to ask: a step of a section, or the words that go with its fact."""

    key: str
    section: Section
    step: Step
    words: bool = False
    follow_on: bool = False


@dataclass
class Session:
    """One interview under one pathway.

    ``passed`` are screens left without an answer, which are not asked again unless gone back to;
    ``asked`` are the screens in the order they were first asked, which numbers them.
    ``looked`` are the lists left with "nothing in this list": the answers keep that for lists of
    concerns only, since a strength that is not ticked says nothing. ``half_written`` are the
    screens for words that were left in the middle. ``counts`` is false where nobody reads how much
    is left to ask.
    """

    plan: Plan
    gate: Gate
    as_of: dt.date
    answers: Answers = field(default_factory=Answers)
    passed: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    looked: set[str] = field(default_factory=set)
    half_written: set[str] = field(default_factory=set)
    counts: bool = True
    _screens: tuple[Screen, ...] = field(default=(), repr=False, compare=False)
    _read: tuple[Answers, Reading] | None = field(default=None, repr=False, compare=False)

    @property
    def case(self) -> Case:
        """The answers as a reading sees them, with the outcome they lead to now."""
        return self.reading.case

    @property
    def reading(self) -> Reading:
        """The case read, once for the same answers: they never change, they are replaced."""
        if self._read is None or self._read[0] is not self.answers:
            case = resolve(self.answers, self.plan.bundle, self.as_of)
            case = case.with_fact(OUTCOME, decide(self.plan, case))
            self._read = self.answers, Reading(case, self.plan.derived)
        return self._read[1]

    @property
    def alarm(self) -> bool:
        """Whether the harm route holds."""
        name = self.plan.pathway.alarm
        return name is not None and self.reading.name(Name(name)) is True

    def screens(self) -> tuple[Screen, ...]:
        """Every screen there could be, in order; a fact's words follow the fact."""
        if not self._screens:
            self._screens = tuple(self._every_screen())
        return self._screens

    def _every_screen(self) -> Iterator[Screen]:
        for follow_on, sections in enumerate((self.plan.sections, self.plan.pathway.follow_on)):
            for section in sections:
                for index, step in enumerate(section.steps):
                    key = f"{section.id}:{index}"
                    yield Screen(key, section, step, follow_on=bool(follow_on))
                    if step.fact and self.plan.bundle.facts[step.fact].words:
                        words = f"{WORDS}{step.fact}"
                        yield Screen(words, section, step, words=True, follow_on=bool(follow_on))

    def pending(self, *, follow_on: bool) -> Iterator[Screen]:
        """The screens still to be asked, before the result or after it."""
        reading = self.reading
        for screen in self.screens():
            asked = screen.follow_on == follow_on and not self._done(screen)
            if asked and self._applies(screen, reading):
                yield screen

    def _applies(self, screen: Screen, reading: Reading) -> bool:
        """Whether a screen's condition may hold; some are asked only where it surely does."""
        if screen.words:
            return True
        name = f"step:{screen.key}"
        if name not in reading.memo:
            reading.memo[name] = reading.truth(self.plan.trees[name])
        truth = reading.memo[name]
        surely = screen.step.again or screen.step.surely
        return truth is True if surely else truth is not False

    def next(self, *, follow_on: bool) -> Screen | None:
        """The next screen to ask, or None."""
        return next(self.pending(follow_on=follow_on), None)

    def screen(self, key: str) -> Screen:
        """The screen of this key."""
        return next(screen for screen in self.screens() if screen.key == key)

    def _done(self, screen: Screen) -> bool:
        if screen.key in self.passed:
            return True
        if screen.words:
            return not self._wants_words(screen)
        step = screen.step
        if step.fact:
            known = self.answers.has(step.fact) or (step.instead in self.answers.facts)
            return known and not step.again
        if step.facts:
            return all(self.answers.has(fact) for fact in step.facts)
        return step.prompts in self.answers.looked_through

    def _wants_words(self, screen: Screen) -> bool:
        fact = self.plan.bundle.facts[screen.step.fact or ""]
        value = self.answers.facts.get(fact.id)
        given = value is not None and value not in fact.words_except
        return given and (fact.id not in self.answers.words or screen.key in self.half_written)

    def question(self, screen: Screen, *, error: str = "") -> Question:
        """The question that a screen puts, numbered in the order first asked."""
        if screen.key not in self.asked and not screen.words:
            self.asked.append(screen.key)
        number = self.asked.index(screen.key) + 1 if screen.key in self.asked else len(self.asked)
        question = build(
            screen.step,
            self.plan.bundle,
            self.answers,
            key=screen.key,
            number=max(number, 1),
            words=screen.words,
            progress=self.progress(screen) if self.counts else "",
            error=error,
        )
        looked = question.current_looked_through or screen.key in self.looked
        return replace(question, current_looked_through=looked)

    def progress(self, screen: Screen) -> str:
        """How much is left, in words."""
        left = self._left(screen, follow_on=screen.follow_on)
        goal = "for the route" if screen.follow_on else "before a level can be named"
        if self.plan.asks is not None:
            goal = "before this can be decided"
            left += 0 if screen.follow_on else self._left(screen, follow_on=True)
        if self.alarm:
            goal = "for the call and the note"
            left = sum(1 for s in self.pending(follow_on=True) if s.key != screen.key)
        if left == 0:
            return f"The last question {goal}."
        return f"{left} more {'question' if left == 1 else 'questions'} {goal}."

    def _left(self, screen: Screen, *, follow_on: bool) -> int:
        """How many other questions of one half are still to be asked, words left out."""
        pending = self.pending(follow_on=follow_on)
        return sum(not each.words and each.key != screen.key for each in pending)

    def accept(self, screen: Screen, reply: Answered) -> None:
        """Take a reply; AnswerError with what is allowed, and nothing changed, where it is not."""
        self.answers = put(screen.step, self.gate, self.answers, reply, words=screen.words)
        self.passed.add(screen.key)
        self.half_written.discard(screen.key)
        through = {screen.key} if screen.step.prompts and reply.looked_through else set()
        self.looked = (self.looked - {screen.key}) | through

    def mark(self, screen: Screen, before: Answers, marked: Answered) -> None:
        """Keep what is ticked or written on a screen without a reply; ``before`` were the answers.

        The screen is still to be answered: a list is looked through only when it is left, and words
        in the middle of which a person went elsewhere are asked for again.
        """
        if screen.words:
            self.half_written.add(screen.key)
            self.passed.discard(screen.key)
        self.answers = mark(screen.step, before, marked, words=screen.words)

    def reviewable(self) -> Iterator[Screen]:
        """The screens that were asked here or have an answer from elsewhere, in file order."""
        reading = self.reading
        for screen in self.screens():
            known = screen.key in self.asked or self._has_answer(screen.step)
            if known and not screen.words and self._changeable(screen, reading):
                yield screen

    def _changeable(self, screen: Screen, reading: Reading) -> bool:
        """Whether a screen applies, or led to where the interview is: a slip must not stay.

        After a prompt ticked by mistake the harm route holds and no list is asked any more.
        """
        led = not (screen.follow_on or screen.step.again) and self._in_force(screen.step)
        return led or self._applies(screen, reading)

    def _in_force(self, step: Step) -> bool:
        """Whether something was answered, or ticked, on a screen."""
        if step.prompts:
            ticked = any(p.id in self.answers.present for p in listed(step, self.plan.bundle))
            return ticked or step.prompts in self.answers.looked_through
        return any(fact in self.answers.facts for fact in (*step.facts, step.fact or ""))

    def _has_answer(self, step: Step) -> bool:
        if step.again:
            return False
        if step.prompts:
            return step.prompts in self.answers.looked_through
        return any(self.answers.has(fact) for fact in (*step.facts, step.fact or ""))

    def answered(self) -> Iterator[Screen]:
        """The screens asked so far that can be changed, in order, for going back."""
        reading = self.reading
        for screen in map(self.screen, self.asked):
            if self._changeable(screen, reading):
                yield screen
