"""What to decide next for the same child: a pathway that fits, with the answers carried over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from needcheck.cli.given import NOTHING
from needcheck.cli.work import Work
from needcheck.interview.asker import Answered, Asker, Option, Question, SaveAndQuit
from needcheck.jobs.compare import ordered, unfit

if TYPE_CHECKING:
    from needcheck.criteria.model import Pathway
    from needcheck.recommend.result import Recommendation

NOTHING_MORE = "none"


def following(
    work: Work, asker: Asker, rec: Recommendation, *, number: int, reference: str
) -> Work | None:
    """Ask what to decide next; None where nothing fits, or nothing more is wanted.

    Asked after a level without harm. ``number`` is that of the question, ``reference`` that of the
    note just saved, which the next one is offered. Stopping here loses nothing: the note is saved.
    """
    if not work.session.plan.pathway.uses or rec.harm_route:
        return None
    fitting = list(_fitting(work))
    if not fitting:
        return None
    chosen = _chosen(asker, _question(work, fitting, number))
    if chosen == NOTHING_MORE:
        return None
    name, answers = work.session.plan.bundle.authority.id, work.session.answers
    session = work.engine.session(name, chosen, work.context.now, answers)
    return replace(work, session=session, found=NOTHING, offered=reference)


def _fitting(work: Work) -> Iterator[Pathway]:
    """The pathways that are not surely out of place for these answers."""
    bundle, session = work.session.plan.bundle, work.session
    name = bundle.authority.id
    for pathway in ordered(work.engine, name):
        found = bundle.pathways[pathway]
        if not found.uses and not unfit(work.engine, name, pathway, session.answers, session.as_of):
            yield found


def _question(work: Work, fitting: list[Pathway], number: int) -> Question:
    return Question(
        "next", number, "choose", "What do you want to decide next?",
        help="Your answers are carried over; only what is still missing is asked.",
        options=(
            Option(NOTHING_MORE, "Nothing more"), *(Option(p.id, p.title) for p in fitting)
        ),
        allow_not_known=False, current=(NOTHING_MORE,),
        emergency=work.session.plan.bundle.authority.saying("emergency").text,
    )  # fmt: skip


def _chosen(asker: Asker, question: Question) -> str:
    """The pathway chosen; leaving in any way means nothing more."""
    while True:
        try:
            reply = asker.ask(question)
        except (KeyboardInterrupt, EOFError):
            return NOTHING_MORE
        if isinstance(reply, SaveAndQuit):
            return NOTHING_MORE
        if isinstance(reply, Answered) and reply.values:
            return reply.values[0]
