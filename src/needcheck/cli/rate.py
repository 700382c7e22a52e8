"""``needcheck rate``: one person rates scenarios alone, saved after every answer."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from needcheck.case.ratings import (
    CODE_ALLOWED,
    Rated,
    Rater,
    Ratings,
    RatingsFile,
    Shown,
    load_ratings,
    rater_code,
    save_ratings,
)
from needcheck.cli.context import Context
from needcheck.errors import InputError, Interrupted, NoTerminal, StorageError, UsageError
from needcheck.interview.asker import View
from needcheck.interview.conduct import Quit
from needcheck.interview.rating import CaseShown, Rating
from needcheck.jobs.casework import stamp
from needcheck.jobs.scenarios.replay import found
from needcheck.jobs.team.rating import blind_cases, criteria_seen, going_on, with_variants

NOBODY = (
    "ratings are needed and nobody can be asked here; with --plain, answers are read from the "
    "pipe line by line."
)
OTHERS = "these ratings belong to another code; use --to FILE for another file."
SEEN = "these ratings were begun with another --show; go on with the same, or use --to FILE."


@dataclass(frozen=True)
class RateRequest:
    """The options of ``needcheck rate``, as given."""

    folder: str
    rater: str
    to: str = ""
    shown: Shown | None = None
    variants: bool = False
    plain: bool = False


def run_rate(request: RateRequest) -> int:
    """Rate the scenarios of a folder, or go on with a file; the exit code."""
    try:
        code = rater_code(request.rater)
    except ValueError:
        raise UsageError(f"--as: {CODE_ALLOWED}.") from None
    context = Context(plain=request.plain)
    if not (context.can_ask or request.plain):
        raise NoTerminal(NOBODY)
    path = Path(request.to or f"ratings-{code}.toml")
    old = load_ratings(path) if path.exists() else None
    _check_same(old, code, request.shown)
    desk = _Desk(context, path, request, code, old)
    try:
        desk.rating.run()
    except (KeyboardInterrupt, EOFError, Quit) as stop:
        raise desk.stopped(by_choice=isinstance(stop, Quit)) from None
    return desk.finished()


def shown_as(word: str) -> Shown | None:
    """What ``--show`` asks for, None where it is not given."""
    known: dict[str, Shown | None] = {"": None, "story": "story", "facts": "facts", "all": "all"}
    if word not in known:
        raise UsageError("--show can be story, facts or all.")
    return known[word]


def _check_same(old: RatingsFile | None, code: str, shown: Shown | None) -> None:
    """Refuse to mix two people, or two ways of showing, in one file."""
    if old is None:
        return
    if old.ratings.rater.code != code:
        raise InputError(OTHERS, place=old.place_of(("rater", "code")))
    if shown and old.ratings.rater.shown != shown:
        raise InputError(SEEN, place=old.place_of(("rater", "shown")))


class _Desk:
    """One person's run and the file that keeps it."""

    def __init__(
        self,
        context: Context,
        path: Path,
        request: RateRequest,
        code: str,
        old: RatingsFile | None,
    ) -> None:
        self.context, self.path, self.folder = context, path, Path(request.folder)
        shown = request.shown or (old.ratings.rater.shown if old else "facts")
        variants = request.variants or (old is not None and with_variants(old))
        place = found(request.folder, context.engine.root)
        cases, lost = blind_cases(place, context.engine, shown, code, variants=variants), 0
        if old is not None:
            cases, lost = going_on(cases, old)
        self.criteria = criteria_seen(cases)
        now = stamp(context.now)
        started = old.ratings.rater.started if old else now
        self.rater = Rater(code=code, shown=shown, started=started, updated=now)
        self.fingerprint = old.fingerprint if old else None
        self.rating = Rating(cases, context.asker(self._render), self._keep)
        if lost:
            sys.stderr.write(
                f"needcheck: {lost} {'scenario has' if lost == 1 else 'scenarios have'} changed "
                "since you rated; asked again.\n"
            )

    def _render(self, view: View) -> None:
        from needcheck.output.rating_page import rating_blocks

        if isinstance(view.content, CaseShown):
            self.context.print_page(rating_blocks(view.content), error=True)

    def _keep(self, rated: Sequence[Rated]) -> None:
        """Store all ratings durably before anything else is asked."""
        ratings = Ratings(
            rater=self.rater.model_copy(update={"updated": stamp(Context().now)}),
            folder=_where(self.folder),
            criteria=self.criteria,
            scenario=tuple(sorted(rated, key=lambda item: item.path)),
        )
        self.fingerprint = save_ratings(self.path, ratings, self.fingerprint)

    @property
    def _counted(self) -> str:
        done = sum(1 for item in self.rating.ratings if item.outcome)
        every = len(self.rating.ratings)
        return f"{done} of {every} {'scenario' if every == 1 else 'scenarios'} rated"

    def stopped(self, *, by_choice: bool) -> Interrupted:
        """What to say when the person stops before the end."""
        if self.fingerprint is None:
            return Interrupted("stopped before anything was rated; nothing was saved.")
        stop = Interrupted(
            f"{self._counted}, saved in {self.path}.", hint="The same command goes on."
        )
        if by_choice:
            stop.exit_code = 0
        return stop

    def finished(self) -> int:
        """Say where the ratings are; exit code 0."""
        if not self.path.exists():
            raise StorageError("nothing was rated, so nothing was saved.")
        left = sum(1 for item in self.rating.ratings if not item.outcome)
        more = f" {left} left out: the same command asks for them again." if left else ""
        sys.stdout.write(
            f"{self._counted}.{more}\nSaved: {self.path}\n"
            "Give this file to whoever compares the team: needcheck agreement FILES\n"
        )
        return 0


def _where(folder: Path) -> str:
    """The folder as it was given; of an absolute one only its name, since it may name a person."""
    return folder.name if folder.is_absolute() else folder.as_posix()
