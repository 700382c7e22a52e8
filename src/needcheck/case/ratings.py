"""Ratings: what one person chose for each scenario of a set, without seeing the recommendation.

One TOML file a person, under a code that is no name. It lists every scenario of the set, rated or
not, each with the sha256 of what was shown, so that a changed scenario is noticed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from needcheck.case.facts import PlaceOf
from needcheck.case.fields import FactId, Stamp, Text, distinct
from needcheck.case.privacy import findings, looks_like_a_name
from needcheck.case.scenario import Scenario
from needcheck.case.store import fingerprint_of, replace_unchanged
from needcheck.criteria.positions import (
    decode,
    parse_toml,
    place_of,
    problems_error,
    read_bytes,
    validation_problems,
)
from needcheck.errors import InputError, Place

SCHEMA_VERSION: Final = 1
"""The version of the format that is written, and the only one that is read."""

KEY: Final = "ratings"
"""The first key of the file, which tells it from a scenario and a note."""

Shown = Literal["story", "facts", "all"]
"""What raters see: the story alone; also the facts, without the judgement answers; everything."""

_MAY_BE_EMPTY = frozenset({"outcome", "answers", "left_out"})
_CODE = re.compile(r"[A-Z]{1,2}[0-9]{1,4}")
CODE_ALLOWED = "a rater has a code of one or two capitals and a number, such as R7; never a name"


def rater_code(text: str) -> str:
    """The code of a rater in capitals; ValueError, without the text, where it is none."""
    code = text.strip().upper()
    if not _CODE.fullmatch(code) or looks_like_a_name(code) or findings(code):
        raise ValueError(CODE_ALLOWED)
    return code


def _digest(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ValueError("must be the 64 hexadecimal digits of a sha256")
    return text


Digest = Annotated[str, AfterValidator(_digest)]


class _Part(BaseModel):
    """Frozen, unknown keys refused, input never echoed."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Rater(_Part):
    """Who rated, by code, when, and what was shown to them."""

    code: Annotated[str, AfterValidator(rater_code)]
    shown: Shown
    started: Stamp
    updated: Stamp


class CriteriaSeen(_Part):
    """The criteria from which the choices came."""

    id: Text
    edition: Text = ""
    sha256: Text = ""


class Rated(_Part):
    """One scenario of the set: ``outcome`` is "" while it is not rated.

    ``answers`` are choices by judgement question, ``left_out`` those questions that were skipped.
    """

    path: Text
    sha256: Digest
    authority: Text
    pathway: Text
    outcome: Text = ""
    answers: dict[FactId, Text] = Field(default_factory=dict)
    left_out: Annotated[tuple[FactId, ...], AfterValidator(distinct)] = ()


class Ratings(_Part):
    """A whole file, in the order in which it is written; ``folder`` is where the set was."""

    ratings: Literal[1] = SCHEMA_VERSION
    rater: Rater
    folder: Text
    criteria: tuple[CriteriaSeen, ...] = ()
    scenario: tuple[Rated, ...] = ()


@dataclass(frozen=True)
class RatingsFile:
    """Ratings as read; ``place_of`` finds the line of a key path."""

    file: str
    ratings: Ratings
    fingerprint: str
    place_of: PlaceOf


def case_digest(scenario: Scenario, before: str = "") -> str:
    """The sha256 of what a rater can be shown: whose case, what is told and the answers.

    ``before`` is the story of the case that a variant varies. What the scenario expects or teaches
    is not part of it, so that a trainer may go on with that.
    """
    head = scenario.head
    told = [*filter(None, (before,)), head.about, *filter(None, (head.weighed,))]
    seen = [head.authority, head.pathway, head.as_of, *told, scenario.answers]
    canonical = json.dumps(seen, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "replace")).hexdigest()


def load_ratings(path: Path) -> RatingsFile:
    """Read a file of ratings; InputError with file and line, never with an answer."""
    data = read_bytes(path)
    text, file = decode(data, str(path)), str(path)
    raw = parse_toml(text, file)
    _check_version(raw, text, file)
    try:
        ratings = Ratings.model_validate(raw)
    except ValidationError as error:
        problems = validation_problems(error, text, file, Ratings)
    else:
        found = RatingsFile(
            file, ratings, fingerprint_of(data), lambda key: place_of(text, key, file)
        )
        _check_once(found)
        return found
    raise problems_error(problems)


def _check_version(raw: Mapping[str, Any], text: str, file: str) -> None:
    version = raw.get(KEY)
    if type(version) is int and version == SCHEMA_VERSION:
        return
    if type(version) is int:
        message = f"these ratings have another version; this needcheck reads {SCHEMA_VERSION}."
    else:
        message = f"this is not a file of ratings: its first line must be {KEY} = {SCHEMA_VERSION}."
    raise InputError(message, place=place_of(text, (KEY,), file) if raw else Place(file))


def _check_once(found: RatingsFile) -> None:
    """Refuse a scenario that stands in the file twice."""
    seen: set[str] = set()
    for index, item in enumerate(found.ratings.scenario):
        if item.path in seen:
            place = found.place_of(("scenario", index, "path"))
            raise InputError("this scenario stands twice in the file.", place=place)
        seen.add(item.path)


def render_ratings(ratings: Ratings) -> str:
    """Write ratings as TOML, the version first; what says nothing is left out."""
    import tomli_w

    data = ratings.model_dump(mode="python")
    data["scenario"] = [
        {key: value for key, value in item.items() if value or key not in _MAY_BE_EMPTY}
        for item in data["scenario"]
    ]
    lists = {name: data.pop(name) for name in ("criteria", "scenario")}
    head = {name: value for name, value in data.items() if not isinstance(value, dict)}
    tables = {name: value for name, value in data.items() if isinstance(value, dict)}
    parts = [tomli_w.dumps(head), tomli_w.dumps(tables)]
    for name, items in lists.items():
        parts += [_entry(name, item) for item in items]
    return "\n".join(parts)


def _entry(name: str, item: dict[str, Any]) -> str:
    """One ``[[name]]``, its sub-table below it."""
    import tomli_w

    plain = {key: value for key, value in item.items() if not isinstance(value, dict)}
    inner = {f"{name}.{key}": value for key, value in item.items() if isinstance(value, dict)}
    text = f"[[{name}]]\n{tomli_w.dumps(plain)}"
    for key, table in inner.items():
        text += f"[{key}]\n{tomli_w.dumps(table)}"
    return text


def save_ratings(path: Path, ratings: Ratings, expected: str | None) -> str:
    """Write ratings unless the file changed since it was read; the new fingerprint.

    ``expected`` is the fingerprint of the file as read, or None for a new one.
    """
    return replace_unchanged(path, render_ratings(ratings), expected)
