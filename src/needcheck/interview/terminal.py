"""Ask in a terminal: questionary for choices and lines, our own list with ticks for the rest.

Everything is written to stderr, since stdout carries the result. Row 0 is always the first one
and the one that Enter takes: "Not known yet", so that nobody answers by pressing Enter. An
answer that is already in force is the exception: going back starts there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

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
from needcheck.interview.checklist import checklist
from needcheck.interview.choices import ROW_0, choice_list
from needcheck.interview.frame import STYLE, Help, lines_taken, put_in_frame
from needcheck.interview.helppage import HelpPage, help_page
from needcheck.interview.shown import (
    EMPTY_ERROR,
    UNCHOSEN_ERROR,
    help_text,
    left_empty,
    plain_text,
    said,
    shortened,
    wrapped,
)
from needcheck.interview.ticks import Ticks

if TYPE_CHECKING:
    from prompt_toolkit import Application
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

INDENT = 10
"""Columns before the text of a row, at most."""
MORE_LINES = {"choose": 2, "text": 1, "several": 5, "checklist": 7}
"""Lines of a question beside its options, the words around it and the toolbar, at most."""


class TerminalAsker:
    """One question at a time on the terminal; ``input_`` and ``output`` are for tests."""

    def __init__(
        self,
        render: Callable[[View], None],
        *,
        input_: Input | None = None,
        output: Output | None = None,
    ) -> None:
        self._render = render
        self._input = input_
        self._given_output = output

    def show(self, view: View) -> None:
        """Show a view through the renderer that was handed in, apart from what follows."""
        self._render(view)
        self._write([""])

    def ask(self, question: Question) -> Reply:
        """Ask until there is a reply; one line of question and answer stays on the screen.

        Raises ``KeyboardInterrupt`` on Ctrl-C and ``EOFError`` at the end of input.
        """
        ways = {"choose": self._choose, "text": self._line}
        reply = ways.get(question.kind, self._tick)(question)
        self._write([_quiet_line(question, reply, self._width)])
        return reply

    def _choose(self, question: Question) -> Reply:
        """One of the options, or what row 0 means."""
        while True:
            got = self._run(choice_list(question, self._width, self._looks(pointer=">")), question)
            if isinstance(got, Help):
                left = self._help(question, question.options)
                if left:
                    return left
            elif isinstance(got, str):
                reply = Answered((got,)) if got != ROW_0 else left_empty(question)
                if reply:
                    return reply
                question = replace(question, error=UNCHOSEN_ERROR)
            else:
                return _checked(got)

    def _line(self, question: Question) -> Reply:
        """One line of text; F1 keeps what was typed."""
        while True:
            got = self._run(self._text(question), question)
            if isinstance(got, Help):
                left = self._help(question, ())
                if left:
                    return left
                question = replace(question, current=(got.typed,))
            elif isinstance(got, str):
                text = plain_text(got).strip()
                reply = Answered((text,)) if text else left_empty(question)
                if reply:
                    return reply
                question = replace(question, current=(), error=EMPTY_ERROR)
            else:
                return _checked(got)

    def _text(self, question: Question) -> Application[Any]:
        """Build questionary's line, filled with the answer in force."""
        import questionary

        empty = left_empty(question)
        current = [plain_text(value) for value in question.current if value != NOT_KNOWN]
        how = "Enter keeps this; emptied" if current and current[0] else "Enter alone"
        alone = f" ({how}: {said(question, empty).strip('()').lower()})" if empty else ""
        asked = questionary.text(
            f"Answer{alone}:", default=current[0] if current else "", **self._looks()
        )
        application: Application[Any] = asked.application
        return application

    def _tick(self, question: Question) -> Reply:
        """Any of the options; F1 shows the help of the pointed one and keeps the ticks."""
        ticks = Ticks(question)
        while True:
            got = self._run(checklist(ticks, self._input, self._output), question)
            if not isinstance(got, Help):
                return _checked(got)
            pointed = ticks.entry(ticks.pointed())
            left = self._help(question, (pointed,) if pointed else ())
            if left:
                return left

    def _run(self, application: Application[Any], question: Question) -> Any:
        """Put the frame round a question and wait."""
        put_in_frame(application, question)
        return application.run()

    def _looks(self, **more: str) -> dict[str, Any]:
        """Return what every questionary prompt is given."""
        from questionary import Style

        streams = {"input": self._input, "output": self._output}
        return {"qmark": "", "style": Style(STYLE), "erase_when_done": True, **streams, **more}

    def _help(self, question: Question, options: tuple[Option, ...]) -> Reply | None:
        """Print the help above the question, or on a page of its own where both do not fit.

        Returns the reply that a key of the toolbar gave there, if one did.
        """
        text = help_text(question, options)
        lines = ["", *wrapped(text, self._width), ""]
        if len(lines) + self._height(question) <= self._output.get_size().rows:
            self._write(lines)
            return None
        page = HelpPage(text, question, self._output)
        got = self._run(help_page(page, self._input, self._output), question)
        return None if got is None or isinstance(got, Help) else _checked(got)

    def _height(self, question: Question) -> int:
        """How many lines a question would take if the screen were long enough."""
        width = self._width
        rows = sum(
            len(wrapped(option.text, width, first=" " * INDENT, rest=" " * INDENT))
            + bool(option.heading)
            for option in question.options
        )
        return rows + MORE_LINES[question.kind] + lines_taken(question, width)

    @property
    def _output(self) -> Output:
        """Return stderr as prompt_toolkit sees it, made when it is first needed."""
        if self._given_output is None:
            from prompt_toolkit.output import create_output

            self._given_output = create_output(stdout=sys.stderr)
        return self._given_output

    @property
    def _width(self) -> int:
        """Columns that a line may fill."""
        return max(self._output.get_size().columns - 1, 20)

    def _write(self, lines: list[str]) -> None:
        """Write lines; the output itself replaces any escape that was left."""
        self._output.write("".join(f"{line}\n" for line in lines))
        self._output.flush()


def _checked(got: object) -> Reply:
    """Return the reply that a key or a list ended with."""
    if isinstance(got, Answered | Back | Review | SaveAndQuit):
        return got
    raise TypeError("a question ended without a reply")


def _quiet_line(question: Question, reply: Reply, width: int) -> str:
    """Question and answer on one line; a long question gives way to the answer."""
    answer = shortened(said(question, reply), width // 2)
    return f"? {shortened(question.text, width - len(answer) - 4)}  {answer}"
