"""Help on a screen of its own, where a question leaves no room for it above.

What is printed above a list that fills the window scrolls away with the next drawing. Here the
help stands where the list stood, under the question's own words, and any other key brings the
list back as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from needcheck.interview.asker import Question
from needcheck.interview.frame import STYLE, Line, lines_taken, text_window
from needcheck.interview.shown import wrapped

if TYPE_CHECKING:
    from prompt_toolkit import Application
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.output import Output

BACK = "Any other key: back to the question."
MORE_BELOW = "Down: more below. "
MORE_ABOVE = "Up: more above. "


class HelpPage:
    """The part of a help text that is shown: ``at`` is its first line."""

    def __init__(self, text: str, question: Question, output: Output) -> None:
        self._text = text
        self._question = question
        self._output = output
        self.at = 0

    @property
    def room(self) -> int:
        """How many lines of help fit between the question's words and the toolbar."""
        size = self._output.get_size()
        width = size.columns - 1
        hint = wrapped(MORE_ABOVE + MORE_BELOW + BACK, width)
        return max(size.rows - lines_taken(self._question, width) - len(hint), 1)

    def move(self, step: int) -> None:
        """Go so many lines down (up: negative), stopping at either end."""
        count = len(self._lines(self._output.get_size().columns - 1))
        self.at = max(min(self.at + step, count - self.room), 0)

    def shown(self, width: int) -> list[Line]:
        """Return the lines that fit, and how to go on."""
        hint = (("class:heading", line) for line in wrapped(self.hint(width), width))
        return [*(("", line) for line in self.part(width)), *hint]

    def part(self, width: int) -> list[str]:
        """Return the lines of help that fit."""
        return self._lines(width)[self.at : self.at + self.room]

    def hint(self, width: int) -> str:
        """Say how to leave, and which way there is more."""
        above = MORE_ABOVE if self.at else ""
        below = MORE_BELOW if self.at + self.room < len(self._lines(width)) else ""
        return f"{above}{below}{BACK}"

    def _lines(self, width: int) -> list[str]:
        return wrapped(self._text, width)


def help_page(page: HelpPage, input_: Input | None, output: Output) -> Application[Any]:
    """Return the application for a page of help; it ends with ``None``."""
    from prompt_toolkit import Application
    from prompt_toolkit.layout import Layout
    from prompt_toolkit.styles import Style

    application: Application[Any] = Application(
        key_bindings=_keys(page),
        style=Style(STYLE),
        erase_when_done=True,
        input=input_,
        output=output,
    )
    application.layout = Layout(text_window(application, page.shown, focusable=True))
    return application


def _keys(page: HelpPage) -> KeyBindings:
    """Arrows and pages move; the end of input ends it; every other key leaves."""
    from prompt_toolkit.key_binding import KeyBindings

    bindings = KeyBindings()
    for key, step in {"up": -1, "down": 1}.items():
        bindings.add(key)(lambda _event, step=step: page.move(step))
    bindings.add("pageup")(lambda _event: page.move(-page.room))
    bindings.add("pagedown")(lambda _event: page.move(page.room))
    bindings.add("c-d")(lambda event: event.app.exit(exception=EOFError))
    bindings.add("<any>")(lambda event: event.app.exit())
    return bindings
