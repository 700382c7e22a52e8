"""A quiz: the trainee chooses before anything is revealed, case by case.

Nothing is recommended until all questions on a case are answered, and nothing is kept here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from needcheck.interview.asker import (
    Answered,
    Asker,
    Back,
    Option,
    Question,
    SaveAndQuit,
    View,
)

CASE, REVEAL = "case", "reveal"
NEXT, STOP = "next", "stop"
HELP = (
    "Choose as you would in your own work. What is right, and why, is shown when all questions on "
    "this case are answered. Leaving one out counts as not right."
)


@dataclass(frozen=True)
class Asked:
    """One question on a case: its key, its words, what may be chosen, and what is right.

    ``also`` are choices that count as right, too.
    """

    key: str
    text: str
    options: tuple[Option, ...]
    right: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuizCase:
    """One case: what is asked on it; ``content`` is what the renderers show of it."""

    name: str
    asked: tuple[Asked, ...]
    emergency: str
    content: object = None


@dataclass(frozen=True)
class Shown:
    """What is shown of a case: its place among the others, and the choices made so far."""

    number: int
    total: int
    case: QuizCase
    chosen: tuple[str, ...] = ()


@dataclass
class Quiz:
    """One person's run. ``chosen`` has, for each case that was revealed, a choice a question."""

    cases: Sequence[QuizCase]
    asker: Asker
    chosen: list[tuple[str, ...]] = field(default_factory=list)
    number: int = 0

    def run(self) -> None:
        """Ask case by case, until the last one or until the person stops."""
        for position, case in enumerate(self.cases):
            shown = Shown(position + 1, len(self.cases), case)
            self.asker.show(View(CASE, shown))
            chosen = self._case(shown)
            if chosen is None:
                return
            self.chosen.append(chosen)
            self.asker.show(View(REVEAL, Shown(position + 1, len(self.cases), case, chosen)))
            if position + 1 < len(self.cases) and not self._goes_on(shown):
                return

    def _case(self, shown: Shown) -> tuple[str, ...] | None:
        """The choices on one case, None where the person stops before its reveal."""
        chosen: list[str] = []
        given: dict[str, str] = {}
        asked = shown.case.asked
        while len(chosen) < len(asked):
            item = asked[len(chosen)]
            reply = self.asker.ask(self._question(shown, item, len(chosen), given.get(item.key)))
            match reply:
                case SaveAndQuit():
                    return None
                case Back():
                    chosen = chosen[:-1]
                case Answered(values):
                    chosen.append(values[0] if values else "")
                    given[item.key] = chosen[-1]
        self.number += len(asked)
        return tuple(chosen)

    def _question(self, shown: Shown, item: Asked, at: int, given: str | None) -> Question:
        return Question(
            key=f"{shown.number}:{item.key}",
            number=self.number + at + 1,
            kind="choose",
            text=item.text,
            help=HELP,
            options=item.options,
            optional=True,
            allow_not_known=False,
            current=(given,) if given else (),
            progress=f"Case {shown.number} of {shown.total}.",
            kept=False,
            emergency=shown.case.emergency,
        )

    def _goes_on(self, shown: Shown) -> bool:
        question = Question(
            key=f"{shown.number}:on",
            number=0,
            kind="choose",
            text="Go on with the next case?",
            options=(Option(NEXT, "The next case"), Option(STOP, "Stop here, with the score")),
            allow_not_known=False,
            current=(NEXT,),
            progress=f"Case {shown.number} of {shown.total} is done.",
            kept=False,
            emergency=shown.case.emergency,
        )
        while True:
            reply = self.asker.ask(question)
            if isinstance(reply, SaveAndQuit):
                return False
            if isinstance(reply, Answered) and reply.values in ((NEXT,), (STOP,)):
                return reply.values == (NEXT,)
