"""Pages about scenario files: what is wrong in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from needcheck.output.page import Block, Gap, Item, Line
from needcheck.output.phrases import counted

if TYPE_CHECKING:
    from needcheck.jobs.scenarios.check import Checked, Finding


def checked_blocks(checked: Iterable[Checked]) -> list[Block]:
    """Return every finding with its file and line, and the count."""
    listed = list(checked)
    blocks: list[Block] = []
    for each in listed:
        if each.findings:
            blocks += [Line(each.file, "strong"), *map(_finding, each.findings), Gap()]
    wrong = sum(bool(each.findings) for each in listed)
    cases = sum(each.cases for each in listed)
    files = f"{counted(len(listed), 'file')} with {counted(cases, 'case')} checked"
    count = sum(len(each.findings) for each in listed)
    good = f"{files}: nothing wrong."
    bad = f"{files}: {counted(count, 'finding')} in {counted(wrong, 'file')}."
    return [*blocks, Line(bad if wrong else good, "strong")]


def _finding(found: Finding) -> Item:
    where = f"line {found.place.line}: " if found.place.line else ""
    variant = f'in the variant "{found.case}": ' if found.case else ""
    return Item(f"{where}{variant}{found.text}", "x", 2)
