"""A list with ticks for prompt_toolkit: sections, numbers, search, a window that scrolls.

questionary's own list with search can loop for ever between separators and can return a heading
as the answer; here ``Ticks`` decides and this module only draws it and passes keys on. The
hardware cursor stands on the pointed row, where a screen reader follows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from needcheck.interview.frame import STYLE, scrolling, text_window
from needcheck.interview.shown import plain_text, shortened, wrapped
from needcheck.interview.ticks import Ticks

if TYPE_CHECKING:
    from prompt_toolkit import Application
    from prompt_toolkit.formatted_text import StyleAndTextTuples as Fragments
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.output import Output

Line = tuple[str, str]

SEARCHING = "Type a number, or words. "
NUMBERS = "Type a number. "
TICKING = "Space ticks, Enter when done."
DENYING = "Space ticks, - marks as clearly not so, Enter when done."
PAGE = 10


def checklist(ticks: Ticks, input_: Input | None, output: Output) -> Application[Any]:
    """Return the application for one list; it ends with an ``Answered``."""
    from prompt_toolkit import Application
    from prompt_toolkit.layout import FormattedTextControl, HSplit, Layout, Window
    from prompt_toolkit.styles import Style

    application: Application[Any] = Application(
        key_bindings=_keys(ticks),
        style=Style(STYLE),
        erase_when_done=True,
        input=input_,
        output=output,
    )
    control = FormattedTextControl(
        lambda: entries(ticks, output.get_size().columns - 2), focusable=True, show_cursor=True
    )
    above = text_window(application, lambda width: status(ticks, width))
    below = text_window(application, lambda width: [("", shortened(typed_line(ticks), width))])
    application.layout = Layout(HSplit([above, scrolling(Window(control)), below]), control)
    return application


def status(ticks: Ticks, width: int) -> list[Line]:
    """How to use the list, and what is ticked so far, whatever the search shows."""
    finding = SEARCHING if ticks.question.kind == "checklist" else NUMBERS
    marking = DENYING if ticks.question.allow_absent else TICKING
    lines = [("", line) for line in wrapped(finding + marking, width)]
    if ticks.ticked or ticks.absent:
        texts = "; ".join(f"{ticks.row(option)} {option.text}" for option in ticks.chosen())
        words = ticks.counted().capitalize() + (f": {texts}" if texts else "")
        lines.append(("class:heading", shortened(words, width)))
    return lines


def typed_line(ticks: Ticks) -> str:
    """Return what is typed and what it finds, or how much there is to look through."""
    if ticks.typed and ticks.number is None:
        words = f"Search: {ticks.typed}"
        several = "Enter ticks, " if ticks.between_words() else ""
        found = f"({len(ticks.rows())} of {len(ticks.question.options)}; {several}Esc shows all)"
        return f"{words}  {ticks.message or found}"
    if ticks.typed:
        return f"Row: {ticks.typed}  {ticks.message}"
    return ticks.message or f"{len(ticks.question.options)} entries, {ticks.counted()}."


def entries(ticks: Ticks, width: int) -> Fragments:
    """Return the rows to show with their headings; the cursor is on the pointed row."""
    fragments: Fragments = []
    section = ""
    for row in ticks.rows():
        heading = ticks.section(row) if ticks.entry(row) else ""
        if heading != section:
            section = heading
            fragments += [("class:heading", f"{plain_text(heading)}\n")]
        fragments += _row(ticks, row, width)
    nothing: Fragments = [("", "  "), ("[SetCursorPosition]", ""), ("", "Nothing to show.")]
    return fragments[:-1] or nothing


def _row(ticks: Ticks, row: int, width: int) -> list[Line]:
    """One row, wrapped under its own text, with a line end as the last fragment."""
    option = ticks.entry(row)
    pointed = row == ticks.pointed()
    text = f"{ticks.mark(option)} {option.text}" if option else ticks.actions()[row]
    indent = " " * (10 if option else 6)
    lines = wrapped(text, width, first=f"{'>' if pointed else ' '} {row:>2}  ", rest=indent)
    cursor = [("[SetCursorPosition]", "")] if pointed else []
    style = "class:pointer" if pointed else ""
    return [(style, lines[0][:2]), *cursor, (style, "\n".join(lines)[2:]), ("", "\n")]


def _keys(ticks: Ticks) -> KeyBindings:
    """Arrows and pages, Space, Enter, and typing; every other key does nothing."""
    from prompt_toolkit.key_binding import KeyBindings

    bindings = KeyBindings()
    far = len(ticks.question.options) + ticks.first
    steps = {"up": -1, "down": 1, "pageup": -PAGE, "pagedown": PAGE, "home": -far, "end": far}
    for key, step in steps.items():
        bindings.add(key)(lambda _event, step=step: ticks.move(step))
    bindings.add(" ")(lambda _event: ticks.space())
    bindings.add("backspace")(lambda _event: ticks.erase())
    bindings.add("escape")(lambda _event: ticks.clear())
    bindings.add("c-d")(lambda event: event.app.exit(exception=EOFError))
    bindings.add("<any>")(lambda event: ticks.type(event.data))
    bindings.add("<bracketed-paste>")(lambda event: ticks.type(plain_text(event.data)))
    bindings.add("enter")(lambda event: _enter(ticks, event))
    return bindings


def _enter(ticks: Ticks, event: KeyPressEvent) -> None:
    """Leave with the answer, if Enter gives one."""
    reply = ticks.enter()
    if reply is not None:
        event.app.exit(result=reply)
