from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needcheck.interview.asker import (
    NOT_KNOWN,
    Answered,
    Back,
    Option,
    Question,
    Reply,
    Review,
    SaveAndQuit,
    View,
)
from needcheck.interview.plain import PlainAsker
from needcheck.interview.shown import plain_text

LONG = "a long text that goes on about what was seen and heard by several people at school"
OPTIONS = (
    Option("no", "No", heading="First part"),
    Option("suspected", LONG, "Somebody worries."),
    Option("known", "Known burn", heading="Second part"),
    Option("other", "Other", "a burn as well"),
)
EMERGENCY = "Immediate danger: call 999, then the hub on 01482 000000 at any hour of the day."
HARM = Question("harm", 1, "choose", LONG, "Plain help.", "Route.", OPTIONS, emergency=EMERGENCY)
WORDS = replace(HARM, number=2, kind="text", options=(), optional=True)
PLAN = replace(HARM, number=3, kind="several", none_option="no")
CHILD = replace(HARM, number=4, kind="checklist", allow_absent=True, progress="about 3 more")


def play(question: Question, *lines: str) -> tuple[Reply, str]:
    """Answer with the lines; returns the reply and everything that was written."""
    typed = iter(lines)
    written: list[str] = []

    def read() -> str:
        try:
            return next(typed) + "\n"
        except StopIteration:
            raise EOFError from None

    return PlainAsker(read, written.append, lambda view: None).ask(question), "".join(written)


def reply_to(question: Question, *lines: str) -> Reply:
    """Return only the reply."""
    return play(question, *lines)[0]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (HARM, Answered((NOT_KNOWN,))),
        (WORDS, Answered(())),
        (replace(WORDS, optional=False), Answered((NOT_KNOWN,))),
        (PLAN, Answered((NOT_KNOWN,))),
        (CHILD, Answered((), looked_through=False)),
    ],
)
def test_an_empty_line_never_picks_an_answer(question: Question, expected: Reply) -> None:
    """Enter alone is not known, left out, or not looked at."""
    assert reply_to(question, "") == expected


def test_an_empty_line_keeps_that_nothing_was_in_the_list() -> None:
    """Going back to a list that was looked through, Enter alone says the same again."""
    reply, written = play(replace(CHILD, current_looked_through=True), "")
    assert reply == Answered((), looked_through=True)
    assert "Enter alone: Nothing in this list: I have looked through it" in written
    assert reply_to(replace(CHILD, current_looked_through=True), "s") == Answered(
        (), looked_through=False
    )


def test_where_something_must_be_chosen_there_is_no_row_0() -> None:
    """No dead row is listed; an empty line and 0 choose nothing, and the error says from where."""
    reply, written = play(replace(HARM, allow_not_known=False), "", "0", "2")
    assert reply == Answered(("suspected",))
    assert written.count("Not accepted: type a number from 1 to 4.") == 2
    assert "\n  0  " not in written
    assert "Choose one of the rows below" not in written
    current = replace(HARM, allow_not_known=False, current=("known",))
    assert reply_to(current, "") == Answered(("known",))


def test_row_0_says_what_not_answering_means_here() -> None:
    """A judgement that is open is "Not decided yet"."""
    written = play(replace(HARM, not_known_words="Not decided yet"), "0")[1]
    assert "  0  Not decided yet" in written
    assert "Not known yet" not in written


def test_a_number_chooses_and_0_is_not_known() -> None:
    """Numbers choose; 0 is always the row that is no answer."""
    assert reply_to(HARM, "2") == Answered(("suspected",))
    assert reply_to(HARM, " 0 ") == Answered((NOT_KNOWN,))


def test_an_empty_line_keeps_an_answer_in_force() -> None:
    """Going back and pressing Enter does not lose what was said."""
    assert reply_to(replace(HARM, current=("known",)), "") == Answered(("known",))
    assert reply_to(replace(WORDS, current=("old",)), "") == Answered(("old",))
    assert reply_to(replace(WORDS, current=("old",)), ":n") == Answered(())


@pytest.mark.parametrize("typed", ["9", "x", "-1", "1 2", "²", "99999999999", "no"])
def test_what_is_not_a_row_is_refused_in_words_and_asked_again(typed: str) -> None:
    """An error names what is allowed, not what was typed, and the question is repeated."""
    reply, written = play(HARM, typed, "2")
    assert reply == Answered(("suspected",))
    assert "Not accepted: type a number from 0 to 4.\nQuestion 1: " in written
    assert written.count("Question 1: ") == 2


def test_an_error_of_the_session_stands_before_the_question() -> None:
    """The sentence that the session gives is shown first."""
    written = play(replace(HARM, error="one of the list."), "2")[1]
    assert written.startswith("Not accepted: one of the list.\nQuestion 1: ")


@pytest.mark.parametrize("question", [HARM, PLAN, CHILD, WORDS], ids=lambda q: q.kind)
@pytest.mark.parametrize(
    ("command", "reply"), [("b", Back()), ("r", Review()), ("q", SaveAndQuit())]
)
def test_commands(question: Question, command: str, reply: Reply) -> None:
    """Back, review and save are one letter; in a text question a colon stands before it."""
    colon = ":" if question.kind == "text" else ""
    assert reply_to(question, colon + command) == reply


def test_a_letter_is_an_answer_in_a_text_question() -> None:
    """A text may be any word, even the letter of a command."""
    assert reply_to(WORDS, "b") == Answered(("b",))


@pytest.mark.parametrize("question", [HARM, PLAN, CHILD, WORDS], ids=lambda q: q.kind)
@pytest.mark.parametrize("command", ["?", "h"])
def test_help_is_given_and_the_question_goes_on(question: Question, command: str) -> None:
    """Help says the help text and why it is asked; the next line answers."""
    colon = ":" if question.kind == "text" else ""
    reply, written = play(question, colon + command, "2", "", "")
    assert isinstance(reply, Answered)
    assert reply.values
    assert "Plain help.\nWhy this is asked: Route.\n" in written
    assert "Not accepted" not in written


def test_help_can_be_asked_ten_thousand_times() -> None:
    """A stuck key or a looping script does not run out of stack."""
    short = replace(HARM, text="Harm?", options=(), emergency="")
    assert reply_to(short, *["?"] * 10_000, "0") == Answered((NOT_KNOWN,))


def test_required_answers_are_asked_for_again() -> None:
    """Where not known is not offered, an empty line is refused."""
    required = {"allow_not_known": False, "optional": False}
    assert reply_to(replace(HARM, **required), "", "1") == Answered(("no",))
    assert reply_to(replace(WORDS, **required), "", "x") == Answered(("x",))
    assert reply_to(replace(PLAN, **required), "", "3", "") == Answered(("known",))


def test_checklist_ticks_and_unticks_by_number() -> None:
    """Numbers toggle, the list says what is ticked now, and an empty line is the end."""
    reply, written = play(CHILD, "2 4", "4", "5", "-3", "")
    assert reply == Answered(("no", "other"), ("suspected",))
    assert "Now: [x] 2 No; [x] 4 Known burn\n" in written
    assert "Now: [x] 2 No\n" in written


def test_checklist_can_be_left_with_nothing() -> None:
    """Leaving with n says that the list was looked through, s that it was not."""
    assert reply_to(CHILD, "n") == reply_to(CHILD, "1") == Answered(())
    assert reply_to(CHILD, "s") == reply_to(CHILD, "0") == Answered((), looked_through=False)


@pytest.mark.parametrize("typed", ["n", "s", "0", "1", "99", "2 99", "x", "-", "--", "-0"])
def test_ticks_are_not_lost_by_a_slip(typed: str) -> None:
    """What does not fit while something is ticked is refused and changes nothing."""
    reply, written = play(CHILD, "4", typed, "")
    assert reply == Answered(("known",))
    assert "Not accepted: " in written


def test_search_prints_only_the_matches() -> None:
    """/word shows the rows that hold the word in text or help, with their own numbers."""
    written = play(CHILD, "/BURN", "5", "")[1]
    found = written.split("Enter alone: Not looked at yet\n")[1]
    assert found == "Second part\n  4  [ ] Known burn\n  5  [ ] Other\n"


def test_search_without_a_match_says_so() -> None:
    """A search that finds nothing says so."""
    assert "Nothing matches." in play(CHILD, "/zzz", "")[1]


def test_l_lists_again_and_a_row_has_its_help() -> None:
    """Typing l repeats the list with its marks; ? and a number give the help of that row."""
    written = play(CHILD, "4", "l", "?3", "")[1]
    assert "  4  [x] Known burn\n" in written
    assert "Somebody worries." in written


def test_clearly_not_so_is_refused_where_it_is_not_offered() -> None:
    """A minus means nothing where a list does not offer it."""
    question = replace(CHILD, allow_absent=False)
    reply, written = play(question, "-3", "")
    assert reply == Answered((), looked_through=False)
    assert "Not accepted" in written


def test_none_excludes_the_others() -> None:
    """The option for none takes the other ticks away."""
    assert reply_to(PLAN, "2 3 1", "") == Answered(("no",))


@pytest.mark.parametrize("question", [HARM, PLAN, CHILD, WORDS], ids=lambda q: q.kind)
def test_the_emergency_line_stands_with_every_question(question: Question) -> None:
    """The emergency line is on every screen that asks."""
    assert EMERGENCY in " ".join(
        play(question, ":q" if question.kind == "text" else "q")[1].split("\n")
    )


foreign = st.text(st.characters(codec="utf-8"), max_size=200) | st.just("\x1b[2J" + "x" * 300)


@given(foreign, st.sampled_from(["choose", "text", "several", "checklist"]), st.data())
def test_every_line_is_plain_and_at_most_80_columns(
    text: str, kind: str, data: st.DataObject
) -> None:
    """Whatever the criteria and answers hold: no control character, no line over 80."""
    options = tuple(Option(f"o{n}", text, text, text) for n in range(3))
    question = replace(
        CHILD, kind=kind, text=text, help=text, why=text, options=options, progress=text,
        emergency=text, error=text, current=(text,),
    )  # fmt: skip
    typed = data.draw(st.lists(st.sampled_from(["?", "2", "9", "/x", "l", ":?", "-3"]) | foreign))
    written = play(question, *typed, ":q", "q", "q")[1]
    for line in written.split("\n"):
        assert len(line) <= 80
        assert line == plain_text(line)


def test_end_of_input_is_passed_on() -> None:
    """The end of the input is no answer."""
    for question in (HARM, WORDS, PLAN, CHILD):
        with pytest.raises(EOFError):
            play(question)


def test_views_go_to_the_renderer() -> None:
    """The asker shows nothing itself: it hands views to the renderer."""
    seen: list[View] = []
    nothing: Callable[[], str] = lambda: ""  # noqa: E731
    PlainAsker(nothing, lambda text: None, seen.append).show(View("note"))
    assert seen == [View("note")]
