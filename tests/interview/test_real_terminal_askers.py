from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pexpect = pytest.importorskip("pexpect")
pyte = pytest.importorskip("pyte")

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(not hasattr(pexpect, "spawn"), reason="needs a pseudo-terminal"),
]

EMERGENCY = "In immediate danger: call 999, then the hub on 01482 000000, at any hour."
KEYS = "F1 help  Ctrl-B back  Ctrl-R review  Ctrl-X save and quit"
SCRIPT = f"""
import sys
from needcheck.interview.asker import Option, Question
from needcheck.interview.terminal import TerminalAsker

LONG = "bruises and burns that nobody explains, seen more than once by different people"
HEADINGS = {{0: "Safety and harm", 20: "Health", 30: "School"}}
ROWS = tuple(
    Option(f"p{{n}}", f"Entry {{n}}: " + (LONG if n % 4 == 0 else "plain"), f"Help of {{n}}.",
           HEADINGS.get(n, ""))
    for n in range(40)
)
HARM = (Option("no", "No"), Option("suspected", "Suspected: " + LONG), Option("known", "Known"))
TEXT = "Has the child been harmed, or do you suspect it? " * 2 + "You do not need proof."
MORE = dict(help="Harm means hurt.", emergency={EMERGENCY!r}, progress="about 7 more")
QUESTIONS = {{
    "choose": Question("harm", 1, "choose", TEXT, options=HARM, **MORE),
    "error": Question("harm", 1, "choose", TEXT, options=HARM, error="not that.", **MORE),
    "text": Question("words", 2, "text", "In your own words", optional=True, **MORE),
    "several": Question("plan", 3, "several", "Which plans?", options=HARM, **MORE),
    "menu": Question("next", 5, "choose", "Which one next?", options=ROWS[:30],
                     allow_not_known=False, current=("p0",), **MORE),
    "must": Question("where", 6, "choose", "Where?", options=HARM, allow_not_known=False, **MORE),
    "checklist": Question("child", 4, "checklist", "Concerns about the child. Tick what is there.",
                          options=ROWS, allow_absent=True, **MORE),
}}
asker = TerminalAsker(lambda view: None)
for name in sys.argv[1:]:
    print(asker.ask(QUESTIONS[name]))
print("end")
"""


class Seen:
    """A program in a pseudo-terminal and the screen that a person would see.

    The screen answers the program's question where the cursor is, as terminals do.
    """

    def __init__(self, script: Path, kinds: tuple[str, ...], columns: int, rows: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.Stream(self.screen)
        self.child = pexpect.spawn(
            sys.executable,
            [str(script), *kinds],
            dimensions=(rows, columns),
            encoding="utf-8",
            env=dict(os.environ, TERM="xterm-256color"),
        )
        self.screen.write_process_input = self.child.send

    @property
    def lines(self) -> list[str]:
        """The screen, line by line."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def cursor_line(self) -> str:
        """The line that the hardware cursor stands on."""
        return self.lines[self.screen.cursor.y]

    def until(self, fits: Callable[[], bool], what: str) -> None:
        """Feed the screen until it fits and is quiet; fails with the screen after ten seconds."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            try:
                self.stream.feed(self.child.read_nonblocking(65536, 0.15))
            except pexpect.TIMEOUT:
                if fits():
                    return
            except pexpect.EOF:
                break
        assert fits(), f"not seen: {what}\n" + "\n".join(self.lines)

    def see(self, *texts: str) -> None:
        """Wait until all these texts are on the screen."""
        self.until(lambda: all(text in "\n".join(self.lines) for text in texts), str(texts))

    def press(self, keys: str, *texts: str) -> None:
        """Press keys and wait for what is then on the screen."""
        self.child.send(keys)
        self.see(*texts)


Start = Callable[..., Seen]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the script with questions of the given kinds; whatever is left is ended."""
    script = tmp_path / "ask.py"
    script.write_text(SCRIPT, encoding="utf-8")
    started: list[Seen] = []

    def run(*kinds: str, columns: int = 80, rows: int = 24) -> Seen:
        started.append(Seen(script, kinds, columns, rows))
        return started[-1]

    yield run
    for seen in started:
        seen.child.close(force=True)


@pytest.mark.parametrize("kind", ["choose", "text", "several", "checklist"])
@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (60, 20)])
def test_every_kind_shows_question_toolbar_and_cursor(
    start: Start, kind: str, columns: int, rows: int
) -> None:
    """The emergency line and the keys are on the screen and the cursor is visible."""
    seen = start(kind, columns=columns, rows=rows)
    seen.see("Question ", KEYS, "about 7 more")
    assert EMERGENCY in " ".join(seen.lines)
    assert not seen.screen.cursor.hidden
    first = {"choose": "Not known yet", "several": "Not known yet", "text": "Answer"}
    assert first.get(kind, "Not looked at yet") in seen.cursor_line


def test_choice_from_question_to_quiet_line(start: Start) -> None:
    """The cursor follows the pointer, long rows are wrapped, and one line remains."""
    seen = start("choose", "text")
    seen.see("> 0  Not known yet", "   3  Known")
    seen.press("2", " > 2  Suspected: bruises")
    assert "2  Suspected" in seen.cursor_line
    assert any(line.startswith("      ") and "people" in line for line in seen.lines)
    seen.press("\r", "Question 2")
    assert seen.lines[0].startswith("? Has the child been")
    assert "Suspected" in seen.lines[0]
    assert not any(line.startswith(("Question 1", " > ")) for line in seen.lines)


def test_error_stands_above_the_question(start: Start) -> None:
    """What was not accepted is said in words on the first line."""
    seen = start("error")
    seen.see(KEYS)
    assert seen.lines[:2] == ["Not accepted: not that.", "Question 1"]


def test_help_stays_above_the_question(start: Start) -> None:
    """F1 prints the help and the question is asked again below it, with what was typed."""
    seen = start("text")
    seen.see(KEYS)
    seen.press("abc\x1bOP", "Harm means hurt.", "Answer (Enter keeps this; emptied: left out): abc")
    assert seen.screen.cursor.x == len(seen.cursor_line)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (60, 20)])
def test_long_checklist_scrolls(start: Start, columns: int, rows: int) -> None:
    """Forty entries fit any window: the pointed one is always on the screen with the cursor."""
    seen = start("checklist", columns=columns, rows=rows)
    seen.see(">  0  Not looked at yet", "Safety and harm", "40 entries, 0 ticked.")
    assert any(line.endswith("v") for line in seen.lines)
    seen.press("\x1b[F", "> 41  [ ] Entry 39")
    assert "> 41" in seen.cursor_line
    seen.press("\x1b[H", ">  0  Not looked at yet")
    seen.press("32", "> 32  [ ] Entry 30", "School", "Row: 32")
    seen.press(" ", "> 32  [x] Entry 30", "1 ticked: 32 Entry 30: plain")
    assert "> 32" in seen.cursor_line
    assert EMERGENCY in " ".join(seen.lines)
    assert not seen.screen.cursor.hidden


def test_search_and_leaving_a_checklist(start: Start) -> None:
    """Search shows matches under their headings, names what is ticked, and Enter leaves."""
    seen = start("checklist")
    seen.see(KEYS)
    seen.press("burn", "Search: burn  (10 of 40; Enter ticks, Esc shows all)", ">  2  [ ] Entry 0")
    assert not any("Entry 1:" in line for line in seen.lines)
    seen.press("  ", "0  Done: 1 ticked, and I have looked through this list")
    seen.press("4-", ">  4  [-] Entry 2", "1 ticked, 1 clearly not so")
    seen.press("zzz", "Nothing to show.", "Search: zzz  Nothing matches; Esc clears this.")
    seen.press("\x1b", ">  0  Done: 1 ticked, 1 clearly not so")
    seen.press("\r", "values=('p0',), absent=('p2',), looked_through=True", "end")
    assert seen.lines[0].startswith("? Concerns about the child.")
    assert not any(KEYS in line for line in seen.lines)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (60, 20)])
def test_help_in_a_long_checklist_is_on_the_screen(start: Start, columns: int, rows: int) -> None:
    """F1 in a list that fills the window shows the help whole, and a key brings the list back."""
    seen = start("checklist", columns=columns, rows=rows)
    seen.see(KEYS)
    seen.press("\x1b[F", "> 41  [ ] Entry 39")
    seen.press("3 ", ">  3  [x] Entry 1")
    seen.press("\x1b[F", "> 41  [ ] Entry 39")
    seen.press("\x1bOP", "Harm means hurt.", "Help of 39.", "Any other key: back to the question.")
    assert EMERGENCY in " ".join(seen.lines)
    assert KEYS in "\n".join(seen.lines)
    assert "Question 4" in seen.lines
    seen.press("x", "> 41  [ ] Entry 39", "1 ticked: 3 Entry 1: plain")
    assert "> 41" in seen.cursor_line
    assert not any("Harm means hurt." in line for line in seen.lines)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (60, 20)])
def test_a_long_choice_shows_that_there_is_more(start: Start, columns: int, rows: int) -> None:
    """Where rows are cut off above or below, an arrow says so; the pointed row is whole."""
    seen = start("menu", columns=columns, rows=rows)
    seen.see(KEYS, "> 1  Entry 0")
    assert any(line.endswith("v") for line in seen.lines)
    assert not any(line.endswith("^") for line in seen.lines)
    seen.press("t", "> t  Entry 28", "different people")
    assert any(line.endswith("^") for line in seen.lines)
    assert not any(
        "Choose one of the rows" in line or line.startswith(" > 0") for line in seen.lines
    )
    assert EMERGENCY in " ".join(seen.lines)
    assert max(map(len, seen.lines)) <= columns


def test_what_must_be_chosen_is_pointed_at_by_nobody(start: Start) -> None:
    """No row is marked before a key points at one; Enter says what to do instead of picking."""
    seen = start("must", "text")
    seen.see(KEYS, "   1  No")
    assert not any(line.startswith(" > ") for line in seen.lines)
    seen.press("\r", "Not accepted: choose one of the numbered rows.")
    seen.press("\x1b[B", " > 1  No")
    assert "1  No" in seen.cursor_line
    seen.press("3\r", "Question 2")


def test_a_short_list_shows_no_arrows(start: Start) -> None:
    """Where everything fits, nothing says that there is more."""
    seen = start("several")
    seen.see("   3  [ ] Known", KEYS)
    assert not any(line.endswith((" v", " ^")) for line in seen.lines)


def test_a_smaller_window_is_drawn_anew(start: Start) -> None:
    """After the window shrinks, the question, the row and the emergency line are all there."""
    seen = start("checklist")
    seen.see(KEYS)
    seen.screen.resize(20, 60)
    seen.child.setwinsize(20, 60)
    seen.press("30", "> 30  [ ] Entry 28", KEYS)
    assert EMERGENCY in " ".join(seen.lines)


@pytest.mark.parametrize("kind", ["choose", "text", "several", "checklist"])
@pytest.mark.parametrize("how", ["key", "signal"])
def test_interruption_ends_every_kind(start: Start, kind: str, how: str) -> None:
    """Ctrl-C, and SIGINT from elsewhere, raise KeyboardInterrupt and leave no toolbar."""
    seen = start(kind)
    seen.see(KEYS)
    if how == "key":
        seen.child.send("\x03")
    else:
        seen.child.kill(signal.SIGINT)
    seen.see("KeyboardInterrupt")
    assert not any(KEYS in line for line in seen.lines)
