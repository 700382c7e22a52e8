"""A session before a group, one screenful at a time: next, back, the next case, quit.

Few lines, large margins: for a projector. In a terminal one key turns the page; in plain mode the
ways on are numbered lines, and answers may come from a pipe.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from needcheck.interview.shown import plain_text, shortened, wrapped

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.output import Output

Way = Literal["next", "back", "quit", "case"]
WAYS: dict[str, Way] = {
    "1": "next", "n": "next", "": "next",
    "2": "back", "b": "back",
    "3": "quit", "q": "quit",
    "4": "case", "c": "case",
}  # fmt: skip
KEYS: dict[str, Way] = {
    **dict.fromkeys(("n", "1", " ", "enter", "right", "pagedown"), "next"),
    **dict.fromkeys(("b", "2", "left", "pageup", "c-b"), "back"),
    **dict.fromkeys(("q", "3", "c-x"), "quit"),
    **dict.fromkeys(("c", "4"), "case"),
}
UNKNOWN = "Type one of the numbers (or n, b, q, c) and press Enter."
WIDTH = 80
MARGIN = 6
"""Columns left free on the left of a screen."""


@dataclass(frozen=True)
class Screenful:
    """What stands on one screen: a heading and a few lines, wrapped only where they must be.

    ``aside`` names the case that it belongs to.
    """

    heading: str
    lines: tuple[str, ...]
    aside: str = ""


@dataclass
class Position:
    """Where a session stands among its screens; it is over once ``at`` is past the last one.

    ``starts`` are the screens with which the cases begin.
    """

    count: int
    at: int = 0
    left: bool = False
    starts: tuple[int, ...] = (0,)

    @property
    def next_case(self) -> int | None:
        """The first screen of the next case, or of a variant; None in the last one."""
        return next((start for start in self.starts if start > self.at), None)

    @property
    def over(self) -> bool:
        """Whether the last screen was passed, or the session was left."""
        return self.left or self.at >= self.count

    def go(self, way: Way) -> None:
        """Turn the page, or leave; there is nothing before the first screen.

        In the last case the way to the next one leads nowhere.
        """
        if way == "quit":
            self.left = True
        elif way == "case":
            self.at = self.at if self.next_case is None else self.next_case
        else:
            self.at = max(self.at + (1 if way == "next" else -1), 0)


def _starts(screens: Sequence[Screenful]) -> tuple[int, ...]:
    names = [screen.aside for screen in screens]
    return tuple(at for at, name in enumerate(names) if at == 0 or name != names[at - 1])


def step_plain(
    screens: Sequence[Screenful], read: Callable[[], str], write: Callable[[str], None]
) -> Position:
    """Show the screens as lines; ``read`` gives one line and raises EOFError at the end."""
    position = Position(len(screens), starts=_starts(screens))
    while not position.over:
        shown = screens[position.at]
        write("".join(f"{line}\n" for line in _plain_lines(shown, position)))
        typed = plain_text(read()).strip().lower()
        while typed not in WAYS:
            write(f"{UNKNOWN}\n")
            typed = plain_text(read()).strip().lower()
        position.go(WAYS[typed])
    return position


def _plain_lines(shown: Screenful, position: Position) -> list[str]:
    lines = [line for text in (shown.heading, *shown.lines) for line in wrapped(text, WIDTH)]
    last = position.at + 1 == position.count
    ways = ["next" if not last else "next (the end)", "back", "quit"]
    ways += ["the next case"] if position.next_case is not None else []
    numbered = [f"  {number}  {way}" for number, way in enumerate(ways, 1)]
    place = f"Screen {position.at + 1} of {position.count}."
    return ["", place, *lines, *numbered]


def step_terminal(
    screens: Sequence[Screenful], *, input_: Input | None = None, output: Output | None = None
) -> Position:
    """Show the screens one by one on the whole terminal; KeyboardInterrupt on Ctrl-C."""
    from prompt_toolkit import Application
    from prompt_toolkit.layout import FormattedTextControl, Layout, Window
    from prompt_toolkit.output import create_output

    position = Position(len(screens), starts=_starts(screens))
    output = output or create_output(stdout=sys.stderr)

    def text() -> StyleAndTextTuples:
        size = output.get_size()
        shown = screens[min(position.at, len(screens) - 1)]
        return _drawn(shown, position, size.columns, size.rows)

    control = FormattedTextControl(text, focusable=True, show_cursor=False)
    application: Application[None] = Application(
        layout=Layout(Window(control)),
        key_bindings=_bindings(position),
        full_screen=True,
        input=input_,
        output=output,
    )
    application.run()
    return position


def _drawn(shown: Screenful, position: Position, columns: int, rows: int) -> StyleAndTextTuples:
    """The styled text of one screen: the heading, its lines well apart, the keys at the foot."""
    width = max(min(columns - 2 * MARGIN, columns - 1), 20)
    margin = " " * (MARGIN if columns > WIDTH // 2 else 0)
    paragraphs = [wrapped(line, width) for line in shown.lines]
    wanted = sum(len(lines) + 1 for lines in paragraphs)
    gap = [""] if wanted + 6 <= rows else []
    body = [line for lines in paragraphs for line in (*lines, *gap)]
    head = [*gap, *wrapped(shown.heading, width), *gap]
    case = "" if position.next_case is None else "c next case   "
    place = f"{position.at + 1} of {position.count}"
    foot = f"n next   b back   q quit   {case}{place}   {shown.aside}"
    filled = max(rows - len(head) - len(body) - 1, 0)
    return [
        *(("bold", f"{margin}{line}\n") for line in head),
        *(("", f"{margin}{line}\n") for line in body),
        ("", "\n" * filled),
        ("", shortened(foot, columns - 1)),
    ]


def _bindings(position: Position) -> KeyBindings:
    from prompt_toolkit.key_binding import KeyBindings

    bindings = KeyBindings()
    for key, way in KEYS.items():
        bindings.add(key, eager=True)(_turning(position, way))
    for key in ("c-c", "<sigint>"):
        bindings.add(key, eager=True)(lambda event: event.app.exit(exception=KeyboardInterrupt))
    return bindings


def _turning(position: Position, way: Way) -> Callable[[KeyPressEvent], Any]:
    """A key that turns the page, and ends the session where it is over."""

    def turn(event: KeyPressEvent) -> None:
        position.go(way)
        if position.over:
            event.app.exit()

    return turn
