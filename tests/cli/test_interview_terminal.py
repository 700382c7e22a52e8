from __future__ import annotations

import re
from pathlib import Path

import pytest

from needcheck.case.note import load_note
from needcheck.interview.asker import Answered
from needcheck.interview.ticks import Ticks
from needcheck.jobs.engine import Engine, noon
from tests.cli.conftest import Run, Start
from tests.small import DAY
from tests.terminal import KEYS, Person, lines_over

pytestmark = pytest.mark.terminal

EMERGENCY = ("call 999 now", "01482 448879")
ENTER = "\r"
NOTHING_HERE = "1\r"
LISTS = ("health and development: what", "Parents and carers:", "Family and environment:")
FIRST = {"Do you know or suspect": "1\r", "How old is": '"8', "open plan": "1\r"}
CLOSING = {"Do you agree": "1\r", "reference": '"ABC-17'}
UNIVERSAL = {
    **FIRST,
    **dict.fromkeys((*LISTS, "Strengths"), NOTHING_HERE),
    **dict.fromkeys(("What impact", "nothing changes", "How severe", "already done"), "1\r"),
    **dict.fromkeys(("views", "needs best", "Circumstances"), "1\r"),
    **CLOSING,
}
TARGETED = {
    **UNIVERSAL,
    LISTS[0]: "peers\rbulli\r\r",
    LISTS[1]: "breakdown\rbound\r\r",
    LISTS[2]: "hous\rpover\r\r",
    "What impact": "2\r",
    "nothing changes": "3\r",
    "How severe": "2\r",
    "already done": "2\r",
    "Has that help worked": "2\r",
    "needs best": "3\r",
    "co-ordinated response": "1\r",
    "unsafe for the child": "2\r",
    "parent or carer consent": "1\r",
    "child's own consent": "1\r",
    "young person consent": "1\r",
    "consent count": "2 3 4 \r",
    "Lead practitioner": "2 3 4 5 \r",
    "reasons": "1 \r",
    "parts of": "2\r",
}


def numbered(questions: list[str]) -> int:
    """How many questions were put; the line for one's own words belongs to its question."""
    return len({question.split()[1] for question in questions})


def emergency_is_there(person: Person) -> None:
    """The screen that asks shows the emergency line and the keys, whole."""
    assert all(part in person.text for part in (*EMERGENCY, *KEYS.split("  "))), person.text


def finished(person: Person, home: Path) -> str:
    """The outcome in the one note that was saved, after a good end; no draft is left."""
    assert person.end() == 0
    (path,) = (home / "notes").glob("*.toml")
    note, _ = load_note(path)
    assert note.case.status == "final"
    assert not list((home / "drafts").glob("*.toml"))
    return str(note.recommendation["outcome"]["id"])


# Budgets


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (60, 20)])
def test_harm_to_the_route_takes_one_question_and_three_keys(
    start: Start, columns: int, rows: int
) -> None:
    """Harm suspected: the contact stands within six lines of the answer, whatever the window."""
    person = start("assess", columns=columns, rows=rows)
    person.see_question("significant harm")
    person.press("2\r")
    person.see_question("In your words")
    assert person.keys <= 3
    lines = person.scrolled
    answer = next(at for at, line in enumerate(lines) if line.startswith("? Do you know"))
    assert any("CONTACT NOW" in line for line in lines[answer + 1 : answer + 7])
    assert "01482 448879" in " ".join(lines[answer + 1 : answer + 7])
    emergency_is_there(person)


def test_harm_to_a_saved_note(start: Start, home: Path) -> None:
    """Harm known, with own words and agreement: at most 8 questions and 30 keys."""
    person = start("assess")
    answers = {"know or suspect": "3\r", "seen or heard": '"told at school', **CLOSING}
    questions = person.walk(answers, until="See it again", look=emergency_is_there)
    assert finished(person, home) == "specialist"
    assert len(questions) <= 8
    assert person.keys <= 30


def test_clear_universal_to_a_saved_note(start: Start, home: Path) -> None:
    """No harm, nothing in any list, the mildest answers: at most 16 questions and 45 keys."""
    person = start("assess")
    questions = person.walk(UNIVERSAL, until="See it again", look=emergency_is_there)
    assert finished(person, home) == "universal"
    assert numbered(questions) <= 16
    assert person.keys <= 45


def test_typical_targeted_to_a_saved_note(start: Start, home: Path) -> None:
    """Six prompts by search, consents, lead practitioner: at most 28 questions and 120 keys."""
    person = start("assess")
    questions = person.walk(TARGETED, until="See it again", look=emergency_is_there)
    assert finished(person, home) == "targeted"
    (path,) = (home / "notes").glob("*.toml")
    assert len(load_note(path)[0].answers.prompts.present) == 6
    assert any("Lead practitioner" in question for question in questions)
    assert any("parent or carer consent" in question for question in questions)
    assert numbered(questions) <= 28
    assert person.keys <= 120


def test_any_prompt_takes_at_most_six_keys_from_its_screen(data_folder: Path) -> None:
    """Every prompt of every list is ticked with its row number and Space, and with Enter left."""
    session = Engine(data_folder).session("hull", "level", noon(DAY))
    reached = []
    for screen in (each for each in session.screens() if each.step.prompts):
        question = session.question(screen)
        for option in question.options:
            ticks = Ticks(question)
            keys = str(ticks.row(option))
            ticks.type(keys)
            ticks.toggle()
            assert ticks.enter() == Answered((option.id,), looked_through=True)
            assert len(keys) + len(" \r") <= 6
            reached.append(option.id)
    assert sorted(reached) == sorted(session.plan.bundle.prompts)


def test_prompts_by_number_and_by_word_in_a_terminal(start: Start) -> None:
    """The first, the last and a searched prompt of the longest list: six keys each at most."""
    person = start("assess")
    person.walk(FIRST, until=LISTS[0])
    for keys, marked in (("2 ", "[x]"), ("\x1b[F ", "[x]"), ("bulli\r", "Is being bullied")):
        person.keys = 0
        person.press(keys)
        person.see(marked, "ticked")
        assert person.keys <= 6
    person.see("3 ticked")


# The way through


def test_a_search_points_at_the_entry_that_says_the_word(start: Start) -> None:
    """A word that another entry has only in its help does not come first."""
    person = start("assess")
    person.walk(FIRST, until=LISTS[0])
    person.type("bullying")
    person.see("Search: bullying")
    assert any(re.match(r"> *\d+  \[ \] Is being bullied", line) for line in person.lines)


def test_back_returns_to_the_answer_in_force(start: Start) -> None:
    """Ctrl-B shows the question before with its answer pointed at; Enter keeps it."""
    person = start("assess")
    person.walk(FIRST, until=LISTS[0])
    person.press("\x02")
    person.see_question("open plan")
    person.see("[x] No open plan")
    person.press("\x1b[Z")
    person.see_question("How old")
    person.see("Answer (Enter keeps this; emptied: not known yet): 8")
    person.press("\x1b[Z")
    person.see_question("know or suspect")
    person.see("> 1 No - I have considered it")
    person.press(ENTER)
    person.see_question("health and development")


def test_review_changes_one_answer_and_brings_the_route_at_once(start: Start) -> None:
    """Ctrl-R lists the answers; changing harm shows the contact before anything else is asked."""
    person = start("assess")
    person.walk(FIRST, until=LISTS[0])
    person.press("\x12")
    person.see_question("which one do you want to change?")
    person.see("Is there an open plan")
    emergency_is_there(person)
    row = re.search(r"(\d)  Do you know or suspect", "\n".join(person.lines))
    assert row
    person.press(f"{row[1]}\r")
    person.see_question("know or suspect")
    person.press("2\r")
    person.see_question("In your words")
    assert "CONTACT NOW" in "\n".join(person.scrolled)


def test_help_of_the_first_question(start: Start) -> None:
    """F1 says what the question means, and the question is still there."""
    person = start("assess")
    person.see_question("significant harm")
    person.press("\x1bOP")
    person.see("Why this is asked", "F1 help", "> 0 Not known yet")


def test_save_and_quit_then_resume(start: Start, run: Run) -> None:
    """Ctrl-X ends with 0 and says how to go on; the draft is listed and goes on where it stood."""
    person = start("assess")
    person.walk(FIRST, until=LISTS[0])
    person.press("\x18")
    person.see("needcheck assess --resume")
    assert person.end() == 0
    listed = run("drafts")
    (name,) = [line.split()[0] for line in listed.stdout.splitlines()]
    assert name in person.text
    again = start("assess", "--resume")
    assert "health and development" in again.see_question()
    again.press("\x02")


def test_ctrl_c_keeps_a_draft_and_says_how_to_go_on(start: Start, run: Run) -> None:
    """Ctrl-C in the middle: exit 130, the answers kept, and the command to go on with."""
    person = start("assess")
    person.walk(FIRST, until=LISTS[0])
    person.press("\x03")
    assert person.end() == 130
    assert "your answers are kept as draft" in person.text
    name = run("drafts").stdout.split()[0]
    assert f"needcheck assess --resume {name}" in person.text
    done = run("assess", "--resume", name, "--no-input", "--json")
    assert done.returncode == 0
    assert '"outcome": "not_yet"' in done.stdout


def test_ctrl_c_at_the_first_question_saves_nothing(start: Start, home: Path) -> None:
    """Nothing answered, nothing kept: exit 130 and a sentence that says so."""
    person = start("assess")
    person.see_question("significant harm")
    person.press("\x03")
    assert person.end() == 130
    assert "nothing was saved" in person.text
    assert not (home / "drafts").exists()


@pytest.mark.parametrize("where", ["Do you agree", "reference"])
def test_ctrl_c_while_closing_keeps_the_draft(start: Start, home: Path, where: str) -> None:
    """Stopping after the result loses no answer either."""
    person = start("assess")
    person.walk({"know or suspect": "3\r", "Do you agree": "1\r"}, until=where)
    person.press("\x03")
    assert person.end() == 130
    (draft,) = (home / "drafts").glob("*.toml")
    assert load_note(draft)[0].answers.facts["harm"] == "known"


def test_enter_throughout_never_names_a_level_below(start: Start, home: Path) -> None:
    """Whoever presses Enter at every question of a small window gets no level, and the line."""
    person = start("assess", columns=60, rows=20)
    person.walk({}, until="decide next", look=emergency_is_there)
    person.press("\r")
    assert finished(person, home) == "not_yet"
    assert "No level can be named yet" in " ".join(" ".join(person.scrolled).split())


def test_where_the_child_lives_is_asked_and_remembered_on_request(
    start: Start, tmp_path: Path
) -> None:
    """Without a setting the authority is asked first; yes to remembering writes the setting."""
    empty = tmp_path / "empty"
    empty.mkdir()
    person = start("assess", at=empty)
    person.see_question("Where does the child live?")
    assert "call 999 now" in person.text
    person.press("2\r")
    person.see_question("Remember Hull")
    person.press("1\r")
    person.see_question("significant harm")
    assert 'authority = "hull"' in (empty / "settings.toml").read_text("utf-8")


def test_disagreeing_keeps_the_reason(start: Start, home: Path) -> None:
    """Another level with a reason is saved as the person's judgement, marked below harm."""
    person = start("assess")
    answers = {
        "know or suspect": "2\r",
        "Do you agree": "3\r",
        "Which level": "2\r",
        "your reason": '"spoken with the school',
    }
    person.walk(answers, until="See it again", look=emergency_is_there)
    assert finished(person, home) == "specialist"
    (path,) = (home / "notes").glob("*.toml")
    judgement = load_note(path)[0].judgement
    assert (judgement.agrees, judgement.outcome) == (False, "targeted")
    assert judgement.reason == "spoken with the school"
    assert judgement.below_harm_route


# Plain lines

BOXES = re.compile("[─-╿▀-▟]")
PLAIN_UNIVERSAL = "1 8 1, n n n n 1 : 1 : 1 : 1 1 : 1 n 1 :"


def plain_answers(text: str) -> str:
    """Lines from words: ``:`` stands for an empty line, ``1,`` for 1 and an empty line."""
    return text.replace(",", " :").replace(" ", "\n").replace(":", "") + "\n"


def check_plain(shown: str) -> None:
    """Plain lines: no escape, no box, nothing over 80 columns, questions in words."""
    assert "\x1b" not in shown
    assert not BOXES.search(shown)
    assert not lines_over(shown, 80)
    assert "Question 1: Do you know or suspect" in shown
    assert "call 999 now" in shown


def test_plain_interview_from_a_pipe(run: Run, home: Path) -> None:
    """With --plain the answers may come line by line; the result is on stdout, the rest not."""
    done = run("assess", "--plain", stdin=plain_answers(PLAIN_UNIVERSAL))
    assert done.returncode == 0, done.stderr
    check_plain(done.stderr)
    assert not lines_over(done.stdout, 80)
    assert "Recommended level: Universal services" in done.stdout
    assert "Question" not in done.stdout
    assert len(list((home / "notes").glob("*.toml"))) == 1
    asked = [line for line in done.stderr.splitlines() if line.startswith("Question ")]
    assert all(re.match(r"Question \d+: ", line) for line in asked)
    assert len(asked) == 20


def test_plain_interview_that_breaks_off_keeps_the_draft(run: Run) -> None:
    """The end of the input is an interruption: exit 130, nothing on stdout, a draft."""
    done = run("assess", "--plain", stdin="1\n8\n")
    assert done.returncode == 130
    assert done.stdout == ""
    assert "kept as draft" in done.stderr
    assert len(run("drafts").stdout.splitlines()) == 1


@pytest.mark.parametrize("how", [{"TERM": "dumb"}, {"NO_COLOR": "1"}, {"plain": "--plain"}])
def test_plain_interview_in_a_simple_terminal(start: Start, how: dict[str, str]) -> None:
    """TERM=dumb, NO_COLOR and --plain ask in plain lines; the route is there at once."""
    words = [how.pop("plain")] if "plain" in how else []
    person = start("assess", *words, **how)
    person.see("Question 1: Do you know or suspect", "? help")
    person.press("2\r")
    person.see("CONTACT NOW", "In your words")
    person.press("\r")
    person.see("Question 2: ")
    person.press("q\r")
    assert person.end() == 0
    check_plain(person.raw.replace("\r\n", "\n"))
