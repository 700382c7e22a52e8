"""How well a team agrees, as a page of text: nothing in it is said by colour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from needcheck.output import agreement_words as say
from needcheck.output.page import Block, Gap, Grid, Heading, Item, Line, Pair
from needcheck.output.phrases import counted

if TYPE_CHECKING:
    from needcheck.jobs.team.agreement import Figure
    from needcheck.jobs.team.figures import Scale, TeamFigures


def agreement_blocks(figures: TeamFigures, *, named: bool) -> list[Block]:
    """Return the page; ``named`` also shows each rater by code."""
    blocks: list[Block] = [Heading(say.heading(figures), 1)]
    blocks += [Line(say.rule_words(figures, named=named))]
    blocks += [Line(remark) for remark in say.remarks(figures)]
    blocks += [Line(say.INTERVALS, "quiet")]
    for scale in figures.scales:
        blocks += _scale(scale, named=named)
    return blocks


def _scale(scale: Scale, *, named: bool) -> Iterator[Block]:
    yield Heading(f"{scale.title}: {counted(len(scale.rows), 'scenario')}")
    yield from (Line(remark) for remark in say.scale_remarks(scale))
    yield from _figures(scale.figures)
    if scale.expected:
        yield Heading("Beside what the scenarios expect", 3)
        yield from _figures(scale.expected)
        spread = say.spread_words(scale)
        if spread:
            yield Pair("As expected, by rater, lowest to highest", spread)
    if named:
        yield from _raters(scale)
    yield from _heat(scale)
    yield from _questions(scale)


def _figures(figures: Mapping[str, Figure]) -> Iterator[Block]:
    why = say.nothing_words(figures)
    if why:
        yield Pair(_names(figures), f"cannot be computed: {why}", style="strong")
        return
    for name, figure in figures.items():
        words = say.value_words(name, figure)
        yield Pair(say.NAMES[name], words, style="strong", note=f"[{say.base_words(figure)}]")
        yield Line(say.MEANINGS[name][:1].upper() + say.MEANINGS[name][1:], indent=2)


def _names(figures: Mapping[str, Figure]) -> str:
    return ", ".join(say.NAMES[name] for name in figures)


def _raters(scale: Scale) -> Iterator[Block]:
    yield Heading("Each rater", 3)
    rows = tuple((one.code, *map(str, one.against), str(one.missing)) for one in scale.raters)
    yield Grid(("Rater", "As expected", "Above", "Below", "No order", "Not rated"), rows)


def _heat(scale: Scale) -> Iterator[Block]:
    """Yield the heat picture, then each scenario in a sentence."""
    yield Heading("Scenario by outcome", 3)
    yield Line(say.HEAT, "quiet")
    yield Gap()
    head = ("No.", *map(say.category, scale.categories), "Agree")
    yield Grid(
        head,
        tuple(
            (
                str(row.number),
                *(say.cell(row, position) for position in range(len(scale.categories))),
                "-" if row.agreement is None else say.number("percent", row.agreement),
            )
            for row in scale.rows
        ),
    )
    yield Gap()
    for row in scale.rows:
        words = say.row_words(row, scale)
        yield Item(f"{row.title.rstrip('.')}{': ' if words else ''}{words}", f"{row.number}.")


def _questions(scale: Scale) -> Iterator[Block]:
    yield Heading("Which question divides the team", 3)
    yield Line(say.divides_words(scale), "strong")
    for asked in scale.questions:
        yield Heading(asked.short, 3)
        why = say.nothing_words(asked.figures)
        for name, figure in asked.figures.items() if not why else ():
            yield Pair(say.NAMES[name], say.value_words(name, figure), 2)
        if why:
            yield Pair(_names(asked.figures), f"cannot be computed: {why}", 2)
        chosen = zip(asked.choices, asked.counts, strict=True)
        note = f"[{say.base_words(asked.figures['ac1'])}]"
        words = "; ".join(f"{say.category(choice)} {count}" for choice, count in chosen)
        yield Pair("Chosen", words, 2, note=note)
