"""Families of cases: a base case, and variants that are told by what is different in them.

A variant is a scenario of its own: the answers of the case with some of them changed, and an
expectation of its own. Its answers and what it expects have their lines in its ``[[vary]]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from needcheck.case.facts import PlaceOf
from needcheck.case.scenario import Scenario, Vary
from needcheck.errors import InputError, Place

CHANGES = ("add", "remove", "absent", "looked_through")
"""What a variant may say of the prompts."""
TABLES = ("words", "prompts")


def family(scenario: Scenario) -> Iterator[Scenario]:
    """The case and then each of its variants, in the order of the file.

    InputError with the line of a change that has not the form of one.
    """
    yield scenario
    for index, item in enumerate(scenario.vary):
        yield _variant(scenario, index, item)


def _variant(base: Scenario, index: int, item: Vary) -> Scenario:
    told = {"about": item.about, "weighed": item.weighed, "learning_points": item.learning_points}
    head = base.head.model_copy(update=told)
    return replace(
        base,
        head=head,
        answers=_changed(base, index, item.answers),
        expect=item.expect,
        pauses=(),
        place_of=_places(base.place_of, index, item.answers),
        vary=(),
        variant=item.title,
    )


def _places(base: PlaceOf, index: int, changes: Mapping[str, Any]) -> PlaceOf:
    """Places of a variant: of what it changes and expects in its own table, else in the case's."""

    def place_of(path: tuple[str | int, ...]) -> Place:
        own = path[:1] == ("expect",) or (path[:1] == ("answers",) and set(path[1:2]) <= {*changes})
        return base(("vary", index, *path) if own else path)

    return place_of


def _changed(base: Scenario, index: int, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Raw answers with the changes over them; words of the case on what is changed go."""
    facts = {key: value for key, value in changes.items() if key not in TABLES}
    words = {**_table(base.answers, "words", base.place_of, ("answers",))}
    words = {key: text for key, text in words.items() if key not in facts}
    own = ("vary", index, "answers")
    words |= _table(changes, "words", base.place_of, own)
    prompts = _prompts(
        _table(base.answers, "prompts", base.place_of, ("answers",)),
        prompt_changes(base, index, changes),
    )
    return {**base.answers, **facts, "words": words, "prompts": prompts}


def _table(
    raw: Mapping[str, Any], name: str, place_of: PlaceOf, path: tuple[str | int, ...]
) -> Mapping[str, Any]:
    table = raw.get(name, {})
    if not isinstance(table, Mapping):
        raise InputError(f"[answers.{name}] must be a table", place=place_of((*path, name)))
    return table


def prompt_changes(base: Scenario, index: int, changes: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a variant says of the prompts, each list with its ids in lower case."""
    path: tuple[str | int, ...] = ("vary", index, "answers")
    table = _table(changes, "prompts", base.place_of, path)
    found: dict[str, list[str]] = {key: [] for key in CHANGES if key != "looked_through"}
    for key, value in table.items():
        place = base.place_of((*path, "prompts", key))
        if key not in CHANGES:
            raise InputError(f"a variant's prompts have {', '.join(CHANGES)}", place=place)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise InputError(f"{key} must be a list of texts", place=place)
        found[key] = [each.strip().lower() for each in value]
    return found


def _prompts(base: Mapping[str, Any], changes: Mapping[str, list[str]]) -> dict[str, Any]:
    """The prompts of the case with the changes over them; a prompt is where the variant says."""
    said = {"present": changes["add"], "absent": changes["absent"]}
    gone = {*changes["remove"], *said["present"], *said["absent"]}
    merged = dict(base)
    for key, names in said.items():
        listed = base.get(key, [])
        if isinstance(listed, list):
            kept = [name for name in listed if str(name).strip().lower() not in gone]
            merged[key] = [*kept, *names]
    if "looked_through" in changes:
        merged["looked_through"] = changes["looked_through"]
    return merged
