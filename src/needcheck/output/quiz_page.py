"""Pages of a quiz: the case without its result, the reveal with its reasons, the score."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from needcheck.jobs.casework import first_action
from needcheck.jobs.scenarios.quiz import (
    FIRST,
    HOLD,
    KEYS,
    OPEN,
    OUTCOME,
    OWN,
    PEOPLE,
    ROUTE,
    route_action,
    steps_below,
)
from needcheck.output.page import Block, Gap, Heading, Item, Line, Pair
from needcheck.output.phrases import deadline, labels, source_mark
from needcheck.output.report_actions import contact_lines
from needcheck.output.report_reasons import gathered, noticed

if TYPE_CHECKING:
    from needcheck.interview.quiz import Asked, Shown
    from needcheck.jobs.scenarios.quiz import Lesson, Score
    from needcheck.recommend.result import Recommendation

NAMES = {OUTCOME: "Level or outcome", ROUTE: "Route", FIRST: "First action"}
LEFT_OUT = "(left out)"
TOO_LOW, TOO_HIGH = ": too low, so that a child would wait", ": too high"
SAID = 3
"""Clauses that are said in words, at most."""
ALL_ELSE = "Everything else is as in the case that this one varies."
LOOK = "Chosen below what the criteria say: a child would wait. Look at these first."


def quiz_case_blocks(shown: Shown) -> list[Block]:
    """Return what is known of a case, and nothing of its result."""
    result = cast("Lesson", shown.case.content).replayed
    scenario, rec = result.scenario, result.recommendation
    title = scenario.variant and f"What if: {scenario.variant}"
    blocks: list[Block] = [Heading(f"Case {shown.number} of {shown.total}", 1)]
    blocks += [Line(f"{rec.criteria.name}: {rec.pathway_title}", "quiet"), Gap()]
    blocks += [Line(title, "strong")] if title else []
    blocks += [block for text in scenario.head.told for block in (Line(text), Gap())]
    if scenario.variant:
        changed = (Pair(c.label, f"{c.before} -> {c.after}") for c in result.changed)
        return [*blocks, Heading("What changes"), *changed, Line(ALL_ELSE)]
    blocks += [Heading("What is answered"), *(Pair(*each) for each in gathered(rec.answers))]
    for name, views in (("Noticed", rec.concerns), ("Going well", rec.strengths)):
        if views:
            blocks += [Heading(name), *(Item(noticed(view)) for view in views)]
    return blocks


def reveal_blocks(shown: Shown) -> list[Block]:
    """Return each choice beside what is right, and why, with the clauses."""
    lesson = cast("Lesson", shown.case.content)
    result = lesson.replayed
    rec = result.recommendation
    blocks: list[Block] = [Heading(f"Case {shown.number}: {shown.case.name}", 1)]
    why = {OUTCOME: _outcome_why(rec), ROUTE: _route_why(rec), FIRST: _first_why(rec, lesson)}
    for item, choice in zip(shown.case.asked, shown.chosen, strict=True):
        blocks += [Heading(NAMES[item.key]), *_verdict(item, choice), *why[item.key]]
    points = result.scenario.head.learning_points
    if points:
        blocks += [Heading("To take away"), *(Item(point) for point in points)]
    if result.differences:
        blocks.append(Line("This case does not come out as its file expects.", "alarm"))
        blocks += [Item(text, "x") for text in result.differences]
    return blocks


def _verdict(item: Asked, choice: str) -> Iterator[Block]:
    texts = {option.id: option.text for option in item.options}
    if choice in (item.right, *item.also):
        yield Line(f"Right: {texts.get(choice, choice)}", "strong")
        return
    steps = steps_below(item, choice) if item.key == OUTCOME else None
    how = f"Not right{TOO_LOW if steps > 0 else TOO_HIGH}." if steps else "Not right."
    yield Line(f"{how} You chose: {texts.get(choice, LEFT_OUT)}", "alarm")
    yield Line(f"It is: {texts.get(item.right, item.right)}", "strong")


def _outcome_why(rec: Recommendation) -> Iterator[Block]:
    for reason in rec.reasons:
        yield Item(reason.text, note=source_mark(reason.source))
    if not rec.reasons:
        facts = [item.fact for item in rec.missing]
        yield Pair("Nothing decides yet; still missing", labels(rec, facts) if facts else "answers")


def _route_why(rec: Recommendation) -> Iterator[Block]:
    from needcheck.jobs.scenarios.quiz import route

    chosen = route(rec)
    if chosen in (HOLD, OPEN):
        yield from _action(rec)
        open_ones = (r for r in rec.requirements if r.kind == "must" and r.state != "met")
        yield from (Item(item.text, note=source_mark(item.source)) for item in open_ones)
    elif chosen in (OWN, PEOPLE):
        yield Item(rec.outcome.meaning or rec.outcome.name, note=source_mark(rec.outcome.source))
    action = route_action(rec)
    if action is not None and chosen not in (HOLD, OPEN, OWN, PEOPLE):
        if action != first_action(rec):
            yield Item(action.text, note=source_mark(action.source))
        yield from contact_lines(action.contact, 2) if action.contact else ()
        yield from [Pair("Form", action.form, 2)] if action.form else ()


def _first_why(rec: Recommendation, lesson: Lesson) -> Iterator[Block]:
    """Yield by when, and what the clauses say on which the first action rests."""
    action = first_action(rec)
    if action is None:
        return
    if action.due:
        yield Pair("By when", deadline(action.due, note=True), 2)
    said = [clause for clause in action.source.cites if clause in lesson.clauses]
    for clause in said[:SAID]:
        yield Item(lesson.clauses[clause], note=f"[{clause}]")
    if not said:
        yield Line(source_mark(action.source) or "From the document.", indent=2)


def _action(rec: Recommendation) -> Iterator[Block]:
    action = first_action(rec)
    if action is not None:
        yield Item(action.text, note=source_mark(action.source))


def score_blocks(score: Score) -> list[Block]:
    """Return the score: all in all, by kind of question, and what to look at again."""
    asked = len(score.points)
    blocks: list[Block] = [Heading("Your score", 1)]
    if not asked:
        return [*blocks, Line("No case was answered to its end.")]
    blocks.append(Line(f"{score.won} of {asked} right.", "strong"))
    for key in KEYS:
        won, of = score.of(key)
        blocks.append(Pair(NAMES[key], f"{won} of {of}"))
    for text, points in ((LOOK, score.below), ("Chosen above what the criteria say.", score.above)):
        if points:
            blocks += [Heading(text, 3), *(Item(point.case) for point in points)]
    return blocks
