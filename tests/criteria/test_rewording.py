"""New words in texts and patterns: what is replaced, what is not, what still names somebody."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needcheck.criteria.rewording import (
    PROSE,
    Rewording,
    forms_in,
    marked,
    marks_of,
    named,
    prose,
    taken_over,
)

WORDS = {"EHASH": "Front Door", "EHASH Form": "Help Form", "01482 448879": "00000 000000"}


def text(given_: str) -> str:
    """One text, reworded."""
    return str(Rewording(WORDS).of({"text": given_})["text"])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ring EHASH on 01482 448879.", "Ring Front Door on 00000 000000."),
        ("Send the EHASH Form.", "Send the Help Form."),
        ("Send the EHASH\nForm.", "Send the Help Form."),
        ("EHASHgc and XEHASH stay.", "EHASHgc and XEHASH stay."),
        ("The EHASH scale, EHASH's scale.", "The EHASH scale, EHASH's scale."),
        ("EHASH's form", "Front Door's form"),
        ("no ehash here", "no ehash here"),
    ],
)
def test_whole_words_are_replaced_longest_first(before: str, after: str) -> None:
    """Over line ends, too; a scale keeps its name."""
    assert text(before) == after


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (r"EHASH\s+now\s+on\s+01482\s+448879", "Front Door now on 00000 000000"),
        (r"\behash\b", "the front door"),
        (r"the\s+EHASH\s+Form", "the Help Form"),
    ],
)
def test_patterns_speak_of_the_new_words(before: str, said: str) -> None:
    """A pattern that matched the old text matches the new one."""
    (pattern,) = Rewording(WORDS).of({"says": [before]})["says"]
    assert re.search(pattern, said, re.IGNORECASE)


@given(st.sampled_from(["id", "when", "unless", "cites", "contact", "phone", "for"]))
def test_what_nobody_reads_is_not_touched(key: str) -> None:
    """Ids, conditions and a contact's own number stay."""
    raw = {key: "EHASH", "rule": [{key: ["EHASH"]}]}
    assert Rewording(WORDS).of(raw) == raw


@given(st.dictionaries(st.text("abc", min_size=1), st.text("xyz", min_size=1)), st.text("abc "))
def test_rewording_is_one_pass(words: dict[str, str], before: str) -> None:
    """Every whole word is replaced once: words that swap places do so."""
    once = Rewording(words).of({"text": before})["text"]
    expected = re.sub("[abc]+", lambda found: words.get(found[0], found[0]), before)
    assert once == expected
    assert Rewording({"a": "b", "b": "a"}).of({"text": "a b"})["text"] == "b a"


def test_where_it_was_taken_from_keeps_its_name() -> None:
    """The sentence that names the source is neither reworded nor counted as naming it."""
    source = taken_over("Hull", "May 2018 (second)")
    raw: dict[str, Any] = {"rule": [{"cites": ["A-1"], "why": "So in Hull."}]}
    (rule,) = marked(raw, source)["rule"]
    assert rule["basis"] == "needcheck"
    assert rule["why"] == f"{source} So in Hull."
    reworded = Rewording({"Hull": "New Town"}).of(rule)["why"]
    assert reworded == f"{source} So in New Town."
    assert not any(named("Hull", said) for said in prose({"why": reworded}))


def test_what_is_ours_already_is_not_marked_again() -> None:
    """A choice of needcheck's own keeps its reason."""
    ours = {"cites": ["A-1"], "basis": "needcheck", "why": "Ours."}
    assert marked([ours], "x") == [ours]


def test_marks_of_a_contact() -> None:
    """Name, parts of the name, short form, number and addresses."""
    contact = {"name": "West Hub - Priory (PRY)", "phone": "305770", "email": "a@b.c"}
    found = set(marks_of(contact)) - {""}
    assert found == {*("West Hub - Priory (PRY)", "West Hub", "Priory (PRY)"), "PRY", "305770",
                     "a@b.c"}  # fmt: skip


def test_a_number_is_found_however_it_is_spaced() -> None:
    """Digits in a row count; a short number does not stand inside a longer one by chance."""
    assert named("01482 448879", "ring 01482448879")
    assert named("01482 448879", "ring 01482-448 879 now")
    assert not named("123", "ring 451234")


def test_forms_are_found_wherever_an_action_stands() -> None:
    """In sets and in pathways."""
    raw = {"set": [{"action": [{"form": "A1"}]}], "action": [{"form": "B"}, {"text": "x"}]}
    assert list(forms_in(raw)) == ["A1", "B"]


def test_prose_is_what_people_read() -> None:
    """Texts, also below; what invariants want said counts, what they forbid does not."""
    raw = {"text": "a", "id": "x", "rule": [{"why": "b", "when": "x", "detail": ["c"]}]}
    assert list(prose(raw)) == ["a", "b", "c"]
    assert list(prose({"says": [r"d\s+e"], "never_says": ["f"]})) == ["d e"]
    assert {"text", "help", "form", "meaning"} <= PROSE
