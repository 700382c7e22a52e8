"""Where a case's answers come from, with one written precedence.

A draft, a note or an answers file first; then ``--set``, ``--present``, ``--absent`` and
``--looked-through`` over it. What a flag says replaces what the file said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from needcheck.case.answers import Answers
from needcheck.case.facts import Gate
from needcheck.cli.context import Context, read_stdin
from needcheck.criteria.positions import parse_toml, place_of, read_toml
from needcheck.errors import InputError, Place, UsageError
from needcheck.jobs.engine import Engine

if TYPE_CHECKING:
    from needcheck.case.note import CaseNote

FLAGS = Place("--present, --absent, --looked-through")
LISTED = ("present", "absent")


@dataclass(frozen=True)
class Request:
    """The options of ``needcheck assess``, as given."""

    authority: str = ""
    pathway: str = "level"
    answers: str = ""
    sets: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    looked_through: tuple[str, ...] = ()
    note: str = ""
    resume: str = ""
    sibling_of: str = ""
    row: str = ""
    ident: str = ""
    map: str = ""
    reference: str = ""
    no_input: bool = False
    complete: bool = False
    as_of: str = ""
    explain: bool = False
    plain: bool = False
    json: bool = False
    data: str = ""

    @property
    def gives_answers(self) -> bool:
        """Whether any answer comes from the command line."""
        own = (self.answers, self.row, self.sibling_of, self.sets)
        parts = (*own, self.present, self.absent, self.looked_through)
        return any(parts)


@dataclass(frozen=True)
class Given:
    """Raw answers and where they come from.

    ``note`` is the note or draft gone on with; ``path`` and ``fingerprint`` belong to an existing
    note file (None for a new one); ``draft`` is the draft's name.
    """

    raw: Mapping[str, Any]
    place_of: Callable[[tuple[str | int, ...]], Place]
    authority: str = ""
    pathway: str = ""
    as_of: dt.date | None = None
    note: CaseNote | None = None
    path: Path | None = None
    fingerprint: str | None = None
    draft: str = ""
    sibling: CaseNote | None = None


NOTHING = Given({}, lambda key: Place())  # noqa: ARG005 -- nothing has no places


def given(request: Request, context: Context) -> Given:
    """What the draft, note or file gives."""
    if sum(map(bool, (request.answers, request.resume))) > 1:
        raise UsageError("give --answers or --resume, not both.")
    if request.resume:
        return _from_draft(request, context)
    found = _from_answers(request.answers) if request.answers else NOTHING
    if request.sibling_of:
        from needcheck.cli.notes import find_note

        found = _beside(found, find_note(request.sibling_of, context))
    if not request.note:
        return found
    path = Path(request.note)
    if path.exists():
        if request.answers or request.sibling_of:
            raise UsageError("the note exists already; give another --note, or no --answers.")
        from needcheck.case.note import load_note

        note, fingerprint = load_note(path)
        return _of_note(note, str(path), path=path, fingerprint=fingerprint)
    return replace(found, path=path)


def _beside(found: Given, path: Path) -> Given:
    """The same, with the note of another child of the family to take the family's answers from."""
    from needcheck.case.note import load_note

    note, _ = load_note(path)
    authority = found.authority or note.case.authority
    return replace(found, authority=authority, sibling=note)


def _from_draft(request: Request, context: Context) -> Given:
    from needcheck.case.note import parse_note

    name = request.resume
    if name == "last":
        entries = context.drafts.list()
        if not entries:
            raise UsageError("there is no draft to go on with.")
        name = entries[0].name
    note = parse_note(context.drafts.load(name), f"draft {name}")
    found = _of_note(note, f"draft {name}", draft=name)
    return replace(found, path=Path(request.note)) if request.note else found


def _of_note(
    note: CaseNote,
    file: str,
    *,
    path: Path | None = None,
    fingerprint: str | None = None,
    draft: str = "",
) -> Given:
    from needcheck.jobs.casework import raw_answers

    head = note.case
    return Given(
        raw_answers(note),
        lambda key: Place(file),  # noqa: ARG005
        head.authority,
        head.pathway,
        note=note,
        path=path,
        fingerprint=fingerprint,
        draft=draft,
    )


def _from_answers(source: str) -> Given:
    """Answers from a file with ``[answers]``: an answers file, a scenario or a case note."""
    if source == "-":
        text, file = read_stdin(), "stdin"
        raw = parse_toml(text, file)
    else:
        raw, text = read_toml(Path(source))
        file = source
        if "scenario" in raw or "case" in raw:
            from needcheck.case.scenario import load_scenario

            scenario = load_scenario(Path(source))
            head = scenario.head
            as_of = head.as_of if "scenario" in raw else None
            return Given(scenario.answers, scenario.place_of, head.authority, head.pathway, as_of)
    unknown = sorted(set(raw) - {"answers", "authority", "pathway"})
    if unknown or not isinstance(raw.get("answers", {}), dict):
        place = place_of(text, (unknown[0],) if unknown else ("answers",), file)
        raise InputError(
            "an answers file has [answers], and may name authority and pathway.", place=place
        )
    return Given(
        raw.get("answers", {}),
        lambda key: place_of(text, key, file),
        _text(raw, "authority", file),
        _text(raw, "pathway", file),
    )


def _text(raw: Mapping[str, Any], key: str, file: str) -> str:
    value = raw.get(key, "")
    if not isinstance(value, str):
        raise InputError(f"{key} must be a text.", place=Place(file))
    return value


def merged(family: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The family's answers with the child's own over them; a prompt is where the child's say."""
    said = own.get("prompts", {})
    listed = {name for key in LISTED for name in said.get(key, ())}
    prompts = {
        key: [name for name in names if key not in LISTED or name not in listed]
        for key, names in family.get("prompts", {}).items()
    }
    for key, names in said.items():
        prompts[key] = [*dict.fromkeys([*prompts.get(key, ()), *names])]
    words = {name: text for name, text in family.get("words", {}).items() if name not in own}
    words = {**words, **own.get("words", {})}
    return {**family, **own, "words": words, "prompts": prompts}


def read_answers(found: Given, request: Request, gate: Gate) -> Answers:
    """Typed answers: the file's first, then the flags over them.

    InputError where the file is wrong, UsageError where a flag is.
    """
    answers = gate.read(found.raw, found.place_of)
    if found.sibling is not None:
        from needcheck.case.scenario import nowhere
        from needcheck.jobs.casework import family_answers

        answers = gate.read(merged(family_answers(found.sibling, gate.bundle), found.raw), nowhere)
    try:
        return _flags_over(answers, request, gate)
    except InputError as error:
        raise UsageError(error.message, place=error.place, hint=error.hint) from None


def _flags_over(answers: Answers, request: Request, gate: Gate) -> Answers:
    """Answers with those of the flags, which replace what the file said."""
    for item in request.sets:
        name, sign, value = item.partition("=")
        if not sign:
            raise UsageError("--set takes fact=value, for example --set harm=suspected.")
        answers = gate.put(answers, name.strip(), value.strip(), place=Place("--set"))
    flagged = {gate.prompt(name, place=FLAGS) for name in (*request.present, *request.absent)}
    answers = replace(answers, present=answers.present - flagged, absent=answers.absent - flagged)
    return gate.put_prompts(
        answers,
        place=FLAGS,
        present=request.present,
        absent=request.absent,
        looked_through=request.looked_through,
    )


def authority_of(request: Request, found: Given, context: Context, engine: Engine) -> str:
    """The authority from flag, file or settings; "" where none was named.

    A flag that contradicts the file is an error, since facts and notes belong to one authority.
    """
    if request.authority and found.note and request.authority != found.authority:
        raise UsageError("this note belongs to another authority; start a new one.")
    name = request.authority or found.authority or context.settings.authority
    if name and name not in engine.authorities:
        known = ", ".join(engine.authorities)
        raise UsageError("there are no criteria for that authority.", hint=f"There are: {known}.")
    return name
