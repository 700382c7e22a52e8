"""``needcheck scenario new``: an interview that writes a scenario, and goes on with it."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

from needcheck.case.facts import as_raw
from needcheck.case.scenario import Scenario, load_scenario
from needcheck.case.store import fingerprint, replace_unchanged
from needcheck.cli.context import Context
from needcheck.cli.program import command
from needcheck.errors import Interrupted, NoTerminal, UsageError
from needcheck.interview.asker import View
from needcheck.interview.composing import Composer
from needcheck.interview.conduct import MEANWHILE, ROUTE, Conduct, Quit, Reopened
from needcheck.interview.session import Session
from needcheck.jobs.engine import noon
from needcheck.jobs.scenarios.authoring import Draft, expected, kept, render, slug
from needcheck.recommend.result import Recommendation

NOBODY = (
    "a scenario is written with somebody who answers, and nobody can be asked here; with --plain, "
    "answers are read from the pipe line by line."
)
FINISHED = "this scenario has an expectation already; change it in the file, or give another name."
NOT_BEGUN = "stopped before there was anything to save."


def run_new(file: str, *, data: str, plain: bool) -> int:
    """Ask, interview, show the result, ask what is expected, and write the file."""
    context = Context(plain=plain, data=data)
    if not (context.can_ask or plain):
        raise NoTerminal(NOBODY)
    path = Path(file) if file else None
    desk = _Desk(context, path, _begun(path))
    try:
        desk.run()
    except (KeyboardInterrupt, EOFError, Quit) as stop:
        raise desk.stopped(by_choice=isinstance(stop, Quit)) from None
    return 0


def _begun(path: Path | None) -> Scenario | None:
    """A scenario that was begun and is gone on with."""
    if path is None or not path.exists():
        return None
    found = load_scenario(path)
    if found.is_note:
        raise UsageError("this is a case note: see needcheck scenario from-note.")
    if found.expect.outcome:
        raise UsageError(FINISHED)
    return found


@dataclass
class _Desk:
    """One scenario being written, and its file."""

    context: Context
    path: Path | None
    begun: Scenario | None
    kept: str | None = None

    def __post_init__(self) -> None:
        self.asker = self.context.asker(self._render)
        self.composer = Composer(self.asker)
        if self.path is not None:
            self.kept = fingerprint(self.path)
        self.session: Session | None = None
        self.draft: Draft | None = None

    def run(self) -> None:
        """The questions about the scenario, the interview, the expectation."""
        self.draft = self._opened()
        engine, draft = self.context.engine, self.draft
        session = engine.session(draft.authority, draft.pathway, noon(draft.as_of))
        if self.begun:
            session.answers = session.gate.read(self.begun.answers, self.begun.place_of)
        self.session = session
        self._write(session)
        conduct = Conduct(session, self.asker, self._write)
        while True:
            conduct.run()
            rec = self._recommend(session)
            self._render(View("result", rec))
            self.composer.number = len(session.asked)
            try:
                outcome = self.composer.expectation(rec.outcome.id, session.plan.pathway.outcomes)
            except Reopened as back:
                conduct.reopen(back.by)
            else:
                break
        self._finish(session, rec, outcome)

    def _opened(self) -> Draft:
        """What the scenario is about: as it stands in the file, else asked."""
        if self.begun:
            head, expects = self.begun.head, self.begun.expect
            return Draft(
                head.title, head.authority, head.pathway, head.as_of, head.about, head.difficulty,
                head.tags, head.learning_points, weighed=head.weighed, rest=kept(self.begun),
                expect=expects.model_dump(mode="python", exclude_defaults=True),
            )  # fmt: skip
        engine, ask = self.context.engine, self.composer
        title, about = ask.title(), ask.story()
        names = {name: engine.bundle(name).authority.name for name in engine.authorities}
        authority = ask.authority(names)
        pathways = engine.bundle(authority).pathways
        ordered = sorted(pathways, key=lambda name: (pathways[name].uses is None, name))
        pathway = ask.pathway({name: pathways[name].title for name in ordered})
        self.path = self.path or Path(f"{slug(title)}.toml")
        day = self.context.now.date()
        return Draft(title, authority, pathway, day, about, ask.difficulty())

    def _recommend(self, session: Session) -> Recommendation:
        plan = session.plan
        recommender = self.context.engine.recommender(plan.bundle.authority.id, plan.pathway.id)
        return recommender.recommend(session.answers, session.as_of)

    def _write(self, session: Session) -> None:
        """Write the file as far as it goes, before the next question."""
        assert self.draft is not None and self.path is not None  # noqa: S101, PT018
        self.draft = replace(self.draft, answers=as_raw(session.answers, session.plan.bundle))
        self.kept = replace_unchanged(self.path, render(self.draft), self.kept)

    def _finish(self, session: Session, rec: Recommendation, outcome: str) -> None:
        assert self.draft is not None  # noqa: S101
        comes = expected(rec, outcome) if outcome else {}
        self.draft = replace(self.draft, expect={**self.draft.expect, **comes})
        self._write(session)
        sys.stdout.write(f"Saved: {self.path}\n")
        if outcome and outcome != rec.outcome.id:
            sys.stderr.write("It comes out otherwise than you expect, and the check will say so.\n")
        sys.stderr.write(
            "In the file: what is made of the story (weighed), learning points, tags,\n"
            "[[pause]] to discuss, [[vary]] for variants.\n"
            f"Then:\n  {command('scenario', 'check', str(self.path))}\n"
        )

    def _render(self, view: View) -> None:
        from needcheck.output.between import meanwhile
        from needcheck.output.report import report, top

        assert self.session is not None  # noqa: S101 -- nothing is shown before the interview
        rec = self._recommend(self.session)
        short = {ROUTE: top, MEANWHILE: meanwhile}
        self.context.print_page(short.get(view.kind, report)(rec), error=True)

    def stopped(self, *, by_choice: bool) -> Interrupted:
        """What to say when the person stops before the end."""
        if self.session is None:
            return Interrupted(NOT_BEGUN)
        stop = Interrupted(
            f"your answers are kept in {self.path}.",
            hint=f"Go on with:\n  {command('scenario', 'new', str(self.path))}",
        )
        if by_choice:
            stop.exit_code = 0
        return stop
