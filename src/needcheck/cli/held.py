"""An interview held with a person: drafts as it goes, the decision, the note.

What the first question does not need is imported after it.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from needcheck.cli.context import Context
from needcheck.cli.given import NOTHING
from needcheck.cli.work import Work
from needcheck.errors import Interrupted, StorageError
from needcheck.interview.asker import NOT_KNOWN, Answered, Asker, Option, Question, View
from needcheck.interview.conduct import Conduct, Quit
from needcheck.interview.session import Session
from needcheck.jobs.engine import Engine

if TYPE_CHECKING:
    from needcheck.output.page import Block
    from needcheck.recommend.result import Recommendation

WIDTH = 80


def as_word(path: str) -> str:
    """A path as one word of a command line."""
    return f'"{path}"' if " " in path else path


def ask_authority(context: Context, engine: Engine) -> str:
    """Ask where the child lives; remembered only if the person says so."""
    asker = context.asker(lambda view: None)  # noqa: ARG005 -- nothing to show yet
    names = {name: engine.bundle(name).authority.name for name in engine.authorities}
    emergency = "If anyone is in immediate danger call 999 now."
    question = Question(
        "authority", 1, "choose", "Where does the child live?",
        help="The criteria, contacts and forms are those of this local authority.",
        options=tuple(Option(name, text) for name, text in names.items()),
        allow_not_known=False, emergency=emergency,
    )  # fmt: skip
    chosen = _one(asker, question)
    keep = _one(
        asker,
        Question(
            "remember", 1, "choose", f"Remember {names[chosen]} for the next time?",
            options=(Option("yes", "Yes"), Option("no", "No")),
            allow_not_known=False, emergency=emergency,
        ),
    )  # fmt: skip
    if keep == "yes":
        context.remember(replace(context.settings, authority=chosen))
    return chosen


def _one(asker: Asker, question: Question) -> str:
    while True:
        reply = asker.ask(question)
        if isinstance(reply, Answered) and reply.values and reply.values[0] != NOT_KNOWN:
            return reply.values[0]


def hold(work: Work) -> int:
    """Interview, decide, save; on Ctrl-C or the end of input the draft says how to go on."""
    interview = _Interview(work)
    try:
        interview.run()
    except (KeyboardInterrupt, EOFError, Quit) as stop:
        raise interview.stopped(by_choice=isinstance(stop, Quit)) from None
    except StorageError as error:
        raise interview.not_saved(error) from None
    return 0


class _Interview:
    """One interview with its draft."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.asker = work.context.asker(self._render)
        moment = work.context.now.strftime("%Y-%m-%d-%H%M%S-%f")
        self.draft = work.found.draft or moment
        self.kept = bool(work.found.draft)

    def run(self) -> None:
        """The questions, the result, the decision, the saved note."""
        from needcheck.cli.decided import decided
        from needcheck.cli.saving import save
        from needcheck.output.report import brief, judged

        work = self.work
        Conduct(work.session, self.asker, self._keep).run()
        rec = work.recommend()
        self._render(View("result", rec))
        if sys.stdout.isatty():
            work.context.print_page(brief(rec), error=True)
        decision = decided(work, self.asker, rec)
        rec = work.recommend()  # anew, since words may have been left out
        order = work.session.plan.outcomes
        outcome = decision.judgement.outcome
        if outcome and order.index(outcome) < order.index(rec.outcome.id):
            follows = work.recommend(outcome)
            decision = replace(decision, follows=follows)
            work.context.print_page(judged(follows), error=True)
        saved = save(work, rec, decision)
        if self.kept:
            work.context.drafts.remove(self.draft)
        self._finish(rec, str(saved))
        following = self._next(rec)
        if following:
            _Interview(following).run()

    def _next(self, rec: Recommendation) -> Work | None:
        """What to decide next: a pathway that fits what was answered, its answers carried over."""
        from needcheck.jobs.compare import ordered, unfit

        work = self.work
        bundle = work.session.plan.bundle
        day, answers = work.session.as_of, work.session.answers
        name = bundle.authority.id
        fitting = [
            bundle.pathways[p]
            for p in ordered(work.engine, name)
            if not bundle.pathways[p].uses and not unfit(work.engine, name, p, answers, day)
        ]
        if not work.session.plan.pathway.uses or rec.harm_route or not fitting:
            return None
        question = Question(
            "next", len(work.session.asked) + 1, "choose", "What do you want to decide next?",
            options=(Option("none", "Nothing more"), *(Option(p.id, p.title) for p in fitting)),
            allow_not_known=False, current=("none",),
            emergency=bundle.authority.saying("emergency").text,
        )  # fmt: skip
        chosen = _one(self.asker, question)
        if chosen == "none":
            return None
        session = work.engine.session(name, chosen, work.context.now, answers)
        return replace(work, session=session, found=NOTHING)

    def _finish(self, rec: Recommendation, saved: str) -> None:
        """What stdout carries: the JSON or the plain result; a terminal has seen it already."""
        from needcheck.output.report import brief

        if self.work.request.json or not sys.stdout.isatty():
            self.work.print_result(rec, None)
        self.work.context.print_page(brief(rec, saved), error=True)
        record = f"needcheck show {as_word(saved)} --record"
        command = record if len(record) <= WIDTH - 2 else "needcheck show NOTE --record"
        sys.stderr.write(
            f"See it again:\n  {command.removesuffix(' --record')}\n"
            f"For your agency's record:\n  {command}\n"
        )

    def _keep(self, _session: Session) -> None:
        """Store the answers durably before anything else is shown."""
        from needcheck.case.note import render_note
        from needcheck.cli.saving import draft_of

        self.work.context.drafts.save(self.draft, render_note(draft_of(self.work)))
        self.kept = True

    def _render(self, view: View) -> None:
        """Show the route or the whole result, on stderr: stdout carries the result only."""
        from needcheck.output.report import report

        rec = self.work.recommend()
        if view.kind == "route":
            self.work.context.print_page(_at_once(rec), error=True)
        elif sys.stdout.isatty() and not self.work.request.json:
            self.work.context.print_page(self.work.page(rec, None))
        else:
            self.work.context.print_page(report(rec), error=True)

    def _go_on(self) -> str:
        return f"Go on with:\n  needcheck assess --resume {self.draft}"

    def not_saved(self, error: StorageError) -> StorageError:
        """The same error, which says where the answers are."""
        if self.kept:
            error.hint = f"{error.hint} Your answers are kept. {self._go_on()}".strip()
        return error

    def stopped(self, *, by_choice: bool) -> Interrupted:
        """What to say when the interview stops before its end."""
        if not self.kept:
            return Interrupted("stopped before anything was answered; nothing was saved.")
        saved = f"your answers are kept as draft {self.draft}."
        stop = Interrupted(saved, hint=self._go_on())
        if by_choice:
            stop.exit_code = 0
        return stop


def _at_once(rec: Recommendation) -> list[Block]:
    """What cannot wait; on the harm route short enough to stay above the question that follows."""
    from needcheck.output.page import Gap, Line
    from needcheck.output.report import headline, top

    blocks = top(rec)
    if not rec.harm_route or Gap() not in blocks:
        return blocks
    return [*blocks[: blocks.index(Gap())], Line(headline(rec), "strong")]
