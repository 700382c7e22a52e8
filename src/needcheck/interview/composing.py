"""The questions that begin and end the writing of a scenario; the interview stands between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from needcheck.case.privacy import describe, findings
from needcheck.criteria.model import Outcome
from needcheck.interview.asker import Answered, Asker, Back, Option, Question, Review, SaveAndQuit
from needcheck.interview.conduct import Quit, Reopened

EMERGENCY = "If anyone is in immediate danger call 999 now."
DIFFICULTIES = {
    "starter": "Starter: one question decides",
    "practised": "Practised: several answers have to be held together",
    "expert": "Expert: near a boundary, or answers that do not fit each other",
}
INVENT = "Invented people only: no name, place or detail of a family that you know."
IDENTIFIES = "This {}. Write it without, or the same again to keep it."
AS_EXPECTED, OTHER, NOTHING = "yes", "other", "nothing"


@dataclass
class Composer:
    """Asks what a scenario is about; ``number`` counts its questions."""

    asker: Asker
    number: int = 0

    def title(self) -> str:
        """A title in one sentence."""
        text = "What is the title of the scenario? A sentence that does not give the result away."
        return self._text("title", text, needed=True)

    def story(self) -> str:
        """The story to be read aloud, "" where it is written later."""
        text = "The story, to be read aloud (one line here; it can be longer in the file):"
        return self._text("about", text, needed=False)

    def authority(self, names: Mapping[str, str]) -> str:
        """Whose criteria decide."""
        options = tuple(Option(name, text) for name, text in names.items())
        return self._choose("authority", "Where does the child live?", options)

    def pathway(self, titles: Mapping[str, str]) -> str:
        """What is to be decided; not asked where there is only one thing."""
        if len(titles) == 1:
            return next(iter(titles))
        options = tuple(Option(name, text) for name, text in titles.items())
        return self._choose("pathway", "What is to be decided?", options)

    def difficulty(self) -> str:
        """How hard it is, "" where that is left out."""
        options = tuple(Option(name, text) for name, text in DIFFICULTIES.items())
        return self._choose("difficulty", "How difficult is it?", options, optional=True)

    def expectation(self, outcome: str, outcomes: Sequence[Outcome]) -> str:
        """The outcome to expect, "" for none yet; Reopened where the person goes back."""
        names = {each.id: each.name for each in outcomes}
        options = (
            Option(AS_EXPECTED, "Yes: the scenario expects this"),
            Option(OTHER, "No: I expect another outcome"),
            Option(NOTHING, "I do not know yet: save it without an expectation"),
        )
        text = f"The result is: {names[outcome]}. Is that what you expect?"
        answer = self._choose("expected", text, options, back=True)
        if answer == AS_EXPECTED:
            return outcome
        if answer == NOTHING:
            return ""
        others = tuple(Option(name, words) for name, words in names.items() if name != outcome)
        return self._choose("outcome", "Which outcome do you expect?", others, back=True)

    def _text(self, key: str, text: str, *, needed: bool) -> str:
        """One line; what seems to identify somebody is said, and kept only when given twice."""
        question = replace(self._question(key, text), kind="text", optional=True, help=INVENT)
        last = ""
        while True:
            values = self._ask(question, back=False)
            given = values[0].strip() if values else ""
            found = describe(findings(given)) if given != last else []
            if given and not found:
                return given
            if not given and not needed:
                return ""
            said = found[0][:1].lower() + found[0][1:].rstrip(".") if found else ""
            error = IDENTIFIES.format(said.replace("it holds", "holds")) if found else ""
            last = given
            question = replace(question, error=error or "a title is needed.")

    def _choose(
        self,
        key: str,
        text: str,
        options: tuple[Option, ...],
        *,
        optional: bool = False,
        back: bool = False,
    ) -> str:
        question = replace(self._question(key, text), options=options, optional=optional)
        while True:
            values = self._ask(question, back=back)
            if values or optional:
                return values[0] if values else ""

    def _question(self, key: str, text: str) -> Question:
        self.number += 1
        return Question(
            f"scenario:{key}", self.number, "choose", text, allow_not_known=False,
            emergency=EMERGENCY,
        )  # fmt: skip

    def _ask(self, question: Question, *, back: bool) -> tuple[str, ...]:
        """One reply; going back leads into the interview where that was held already."""
        while True:
            reply = self.asker.ask(question)
            if isinstance(reply, SaveAndQuit):
                raise Quit
            if isinstance(reply, Answered):
                return reply.values
            if back and isinstance(reply, Back | Review):
                raise Reopened(reply)
