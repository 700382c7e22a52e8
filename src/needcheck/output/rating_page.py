"""A scenario as a rater sees it: story and facts, never its title or what it expects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from needcheck.output.page import Block, Gap, Heading, Item, Line, Pair
from needcheck.recommend.words import GROUP_LABELS, prompt_views, value_text

if TYPE_CHECKING:
    from needcheck.case.answers import Answers
    from needcheck.interview.rating import BlindCase, CaseShown


def rating_blocks(shown: CaseShown) -> list[Block]:
    """Return the page of one scenario."""
    case = shown.case
    blocks: list[Block] = [Heading(f"Scenario {shown.number} of {shown.total}", 1)]
    blocks += [Line(f"{case.bundle.authority.name}. An invented case.", "quiet"), Gap()]
    for paragraph in case.about.strip().split("\n\n"):
        blocks += [Line(paragraph), Gap()] if paragraph.strip() else []
    if case.answers is not None:
        blocks += [Heading("What is known"), *_facts(case, case.answers)]
        blocks += _prompts(case, case.answers)
    return blocks


def _facts(case: BlindCase, answers: Answers) -> Iterator[Block]:
    """Yield what was answered, without the answers that the rater is asked for."""
    yes: list[str] = []
    no: list[str] = []
    for fact in case.bundle.facts.values():
        if fact.id in case.hidden or not answers.has(fact.id):
            continue
        value = answers.facts.get(fact.id)
        if isinstance(value, bool) and fact.type == "yes_no" and not answers.words.get(fact.id):
            (yes if value else no).append(fact.short)
            continue
        words = answers.words.get(fact.id, "")
        quoted = f" - in their words: {words}" if words else ""
        yield Item(f"{fact.short}: {value_text(fact, value)}{quoted}")
    if yes:
        yield Pair("Yes", "; ".join(yes))
    if no:
        yield Pair("No", "; ".join(no))


def _prompts(case: BlindCase, answers: Answers) -> Iterator[Block]:
    """Yield what was noticed, what is clearly not so, and which lists were looked through."""
    listed = (
        ("Noticed", answers.present, "concern"),
        ("Going well", answers.present, "strength"),
        ("Clearly not so", answers.absent, "concern"),
        ("Clearly not going well", answers.absent, "strength"),
    )
    for title, ids, polarity in listed:
        views = prompt_views(case.bundle, ids, polarity)
        if views:
            yield Heading(title, 3)
            yield from (Item(view.text, indent=2) for view in views)
    looked = [label for group, label in GROUP_LABELS.items() if group in answers.looked_through]
    if looked:
        yield Pair("Looked through, nothing else found", "; ".join(looked))
