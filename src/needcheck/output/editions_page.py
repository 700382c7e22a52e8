"""Two editions of criteria as a page: what changed in words, and who would be told otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from needcheck.output.page import Block, Heading, Item, Line, Pair

if TYPE_CHECKING:
    from needcheck.jobs.edition_tables import TableDiffers
    from needcheck.jobs.editions import Change, Decision, Differs, Edition
    from needcheck.jobs.proof.differing import Parting
    from needcheck.recommend.result import AnswerView

Shown = tuple["Parting", tuple["AnswerView", ...]]


def blocks(
    old: Edition, new: Edition, changed: Iterable[Change], beside: Iterable[Block]
) -> Iterator[Block]:
    """Yield the two editions, what changed, and ``beside``: cases and the solver's answers."""
    for word, each in (("Old", old), ("New", new)):
        document = each.bundle.authority.document
        yield Pair(word, f"{each.name}: {document.title}, {document.date} "
                   f"(sha256 {each.bundle.sha256[:12]})")  # fmt: skip
    listed = list(changed)
    yield Heading("What changed")
    if not listed:
        yield Line("Nothing: the two editions are the same.")
    for change in listed:
        yield from _change(change)
    yield from beside


def _change(change: Change) -> Iterator[Block]:
    where = f" in {change.pathway}" if change.pathway else ""
    if change.what == "order":
        yield Item(f"The {change.kind}s{where} stand in another order.")
        return
    yield Item(f"{change.kind} {change.id}{where}: {change.what}")
    for field, before, after in change.fields:
        yield Line(f"{field.rstrip('_')} was: {before}", indent=4)
        yield Line(f"{field.rstrip('_')} is: {after}", indent=4)


def case_blocks(differing: Iterable[Differs], looked: int) -> Iterator[Block]:
    """Yield the saved cases that come out differently, of so many that were looked at."""
    listed = list(differing)
    yield Heading("Saved cases")
    yield Line(f"{len(listed)} of {looked} come out differently.")
    for each in listed:
        yield Item(each.case)
        if each.why:
            yield Line(each.why, indent=4)
        else:
            yield from _decisions(each.old, each.new)


def _decisions(old: Decision | None, new: Decision | None) -> Iterator[Block]:
    if old is None or new is None:
        return
    if old.outcome != new.outcome:
        yield Line(f'outcome: was "{old.outcome_name}", is "{new.outcome_name}"', indent=4)
    if old.harm_route != new.harm_route:
        yield Line(f"harm route: {'no longer' if old.harm_route else 'now'} holds", indent=4)
    for words, before, after in (("action", old.actions, new.actions),
                                 ("offer", old.offers, new.offers)):  # fmt: skip
        lost, gained = (
            [n for n in one if n not in other] for one, other in ((before, after), (after, before))
        )
        if lost:
            yield Line(f"{words}s no longer shown: {', '.join(lost)}", indent=4)
        if gained:
            yield Line(f"{words}s now shown: {', '.join(gained)}", indent=4)


def table_blocks(found: TableDiffers) -> Iterator[Block]:
    """Yield how many rows of a table come out differently, from what to what, and the first ids."""
    yield Heading("Saved rows")
    yield Line(
        f"{found.differing} of {found.rows} rows of {found.file} come out differently "
        f"in {found.pathway}."
    )
    for (was, now), count in found.moved.most_common():
        yield Item(f"{count}: {was} before, {now} now")
    if found.otherwise:
        yield Item(f"{found.otherwise}: the same outcome, another harm route or first action")
    if found.rejected:
        yield Item(f"{found.rejected}: can be read under one of the two only")
    if found.unread:
        yield Item(f"{found.unread}: cannot be read under either (not counted)")
    if found.ids:
        more = ", ..." if found.differing > len(found.ids) else ""
        yield Pair("Ids", f"{', '.join(found.ids)}{more}")


def parting_blocks(found: Iterable[Shown]) -> Iterator[Block]:
    """Yield the smallest answers that the two editions decide differently."""
    yield Heading("Over all answers")
    listed = list(found)
    if not listed:
        yield Line("No answers are decided differently.")
    for parting, answers in listed:
        yield Item(f"{parting.pathway}: {parting.what}. The smallest case:")
        for view in answers:
            text = f"{view.label}: {view.text}" if view.text else view.label
            yield Line(text, indent=4)
        if not answers:
            yield Line("nothing answered", indent=4)
