"""A set of scenarios as a list to choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from needcheck.output.page import Block, Heading, Item, Line, Pair

if TYPE_CHECKING:
    from needcheck.jobs.scenarios.library import Entry

NONE_FITS = "No scenario fits. There are these tags: {}. Levels: {}. Difficulties: {}."


def library_blocks(listed: Sequence[Entry], every: Sequence[Entry]) -> list[Block]:
    """Return the entries by authority and decision; where none fits, what there is."""
    if not listed:
        return [Line(_what_there_is(every))]
    blocks: list[Block] = []
    group = ""
    for entry in sorted(listed, key=lambda entry: (entry.authority, entry.pathway)):
        title = f"{entry.authority_name}: {entry.pathway_title}"
        if title != group:
            blocks.append(Heading(title))
            group = title
        blocks += _entry(entry)
    count = (
        f"{len(listed)} of {len(every)} scenarios"
        if len(listed) < len(every)
        else (f"{len(listed)} scenarios" if len(listed) != 1 else "1 scenario")
    )
    return [*blocks, Heading(f"{count}.", 3)]


def _entry(entry: Entry) -> list[Block]:
    level = entry.level_name or "nothing is expected"
    words = f"{entry.difficulty or 'no difficulty given'}; {level}"
    blocks: list[Block] = [Item(f"{entry.title} ({words})")]
    if entry.tags:
        blocks.append(Pair("Tags", ", ".join(entry.tags), 2, "quiet"))
    if entry.variants:
        blocks.append(Pair("Variants", "; ".join(entry.variants), 2))
    return [*blocks, Line(entry.file, "plain", 2)]


def _what_there_is(every: Sequence[Entry]) -> str:
    tags = Counter(tag for entry in every for tag in entry.tags)
    common = [tag for tag, count in tags.most_common() if count > 1]
    levels = dict.fromkeys(entry.level for entry in every if entry.level)
    difficulties = dict.fromkeys(entry.difficulty for entry in every if entry.difficulty)
    return NONE_FITS.format(
        *(
            ", ".join(names) or "none"
            for names in (sorted(common), sorted(levels), sorted(difficulties))
        )
    )
