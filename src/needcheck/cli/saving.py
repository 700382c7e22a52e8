"""Keeping a case: its draft, its note, and what in them seems to identify somebody."""

from __future__ import annotations

import re
from pathlib import Path

from needcheck.case.note import CaseNote, save_note
from needcheck.case.privacy import phone_digits
from needcheck.cli.context import Context
from needcheck.cli.notes import remember
from needcheck.cli.work import Work
from needcheck.errors import Place, StorageError
from needcheck.interview.closing import reference_problem, words_problems
from needcheck.jobs.casework import Author, Decision, draft_note, final_note, stamp
from needcheck.recommend.result import Recommendation


def draft_of(work: Work) -> CaseNote:
    """The note as far as it goes: answers, no recommendation yet."""
    now, old = stamp(work.context.now), work.found.note
    settings, plan = work.context.settings, work.session.plan
    note = draft_note(
        work.session.answers,
        plan.bundle,
        plan.pathway.id,
        Author(settings.role, settings.agency),
        now,
    )
    if old is None:
        return note
    head = note.case.model_copy(
        update={"reference": old.case.reference, "created": old.case.created}
    )
    kept = {"case": head, "follow_ups": old.follow_ups, "history": old.history}
    return note.model_copy(update=kept)


def save(work: Work, rec: Recommendation, decision: Decision) -> Path:
    """Save the finished note, refusing to overwrite a file that changed meanwhile."""
    note = final_note(draft_of(work), rec, decision, stamp(work.context.now))
    if work.found.path is not None:
        save_note(work.found.path, note, work.found.fingerprint)
        remember(work.context, work.found.path)
        return work.found.path
    return _save_new(work.context, note, decision.reference)


def _save_new(context: Context, note: CaseNote, reference: str) -> Path:
    """A new file in the notes folder, named by day and reference; never an existing one."""
    folder = context.notes
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        message = f"the folder for notes cannot be made ({error.strerror})."
        raise StorageError(message, place=Place(str(folder))) from error
    day = context.now.strftime("%Y-%m-%d")
    stem = "-".join(filter(None, (day, re.sub(r"[^A-Za-z0-9]+", "-", reference).strip("-"))))
    for number in range(1, 1000):
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}.toml"
        if not path.exists():
            save_note(path, note, None)
            return path
    raise StorageError("there are too many notes of this name today; use --note FILE.")


def phones(work: Work) -> frozenset[str]:
    """Numbers of the authority's own contacts, which identify nobody."""
    contacts = work.session.plan.bundle.contacts.values()
    return frozenset(phone_digits(contact.phone) for contact in contacts if contact.phone)


def identifying(work: Work) -> list[str]:
    """What in the reference and the words of the command line seems to identify somebody."""
    allowed = phones(work)
    reference = reference_problem(work.request.reference, allowed)
    words = words_problems(dict(work.session.answers.words), allowed)
    return [f"--reference: {reference}"] * bool(reference) + words
