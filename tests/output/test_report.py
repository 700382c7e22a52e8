"""The result screen: what stands where, for each kind of recommendation."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from needcheck.case.answers import Answers
from needcheck.jobs.engine import Engine
from needcheck.output.plain import plain_lines, plain_text
from needcheck.output.report import brief, report, top
from needcheck.recommend.result import (
    ActionView,
    AnswerView,
    ChangeView,
    MissingView,
    PossibleView,
    Recommendation,
    SayingView,
)

Cases = dict[str, Recommendation]
Make = Callable[..., Recommendation]
BOX = re.compile("[\u2500-\u259f]")


def test_every_line_fits_and_nothing_is_drawn_or_escaped(rec: Recommendation) -> None:
    """Plain pages keep 80 columns, without escape codes and box drawing."""
    for explain in (False, True):
        for line in plain_lines(report(rec, explain=explain, saved="/a/path/note.toml")):
            assert cell_len(line) <= 80
            assert "\x1b" not in line
            assert "\x9b" not in line
            assert not BOX.search(line)


@given(text=st.text(st.characters(exclude_categories=())))
def test_any_words_of_a_person_keep_the_page(cases: Cases, text: str) -> None:
    """Whatever was typed, the lines keep their width and the contact its place."""
    case = cases["harm"]
    said = AnswerView("harm", text, text, words=text)
    case = replace(
        case,
        answers=(said,),
        concerns=(said,),
        actions=(*case.actions, ActionView("x", "say", "if", text, if_text=text)),
    )
    lines = plain_lines(report(case))
    assert all(cell_len(line) <= 80 for line in lines)
    assert "01482 448879" in lines[2]


@pytest.mark.parametrize("name", ["harm", "hostile"])
def test_after_harm_the_contact_stands_in_the_first_six_lines(cases: Cases, name: str) -> None:
    """Emergency line first, then name, phone and "now"; the level comes after them."""
    lines = plain_lines(report(cases[name]))
    top = "\n".join(lines[:6])
    assert lines[0].startswith("If anyone is in immediate danger call 999")
    assert "CONTACT NOW: THE HUB (safeguarding hub), phone 01482 448879" in top
    assert "level" not in top.lower()
    assert any("Recommended level: Specialist support" in line for line in lines[6:20])


def test_a_harm_action_without_a_contact_still_comes_first(make: Make) -> None:
    """Where a document prints no contact, none is made up, and the action keeps its place."""
    action = ActionView("procedures", "do", "now", "Use your child protection procedures now.")
    lines = plain_lines(report(make(harm_route=True, actions=(action,))))
    assert lines[3].strip() == "Use your child protection procedures now."
    assert lines[2] == "Do this now:"


def test_while_the_harm_route_holds_nothing_lower_is_offered(make: Make, cases: Cases) -> None:
    """INV-36: neither another answer nor a missing one is shown with a lower outcome."""
    lower = ("Targeted early help support", "Additional support", "Universal services")
    changes = tuple(
        ChangeView("impact", "impact", "none", "None", name, name, rises=False, answered=False)
        for name in lower
    )
    possible = tuple(PossibleView(name, name, ("impact",), rises=False) for name in lower)
    case = replace(cases["harm"], would_change=changes, still_possible=possible)
    for explain in (False, True):
        page = [
            line
            for line in plain_lines(report(case, explain=explain), 200)
            if not line.startswith("Levels,")
        ]
        assert not [line for line in page if any(name in line for name in lower)]


def test_silence_is_said_and_what_would_settle_it_named(cases: Cases) -> None:
    """INV-40: a recommendation that rests on silence says so, with the questions."""
    for name, question in (
        ("harm", "severity of harm"),
        ("targeted", "co-ordinated response needed"),
    ):
        text = " ".join(plain_lines(report(cases[name]), 200))
        assert "rests partly on what is not answered yet" in text
        assert re.search(f"Stands until answered: [^.]*{question}", text)


def test_the_first_screen_carries_level_first_action_contact_and_deadline(cases: Cases) -> None:
    """A 24-line terminal shows what matters without scrolling."""
    top = "\n".join(plain_lines(report(cases["harm"]))[:20])
    assert "Sunday 22 November 2026 at 14:30" in top
    assert "Specialist support" in top
    top = "\n".join(plain_lines(report(cases["additional"]))[:20])
    assert "FIRST THING TO DO" in top
    assert "Phone" not in top
    assert "phone 305770 (no dialling code is printed)" in top


def test_conditional_actions_stand_apart_with_their_condition(cases: Cases) -> None:
    """What only may apply is never mixed with what does."""
    text = plain_text(report(cases["targeted"]), 200)
    plain, apart = text.split("Depends on what is not known yet")
    assert "propose a targeted early help response" not in plain
    assert "- If the parent or carer consents: Contact THE HUB" in apart


def test_a_conditional_prohibition_stays_one(cases: Cases) -> None:
    """Away from its heading, "do not" is said with the action."""
    assert "If telling them could raise the risk: Do not: tell the family" in plain_text(
        report(cases["harm"]), 200
    )


@pytest.mark.parametrize(
    ("if_text", "opening"),
    [
        ("the carer agrees", "If the carer agrees: "),
        ("if they agree", "If they agree: "),
        ("Unless unsafe", "Unless unsafe: "),
    ],
)
def test_a_condition_opens_with_one_if(make: Make, if_text: str, opening: str) -> None:
    """Authors may write the phrase with or without its first word."""
    rec = make(
        actions=(
            ActionView("a", "do", "now", "First."),
            ActionView("b", "do", "if", "Then.", if_text=if_text),
        )
    )
    assert f"- {opening}Then." in plain_lines(report(rec))


def test_sources_are_marked(cases: Cases) -> None:
    """Clauses are shown in the explained page; what is ours is never shown as the document's."""
    text = plain_text(report(cases["universal"], explain=True), 200)
    assert "Point the family to universal services and local groups. [HUL-102]" in text
    assert "Look again if needs grow. (not from the document)" in text
    assert "no harm and no need. [HUL-102, HUL-035] (our reading)" in text


def test_every_result_carries_the_standing_lines_and_the_document(rec: Recommendation) -> None:
    """INV-10, INV-19, INV-32 and X4: the safety line, who decides, review, source and its date."""
    text = " ".join(plain_text(report(rec), 400).split())
    for said in rec.sayings:
        assert text.count(said.text) == 1
    for part in (
        "Threshold of need framework and guidance, May 2018",
        "0123456789ab",
        "as of 2026-11-20",
    ):
        assert part in text
    assert not re.search(r"\b(checklist|score)", text, re.IGNORECASE)


def test_services_stand_in_three_lists(cases: Cases) -> None:
    """Offered, on a condition, and not offered with the reason."""
    lines = plain_lines(report(cases["additional"]))
    heads = [
        lines.index(head) for head in ("Offered", "Offered on a condition", "Not offered, and why")
    ]
    assert heads == sorted(heads)
    assert lines[heads[2] + 1].startswith(
        "- Early Help Family Support (targeted pregnancy): The child is born."
    )


def test_only_rises_are_shown_and_given_answers_only_to_explain(cases: Cases) -> None:
    """A practitioner is not shown which answer would give less."""
    brief, full = (plain_text(report(cases["targeted"], explain=x), 200) for x in (False, True))
    assert "- Specialist support: assessed as in need" in brief
    assert 'assessed as in need, "Yes": Specialist support' in full
    assert "Yes - I know of it" not in brief
    assert "Yes - I know of it" in full
    assert '"None": Universal services' not in full


def test_only_levels_are_called_more_urgent(make: Make, cases: Cases) -> None:
    """Elsewhere an earlier outcome may be a refusal, which one answer brings: it decides."""
    refused, fits = (
        replace(cases["targeted"].outcome, id=name, name=name) for name in ("refused", "fits")
    )
    rec = make(
        outcome=make().levels[-1],
        levels=(refused, fits, make().levels[-1]),
        settled=False,
        missing=(MissingView("plan", "open plan"),),
        would_change=(
            ChangeView("plan", "open plan", "x", "X", "refused", "refused", True, False),
        ),
        still_possible=(PossibleView("refused", "refused", ("plan",), rises=True),),
    )
    for explain in (False, True):
        text = plain_text(report(rec, explain=explain), 200)
        assert "more urgent" not in text.lower()
        assert "One answer could decide this:\n- refused: open plan" in text
        decided = plain_text(report(replace(rec, outcome=fits), explain=explain), 200)
        assert "urgent)" not in decided
    assert "One answer could make it more urgent:" in plain_text(report(cases["targeted"]), 200)
    assert "(more urgent)" in plain_text(report(cases["targeted"]), 200)


def test_the_words_of_an_answer_are_quoted_once(cases: Cases) -> None:
    """Two reasons that rest on one answer do not say it twice."""
    text = plain_text(report(cases["targeted"]), 200)
    assert text.count("  kind of needs: Multiple needs") == 1
    assert "Rests on: kind of needs" in text


def test_an_unknown_level_is_marked_nowhere(cases: Cases) -> None:
    """``not_yet`` is no level: no "Recommended", no mark."""
    text = plain_text(report(cases["not_yet"]), 200)
    assert "Recommended" not in text
    assert "> " not in text
    assert "No level can be named yet" in text


def test_the_same_input_gives_the_same_page(rec: Recommendation) -> None:
    """INV-31: nothing depends on order of sets, clock or earlier calls."""
    assert plain_text(report(rec, explain=True)) == plain_text(report(rec, explain=True))


def test_a_result_without_an_emergency_line_still_has_one(make: Make) -> None:
    """Every result says whom to call in danger, and marks that as not the document's."""
    rec = make(sayings=(SayingView("judgement", "You decide."),))
    assert plain_lines(report(rec))[0].startswith("If anyone is in immediate danger call 999 now.")


def test_another_authority_shows_the_hull_scale_as_not_its_own(make: Make) -> None:
    """The Hull scale is named beside the outcome, and no bar of levels is drawn."""
    base = make()
    levels = (
        replace(base.outcome, id="family_support", name="Family Support"),
        replace(base.levels[-1]),
    )
    text = plain_text(
        report(
            replace(base, outcome=levels[0], levels=levels, scale="targeted", foreign_scale=True)
        ),
        200,
    )
    assert "Recommended: Family Support" in text
    assert "Levels," not in text
    assert "Hull scale: Targeted early help support (not a threshold of" in text


def test_where_the_note_was_saved_is_the_last_line(make: Make) -> None:
    """The path is said once, at the end."""
    assert plain_lines(report(make(), saved="/home/a/note.toml"))[-1] == "Saved: /home/a/note.toml"


def test_later_deadlines_stand_on_the_first_screen(cases: Cases) -> None:
    """The 48 hours and the 5 working days are seen without scrolling, as date and time."""
    top = " ".join(line.strip() for line in plain_lines(report(cases["harm"]))[:20])
    assert "Later deadlines: - by Sunday 22 November 2026 at 14:30 (within 48 hours" in top
    assert "by Friday 27 November 2026 (5 working days after the contact)" in top


def test_later_deadlines_say_what_is_to_be_done(cases: Cases) -> None:
    """Each time stands with its action, with and without a known start; no action twice."""
    for rec in (cases["harm"], without_start(cases["harm"])):
        lines = [line for line in plain_lines(report(rec), 200)[:12] if line.startswith("  - ")]
        assert [line.rpartition(": ")[2] for line in lines] == [
            "Confirm the contact in writing.",
            "If you have heard nothing, ask for feedback.",
        ]
    assert lines[0].startswith("  - within 48 hours of the contact: ")


def without_start(rec: Recommendation) -> Recommendation:
    """The same, with deadlines in words only."""
    actions = (replace(a, due=replace(a.due, at="", said="")) if a.due else a for a in rec.actions)
    return replace(rec, actions=tuple(actions))


MADE = AnswerView(
    "contact_made_at",
    "when the contact was made",
    "Friday 20 November 2026 at 14:30",
    value="2026-11-20 14:30:00+00:00",
)


def made(rec: Recommendation) -> Recommendation:
    """The same, with the contact made."""
    return replace(rec, answers=(*rec.answers, MADE))


def test_a_contact_that_was_made_is_said_with_its_number_and_what_comes_next(cases: Cases) -> None:
    """Not "CONTACT NOW" again: when, the number, the next deadline, and what if it was not."""
    for page in (report, top, brief):
        lines = plain_lines(page(made(cases["harm"])), 200)
        text = "\n".join(lines[:14])
        assert "CONTACT NOW" not in text
        assert (
            "Contact made on Friday 20 November 2026 at 14:30: THE HUB (safeguarding hub), "
            "phone 01482 448879" in text
        )
        assert "Next: " in text
        assert "Confirm the contact in writing." in text
        assert "Sunday 22 November 2026 at 14:30" in text
    lines = plain_lines(report(made(cases["harm"])), 200)
    again = next(line for line in lines if "there is something new" in line)
    assert cases["harm"].actions[0].text in again
    assert lines.index(again) < 8
    later = lines[lines.index("Later deadlines:") + 1]
    assert "ask for feedback" in later
    assert not any("Confirm" in line for line in lines[lines.index("Later deadlines:") :][:3])


def test_a_contact_is_only_made_on_the_harm_route_and_when_it_is_known(cases: Cases) -> None:
    """On another route the first thing to do may be something else; "not known" is not made."""
    for name in ("targeted", "additional", "universal"):
        lines = plain_lines(report(made(cases[name])))
        assert lines == plain_lines(report(cases[name]))
    unknown = replace(MADE, text="not known yet", value="")
    rec = replace(cases["harm"], answers=(*cases["harm"].answers, unknown))
    assert "CONTACT NOW" in plain_text(report(rec))


def test_a_made_contact_without_a_number_still_says_what_the_first_thing_was(make: Make) -> None:
    """Where a document prints no contact, the action stands under the time that it was done."""
    action = ActionView("procedures", "do", "now", "Use your child protection procedures now.")
    lines = plain_lines(report(made(make(harm_route=True, actions=(action,)))), 200)
    assert lines[1] == "Contact made on Friday 20 November 2026 at 14:30"
    assert lines[2].endswith("Use your child protection procedures now.")


def test_other_ways_to_the_harm_contact_are_never_lost(cases: Cases) -> None:
    """Where no further action names the contact, its e-mail and its caution still stand."""
    case = replace(cases["harm"], actions=cases["harm"].actions[:1])
    lines = plain_lines(report(case), 200)
    assert lines.index("In writing") > lines.index(
        "CONTACT NOW: THE HUB (safeguarding hub), phone 01482 448879"
    )
    assert "Not for: details of the child by open e-mail" in lines


def test_a_full_contact_stands_once(cases: Cases) -> None:
    """The second action with the same contact gives its name and phone only."""
    rec = cases["harm"]
    again = replace(rec, actions=(*rec.actions, replace(rec.actions[2], id="again", text="Again.")))
    assert plain_text(report(again), 200).count("E-mail: ") == 1


def test_each_open_question_stands_once_under_its_gravest_outcome(make: Make) -> None:
    """Many possible answers stay a short list; only explaining gives them one by one."""
    grades = (("some", "additional"), ("impaired", "targeted"), ("a;b", "targeted"))
    changes = tuple(
        ChangeView("impact", "impact", to, f"words of {to}", name, name, rises=True, answered=False)
        for to, name in grades
    )
    rec = make(
        would_change=changes, missing=(MissingView("impact", "impact"), MissingView("age", "age"))
    )
    brief, full = (plain_text(report(rec, explain=x), 200) for x in (False, True))
    assert "- targeted: impact" in brief
    assert "- additional: impact" not in brief
    assert "Also not answered yet: age" in brief
    assert 'impact, "words of impaired": targeted' in full
    assert "words of a;b" not in full


def test_a_ticked_prompt_that_is_a_reason_is_not_said_again(make: Make) -> None:
    """Concerns stand once: as a reason, or among those noted."""
    one, two = (AnswerView(f"hul-{n}", "prompt", f"Concern {n}") for n in (355, 356))
    base = make()
    rec = replace(base, concerns=(one, two), reasons=(replace(base.reasons[0], answers=(one,)),))
    lines = plain_lines(report(rec))
    assert lines.count("- Concern 356") == 1
    assert "- Concern 355" not in lines
    assert "  prompt: Concern 355" in lines


def test_an_open_harm_question_is_said_while_the_harm_route_holds(cases: Cases) -> None:
    """The route may follow from a prompt; the contact does not wait for the question."""
    text = plain_text(report(replace(cases["harm"], harm_known=False)), 200)
    assert "The harm question itself is still open; the contact does not wait for it." in text


def test_the_end_of_an_interview_says_it_all_in_a_few_lines(cases: Cases) -> None:
    """Level, the contact after harm, later deadlines and where the note is: at most ten lines."""
    lines = plain_lines(brief(cases["harm"], "notes/A7.toml"))
    text = "\n".join(lines)
    assert len(lines) <= 10
    assert "CONTACT NOW" in text
    assert "notes/A7.toml" in text


def test_the_top_is_the_beginning_of_the_result(cases: Cases) -> None:
    """What is shown before further questions is how the whole result begins."""
    for rec in cases.values():
        start = plain_lines(top(rec))
        assert plain_lines(report(rec))[: len(start)] == start


def test_southwark_s_refused_page_gives_its_number_once() -> None:
    """The duty manager's number stands on the page, and not a second time."""
    recommender = Engine().recommender("southwark", "services")
    cases: list[dict[str, Any]] = [{"consent_parent": False}, {"southwark_social_worker": False}]
    for facts in cases:
        answers = Answers({"harm": "no", **facts})
        rec = recommender.recommend(answers, dt.date(2026, 11, 20))
        assert rec.outcome.id == "refused"
        assert plain_text(report(rec)).count("020 7525 1922") == 1
