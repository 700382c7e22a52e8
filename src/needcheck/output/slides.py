"""A replayed case as screens for a projector: a question, its answer, what to discuss, the why.

Few words on each; what is longer goes on over the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from needcheck.interview.session import WORDS
from needcheck.interview.shown import wrapped
from needcheck.interview.stepping import Screenful
from needcheck.jobs.casework import first_action
from needcheck.output.phrases import deadline, in_brackets, source_mark
from needcheck.output.report import headline

if TYPE_CHECKING:
    from needcheck.interview.script import Line
    from needcheck.jobs.scenarios.replay import Replay
    from needcheck.recommend.result import Recommendation

WIDE, HIGH, FEW = 60, 9, 7
"""Columns and lines of text that one screen holds; choices that stand one below the other."""
_SENTENCE = re.compile(r"(?<=[.!?][\"']) +|(?<=[.!?]) +")
CHOOSE = (
    "Which level, or which outcome?",
    "Which route: whom do you contact, and what must be there first?",
    "What do you do first?",
)
DISCUSS = "To discuss"
WEIGHED = "What they made of it"
INVENTED = "An invented case, for training."
NOTE = "A case note, as it was answered."


def slides(replayed: Replay) -> list[Screenful]:
    """Return the screens of one case, in order; of a variant only what is different."""
    name = replayed.scenario.name
    parts = _variant(replayed) if replayed.scenario.variant else _case(replayed)
    found = [*parts, ("What would you do?", CHOOSE), *_result(replayed)]
    return [Screenful(heading, page, name) for heading, lines in found for page in _pages(lines)]


Part = tuple[str, tuple[str, ...]]


def _case(replayed: Replay) -> Iterator[Part]:
    scenario, rec = replayed.scenario, replayed.recommendation
    kind = NOTE if scenario.is_note else INVENTED
    difficulty = f"Difficulty: {scenario.head.difficulty}" if scenario.head.difficulty else ""
    title = (f"{rec.criteria.name}: {rec.pathway_title}", kind, difficulty)
    yield scenario.name, (*filter(None, title), rec.saying("emergency"))
    yield from _told("The story", scenario.head.about)
    yield from _questions(replayed)
    yield from _told(WEIGHED, scenario.head.weighed)


def _told(title: str, text: str) -> Iterator[Part]:
    """Yield what is told, sentence by sentence."""
    if text:
        yield title, tuple(_sentences(text))


def _questions(replayed: Replay) -> Iterator[Part]:
    """Each question with its choices, what is to be discussed before it is answered, the answer."""
    for index, line in enumerate(replayed.lines):
        if index == replayed.route_after:
            yield from _route(replayed.recommendation)
        heading = f"Question {line.number}"
        if not line.key.startswith(WORDS):
            yield heading, (line.question, *_choices(line))
        yield from ((DISCUSS, (p.text,)) for at, p in replayed.pauses if at == index)
        yield heading, (line.question, f"-> {line.answer}")
    if replayed.route_after == len(replayed.lines):
        yield from _route(replayed.recommendation)


def _choices(line: Line) -> tuple[str, ...]:
    """What there is to choose from: few choices one below the other, many in one paragraph."""
    if len(line.choices) > FEW:
        return ("; ".join(line.choices),)
    return ("\n".join(f"- {text}" for text in line.choices),) if line.choices else ()


def _route(rec: Recommendation) -> Iterator[Part]:
    yield "Now, before anything else is asked", tuple(_first(rec))


def _variant(replayed: Replay) -> Iterator[Part]:
    scenario = replayed.scenario
    yield "What if ...", (scenario.variant,)
    yield from _told("What is different", scenario.head.about)
    yield from _told(WEIGHED, scenario.head.weighed)
    changed = [f"{one.label}: {one.before} -> {one.after}" for one in replayed.changed]
    if changed:
        yield "Answers that change", tuple(changed)


def _result(replayed: Replay) -> Iterator[Part]:
    rec = replayed.recommendation
    yield "Result", (headline(rec), *filter(None, (rec.outcome.meaning,)))
    yield "First thing to do", tuple(_first(rec))
    why = tuple(f"{reason.text} {source_mark(reason.source)}" for reason in rec.reasons)
    yield "Why", why or ("Nothing decides yet: answers are missing.",)
    open_ones = [r.text for r in rec.requirements if r.kind == "must" and r.state != "met"]
    if open_ones:
        yield "Not met, or not known yet", tuple(open_ones)
    for point in replayed.scenario.head.learning_points:
        yield "To take away", (point,)
    if replayed.differences:
        yield "This case does not come out as it expects", replayed.differences


def _first(rec: Recommendation) -> Iterator[str]:
    """Yield the first thing to do, whom to reach, by when, and the clauses."""
    action = first_action(rec)
    if action is None:
        return
    yield action.text
    if action.contact:
        phone = f", phone {action.contact.phone}" if action.contact.phone else ""
        yield f"{action.contact.name}{phone}"
        if action.contact.email and not action.contact.phone:
            yield f"{action.contact.email} {in_brackets(action.contact.email_note)}".strip()
    if action.due:
        yield f"By when: {deadline(action.due)}"
    if mark := source_mark(action.source):
        yield mark


def _sentences(text: str) -> Iterator[str]:
    for paragraph in text.strip().split("\n\n"):
        yield from _SENTENCE.split(" ".join(paragraph.split()))


def _pages(lines: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield the lines in groups that fit a screen; one that is too long is split in two."""
    page: list[str] = []
    used = 0
    for line in (part for each in lines for part in _parts(each)):
        size = len(wrapped(line, WIDE))
        if page and used + size > HIGH:
            yield tuple(page)
            page, used = [], 0
        page.append(line)
        used += size
    if page:
        yield tuple(page)


def _parts(line: str) -> Iterator[str]:
    """Yield a line that is longer than a screen in parts, the cut said with dots."""
    rows = wrapped(line, WIDE)
    if len(rows) <= HIGH:
        yield line
        return
    while len(rows) > HIGH:
        yield " ".join(rows[:HIGH]) + " ..."
        rows = rows[HIGH:]
    yield " ".join(rows)
