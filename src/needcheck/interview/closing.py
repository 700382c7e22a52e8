"""After the result: the person decides, and the note gets its reference.

Agreeing, a reason and a consulted role are recorded and never a gate. A lower judgement on a harm
route is allowed with a reason and marked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from needcheck.case.privacy import describe, findings, looks_like_a_name
from needcheck.interview.asker import (
    NOT_KNOWN,
    Answered,
    Asker,
    Back,
    Option,
    Question,
    Review,
    SaveAndQuit,
)
from needcheck.interview.conduct import Quit, Reopened
from needcheck.recommend.result import Recommendation

AGREE, AGREE_TALKED, DISAGREE = "agree", "agree_talked", "disagree"
UNDECIDED = "Not decided yet"


FIRST = "closing:agrees"
REFERENCE = "Your agency's reference for this case? No name, no date of birth."
NO_REFERENCE = "(Enter: none; the note is named by the date.)"
KEEPS_REFERENCE = "(Enter keeps the reference of the decision before.)"


class _BackToFirst(Exception):
    """The person goes back to the first closing question."""


@dataclass(frozen=True)
class Closing:
    """What the person decided. ``agrees`` is None while undecided; ``consulted`` is a role."""

    reference: str = ""
    agrees: bool | None = None
    outcome: str = ""
    reason: str = ""
    consulted: str = ""
    below_harm_route: bool = False


@dataclass
class Closer:
    """Asks the closing questions; ``number`` goes on from the interview's last question."""

    asker: Asker
    recommendation: Recommendation
    emergency: str
    number: int
    allowed_numbers: frozenset[str]

    def ask(self, reference: str = "", offered: str = "") -> Closing:
        """The judgement first, then the reference unless it is given; ``offered`` is one to keep.

        Back leads to the first of these questions, and from there to the answers (``Reopened``).
        """
        first = self.number
        while True:
            try:
                return self._decided(reference, offered)
            except _BackToFirst:
                self.number = first

    def _decided(self, reference: str, offered: str) -> Closing:
        answer = self._choose(
            "agrees",
            f"The recommendation is: {self.recommendation.outcome.name}. Do you agree?",
            {
                AGREE: "I agree",
                AGREE_TALKED: "I agree, and have talked to my supervisor or safeguarding lead",
                DISAGREE: "I disagree",
            },
            help_="You decide; this records it. Talking to a supervisor never delays a contact.",
        )
        closing = Closing()
        if answer in (AGREE, AGREE_TALKED):
            closing = Closing(agrees=True, outcome=self.recommendation.outcome.id)
        if answer == AGREE_TALKED:
            closing = self._talked(closing)
        if answer == DISAGREE:
            closing = self._disagreement()
        return self._referenced(closing, reference, offered)

    def _talked(self, closing: Closing) -> Closing:
        role = self._text("consulted", "Whose guidance did you have? Give the role, not a name.")
        return replace(closing, consulted=role or "supervisor or safeguarding lead")

    def _disagreement(self) -> Closing:
        """Another level, with a reason; marked where it lies below a harm route."""
        levels = {level.id: level.name for level in self.recommendation.levels[:-1]}
        chosen = self._choose("outcome", "Which level do you judge right?", levels)
        outcome = "" if chosen == NOT_KNOWN else chosen
        reason = self._needed("reason", "What is your reason? (It is kept in the note.)")
        role = self._text(
            "consulted", "Whose guidance did you have? A role, or Enter for nobody yet."
        )
        order = list(levels)
        lower = (
            outcome in order and order.index(outcome) > order.index(self.recommendation.outcome.id)
            if self.recommendation.outcome.id in order
            else False
        )
        return Closing(
            agrees=False,
            outcome=outcome,
            reason=reason,
            consulted=role,
            below_harm_route=lower and self.recommendation.harm_route,
        )

    def _referenced(self, closing: Closing, reference: str, offered: str) -> Closing:
        if reference:
            return replace(closing, reference=reference)
        error, last = "", offered
        ending = KEEPS_REFERENCE if offered else NO_REFERENCE
        while True:
            given = self._text("reference", f"{REFERENCE} {ending}", error=error, current=offered)
            problem = reference_problem(given, self.allowed_numbers)
            if not problem or given == last:
                return replace(closing, reference=given)
            error, last = f"{problem} Give another one, or the same again to keep it.", given

    def _needed(self, key: str, text: str) -> str:
        error = ""
        while True:
            given = self._text(key, text, error=error)
            if given:
                return given
            error = "A reason is needed to record a different judgement."

    def _choose(self, key: str, text: str, options: dict[str, str], help_: str = "") -> str:
        question = Question(
            key=f"closing:{key}",
            number=self._next(),
            kind="choose",
            text=text,
            help=help_,
            options=tuple(Option(name, words) for name, words in options.items()),
            not_known_words=UNDECIDED,
            emergency=self.emergency,
        )
        return self._reply(question)[0]

    def _text(self, key: str, text: str, *, error: str = "", current: str = "") -> str:
        question = Question(
            key=f"closing:{key}",
            number=self.number if error else self._next(),
            kind="text",
            text=text,
            optional=True,
            allow_not_known=False,
            current=(current,) if current else (),
            emergency=self.emergency,
            error=error,
        )
        values = self._reply(question)
        return values[0] if values and values[0] != NOT_KNOWN else ""

    def _reply(self, question: Question) -> tuple[str, ...]:
        """The values answered; raises ``Quit``, or ``Reopened`` where the person goes back."""
        reply = self.asker.ask(question)
        if isinstance(reply, SaveAndQuit):
            raise Quit
        if isinstance(reply, Back) and question.key != FIRST:
            raise _BackToFirst
        if isinstance(reply, Back | Review):
            raise Reopened(reply)
        return reply.values

    def _next(self) -> int:
        self.number += 1
        return self.number


def reference_problem(reference: str, allowed_numbers: frozenset[str]) -> str:
    """What is wrong with a reference in one sentence, "" where nothing is."""
    if reference and looks_like_a_name(reference):
        return "That looks like a name."
    found = describe(findings(reference, allowed_numbers))
    return f"That looks like personal data ({'; '.join(found)})." if found else ""


def words_problems(words: dict[str, str], allowed_numbers: frozenset[str]) -> list[str]:
    """What free text seems to identify somebody, kinds and counts only."""
    return describe([f for text in words.values() for f in findings(text, allowed_numbers)])


def confirm_words(asker: Asker, problems: list[str], emergency: str, number: int) -> bool:
    """Show what was found in the free text; the person decides whether to save it so."""
    question = Question(
        key="closing:words",
        number=number,
        kind="choose",
        text=f"Your words seem to identify somebody: {'; '.join(problems)}. Save them as they are?",
        options=(
            Option("change", "Leave these words out of the note"),
            Option("save", "Save as they are"),
        ),
        allow_not_known=False,
        emergency=emergency,
    )
    while True:
        reply = asker.ask(question)
        if isinstance(reply, SaveAndQuit):
            raise Quit
        if isinstance(reply, Answered) and reply.values in (("save",), ("change",)):
            return reply.values == ("save",)
