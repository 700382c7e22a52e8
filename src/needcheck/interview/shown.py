"""Words and wrapping that both front ends share.

Everything that an asker shows passes through ``plain_text``: criteria files and answers come from
other people, and nothing in them may reach the terminal as a control sequence.
"""

from __future__ import annotations

import re
import textwrap

from needcheck.interview.asker import (
    NOT_KNOWN,
    Answered,
    Back,
    Option,
    Question,
    Reply,
    Review,
    SaveAndQuit,
)

NOT_KNOWN_WORDS = "Not known yet"
NOT_LOOKED_WORDS = "Not looked at yet"
NOTHING_WORDS = "Nothing in this list: I have looked through it"
LEFT_OUT_WORDS = "Leave this out"
CHOOSE_WORDS = "Choose one of the rows below"
NOT_ACCEPTED = "Not accepted: "
EMPTY_ERROR = "an answer is needed here."
UNCHOSEN_ERROR = "choose one of the numbered rows."

_BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")
# C0 and C1 controls, and what reverses or splits the reading order of a line.
_CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def plain_text(text: str) -> str:
    """Return the text without control characters; tabs and line ends become one space."""
    return _CONTROLS.sub("", _BREAKS.sub(" ", text))


def wrapped(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Lines of at most ``width`` characters, the first after ``first``, the others ``rest``.

    Line ends in ``text`` start a new line; an empty text gives no line unless ``first`` is set.
    """
    lines: list[str] = []
    for part in text.splitlines() or [""]:
        lines += textwrap.wrap(
            plain_text(part),
            max(width, len(rest) + 10),
            initial_indent=rest if lines else first,
            subsequent_indent=rest,
            break_on_hyphens=False,
        )
    return lines or ([first.rstrip()] if first else [])


def shortened(text: str, width: int) -> str:
    """Return the text in at most ``width`` characters, ending in ``...`` where something is cut."""
    text = plain_text(text)
    return text if len(text) <= width else text[: max(width - 3, 0)].rstrip() + "..."


def help_text(question: Question, options: tuple[Option, ...]) -> str:
    """Return what F1 or ``?`` says: help, why it is asked, help of the given options."""
    parts = [question.help, f"Why this is asked: {question.why}" if question.why else ""]
    parts += [f"{option.text}: {option.help}" for option in options if option.help]
    return "\n".join(part for part in parts if part) or "There is no more help for this question."


def zero_words(question: Question) -> str:
    """Return the words of row 0, "" where a list has none: something must be chosen there."""
    if question.allow_not_known:
        return question.not_known_words or NOT_KNOWN_WORDS
    return LEFT_OUT_WORDS if question.optional else ""


def left_empty(question: Question) -> Answered | None:
    """Return what leaving a question without an answer means; ``None`` where one is needed."""
    if question.kind == "text" and question.optional:
        return Answered(())
    if question.allow_not_known:
        return Answered((NOT_KNOWN,))
    return Answered(()) if question.optional else None


def said(question: Question, reply: Reply) -> str:
    """Return the reply in words, for the one line that stays on the screen."""
    match reply:
        case Back():
            return "(back)"
        case Review():
            return "(review)"
        case SaveAndQuit():
            return "(save and quit)" if question.kept else "(stop)"
        case Answered():
            return _answer_words(question, reply)


def _answer_words(question: Question, reply: Answered) -> str:
    """Return an answer in words: the texts of the chosen options, or what leaving it meant."""
    if reply.values == (NOT_KNOWN,):
        return question.not_known_words or NOT_KNOWN_WORDS
    if question.kind == "checklist":
        return _checklist_words(question, reply)
    return "; ".join(option_texts(question, reply.values)) or "(left out)"


def _checklist_words(question: Question, reply: Answered) -> str:
    """How a checklist was left: what is ticked, nothing, or not looked at."""
    absent = f" ({len(reply.absent)} clearly not so)" if reply.absent else ""
    if reply.values:
        texts = "; ".join(option_texts(question, reply.values))
        return f"{len(reply.values)} ticked{absent}: {texts}"
    return ("Nothing in this list" if reply.looked_through else NOT_LOOKED_WORDS) + absent


def option_texts(question: Question, values: tuple[str, ...]) -> list[str]:
    """Return the values as a person reads them: an option's text, or the value itself."""
    texts = {option.id: option.text for option in question.options} | {NOT_KNOWN: NOT_KNOWN_WORDS}
    return [plain_text(texts.get(value, value)) for value in values]
