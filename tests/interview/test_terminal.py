from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.vt100 import Vt100_Output

from needcheck.interview.asker import (
    NOT_KNOWN,
    Answered,
    Back,
    Option,
    Question,
    Reply,
    Review,
    SaveAndQuit,
    View,
)
from needcheck.interview.terminal import TerminalAsker

OPTIONS = (Option("no", "No"), Option("suspected", "Suspected"), Option("known", "Known", "Seen."))
HARM = Question("harm", 1, "choose", "Harm?", help="Plain help.", why="Route.", options=OPTIONS)
WORDS = Question("words", 2, "text", "In your words", optional=True)
PLAN = replace(HARM, kind="several", none_option="no")
CHILD = replace(HARM, kind="checklist", allow_absent=True)
ALL_KINDS = pytest.mark.parametrize("question", [HARM, WORDS, PLAN, CHILD], ids=lambda q: q.kind)

Ask = Callable[[Question, str], Reply]


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[PipeInput]:
    """Give a pipe that keys are sent through."""
    monkeypatch.setenv("PROMPT_TOOLKIT_NO_CPR", "1")
    with create_pipe_input() as pipe:
        yield pipe


@pytest.fixture
def ask(keyboard: PipeInput) -> Ask:
    """Ask one question with the given keys."""

    def run(question: Question, keys: str) -> Reply:
        keyboard.send_text(keys)
        asker = TerminalAsker(lambda view: None, input_=keyboard, output=DummyOutput())
        return asker.ask(question)

    return run


@ALL_KINDS
def test_enter_at_once_never_picks_an_answer(ask: Ask, question: Question) -> None:
    """Enter at once is not known, left out, or not looked at."""
    reply = ask(question, "\r")
    assert isinstance(reply, Answered)
    assert reply.values in ((), (NOT_KNOWN,))
    assert question.kind != "checklist" or not reply.looked_through


@pytest.mark.parametrize(
    ("keys", "value"),
    [("0", NOT_KNOWN), ("1", "no"), ("2", "suspected"), ("3", "known"), ("23", "known")],
)
def test_digit_and_enter_answer(ask: Ask, keys: str, value: str) -> None:
    """A digit points at its row and Enter takes it; the last digit counts."""
    assert ask(HARM, keys + "\r") == Answered((value,))


def test_more_than_nine_choices_have_letters(ask: Ask) -> None:
    """The tenth choice is reached by the letter a."""
    many = tuple(Option(f"o{n}", f"Option {n}") for n in range(1, 15))
    assert ask(replace(HARM, options=many), "a\r") == Answered(("o10",))


def test_fifty_choices_can_still_be_asked(ask: Ask) -> None:
    """A list with more rows than keys is moved through by arrows."""
    many = tuple(Option(f"o{n}", f"Option {n}") for n in range(1, 51))
    assert ask(replace(HARM, options=many), "\x1b[B\x1b[B\r") == Answered(("o2",))


def test_the_pointer_starts_on_the_current_answer(ask: Ask) -> None:
    """Going back and pressing Enter keeps the answer in force."""
    assert ask(replace(HARM, current=("suspected",)), "\r") == Answered(("suspected",))
    assert ask(replace(WORDS, current=("old",)), " new\r") == Answered(("old new",))


def test_required_choice_is_asked_again(ask: Ask) -> None:
    """Where not known is not offered, row 0 asks again instead of taking the first option."""
    assert ask(replace(HARM, allow_not_known=False), "\r\r2\r") == Answered(("suspected",))


@pytest.mark.parametrize(
    ("keys", "value"),
    [("\x1b[B", "no"), ("\x1b[A", "known"), ("\x1b[B\x1b[B", "suspected"), ("1", "no")],
    ids=["down", "up", "down down", "1"],
)
def test_what_must_be_chosen_is_pointed_at_by_the_first_key(
    ask: Ask, keys: str, value: str
) -> None:
    """Nothing is pointed at before: Enter at once picks nothing, a key then points at a row."""
    assert ask(replace(HARM, allow_not_known=False), f"\r{keys}\r") == Answered((value,))


def test_what_is_in_force_is_kept_by_enter_where_something_must_be_chosen(ask: Ask) -> None:
    """A list with an answer, such as "Nothing more", starts there."""
    question = replace(HARM, allow_not_known=False, current=("suspected",))
    assert ask(question, "\r") == Answered(("suspected",))
    assert ask(question, "\x1b[A\r") == Answered(("no",))


def test_optional_choice_can_be_left_out(ask: Ask) -> None:
    """Where not known is not offered but the question is optional, row 0 leaves it out."""
    assert ask(replace(HARM, allow_not_known=False, optional=True), "\r") == Answered(())


def test_empty_text_means_not_known_or_asks_again(ask: Ask) -> None:
    """An empty line is not known where that is offered; where it is not, it is asked again."""
    assert ask(replace(WORDS, optional=False), "\r") == Answered((NOT_KNOWN,))
    required = replace(WORDS, optional=False, allow_not_known=False)
    assert ask(required, "\r \rhere\r") == Answered(("here",))


def test_pasted_controls_do_not_reach_the_answer(ask: Ask) -> None:
    """A pasted text becomes one line without control characters."""
    assert ask(WORDS, "\x1b[200~one\ntwo\x07\x1b[201~\r") == Answered(("one two",))


@ALL_KINDS
@pytest.mark.parametrize(
    ("key", "reply"),
    [
        ("\x1b[Z", Back()),
        ("\x02", Back()),
        ("\x12", Review()),
        ("\x18", SaveAndQuit()),
    ],
    ids=["shift-tab", "ctrl-b", "ctrl-r", "ctrl-x"],
)
def test_keys_of_every_question(ask: Ask, question: Question, key: str, reply: Reply) -> None:
    """Back, review and save are on the same keys in every kind of question."""
    assert ask(question, key) == reply


@ALL_KINDS
def test_ctrl_c_raises_keyboard_interrupt(ask: Ask, question: Question) -> None:
    """Ctrl-C is passed on, so that the caller can keep the draft."""
    with pytest.raises(KeyboardInterrupt):
        ask(question, "\x03")


@ALL_KINDS
def test_ctrl_d_raises_end_of_file(ask: Ask, question: Question) -> None:
    """Ctrl-D ends the input of every kind of question."""
    with pytest.raises(EOFError):
        ask(question, "\x04")


@ALL_KINDS
def test_closed_input_raises_end_of_file(keyboard: PipeInput, question: Question) -> None:
    """A terminal that goes away ends the question; nothing is taken as an answer."""
    keyboard.close()
    asker = TerminalAsker(lambda view: None, input_=keyboard, output=DummyOutput())
    with pytest.raises(EOFError):
        asker.ask(question)


def test_several_and_checklist_tick_by_number_and_space(ask: Ask) -> None:
    """The list widget is wired to the keys: numbers, Space, Enter, minus, Backspace, Esc."""
    assert ask(PLAN, "2 3 \r") == Answered(("suspected", "known"))
    assert ask(CHILD, "2 3-\r") == Answered(("no",), ("suspected",))
    assert ask(CHILD, "known \r") == Answered(("known",))
    assert ask(CHILD, "knownx\x7f\r\r") == Answered(("known",))


class Paper(Vt100_Output):
    """A terminal of a fixed size whose bytes can be read."""

    def __init__(self) -> None:
        self.text = io.StringIO()
        super().__init__(self.text, lambda: Size(rows=24, columns=80), term="xterm")


@pytest.mark.parametrize(
    ("question", "keys"), [(HARM, "2\x1bOP2\r"), (WORDS, "abc\x1bOP\r"), (CHILD, "4 \x1bOP\r")]
)
def test_f1_shows_help_and_asks_again(keyboard: PipeInput, question: Question, keys: str) -> None:
    """F1 prints the help; text that was typed and ticks that were made are still there."""
    paper = Paper()
    keyboard.send_text(keys)
    reply = TerminalAsker(lambda view: None, input_=keyboard, output=paper).ask(question)
    assert isinstance(reply, Answered)
    assert reply.values[0] in ("suspected", "abc", "known")
    expected = "no more help" if question.kind == "text" else "Why this is asked: Route."
    assert expected in paper.text.getvalue()


LONG_HELP = " ".join(f"Sentence {n} of a help that is long." for n in range(60))


@pytest.mark.parametrize("kind", ["choose", "several", "checklist"])
def test_help_that_does_not_fit_has_a_page_of_its_own(keyboard: PipeInput, kind: str) -> None:
    """Help and a list of thirty rows: a page, which any key leaves; what was ticked is kept."""
    many = tuple(Option(f"o{n}", f"Option {n}") for n in range(1, 31))
    question = replace(HARM, kind=kind, options=many, help=LONG_HELP, emergency="Call 999.")
    keyboard.send_text("2" + ("" if kind == "choose" else " ") + "\x1bOP\x1b[B\x1b[6~x" + "2\r\r")
    reply = TerminalAsker(lambda view: None, input_=keyboard, output=Paper()).ask(question)
    assert isinstance(reply, Answered)
    assert reply.values == ({"choose": "o2", "several": "o2", "checklist": "o1"}[kind],)


@pytest.mark.parametrize(
    ("key", "reply"), [("\x02", Back()), ("\x12", Review()), ("\x18", SaveAndQuit())]
)
@pytest.mark.parametrize("kind", ["choose", "text", "checklist"])
def test_the_keys_of_the_toolbar_work_on_the_help_page(
    ask: Ask, kind: str, key: str, reply: Reply
) -> None:
    """What the toolbar promises holds there, too: back, review, save and quit."""
    many = tuple(Option(f"o{n}", f"Option {n}") for n in range(1, 31))
    assert ask(replace(HARM, kind=kind, options=many, help=LONG_HELP), f"\x1bOP{key}") == reply


def test_ctrl_c_and_ctrl_d_end_the_help_page(ask: Ask) -> None:
    """An interruption is never taken for "any other key"."""
    question = replace(CHILD, help=LONG_HELP)
    with pytest.raises(KeyboardInterrupt):
        ask(question, "\x1bOP\x03")
    with pytest.raises(EOFError):
        ask(question, "\x1bOP\x04")


def test_foreign_text_is_not_interpreted(keyboard: PipeInput) -> None:
    """Control sequences in a question, option, help, error or emergency line are stripped."""
    evil = "\x1b]0;owned\x07\x9b2J\x1b[41mred"
    options = (Option("a", evil, evil, evil),)
    question = Question("k", 1, "checklist", evil, evil, evil, options, emergency=evil, error=evil)
    for kind in ("checklist", "choose", "text", "several"):
        paper = Paper()
        keyboard.send_text("2 \x1bOP\x18" if kind != "text" else "\x1bOP\x18")
        asker = TerminalAsker(lambda view: None, input_=keyboard, output=paper)
        asker.ask(replace(question, kind=kind))
        shown = paper.text.getvalue()
        assert "red" in shown
        assert not any(bad in shown for bad in ("\x1b]0;", "\x07", "\x9b", "\x1b[41m"))


def test_one_quiet_line_remains(keyboard: PipeInput) -> None:
    """The last thing written is the question and its answer on one line."""
    paper = Paper()
    keyboard.send_text("2\r")
    TerminalAsker(lambda view: None, input_=keyboard, output=paper).ask(HARM)
    assert paper.text.getvalue().endswith("? Harm?  Suspected\n")


def test_nothing_is_written_to_stdout(
    keyboard: PipeInput, capsys: pytest.CaptureFixture[str]
) -> None:
    """Askers write to stderr; stdout carries the result only."""
    keyboard.send_text("2\r")
    TerminalAsker(lambda view: None, input_=keyboard).ask(HARM)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Suspected" in captured.err


def test_views_go_to_the_renderer() -> None:
    """The asker shows nothing itself: it hands views to the renderer."""
    seen: list[View] = []
    TerminalAsker(seen.append).show(View("note"))
    assert seen == [View("note")]


def test_importing_the_front_end_is_cheap() -> None:
    """prompt_toolkit and questionary are loaded by the first question, not by the import."""
    import subprocess

    code = "import sys, needcheck.interview.terminal; print('prompt_toolkit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("key", ["\x02", "\x12", "\x18", "\x03"])
def test_words_half_written_are_kept_by_every_key_that_leaves(
    keyboard: PipeInput, key: str
) -> None:
    """Back, review, save and Ctrl-C tell what stands in the line before they end the question."""
    told: list[Answered] = []
    keyboard.send_text(f"seen by{key}")
    asker = TerminalAsker(lambda view: None, input_=keyboard, output=DummyOutput())
    try:
        asker.ask(replace(WORDS, marked=told.append))
    except KeyboardInterrupt:
        assert key == "\x03"
    assert told == [Answered(("seen by",))]
