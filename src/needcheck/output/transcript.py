"""A replayed scenario as a page: questions and answers, the result, what differs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from needcheck.jobs.scenarios.replay import short_name
from needcheck.output.page import Block, Gap, Heading, Item, Line, Pair
from needcheck.output.report import report

if TYPE_CHECKING:
    from needcheck.jobs.engine import Engine
    from needcheck.jobs.scenarios.replay import Replay
    from needcheck.jobs.scenarios.verdicts import Verdict

ROUTE_SHOWN = "The harm route is shown here, before anything else is asked."


def transcript(replayed: Replay, engine: Engine, *, brief: bool) -> list[Block]:
    """Return the page; ``brief`` leaves out the questions and the result."""
    head = replayed.scenario.head
    blocks: list[Block] = [Heading(replayed.scenario.name, 1)]
    if replayed.scenario.file:
        blocks.append(Pair("File", short_name(Path(replayed.scenario.file), engine.root)))
    if not brief:
        blocks += [block for text in head.told for block in (Line(text), Gap())]
        blocks += [Heading("Questions and answers"), *_lines(replayed)]
        blocks += [Heading("Result"), *report(replayed.recommendation), *_points(replayed)]
    return [*blocks, *_checks(replayed, engine)]


def differing(verdict: Verdict) -> list[Block]:
    """Return what a check says of a case that did not come out as expected."""
    head: list[Block] = [Heading(verdict.name, 1), Pair("File", verdict.file)]
    return [*head, *(Item(text, "x", 2, "alarm") for text in verdict.differences), Gap()]


def _lines(replayed: Replay) -> Iterator[Block]:
    for index, line in enumerate(replayed.lines):
        if index == replayed.route_after:
            yield Line(ROUTE_SHOWN, "alarm")
        yield Item(line.question, f"{line.number}.")
        for pause in (pause for at, pause in replayed.pauses if at == index):
            yield Item(pause.text, "To discuss:", 4, "strong")
        yield Item(line.answer, "->", 4, "strong")
    if replayed.route_after == len(replayed.lines):
        yield Line(ROUTE_SHOWN, "alarm")


def _points(replayed: Replay) -> Iterator[Block]:
    if replayed.scenario.head.learning_points:
        yield Heading("Learning points")
        yield from (Item(point) for point in replayed.scenario.head.learning_points)


def _checks(replayed: Replay, engine: Engine) -> Iterator[Block]:
    from needcheck.jobs.scenarios.replay import labels

    yield Heading("Checked")
    if replayed.differences:
        yield from (Item(text, "x", 2, "alarm") for text in replayed.differences)
    else:
        yield Line("Everything came out as expected.")
    groups = (
        ("Answers that no rule reads", replayed.unused),
        ("Answers that were not asked for", replayed.unasked),
        ("Still missing", tuple(m.fact for m in replayed.recommendation.missing)),
    )
    for title, facts in groups:
        if facts:
            yield Pair(title, "; ".join(labels(replayed, engine, facts)))
    yield Gap()
