"""Ask in plain lines: for screen readers, pipes and terminals that cannot redraw.

No control character, no box drawing, no line over 80 columns; every question starts with
"Question n:" and is said again after an answer that is not accepted. Rows have the numbers that
they have in ``terminal``, so that people who sit together can speak of the same row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

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
from needcheck.interview.shown import (
    EMPTY_ERROR,
    NOT_ACCEPTED,
    UNCHOSEN_ERROR,
    help_text,
    left_empty,
    option_texts,
    plain_text,
    wrapped,
    zero_words,
)
from needcheck.interview.ticks import Ticks

WIDTH = 80
LEAVING: dict[str, Reply] = {"b": Back(), "r": Review(), "q": SaveAndQuit()}
HELP = ("?", "h")
KEYS = "b back, r review, q save and quit, ? help"
KEYS_NOT_KEPT = "b back, q stop, ? help"
LINE_KEYS = ":b back, :r review, :q save and quit, :? help"
LIST_KEYS = "/word searches. n: nothing in this list. s: not looked at. l: list again."
UNKNOWN_ERROR = "type row numbers or one of the commands."
UNTICK_ERROR = "something is ticked; untick it first, or press Enter alone when done."


class PlainAsker:
    """Questions as lines of text. ``read`` gives one line and raises ``EOFError`` at the end."""

    def __init__(
        self,
        read: Callable[[], str],
        write: Callable[[str], None],
        render: Callable[[View], None],
    ) -> None:
        self._read = read
        self._write = write
        self._render = render

    def show(self, view: View) -> None:
        """Show a view through the renderer that was handed in, apart from what follows."""
        self._render(view)
        self._lines([""])

    def ask(self, question: Question) -> Reply:
        """Ask until there is a reply."""
        ways = {"choose": self._choose, "text": self._line}
        return ways.get(question.kind, self._tick)(question)

    # One of several, and one line of text

    def _choose(self, question: Question) -> Reply:
        """One of the options, or what row 0 means; an empty line never picks an option."""
        zero = zero_words(question)
        rows = [zero, *_texts(question.options)] if zero else _texts(question.options)
        first = 0 if zero else 1
        while True:
            self._head(question)
            for number, words in enumerate(rows, first):
                self._row(number, words)
            self._hint(question, f"Type a number and press Enter. {_keys(question)}")
            typed = self._typed()
            reply = _chosen(question, typed)
            if reply:
                return reply
            error = f"type a number from {first} to {len(question.options)}."
            if typed in HELP:
                error = ""
                self._say(help_text(question, question.options))
            question = replace(question, error=error)

    def _line(self, question: Question) -> Reply:
        """One line of text; commands have a colon in front, since any word may be the answer."""
        while True:
            self._head(question)
            out = "Leave it out" if question.optional else "Not known yet"
            takes_out = f" {out}: :n." if left_empty(question) else ""
            alone = "" if question.current or not left_empty(question) else f" {out}: Enter alone."
            self._hint(question, f"Type one line.{alone or takes_out}\n{LINE_KEYS}")
            typed = self._typed()
            reply = _line_reply(question, typed)
            if reply:
                return reply
            error = EMPTY_ERROR
            if typed[1:] in HELP:
                error = ""
                self._say(help_text(question, ()))
            question = replace(question, error=error)

    # Lists with ticks

    def _tick(self, question: Question) -> Reply:
        """Any of the options: numbers tick and untick, an empty line is the end."""
        ticks = Ticks(question)
        self._list(ticks)
        while True:
            self._say(f"Enter alone: {ticks.actions()[_alone(ticks)]}")
            typed = self._typed()
            if typed in LEAVING:
                return LEAVING[typed]
            reply = self._left(ticks, typed)
            if reply:
                return reply

    def _left(self, ticks: Ticks, typed: str) -> Reply | None:
        """Leave the list where ``typed`` says so; otherwise do what it says."""
        listing = ticks.question.kind == "checklist"
        rows = {"": _alone(ticks), "s": 0, "0": 0, "n": 1, "1": 1}
        row = rows.get(typed) if listing else _zero(typed)
        if row is None:
            self._do(ticks, typed)
        elif typed and (ticks.ticked or row not in ticks.actions()):
            self._again(ticks, UNTICK_ERROR)
        else:
            reply = ticks.leave(row)
            if reply is None:
                self._again(ticks, UNCHOSEN_ERROR)
            return reply
        return None

    def _do(self, ticks: Ticks, typed: str) -> None:
        """Help, search, list again, or tick."""
        if typed[0] in "?h":
            self._help(ticks, typed[1:].strip())
        elif typed[0] == "/" and ticks.question.kind == "checklist":
            self._rows(ticks, ticks.matching(typed[1:]), actions=False)
        elif typed == "l":
            self._list(ticks)
        else:
            self._mark(ticks, typed.replace(",", " ").split())

    def _help(self, ticks: Ticks, number: str) -> None:
        """Help for the question, or for one row."""
        option = ticks.entry(_number(number)) if number else None
        self._say(help_text(ticks.question, (option,) if option else ()))
        self._say(_tick_hint(ticks))

    def _mark(self, ticks: Ticks, words: list[str]) -> None:
        """Tick or untick the rows named, all of them or, where one is wrong, none."""
        marks = [(word.startswith("-"), ticks.entry(_number(word.lstrip("-")))) for word in words]
        if any(not option or (deny and not ticks.question.allow_absent) for deny, option in marks):
            self._again(ticks, UNKNOWN_ERROR)
            return
        for deny, option in marks:
            if option:
                (ticks.flip_absent if deny else ticks.flip)(option)
        self._say("Now: " + ("; ".join(_marked(ticks)) or "nothing is ticked"))

    def _again(self, ticks: Ticks, error: str) -> None:
        """Say the question again with an error; ``l`` lists the entries."""
        self._head(replace(ticks.question, error=error))
        self._say(_tick_hint(ticks))

    def _list(self, ticks: Ticks) -> None:
        """Print the question, all its rows and the commands."""
        self._head(ticks.question)
        self._rows(ticks, ticks.question.options)
        self._hint(replace(ticks.question, current=()), _tick_hint(ticks))

    def _rows(self, ticks: Ticks, options: Sequence[Option], *, actions: bool = True) -> None:
        """Print the options under their headings, and above them the ways to leave the list."""
        for number, words in ticks.actions().items() if actions else ():
            self._row(number, words)
        section = ""
        for option in options:
            heading = ticks.section(ticks.row(option))
            if heading != section:
                section = heading
                self._say(heading)
            self._row(ticks.row(option), f"{ticks.mark(option)} {option.text}")
        if not options:
            self._say("Nothing matches.")

    # Lines

    def _typed(self) -> str:
        """One line without control characters and outer spaces."""
        return plain_text(self._read()).strip()

    def _head(self, question: Question) -> None:
        """Write the error, the number and words of the question, and the emergency line."""
        if question.error:
            self._say(NOT_ACCEPTED + question.error)
        number = f"Question {question.number}: " if question.number else ""
        self._say(number + question.text)
        self._say(question.emergency)

    def _hint(self, question: Question, words: str) -> None:
        """How to answer, what the answer is now, and how far the interview has come."""
        if question.current and question.current != (NOT_KNOWN,):
            now = "; ".join(option_texts(question, question.current))
            words = f"Now: {now}. Enter alone keeps it.\n{words}"
        self._say("\n".join(part for part in (words, question.progress) if part))

    def _row(self, number: int, words: str) -> None:
        """One numbered row, wrapped under its own text."""
        self._lines(wrapped(words, WIDTH, first=f"{number:>3}  ", rest=" " * 5))

    def _say(self, words: str) -> None:
        """Write some words, wrapped."""
        self._lines(wrapped(words, WIDTH))

    def _lines(self, lines: list[str]) -> None:
        """Write lines, each with its end."""
        self._write("".join(f"{line}\n" for line in lines))


def _texts(options: tuple[Option, ...]) -> list[str]:
    """Return the words of the options."""
    return [option.text for option in options]


def _number(typed: str) -> int | None:
    """Return a row number of at most four digits, or ``None``."""
    fits = typed.isascii() and typed.isdecimal() and len(typed) <= len("9999")
    return int(typed) if fits else None


def _chosen(question: Question, typed: str) -> Reply | None:
    """Return what was typed at a list of choices; ``None`` where it is no answer."""
    if typed in LEAVING:
        return LEAVING[typed]
    if not typed and question.current:
        return Answered(question.current)
    number = _number(typed) if typed else 0
    if number is None or number > len(question.options):
        return None
    return Answered((question.options[number - 1].id,)) if number else left_empty(question)


def _alone(ticks: Ticks) -> int:
    """Return the row that an empty line means: that of the answer in force, else row 0."""
    return ticks.pointer if ticks.pointer in ticks.actions() else 0


def _keys(question: Question) -> str:
    return KEYS if question.kept else KEYS_NOT_KEPT


def _zero(typed: str) -> int | None:
    """Row 0 where an empty line or 0 was typed."""
    return 0 if typed in ("", "0") else None


def _line_reply(question: Question, typed: str) -> Reply | None:
    """Return what a typed line says; ``None`` where an answer is needed and there is none."""
    if typed[:1] == ":" and typed[1:] in LEAVING:
        return LEAVING[typed[1:]]
    if typed in (":?", ":h"):
        return None
    if typed == ":n" or not (typed or question.current):
        return left_empty(question)
    return Answered((typed,)) if typed else Answered(question.current)


def _tick_hint(ticks: Ticks) -> str:
    """Name the commands of a list."""
    deny = " -4 says that 4 is clearly not so." if ticks.question.allow_absent else ""
    more = LIST_KEYS if ticks.question.kind == "checklist" else "l: list again."
    return f"Type numbers to tick, such as 3 7 12.{deny}\n{more}\n{KEYS}"


def _marked(ticks: Ticks) -> list[str]:
    """Return what is ticked or clearly not so, with row numbers."""
    marked = [option for option in ticks.question.options if ticks.mark(option) != "[ ]"]
    return [f"{ticks.mark(option)} {ticks.row(option)} {option.text}" for option in marked]
