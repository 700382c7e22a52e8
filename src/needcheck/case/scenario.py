"""Scenarios: answers plus what to expect, for training and as a test of the criteria.

A scenario is a TOML file with ``[scenario]``, ``[answers]``, ``[expect]`` and any number of
``[[pause]]`` and ``[[vary]]`` (see ``variants``). A case note is accepted wherever a scenario is:
it expects its own outcome.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from needcheck.case.facts import PlaceOf
from needcheck.case.note import parse_note
from needcheck.criteria.positions import line_of, problems_error, read_toml, validation_problems
from needcheck.errors import InputError, Place

Day = Annotated[
    dt.date, BeforeValidator(lambda v: dt.date.fromisoformat(v) if isinstance(v, str) else v)
]


RequirementState = Literal["met", "not_met", "not_known", "not_listed"]


class _Part(BaseModel):
    """Frozen, unknown keys refused, input never echoed."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ScenarioHead(_Part):
    """What the scenario is about, and whose criteria it is decided by, on which day.

    ``about`` is the story; ``weighed`` what the people in it made of it, which raters who are to
    judge for themselves are not shown.
    """

    title: str
    about: str = ""
    weighed: str = ""
    learning_points: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    difficulty: Literal["", "starter", "practised", "expert"] = ""
    authority: str
    pathway: str = "level"
    as_of: Day

    @property
    def told(self) -> tuple[str, ...]:
        """The story and then what was made of it, a paragraph each, without line ends."""
        parts = (self.about.strip().split("\n\n"), self.weighed.strip().split("\n\n"))
        texts = (" ".join(part.split()) for listed in parts for part in listed)
        return tuple(text for text in texts if text)


class Expect(_Part):
    """What must come out. Lists of actions are "among others"; the rest exact where given.

    ``contacts`` are ids of contacts that plainly shown actions name, ``cites`` clauses that shown
    elements rest on; both are "among others". So are ``requirements``, each by the state that is
    printed.
    """

    outcome: str | None = None
    harm_route: bool | None = None
    first_action: str | None = None
    actions: tuple[str, ...] = ()
    conditional: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    offers: tuple[str, ...] | None = None
    conditional_offers: tuple[str, ...] | None = None
    requirements: Mapping[str, RequirementState] = {}
    queries: tuple[str, ...] = ()
    held: tuple[str, ...] | None = None
    still_possible: tuple[str, ...] | None = None
    missing: tuple[str, ...] | None = None
    settled: bool | None = None
    provisional: bool | None = None
    due: Mapping[str, str] = {}


class Pause(_Part):
    """A question to discuss before a fact, or a list (``prompts:child``), is answered."""

    before: str
    text: str


class Vary(_Part):
    """The same case with some answers changed, and what must come out then.

    ``about`` tells what is different, ``weighed`` what is made of it, ``answers`` says it: a
    fact's other value, or "not known"; ``words``; and in ``prompts`` the ids to ``add``, to
    ``remove`` and stated ``absent``, and the groups that were ``looked_through`` then (all of
    them, in place of those of the case).
    """

    title: Annotated[str, StringConstraints(min_length=1)]
    about: str = ""
    weighed: str = ""
    learning_points: tuple[str, ...] = ()
    answers: dict[str, Any] = {}
    expect: Expect = Expect()


class ScenarioFile(_Part):
    """A scenario as it stands in its file."""

    scenario: ScenarioHead
    answers: dict[str, Any] = {}
    expect: Expect = Expect()
    pause: tuple[Pause, ...] = ()
    vary: tuple[Vary, ...] = ()


def nowhere(path: tuple[str | int, ...]) -> Place:  # noqa: ARG001 -- a place for every path
    """The place of what was not read from a file."""
    return Place()


@dataclass(frozen=True)
class Places:
    """Finds the line of a key path in TOML text, which is walked once and only when asked."""

    text: str = field(repr=False)
    file: str

    @cached_property
    def _lines(self) -> Mapping[tuple[str | int, ...], int]:
        return line_of(self.text)

    def __call__(self, path: tuple[str | int, ...]) -> Place:
        """The place of the path, or of its nearest parent that is in the text."""
        while path and path not in self._lines:
            path = path[:-1]
        return Place(self.file, self._lines.get(path))


@dataclass(frozen=True)
class Scenario:
    """One scenario as read; ``answers`` are raw, ``place_of`` finds their lines.

    ``variant`` is the title of a variant, "" for the case itself, whose variants stand in
    ``vary``. ``reference`` and ``agency`` are those of a case note (``is_note``).
    """

    file: str
    head: ScenarioHead
    answers: Mapping[str, Any]
    expect: Expect
    pauses: tuple[Pause, ...] = ()
    place_of: PlaceOf = field(default=nowhere, repr=False, compare=False)
    vary: tuple[Vary, ...] = ()
    variant: str = ""
    is_note: bool = False
    reference: str = ""
    agency: str = ""

    @property
    def name(self) -> str:
        """The name it is reported by: a variant's own after that of its case."""
        own = f"Case note {self.reference}" if self.reference else self.head.title
        return f"{own} / {self.variant}" if self.variant else own


def load_scenario(path: Path) -> Scenario:
    """Read a scenario, or a case note as one; InputError with file and line."""
    raw, text = read_toml(path)
    if "scenario" not in raw:
        if "case" in raw or "needcheck" in raw:
            return _from_note(text, str(path))
        message = "this is neither a scenario ([scenario]) nor a case note (needcheck = 1)."
        raise InputError(message, place=Place(str(path)))
    try:
        parsed = ScenarioFile.model_validate(raw)
    except ValidationError as error:
        problems = validation_problems(error, text, str(path), ScenarioFile)
    else:
        return Scenario(
            str(path),
            parsed.scenario,
            parsed.answers,
            parsed.expect,
            parsed.pause,
            Places(text, str(path)),
            parsed.vary,
        )
    raise problems_error(problems)


def _from_note(text: str, file: str) -> Scenario:
    note = parse_note(text, file)
    prompts = note.answers.prompts
    head = ScenarioHead(
        title="A case note",
        authority=note.case.authority,
        pathway=note.case.pathway,
        as_of=dt.date.fromisoformat(note.recommendation.get("as_of", note.case.updated[:10])),
    )
    outcome = note.recommendation.get("outcome", {}).get("id")
    return Scenario(
        file,
        head,
        {
            **note.answers.facts,
            "words": dict(note.answers.words),
            "prompts": {k: list(v) for k, v in prompts.model_dump().items()},
        },
        Expect(outcome=outcome),
        place_of=Places(text, file),
        is_note=True,
        reference=note.case.reference,
        agency=note.practitioner.agency,
    )
