"""``needcheck replay`` as a trainer runs it: in plain mode, with piped answers, at a terminal."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Start
from tests.jobs.written import CALM, HARM, VARY, written
from tests.terminal import lines_over

WHITETHROAT = "hull/the-whitethroat-monday-is-told-in-four-ways"
RIGHT = "3\n6\n1\n"
"""Right on the Whitethroats' own case: additional, the hubs' e-mail, ask the hub."""


# As a check


def test_check_reports_each_variant_by_its_own_name(run: Run, tmp_path: Path) -> None:
    """A variant that differs ends the check with 1, and is named with its case."""
    path = written(tmp_path, CALM, VARY.replace("true", "false"))
    done = run("replay", path, "--check")
    assert done.returncode == 1
    assert "A small one. / Suspected after all" in done.stdout
    assert "harm_route: expected False, came out as True" in " ".join(done.stdout.split())
    assert "2 scenarios: 1 as expected, 1 differing." in done.stdout


def test_check_writes_junit_and_json(run: Run, tmp_path: Path) -> None:
    """Both say the same; the JUnit file is written beside the count."""
    path, report = written(tmp_path, CALM, VARY), tmp_path / "report.xml"
    assert run("replay", path, "--check", "--junit", report).returncode == 0
    assert 'tests="2" failures="0" errors="0"' in report.read_text()
    data = json.loads(run("replay", path, "--check", "--json").stdout)["data"]
    assert [each["variant"] for each in data["scenarios"]] == ["", "Suspected after all"]


def test_a_scenario_that_is_shipped_is_found_by_folder_and_name(run: Run, tmp_path: Path) -> None:
    """Wherever the command is run, and as the list names it."""
    done = run("replay", WHITETHROAT, "--check", cwd=tmp_path)
    assert done.stdout == "4 scenarios: 4 as expected, 0 differing.\n"
    listed = run("replay", "--list", cwd=tmp_path).stdout
    assert f"  {WHITETHROAT}\n" in listed


@pytest.mark.parametrize(
    "words",
    [
        (),
        (WHITETHROAT, "--check", "--step"),
        (WHITETHROAT, "--quiz", "--list"),
        (WHITETHROAT, "--junit", "x.xml"),
        (WHITETHROAT, "--save", "x.toml"),
        (WHITETHROAT, "--quiz", "--json"),
        (WHITETHROAT, "--with", "harm"),
    ],
)
def test_options_that_do_not_fit_are_a_matter_of_usage(run: Run, words: tuple[str, ...]) -> None:
    """None is taken without a word: exit code 2, one sentence."""
    done = run("replay", *words)
    assert done.returncode == 2
    assert done.stderr.startswith("needcheck: ")
    assert not done.stdout


@pytest.mark.parametrize("way", ["--step", "--quiz"])
def test_somebody_has_to_be_there(run: Run, way: str) -> None:
    """Without a terminal and without --plain: exit code 4, and what to do."""
    done = run("replay", WHITETHROAT, way)
    assert done.returncode == 4
    assert "--plain" in done.stderr


def test_list_shows_what_a_trainer_chooses_by(run: Run, tmp_path: Path) -> None:
    """Title, authority, pathway, level, tags and difficulty; as data, too."""
    path = written(tmp_path, CALM)
    text = run("replay", path, "--list").stdout
    for words in (
        "Hull: Level of need and route",
        "A small one. (starter; Universal services)",
        "Tags: harm",
    ):
        assert words in text
    (one,) = json.loads(run("replay", path, "--list", "--json").stdout)["data"]["scenarios"]
    assert (one["level"], one["difficulty"], one["tags"]) == ("universal", "starter", ["harm"])


# With an answer changed, and notes


def test_with_shows_the_case_beside_itself(run: Run, tmp_path: Path) -> None:
    """Outcome before and after; exit code 0, since nothing was checked."""
    done = run("replay", written(tmp_path, CALM, VARY), "--with", "harm=suspected")
    assert done.returncode == 0
    assert "  before: Universal services" in done.stdout
    assert "  after: Specialist support" in done.stdout
    assert not lines_over(done.stdout, 80)


def test_a_note_is_replayed_with_and_without_its_identifiers(run: Run, tmp_path: Path) -> None:
    """--hide hides reference, agency, file and own words in every way of replaying."""
    note = tmp_path / "REF-77.toml"
    words = ("--set", "harm=suspected", "--reference", "REF-77", "--note", note, "--no-input")
    assert run("assess", *words).returncode == 0
    head = "[answers.words]\n"
    note.write_text(note.read_text().replace(head, f'{head}harm = "the blue gate"\n', 1))
    assert "REF-77" in run("replay", note).stdout
    shown = run("replay", note).stdout
    assert "the blue gate" in shown
    pipe = "n\n" * 80
    for way in ((), ("--check",), ("--json",), ("--step", "--plain"), ("--with", "harm=no")):
        done = run("replay", note, "--hide", *way, stdin=pipe)
        assert done.returncode == 0, done.stderr
        for secret in ("REF-77", "blue gate"):
            assert secret not in done.stdout + done.stderr


# Step by step


def test_a_whole_step_session_with_piped_answers(run: Run) -> None:
    """Numbers turn the pages to the end: story, questions, pauses, result, what to take away."""
    done = run("replay", WHITETHROAT, "--step", "--plain", stdin="1\n" * 200)
    assert done.returncode == 0, done.stderr
    text = " ".join(done.stderr.split())
    for words in ("The story", "Question 1", "To discuss", "What would you do?", "Result"):
        assert words in text
    for words in ("First thing to do", "To take away", "What if ...", "next (the end)"):
        assert words in text
    assert not lines_over(done.stderr, 80)
    assert "\x1b" not in done.stderr


def test_back_shows_the_screen_before_and_quit_leaves(run: Run) -> None:
    """2 goes back, 3 ends with 0; a pipe that ends early ends with 130."""
    done = run("replay", WHITETHROAT, "--step", "--plain", stdin="1\n2\n3\n")
    assert done.returncode == 0
    assert done.stderr.count("Screen 1 of") == 2
    assert run("replay", WHITETHROAT, "--step", "--plain", stdin="1\n").returncode == 130


@pytest.mark.terminal
@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (60, 20)])
def test_a_whole_step_session_at_a_terminal(start: Start, columns: int, rows: int) -> None:
    """Keys turn the pages; heading, lines and keys are whole on every screen to the end."""
    person = start("replay", WHITETHROAT, "--step", columns=columns, rows=rows)
    person.see("The Whitethroat Monday", "n next", "1 of ")
    count = int(person.text.split("1 of ")[1].split()[0])
    person.press("n")
    person.see("The story", f"2 of {count}")
    person.press("b")
    person.see(f"1 of {count}", "Difficulty: practised")
    for at in range(2, count + 1):
        person.press("n")
        person.see(f"{at} of {count}", "b back")
    person.press("n")
    assert person.end() == 0


@pytest.mark.terminal
def test_a_step_session_is_left_with_q_and_stopped_with_ctrl_c(start: Start) -> None:
    """Q is a good end; Ctrl-C ends with 130."""
    person = start("replay", WHITETHROAT, "--step")
    person.see("n next")
    person.press("q")
    assert person.end() == 0
    other = start("replay", WHITETHROAT, "--step")
    other.see("n next")
    other.press("\x03")
    assert other.end() == 130


# As a quiz


def test_a_whole_quiz_with_piped_answers(run: Run, tmp_path: Path) -> None:
    """Choices, reveals with clauses, the score; nothing is saved without --save."""
    before = set(tmp_path.rglob("*"))
    done = run("replay", WHITETHROAT, "--quiz", "--plain", stdin=RIGHT + "2\n", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "3 of 3 right." in done.stdout
    reveal = done.stderr[done.stderr.index("Level or outcome") :]
    assert reveal.count("Right: ") == 3
    assert "[HUL-106]" in reveal
    assert not lines_over(done.stdout + done.stderr, 80)
    assert set(tmp_path.rglob("*")) == before


def test_the_reveal_says_what_the_clauses_say_and_how_far_off_a_level_is(run: Run) -> None:
    """The first action comes with its clauses in words, a wrong level with its direction."""
    done = run("replay", WHITETHROAT, "--quiz", "--plain", stdin="4\n2\n1\n2\n")
    text = " ".join(done.stderr.split())
    assert "Not right: too low, so that a child would wait. You chose: Universal services" in text
    assert "must agree before any referral for additional or targeted early help" in text
    assert text.count("Another provider of the service can be asked directly as well.") == 2
    done = run("replay", WHITETHROAT, "--quiz", "--plain", stdin="1\n2\n1\n2\n")
    assert "Not right: too high. You chose: Specialist support" in " ".join(done.stderr.split())


def test_a_case_of_a_quiz_fits_its_plain_answers_in_two_lines(run: Run) -> None:
    """Every answer is there, and plain yes and no do not take a line each."""
    done = run("replay", WHITETHROAT, "--quiz", "--plain", stdin=RIGHT + "2\n")
    case = done.stderr[done.stderr.index("What is answered") : done.stderr.index("Question 1")]
    assert case.count("\nYes: ") == case.count("\nNo: ") == 1
    flat = " ".join(case.split())
    assert "Yes: parent or carer consents;" in flat
    for label in ("immediate danger", "disability", "co-ordinated multi-agency response needed"):
        assert label in flat[flat.index("No: ") :]


def test_a_quiz_names_no_key_that_does_nothing(run: Run) -> None:
    """Nothing is kept and nothing reviewed here, and no such key is offered."""
    done = run("replay", WHITETHROAT, "--quiz", "--plain", stdin=RIGHT + "2\n")
    assert "b back, q stop, ? help" in done.stderr
    assert "save" not in done.stderr
    assert "review" not in done.stderr
    assert "\nGo on with the next case?\n" in done.stderr


def test_nothing_is_revealed_before_all_is_chosen(run: Run) -> None:
    """Up to the last choice no clause, no level's reason and no title is on the screen."""
    done = run("replay", WHITETHROAT, "--quiz", "--plain", stdin=RIGHT + "2\n")
    hidden = done.stderr[: done.stderr.index("Case 1: The Whitethroat")]
    assert "HUL-" not in hidden
    assert "four ways" not in hidden


def test_wrong_and_left_out_answers_are_told_and_saved_when_asked(run: Run, tmp_path: Path) -> None:
    """The score says what was below; --save keeps the choices, and never replaces a file."""
    saved = tmp_path / "quiz.toml"
    words = ("replay", WHITETHROAT, "--quiz", "--plain", "--save", saved)
    done = run(*words, stdin="4\n0\n0\n2\n")
    assert done.returncode == 0, done.stderr
    assert "0 of 3 right." in done.stdout
    assert "a child would wait" in done.stdout
    assert "(left out)" in done.stderr
    assert tomllib.loads(saved.read_text())["quiz"]["right"] == 0
    again = run(*words, stdin="4\n0\n0\n2\n")
    assert again.returncode == 3
    assert "already there" in again.stderr


def test_a_quiz_that_is_cut_short_gives_the_score_so_far(run: Run) -> None:
    """Leaving with q is a good end, the end of the pipe is 130; both give the score."""
    done = run("replay", WHITETHROAT, "--quiz", "--plain", stdin=RIGHT + "1\n2\nq\n")
    assert done.returncode == 0
    assert "3 of 3 right." in done.stdout
    done = run("replay", WHITETHROAT, "--quiz", "--plain", stdin=RIGHT)
    assert done.returncode == 130
    assert "3 of 3 right." in done.stdout


@pytest.mark.terminal
def test_a_whole_quiz_at_a_terminal(start: Start, tmp_path: Path) -> None:
    """Both cases of a family to the end, with a step back, and the score at the end."""
    path = written(tmp_path, CALM, VARY)
    person = start("replay", str(path), "--quiz", columns=100, rows=40)
    person.see_question("Which level")
    person.press("3\r")
    person.see_question("Which route")
    person.press("\x02")
    person.see_question("Which level")
    person.press("4\r")
    person.see_question("Which route")
    person.press("\r")
    person.see_question("What do you do first")
    person.press("\r")
    person.see("Right: Universal services", "Go on with the next case?")
    person.press("\r")
    person.see_question("Which level")
    person.press("1\r")
    person.see_question("Which route")
    person.press("1\r")
    person.see_question("What do you do first")
    person.press("\r")
    person.see("Your score", "3 of 6 right.")
    assert person.end() == 0


# In words


def test_the_transcript_has_reasons_pauses_and_variants(run: Run) -> None:
    """The default: questions and answers, what to discuss, the result with its reasons."""
    done = run("replay", WHITETHROAT)
    assert done.returncode == 0
    text = " ".join(done.stdout.split())
    for words in ("Questions and answers", "To discuss: Which of the things", "Why", "[HUL-106]",
                  "/ The mother says no, and means it", "4 as expected"):  # fmt: skip
        assert words in text
    assert not lines_over(done.stdout, 80)


def test_a_broken_file_among_others_ends_with_3(run: Run, tmp_path: Path) -> None:
    """The others are replayed; the broken one is named with its line."""
    folder = tmp_path / "cases"
    folder.mkdir()
    written(folder, HARM, name="a.toml")
    (folder / "b.toml").write_text("[scenario]\ntitle = 3\n")
    done = run("replay", folder, "--check")
    assert done.returncode == 3
    assert "b.toml, line 1" in done.stderr
    assert "1 as expected, 0 differing, 1 not readable" in done.stdout
