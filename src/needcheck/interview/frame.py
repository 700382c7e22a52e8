"""What stands around every question in a terminal: words above, toolbar below, keys of its own.

Both are windows of the question's own application, so that they are wrapped to the terminal as
it is now and vanish with the question. prompt_toolkit is imported late, for start-up time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from needcheck.interview.asker import Answered, Back, Question, Review, SaveAndQuit
from needcheck.interview.shown import NOT_ACCEPTED, plain_text, wrapped

if TYPE_CHECKING:
    from prompt_toolkit import Application
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.layout import UIContent, Window
    from prompt_toolkit.layout.containers import WindowRenderInfo as Info
    from prompt_toolkit.layout.margins import Margin

KEYS = "F1 help  Ctrl-B back  Ctrl-R review  Ctrl-X save and quit"
KEYS_NOT_KEPT = "F1 help  Ctrl-B back  Ctrl-X stop"
STYLE = [
    ("heading", "bold"),
    ("emergency", "bold"),
    ("question", "nobold"),
    ("answer", "bold"),
    ("pointer", "bold"),
]

Line = tuple[str, str]


@dataclass(frozen=True)
class Help:
    """F1 was pressed; ``typed`` is what stood in the line, so that it is not lost."""

    typed: str = ""


def put_in_frame(application: Application[Any], question: Question) -> None:
    """Add the words above, the toolbar right below and our keys; the focus stays."""
    from prompt_toolkit.filters import to_filter
    from prompt_toolkit.key_binding import merge_key_bindings
    from prompt_toolkit.layout import HSplit, Layout

    for window in application.layout.find_all_windows():
        window.dont_extend_height = to_filter(True)
    focus = application.layout.current_control
    parts = [
        text_window(application, lambda width: _above(question, width)),
        application.layout.container,
        text_window(application, lambda width: _toolbar(question, width)),
    ]
    application.layout = Layout(HSplit(parts), focused_element=focus)
    given = [application.key_bindings] if application.key_bindings else []
    application.key_bindings = merge_key_bindings([*given, _keys(question)])


def text_window(
    application: Application[Any], lines: Callable[[int], list[Line]], *, focusable: bool = False
) -> Window:
    """Return a window as high as its (style, text) lines, asked for at every drawing."""
    from prompt_toolkit.layout import Dimension, FormattedTextControl, Window

    def current() -> list[Line]:
        return lines(max(application.output.get_size().columns - 1, 20))

    def fragments() -> StyleAndTextTuples:
        parts: StyleAndTextTuples = [part for line in current() for part in (line, ("", "\n"))]
        return parts[:-1]

    def height() -> Dimension:
        count = len(current())
        return Dimension(min=min(count, 1), preferred=count, max=count)

    control = FormattedTextControl(fragments, focusable=focusable)
    return Window(control, height=height, dont_extend_height=True)


def scrolling(window: Window) -> Window:
    """Let a window of rows scroll within what is left; arrows at its edge show that there is more.

    Below the row pointed at stay two lines, since a row may be as long as that.
    """
    from prompt_toolkit.filters import to_filter
    from prompt_toolkit.layout import Dimension, ScrollOffsets

    window.height = Dimension(min=3)
    window.dont_extend_height = to_filter(True)
    window.scroll_offsets = ScrollOffsets(top=1, bottom=2)
    window.right_margins = [_more_margin()]
    return window


def _more_margin() -> Margin:
    """Return a column with ``^`` and ``v`` where there are more rows above and below."""
    from prompt_toolkit.layout.margins import Margin

    class More(Margin):
        """Draws the two arrows, and only where they are true."""

        def get_width(self, get_ui_content: Callable[[], UIContent]) -> int:  # noqa: ARG002
            """One column."""
            return 1

        def create_margin(
            self,
            window_render_info: Info,
            width: int,  # noqa: ARG002
            height: int,
        ) -> StyleAndTextTuples:
            """Return the column, a character a line."""
            rows = [" "] * height
            rows[0] = " " if window_render_info.top_visible else "^"
            rows[-1] = " " if window_render_info.bottom_visible else "v"
            return [("", "\n".join(rows))]

    return More()


def lines_taken(question: Question, width: int) -> int:
    """How many lines of a screen the words above and below a question take."""
    return len(_above(question, width)) + len(_toolbar(question, width))


def _above(question: Question, width: int) -> list[Line]:
    """Return the error, the question's number and its words."""
    error = NOT_ACCEPTED + question.error if question.error else ""
    return [
        *(("class:heading", line) for line in wrapped(error, width)),
        *([("", f"Question {question.number}")] if question.number else []),
        *(("class:heading", line) for line in wrapped(question.text, width)),
    ]


def _toolbar(question: Question, width: int) -> list[Line]:
    """Return an empty line, the emergency line, the keys and the progress."""
    own = KEYS if question.kept else KEYS_NOT_KEPT
    keys = f"{own}  {question.progress}".strip()
    keys = keys if len(keys) <= width else f"{own}\n{question.progress}"
    return [
        ("", ""),
        *(("class:emergency", line) for line in wrapped(question.emergency, width)),
        *(("", line) for line in wrapped(keys, width)),
    ]


def _keys(question: Question) -> KeyBindings:
    """Help, back, review, save, and the ways to stop; they win over a prompt's own keys."""
    from prompt_toolkit.key_binding import KeyBindings

    bindings = KeyBindings()
    for key, reply in {
        "s-tab": Back(),
        "c-b": Back(),
        "c-r": Review(),
        "c-x": SaveAndQuit(),
    }.items():
        bindings.add(key, eager=True)(_leaving(question, result=reply))
    bindings.add("f1", eager=True)(lambda event: event.app.exit(Help(event.current_buffer.text)))
    for key in ("c-c", "<sigint>"):
        bindings.add(key, eager=True)(_leaving(question, exception=KeyboardInterrupt))
    return bindings


def _leaving(question: Question, **how: Any) -> Callable[[KeyPressEvent], None]:
    """Return a key that ends the question with a result or an exception; the line is kept."""

    def leave(event: KeyPressEvent) -> None:
        written = event.current_buffer.text if question.kind == "text" else ""
        text = plain_text(written).strip()
        if text and question.marked:
            question.marked(Answered((text,)))
        event.app.exit(**how)

    return leave
