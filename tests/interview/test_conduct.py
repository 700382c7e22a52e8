from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needcheck.case.answers import Answers
from needcheck.errors import InputError, Place, StorageError
from needcheck.interview.asker import (
    NOT_KNOWN,
    Answered,
    Back,
    Question,
    Reply,
    Review,
    SaveAndQuit,
)
from needcheck.interview.conduct import CONTINUE, MEANWHILE, ROUTE, Conduct, Quit
from needcheck.interview.script import ScriptAsker
from needcheck.interview.session import Session
from tests.interview.walk import LOOKED, Told, calmly, name, session, silently

HARM, AGE, PLAN, CHILD = "harm:0", "child:0", "child:1", "concerns:0"


def conduct(asker: Told, held: Session | None = None) -> Conduct:
    """An interview with that asker; keeping is written into its log."""
    return Conduct(held or session(), asker, lambda session: asker.log.append("keep"))


def calm(held: Session, **changes: str) -> Callable[[Question], Reply]:
    """Replies that answer calmly, but for the changes."""
    return lambda question: calmly(question, held.screen(question.key).step.fact, changes)


def quitting(question: Question) -> Reply:
    """Save and quit, whatever is asked."""
    return SaveAndQuit()


@pytest.mark.parametrize("answer", ["suspected", "known"])
def test_on_harm_the_route_is_shown_before_anything_else_is_asked(answer: str) -> None:
    """The first answer, kept, then the route, and only then the next question."""
    asker = Told([Answered((answer,))])
    conduct(asker).run()
    assert asker.log[:4] == [f"ask {HARM}", "keep", f"show {ROUTE}", "ask words:harm"]


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_the_route_is_shown_the_moment_harm_begins(data: st.DataObject) -> None:
    """Wherever the harm route begins to hold, nothing is asked before it is shown."""
    held = session()
    alarms: list[bool] = []

    def anything(question: Question) -> Reply:
        alarms.append(held.alarm)
        assert not held.alarm or shown_since_calm(asker.log, alarms)
        if len(asker.questions) > 30:
            return SaveAndQuit()
        if question.key == "review":
            return Answered((data.draw(st.sampled_from(question.options)).id,))
        if data.draw(st.integers(0, 5)) == 0:
            return data.draw(st.sampled_from([Back(), Review()]))
        values = tuple(option.id for option in question.options) or (NOT_KNOWN,)
        if question.kind == "checklist":
            return Answered((data.draw(st.sampled_from(values)),))
        chosen = data.draw(st.sampled_from([NOT_KNOWN, *values]))
        return Answered((chosen,)) if not question.optional else Answered(())

    asker = Told(then=anything)
    try:
        conduct(asker, held).run()
    except Quit:
        assert asker.log[-1] == "keep"


def shown_since_calm(log: list[str], alarms: list[bool]) -> bool:
    """Whether the route was shown after the last question that was asked without alarm."""
    calm_questions = [index for index, alarm in enumerate(alarms) if not alarm]
    asked = [index for index, line in enumerate(log) if line.startswith("ask ")]
    start = asked[calm_questions[-1]] if calm_questions else 0
    return f"show {ROUTE}" in log[start:]


def test_the_route_is_shown_once_while_it_holds_and_again_when_it_returns() -> None:
    """Not with every answer; but taking harm back and raising it again shows it again."""
    replies: list[Reply] = [
        Answered(("suspected",)),
        Answered(()),
        Back(),
        Answered(("no",)),
        Review(),
        Answered((HARM,)),
        Answered(("known",)),
    ]
    asker = Told(replies)
    conduct(asker).run()
    assert asker.log.count(f"show {ROUTE}") == 2


def test_back_leads_only_to_questions_that_still_apply() -> None:
    """After harm is taken back, Back does not ask about the contact that is not to be made."""
    replies: list[Reply] = [
        *(Answered(("suspected",)), Answered(()), Answered((NOT_KNOWN,))),
        *(Review(), Answered((HARM,)), Answered(("no",)), Back()),
    ]
    asker = Told(replies, quitting)
    with pytest.raises(Quit):
        conduct(asker).run()
    assert asker.questions[-1].key == HARM


def test_a_protection_prompt_shows_the_route_before_the_next_list() -> None:
    """What is ticked in a list raises the alarm at once, too."""
    held = session()
    asker = Told(then=calm(held))
    walker = calm(held)

    def tick(question: Question) -> Reply:
        return Answered(("hul-357",)) if question.key == CHILD else walker(question)

    asker.then = tick
    conduct(asker, held).run()
    at = asker.log.index(f"ask {CHILD}")
    assert asker.log[at : at + 3] == [f"ask {CHILD}", "keep", f"show {ROUTE}"]


def test_the_level_is_shown_before_the_questions_of_its_route() -> None:
    """After the last question on the level comes the level, then consent."""
    held = session()
    asker = Told(then=calm(held, needs="emerging"))
    conduct(asker, held).run()
    shown = asker.log.index(f"show {ROUTE}")
    after = [line for line in asker.log[shown:] if line.startswith("ask ")]
    assert after[0] == "ask consent:0"
    assert "ask consent:0" not in asker.log[:shown]
    assert asker.log.count(f"show {ROUTE}") == 1


def test_everything_is_kept_before_the_next_question() -> None:
    """Between two questions stands a keep, and it had the answer just given."""
    held = session()
    kept: list[int] = []
    asker = Told(then=calm(held, needs="multiple", coordination_required="yes"))
    interview = Conduct(held, asker, lambda s: (kept.append(len(s.answers.facts)), None)[1])
    interview.keep = lambda s: (asker.log.append("keep"), kept.append(len(s.answers.facts)))[0]
    interview.run()
    lines = [line for line in asker.log if not line.startswith("show")]
    assert lines[::2] == [line for line in lines if line.startswith("ask")]
    assert set(lines[1::2]) == {"keep"}
    assert kept[0] == 1
    assert kept[-1] == len(held.answers.facts)


def test_a_refused_answer_is_asked_again_with_the_reason_and_nothing_kept() -> None:
    """The same question comes back with what is allowed; answers are as before."""
    asker = Told([Answered(("no",)), Answered(("a lot",)), Answered(("7",))], quitting)
    held = session()
    with pytest.raises(Quit):
        conduct(asker, held).run()
    assert [q.key for q in asker.questions[:4]] == [HARM, AGE, AGE, PLAN]
    assert asker.questions[1].error == ""
    assert "0 to 30" in asker.questions[2].error
    assert "a lot" not in asker.questions[2].error
    assert asker.log[:5] == [f"ask {HARM}", "keep", f"ask {AGE}", f"ask {AGE}", "keep"]
    assert held.answers.facts == {"harm": "no", "unborn": False, "age": 7}


def test_back_returns_to_the_question_before_with_its_answer() -> None:
    """Back from the third question shows the second as answered; then it goes on at the third."""
    replies: list[Reply] = [Answered(("no",)), Answered(("7",)), Back(), Answered(("8",))]
    asker = Told(replies, quitting)
    held = session()
    with pytest.raises(Quit):
        conduct(asker, held).run()
    assert [q.key for q in asker.questions] == [HARM, AGE, PLAN, AGE, PLAN]
    assert asker.questions[3].current == ("7",)
    assert held.answers.facts["age"] == 8


def test_back_twice_goes_two_questions_back() -> None:
    """Back from the question that Back had led to goes on backwards."""
    replies: list[Reply] = [Answered(("no",)), Answered(("7",)), Back(), Back()]
    asker = Told(replies, quitting)
    with pytest.raises(Quit):
        conduct(asker).run()
    assert [q.key for q in asker.questions] == [HARM, AGE, PLAN, AGE, HARM]


def test_back_from_the_first_question_stays_there() -> None:
    """There is nothing before harm."""
    asker = Told([Back(), Back()], quitting)
    with pytest.raises(Quit):
        conduct(asker).run()
    assert [q.key for q in asker.questions] == [HARM] * 3


def test_back_from_words_returns_to_their_question() -> None:
    """The words of a fact lead back to the fact."""
    asker = Told([Answered(("known",)), Back()], quitting)
    with pytest.raises(Quit):
        conduct(asker).run()
    assert [q.key for q in asker.questions] == [HARM, "words:harm", HARM]


def test_any_answer_can_be_changed_from_the_review() -> None:
    """Review lists the answers so far, "go on" first, and leads to the one that is chosen."""
    replies: list[Reply] = [
        *(Answered(("no",)), Answered(("7",)), Answered(("none",))),
        *(Review(), Answered((AGE,)), Answered(("9",))),
    ]
    asker = Told(replies, quitting)
    held = session()
    with pytest.raises(Quit):
        conduct(asker, held).run()
    review = next(q for q in asker.questions if q.key == "review")
    assert review.options[0].id == CONTINUE
    assert not review.allow_not_known
    lines = {option.id: option.text for option in review.options[1:]}
    assert list(lines) == [HARM, AGE, PLAN, CHILD]
    assert lines[AGE].endswith("-> 7")
    assert "No - I have considered it" in lines[HARM]
    assert [q.key for q in asker.questions][-2:] == [AGE, CHILD]
    none = frozenset({"none"})
    assert held.answers.facts == {"harm": "no", "unborn": False, "age": 9, "plan": none}


def reviewed(*replies: Reply) -> dict[str, str]:
    """The lines of the review after these replies and calm ones, by screen."""
    held = session()
    walker = calm(held)
    asker = Told(replies, lambda q: walker(q) if q.key != "judgement:0" else Review())
    asker_then = asker.then

    def once(question: Question) -> Reply:
        return SaveAndQuit() if question.key == "review" else asker_then(question)

    asker.then = once
    with pytest.raises(Quit):
        conduct(asker, held).run()
    return {option.id: option.text for option in asker.questions[-1].options}


def test_the_review_says_that_strengths_were_looked_through() -> None:
    """Nothing there is not the same as not looked at, for strengths as for concerns."""
    held = session()
    key = next(s.key for s in held.screens() if s.step.prompts == "strengths")
    assert reviewed()[key].endswith("-> Nothing in this list")
    asker = Told(then=lambda q: silently(q) if q.key == key else calm(held)(q))
    conduct(asker, held).run()
    question = held.question(held.screen(key))
    assert not question.current_looked_through


def test_the_review_says_not_known_and_days_in_words() -> None:
    """An answer "not known" is not "left out", and a moment is not a stamp."""
    lines = reviewed(Answered((NOT_KNOWN,)))
    assert lines[HARM].endswith("-> Not known yet")
    held = session()
    made = next(s for s in held.screens() if s.step.fact == "contact_made_at")
    held.answers = held.gate.put(held.answers, "harm", "known", place=Place())
    held.answers = held.gate.put(held.answers, "contact_made_at", "3.30pm", place=Place())
    asker = Told([Review()], quitting)
    with pytest.raises(Quit):
        conduct(asker, held).run()
    (line,) = [o.text for o in asker.questions[-1].options if o.id == made.key]
    assert line.endswith("-> Friday 20 November 2026 at 15:30")


@pytest.mark.parametrize(
    ("fact", "given"),
    [("contact_made_at", "half past three"), ("age", "a lot"), ("contact_made_at", "13.30pm")],
)
def test_a_refusal_names_the_question_and_not_the_id_of_its_fact(fact: str, given: str) -> None:
    """What is not accepted is said in the words of the question, never as an id."""
    held = session()
    harm = "known" if fact == "contact_made_at" else "no"
    key = next(s.key for s in held.screens() if s.step.fact == fact)

    def answer(question: Question) -> Reply:
        if question.error:
            return SaveAndQuit()
        if question.key == HARM:
            return Answered((harm,))
        return Answered((given,)) if question.key == key else silently(question)

    asker = Told(then=answer)
    with pytest.raises(Quit):
        conduct(asker, held).run()
    refused = asker.questions[-1]
    assert refused.error.startswith(f"{held.plan.bundle.facts[fact].short}: Give ")
    assert fact not in refused.error or fact == held.plan.bundle.facts[fact].short
    assert given not in refused.error


def test_from_the_result_back_leads_to_the_last_question_and_review_to_any() -> None:
    """What was answered can be changed after the result was seen, and the interview goes on."""
    held = session()
    asker = Told(then=calm(held))
    interview = conduct(asker, held)
    interview.run()
    last = asker.questions[-1].key
    interview.reopen(Back())
    interview.run()
    assert asker.questions[-1].key == last
    asker.then = lambda q: Answered((AGE,)) if q.key == "review" else Answered(("9",))
    interview.reopen(Review())
    interview.run()
    assert [q.key for q in asker.questions][-2:] == ["review", AGE]
    assert held.answers.facts["age"] == 9


@pytest.mark.parametrize("reply", [Answered((CONTINUE,)), Answered(()), Back()])
def test_going_on_from_the_review_returns_to_the_open_question(reply: Reply) -> None:
    """Nothing chosen, or Back, leads to where the person was."""
    asker = Told([Answered(("no",)), Review(), reply], quitting)
    with pytest.raises(Quit):
        conduct(asker).run()
    assert [q.key for q in asker.questions] == [HARM, AGE, "review", AGE]


def test_harm_changed_in_the_review_shows_the_route_at_once() -> None:
    """An answer changed late is as urgent as one given early."""
    held = session()
    walker = calm(held)
    turn = iter([Review(), Answered((HARM,)), Answered(("suspected",))])

    def late(question: Question) -> Reply:
        started = question.key == "judgement:3" or len(asker.log) > 60 or bool(changing)
        if started:
            changing.append(question.key)
            reply = next(turn, None)
            if reply is not None:
                return reply
        return walker(question) if not started else silently(question)

    changing: list[str] = []
    asker = Told(then=late)
    conduct(asker, held).run()
    at = max(index for index, line in enumerate(asker.log) if line == f"ask {HARM}")
    assert asker.log[at + 1 : at + 3] == ["keep", f"show {ROUTE}"]
    assert held.answers.facts["harm"] == "suspected"
    assert held.answers.facts["age"] == 8


@pytest.mark.parametrize("before", [[], [Answered(("no",))], [Review()]])
def test_save_and_quit_keeps_what_there_is(before: list[Reply]) -> None:
    """Quitting, from the review too, keeps the session before it stops."""
    asker = Told(before, quitting)
    with pytest.raises(Quit):
        conduct(asker).run()
    assert asker.log[-1] == "keep"


@pytest.mark.parametrize("error", [KeyboardInterrupt, EOFError])
def test_an_interruption_loses_no_answer(error: type[BaseException]) -> None:
    """Ctrl-C or the end of input passes through, after everything answered was kept."""
    held = session()

    def stop(question: Question) -> Reply:
        raise error

    asker = Told([Answered(("no",)), Answered(("7",))], stop)
    with pytest.raises(error):
        conduct(asker, held).run()
    assert asker.log[-2:] == ["keep", f"ask {PLAN}"]
    assert held.answers.facts == {"harm": "no", "unborn": False, "age": 7}


def test_a_finished_interview_asks_nothing_more() -> None:
    """Run again on the same session, there is nothing left to ask."""
    held = session()
    conduct(Told(then=calm(held)), held).run()
    again = Told()
    conduct(again, held).run()
    assert again.questions == []
    assert held.next(follow_on=False) is None
    assert {name(screen) for screen in held.answered()} >= {"harm", "child", "needs"}


def test_enter_through_everything_gives_no_level() -> None:
    """Whoever presses Enter throughout gets not_yet, and the level is shown as such."""
    held = session()
    asker = Told(then=silently)
    conduct(asker, held).run()
    assert held.case.facts["outcome"] == "not_yet"
    assert held.answers.facts == {}
    assert LOOKED not in [silently(q) for q in asker.questions]


def test_a_scripted_answer_that_is_refused_ends_with_an_error() -> None:
    """A script that gives what the interview refuses is an error; it is not asked for ever."""
    held = session()
    asker = ScriptAsker(held, Answers(facts={"harm": "no", "severity": "some"}))
    with pytest.raises(InputError, match="does not take this answer"):
        Conduct(held, asker, lambda session: None).run()


def test_harm_not_known_is_told_at_once_what_to_do_meanwhile() -> None:
    """Right after "not known yet" it is said whom to ask; not where the harm route holds."""
    asker = Told([Answered((NOT_KNOWN,))], quitting)
    with pytest.raises(Quit):
        conduct(asker).run()
    assert asker.log[:4] == [f"ask {HARM}", "keep", f"show {MEANWHILE}", f"ask {AGE}"]


@pytest.mark.parametrize("end", [Back(), Review(), SaveAndQuit(), KeyboardInterrupt()])
def test_ticks_are_kept_however_a_list_is_left(end: Reply | KeyboardInterrupt) -> None:
    """Back, review, save and Ctrl-C keep what was ticked, and it is kept before they act."""
    held = session(Answers({"harm": "no", "age": 7, "plan": frozenset({"none"})}))

    def leave(question: Question) -> Reply:
        if question.key != CHILD or "hul-298" in question.current:
            return SaveAndQuit()
        assert question.marked is not None
        question.marked(Answered(("hul-298",), looked_through=False))
        assert asker.log[-1] == "keep"
        if isinstance(end, KeyboardInterrupt):
            raise end
        return end

    asker = Told(then=leave)
    with pytest.raises((Quit, KeyboardInterrupt)):
        conduct(asker, held).run()
    assert held.answers.present == {"hul-298"}
    assert held.answers.looked_through == frozenset()


def test_ticks_that_cannot_be_kept_do_not_end_the_question() -> None:
    """A full disk is said when the screen is left; a key in a list never raises."""

    def full(_session: Session) -> None:
        raise StorageError("no space left")

    held = session(Answers({"harm": "no", "age": 7, "plan": frozenset({"none"})}))

    def leave(question: Question) -> Reply:
        assert question.marked is not None
        question.marked(Answered(("hul-298",), looked_through=False))
        return Answered(("hul-298",))

    with pytest.raises(StorageError):
        Conduct(held, Told(then=leave), full).run()
