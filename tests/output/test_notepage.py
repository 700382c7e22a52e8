"""What a note adds to its result: the judgement, follow-ups, and whether criteria changed."""

from __future__ import annotations

from needcheck.case.note import CaseHead, CaseNote, Consulted, CriteriaUsed, FollowUp, Judgement
from needcheck.output.notepage import follow_up_blocks, note_blocks
from needcheck.output.plain import plain_text
from needcheck.recommend.result import Recommendation

NOW = "2026-11-20T15:00:00+00:00"
Cases = dict[str, Recommendation]


def note(judgement: Judgement | None = None, *follow_ups: FollowUp) -> CaseNote:
    """A note of an invented case."""
    return CaseNote(
        case=CaseHead(
            reference="A7",
            authority="hull",
            pathway="level",
            created=NOW,
            updated=NOW,
            status="final",
        ),
        criteria=CriteriaUsed(id="hull"),
        judgement=judgement or Judgement(),
        follow_ups=follow_ups,
    )


def shown(kept: CaseNote, rec: Recommendation, changed: str = "") -> str:
    """The blocks as plain text on one line each."""
    return plain_text(note_blocks(kept, rec, changed), 200)


def test_an_undecided_case_says_so(cases: Cases) -> None:
    """No judgement is never shown as agreement."""
    assert "Judgement: not recorded yet" in shown(note(), cases["harm"])


def test_a_different_judgement_stands_with_its_reason_and_role(cases: Cases) -> None:
    """Who disagrees, why, and whose guidance was had, by role."""
    judged = Judgement(
        outcome="universal",
        agrees=False,
        reason="known to us well",
        consulted=(Consulted(role="safeguarding lead", when=NOW),),
    )
    text = shown(note(judged), cases["universal"])
    assert "disagrees with the recommendation" in text
    assert "known to us well" in text
    assert "safeguarding lead" in text


def test_a_judgement_below_a_harm_route_is_marked(cases: Cases) -> None:
    """The mark is on the page, not only in the file."""
    judged = Judgement(outcome="universal", agrees=False, reason="x", below_harm_route=True)
    assert "below the harm route" in shown(note(judged), cases["harm"])


def test_open_follow_ups_come_first_with_id_and_deadline() -> None:
    """What is still to do stands above what is done; each has the id that ticks it off."""
    done = FollowUp(id="call", what="Call", done=True, done_at=NOW, answer="accepted")
    due = FollowUp(id="chase", what="Chase", due="2026-11-27")
    lines = plain_text(follow_up_blocks(note(None, done, due)), 200).splitlines()
    assert [line[:9] for line in lines if line.startswith("[")] == ["[ ] chase", "[x] call:"]
    assert "Friday 27 November 2026" in lines[1]
    assert "accepted" in lines[2]


def test_changed_criteria_are_said_on_the_page(cases: Cases) -> None:
    """A note stays as it was saved; that today's criteria differ is said beside it."""
    assert "The criteria have changed." in shown(
        note(), cases["harm"], "The criteria have changed."
    )
