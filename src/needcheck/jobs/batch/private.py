"""Watching the columns without a closed list of values for what identifies somebody.

The ids, what is carried through or ignored, and reasons in words: a table that has names, dates of
birth or numbers of persons there is not scored, unless the person says that a column is fine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from needcheck.case.disclosure import FULL_NAME, SUSPECT, identifies, name_form, telling_header
from needcheck.case.privacy import findings
from needcheck.criteria.bundle import Bundle
from needcheck.errors import InputError, Place
from needcheck.jobs.batch.layout import Column, Layout

if TYPE_CHECKING:
    import polars as pl

_DIGITS_ALIKE = bytes.maketrans(b"123456789", b"000000000")
HINT = "Take them out, or say with --allow that a column is fine."


@dataclass
class Watch:
    """Looks over texts; InputError names the columns where something was found.

    ``columns`` are those to look over, ``file`` is for the error.
    """

    layout: Layout
    columns: tuple[Column, ...]
    file: str
    _fine: set[tuple[int, str]] = field(default_factory=set)

    @classmethod
    def over(cls, layout: Layout, bundle: Bundle, allowed: Iterable[str], file: str) -> Watch:
        """A watch over every text column that is not allowed; its headers are looked over now."""
        reasons = {name for name, fact in bundle.facts.items() if fact.type == "reason"}
        words = [c for c in layout.ours if c.kind == "fact" and c.target in reasons]
        columns = tuple(c for c in (*layout.texts, *words) if c.header not in set(allowed))
        watch = cls(layout, columns, file)
        watch.refuse([c for c in columns if c.kind != "fact" and telling_header(c.header)])
        return watch

    def refuse(self, found: Iterable[Column]) -> None:
        """Stop where columns may identify somebody."""
        names = [self.layout.label(column) for column in found]
        if names:
            message = f"what looks like personal details stands in {', '.join(names)}."
            raise InputError(message, place=Place(self.file), hint=HINT)

    def look(self, raw: pl.DataFrame) -> None:
        """Look over the texts of a block."""
        self.refuse([column for column in self.columns if self._in_frame(column, raw)])

    def _in_frame(self, column: Column, raw: pl.DataFrame) -> bool:
        import polars as pl

        texts = raw[str(column.position)].cast(pl.String).drop_nulls()
        marked = texts.filter(texts.str.contains(SUSPECT) | texts.str.contains(r"[^\x00-\x7f]"))
        if any(findings(text) for text in marked.unique()):
            return True
        if column.kind == "id":
            return any(self.tells(column, form) for form in _forms(texts))
        return any(
            self.tells(column, t) for t in texts.filter(texts.str.contains(FULL_NAME)).unique()
        )

    def look_at(self, row: tuple[str, ...]) -> None:
        """Look over the texts of one row."""
        self.refuse([c for c in self.columns if self._in_cell(c, row[c.position])])

    def _in_cell(self, column: Column, text: str) -> bool:
        if not text:
            return False
        return identifies(text, reference=False) or self.tells(column, name_form(text))

    def tells(self, column: Column, text: str) -> bool:
        """Whether a text may identify somebody; what was found fine is remembered."""
        key = (column.position, text)
        if key in self._fine:
            return False
        found = identifies(text, reference=column.kind == "id")
        if not found and len(self._fine) < 1 << 16:
            self._fine.add(key)
        return found


def _forms(texts: pl.Series) -> set[str]:
    """The different texts with their digits alike; no cell holds the NUL that stands between."""
    joined: str = texts.str.join("\0").item()
    return set(joined.encode().translate(_DIGITS_ALIKE).decode().split("\0"))
