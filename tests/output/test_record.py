"""The text for the agency's own record."""

from rich.cells import cell_len

from needcheck.case.note import Consulted, FollowUp, Judgement
from needcheck.output.record import BELOW_HARM_ROUTE, record_text
from needcheck.recommend.result import Recommendation

Cases = dict[str, Recommendation]


def test_the_record_is_plain_and_80_columns_wide(rec: Recommendation) -> None:
    """It can be pasted into any system."""
    text = record_text(rec, reference="AB-12")
    assert text.endswith("\n")
    assert not set(text) & set("\x1b\x9b\r\t")
    assert all(cell_len(line) <= 80 for line in text.splitlines())


def test_the_record_holds_answers_reasons_actions_judgement_and_sources(cases: Cases) -> None:
    """It can be read without this program: the person's words, clauses, decision, document."""
    judgement = Judgement(
        outcome="specialist",
        agrees=False,
        reason="History of neglect",
        consulted=(Consulted(role="Safeguarding lead", when="2026-11-20"),),
    )
    due = FollowUp(id="chase", what="Ask for feedback", due="2026-11-27")
    done = FollowUp(
        id="write", what="Confirm in writing", done=True, done_at="2026-11-21", answer="Received"
    )
    text = record_text(
        cases["targeted"], reference="AB-12", judgement=judgement, follow_ups=(due, done)
    )
    parts = (
        "Reference: AB-12",
        "Recommended level: Targeted early help support",
        '"Tired, falling behind in reading."',
        "There are multiple needs. [HUL-126, HUL-333]",
        "Ask the parent or carer for consent",
        "Agrees with the recommendation: no",
        "Decided: Specialist support",
        "Reason: History of neglect",
        "Consulted: Safeguarding lead, 2026-11-20",
        "- Ask for feedback Due: Friday 27 November 2026. Open.",
        "- Confirm in writing Done Saturday 21 November 2026.",
        "Answer: Received",
        "Document: Threshold of need framework and guidance, May 2018",
    )
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_the_words_of_an_answer_stand_once_in_the_record(cases: Cases) -> None:
    """Reasons point to the answers above them."""
    assert record_text(cases["targeted"]).count("falling behind in reading") == 1


def test_an_open_judgement_is_said_to_be_open(cases: Cases) -> None:
    """The tool's recommendation never passes for a decision."""
    for judgement in (None, Judgement()):
        assert "Not recorded yet." in record_text(cases["harm"], judgement=judgement)


def test_a_judgement_below_the_harm_route_is_named(cases: Cases) -> None:
    """Going below the harm route stands in the record in words."""
    below = Judgement(
        outcome="targeted", agrees=False, reason="Checked with police", below_harm_route=True
    )
    assert BELOW_HARM_ROUTE in record_text(cases["harm"], judgement=below)
