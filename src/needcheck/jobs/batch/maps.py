"""The map of a table: what its columns and codes mean here.

A map is TOML:

    id = "Case ref"
    ignore = ["Team"]

    [columns]
    "Suspected harm?" = "harm"

    [columns."Impact 0-2"]
    to = "impact"
    codes = { "0" = "none", "1" = "some", "2" = "impaired", "9" = "" }

Codes are matched exactly after trimming; "" means not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from needcheck.errors import InputError, Place
from needcheck.jobs.batch.layout import Wishes


def read_map(raw: Mapping[str, Any], file: str) -> Wishes:
    """The wishes of a map; InputError where its shape is wrong."""
    place = Place(file)
    unknown = sorted(set(raw) - {"id", "ignore", "keep", "columns"})
    if unknown:
        raise InputError("a map has id, keep, ignore and [columns], nothing else.", place=place)
    columns = raw.get("columns", {})
    if not isinstance(columns, Mapping):
        raise InputError("[columns] must be a table.", place=place)
    targets, codes = {}, {}
    for number, (header, said) in enumerate(columns.items(), 1):
        targets[header], codes[header] = _entry(said, number, place)
    return Wishes(
        ident=_one_text(raw.get("id", ""), "id", place),
        kept=_texts(raw.get("keep", []), "keep", place),
        ignored=_texts(raw.get("ignore", []), "ignore", place),
        targets=targets,
        codes=codes,
        where=file,
    )


def _entry(said: object, number: int, place: Place) -> tuple[str, dict[str, str]]:
    """What one column of a map is, and its codes."""
    if isinstance(said, str):
        return said, {}
    if not isinstance(said, Mapping) or not set(said) <= {"to", "codes"} or "to" not in said:
        message = f'entry {number} of [columns] must be a text, or have "to" and "codes".'
        raise InputError(message, place=place)
    codes = said.get("codes", {})
    if not isinstance(codes, Mapping) or not all(isinstance(v, str) for v in codes.values()):
        raise InputError(f"codes of entry {number} of [columns] must be texts.", place=place)
    found = {code.strip(): ours for code, ours in codes.items()}
    if len(found) < len(codes):
        message = f"two codes of entry {number} of [columns] are the same but for white space."
        raise InputError(message, place=place)
    return _one_text(said["to"], "to", place), found


def _one_text(value: object, key: str, place: Place) -> str:
    if not isinstance(value, str):
        raise InputError(f"{key} must be a text.", place=place)
    return value


def _texts(value: object, key: str, place: Place) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InputError(f"{key} must be a list of texts.", place=place)
    return tuple(value)
