"""One person rates scenarios alone: the level first, then the judgement questions.

Nothing that a scenario expects, teaches or is called reaches this room's questions, and nothing
is recommended. Every reply is kept before the next question shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from needcheck.case.answers import Answers
from needcheck.case.ratings import Rated
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.model import Fact, Pathway
from needcheck.interview.asker import (
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
from needcheck.interview.conduct import CONTINUE, Quit
from needcheck.interview.shown import plain_text

CASE = "case"
OUTCOME = "outcome"
OUTCOME_TEXT = "Which of these do you judge right?"
OUTCOME_HELP = (
    "Judge as you would in your own work, alone: nobody sees who chose what, and nothing is "
    "recommended here. Leaving it out puts the scenario off until the next time."
)
AGAIN = "Help tells the story again."
YOURS = "Your own judgement:"


@dataclass(frozen=True)
class BlindCase:
    """One scenario as a rater sees it; ``rated`` says where it stands in the file of ratings.

    ``questions`` are the judgement questions that are asked, ``hidden`` the facts whose answers
    are not shown. ``answers`` is None where only the story is shown.
    """

    rated: Rated
    bundle: Bundle
    pathway: Pathway
    about: str
    answers: Answers | None
    questions: tuple[Fact, ...]

    @property
    def hidden(self) -> frozenset[str]:
        """Facts whose given answers would answer a question for the rater."""
        return frozenset(fact.id for fact in self.questions)


@dataclass(frozen=True)
class CaseShown:
    """What is shown before the first question on a scenario: its place, and the scenario."""

    number: int
    total: int
    case: BlindCase


@dataclass(frozen=True)
class Step:
    """One question on one scenario: its position, and ``outcome`` or a fact's id."""

    position: int
    key: str


@dataclass
class Rating:
    """One person's run through the scenarios.

    ``ratings`` are the ratings by position, changed as replies come; ``keep`` stores them.
    """

    cases: Sequence[BlindCase]
    asker: Asker
    keep: Callable[[Sequence[Rated]], None]
    ratings: list[Rated] = field(default_factory=list)
    put_off: set[int] = field(default_factory=set)
    asked: list[Step] = field(default_factory=list)
    on_screen: int = -1

    def __post_init__(self) -> None:
        self.ratings = [case.rated for case in self.cases]

    def run(self) -> None:
        """Ask until nothing is left to ask; raises ``Quit`` on save-and-quit."""
        forced: Step | None = None
        while step := forced or self.next():
            forced = self._handle(step, self._ask(step))

    def next(self) -> Step | None:
        """The next question that has no reply yet, in the order of the scenarios."""
        for position in range(len(self.cases)):
            for step in self._steps(position):
                if not self._replied(step):
                    return step
        return None

    def _steps(self, position: int) -> list[Step]:
        """The questions on one scenario; the judgement questions follow a chosen level."""
        first = Step(position, OUTCOME)
        if not self.ratings[position].outcome:
            return [first]
        return [first, *(Step(position, fact.id) for fact in self.cases[position].questions)]

    def _replied(self, step: Step) -> bool:
        rated = self.ratings[step.position]
        if step.key == OUTCOME:
            return bool(rated.outcome) or step.position in self.put_off
        return step.key in rated.answers or step.key in rated.left_out

    def _ask(self, step: Step) -> Reply:
        if step.position != self.on_screen:
            case = self.cases[step.position]
            self.asker.show(View(CASE, CaseShown(step.position + 1, len(self.cases), case)))
            self.on_screen = step.position
        if step not in self.asked:
            self.asked.append(step)
        return self.asker.ask(self.question(step))

    def question(self, step: Step) -> Question:
        """One question as it is put, with the reply in force."""
        case, rated = self.cases[step.position], self.ratings[step.position]
        shown = Question(
            key=f"{step.position + 1}:{step.key}",
            number=self.asked.index(step) + 1 if step in self.asked else len(self.asked) + 1,
            kind="choose",
            text=OUTCOME_TEXT,
            optional=True,
            allow_not_known=False,
            progress=f"Scenario {step.position + 1} of {len(self.cases)}. {AGAIN}",
            emergency=case.bundle.authority.saying("emergency").text,
        )
        if step.key == OUTCOME:
            return replace(
                shown,
                help=_with_story(OUTCOME_HELP, case),
                options=tuple(Option(o.id, o.name, o.meaning) for o in case.pathway.outcomes),
                current=(rated.outcome,) if rated.outcome else (),
            )
        fact = case.bundle.facts[step.key]
        given = rated.answers.get(fact.id)
        return replace(
            shown,
            text=f"{YOURS} {fact.ask}",
            help=_with_story(fact.help, case),
            why=fact.why_asked,
            options=tuple(Option(c.id, c.text, c.help) for c in fact.choices),
            current=(given,) if given else (),
        )

    def _handle(self, step: Step, reply: Reply) -> Step | None:
        """Act on a reply; the step to ask next where that is not the next open one."""
        match reply:
            case SaveAndQuit():
                raise Quit
            case Back():
                before = self.asked[: self.asked.index(step)]
                return before[-1] if before else step
            case Review():
                return self._review() or step
            case Answered(values):
                self._put(step, values[0] if values else "")
        return None

    def _put(self, step: Step, chosen: str) -> None:
        """Keep a reply; "" leaves the question out."""
        rated = self.ratings[step.position]
        if step.key == OUTCOME:
            changed = rated.model_copy(update={"outcome": chosen})
            (self.put_off.discard if chosen else self.put_off.add)(step.position)
        else:
            answers = {k: v for k, v in rated.answers.items() if k != step.key}
            left = tuple(key for key in rated.left_out if key != step.key)
            answers = {**answers, step.key: chosen} if chosen else answers
            left = left if chosen else (*left, step.key)
            changed = rated.model_copy(update={"answers": answers, "left_out": left})
        self.ratings[step.position] = changed
        self.keep(self.ratings)

    def _review(self) -> Step | None:
        """Let the person pick a scenario to rate again; None to go on."""
        done = [at for at, rated in enumerate(self.ratings) if rated.outcome]
        options = [Option(str(at), self._line(at)) for at in done]
        question = Question(
            key="review",
            number=max(len(self.asked), 1),
            kind="choose",
            text="What you chose so far: which one do you want to change?",
            options=(Option(CONTINUE, "None: go on"), *options),
            allow_not_known=False,
            current=(CONTINUE,),
            emergency=self.cases[0].bundle.authority.saying("emergency").text,
        )
        reply = self.asker.ask(question)
        if isinstance(reply, SaveAndQuit):
            raise Quit
        chosen = reply.values[0] if isinstance(reply, Answered) and reply.values else CONTINUE
        return None if chosen == CONTINUE else Step(int(chosen), OUTCOME)

    def _line(self, position: int) -> str:
        """One rated scenario: its place, the beginning of its story and what was chosen."""
        case, chosen = self.cases[position], self.ratings[position].outcome
        names = {outcome.id: outcome.name for outcome in case.pathway.outcomes}
        begins = " ".join(plain_text(case.about).split()[:8])
        return f"Scenario {position + 1}, {begins} ...: {names.get(chosen, chosen)}"


def _with_story(help_: str, case: BlindCase) -> str:
    """Help, and the story once more, since it may have left the screen."""
    story = " ".join(case.about.split())
    return f"{help_}\nThe story again: {story}" if story else help_
