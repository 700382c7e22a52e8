"""An interview held with a person: drafts as it goes, the decision, the note.

What the first question does not need is imported after it.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from needcheck.cli.context import Context
from needcheck.cli.program import WIDTH, command
from needcheck.cli.work import Work
from needcheck.errors import Interrupted, StorageError
from needcheck.interview.asker import (
    NOT_KNOWN,
    Answered,
    Asker,
    Option,
    Question,
    SaveAndQuit,
    View,
)
from needcheck.interview.conduct import MEANWHILE, ROUTE, Conduct, Quit, Reopened
from needcheck.interview.session import Session
from needcheck.jobs.engine import Engine

if TYPE_CHECKING:
    from pathlib import Path

    from needcheck.jobs.casework import Decision
    from needcheck.recommend.result import Recommendation

NOTHING_SAVED = "stopped before anything was answered; nothing was saved."


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
            "remember", 2, "choose", f"Remember {names[chosen]} for the next time?",
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
        if isinstance(reply, SaveAndQuit):
            stop = Interrupted(NOTHING_SAVED)
            stop.exit_code = 0
            raise stop
        if isinstance(reply, Answered) and reply.values and reply.values[0] != NOT_KNOWN:
            return reply.values[0]


def hold(work: Work) -> int:
    """Interview, decide, save, and go on to the next pathway that is wanted.

    On Ctrl-C or the end of input the draft of the interview that was held says how to go on.
    """
    following: Work | None = work
    while following is not None:
        interview = _Interview(following)
        try:
            following = interview.run()
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

    def run(self) -> Work | None:
        """The questions, the result, the decision, the saved note; then what to decide next."""
        from needcheck.cli.following import following
        from needcheck.cli.saving import save
        from needcheck.output.report import judged

        work = self.work
        decision, number = self._decided()
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
        self._finish(rec, saved)
        return following(work, self.asker, rec, number=number + 1, reference=decision.reference)

    def _decided(self) -> tuple[Decision, int]:
        """Ask, show the result and have it decided, again where the person goes back."""
        from needcheck.cli.decided import decided
        from needcheck.output.report import brief

        work = self.work
        conduct = Conduct(work.session, self.asker, self._keep)
        while True:
            conduct.run()
            rec = work.recommend()
            self._render(View("result", rec))
            if sys.stdout.isatty():
                work.context.print_page(brief(rec), error=True)
            try:
                return decided(work, self.asker, rec)
            except Reopened as back:
                conduct.reopen(back.by)

    def _finish(self, rec: Recommendation, saved: Path) -> None:
        """What stdout carries: the JSON or the plain result; a terminal has seen it already."""
        from needcheck.cli.notes import short_name
        from needcheck.output.report import brief

        if self.work.request.json or not sys.stdout.isatty():
            self.work.print_result(rec, None)
        self.work.context.print_page(brief(rec, str(saved)), error=True)
        name = short_name(saved, self.work.context)
        record = command("show", name, "--record")
        if len(record) > WIDTH:
            record = command("show", "NOTE", "--record")
        sys.stderr.write(
            f"See it again:\n  {record.removesuffix(' --record')}\n"
            f"For your agency's record:\n  {record}\n"
        )

    def _keep(self, _session: Session) -> None:
        """Store the answers durably before anything else is shown."""
        from needcheck.case.note import render_note
        from needcheck.cli.saving import draft_of

        self.work.context.drafts.save(self.draft, render_note(draft_of(self.work)))
        self.kept = True

    def _render(self, view: View) -> None:
        """Show the route or the whole result, on stderr: stdout carries the result only."""
        from needcheck.output.between import at_once, meanwhile
        from needcheck.output.report import report

        rec = self.work.recommend()
        if view.kind == ROUTE:
            self.work.context.print_page(at_once(rec), error=True)
        elif view.kind == MEANWHILE:
            self.work.context.print_page(meanwhile(rec), error=True)
        elif sys.stdout.isatty() and not self.work.request.json:
            self.work.context.print_page(self.work.page(rec, None))
        else:
            self.work.context.print_page(report(rec), error=True)

    def _go_on(self) -> str:
        data = self.work.request.data
        own = ("--data", data) if data else ()
        return f"Go on with:\n  {command('assess', '--resume', self.draft, *own)}"

    def not_saved(self, error: StorageError) -> StorageError:
        """The same error, which says where the answers are."""
        if self.kept:
            error.hint = f"{error.hint} Your answers are kept. {self._go_on()}".strip()
        return error

    def stopped(self, *, by_choice: bool) -> Interrupted:
        """What to say when the interview stops before its end."""
        if not self.kept:
            return Interrupted(NOTHING_SAVED)
        saved = f"your answers are kept as draft {self.draft}."
        stop = Interrupted(saved, hint=self._go_on())
        if by_choice:
            stop.exit_code = 0
        return stop
