from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needcheck.case.answers import Answers
from needcheck.errors import AnswerError
from needcheck.interview.asker import NOT_KNOWN, Answered
from needcheck.interview.session import Session
from needcheck.jobs.engine import noon
from tests.interview.walk import (
    ENGINE,
    LOOKED,
    NOT_LOOKED,
    TODAY,
    calmly,
    name,
    session,
    silently,
    walk,
)

PROMPTS = ENGINE.bundle("hull").prompts
FIRST_HALF = [
    *("harm", "age", "plan", "child", "parents", "home", "strengths"),
    *("impact", "if_unchanged", "severity", "tried", "views", "needs", "list"),
]


def to(held: Session, wanted: str) -> None:
    """Answer calmly up to the screen of that name."""
    while (screen := held.next(follow_on=False)) is not None and name(screen) != wanted:
        held.accept(screen, calmly(held.question(screen), screen.step.fact, {}))
    assert screen is not None, wanted


def reply(held: Session, *values: str, **how: object) -> None:
    """Answer the next screen."""
    screen = held.next(follow_on=False)
    assert screen is not None
    held.accept(screen, Answered(values, **how))  # type: ignore[arg-type]


def outcome(held: Session) -> str:
    """The outcome as things stand."""
    return str(held.case.facts["outcome"])


def test_harm_is_asked_first_and_the_five_judgement_questions_in_their_order() -> None:
    """Harm, the child, the concerns, then the five judgement questions, needs, circumstances."""
    held = session()
    asked = [each for each in walk(held) if not each.startswith("words:")]
    assert asked == FIRST_HALF
    assert outcome(held) == "universal"


def test_every_judgement_question_is_asked_but_after_harm() -> None:
    """All five are asked whatever the level is; after harm none of them is."""
    facts = ENGINE.bundle("hull").facts.values()
    five = {fact.id for fact in facts if fact.judgement}
    assert len(five) == 5
    assert five <= set(walk(session(), needs="complex_enduring", impact="impaired"))
    assert five.isdisjoint(walk(session(), harm="suspected"))


@pytest.mark.parametrize(
    ("needs", "asked"),
    [
        ("none", False),
        ("emerging", True),
        ("multiple", True),
        pytest.param(
            NOT_KNOWN,
            True,
        ),
    ],
)
def test_co_ordination_is_asked_unless_there_are_no_needs(needs: str, asked: bool) -> None:
    """The line between Additional and Targeted is asked about wherever needs are not none."""
    assert ("coordination_required" in walk(session(), needs=needs)) is asked


def test_words_follow_their_own_question_and_may_be_left_out() -> None:
    """A fact's words come right after it, are not asked after a no, and Enter skips them."""
    asked = walk(session())
    assert asked[asked.index("impact") + 1] == "words:impact"
    assert "words:harm" not in asked
    after_harm = walk(session(), harm="known")
    assert after_harm[after_harm.index("harm") + 1] == "words:harm"


def test_words_are_kept_with_their_fact() -> None:
    """What a person writes is kept by fact, and asked for once."""
    held = session()
    reply(held, "suspected")
    reply(held, "Said: it was the belt.")
    assert held.answers.words == {"harm": "Said: it was the belt."}
    assert held.answers.facts == {"harm": "suspected"}


def test_after_harm_only_the_route_is_asked_about() -> None:
    """With harm the next questions are those of the contact, and nothing of the level."""
    held = session()
    reply(held, "suspected")
    reply(held)
    assert held.alarm
    assert held.next(follow_on=False) is None
    asked = [each for each in walk(held, follow_on=True) if not each.startswith("words:")]
    assert asked[:3] == ["informing_raises_risk", "contact_made_at", "existing_assessment"]
    assert len(asked) <= 7


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_not_known_everywhere_gives_no_level(data: st.DataObject) -> None:
    """Answering nothing, in words or with Enter, leads to not_yet and never to Universal."""
    held = session()
    for half in (False, True):
        while (screen := held.next(follow_on=half)) is not None:
            question = held.question(screen)
            blank = [silently(question)]
            if question.kind == "text" and not question.optional:
                blank.append(Answered(()))
            held.accept(screen, data.draw(st.sampled_from(blank)))
    assert held.answers.facts == {}
    assert outcome(held) == "not_yet"


def test_leaving_lists_unlooked_is_never_a_no() -> None:
    """A list left with "not looked at" leaves its prompts and facts missing, and asked."""
    held = session()
    to(held, "child")
    reply(held, looked_through=False)
    assert held.answers.looked_through == frozenset()
    to(held, "list")
    reply(held, looked_through=False)
    assert "disabled" in held.answers.asked
    assert "disabled" not in held.answers.facts


def test_leaving_a_list_of_facts_answers_the_unticked_no() -> None:
    """Ticked is yes, and what is not ticked in a list looked through is no."""
    held = session()
    to(held, "list")
    reply(held, "disabled")
    assert held.answers.facts["disabled"] is True
    assert held.answers.facts["immediate_danger"] is False


def test_a_marked_absence_is_a_no_in_a_list_not_looked_through() -> None:
    """One fact may be marked as clearly not so while the others stay not known."""
    held = session()
    to(held, "list")
    reply(held, absent=("disabled",), looked_through=False)
    assert held.answers.facts["disabled"] is False
    assert "harm_concern" in held.answers.asked


ALARMING = [p for p in PROMPTS.values() if p.harm in ("ask", "either", "protection", "explicit")]


@pytest.mark.parametrize("prompt", ALARMING, ids=lambda prompt: prompt.id)
def test_a_prompt_whose_words_signal_danger_brings_the_harm_question_back(prompt: object) -> None:
    """Ticking one shows the harm route or asks for harm again, before any other list."""
    found = PROMPTS[prompt.id]  # type: ignore[attr-defined]
    held = session()
    to(held, found.group)
    reply(held, found.id)
    screen = held.next(follow_on=False)
    assert held.alarm or (screen is not None and name(screen) == "again:harm")
    assert held.alarm == (found.harm in ("protection", "explicit"))


def test_a_harmless_prompt_does_not_bring_it_back() -> None:
    """A prompt without such words goes on to the next list."""
    held = session()
    to(held, "child")
    reply(held, "hul-298")
    screen = held.next(follow_on=False)
    assert screen is not None
    assert name(screen) == "parents"


def test_a_list_not_looked_at_does_not_bring_it_back() -> None:
    """Harm is asked again for what was ticked, and not for what was not looked at."""
    held = session()
    to(held, "child")
    reply(held, looked_through=False)
    screen = held.next(follow_on=False)
    assert screen is not None
    assert name(screen) == "parents"


def test_a_protection_prompt_with_a_no_asks_for_the_reason() -> None:
    """The reason is asked for, and with it the interview goes on below the alarm."""
    held = session()
    to(held, "child")
    reply(held, "hul-357")
    assert held.alarm
    screen = held.next(follow_on=False)
    assert screen is not None
    assert name(screen) == "harm_no_reason"
    held.accept(screen, Answered(("Seen by the school nurse.",)))
    assert not held.alarm
    assert held.answers.words["harm_no_reason"] == "Seen by the school nurse."
    assert "parents" in walk(held)


def test_harm_asked_again_preselects_nothing_and_takes_the_new_answer() -> None:
    """Enter alone never denies harm a second time, and a yes there raises the alarm."""
    held = session()
    to(held, "child")
    reply(held, "hul-346")
    screen = held.next(follow_on=False)
    assert screen is not None
    assert held.question(screen).current == ()
    held.accept(screen, Answered(("suspected",)))
    assert held.alarm


def test_answers_stay_in_force_whether_or_not_they_are_asked_again() -> None:
    """Harm in between loses nothing: back at no, the earlier answers stand and are not re-asked."""
    held = session()
    to(held, "severity")
    before = held.answers
    harm = held.screen("harm:0")
    held.accept(harm, Answered(("suspected",)))
    assert held.alarm
    assert {k: v for k, v in held.answers.facts.items() if k != "harm"} == {
        k: v for k, v in before.facts.items() if k != "harm"
    }
    held.accept(harm, Answered(("no",)))
    assert held.answers.facts == before.facts
    screen = held.next(follow_on=False)
    assert screen is not None
    assert name(screen) in ("severity", "words:harm")


def test_the_answers_alone_decide_what_is_asked_next() -> None:
    """A session begun from a draft's answers goes on where they end."""
    held = session()
    to(held, "impact")
    later = session(held.answers)
    later.passed.add(next(s.key for s in later.screens() if name(s) == "strengths"))
    screen = later.next(follow_on=False)
    assert screen is not None
    assert name(screen) == "impact"


def test_going_back_shows_the_answer_in_force() -> None:
    """A question asked before carries its answer: a choice, a number, a set, a list."""
    held = session()
    walk(held)
    by_name = {name(screen): held.question(screen) for screen in held.answered()}
    assert by_name["harm"].current == ("no",)
    assert by_name["age"].current == ("8",)
    assert by_name["plan"].current == ("none",)
    assert by_name["child"].current_looked_through
    assert "disabled" in by_name["list"].current_absent


def test_changing_a_list_replaces_it() -> None:
    """What was ticked and is not ticked any more is absent; other lists are untouched."""
    held = session()
    to(held, "child")
    reply(held, "hul-344", "hul-298")
    reply(held, "hul-313")
    held.accept(held.screen("concerns:0"), Answered(("hul-298",)))
    assert held.answers.present == {"hul-298", "hul-313"}
    held.accept(held.screen("concerns:0"), NOT_LOOKED)
    assert held.answers.present == {"hul-313"}
    assert held.answers.looked_through == {"parents"}


def test_an_unborn_child_is_answered_in_place_of_an_age() -> None:
    """The word unborn stands for the age, which is not asked again; an age takes it back."""
    held = session()
    reply(held, "no")
    screen = held.next(follow_on=False)
    assert screen is not None
    held.accept(screen, Answered(("Unborn",)))
    assert held.answers.facts["unborn"] is True
    assert held.question(screen).current == ("unborn",)
    later = held.next(follow_on=False)
    assert later is not None
    assert later.key != screen.key
    held.accept(screen, Answered(("3",)))
    assert held.answers.facts["age"] == 3
    assert held.answers.facts["unborn"] is False


@pytest.mark.parametrize("typed", ["eight", "-1", "31", "8.5", "05/03/2018"])
def test_a_refused_answer_changes_nothing(typed: str) -> None:
    """AnswerError says what is allowed, not what was typed, and the session is as it was."""
    held = session()
    reply(held, "no")
    screen = held.next(follow_on=False)
    assert screen is not None
    held.question(screen)
    before = (held.answers, set(held.passed), list(held.asked))
    with pytest.raises(AnswerError) as caught:
        held.accept(screen, Answered((typed,)))
    assert typed not in str(caught.value).split()
    assert (held.answers, held.passed, held.asked) == before
    assert held.next(follow_on=False) == screen


def test_progress_is_said_in_words_and_comes_to_an_end() -> None:
    """Every question says how many are left, fewer as they are answered, and the last says so."""
    held = session()
    said = []
    while (screen := held.next(follow_on=False)) is not None:
        question = held.question(screen)
        if not screen.words:
            said.append(question.progress)
        held.accept(screen, calmly(question, screen.step.fact, {}))
    assert said[0].endswith("more questions before a level can be named.")
    assert said[-1] == "The last question before a level can be named."
    counts = [int(each.split()[0]) for each in said[:-1]]
    assert counts == sorted(counts, reverse=True)


def test_progress_after_the_level_speaks_of_the_route() -> None:
    """After the level is named the count is of what the route needs."""
    held = session()
    walk(held, needs="emerging")
    screen = held.next(follow_on=True)
    assert screen is not None
    assert held.question(screen).progress.endswith("for the route.")


def test_questions_are_numbered_as_first_asked() -> None:
    """A number stays with its question; words have the number of theirs."""
    held = session()
    numbers = []
    while (screen := held.next(follow_on=False)) is not None:
        question = held.question(screen)
        numbers.append((screen.words, question.number))
        held.accept(screen, calmly(question, screen.step.fact, {}))
    plain = [number for words, number in numbers if not words]
    assert plain == list(range(1, len(plain) + 1))
    for (_, before), (words, number) in pairwise(numbers):
        assert not words or number == before
    assert held.question(held.screen("harm:0")).number == 1


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"needs": "none"}, set()),
        (
            {"needs": "emerging"},
            {"unsafe_to_seek_consent", "consent_parent", "willing", "locality"},
        ),
        (
            {"needs": "emerging", "unsafe_to_seek_consent": "yes"},
            {"unsafe_to_seek_consent"},
        ),
        (
            {"needs": "emerging", "consent_parent": "no"},
            {"unsafe_to_seek_consent", "consent_parent", "willing", "list"},
        ),
        (
            {"needs": "emerging", "consent_parent": "yes", "consent_child_needed": "yes"},
            {
                *("unsafe_to_seek_consent", "consent_parent", "consent_child_needed"),
                *("consent_child", "list", "locality"),
            },
        ),
    ],
)
def test_only_what_the_reached_route_needs_is_asked(
    changes: dict[str, str], asked: set[str]
) -> None:
    """Consent in its parts only where there is something to request, and the hub only then."""
    held = session()
    walk(held, **changes)
    names = set(walk(held, follow_on=True, **changes))
    assert {each for each in names if not each.startswith("words:")} - {"role"} == asked


def test_every_question_has_the_emergency_line() -> None:
    """The emergency line is in reach of every question of the interview."""
    held = session()
    for screen in held.screens():
        assert "999" in held.question(screen).emergency


@given(st.lists(st.sampled_from([LOOKED, NOT_LOOKED]), min_size=3, max_size=3))
def test_lists_looked_through_are_remembered_by_group(replies: list[Answered]) -> None:
    """Each list is looked through or not by itself."""
    held = session(Answers())
    groups = ("child", "parents", "home")
    for group, each in zip(groups, replies, strict=True):
        to(held, group)
        reply(held, looked_through=each.looked_through)
    wanted = {g for g, each in zip(groups, replies, strict=True) if each.looked_through}
    assert held.answers.looked_through == wanted


def test_a_reason_is_asked_only_for_a_prompt_that_was_ticked() -> None:
    """A list that was not looked at is never taken for a ticked protection prompt."""
    held = session()
    to(held, "child")
    reply(held, looked_through=False)
    assert "harm_no_reason" not in walk(held)


def test_how_to_answer_for_an_unborn_child_stands_in_the_question() -> None:
    """Nobody has to guess the word that may be typed in place of an age."""
    held = session()
    to(held, "age")
    screen = held.next(follow_on=False)
    assert screen is not None
    assert held.question(screen).text.endswith("Or type: unborn.")


def test_nothing_tried_needs_no_words() -> None:
    """What was done is asked only where something was done."""
    held = session()
    to(held, "tried")
    reply(held, "nothing")
    screen = held.next(follow_on=False)
    assert screen is not None
    assert not screen.words


def test_marks_are_kept_without_a_reply_and_the_list_is_still_to_be_left() -> None:
    """What is ticked counts at once; the list is not looked through, and what stood there stays."""
    held = session()
    to(held, "child")
    screen = held.screen("concerns:0")
    before = held.answers
    held.mark(screen, before, Answered(("hul-357",), looked_through=False))
    held.mark(screen, before, Answered(("hul-357", "hul-298"), looked_through=False))
    assert held.answers.present == {"hul-357", "hul-298"}
    assert held.answers.looked_through == frozenset()
    held.mark(screen, before, Answered(("hul-298",), looked_through=False))
    assert held.answers.present == {"hul-298"}
    assert held.next(follow_on=False) == screen


def test_marks_never_take_away_what_stood_before() -> None:
    """Unticking counts when the list is left, and not before."""
    held = session()
    to(held, "child")
    reply(held, "hul-298")
    held.mark(held.screen("concerns:0"), held.answers, Answered((), looked_through=False))
    assert held.answers.present == {"hul-298"}
    assert "child" in held.answers.looked_through


def test_marks_in_a_list_of_facts_leave_the_others_unasked() -> None:
    """A ticked circumstance is a yes at once; the unticked ones are neither no nor asked."""
    held = session()
    to(held, "list")
    screen = held.next(follow_on=False)
    assert screen is not None
    held.mark(screen, held.answers, Answered(("disabled",), ("adult_services",), False))
    assert held.answers.facts["disabled"] is True
    assert held.answers.facts["adult_services"] is False
    assert not held.answers.has("harm_concern")
    assert held.next(follow_on=False) == screen


def test_a_no_that_is_taken_back_is_a_no_no_more() -> None:
    """Nobody who quits after taking back a "clearly not so" is held to it; other noes stay."""
    held = session()
    to(held, "list")
    screen = held.next(follow_on=False)
    assert screen is not None
    held.accept(screen, Answered((), ("disabled", "adult_services"), looked_through=False))
    held.mark(screen, held.answers, Answered((), ("adult_services",), looked_through=False))
    assert not held.answers.has("disabled")
    assert held.answers.facts["adult_services"] is False


def test_words_half_written_are_asked_for_again_with_what_is_there() -> None:
    """Who goes back in the middle of a sentence comes to its end afterwards; nothing is lost."""
    held = session()
    reply(held, "suspected")
    screen = held.screen("words:harm")
    held.mark(screen, held.answers, Answered(("Said: it was",)))
    assert held.answers.words == {"harm": "Said: it was"}
    held.accept(held.screen("harm:0"), Answered(("known",)))
    assert next(held.pending(follow_on=False), None) == screen
    assert held.question(screen).current == ("Said: it was",)
    held.accept(screen, Answered(("Said: it was the belt.",)))
    assert held.answers.words == {"harm": "Said: it was the belt."}
    assert held.next(follow_on=False) != screen


def test_a_prompt_ticked_by_mistake_can_be_reached_and_taken_back() -> None:
    """While the harm route holds, back and review still lead to the list that raised it."""
    held = session()
    to(held, "parents")
    screen = held.next(follow_on=False)
    assert screen is not None
    held.question(screen)
    held.accept(screen, Answered(("hul-385",)))
    assert held.alarm
    assert screen in list(held.answered())
    assert screen in list(held.reviewable())
    held.accept(screen, LOOKED)
    assert not held.alarm


def test_a_pathway_with_questions_of_its_own_counts_them_from_the_start() -> None:
    """Its first questions are not called the last before those of the pathway have been asked."""
    held = ENGINE.session("birmingham", "request_for_support", noon(TODAY))
    left = []
    while (screen := held.next(follow_on=False) or held.next(follow_on=True)) is not None:
        question = held.question(screen)
        left.append((screen.follow_on, question.progress))
        held.accept(screen, calmly(question, screen.step.fact, {}))
    assert not any(said.startswith("The last question") for follows, said in left if not follows)
    assert left[-1][1].startswith("The last question")
