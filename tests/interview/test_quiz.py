"""A quiz conducted with a scripted person: nothing is revealed before all is chosen."""

from __future__ import annotations

from dataclasses import dataclass, field

from needcheck.interview.asker import (
    Answered,
    Back,
    Option,
    Question,
    Reply,
    Review,
    SaveAndQuit,
    View,
)
from needcheck.interview.quiz import CASE, NEXT, REVEAL, STOP, Asked, Quiz, QuizCase, Shown

YES_NO = (Option("yes", "Yes"), Option("no", "No"))
CASES = [
    QuizCase(
        name,
        (Asked("outcome", "Level?", YES_NO, "yes"), Asked("first", "First?", YES_NO, "no")),
        "Call 999.",
    )
    for name in ("One", "Two")
]


@dataclass
class Trainee:
    """Replies in turn, and a record of what was asked and shown."""

    replies: list[Reply]
    seen: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def ask(self, question: Question) -> Reply:
        """The next reply."""
        self.questions.append(question)
        self.seen.append(question.key)
        return self.replies.pop(0)

    def show(self, view: View) -> None:
        """Remember what was shown, with the choices made so far."""
        assert isinstance(view.content, Shown)
        self.seen.append(f"{view.kind} {view.content.case.name} {','.join(view.content.chosen)}")


def held(*replies: Reply) -> tuple[Quiz, Trainee]:
    """A quiz that was run with these replies."""
    trainee = Trainee(list(replies))
    quiz = Quiz(CASES, trainee)
    quiz.run()
    assert not trainee.replies
    return quiz, trainee


def says(*values: str) -> list[Reply]:
    """One reply for each value; "" leaves the question out."""
    return [Answered((value,) if value else ()) for value in values]


def test_the_reveal_follows_the_last_choice_of_a_case() -> None:
    """Case, questions, reveal, and the same again after going on."""
    quiz, trainee = held(*says("yes", "no", NEXT, "no", ""))
    assert quiz.chosen == [("yes", "no"), ("no", "")]
    assert trainee.seen == [
        f"{CASE} One ", "1:outcome", "1:first", f"{REVEAL} One yes,no", "1:on",
        f"{CASE} Two ", "2:outcome", "2:first", f"{REVEAL} Two no,",
    ]  # fmt: skip


def test_back_asks_the_question_before_again_and_keeps_what_was_chosen() -> None:
    """Going back changes an answer as long as nothing is revealed; never before the first."""
    quiz, trainee = held(Back(), *says("no"), Back(), *says("yes", "no", STOP))
    assert quiz.chosen == [("yes", "no")]
    again = [question for question in trainee.questions if question.key == "1:outcome"][-1]
    assert again.current == ("no",)


def test_review_changes_nothing() -> None:
    """There is nothing to review in a quiz: the question is asked again."""
    quiz, _ = held(Review(), *says("yes", "no", STOP))
    assert quiz.chosen == [("yes", "no")]


def test_stopping_keeps_what_was_revealed_and_nothing_more() -> None:
    """A case that was not answered to its end does not count."""
    assert held(*says("yes", "no", STOP))[0].chosen == [("yes", "no")]
    assert held(*says("yes", "no", NEXT, "yes"), SaveAndQuit())[0].chosen == [("yes", "no")]
    assert held(*says("yes", "no"), SaveAndQuit())[0].chosen == [("yes", "no")]
    assert held(SaveAndQuit())[0].chosen == []


def test_enter_never_picks_an_answer_and_the_emergency_line_is_there() -> None:
    """Row 0 leaves a question out; every question carries the emergency line."""
    _, trainee = held(*says("yes", "no", STOP))
    asked = [question for question in trainee.questions if not question.key.endswith("on")]
    assert all(q.optional and not q.current and not q.allow_not_known for q in asked)
    assert all(question.emergency == "Call 999." for question in trainee.questions)
    assert [question.number for question in asked] == [1, 2]
