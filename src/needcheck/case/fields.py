"""What may stand in a case note: the kinds of value its parts are made of.

Every kind brings its values to the form that TOML gives back unchanged, so that a note read
again equals the note written. Messages say what is allowed and never repeat a value, other than
the id of a prompt.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, PlainValidator

_FACT_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_PROMPT_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")

SUB_TABLES = ("words", "prompts")
"""What stands below ``[answers]`` beside the facts."""


def _clean(text: str) -> str:
    r"""Write line ends as ``\n`` and no halves of characters, as TOML gives text back."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return re.sub(r"\r+\n", "\n", whole)


def _stamp(value: object) -> object:
    """Check a date and time with offset, as text; TOML's own form is accepted too."""
    if isinstance(value, datetime):
        value = value.isoformat()
    try:
        offset = datetime.fromisoformat(value).utcoffset() if isinstance(value, str) else None
    except ValueError:
        offset = None
    if offset is None:
        raise ValueError("must be a date and time with offset, such as 2026-03-02T09:30:00+00:00")
    return value


def _answer(value: object) -> Answer:
    """One answer: text, yes or no, a number, a date or a list of texts; nothing nested."""
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("must be a finite number")
    if isinstance(value, (bool, int, float, date)):
        return value
    if isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
        return tuple(_clean(each) for each in value)
    raise ValueError(
        "must be text, true or false, a number, a date or a list of texts;"
        f" sub-tables of answers are {' and '.join(SUB_TABLES)}"
    )


def _fact_id(value: str) -> str:
    """Check the id of a fact, by its form alone."""
    if not _FACT_ID.fullmatch(value) or value in SUB_TABLES:
        raise ValueError("is not the id of a fact: letters, digits, - and _, a letter first")
    return value


def _prompt_id(value: str) -> str:
    """Check the id of a prompt, in lower case, by its form alone."""
    if not _PROMPT_ID.fullmatch(value.lower()):
        raise ValueError("is not the id of a prompt, such as hul-355")
    return value.lower()


def storable(value: object) -> Any:
    """Return data as TOML keeps it: None left out, tuples as lists, text as ``_clean`` gives it."""
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, Mapping):
        kept = {key: each for key, each in value.items() if each is not None}
        return {_clean(str(key)): storable(each) for key, each in kept.items()}
    if isinstance(value, (list, tuple)):
        return [storable(each) for each in value if each is not None]
    if isinstance(value, (bool, int, date)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise ValueError("holds something that a note cannot keep")


def distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a list in which something stands twice."""
    if twice := sorted({each for each in values if values.count(each) > 1}):
        raise ValueError(f"has the same entry twice: {', '.join(twice)}")
    return values


Answer = str | bool | int | float | date | datetime | tuple[str, ...]
AnswerValue = Annotated[Answer, PlainValidator(_answer)]
Text = Annotated[str, AfterValidator(_clean)]
Stamp = Annotated[str, BeforeValidator(_stamp)]
FactId = Annotated[str, AfterValidator(_fact_id)]
PromptId = Annotated[str, AfterValidator(_prompt_id)]
PromptIds = Annotated[tuple[PromptId, ...], AfterValidator(distinct)]
Group = Literal["child", "parents", "home"]
