r"""The case note: one TOML file per case, which people read, keep and may edit by hand.

Everything that was shown is kept, so that a note needs nothing else to be read again. Comments
that a person adds are lost when needcheck writes the note anew. Text is kept as it was typed,
but for line ends, which become ``\n``, and characters that UTF-8 cannot hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from needcheck.case.fields import (
    SUB_TABLES,
    AnswerValue,
    FactId,
    Group,
    PromptIds,
    Stamp,
    Text,
    distinct,
    storable,
)
from needcheck.case.store import fingerprint_of, replace_unchanged
from needcheck.criteria.positions import (
    decode,
    parse_toml,
    place_of,
    problems_error,
    read_bytes,
    validation_problems,
)
from needcheck.errors import InputError

SCHEMA_VERSION: Final = 1
"""The version of the format that is written, and the only one that is read."""


class _Part(BaseModel):
    """What all parts share: they do not change, and refuse keys they do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class CaseHead(_Part):
    """Which case: a reference that is no name, and whose criteria were used."""

    reference: Text = ""
    authority: Text
    pathway: Text
    created: Stamp
    updated: Stamp
    status: Literal["draft", "final"] = "draft"


class Practitioner(_Part):
    """Who filled it in, by role."""

    role: Text = ""
    agency: Text = ""


class CriteriaUsed(_Part):
    """The criteria as they were: edition, hash of the merged data, overlays on top."""

    id: Text
    edition: Text = ""
    sha256: Text = ""
    overlays: tuple[Text, ...] = ()


class PromptAnswers(_Part):
    """Prompts that are present or absent, and groups whose list was looked through."""

    present: PromptIds = ()
    absent: PromptIds = ()
    looked_through: Annotated[tuple[Group, ...], AfterValidator(distinct)] = ()

    @field_validator("absent", mode="after")
    @classmethod
    def _not_in_both(cls, absent: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        """Refuse a prompt that is said to be present and absent."""
        present = info.data.get("present", ())
        if both := [each for each in absent if each in present]:
            raise ValueError(f"also stands under present: {', '.join(both)}")
        return absent


class Answers(_Part):
    """Answers by fact id, the practitioner's own words, and the prompts.

    In the file the facts stand in ``[answers]`` itself, beside the two sub-tables.
    """

    facts: dict[FactId, AnswerValue] = Field(default_factory=dict)
    words: dict[FactId, Text] = Field(default_factory=dict)
    prompts: PromptAnswers = PromptAnswers()


class Consulted(_Part):
    """Who was asked, by role, and when."""

    role: Text
    when: Text = ""


class Judgement(_Part):
    """What the person decided; ``agrees`` is None while that is open."""

    outcome: Text = ""
    agrees: StrictBool | None = None
    reason: Text = ""
    consulted: tuple[Consulted, ...] = ()
    below_harm_route: StrictBool = False


class FollowUp(_Part):
    """One thing to come back to."""

    id: Text
    what: Text
    due: Text = ""
    done: StrictBool = False
    done_at: Text = ""
    answer: Text = ""


class HistoryEntry(_Part):
    """One thing that happened to the note."""

    at: Text
    what: Text


class CaseNote(_Part):
    """A whole note, in the order in which it is written."""

    needcheck: Literal[1] = SCHEMA_VERSION
    case: CaseHead
    practitioner: Practitioner = Practitioner()
    criteria: CriteriaUsed
    answers: Answers = Answers()
    recommendation: Annotated[dict[str, Any], AfterValidator(storable)] = Field(
        default_factory=dict
    )
    judgement: Judgement = Judgement()
    follow_ups: tuple[FollowUp, ...] = ()
    history: tuple[HistoryEntry, ...] = ()


def parse_note(text: str, file: str) -> CaseNote:
    """Read a note; ``InputError`` names the line and what is allowed, never an answer."""
    data = parse_toml(text, file)
    _check_version(data, text, file)
    if isinstance(answers := data.get("answers"), dict):
        facts = {key: value for key, value in answers.items() if key not in SUB_TABLES}
        tables = {key: value for key, value in answers.items() if key in SUB_TABLES}
        data["answers"] = {"facts": facts, **tables}
    try:
        return CaseNote.model_validate(data)
    except ValidationError as exc:
        problems = validation_problems(exc, text, file, CaseNote)
    raise problems_error(problems)


def _check_version(data: Mapping[str, object], text: str, file: str) -> None:
    """Refuse what is no note, or a note of another version."""
    version = data.get("needcheck")
    if type(version) is int and version == SCHEMA_VERSION:
        return
    place = place_of(text, ("needcheck",), file)
    if type(version) is int:
        message = f"this note has another version; this needcheck reads version {SCHEMA_VERSION}."
    else:
        message = f"this is not a case note: its first line must be needcheck = {SCHEMA_VERSION}."
    raise InputError(message, place=place)


def load_note(path: Path) -> tuple[CaseNote, str]:
    """Read a note from a file, with the fingerprint that ``save_note`` asks for."""
    data = read_bytes(path)
    return parse_note(decode(data, str(path)), str(path)), fingerprint_of(data)


def render_note(note: CaseNote) -> str:
    """Write a note as TOML: ``parse_note(render_note(note)) == note``.

    Parts that say nothing are left out.
    """
    data = note.model_dump(mode="python", exclude_none=True)
    answers = data["answers"]
    data["answers"] = {**answers.pop("facts"), **answers}
    said = {key: value for key, value in data.items() if value != _SAYS_NOTHING.get(key)}
    return "\n".join(_render_part(key, value) for key, value in said.items())


def _render_part(key: str, value: object) -> str:
    """Write one part; lists of tables always as ``[[key]]``, easier to add to by hand."""
    import tomli_w

    if isinstance(value, tuple):
        entries = (tomli_w.dumps(entry, multiline_strings=True) for entry in value)
        return "\n".join(f"[[{key}]]\n{entry}" for entry in entries)
    return tomli_w.dumps({key: value}, multiline_strings=True)


_SAYS_NOTHING: dict[str, Any] = {
    "practitioner": Practitioner().model_dump(),
    "recommendation": {},
    "judgement": Judgement().model_dump(exclude_none=True),
    "follow_ups": (),
    "history": (),
}


def save_note(path: Path, note: CaseNote, expected: str | None) -> str:
    """Write a note unless the file changed since it was read; the new fingerprint.

    ``expected`` is what ``load_note`` gave, or None for a new file.
    """
    return replace_unchanged(path, render_note(note), expected)
