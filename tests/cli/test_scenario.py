"""``needcheck scenario``: written by an interview, made of a note, checked, listed, handed out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from needcheck.case.scenario import load_scenario
from tests.cli.conftest import Run, Start
from tests.jobs.written import CALM, VARY, written
from tests.jobs.written import HARM as HARMED
from tests.terminal import lines_over

ABOUT = "The quiet Tuesday.\nA story.\n3\n1\n1\n"
"""Title, story, Hull (the third of the list), its level, starter."""
HARM = "2\nmarks on the arm\n" + "0\n" * 2
"""Suspected, in words, and the rest left open; Enter leaves what is asked after that."""


def authority_row(run: Run, name: str) -> str:
    """The row of an authority in the list that is asked."""
    listed = json.loads(run("criteria", "list", "--json").stdout)["data"]["authorities"]
    return str([each["id"] for each in listed].index(name) + 1)


def typed(run: Run, *more: str) -> str:
    """What is typed for a scenario of Hull on suspected harm, and after the result."""
    return "\n".join(("The quiet Tuesday.", "A story.", authority_row(run, "hull"), "1", "1",
                      "2", "marks on the arm", *[""] * 12, *more)) + "\n"  # fmt: skip


def test_new_writes_a_scenario_that_passes_its_check(run: Run, tmp_path: Path) -> None:
    """Title, story, authority, pathway, the interview, and whether the result is expected."""
    path = tmp_path / "case.toml"
    done = run("scenario", "new", "case.toml", "--plain", stdin=typed(run, "1"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Saved: case.toml\n"
    scenario = load_scenario(path)
    assert scenario.head.title == "The quiet Tuesday."
    assert scenario.head.about.strip() == "A story."
    assert scenario.head.difficulty == "starter"
    assert scenario.answers["harm"] == "suspected"
    assert scenario.expect.outcome == "specialist"
    assert run("scenario", "check", path).returncode == 0
    assert run("replay", path, "--check").returncode == 0
    assert not lines_over(done.stderr, 80)


def test_new_keeps_what_the_author_expects_even_where_it_does_not_come_out(
    run: Run, tmp_path: Path
) -> None:
    """Another outcome is written down as expected, is said, and the check fails on it."""
    path = tmp_path / "case.toml"
    done = run("scenario", "new", path, "--plain", stdin=typed(run, "2", "1"))
    assert done.returncode == 0, done.stderr
    assert load_scenario(path).expect.outcome == "targeted"
    assert "otherwise than you expect" in done.stderr
    assert run("scenario", "check", path).returncode == 1


def test_new_goes_on_with_what_was_begun(run: Run, tmp_path: Path) -> None:
    """What was answered is in the file when the input ends; the same command goes on."""
    path = tmp_path / "case.toml"
    done = run("scenario", "new", path, "--plain", stdin="\n".join(typed(run).split("\n")[:6]))
    assert done.returncode == 130
    assert "scenario new" in done.stderr
    assert load_scenario(path).answers["harm"] == "suspected"
    done = run("scenario", "new", path, "--plain", stdin="\n" * 12 + "1\n")
    assert done.returncode == 0, done.stderr
    assert load_scenario(path).expect.outcome == "specialist"


def test_new_loses_nothing_that_stood_in_the_file(run: Run, tmp_path: Path) -> None:
    """Pauses, variants, a partial expectation and what was made of the story are still there."""
    begun = HARMED.replace('outcome = "specialist"', 'actions = ["do_not_wait"]')
    pause = '[[pause]]\nbefore = "informing_raises_risk"\ntext = "Who decides?"\n'
    path = written(tmp_path, begun, pause, VARY)
    path.write_text(path.read_text().replace("tags =", 'weighed = "Sure, she says."\ntags =', 1))
    before = load_scenario(path)
    done = run("scenario", "new", path, "--plain", stdin="\n" * 12 + "1\n")
    assert done.returncode == 0, done.stderr
    after = load_scenario(path)
    assert after.head.weighed.strip() == "Sure, she says."
    assert (after.pauses, after.vary) == (before.pauses, before.vary)
    assert after.expect.actions == ("do_not_wait",)
    assert after.expect.outcome == "specialist"
    done = run("scenario", "new", path, "--plain", stdin="")
    assert done.returncode == 2


def test_new_never_replaces_a_finished_scenario_or_a_note(
    run: Run, tmp_path: Path, note: Path
) -> None:
    """A file with an expectation is finished; a note is no scenario."""
    for path in (written(tmp_path, CALM), note):
        before = path.read_text()
        assert run("scenario", "new", path, "--plain", stdin="1\n").returncode == 2
        assert path.read_text() == before


def test_new_points_out_what_seems_to_identify_somebody(run: Run, tmp_path: Path) -> None:
    """A telephone number in the title is said, and kept only when it is given again."""
    path = tmp_path / "case.toml"
    lines = typed(run, "1").split("\n")
    done = run("scenario", "new", path, "--plain",
               stdin="\n".join(["Ring 01482 123456.", *lines]))  # fmt: skip
    assert "holds what looks like a phone number" in " ".join(done.stderr.split())
    assert load_scenario(path).head.title == "The quiet Tuesday."


def test_new_needs_somebody(run: Run) -> None:
    """Without a terminal and without --plain: exit code 4."""
    assert run("scenario", "new", "x.toml").returncode == 4


@pytest.mark.terminal
def test_new_at_a_terminal(start: Start, run: Run, tmp_path: Path) -> None:
    """A person answers, goes back from the result to change an answer, and agrees."""
    path = tmp_path / "case.toml"
    person = start("scenario", "new", str(path), columns=100, rows=40)
    person.see_question("title of the scenario")
    person.type("The quiet Tuesday.")
    person.press("\r")
    person.see_question("The story")
    person.press("\r")
    person.see_question("Where does the child live?")
    person.press(f"{authority_row(run, 'hull')}\r")
    person.see_question("What is to be decided?")
    person.press("1\r")
    person.see_question("How difficult")
    person.press("1\r")
    questions = person.walk({"know or suspect": "2\r"}, until="Is that what you expect?")
    assert any("know or suspect" in question for question in questions)
    person.press("1\r")
    person.see("Saved:")
    assert person.end() == 0
    assert load_scenario(path).expect.harm_route is True


def test_from_note_makes_a_scenario_without_identifiers(
    run: Run, tmp_path: Path, note: Path
) -> None:
    """It passes its check, and nothing but the answers is left of the note."""
    path = tmp_path / "made.toml"
    done = run("scenario", "from-note", note, "--title", "A Tuesday.", "--to", path)
    assert done.returncode == 0, done.stderr
    assert run("scenario", "check", path).returncode == 0
    assert load_scenario(path).head.title == "A Tuesday."
    again = run("scenario", "from-note", note, "--to", path)
    assert again.returncode == 3
    assert run("scenario", "from-note", path).returncode == 3


def test_check_tells_file_and_line_and_ends_with_1(run: Run, tmp_path: Path) -> None:
    """In words and as data; nothing wrong ends with 0."""
    path = written(tmp_path, CALM.replace("impact", "impct"), VARY)
    done = run("scenario", "check", path)
    assert done.returncode == 1
    assert "line 12: there is no fact impct; did you mean impact" in " ".join(done.stdout.split())
    data = json.loads(run("scenario", "check", path, "--json").stdout)["data"]
    assert data["files"][0]["findings"][0]["line"] == 12
    assert run("scenario", "check", written(tmp_path, CALM, VARY)).returncode == 0


def test_list_filters_by_tag_level_and_difficulty(run: Run) -> None:
    """All tags, any of the levels, any of the difficulties; a word that nobody has is helped."""
    words = ("--tag", "consent", "--level", "targeted", "--difficulty", "expert", "--json")
    found = json.loads(run("scenario", "list", *words).stdout)["data"]["scenarios"]
    assert found
    assert all("consent" in e["tags"] and e["level"] == "targeted" for e in found)
    assert {entry["difficulty"] for entry in found} == {"expert"}
    assert "There are these tags" in run("scenario", "list", "--tag", "nonesuch").stdout


def test_handout_is_one_page(run: Run, tmp_path: Path) -> None:
    """Written whole; a file that is wrong leaves nothing behind."""
    page = tmp_path / "handout.html"
    assert run("scenario", "handout", written(tmp_path, CALM), "--html", page).returncode == 0
    assert page.read_text().startswith("<!doctype html>")
    broken, other = tmp_path / "broken.toml", tmp_path / "other.html"
    broken.write_text("[scenario]\n")
    assert run("scenario", "handout", broken, "--html", other).returncode == 3
    assert not other.exists()
