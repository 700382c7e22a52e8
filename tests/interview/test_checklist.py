from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needcheck.interview.asker import NOT_KNOWN, Answered, Option, Question
from needcheck.interview.checklist import entries, status, typed_line
from needcheck.interview.ticks import Ticks

OPTIONS = tuple(
    Option(f"p{n}", f"Entry {n} burn" if n % 7 == 0 else f"Entry {n}", f"help {n}", heading)
    for n, heading in enumerate(["Safety", *[""] * 19, "Health", *[""] * 19])
)
CHILD = Question("child", 4, "checklist", "Concerns", options=OPTIONS, allow_absent=True)
PLAN = Question("plan", 3, "several", "Plans", options=OPTIONS[:3], none_option="p0")
KEYS = ["up", "down", "pageup", "pagedown", "home", "end", " ", "backspace", "escape", "enter"]


def press(ticks: Ticks, *keys: str) -> Answered | None:
    """Press keys by name, or type; returns the answer of the first Enter that gives one."""
    moves = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10, "home": -99, "end": 99}
    ways = {" ": ticks.space, "backspace": ticks.erase, "escape": ticks.clear}
    for key in keys:
        if key == "enter":
            reply = ticks.enter()
            if reply:
                return reply
        elif key in moves:
            ticks.move(moves[key])
        else:
            ways.get(key, lambda key=key: ticks.type(key))()
    return None


def test_enter_at_once_says_not_looked_at() -> None:
    """Enter at once never says that a list was looked through."""
    assert press(Ticks(CHILD), "enter") == Answered((), looked_through=False)


def test_enter_keeps_that_nothing_was_in_the_list() -> None:
    """Going back to a list that was looked through and pressing Enter does not unsay it."""
    looked = replace(CHILD, current_looked_through=True)
    assert press(Ticks(looked), "enter") == Answered((), looked_through=True)
    denied = replace(looked, current_absent=("p3",))
    assert press(Ticks(denied), "enter") == Answered((), ("p3",), looked_through=True)
    assert press(Ticks(looked), "escape", "enter") == Answered((), looked_through=False)
    ticked = replace(looked, current=("p3",))
    assert press(Ticks(ticked), "enter") == Answered(("p3",))


def test_enter_at_once_is_not_known_for_several() -> None:
    """Enter at once on a short list is "Not known yet", never "none"."""
    assert press(Ticks(PLAN), "enter") == Answered((NOT_KNOWN,))


def test_nothing_in_this_list_takes_two_keys() -> None:
    """One and Enter say that the list was looked through and nothing is there."""
    assert press(Ticks(CHILD), "1", "enter") == Answered((), looked_through=True)


@pytest.mark.parametrize("row", range(2, 42))
def test_every_entry_is_reached_by_its_number_and_space(row: int) -> None:
    """Any entry is ticked with its digits and Space: four keys or fewer."""
    reply = press(Ticks(CHILD), *str(row), " ", "enter")
    assert reply == Answered((f"p{row - 2}",))


def test_words_in_any_order_find_an_entry() -> None:
    """A search matches text and help, without case, words in any order."""
    ticks = Ticks(CHILD)
    press(ticks, *"BURN,14")
    assert [ticks.entry(row) for row in ticks.rows()] == [OPTIONS[14]]


def test_enter_on_a_found_entry_ticks_it_and_stays() -> None:
    """Enter after a search never leaves the list without what was found."""
    ticks = Ticks(CHILD, ticked={"p3"})
    assert press(ticks, *"burn", "enter") is None
    assert ticks.ticked == {"p0", "p3"}
    assert press(ticks, "enter") == Answered(("p0", "p3"))


def test_enter_on_an_entry_just_reached_by_arrow_ticks_it() -> None:
    """Arrow and Enter tick: leaving would record that concern as absent."""
    ticks = Ticks(CHILD, ticked={"p3"})
    assert press(ticks, "down", "enter") is None
    assert ticks.ticked == {"p0", "p3"}


def test_enter_after_unticking_does_not_tick_again() -> None:
    """Taking a tick back and pressing Enter twice ends with nothing recorded."""
    ticks = Ticks(CHILD)
    press(ticks, "2", " ", " ")
    assert press(ticks, "enter") is None
    assert press(ticks, "enter") == Answered((), looked_through=False)


def test_enter_after_a_cleared_search_ticks_nothing() -> None:
    """Esc goes back to row 0, so that Enter does not tick what was found."""
    assert press(Ticks(CHILD), *"burn", "escape", "enter") == Answered((), looked_through=False)


@pytest.mark.parametrize("typed", ["zzz", "57", "2²", "0x1", "99999999999999999999"])
def test_what_finds_nothing_does_nothing(typed: str) -> None:
    """Where nothing is found, Space and Enter do nothing and the list says so."""
    ticks = Ticks(CHILD)
    assert press(ticks, *typed, " ", "enter") is None
    assert not ticks.ticked
    assert ticks.message


def test_minus_marks_as_clearly_not_so_only_where_allowed() -> None:
    """Minus marks the pointed entry; where that is not offered it is searched for."""
    assert press(Ticks(CHILD), "4", "-", "enter") == Answered((), ("p2",), looked_through=False)
    ticks = Ticks(replace(CHILD, allow_absent=False))
    press(ticks, "4", "-")
    assert not ticks.absent


def test_only_absent_marks_can_still_be_looked_through() -> None:
    """With marks but no ticks, row 1 says that the rest was looked through as well."""
    assert press(Ticks(CHILD), "4", "-", "1", "enter") == Answered((), ("p2",))


def test_nothing_in_this_list_is_gone_once_something_is_ticked() -> None:
    """A tick is never thrown away by "nothing in this list"."""
    ticks = Ticks(CHILD)
    assert press(ticks, "5", " ", "1", "enter") is None
    assert ticks.ticked == {"p3"}


def test_none_excludes_the_others() -> None:
    """Ticking "none" unticks the rest, and the other way round."""
    ticks = Ticks(PLAN)
    press(ticks, "2", " ", "3", " ", "1", " ")
    assert ticks.ticked == {"p0"}
    assert press(ticks, "3", " ", "enter") == Answered(("p2",))


def test_the_entry_for_none_leaves_at_once() -> None:
    """Number and Enter on "none" answer the question, since nothing can stand beside it."""
    assert press(Ticks(PLAN), "1", "enter") == Answered(("p0",))
    assert press(Ticks(PLAN), "2", "enter") is None


def test_a_number_that_space_cannot_tick_does_not_stay_typed() -> None:
    """After Space on a row that is no entry the next digit starts a new number."""
    for typed in ("1", "0", "57"):
        ticks = Ticks(CHILD)
        press(ticks, *typed, " ")
        assert ticks.message
        assert press(ticks, "4", " ", "enter") == Answered(("p2",))


def test_a_search_points_at_what_says_the_word_before_what_explains_it() -> None:
    """An entry whose help has the word stands in the list, but the pointer is not on it."""
    options = (Option("a", "Peers", "graver than bullying"), Option("b", "Is being bullied", "x"))
    ticks = Ticks(replace(CHILD, options=options))
    press(ticks, *"bull")
    assert ticks.rows() == [2, 3]
    assert ticks.pointed() == 3


@pytest.mark.parametrize(("typed", "found"), [("burns", "p0"), ("burning", "p0"), ("burxx", "")])
def test_the_beginning_of_a_word_finds_where_the_word_does_not(typed: str, found: str) -> None:
    """Another ending still finds; another word does not."""
    ticks = Ticks(CHILD)
    press(ticks, *typed)
    option = ticks.entry(ticks.pointed())
    assert (option.id if option else "") == found


PHRASES = Question(
    "home",
    6,
    "checklist",
    "Concerns",
    options=tuple(
        Option(key, text)
        for key, text in {
            "grave": "Long spells of self-harm",
            "mild": "Low self-esteem",
            "forced": "Risk of forced marriage",
        }.items()
    ),
)


def test_the_first_word_of_a_phrase_ticks_nothing() -> None:
    """Space after a word that finds several rows is a space: only the whole phrase ticks."""
    ticks = Ticks(PHRASES)
    press(ticks, *"self esteem")
    assert (ticks.ticked, ticks.typed) == (set(), "self esteem")
    press(ticks, " ")
    assert ticks.ticked == {"mild"}


def test_space_twice_or_after_an_arrow_ticks_one_of_several() -> None:
    """The row pointed at among several is ticked by a second Space, or by Space after an arrow."""
    twice, moved = Ticks(PHRASES), Ticks(PHRASES)
    press(twice, *"self", " ", " ")
    press(moved, *"self", "down", " ")
    assert (twice.ticked, moved.ticked) == ({"grave"}, {"mild"})


def test_a_phrase_never_takes_back_what_its_first_word_ticked() -> None:
    """Space after each word of a phrase that names one row leaves that row ticked."""
    ticks = Ticks(PHRASES)
    press(ticks, *"forced marriage", " ")
    assert ticks.ticked == {"forced"}
    assert ticks.message == "Ticked already."


def test_the_line_under_a_search_says_what_ticks() -> None:
    """Where Space would go on with the phrase, the line says that Enter ticks."""
    ticks = Ticks(PHRASES)
    press(ticks, *"self")
    assert typed_line(ticks) == "Search: self  (2 of 3; Enter ticks, Esc shows all)"
    press(ticks, "down")
    assert typed_line(ticks) == "Search: self  (2 of 3; Esc shows all)"


def test_current_ticks_are_kept_by_enter() -> None:
    """Going back and pressing Enter keeps what was ticked and marked."""
    question = replace(CHILD, current=("p5", "p1"), current_absent=("p2",))
    assert press(Ticks(question), "enter") == Answered(("p1", "p5"), ("p2",))


def test_an_answer_is_demanded_where_not_known_is_not_offered() -> None:
    """Row 0 of a required list gives no answer."""
    ticks = Ticks(replace(PLAN, allow_not_known=False))
    assert press(ticks, "enter") is None
    assert ticks.message


def test_ticked_entries_are_named_while_searching() -> None:
    """What is ticked stays on the screen whatever the search shows."""
    ticks = Ticks(CHILD, ticked={"p3"})
    press(ticks, *"burn")
    shown = " ".join(text for _, text in status(ticks, 79))
    assert "1 ticked: 5 Entry 3" in shown
    assert "6 of 40" in typed_line(ticks)


def test_headings_stand_above_their_entries_only() -> None:
    """A heading is shown above the first entry of its section that is shown, and never alone."""
    ticks = Ticks(CHILD)
    press(ticks, *"entry,28")
    lines = "".join(part[1] for part in entries(ticks, 78)).splitlines()
    assert lines == ["Health", "> 30  [ ] Entry 28 burn"]


@given(st.lists(st.sampled_from([*KEYS, *"0123456789-burnEt,. x\x1b\x00é²"]), max_size=60))
def test_any_keys_return_only_entries_of_the_list(keys: list[str]) -> None:
    """Whatever is pressed, an answer holds only options that Space or Enter touched."""
    for question in (CHILD, PLAN, replace(CHILD, options=())):
        ticks = Ticks(question)
        reply = press(ticks, *keys)
        allowed = {option.id for option in question.options} | {NOT_KNOWN}
        assert len([p for p in entries(ticks, 40) if p[0] == "[SetCursorPosition]"]) <= 1
        assert not ticks.ticked & ticks.absent
        if reply:
            assert {*reply.values, *reply.absent} <= allowed
            assert "enter" in keys
            assert set(reply.values) <= {NOT_KNOWN} or set(keys) - {"enter", "escape"}


@given(st.text(max_size=60))
def test_pasted_text_never_ticks(text: str) -> None:
    """Text alone, whatever it holds, only searches: no tick without Space or Enter."""
    ticks = Ticks(replace(CHILD, allow_absent=False))
    ticks.type(text)
    assert not ticks.ticked
    assert ticks.typed.isprintable()


def test_every_change_of_a_tick_is_told() -> None:
    """What is marked is told at once, without a claim that the list was looked through."""
    told: list[Answered] = []
    press(Ticks(replace(CHILD, marked=told.append)), "2", " ", "3", "-", "2", " ")
    assert told == [
        Answered(("p0",), (), looked_through=False),
        Answered(("p0",), ("p1",), looked_through=False),
        Answered((), ("p1",), looked_through=False),
    ]
