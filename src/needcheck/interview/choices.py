"""A list of choices for the terminal: questionary's, with what it lacks.

It shows its cursor for screen readers, says where it is longer than the screen, and, where
something must be chosen and nothing is chosen yet, points at nothing: Enter never picks for
anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from needcheck.interview.asker import Question
from needcheck.interview.frame import scrolling
from needcheck.interview.shown import wrapped, zero_words

if TYPE_CHECKING:
    from prompt_toolkit import Application
    from prompt_toolkit.key_binding import KeyPressEvent

KEYS_OF_ROWS = "0123456789abcdefghijklmnopqrstuvwxyz"
ROW_0 = ""
HOW_TO_CHOOSE = "Type a number, then Enter:"


def choice_list(question: Question, width: int, looks: dict[str, Any]) -> Application[Any]:
    """Return the application for one choice; it ends with an option's id, or ``ROW_0``.

    ``width``: columns that a line may fill. ``looks`` goes to questionary.
    """
    import questionary

    zero = zero_words(question)
    texts = {ROW_0: zero} if zero else {}
    texts |= {option.id: option.text for option in question.options}
    current = next((key for key in question.current if key in texts), None)
    first = 0 if zero else 1
    asked = questionary.select(
        HOW_TO_CHOOSE,
        choices=_choices(texts, width, first),
        default=current,
        use_shortcuts=len(texts) <= len(KEYS_OF_ROWS) - first,
        use_jk_keys=False,
        instruction=" ",
        **looks,
    )
    _show_list(asked.application)
    if not zero and current is None:
        _point_at_nothing(asked.application)
    return _ending(asked.application)


def _choices(texts: dict[str, str], width: int, first: int) -> list[Any]:
    """Build questionary choices with their key in front, wrapped under their own text."""
    from questionary import Choice

    choices = []
    keys = _row_keys(len(texts), first)
    for key, (value, text) in zip(keys, texts.items(), strict=True):
        lines = wrapped(text, width, first=" " * 6, rest=" " * 6)
        title = f"{key}  " + "\n".join(lines)[6:]
        choices.append(Choice([("class:text", title)], value, shortcut_key=key.strip() or False))
    return choices


def _row_keys(count: int, first: int) -> list[str]:
    """Return each row's key: digits, then letters; a space where there are too many rows."""
    keys = list(KEYS_OF_ROWS[first : first + count])
    return keys if len(keys) == count else [" "] * count


def _show_list(application: Application[Any]) -> None:
    """Focus the list itself, whose cursor follows the pointer, and let it scroll.

    questionary hides that cursor, and cuts a list that is longer than the screen without a mark.
    """
    from prompt_toolkit.filters import to_filter
    from questionary.prompts.common import InquirerControl

    for window in application.layout.find_all_windows():
        if isinstance(window.content, InquirerControl):
            window.content.focusable = to_filter(True)
            application.layout.focus(window.content)
            scrolling(window)


def _point_at_nothing(application: Application[Any]) -> None:
    """Point at no row until a key does, so that Enter at once picks none."""
    from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings

    control: Any = application.layout.current_control
    control.pointed_at = -1
    bindings = KeyBindings()

    def take(event: KeyPressEvent) -> None:
        pointed = control.pointed_at >= 0
        event.app.exit(result=control.get_pointed_at().value if pointed else ROW_0)

    def up(_event: KeyPressEvent) -> None:
        control.pointed_at = (max(control.pointed_at, 0) - 1) % control.choice_count

    bindings.add("enter", eager=True)(take)
    bindings.add("up", eager=True)(up)
    given = [application.key_bindings] if application.key_bindings else []
    application.key_bindings = merge_key_bindings([*given, bindings])


def _ending(application: Application[Any]) -> Application[Any]:
    """Let Ctrl-D end a list as it ends a line."""
    from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings

    bindings = KeyBindings()
    bindings.add("c-d", eager=True)(lambda event: event.app.exit(exception=EOFError))
    given = [application.key_bindings] if application.key_bindings else []
    application.key_bindings = merge_key_bindings([*given, bindings])
    return application
