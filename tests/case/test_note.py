"""The case note: read, written, and read again the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from needcheck.case.note import (
    Answers,
    CaseHead,
    CaseNote,
    Consulted,
    CriteriaUsed,
    FollowUp,
    HistoryEntry,
    Judgement,
    Practitioner,
    PromptAnswers,
    load_note,
    parse_note,
    render_note,
    save_note,
)
from needcheck.errors import InputError, StorageError

NOTE = """\
needcheck = 1

[case]
reference = "HC-2031"
authority = "hull"
pathway = "level"
created = 2026-03-02T09:30:00Z
updated = "2026-03-02T10:00:00+00:00"
status = "final"

[criteria]
id = "hull"
edition = "2018-03"
sha256 = "00"

[answers]
harm = "no"
disabled = true
age = 7
contact_made_at = 2026-03-02T09:00:00
plan = ["early_help", "cin"]
tried_for = "not known"

[answers.words]
impact = "late for school"

[answers.prompts]
present = ["HUL-355"]
absent = ["hul-356"]
looked_through = ["child"]

[judgement]
outcome = "targeted"
agrees = false
reason = "because"
consulted = [{ role = "team manager", when = "2026-03-02" }]

[[follow_ups]]
id = "f1"
what = "call back"
done = false

[[history]]
at = "2026-03-02T10:00:00+00:00"
what = "saved"
"""

STAMP = "2026-03-02T09:30:00+00:00"


def smallest() -> CaseNote:
    """Make a note with nothing but what it must have."""
    head = CaseHead(authority="hull", pathway="level", created=STAMP, updated=STAMP)
    return CaseNote(case=head, criteria=CriteriaUsed(id="hull"))


def error_of(text: str) -> InputError:
    """Return the error that reading a note gives."""
    with pytest.raises(InputError) as caught:
        parse_note(text, "note.toml")
    assert caught.value.exit_code == 3
    return caught.value


def test_a_note_written_by_hand_is_read() -> None:
    """Every part of the file comes to its place, facts beside the two sub-tables."""
    note = parse_note(NOTE, "note.toml")
    assert note.case.status == "final"
    assert note.case.created == STAMP
    assert note.answers.facts == {
        "harm": "no",
        "disabled": True,
        "age": 7,
        "contact_made_at": datetime(2026, 3, 2, 9),
        "plan": ("early_help", "cin"),
        "tried_for": "not known",
    }
    assert note.answers.words == {"impact": "late for school"}
    assert note.answers.prompts.present == ("hul-355",)
    assert note.judgement.consulted == (Consulted(role="team manager", when="2026-03-02"),)
    assert note.follow_ups[0].done is False


def test_a_note_is_written_in_a_stable_order() -> None:
    """The version comes first, parts in their order; writing again gives the same text."""
    text = render_note(parse_note(NOTE, "note.toml"))
    assert text.startswith("needcheck = 1\n")
    marks = ["case]", "criteria]", "answers]", "answers.words]", "judgement]", "[[follow_ups]]"]
    assert sorted(marks, key=text.index) == marks
    assert render_note(parse_note(text, "")) == text


def test_parts_that_say_nothing_are_left_out() -> None:
    """A fresh note has no empty practitioner, recommendation, judgement or history."""
    text = render_note(smallest())
    for part in ("practitioner", "recommendation", "judgement", "follow_ups", "history"):
        assert part not in text
    assert parse_note(text, "") == smallest()


ANY = st.text(max_size=30) | st.sampled_from(
    ["\r\n", "\r\r\n", "a\r", '"""\n', "'''\n\\", "\x00\x1b[31m\x7f\x85\n", "\ufeff", "\ud800x"]
)
ID = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(
    lambda name: name not in ("words", "prompts")
)
PROMPTS = st.lists(st.integers(1, 40), unique=True, max_size=8)
MOMENTS = st.datetimes(timezones=st.none() | st.sampled_from([UTC, timezone(timedelta(hours=1))]))
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
VALUES = ANY | st.booleans() | st.integers(-(2**63), 2**63 - 1) | FLOATS | st.dates() | MOMENTS
DATA = st.dictionaries(
    ANY,
    st.recursive(
        VALUES | st.none(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


@st.composite
def notes(draw: st.DrawFn) -> CaseNote:
    """Draw a note with anything in it that its parts allow."""
    prompts = [f"hul-{number}" for number in draw(PROMPTS)]
    cut = draw(st.integers(0, len(prompts)))
    groups = draw(st.lists(st.sampled_from(["child", "parents", "home"]), unique=True))
    return CaseNote(
        case=CaseHead(
            reference=draw(ANY),
            authority="hull",
            pathway="level",
            created=STAMP,
            updated=STAMP,
            status=draw(st.sampled_from(["draft", "final"])),
        ),
        practitioner=Practitioner(role=draw(ANY)),
        criteria=CriteriaUsed(id="hull", overlays=tuple(draw(st.lists(ANY, max_size=2)))),
        answers=Answers(
            facts=draw(st.dictionaries(ID, VALUES | st.lists(ANY, max_size=3).map(tuple))),
            words=draw(st.dictionaries(ID, ANY)),
            prompts=PromptAnswers(
                present=tuple(prompts[:cut]), absent=tuple(prompts[cut:]), looked_through=groups
            ),
        ),
        recommendation=draw(DATA),
        judgement=Judgement(
            agrees=draw(st.none() | st.booleans()),
            reason=draw(ANY),
            consulted=tuple(Consulted(role=role) for role in draw(st.lists(ANY, max_size=2))),
        ),
        follow_ups=tuple(
            FollowUp(id="f", what=what, done=draw(st.booleans()))
            for what in draw(st.lists(ANY, max_size=2))
        ),
        history=tuple(HistoryEntry(at=STAMP, what=w) for w in draw(st.lists(ANY, max_size=2))),
    )


def kinds_in(value: object) -> object:
    """Replace every value by its type, so that True and 1 differ."""
    if isinstance(value, dict):
        return {key: kinds_in(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [kinds_in(each) for each in value]
    return type(value)


@given(notes())
def test_a_note_read_again_is_the_note_written(note: CaseNote) -> None:
    """Whatever a person types, the note comes back equal, types included, and can be stored."""
    text = render_note(note)
    again = parse_note(text, "")
    assert again == note
    assert kinds_in(again.model_dump()) == kinds_in(note.model_dump())
    assert parse_note(text.encode().decode(), "") == note


def test_line_ends_become_one_kind() -> None:
    """Words typed on Windows have plain line ends; nothing else of them changes."""
    words = Answers(words={"impact": "a\r\nb\n\nc\td \u2028"}).words
    assert words == {"impact": "a\nb\n\nc\td \u2028"}


def test_nothing_stands_for_none() -> None:
    """Empty values of the recommendation are left out, at any depth; tuples come as lists."""
    data = {"a": None, "b": {"c": None, "d": (1, None)}}
    note = CaseNote(case=smallest().case, criteria=smallest().criteria, recommendation=data)
    assert note.recommendation == {"b": {"d": [1]}}


@pytest.mark.parametrize("value", [{1}, float("nan"), b"x", object()])
def test_what_a_note_cannot_keep_is_refused_when_made(value: Any) -> None:
    """A recommendation that could not be written fails where it is made, not when saving."""
    with pytest.raises(ValidationError, match="cannot keep"):
        CaseNote(case=smallest().case, criteria=smallest().criteria, recommendation={"a": [value]})


WRONG = {
    "unknown key": ('status = "final"', 'statsu = "final"', "did you mean 'status'?"),
    "unknown part": ("[[history]]", "[[histories]]", "did you mean 'history'?"),
    "unknown key of a person": ('when = "2026-03-02" }', 'name = "x" }', "allowed: role, when"),
    "status": ('status = "final"', 'status = "done"', "must be 'draft' or 'final'"),
    "missing": ('authority = "hull"', "", "the key 'authority' is missing"),
    "no offset": ("T09:30:00Z", "T09:30:00", "with offset"),
    "no time": ("2026-03-02T10:00:00+00:00", "yesterday", "with offset"),
    "yes as text": ("agrees = false", 'agrees = "no"', "must be true or false"),
    "one as yes": ("done = false", "done = 1", "must be true or false"),
    "nested answer": ("age = 7", "age = { years = 7 }", "sub-tables of answers are words"),
    "misspelt sub-table": ("[answers.words]", "[answers.wrods]", "words and prompts"),
    "not finite": ("age = 7", "age = nan", "finite"),
    "time": ("age = 7", "age = 07:30:00", "must be text"),
    "list of numbers": ('["early_help", "cin"]', "[1]", "a list of texts"),
    "words not text": ('impact = "late for school"', "impact = 3", "must be text"),
    "odd fact id": ("age = 7", '"a b" = 7', "not the id of a fact"),
    "odd prompt id": ('"HUL-355"', '"hul 355"', "not the id of a prompt"),
    "prompt twice": ('"HUL-355"', '"HUL-355", "hul-355"', "same entry twice: hul-355"),
    "prompt in both": ('"hul-356"', '"hul-356", "HUL-355"', "also stands under present"),
    "unknown group": ('["child"]', '["children"]', "'child', 'parents' or 'home'"),
    "group twice": ('["child"]', '["child", "child"]', "same entry twice"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_made_by_hand_names_its_line(case: str) -> None:
    """Each mistake is answered with its line and with what is allowed."""
    before, after, said = WRONG[case]
    line = NOTE[: NOTE.index(before)].count("\n") + 1
    error = error_of(NOTE.replace(before, after, 1))
    assert said in str(error)
    assert error.place.line == (3 if case == "missing" else line)
    assert error.place.file == "note.toml"


@pytest.mark.parametrize(
    "change",
    [
        ('reference = "HC-2031"', 'reference = ["Jane Roe"]'),
        ("age = 7", 'age = { of = "Jane Roe" }'),
        ("age = 7", '"Jane Roe" = 7'),
        ('"HUL-355"', '"Jane Roe"'),
        ('status = "final"', 'status = "Jane Roe"'),
        ('status = "final"', '"Jane Roe" = "final"'),
        ("2026-03-02T09:30:00Z", '"Jane Roe"'),
        ('impact = "late for school"', 'impact = "Jane Roe'),
        ("needcheck = 1", 'needcheck = "Jane Roe"'),
    ],
)
def test_an_error_never_repeats_what_was_written(change: tuple[str, str]) -> None:
    """Messages, hints and the chain of causes hold nothing of what a person wrote."""
    error = error_of(NOTE.replace(*change))
    causes = (error, error.__cause__, error.__context__)
    assert not any("Jane" in str(each) for each in causes)


@pytest.mark.parametrize("first", ["needcheck = 2", "needcheck = 0"])
def test_another_version_is_named_before_anything_else(first: str) -> None:
    """A note of another version says which one is read, whatever else it holds."""
    error = error_of(f'{first}\nnew_key = "x"')
    assert "reads version 1" in str(error)
    assert error.place.line == 1


@pytest.mark.parametrize("first", ["", "needcheck = true", 'needcheck = "1"', "needcheck = 1.0"])
def test_what_is_no_note_is_said(first: str) -> None:
    """Without a version number a file is not taken for a note."""
    assert "first line must be needcheck = 1" in str(error_of(f"{first}\n[scenario]"))


def test_several_mistakes_come_together() -> None:
    """A person who edits by hand learns of all mistakes at once."""
    said = str(error_of(NOTE.replace('status = "final"', "x = 1").replace("age = 7", "age = nan")))
    assert "line 9: case > x: unknown key" in said
    assert "Also line 19: answers > age: must be a finite number." in said


def test_a_note_does_not_change() -> None:
    """Notes are values: a change makes a new one."""
    with pytest.raises(ValidationError):
        smallest().case.reference = "x"  # type: ignore[misc]


def test_notes_are_kept_and_not_overwritten_unseen(tmp_path: Path) -> None:
    """A note is saved, loaded with its fingerprint, and saved again only if nobody else did."""
    path = tmp_path / "note.toml"
    note = parse_note(NOTE, "")
    first = save_note(path, note, None)
    assert load_note(path) == (note, first)
    second = save_note(path, smallest(), first)
    with pytest.raises(StorageError, match="changed since"):
        save_note(path, note, first)
    assert load_note(path) == (smallest(), second)


def test_a_note_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    """A byte order mark and Windows line ends do not matter."""
    path = tmp_path / "note.toml"
    path.write_bytes(b"\xef\xbb\xbf" + NOTE.replace("\n", "\r\n").encode())
    note, seen = load_note(path)
    assert note == parse_note(NOTE, "")
    save_note(path, note, seen)


def test_dates_keep_their_kind() -> None:
    """A date stays a date and a moment a moment."""
    facts = {"due": date(2026, 3, 2), "at": datetime(2026, 3, 2, tzinfo=UTC)}
    note = CaseNote(
        case=smallest().case, criteria=smallest().criteria, answers=Answers(facts=facts)
    )
    again = parse_note(render_note(note), "").answers.facts
    assert kinds_in(again) == {"due": date, "at": datetime}
    assert again == facts
