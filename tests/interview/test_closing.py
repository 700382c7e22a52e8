from __future__ import annotations

import pytest

from needcheck.interview.asker import (
    NOT_KNOWN,
    Answered,
    Back,
    Question,
    Reply,
    Review,
    SaveAndQuit,
)
from needcheck.interview.closing import (
    AGREE,
    AGREE_TALKED,
    DISAGREE,
    Closer,
    Closing,
    confirm_words,
    reference_problem,
    words_problems,
)
from needcheck.interview.conduct import Quit, Reopened
from needcheck.interview.shown import said, zero_words
from needcheck.recommend.result import Recommendation
from tests.interview.walk import ENGINE, TODAY, Told

EMERGENCY = "If anyone is in immediate danger call 999 now."
NUMBERS = frozenset({"01482448879"})
NHS_NUMBER = "943 476 5919"
"""A number with a correct check digit that is used in examples and given to nobody."""


def recommended(**facts: str) -> Recommendation:
    """The recommendation for these answers."""
    from needcheck.case.answers import Answers

    return ENGINE.recommender("hull", "level").recommend(Answers(dict(facts)), TODAY)


HARM = recommended(harm="suspected")
ADDITIONAL = recommended(harm="no", needs="emerging")
OPEN = recommended()


def closed(
    rec: Recommendation, *replies: str | Reply, reference: str = ""
) -> tuple[Closing, list[Question]]:
    """Close with these replies; what was decided, and what was asked."""
    told = [Answered((r,)) if isinstance(r, str) else r for r in replies]
    asker = Told(told, then=lambda question: Answered(()))
    closing = Closer(asker, rec, EMERGENCY, 7, NUMBERS).ask(reference)
    return closing, asker.questions


def keys(questions: list[Question]) -> list[str]:
    """What was asked."""
    return [question.key.removeprefix("closing:") for question in questions]


@pytest.mark.parametrize("rec", [HARM, ADDITIONAL, OPEN])
def test_agreeing_keeps_the_recommendation(rec: Recommendation) -> None:
    """To agree takes one answer and a reference, which may be left out."""
    closing, questions = closed(rec, AGREE)
    assert closing == Closing(agrees=True, outcome=rec.outcome.id)
    assert keys(questions) == ["agrees", "reference"]


def test_the_recommendation_stands_in_the_question() -> None:
    """Nobody agrees to something that is not named; the emergency line stays; numbers go on."""
    _, questions = closed(HARM, AGREE)
    assert HARM.outcome.name in questions[0].text
    assert {question.emergency for question in questions} == {EMERGENCY}
    assert [question.number for question in questions] == [8, 9]


@pytest.mark.parametrize("rec", [HARM, ADDITIONAL, OPEN])
def test_not_deciding_is_allowed_and_stays_open(rec: Recommendation) -> None:
    """Not known yet records no judgement, neither agreement nor disagreement."""
    closing, questions = closed(rec, NOT_KNOWN)
    assert closing == Closing()
    assert closing.agrees is None
    assert keys(questions) == ["agrees", "reference"]
    assert questions[0].allow_not_known


@pytest.mark.parametrize(
    ("role", "kept"), [("team manager", "team manager"), ("", "supervisor or safeguarding lead")]
)
def test_having_talked_to_somebody_keeps_the_role(role: str, kept: str) -> None:
    """Guidance is recorded by role; left empty it is still recorded that there was some."""
    closing, questions = closed(ADDITIONAL, AGREE_TALKED, role)
    assert closing == Closing(agrees=True, outcome="additional", consulted=kept)
    assert keys(questions) == ["agrees", "consulted", "reference"]
    assert "not a name" in questions[1].text


@pytest.mark.parametrize("lower", ["targeted", "additional", "universal"])
def test_a_lower_judgement_on_a_harm_route_needs_a_reason_and_is_marked(lower: str) -> None:
    """Without a reason it is asked for again; with one it is recorded and marked."""
    closing, questions = closed(HARM, DISAGREE, lower, "", "Spoke to the clinic.", "team manager")
    assert closing == Closing(
        agrees=False,
        outcome=lower,
        reason="Spoke to the clinic.",
        consulted="team manager",
        below_harm_route=True,
    )
    assert keys(questions) == ["agrees", "outcome", "reason", "reason", "consulted", "reference"]
    assert questions[2].error == ""
    assert "reason is needed" in questions[3].error


@pytest.mark.parametrize(
    ("rec", "outcome"),
    [(HARM, "specialist"), (ADDITIONAL, "targeted"), (ADDITIONAL, "universal"), (OPEN, "targeted")],
)
def test_any_other_disagreement_is_not_marked(rec: Recommendation, outcome: str) -> None:
    """Only a level below the harm route is marked; every disagreement has its reason."""
    closing, _ = closed(rec, DISAGREE, outcome, "Because of the school.")
    assert (closing.outcome, closing.below_harm_route) == (outcome, False)
    assert closing.reason == "Because of the school."


def test_disagreeing_without_a_level_records_the_reason_alone() -> None:
    """A person may disagree and not know which level is right."""
    closing, _ = closed(HARM, DISAGREE, NOT_KNOWN, "Too early to tell.")
    assert closing == Closing(agrees=False, reason="Too early to tell.")


def test_no_level_yet_is_no_judgement() -> None:
    """The levels offered are the real ones; "no level yet" is not among them."""
    _, questions = closed(HARM, DISAGREE, "targeted", "Because.")
    offered = [option.id for option in questions[1].options]
    assert offered == ["specialist", "targeted", "additional", "universal"]


@pytest.mark.parametrize("given", ["Anna Example", "Example, Anna", "943 476 5919", "HU1 2AB"])
def test_a_reference_that_identifies_somebody_is_asked_again(given: str) -> None:
    """A name, an NHS number or a postcode is queried once; another reference is taken."""
    closing, questions = closed(ADDITIONAL, AGREE, given, "EH-2041")
    assert closing.reference == "EH-2041"
    assert keys(questions) == ["agrees", "reference", "reference"]
    assert questions[2].error
    assert not any(part in questions[2].error for part in given.split())


def test_the_same_reference_again_is_kept() -> None:
    """The person decides: the same again is taken as it is."""
    closing, _ = closed(ADDITIONAL, AGREE, "Anna Example", "Anna Example")
    assert closing.reference == "Anna Example"


def test_another_name_is_asked_about_anew() -> None:
    """Only the same reference twice is an answer to the doubt."""
    closing, questions = closed(ADDITIONAL, AGREE, "Anna Example", "Berta Example", "")
    assert keys(questions).count("reference") == 3
    assert closing.reference == ""


@pytest.mark.parametrize("reference", ["EH-2041", "2026/117", ""])
def test_an_ordinary_reference_is_no_problem(reference: str) -> None:
    """An agency's own number passes, and so does none."""
    assert reference_problem(reference, NUMBERS) == ""


def test_a_reference_given_before_is_not_asked_for() -> None:
    """Where a flag or the note gave it, there is no question."""
    closing, questions = closed(ADDITIONAL, AGREE, reference="EH-1")
    assert closing.reference == "EH-1"
    assert keys(questions) == ["agrees"]


@pytest.mark.parametrize("reply", [Back(), Review()])
def test_back_and_review_lead_from_the_result_to_the_answers(reply: Back | Review) -> None:
    """Whoever sees a wrong answer behind the result goes back; nothing is taken as a judgement."""
    with pytest.raises(Reopened) as stop:
        closed(ADDITIONAL, reply)
    assert stop.value.by == reply


def test_back_within_the_closing_leads_to_its_first_question() -> None:
    """A slip in the judgement is mended: it is asked again, under its own number."""
    closing, questions = closed(ADDITIONAL, DISAGREE, Back(), AGREE, "EH-1")
    assert closing == Closing(agrees=True, outcome="additional", reference="EH-1")
    assert keys(questions) == ["agrees", "outcome", "agrees", "reference"]
    assert [question.number for question in questions] == [8, 9, 8, 9]


def test_an_open_judgement_is_called_not_decided() -> None:
    """Row 0 says what it means for a decision, in either list."""
    _, questions = closed(HARM, DISAGREE, "targeted", "Because.")
    lists = [question for question in questions if question.kind == "choose"]
    assert [zero_words(question) for question in lists] == ["Not decided yet"] * 2
    assert said(lists[0], Answered((NOT_KNOWN,))) == "Not decided yet"


def test_the_reference_of_the_decision_before_is_offered_and_not_taken() -> None:
    """It stands in the line to be kept by Enter; another one, or none, is taken as well."""
    for given, kept in (("EH-1", "EH-1"), ("EH-2", "EH-2"), ("", "")):
        asker = Told([Answered((AGREE,)), Answered((given,) if given else ())])
        closing = Closer(asker, ADDITIONAL, EMERGENCY, 7, NUMBERS).ask(offered="EH-1")
        assert closing.reference == kept
        assert asker.questions[1].current == ("EH-1",)
        assert "keeps the reference of the decision before" in asker.questions[1].text
    _, questions = closed(ADDITIONAL, AGREE)
    assert questions[1].current == ()


@pytest.mark.parametrize("before", [(), (DISAGREE,), (DISAGREE, "targeted")])
def test_save_and_quit_stops_at_any_closing_question(before: tuple[str, ...]) -> None:
    """Save-and-quit is never taken as a judgement."""
    with pytest.raises(Quit):
        closed(HARM, *before, SaveAndQuit())


def test_an_nhs_number_in_words_is_shown_by_kind_and_never_echoed() -> None:
    """What was found is said by kind and count; not one digit of it is repeated."""
    words = {"harm": f"Number {NHS_NUMBER} was on the letter.", "impact": "Sleeps badly."}
    found = words_problems(words, NUMBERS)
    assert len(found) == 1
    assert "NHS" in found[0]
    asker = Told([Answered(("save",))])
    assert confirm_words(asker, found, EMERGENCY, 9)
    (question,) = asker.questions
    assert "NHS" in question.text
    shown = " ".join([question.text, question.help, *(o.text for o in question.options)])
    assert not any(part in shown for part in NHS_NUMBER.split())


def test_ordinary_words_and_printed_numbers_are_no_problem() -> None:
    """EHASH's own number in the words is nobody's."""
    assert words_problems({"harm": "Rang 01482 448879 at once."}, NUMBERS) == []


@pytest.mark.parametrize("reply", [Answered(()), Answered((NOT_KNOWN,)), Back()])
def test_words_that_identify_somebody_are_never_lost_by_a_slip(reply: Reply) -> None:
    """Nothing is preselected: only a plain choice saves the words or leaves them out."""
    asker = Told([reply, Answered(("change",))])
    assert not confirm_words(asker, ["1 NHS number"], EMERGENCY, 9)
    assert len(asker.questions) == 2
    assert asker.questions[0].current == ()


def test_quitting_before_the_words_are_decided_keeps_them_in_the_draft() -> None:
    """Save and quit there saves no note and takes no words out."""
    with pytest.raises(Quit):
        confirm_words(Told([SaveAndQuit()]), ["1 NHS number"], EMERGENCY, 9)
