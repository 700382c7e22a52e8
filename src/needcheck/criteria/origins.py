"""Where an element of the criteria stands: its file, and the line of one of its conditions.

Looked up only for errors, so nothing here is fast and nothing is kept beside the files' texts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from needcheck.criteria.positions import place_of
from needcheck.errors import Place

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Origin:
    """A file's name and text, and the key path of one element in it."""

    file: str
    text: str
    path: KeyPath

    def place(self, condition: str = "") -> Place:
        """The line of the element, or of the key below it that holds this condition."""
        if not condition:
            return place_of(self.text, self.path, self.file)
        element: Any = tomllib.loads(self.text)
        for part in self.path:
            element = element[part]
        below = next((path for path, text in _texts(element) if text == condition), ())
        return place_of(self.text, self.path + below, self.file)


def origins_in(raw: Mapping[str, Any], text: str, file: str) -> dict[str, Origin]:
    """``{"rule:x": origin}`` of every element with an id, in lists of tables and in those below."""
    return {
        f"{kind}:{item['id']}": Origin(file, text, path)
        for kind, item, path in _elements(raw, ())
        if "id" in item
    }


def _elements(
    table: Mapping[str, Any], path: KeyPath
) -> Iterator[tuple[str, dict[str, Any], KeyPath]]:
    for kind, items in table.items():
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict):
                yield kind, item, (*path, kind, index)
                yield from _elements(item, (*path, kind, index))


def _texts(value: object) -> Iterator[tuple[KeyPath, str]]:
    """Every text below a value, with its key path."""
    items: Iterator[tuple[str | int, Any]] = iter(())
    if isinstance(value, str):
        yield (), value
    elif isinstance(value, dict):
        items = iter(value.items())
    elif isinstance(value, list):
        items = iter(enumerate(value))
    for key, inner in items:
        yield from (((key, *path), text) for path, text in _texts(inner))
