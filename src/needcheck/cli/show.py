"""``needcheck show``: a note printed again from the file alone."""

from __future__ import annotations

import sys
from pathlib import Path

from needcheck.case.note import CaseNote, load_note
from needcheck.cli.context import Context
from needcheck.errors import NeedcheckError
from needcheck.jobs.casework import recommendation_of
from needcheck.jobs.engine import Engine
from needcheck.output.page import Block
from needcheck.recommend.result import Recommendation


def run_show(file: str, *, record: bool, explain: bool, plain: bool, json: bool) -> int:
    """Print what the note keeps; says so where today's criteria differ."""
    context = Context(plain=plain)
    note, _ = load_note(Path(file))
    rec = recommendation_of(note)
    changed = differs(note)
    if json:
        from needcheck.output.envelope import assess_data, dumps, envelope

        data = {**assess_data(rec), "note": file, "criteria_changed": changed}
        sys.stdout.write(dumps(envelope("show", "done", data, [changed] if changed else [])))
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


def differs(note: CaseNote) -> str:
    """A sentence where the criteria today are not those of the note, "" where they are."""
    try:
        today = Engine().bundle(note.criteria.id).sha256
    except NeedcheckError:
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
