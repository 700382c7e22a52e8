"""The JSON envelope."""

import json

from hypothesis import given
from hypothesis import strategies as st

from needcheck import __version__
from needcheck.output.envelope import assess_data, dumps, envelope
from needcheck.recommend.result import Recommendation

KEYS = {
    *("authority", "pathway", "as_of", "criteria", "outcome", "outcome_name", "scale", "settled"),
    *("harm_route", "provisional", "held", "still_possible", "requirements", "offers", "actions"),
    *("reasons", "queries", "strengths", "missing", "would_change"),
}
INNER = {
    "provisional": {"rule", "settles"},
    "held": {"rule", "by"},
    "still_possible": {"outcome", "settles"},
    "requirements": {"id", "state", "text"},
    "offers": {"id", "state", "why"},
    "actions": {"id", "kind", "state", "text", "contact", "due", "cites"},
    "reasons": {"rule", "text", "facts", "cites"},
    "would_change": {"fact", "to", "outcome"},
}


def test_the_envelope_has_five_keys_in_order() -> None:
    """Version, command, status, data, problems: and nothing else."""
    made = envelope("assess", "ok", {"a": 1}, ["b"])
    assert list(made.items()) == [
        ("needcheck", __version__),
        ("command", "assess"),
        ("status", "ok"),
        ("data", {"a": 1}),
        ("problems", ["b"]),
    ]


def test_the_data_of_assess_has_the_promised_keys(rec: Recommendation) -> None:
    """Every key of the documented form is there, at both depths, through JSON."""
    data = json.loads(dumps(assess_data(rec)))
    assert data.keys() >= KEYS
    assert data["criteria"].keys() == {"id", "edition", "sha256", "overlays"}
    for key, inner in INNER.items():
        assert all(item.keys() >= inner for item in data[key])


def test_the_state_of_a_service_keeps_its_words(cases: dict[str, Recommendation]) -> None:
    """``why`` of an offer is its words, not the reason for a reading of ours."""
    offers = assess_data(cases["additional"])["offers"]
    assert [(offer["state"], offer["why"]) for offer in offers][2] == (
        "not_offered",
        "The child is born.",
    )


def test_the_data_keeps_what_the_screen_leaves_out(cases: dict[str, Recommendation]) -> None:
    """Trainers and analysts get every single answer that would change the outcome."""
    changes = assess_data(cases["targeted"])["would_change"]
    assert [(change["fact"], change["to"], change["outcome"]) for change in changes] == [
        ("assessed_in_need", "yes", "specialist"),
        ("harm", "known", "specialist"),
        ("needs", "none", "universal"),
    ]


def test_the_same_input_gives_the_same_bytes(rec: Recommendation) -> None:
    """INV-31, and a line end at the end."""
    made = [dumps(envelope("assess", "ok", assess_data(rec))) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0].endswith("}\n")


@given(st.text(st.characters(exclude_categories=())))
def test_json_is_whole_and_harmless_for_any_text(text: str) -> None:
    """What is read back is what was written, and no control reaches a terminal on the way."""
    made = dumps({text: [text]})
    assert json.loads(made) == {text: [text]}
    assert not set(made) & set("\x1b\x9b\x07\x7f\u202e\u2066\u200b")
    made.encode("utf-8")
