"""One pass over TOML text that notes the line of every key, table and list entry.

``tomllib`` gives values without places. This walker knows just enough of the grammar to skip
strings, lists and inline tables correctly; whether the text is right is for ``tomllib`` to say,
so on broken text it stops early and never raises.
"""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress

KeyPath = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t\r]*")
_BLANK = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_REST = re.compile(r"[^\n]*")
_BARE = re.compile(r"[^,\]}\n#]*")
_KEY = re.compile(r"""[A-Za-z0-9_-]++|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+'""")
_STRING = re.compile(
    r'''"""[^"\\]*+(?:(?:\\.|"{1,2}(?!"))[^"\\]*+)*+"{3,5}'''
    r"""|'''[^']*+(?:'{1,2}(?!')[^']*+)*+'{3,5}"""
    r"""|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+'""",
    re.DOTALL,
)


class Walker:
    """Walks ``text`` once; ``walk`` gives ``{key path: line}``, lines counted from 1.

    After that ``keys`` holds where each key or table header begins, and ``values`` where each
    value does, as offsets in ``text``.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._counted = 0
        self.keys: dict[KeyPath, int] = {}
        self.values: dict[KeyPath, int] = {}
        self._lines: dict[KeyPath, int] = {}
        self._entries: dict[KeyPath, int] = {}
        self._table: KeyPath = ()

    def walk(self) -> dict[KeyPath, int]:
        """Lines of all key paths; entries of lists carry their index, from 0."""
        with suppress(RecursionError):
            while self._skip(_BLANK) < len(self._text):
                if self._next("["):
                    self._header()
                else:
                    self._pair(self._table)
                self._skip(_REST)
        return self._lines

    def _skip(self, pattern: re.Pattern[str]) -> int:
        """Move past ``pattern`` if it stands here; the new position."""
        if found := pattern.match(self._text, self._at):
            self._at = found.end()
        return self._at

    def _next(self, mark: str) -> bool:
        """Whether ``mark`` stands here."""
        return self._text.startswith(mark, self._at)

    def _took(self, mark: str) -> bool:
        """Move past ``mark`` if it stands here, and say so."""
        there = self._next(mark)
        self._at += len(mark) if there else 0
        return there

    def _here(self) -> int:
        """Return the line of the current position."""
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _keys(self) -> list[str]:
        """Read a dotted key, quoted parts without their quotes."""
        keys: list[str] = []
        while True:
            start = self._skip(_SPACE)
            if self._skip(_KEY) == start:
                return keys
            keys.append(_plain_key(self._text[start : self._at]))
            self._skip(_SPACE)
            if not self._took("."):
                return keys

    def _header(self) -> None:
        """``[table]`` or ``[[list of tables]]``: what follows belongs to it."""
        line, start = self._here(), self._at
        repeated = self._took("[[")
        if not repeated:
            self._took("[")
        keys = self._keys()
        if not keys:
            return
        path = self._parents((), keys, line)
        if repeated:
            self._lines.setdefault(path, line)
            self._entries[path] = self._entries.get(path, -1) + 1
        self._table = self._latest(path)
        self._lines[self._table] = line
        self.keys[self._table] = start

    def _parents(self, base: KeyPath, keys: list[str], line: int) -> KeyPath:
        """Return the path of a dotted key; parents not met before get this line."""
        for key in keys[:-1]:
            base = self._latest((*base, key))
            self._lines.setdefault(base, line)
        return (*base, keys[-1])

    def _latest(self, path: KeyPath) -> KeyPath:
        """``path``, or its last entry where it is a list of tables."""
        return (*path, self._entries[path]) if path in self._entries else path

    def _pair(self, base: KeyPath) -> None:
        """``key = value`` below ``base``."""
        line, start = self._here(), self._at
        keys = self._keys()
        if keys and self._took("="):
            path = self._parents(base, keys, line)
            self._lines[path] = line
            self.keys[path] = start
            self._value(path)

    def _value(self, path: KeyPath) -> None:
        """Move past one value, noting what lists and inline tables hold."""
        self.values[path] = self._skip(_SPACE)
        if self._took("["):
            self._list(path)
        elif self._took("{"):
            self._inline(path)
        else:
            self._skip(_STRING if self._next('"') or self._next("'") else _BARE)

    def _list(self, path: KeyPath) -> None:
        """Entries up to the closing bracket."""
        index = 0
        while self._skip(_BLANK) < len(self._text) and not self._took("]"):
            self._lines[(*path, index)] = self._here()
            self._value((*path, index))
            self._skip(_BLANK)
            if not self._took(",") and not self._next("]"):
                return
            index += 1

    def _inline(self, path: KeyPath) -> None:
        """Pairs up to the closing brace."""
        while self._skip(_BLANK) < len(self._text) and not self._took("}"):
            self._pair(path)
            self._skip(_BLANK)
            if not self._took(",") and not self._next("}"):
                return


def _plain_key(raw: str) -> str:
    """Return a key as ``tomllib`` reads it; as it stands where that fails."""
    if raw[0] in "\"'":
        with suppress(ValueError):
            return str(tomllib.loads(f"key = {raw}")["key"])
    return raw
