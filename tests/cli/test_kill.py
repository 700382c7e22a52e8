from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from needcheck.case.note import CaseNote, load_note, parse_note
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.load import load
from tests.terminal import PROGRAM, environment

pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")

MOMENTS = 50
ASKED = 16
"""About so many questions are answered before a note."""
AT_ONCE = 3
SEED = 20180501
SHOWN = re.compile(rb"^Question \d+: ((?:.+\n)+?)If anyone is", re.MULTILINE)
ANSWERS: Mapping[str, str] = {
    "know or suspect": "1\n",
    "How old": "8\n",
    "open plan": "1\n\n",
    "what is so?": "n\n",
    "going well?": "n\n",
    "In your words": "what was seen\n",
    "Do you agree": "1\n",
    "reference": "ABC-17\n",
}
GROUPS = {"health and development:": "child", "Parents": "parents", "Family and": "home"}


@dataclass
class Killed:
    """An interview that was killed: the questions shown, the answers sent, and its folder."""

    home: Path
    questions: list[str]


def words(raw: bytes) -> list[str]:
    """The questions that were shown whole, in order."""
    return [" ".join(found.decode().split()) for found in SHOWN.findall(raw)]


def interview(home: Path, stop_at: int, delay: float) -> Killed:
    """Answer line by line and kill ``delay`` seconds after answering question ``stop_at``."""
    home.mkdir()
    (home / "settings.toml").write_text('authority = "hull"\n', "utf-8")
    child = subprocess.Popen(
        [*PROGRAM, "assess", "--plain"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment(home),
        bufsize=0,
    )
    assert child.stdin
    assert child.stderr
    raw, answered = b"", 0
    while part := child.stderr.read(65536):
        raw += part
        shown = words(raw)
        if len(shown) > answered:
            answered = len(shown)
            line = next((line for key, line in ANSWERS.items() if key in shown[-1]), "1\n")
            with contextlib.suppress(BrokenPipeError):  # killed between its question and this line
                child.stdin.write(line.encode())
            if answered == stop_at:
                threading.Timer(delay, child.send_signal, [signal.SIGKILL]).start()
    child.wait()
    with contextlib.suppress(BrokenPipeError):
        child.stdin.close()
    child.stderr.close()
    return Killed(home, words(raw))


@pytest.fixture(scope="module")
def hull(data_folder: Path) -> Bundle:
    """Hull's criteria."""
    return load("hull", data_folder)


def test_killed_interviews_keep_every_answer(tmp_path: Path, hull: Bundle) -> None:
    """At 50 moments: whatever was answered before the last question showed is in the draft."""
    chance = random.Random(SEED)
    at_random = [(chance.randint(1, 22), chance.uniform(0, 0.04)) for _ in range(MOMENTS // 2)]
    in_turn = [(1 + number % ASKED, 0.0) for number in range(MOMENTS - len(at_random))]
    moments = [*at_random, *in_turn]  # on a fast machine those at random come to the same answers
    with ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = [
            pool.submit(interview, tmp_path / f"home{index}", *moment)
            for index, moment in enumerate(moments)
        ]
        killed = [job.result() for job in jobs]
    kept = [check_kept(each, hull) for each in killed]
    assert sum(kept) > MOMENTS * 4
    assert len(set(kept)) > 10, sorted(kept)


def check_kept(killed: Killed, hull: Bundle) -> int:
    """The note or the draft is whole and has every answer; how many answers were looked up."""
    before = killed.questions[:-1]
    note = last(killed.home)
    if note is None:
        assert not before, f"no draft, although answered: {before}"
        return 0
    asked = {fact.ask: fact.id for fact in hull.facts.values()}
    own = {f"In your words (Enter skips): {f.words}": f.id for f in hull.facts.values() if f.words}
    looked_up = 0
    for question in before:
        group = next((group for part, group in GROUPS.items() if part in question), "")
        if question in asked:
            assert asked[question] in note.answers.facts, question
        elif question in own:
            assert note.answers.words[own[question]] == "what was seen", question
        elif group and "what is so?" in question:
            assert group in note.answers.prompts.looked_through
        else:
            continue
        looked_up += 1
    return looked_up


def last(home: Path) -> CaseNote | None:
    """The finished note if there is one, else the draft; each must be whole."""
    notes = [load_note(path)[0] for path in (home / "notes").glob("*.toml")]
    drafts = [load_note(path)[0] for path in (home / "drafts").glob("*.toml")]
    assert len(notes) <= 1
    assert len(drafts) <= 1
    assert all(note.case.status == "final" and note.recommendation for note in notes)
    return next(iter([*notes, *drafts]), None)


SAVING = """
import sys
from pathlib import Path
from needcheck.case.note import load_note, parse_note, save_note
path, given = Path(sys.argv[1]), Path(sys.argv[2])
note = parse_note(given.read_text("utf-8"), "given")
sys.stdout.write("ready\\n")
sys.stdout.flush()
expected = None
for number in range(1, 100_000):
    head = note.case.model_copy(update={"reference": f"R-{number}"})
    words = {"harm": f"{number} " * 3000}
    answers = note.answers.model_copy(update={"words": words})
    expected = save_note(path, note.model_copy(update={"case": head, "answers": answers}), expected)
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""


def save_until_killed(path: Path, given: Path, delay: float) -> int:
    """Save again and again, kill after ``delay`` seconds; the last number that was confirmed."""
    child = subprocess.Popen(
        [sys.executable, "-c", SAVING, str(path), str(given)],
        stdout=subprocess.PIPE,
        env=environment(path.parent),
        text=True,
    )
    assert child.stdout
    lines: Iterator[str] = iter(child.stdout)
    assert next(lines) == "ready\n"
    threading.Timer(delay, child.send_signal, [signal.SIGKILL]).start()
    confirmed = [int(line) for line in lines if line.endswith("\n")]
    assert child.wait() == -signal.SIGKILL
    child.stdout.close()
    return confirmed[-1] if confirmed else 0


def test_killed_saves_leave_a_whole_note_or_none(tmp_path: Path, note: Path) -> None:
    """At 50 moments of saving: the note is whole, and at least as new as what was confirmed."""
    chance = random.Random(SEED)
    delays = [chance.uniform(0, 0.03 if index % 2 else 0.15) for index in range(MOMENTS)]
    paths = [tmp_path / f"saved{index}" / "case.toml" for index in range(MOMENTS)]
    for path in paths:
        path.parent.mkdir()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        confirmed = list(pool.map(save_until_killed, paths, [note] * MOMENTS, delays))
    for path, number in zip(paths, confirmed, strict=True):
        if not path.exists():
            assert number == 0
            continue
        found = parse_note(path.read_text("utf-8"), "saved")
        saved = int(found.case.reference.removeprefix("R-"))
        assert saved >= number
        assert found.answers.words["harm"] == f"{saved} " * 3000
        assert found.recommendation
    assert max(confirmed) > 5


def test_what_a_killed_save_left_is_removed_by_a_later_one(tmp_path: Path, note: Path) -> None:
    """A temporary file of a killed process is no draft and no note, and goes when it is old."""
    from needcheck.case.store import Drafts

    path = tmp_path / "left" / "drafts" / "d.toml"
    path.parent.mkdir(parents=True)
    drafts = Drafts(path.parent)
    drafts.save("d", note.read_text("utf-8"))
    for delay in (0.001, 0.002, 0.004, 0.008):
        save_until_killed(path.with_name("other.toml"), note, delay)
        path.with_name("other.toml").unlink(missing_ok=True)
    assert [entry.name for entry in drafts.list()] == ["d"]
    for left in path.parent.glob(".needcheck-*"):
        os.utime(left, (0, 0))
    drafts.save("other", note.read_text("utf-8"))
    assert sorted(p.name for p in path.parent.iterdir()) == ["d.toml", "other.toml"]
