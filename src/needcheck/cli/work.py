"""One case in hand: computing, printing and saving it."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from needcheck.case.note import CaseNote, save_note
from needcheck.case.privacy import phone_digits
from needcheck.cli.context import Context
from needcheck.cli.given import Given, Request
from needcheck.errors import Place, StorageError
from needcheck.interview.closing import reference_problem, words_problems
from needcheck.interview.session import Session
from needcheck.jobs.casework import Author, Decision, draft_note, final_note, stamp
from needcheck.jobs.engine import Engine
from needcheck.output.page import Block
from needcheck.recommend.result import Recommendation


@dataclass
class Work:
    """What one run of ``assess`` works on; ``session`` holds the answers."""

    request: Request
    context: Context
    engine: Engine
    found: Given
    session: Session

    def recommend(self) -> Recommendation:
        """The recommendation for the answers as they stand."""
        pathway = self.session.plan.pathway.id
        bundle = self.session.plan.bundle
        recommender = self.engine.recommender(bundle.authority.id, pathway)
        return recommender.recommend(self.session.answers, self.session.as_of)

    @property
    def phones(self) -> frozenset[str]:
        """Numbers of the authority's own contacts, which identify nobody."""
        contacts = self.session.plan.bundle.contacts.values()
        return frozenset(phone_digits(contact.phone) for contact in contacts if contact.phone)

    def identifying(self) -> list[str]:
        """What in the reference and the words of the command line seems to identify somebody."""
        reference = reference_problem(self.request.reference, self.phones)
        words = words_problems(dict(self.session.answers.words), self.phones)
        return [f"--reference: {reference}"] * bool(reference) + words

    def draft(self) -> CaseNote:
        """The note as far as it goes: answers, no recommendation yet."""
        now = stamp(self.context.now)
        old = self.found.note
        settings = self.context.settings
        plan = self.session.plan
        note = draft_note(
            self.session.answers,
            plan.bundle,
            plan.pathway.id,
            Author(settings.role, settings.agency),
            old.case.created if old else now,
            now,
        )
        if old is None:
            return note
        head = note.case.model_copy(update={"reference": old.case.reference})
        kept = {"case": head, "follow_ups": old.follow_ups, "history": old.history}
        return note.model_copy(update=kept)

    def save(self, rec: Recommendation, decision: Decision) -> Path:
        """Save the finished note, refusing to overwrite a file that changed meanwhile."""
        note = final_note(self.draft(), rec, decision, stamp(self.context.now))
        if self.found.path is not None:
            save_note(self.found.path, note, self.found.fingerprint)
            return self.found.path
        return self._save_new(note, decision.reference)

    def _save_new(self, note: CaseNote, reference: str) -> Path:
        """A new file in the notes folder, named by day and reference; never an existing one."""
        folder = self.context.notes
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            message = f"the folder for notes cannot be made ({error.strerror})."
            raise StorageError(message, place=Place(str(folder))) from error
        day = self.context.now.strftime("%Y-%m-%d")
        stem = "-".join(filter(None, (day, re.sub(r"[^A-Za-z0-9]+", "-", reference).strip("-"))))
        for number in range(1, 1000):
            path = folder / f"{stem}{f'-{number}' if number > 1 else ''}.toml"
            if not path.exists():
                save_note(path, note, None)
                return path
        raise StorageError("there are too many notes of this name today; use --note FILE.")

    def print_result(self, rec: Recommendation, saved: Path | None) -> None:
        """The result on stdout: JSON, or a page."""
        if self.request.json:
            from needcheck.output.envelope import assess_data, dumps, envelope

            data = {**assess_data(rec), "note": str(saved) if saved else None}
            sys.stdout.write(dumps(envelope("assess", "done", data)))
            return
        self.context.print_page(self.page(rec, saved))

    def page(self, rec: Recommendation, saved: Path | None) -> list[Block]:
        """The result page, with the words for a call where somebody is to be called."""
        from needcheck.output.report import report

        return report(rec, explain=self.request.explain, saved=str(saved) if saved else None)
