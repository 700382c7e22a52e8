"""The one gate: raw text or a TOML value becomes a typed answer, or missing, or an error.

Every door (note, scenario, ``--answers``, ``--set``, an asker) comes through here. Errors name
the fact and what is allowed, never what was written.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, cast

from needcheck.case import moments
from needcheck.case.answers import NOT_KNOWN, Answers, Value
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.model import GROUPS, Fact
from needcheck.errors import AnswerError, InputError, Place

_YES_NO = {"yes": True, "no": False, "y": True, "n": False}
_FACT_ID = re.compile(r"[a-z][a-z0-9_]{0,40}")
_PROMPT_ID = re.compile(r"[a-z]{2,6}-[0-9]{1,4}")
_HALF_DAY = re.compile(
    r"(?<!\S)(?P<hour>1[0-2]|0?[1-9])(?:[.:](?P<minute>[0-5][0-9]))?\s?(?P<half>[ap])\.?m\.?\s*$",
    re.IGNORECASE,
)
PlaceOf = Callable[[tuple[str | int, ...]], Place]


@dataclass(frozen=True)
class Gate:
    """Turns raw answers into typed ones under one authority's criteria, at one moment.

    ``now`` is a timezone-aware time; "now" and "today" in answers mean it.
    """

    bundle: Bundle
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """The day of that moment in London."""
        return moments.london_date(self.now)

    def fact(self, name: str, *, place: Place | None = None) -> Fact:
        """The fact of this id, or an error naming near ones."""
        if name not in self.bundle.facts:
            near = get_close_matches(name, self.bundle.facts, 3)
            hint = f"did you mean {' or '.join(near)}?" if near else "see `needcheck criteria show`"
            said = f"there is no fact {_shown(name, _FACT_ID)};"
            raise InputError(said, place=place, hint=hint)
        return self.bundle.facts[name]

    def prompt(self, name: str, *, place: Place | None = None) -> str:
        """The prompt id for a prompt or clause id, in any case."""
        wanted = name.strip().lower()
        for prompt in self.bundle.prompts.values():
            if wanted == prompt.id or wanted in (c.lower() for c in prompt.cites):
                return prompt.id
        raise InputError(
            f"there is no prompt {_shown(wanted, _PROMPT_ID)};",
            place=place,
            hint="prompts are hul-278 to hul-405",
        )

    def value(self, fact: Fact, raw: object, *, place: Place | None = None) -> Value | None:
        """One typed answer; ``None`` for "not known" or an empty text."""
        if isinstance(raw, str) and raw.strip().lower() in ("", NOT_KNOWN):
            return None
        try:
            return _READERS[fact.type](self, fact, raw)
        except AnswerError as error:
            named = error.message if fact.id in error.message else f"{fact.id}: {error.message}"
            raise AnswerError(fact.id, named, place=place or error.place) from None

    def read(self, raw: Mapping[str, Any], place_of: PlaceOf) -> Answers:
        """The ``[answers]`` table of a file; errors carry the line of the answer."""
        answers = Answers()
        for key, item in raw.items():
            place = place_of(("answers", key))
            if key == "words":
                answers = self._words(answers, item, place_of)
            elif key == "prompts":
                answers = self._prompts(answers, item, place_of)
            else:
                answers = self.put(answers, key, item, place=place)
        return answers

    def put(self, answers: Answers, name: str, raw: object, *, place: Place) -> Answers:
        """Answers with one raw answer put in; the text of a reason is kept as its words."""
        fact = self.fact(name, place=place)
        value = self.value(fact, raw, place=place)
        if (
            fact.type == "reason"
            and isinstance(raw, str)
            and raw.strip().lower() != "yes"
            and value
        ):
            answers = answers.with_words(name, raw.strip())
        return answers.with_fact(name, value)

    def _words(self, answers: Answers, raw: object, place_of: PlaceOf) -> Answers:
        table = _table(raw, "answers.words", place_of(("answers", "words")))
        for name, text in table.items():
            place = place_of(("answers", "words", name))
            self.fact(name, place=place)
            if not isinstance(text, str):
                raise InputError(f"the words on {name} must be text", place=place)
            answers = answers.with_words(name, text)
        return answers

    def _prompts(self, answers: Answers, raw: object, place_of: PlaceOf) -> Answers:
        place = place_of(("answers", "prompts"))
        table = _table(raw, "answers.prompts", place)
        unknown = sorted(set(table) - {"present", "absent", "looked_through"})
        if unknown:
            raise InputError(
                f"unknown key {_shown(unknown[0], _FACT_ID)}; "
                "allowed: present, absent, looked_through",
                place=place_of(("answers", "prompts", unknown[0])),
            )
        lists = {key: _texts(value, key, place_of) for key, value in table.items()}
        return self.put_prompts(answers, place=place, **lists)

    def put_prompts(
        self,
        answers: Answers,
        *,
        place: Place,
        present: Iterable[str] = (),
        absent: Iterable[str] = (),
        looked_through: Iterable[str] = (),
    ) -> Answers:
        """Answers with prompts put in; a prompt in both lists, or twice, is an error."""
        yes = [self.prompt(name, place=place) for name in present]
        no = [self.prompt(name, place=place) for name in absent]
        doubled = [name for name in [*yes, *no] if [*yes, *no].count(name) > 1]
        crossed = (set(yes) & answers.absent) | (set(no) & answers.present)
        if doubled or crossed:
            name = doubled[0] if doubled else min(crossed)
            raise InputError(f"the prompt {name} is listed twice; list it once", place=place)
        groups = frozenset(looked_through)
        if not groups <= set(GROUPS):
            raise InputError(f"looked_through can be {', '.join(GROUPS)}", place=place)
        return replace(
            answers,
            present=answers.present | set(yes),
            absent=answers.absent | set(no),
            looked_through=answers.looked_through | groups,
        )


def as_raw(answers: Answers, bundle: Bundle) -> dict[str, Any]:
    """Answers as the ``[answers]`` table of a file: what ``Gate.read`` reads back the same."""
    facts: dict[str, Any] = {}
    for name in bundle.facts:
        if name in answers.facts:
            facts[name] = raw_value(bundle.facts[name], answers.facts[name])
        elif name in answers.asked:
            facts[name] = NOT_KNOWN
    prompts = {
        "present": sorted(answers.present),
        "absent": sorted(answers.absent),
        "looked_through": [g for g in GROUPS if g in answers.looked_through],
    }
    words = {name: answers.words[name] for name in bundle.facts if name in answers.words}
    tables = {"words": words, "prompts": {k: v for k, v in prompts.items() if v}}
    return {**facts, **{key: table for key, table in tables.items() if table}}


def raw_value(fact: Fact, value: Value) -> Any:
    """One typed answer as it stands in a file."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return [choice for choice in fact.choice_ids if choice in value]
    if isinstance(value, dt.datetime):
        return moments.moment_text(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, (int, float)) else str(value)


def _yes_no(gate: Gate, fact: Fact, raw: object) -> Value:  # noqa: ARG001 -- one table of readers
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.strip().lower() in _YES_NO:
        return _YES_NO[raw.strip().lower()]
    raise AnswerError(fact.id, f'{fact.id} can be "yes", "no" or "{NOT_KNOWN}"')


def _choice(gate: Gate, fact: Fact, raw: object) -> Value:  # noqa: ARG001
    if isinstance(raw, str) and raw.strip() in fact.choice_ids:
        return raw.strip()
    allowed = ", ".join(f'"{c}"' for c in (*fact.choice_ids, NOT_KNOWN))
    raise AnswerError(fact.id, f"{fact.id} can be {allowed}")


def _many(gate: Gate, fact: Fact, raw: object) -> Value:  # noqa: ARG001
    items = [part.strip() for part in raw.split(";")] if isinstance(raw, str) else raw
    allowed = ", ".join(fact.choice_ids)
    if not isinstance(items, (list, tuple, set, frozenset)) or not items:
        raise AnswerError(fact.id, f"{fact.id} is a list of {allowed}")
    if not all(isinstance(item, str) and item in fact.choice_ids for item in items):
        raise AnswerError(fact.id, f"{fact.id} can contain {allowed}")
    if fact.none_choice in items and len(items) > 1:
        raise AnswerError(fact.id, f"{fact.none_choice} stands alone in {fact.id}")
    return frozenset(items)


def _number(gate: Gate, fact: Fact, raw: object) -> Value:  # noqa: ARG001
    return moments.parse_number(
        fact.id, raw, minimum=fact.minimum, maximum=fact.maximum, whole=True, unit=fact.unit
    )


def _date(gate: Gate, fact: Fact, raw: object) -> Value:  # noqa: ARG001
    return moments.parse_date(fact.id, raw)


def _datetime(gate: Gate, fact: Fact, raw: object) -> Value:
    return moments.parse_datetime(fact.id, by_24_hours(raw), gate.now)


def by_24_hours(raw: object) -> object:
    """A day and time whose time ends in am or pm, written by 24 hours; anything else unchanged.

    "3pm", "3.30pm" and "3:30 p.m." are 15:00 and 15:30; 12am is midnight, 12pm is noon. Hours
    that no such clock shows (0am, 15:30pm) stay as they are, to be refused.
    """
    found = _HALF_DAY.search(raw) if isinstance(raw, str) else None
    if found is None:
        return raw
    hour = int(found["hour"]) % 12 + (12 if found["half"].lower() == "p" else 0)
    return f"{found.string[: found.start()]}{hour:02}:{found['minute'] or '00'}"


def _elapsed(gate: Gate, fact: Fact, raw: object) -> Value:
    if fact.length_only:
        return moments.parse_total(fact.id, raw, cast(moments.Unit, fact.unit))
    elapsed = moments.parse_elapsed(fact.id, raw, gate.now.date())
    if fact.unit in ("months", "weeks"):
        moments.require_unit(fact.id, elapsed, cast(moments.Unit, fact.unit))
    return elapsed


def _reason(gate: Gate, fact: Fact, raw: object) -> Value:  # noqa: ARG001
    if raw is False or not isinstance(raw, (str, bool)) or str(raw).strip().lower() == "no":
        raise AnswerError(fact.id, f'{fact.id} is a reason in words, or "{NOT_KNOWN}"')
    return True


_READERS: dict[str, Callable[[Gate, Fact, object], Value]] = {
    "yes_no": _yes_no,
    "choice": _choice,
    "many": _many,
    "number": _number,
    "date": _date,
    "datetime": _datetime,
    "elapsed": _elapsed,
    "reason": _reason,
}


def _table(raw: object, name: str, place: Place) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise InputError(f"[{name}] must be a table", place=place)
    return raw


def _texts(raw: object, key: str, place_of: PlaceOf) -> list[str]:
    if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
        raise InputError(
            f"{key} must be a list of texts", place=place_of(("answers", "prompts", key))
        )
    return raw


def _shown(name: str, form: re.Pattern[str]) -> str:
    """A name from outside if it has the form of an id; any other may be about a child."""
    return name if form.fullmatch(name) else "of that name"
