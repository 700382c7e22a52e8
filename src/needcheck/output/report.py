"""The result screen: what to do first at the top, why and from where below.

For a tired person at the end of the day: after harm, the contact stands before everything else;
otherwise the level, what it means and the first thing to do fit on one screen.
"""

from __future__ import annotations

from collections.abc import Iterator

from needcheck.criteria.model import LEVELS
from needcheck.jobs.casework import first_action
from needcheck.output.call import call_block
from needcheck.output.page import Bar, Block, Gap, Heading, Item, Line, Pair, Style
from needcheck.output.phrases import (
    deadline_first,
    first_sentence,
    in_brackets,
    made_words,
    next_action,
    phone_contact,
    source_mark,
    undecided,
    without_clauses,
)
from needcheck.output.report_actions import (
    action_words,
    first_blocks,
    further_blocks,
    later_blocks,
    next_blocks,
    offer_blocks,
    requirement_blocks,
    with_contact,
)
from needcheck.output.report_reasons import (
    answer_blocks,
    before_acting,
    held_blocks,
    missing_blocks,
    noticed_blocks,
    query_blocks,
    query_lines,
    reason_blocks,
)
from needcheck.output.report_sources import emergency, saying_blocks, source_blocks
from needcheck.recommend.result import Recommendation

FIRST = "FIRST THING TO DO"
BEFORE = "BEFORE YOU ACT ON THIS"
OPEN = "Answers that are still missing could change this (see: What is missing)."
NOT_ASKED = "The harm question itself is still open; the contact does not wait for it."
SILENT = "This rests partly on what is not answered yet (see: Why)."
SCALE_NAMES = {
    "universal": "Universal services",
    "additional": "Additional support",
    "targeted": "Targeted early help support",
    "specialist": "Specialist support",
}


def report(rec: Recommendation, *, explain: bool = False, saved: str | None = None) -> list[Block]:
    """Return the result screen.

    ``explain`` adds rules, our own reasons, all answers, and what other answers than those given
    would raise. ``saved`` says where the note was saved.
    """
    called = rec.harm_route and phone_contact(rec) is not None
    hurried = [
        *_top(rec),
        *further_blocks(rec, called=called, above=with_contact(rec)),
        *requirement_blocks(rec),
    ]
    hurried += [*offer_blocks(rec), *call_block(rec)]
    blocks = hurried if explain else [*without_clauses(hurried)]
    told = [answer for reason in rec.reasons for answer in reason.answers]
    blocks += [*reason_blocks(rec, explain=explain), *held_blocks(rec)]
    blocks += [
        *query_blocks(rec, before_acting(rec)),
        *noticed_blocks(rec, told),
        *missing_blocks(rec, explain=explain),
    ]
    if explain and rec.answers:
        blocks += [Heading("All answers"), *answer_blocks(rec.answers)]
    sayings = list(saying_blocks(rec))
    blocks += [*(sayings if explain else without_clauses(sayings)), *source_blocks(rec)]
    if saved:
        blocks.append(Pair("Saved", saved, style="strong"))
    return blocks


def top(rec: Recommendation) -> list[Block]:
    """Return the part that cannot wait: contact or level, and the first thing to do."""
    return [*without_clauses(_top(rec))]


def brief(rec: Recommendation, saved: str = "") -> list[Block]:
    """Return the few lines to end with: what was recommended, the contact, where the note is."""
    contact, made = phone_contact(rec), made_words(rec)
    blocks: list[Block] = [Heading("In short"), Line(headline(rec), "strong")]
    if made:
        blocks += [Line(made, "alarm"), *_in_short(rec)]
    elif contact and rec.harm_route:
        blocks.append(Line(f"CONTACT NOW: {contact.name}, phone {contact.phone}", "alarm"))
    elif (first := first_action(rec)) is not None:
        blocks += [Item(query.text, style="strong") for query in before_acting(rec)]
        blocks.append(Pair("First", action_words(first)))
    kept = [Pair("Saved", saved, style="strong")] if saved else []
    return [*blocks, *later_blocks(rec), *kept]


def _in_short(rec: Recommendation) -> Iterator[Block]:
    """Yield what comes next after a contact that was made, with its time."""
    following = next_action(rec)
    if following is not None and following.due:
        yield Pair("Next", f"{deadline_first(following.due)}: {first_sentence(following.text)}")


def judged(rec: Recommendation) -> list[Block]:
    """Return what follows from an outcome that the person judged right."""
    title = Heading(f"You judged: {rec.outcome.name}. What follows from that")
    return [*without_clauses([title, *first_blocks(rec), *further_blocks(rec)])]


def _top(rec: Recommendation) -> list[Block]:
    return [*(_harm_top(rec) if rec.harm_route else _calm_top(rec))]


def level_blocks(rec: Recommendation) -> Iterator[Block]:
    """Yield the levels with the recommended one marked, its name, and what it means."""
    levels = [level for level in reversed(rec.levels) if level.id in LEVELS]
    ids = [level.id for level in levels]
    marked = ids.index(rec.outcome.id) if rec.outcome.id in ids else None
    if levels:
        yield Bar(tuple(level.name for level in levels), marked)
    yield Heading(headline(rec), 3)
    if rec.outcome.meaning:
        yield Line(rec.outcome.meaning, note=source_mark(rec.outcome.source))
    if rec.foreign_scale and not levels:
        name = SCALE_NAMES.get(rec.scale, rec.scale)
        yield Pair("Hull scale", f"{name} (not a threshold of {rec.criteria.name})", 0, "quiet")


def headline(rec: Recommendation) -> str:
    """Return the outcome as a headline; the one that decides nothing stands for itself."""
    if undecided(rec):
        return rec.outcome.name
    word = "Recommended level" if rec.outcome.id in LEVELS else "Recommended"
    return f"{word}: {rec.outcome.name}"


def _harm_top(rec: Recommendation) -> Iterator[Block]:
    """Yield the emergency line, the contact to make now or that was made, and then the level."""
    line = emergency(rec)
    yield Line(line.text, "alarm", note=source_mark(line.source))
    yield from _alarms(rec, "do", "alarm", 0)
    contact, made = phone_contact(rec), made_words(rec)
    if made:
        yield Line(made, "alarm", note=in_brackets(contact.phone_note if contact else ""))
    elif contact:
        text = f"CONTACT NOW: {contact.name}, phone {contact.phone}"
        yield Line(text, "alarm", note=in_brackets(contact.phone_note))
    else:
        yield Line("Do this now:", "alarm")
    yield from next_blocks(rec) if made else first_blocks(rec, called=contact is not None)
    yield from _alarms(rec, "do_not", "strong", 2)
    yield from later_blocks(rec)
    yield Gap()
    yield Line(f"{rec.criteria.name}: {rec.pathway_title}", "quiet")
    yield from level_blocks(rec)
    if not rec.harm_known:
        yield Line(NOT_ASKED)
    elif rec.provisional:
        yield Line(SILENT)


def _alarms(rec: Recommendation, kind: str, style: Style, indent: int) -> Iterator[Block]:
    """Yield what stands with the contact: before it what to do, after it what not to do."""
    for action in with_contact(rec):
        if action.kind == kind:
            yield Line(action_words(action), style, indent, source_mark(action.source))
            yield from (Item(detail, indent=indent + 2) for detail in action.detail)


def _before_acting(rec: Recommendation) -> Iterator[Block]:
    """Yield what must be thought about before anybody acts on a calm level."""
    queries = before_acting(rec)
    if queries:
        yield Heading(BEFORE)
    for query in queries:
        yield from query_lines(rec, query)


def _calm_top(rec: Recommendation) -> Iterator[Block]:
    """Yield the emergency line, the level, and the first thing to do."""
    line = emergency(rec)
    yield Line(line.text, "strong", note=source_mark(line.source))
    yield Gap()
    yield Line(f"{rec.criteria.name}: {rec.pathway_title}", "quiet")
    yield from level_blocks(rec)
    if rec.provisional:
        yield Line(SILENT)
    elif not rec.settled and not undecided(rec):
        yield Line(OPEN)
    yield from _before_acting(rec)
    action = first_action(rec)
    if action is not None:
        yield Heading(FIRST)
        yield from first_blocks(rec)
        yield from later_blocks(rec)
