"""``needcheck follow-up``: what is still to do in a case, and ticking it off."""

from __future__ import annotations

import sys

from needcheck.case.facts import by_24_hours
from needcheck.case.moments import moment_text, parse_datetime
from needcheck.case.note import load_note, save_note
from needcheck.case.privacy import describe, findings
from needcheck.cli.context import Context
from needcheck.cli.notes import find_note
from needcheck.cli.program import say
from needcheck.errors import InputError, Place, UsageError
from needcheck.interview.asker import NOT_KNOWN, Answered, Asker, Option, Question
from needcheck.jobs.casework import stamp, ticked
from needcheck.output.notepage import follow_up_blocks

EMERGENCY = "If anyone is in immediate danger call 999 now."


def run_follow_up(file: str, *, done: str, answer: str, at: str, plain: bool) -> int:
    """List follow-ups; with ``done`` (or asked on a terminal) tick one off and save."""
    context = Context(plain=plain)
    path = find_note(file, context)
    note, fingerprint = load_note(path)
    if not done:
        context.print_page(list(follow_up_blocks(note)) or _nothing())
        options = [Option(f.id, f.what) for f in note.follow_ups if not f.done]
        if not options or not context.can_ask:
            return 0
        try:
            done, answer, at = _ask(context, options)
        except _Left:
            return 0
    moment = _moment(at, context)
    changed = ticked(note, done, answer, moment, stamp(context.now))
    save_note(path, changed, fingerprint)
    found = describe(findings(answer))
    if found:
        say(f"look at what you wrote ({'; '.join(found)}).")
    sys.stderr.write(f"Saved: {path}\n")
    context.print_page(list(follow_up_blocks(changed)))
    return 0


def _nothing() -> list:  # type: ignore[type-arg]
    from needcheck.output.page import Line

    return [Line("There is nothing to follow up in this note.")]


def _moment(at: str, context: Context) -> str:
    """When it was done, as a note keeps it; UsageError where that is no time."""
    try:
        return moment_text(parse_datetime("--at", by_24_hours(at or "now"), context.now))
    except InputError as error:
        raise UsageError(error.message, place=Place("--at")) from None


class _Left(Exception):
    """The person leaves everything as it is."""


def _ask(context: Context, options: list[Option]) -> tuple[str, str, str]:
    """Which one, what was answered, and when; leaving any of these changes nothing."""
    asker = context.asker(lambda view: None)  # noqa: ARG005 -- nothing is shown between questions
    which = asker.ask(
        Question(
            "which", 1, "choose", "Which one is done?",
            options=(Option("none", "None: leave it as it is"), *options),
            allow_not_known=False, current=("none",), emergency=EMERGENCY,
        )
    )  # fmt: skip
    if not isinstance(which, Answered) or which.values in (("none",), ()):
        raise _Left
    answer = _line(asker, 2, "What was answered or done? No names.")
    return which.values[0], answer, _time(asker, context)


def _time(asker: Asker, context: Context) -> str:
    """When it was done, asked again until it is a time."""
    error = ""
    while True:
        at = _line(asker, 3, "When? Such as 2026-11-20 14:30; left out, it is now.", error)
        try:
            _moment(at, context)
        except UsageError as problem:
            error = problem.message
        else:
            return at


def _line(asker: Asker, number: int, text: str, error: str = "") -> str:
    """One line that may be empty; any other key than those of an answer leaves."""
    question = Question(
        f"line:{number}", number, "text", text, optional=True, allow_not_known=False,
        emergency=EMERGENCY, error=error,
    )  # fmt: skip
    reply = asker.ask(question)
    if not isinstance(reply, Answered):
        raise _Left
    given = reply.values[0] if reply.values else ""
    return "" if given == NOT_KNOWN else given
