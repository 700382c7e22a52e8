"""Blind rating: what is asked, that every reply is kept, and that nothing gives the answer away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from needcheck.case.ratings import Rated
from needcheck.interview.asker import (
    Answered,
    Back,
    Question,
    Reply,
    Review,
    SaveAndQuit,
    View,
)
from needcheck.interview.conduct import Quit
from needcheck.interview.rating import CaseShown, Rating
from needcheck.jobs.team.rating import blind_cases
from tests.jobs.teams import ENGINE, set_of

FIVE = ("impact", "if_unchanged", "severity", "tried", "views")
OUT = Answered(())


class Told:
    """An asker that is told its replies, and remembers what it was asked and shown."""

    def __init__(self, replies: Iterable[Reply]) -> None:
        self.replies = iter(replies)
        self.asked: list[Question] = []
        self.shown: list[CaseShown] = []

    def ask(self, question: Question) -> Reply:
        """The next reply; the end of input where there is none."""
        self.asked.append(question)
        try:
            return next(self.replies)
        except StopIteration:
            raise EOFError from None

    def show(self, view: View) -> None:
        """Remember a scenario."""
        assert isinstance(view.content, CaseShown)
        self.shown.append(view.content)


Run = Callable[..., tuple[Rating, Told, list[Sequence[Rated]]]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Rate two scenarios with these replies."""
    folder = set_of(tmp_path / "set", ["targeted", "universal"])

    def rate(*replies: Reply, shown: str = "facts") -> tuple[Rating, Told, list[Sequence[Rated]]]:
        asker, kept = Told(replies), list[Sequence[Rated]]()
        cases = blind_cases(folder, ENGINE, shown, "R7")  # type: ignore[arg-type]
        rating = Rating(cases, asker, lambda rated: kept.append(tuple(rated)))
        with suppress(EOFError, Quit):
            rating.run()
        return rating, asker, kept

    return rate


def test_the_level_first_then_the_five_questions(run: Run) -> None:
    """Each scenario is shown once, its level asked, then the five questions in their order."""
    level, first = Answered(("targeted",)), Answered(("none",))
    answers = [first, Answered(("settles",)), first, Answered(("nothing",)), Answered(("heard",))]
    rating, asker, kept = run(level, *answers, level, *answers)
    asked = [question.key.split(":")[1] for question in asker.asked]
    assert asked == ["outcome", *FIVE] * 2
    assert [shown.number for shown in asker.shown] == [1, 2]
    assert [question.number for question in asker.asked] == list(range(1, 13))
    assert len(kept) == 12
    assert rating.ratings[0].answers == dict(
        zip(FIVE, ("none", "settles", "none", "nothing", "heard"), strict=True)
    )


def test_every_question_offers_a_way_out_and_the_emergency_line(run: Run) -> None:
    """Enter never picks an answer, and 999 is in reach on each question."""
    _, asker, _ = run(*[Answered(("targeted",)), *[OUT] * 5] * 2)
    for question in asker.asked:
        assert (question.optional, question.allow_not_known, question.current) == (True, False, ())
        assert "999" in question.emergency


def test_nothing_gives_the_answer_away(run: Run) -> None:
    """No title, tag, point or expectation; no answer to a question that the rater is asked."""
    _, asker, _ = run(Answered(("targeted",)))
    said = repr([(q.text, q.help, q.why, q.progress, q.key) for q in asker.asked])
    for giveaway in ("TITLE", "POINT", "TAG", "s01", "s02", "WORDS"):
        assert giveaway not in said
    assert "The story of" in said
    assert asker.shown[0].case.hidden == frozenset(FIVE)


def test_with_everything_shown_only_the_level_is_asked(run: Run) -> None:
    """Where the judgement answers are shown, asking for them would measure nothing."""
    _, asker, _ = run(Answered(("targeted",)), SaveAndQuit(), shown="all")
    assert [question.key for question in asker.asked] == ["1:outcome", "2:outcome"]


def test_leaving_out_a_scenario_puts_it_off(run: Run) -> None:
    """Its questions are not asked, it stays unrated, and the next scenario follows."""
    rating, asker, _ = run(OUT, Answered(("targeted",)), OUT)
    assert [question.key for question in asker.asked[:3]] == ["1:outcome", "2:outcome", "2:impact"]
    assert [rated.outcome for rated in rating.ratings] == ["", "targeted"]
    assert rating.ratings[1].left_out == ("impact",)


def test_going_back_changes_a_reply(run: Run) -> None:
    """Back shows the question before with its reply; another one takes its place."""
    rating, asker, _ = run(Answered(("targeted",)), Back(), Answered(("additional",)), OUT)
    assert [question.key for question in asker.asked[:3]] == ["1:outcome", "1:impact", "1:outcome"]
    assert asker.asked[2].current == ("targeted",)
    assert asker.asked[2].number == 1
    assert rating.ratings[0].outcome == "additional"


def test_back_at_the_first_question_asks_it_again(run: Run) -> None:
    """There is nothing before the first question."""
    _, asker, _ = run(Back(), Back())
    assert [question.key for question in asker.asked] == ["1:outcome"] * 3


def test_review_leads_to_a_scenario_again(run: Run) -> None:
    """Review lists what was rated, without titles, and going on is its first row."""
    rating, asker, _ = run(
        Answered(("targeted",)), Review(), Answered(("0",)), Answered(("universal",))
    )
    review = asker.asked[2]
    assert [option.id for option in review.options] == ["continue", "0"]
    assert "Targeted early help support" in review.options[1].text
    assert "TITLE" not in review.options[1].text
    assert asker.asked[3].key == "1:outcome"
    assert rating.ratings[0].outcome == "universal"


def test_save_and_quit_from_a_question_and_from_the_review(run: Run) -> None:
    """What was answered has been kept by then."""
    for replies in ([SaveAndQuit()], [Review(), SaveAndQuit()]):
        _, _, kept = run(Answered(("targeted",)), *replies)
        assert kept[-1][0].outcome == "targeted"
