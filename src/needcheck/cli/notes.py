"""``needcheck notes``: the notes that this user saved, and how one is found again.

The notes folder is read as it is. Of a note saved elsewhere (``--note FILE``) the user's folder
keeps the path, one small file each, so that two runs at once lose nothing. What is listed comes
from the notes themselves and is never out of date; nothing of a child is kept beside them.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from needcheck.case.note import CaseNote, load_note
from needcheck.case.store import fingerprint_of, write_atomic
from needcheck.cli.context import Context
from needcheck.cli.program import command, say
from needcheck.errors import InputError, NeedcheckError, StorageError, UsageError
from needcheck.output.phrases import when_words

if TYPE_CHECKING:
    from needcheck.output.page import Block

ELSEWHERE = "notes-elsewhere"
UNDECIDED = "not decided yet"
SUFFIX = ".toml"
NO_SUCH = "there is no note of that reference, name or file."


@dataclass(frozen=True)
class Listed:
    """One note: ids of its criteria with their names, and the outcome in force.

    ``outcome`` is what the person judged, or else what was recommended; both "" in a draft.
    """

    reference: str
    authority: str
    authority_name: str
    pathway: str
    pathway_title: str
    outcome: str
    outcome_name: str
    status: str
    updated: str
    file: str


def run_notes(*, json: bool, plain: bool) -> int:
    """List the notes, the newest first; those that cannot be read are said on stderr."""
    context = Context(plain=plain)
    found, problems = listed(context)
    if json:
        from needcheck.output.envelope import dumps, envelope

        data = {"notes": [asdict(entry) for entry in found]}
        sys.stdout.write(dumps(envelope("notes", "done", data, problems)))
        return 0
    if found:
        context.print_page([*_blocks(found)])
        sys.stderr.write(f"Print one again:\n  {command('show', 'REFERENCE')}\n")
    elif not problems:
        sys.stderr.write("There are no notes.\n")
    for problem in problems:
        say(problem)
    return 0


def listed(context: Context) -> tuple[list[Listed], list[str]]:
    """The notes that can be read, the newest first, and a sentence on each that cannot."""
    found: list[Listed] = []
    problems: list[str] = []
    for path in _paths(context):
        try:
            found.append(_listed(path, load_note(path)[0]))
        except NeedcheckError as error:
            problems.append(str(error))
    return sorted(found, key=_age, reverse=True), problems


def _age(entry: Listed) -> tuple[dt.datetime, int, str]:
    """When a note was saved: to the second by its own stamp, then by its file."""
    written = 0
    with suppress(OSError):
        written = Path(entry.file).stat().st_mtime_ns
    return dt.datetime.fromisoformat(entry.updated), written, entry.file


def remember(context: Context, path: Path) -> None:
    """Keep where a note was saved, unless it lies in the notes folder.

    The note is safe already: where its path cannot be kept, that is said and nothing else.
    """
    whole = path.absolute()
    if whole.parent == context.notes.absolute():
        return
    entry = context.home / ELSEWHERE / f"{fingerprint_of(str(whole).encode('utf-8', 'replace'))}"
    try:
        entry.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomic(entry, f"{whole}\n")
    except (OSError, StorageError):
        say("the note is saved, but `needcheck notes` will not list it.")


def find_note(name: str, context: Context) -> Path:
    """The file of a note, from its path, its name in the notes folder, or its reference.

    UsageError where several notes have the reference, InputError where there is none.
    """
    path = Path(name)
    if _exists(path) or path.suffix == SUFFIX or len(path.parts) != 1:
        return path
    own = context.notes / f"{name}{SUFFIX}"
    if _exists(own):
        return own
    wanted = name.strip().casefold()
    same = [each for each in listed(context)[0] if each.reference.strip().casefold() == wanted]
    if not same:
        raise InputError(NO_SUCH, hint=f"List them: {command('notes')}")
    if len(same) > 1:
        names = "; ".join(f"{short_name(Path(n.file), context)} ({n.pathway_title})" for n in same)
        raise UsageError("several notes have that reference; name one.", hint=f"There are: {names}")
    return Path(same[0].file)


def short_name(path: Path, context: Context) -> str:
    """What ``find_note`` finds a note by: its name in the notes folder, else its path."""
    inside = path.absolute().parent == context.notes.absolute()
    return path.stem if inside and path.suffix == SUFFIX else str(path)


def _paths(context: Context) -> Iterator[Path]:
    """Every file that may be a note, each once."""
    yield from sorted(context.notes.glob(f"*{SUFFIX}"))
    for entry in sorted((context.home / ELSEWHERE).glob("*")):
        with suppress(OSError, UnicodeDecodeError):
            path = entry.read_text("utf-8").removesuffix("\n")
            if path:
                yield Path(path)


def _exists(path: Path) -> bool:
    """Whether there is anything under that name; a name that no file can have is none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _listed(path: Path, note: CaseNote) -> Listed:
    head, rec = note.case, note.recommendation
    outcome = note.judgement.outcome or _text(rec.get("outcome"), "id")
    levels = rec.get("levels")
    names = {_text(level, "id"): _text(level, "name") for level in levels or ()}
    return Listed(
        reference=head.reference,
        authority=head.authority,
        authority_name=_text(rec.get("criteria"), "name") or head.authority,
        pathway=head.pathway,
        pathway_title=_text(rec, "pathway_title") or head.pathway,
        outcome=outcome,
        outcome_name=names.get(outcome, outcome),
        status=head.status,
        updated=head.updated,
        file=str(path.absolute()),
    )


def _text(table: object, key: str) -> str:
    """A text of a table that came from a file; "" where it is not there."""
    value = table.get(key) if isinstance(table, dict) else None
    return value if isinstance(value, str) else ""


def _blocks(notes: list[Listed]) -> Iterator[Block]:
    from needcheck.output.page import Heading, Item, Line, Pair

    yield Heading("Notes, the newest first")
    for note in notes:
        yield Item(f"{note.reference or 'no reference'}", style="strong")
        yield Line(f"{note.authority_name}: {note.pathway_title}", indent=2)
        yield Pair("Outcome", note.outcome_name or UNDECIDED, 2)
        yield Pair("Saved", f"{when_words(note.updated)} ({note.status})", 2)
        yield Pair("File", note.file, 2)
