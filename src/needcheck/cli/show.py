"""``needcheck show``: a note printed again from the file alone."""

from __future__ import annotations

import sys

from needcheck.case.note import CaseNote, load_note
from needcheck.cli.context import Context
from needcheck.cli.notes import find_note
from needcheck.errors import CriteriaError, UsageError
from needcheck.jobs.casework import recommendation_of
from needcheck.output.page import Block
from needcheck.recommend.result import Recommendation


def run_show(  # noqa: PLR0913 -- one parameter for each option of the command line
    file: str, *, record: bool, explain: bool, plain: bool, json: bool, data: str = ""
) -> int:
    """Print what the note keeps; says so where today's criteria differ."""
    context = Context(plain=plain, data=data)
    path = find_note(file, context)
    note, _ = load_note(path)
    rec = recommendation_of(note)
    changed = differs(note, context)
    if json:
        from needcheck.output.envelope import assess_data, dumps, envelope

        shown = {**assess_data(rec), "note": str(path), "criteria_changed": changed}
        sys.stdout.write(dumps(envelope("show", "done", shown, [changed] if changed else [])))
    elif record:
        from needcheck.output.record import record_text

        sys.stdout.write(
            record_text(
                rec,
                reference=note.case.reference,
                judgement=note.judgement,
                follow_ups=note.follow_ups,
            )
        )
    else:
        context.print_page(_page(note, rec, changed, explain=explain))
    return 0


def differs(note: CaseNote, context: Context) -> str:
    """A sentence where the criteria today are not those of the note, "" where they are."""
    try:
        today = context.engine.bundle(note.criteria.id).sha256
    except CriteriaError as error:
        return f"Today's criteria cannot be read; the note stands as it was saved. ({error})"
    except UsageError:
        return "This needcheck has no criteria for that authority; the note stands as it was saved."
    if today == note.criteria.sha256:
        return ""
    return (
        "The criteria have changed since this note was saved: it shows what was recommended then. "
        "Decide again with: needcheck assess --answers THIS_NOTE"
    )


def _page(note: CaseNote, rec: Recommendation, changed: str, *, explain: bool) -> list[Block]:
    from needcheck.output.notepage import note_blocks
    from needcheck.output.report import report

    return [*report(rec, explain=explain), *note_blocks(note, rec, changed)]
