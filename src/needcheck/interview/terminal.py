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
from needcheck.interview.frame import STYLE, Help, put_in_frame
from needcheck.interview.shown import (
    EMPTY_ERROR,
    UNCHOSEN_ERROR,
    help_text,
    left_empty,
    plain_text,
    said,
    shortened,
    wrapped,
    zero_words,
)
from needcheck.interview.ticks import Ticks

if TYPE_CHECKING:
    from prompt_toolkit import Application
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

KEYS_OF_ROWS = "0123456789abcdefghijklmnopqrstuvwxyz"
ROW_0 = ""
HOW_TO_CHOOSE = "Type a number, then Enter:"


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
            got = self._run(self._select(question), question)
            if isinstance(got, Help):
                self._help(question, question.options)
            elif isinstance(got, str):
                reply = Answered((got,)) if got != ROW_0 else left_empty(question)
                if reply:
                    return reply
                question = replace(question, error=UNCHOSEN_ERROR)
            else:
                return _checked(got)

    def _select(self, question: Question) -> Application[Any]:
        """Build questionary's list, its cursor made visible for screen readers."""
        import questionary

        texts = {ROW_0: zero_words(question)}
        texts |= {option.id: option.text for option in question.options}
        asked = questionary.select(
            HOW_TO_CHOOSE,
            choices=_choices(texts, self._width),
            default=next((key for key in question.current if key in texts), ROW_0),
            use_shortcuts=len(texts) <= len(KEYS_OF_ROWS),
            use_jk_keys=False,
            instruction=" ",
            **self._looks(pointer=">"),
        )
        _show_cursor(asked.application)
        return _ending(asked.application)

    def _line(self, question: Question) -> Reply:
        """One line of text; F1 keeps what was typed."""
        while True:
            got = self._run(self._text(question), question)
            if isinstance(got, Help):
                self._help(question, ())
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
        alone = f" (Enter alone: {said(question, empty).strip('()').lower()})" if empty else ""
        current = [plain_text(value) for value in question.current if value != NOT_KNOWN]
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
            self._help(question, (pointed,) if pointed else ())

    def _run(self, application: Application[Any], question: Question) -> Any:
        """Put the frame round a question and wait."""
        put_in_frame(application, question)
        return application.run()

    def _looks(self, **more: str) -> dict[str, Any]:
        """Return what every questionary prompt is given."""
        from questionary import Style

        streams = {"input": self._input, "output": self._output}
        return {"qmark": "", "style": Style(STYLE), "erase_when_done": True, **streams, **more}

    def _help(self, question: Question, options: tuple[Option, ...]) -> None:
        """Print the help, which stays on the screen above the question."""
        self._write(["", *wrapped(help_text(question, options), self._width), ""])

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


def _choices(texts: dict[str, str], width: int) -> list[Any]:
    """Build questionary choices with their key in front, wrapped under their own text."""
    from questionary import Choice

    choices = []
    for key, (value, text) in zip(_row_keys(len(texts)), texts.items(), strict=True):
        lines = wrapped(text, width, first=" " * 6, rest=" " * 6)
        title = f"{key}  " + "\n".join(lines)[6:]
        choices.append(Choice([("class:text", title)], value, shortcut_key=key.strip() or False))
    return choices


def _row_keys(count: int) -> list[str]:
    """Return each row's key: digits, then letters; a space where there are too many rows."""
    return list(KEYS_OF_ROWS[:count]) if count <= len(KEYS_OF_ROWS) else [" "] * count


def _show_cursor(application: Application[Any]) -> None:
    """Focus the list itself: its cursor follows the pointer, which questionary hides."""
    from prompt_toolkit.filters import to_filter
    from questionary.prompts.common import InquirerControl

    controls = application.layout.find_all_controls()
    control = next(found for found in controls if isinstance(found, InquirerControl))
    control.focusable = to_filter(True)
    application.layout.focus(control)


def _ending(application: Application[Any]) -> Application[Any]:
    """Let Ctrl-D end a list as it ends a line."""
    from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings

    bindings = KeyBindings()
    bindings.add("c-d", eager=True)(lambda event: event.app.exit(exception=EOFError))
    given = [application.key_bindings] if application.key_bindings else []
    application.key_bindings = merge_key_bindings([*given, bindings])
    return application


def _checked(got: object) -> Reply:
    """Return the reply that a key or a list ended with."""
    if isinstance(got, Answered | Back | Review | SaveAndQuit):
        return got
    raise TypeError("a question ended without a reply")


def _quiet_line(question: Question, reply: Reply, width: int) -> str:
    """Question and answer on one line; a long question gives way to the answer."""
    answer = shortened(said(question, reply), width // 2)
    return f"? {shortened(question.text, width - len(answer) - 4)}  {answer}"
