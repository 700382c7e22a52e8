"""The person's decision on a result, asked for and put into the form that a note keeps."""

from __future__ import annotations

from dataclasses import replace

from needcheck.case.note import Consulted, Judgement
from needcheck.cli.saving import phones
from needcheck.cli.work import Work
from needcheck.interview.asker import Asker
from needcheck.interview.closing import (
    Closer,
    Closing,
    confirm_words,
    reference_problem,
    words_problems,
)
from needcheck.jobs.casework import Decision, stamp
from needcheck.recommend.result import Recommendation

LEFT_OUT = "(left out: the words seemed to identify somebody)"


def decided(work: Work, asker: Asker, rec: Recommendation) -> tuple[Decision, int]:
    """Ask for the decision, and say how many questions were put by then.

    Free text that seems to identify somebody is shown before it is saved.

    The words that the person then leaves out are taken out of the session's answers, too, and no
    others.
    """
    allowed, session = phones(work), work.session
    emergency = session.plan.bundle.authority.saying("emergency").text
    closer = Closer(asker, rec, emergency, len(session.asked), allowed)
    closing = closer.ask(_reference(work, allowed), work.offered)
    number = closer.number
    problems = words_problems({**session.answers.words, "reason": closing.reason}, allowed)
    number += bool(problems)
    if problems and not confirm_words(asker, problems, emergency, number):
        kept = {k: v for k, v in session.answers.words.items() if not _found(v, allowed)}
        session.answers = replace(session.answers, words=kept)
        closing = replace(
            closing, reason=LEFT_OUT if _found(closing.reason, allowed) else closing.reason
        )
    return Decision(closing.reference, _judgement(closing, stamp(work.context.now))), number


def _found(text: str, allowed: frozenset[str]) -> bool:
    return bool(words_problems({"text": text}, allowed))


def _reference(work: Work, allowed: frozenset[str]) -> str:
    """The reference given so far; "" where it seems to identify somebody, so that it is asked."""
    old = work.found.note
    given = work.request.reference or (old.case.reference if old else "")
    return "" if reference_problem(given, allowed) else given


def _judgement(closing: Closing, when: str) -> Judgement:
    """What a note keeps of a decision made at a moment."""
    return Judgement(
        outcome=closing.outcome,
        agrees=closing.agrees,
        reason=closing.reason,
        consulted=(Consulted(role=closing.consulted, when=when),) if closing.consulted else (),
        below_harm_route=closing.below_harm_route,
    )
