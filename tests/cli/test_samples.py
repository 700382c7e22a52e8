"""The samples that ship: the half-finished note is what a draft is, and can be gone on with."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from needcheck.case.note import load_note, parse_note, render_note
from needcheck.case.privacy import findings
from needcheck.criteria.load import data_root
from tests.cli.conftest import Run, Start

SAMPLE = data_root() / "samples" / "half-finished-note.toml"
ASKED = re.compile(r"^Question \d+: (.+)$", re.MULTILINE)
ALREADY = ("significant harm?", "How old", "open plan", "health and development: what")


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """A copy of the sample, to go on with."""
    return Path(shutil.copy(SAMPLE, tmp_path / "begun.toml"))


def test_the_sample_is_written_as_the_tool_writes_it() -> None:
    """A draft without a recommendation, byte for byte what needcheck keeps of these answers."""
    text = SAMPLE.read_text("utf-8")
    note = parse_note(text, "sample")
    assert render_note(note) == text
    assert (note.case.status, note.case.reference) == ("draft", "")
    assert not note.recommendation
    assert not findings(" ".join(note.answers.words.values()))


def test_the_sample_is_gone_on_with_where_it_stopped(run: Run, begun: Path) -> None:
    """What was answered is not asked again; the finished note keeps it and has an outcome."""
    before = load_note(SAMPLE)[0]
    lines = ["s", "2", "going on", "1", "1", "1", "2", "2"] + [""] * 12
    done = run("assess", "--plain", "--note", begun, stdin="\n".join([*lines, "", ""]) + "\n")
    assert done.returncode == 0, done.stderr
    asked = ASKED.findall(done.stderr)
    assert any(question.startswith("What are the concerns") for question in asked)
    assert not any(part in question for question in asked for part in ALREADY)
    note = load_note(begun)[0]
    assert note.case.status == "final"
    assert note.case.created == before.case.created
    assert note.recommendation["outcome"]["id"] == "additional"
    assert before.answers.facts.items() <= note.answers.facts.items()
    assert before.answers.prompts == note.answers.prompts
    assert before.answers.words.items() <= note.answers.words.items()


def test_without_a_person_the_sample_is_computed_as_far_as_it_goes(run: Run, begun: Path) -> None:
    """Nothing is filled in for the second half: the result says what is missing."""
    done = run("assess", "--note", begun, "--no-input")
    assert done.returncode == 0, done.stderr
    assert "What is missing" in done.stdout
    assert load_note(begun)[0].answers == load_note(SAMPLE)[0].answers


@pytest.mark.terminal
def test_in_a_terminal_the_sample_goes_on_with_its_answers_in_the_review(
    start: Start, begun: Path
) -> None:
    """The review lists what was answered before, to be changed as if it had been asked now."""
    person = start("assess", "--note", str(begun))
    person.see_question()
    assert not any(part in person.last for part in ALREADY)
    person.press("\x12")
    person.see("How old is the child", "-> 9", "Poor school attendance")
