"""One case under several authorities, side by side in words: nobody takes level 3 for level 3."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from needcheck.jobs.casework import first_action
from needcheck.output.page import Block, Gap, Heading, Item, Line, Pair
from needcheck.output.report_actions import action_words
from needcheck.recommend.result import Recommendation

if TYPE_CHECKING:
    from needcheck.jobs.compare import Compared

NAMES = (
    "Names of levels are each authority's own: the same word or number does not mean the same "
    "level elsewhere. A result on the Hull scale is not another authority's threshold."
)


def comparison(compared: Sequence[Compared]) -> list[Block]:
    """Return the page: names of outcomes first, then each authority's results."""
    blocks: list[Block] = [Heading("The same case under each authority", 1), Line(NAMES, "strong")]
    blocks += [Heading("Outcomes at a glance")]
    for one in compared:
        for rec in one.results:
            words = f"{rec.pathway_title}: {rec.outcome.name}"
            blocks.append(Pair(one.name, words, style="strong"))
    for one in compared:
        blocks += [*_authority(one)]
    return blocks


def _authority(one: Compared) -> Iterator[Block]:
    yield Heading(one.name)
    for rec in one.results:
        yield from _result(rec)
    for left in one.left_out:
        yield Item(f"Left out: {left.title}: {left.why}", "-", 2, "quiet")
    if one.unread:
        yield Pair(
            "Answers that this authority does not ask for",
            "; ".join(one.unread_words or one.unread),
            2,
        )


def _result(rec: Recommendation) -> Iterator[Block]:
    yield Heading(f"{rec.pathway_title}: {rec.outcome.name}", 3)
    yield Pair("Document", f"{rec.criteria.document}, {rec.criteria.edition}", 2)
    first = first_action(rec)
    if first is not None:
        yield Pair("First", action_words(first), 2)
        if first.contact:
            phone = f", phone {first.contact.phone}" if first.contact.phone else ""
            yield Pair("Contact", f"{first.contact.name}{phone}", 2)
    for reason in rec.reasons:
        cites = f"[{', '.join(reason.source.cites)}]" if reason.source.cites else ""
        yield Pair("Because", reason.text, 2, note=cites)
    if not rec.reasons and rec.missing:
        yield Pair("Open", "; ".join(m.label for m in rec.missing[:6]), 2)
    open_ones = [r.text for r in rec.requirements if r.state != "met" and r.kind == "must"]
    if open_ones:
        yield Pair("Not met or not known", "; ".join(open_ones), 2)
    yield Gap()
