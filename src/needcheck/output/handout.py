"""A hand-out for a session as one page to print: cases without answers, then the answers.

A4, nothing loaded from anywhere. Each case starts a sheet of its own, and so does each answer, so
that the sheets can be given out apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from needcheck.jobs.casework import first_action
from needcheck.output import html
from needcheck.output.beside_page import route_words
from needcheck.output.phrases import answer_text, deadline, source_mark
from needcheck.output.report_reasons import gathered, noticed

if TYPE_CHECKING:
    from needcheck.criteria.model import Fact
    from needcheck.jobs.scenarios.replay import Replay
    from needcheck.jobs.scenarios.sheets import Sheet
    from needcheck.recommend.result import ActionView, Recommendation

STYLE = (
    "@page{size:A4;margin:18mm}.sheet{break-before:page}h2,h3{break-after:avoid}"
    "td:first-child{white-space:nowrap}li,.whole{break-inside:avoid}"
    ".box{list-style:none;padding-left:0}.box li::before"
    "{content:'';display:inline-block;width:.8em;height:.8em;border:1px solid #000;"
    "margin-right:.6em}.write{border-bottom:1px solid #999;height:1.6em}"
)
WEIGHED = "What the people in the story made of it"
EMPTY = '<div class="write"></div>'
WITHOUT = "Cases and questions"
ANSWERS = "Answers, with reasons and clauses: for whoever leads the session"


def handout(sheets: Sequence[Sheet]) -> str:
    """Return the page."""
    count = f"{len(sheets)} cases" if len(sheets) != 1 else "1 case"
    lead = f"{count}. Invented, for training; each sheet stands for itself."
    if any(sheet.case.scenario.is_note for sheet in sheets):
        lead = f"{count}. Some are case notes: treat these sheets as you treat the notes."
    cases = (_case(sheet, number) for number, sheet in enumerate(sheets, 1))
    answers = (_answers(sheet, number) for number, sheet in enumerate(sheets, 1))
    return html.page(
        "Hand-out for a training session",
        html.element("p", html.text(lead)),
        html.element("h2", WITHOUT),
        *cases,
        html.element("div", html.element("h2", ANSWERS), css="sheet"),
        *answers,
        style=STYLE,
    )


def _case(sheet: Sheet, number: int) -> str:
    """The story, what is known, and the questions: nothing that the criteria make of it."""
    rec, scenario = sheet.case.recommendation, sheet.case.scenario
    asked = {fact.id for fact in sheet.judgement}
    parts = [
        html.element("h2", html.text(f"Case {number}")),
        html.element("p", html.text(f"{rec.criteria.name}: {rec.pathway_title}"), css="quiet"),
        *_paragraphs(scenario.head.about),
        *([] if sheet.judgement else _paragraphs(scenario.head.weighed)),
        html.element("h3", "What is known"),
        _list(_known(rec, asked)),
        *_judgement(sheet.judgement),
        *_questions(rec, [pause.text for pause in scenario.pauses]),
        *(_what_if(variant) for variant in sheet.variants),
    ]
    return html.element("section", *parts, css="sheet")


def _known(rec: Recommendation, asked: set[str]) -> Iterator[str]:
    """Yield what is answered but for what is asked; plain yes and no in one line each."""
    told = gathered(each for each in rec.answers if each.fact not in asked)
    yield from (f"{label}: {text}" for label, text in told)
    for title, views in (("Noticed", rec.concerns), ("Going well", rec.strengths)):
        if views:
            yield f"{title}: {'; '.join(map(noticed, views))}"


def _judgement(facts: Sequence[Fact]) -> Iterator[str]:
    if facts:
        yield html.element("h3", "Your judgement")
    for fact in facts:
        yield _choices(fact.ask, [choice.text for choice in fact.choices])


def _questions(rec: Recommendation, discuss: Sequence[str]) -> Iterator[str]:
    yield _choices("Which level, or which outcome, is it?", [level.name for level in rec.levels])
    for text in ("Which route follows? Whom do you contact, and what must be there first?",
                 "What do you do first, and by when?"):  # fmt: skip
        yield html.element("div", html.element("p", html.text(text)), EMPTY * 2, css="whole")
    if discuss:
        yield html.element("h3", "To discuss") + _list(discuss)


def _what_if(variant: Replay) -> str:
    scenario = variant.scenario
    changed = [f"{one.label}: {one.after}" for one in variant.changed]
    return "".join([
        html.element("h3", html.text(f"What if: {scenario.variant}")),
        *_paragraphs(scenario.head.about),
        _list(changed),
        html.element("p", "What is different now: level or outcome, route, first action?"),
        EMPTY * 2,
    ])  # fmt: skip


def _answers(sheet: Sheet, number: int) -> str:
    scenario, rec = sheet.case.scenario, sheet.case.recommendation
    asked = {fact.id for fact in sheet.judgement}
    judged = [f"{a.label}: {answer_text(a)}" for a in rec.answers if a.fact in asked]
    parts = [html.element("h2", html.text(f"Case {number}: {scenario.name}"))]
    if sheet.file:
        parts.append(html.element("p", html.text(sheet.file), css="quiet"))
    if scenario.head.weighed and sheet.judgement:
        parts += [html.element("h3", WEIGHED), *_paragraphs(scenario.head.weighed)]
    parts += [html.element("h3", "The judgement answers"), _list(judged)] if judged else []
    parts += _result(sheet.case)
    for variant in sheet.variants:
        title = f"What if: {variant.scenario.variant}"
        parts += [html.element("h3", html.text(title)), *_result(variant)]
    cited = _cited([sheet.case, *sheet.variants], sheet.clauses)
    if cited:
        parts.append(html.element("h3", "What the clauses say, in our words"))
        parts.append(html.table(("Clause", "Statement"), cited))
    return html.element("section", *parts, css="sheet")


def _result(result: Replay) -> Iterator[str]:
    rec = result.recommendation
    yield html.element("p", html.element("b", html.text(f"Outcome: {rec.outcome.name}. ")),
                       html.text(rec.outcome.meaning))  # fmt: skip
    yield html.element("p", html.element("b", "Route: "), html.text(route_words(rec)))
    action = first_action(rec)
    if action is not None:
        yield html.element("p", html.element("b", "First: "), html.text(_action(action)))
    why = [f"{reason.text} {source_mark(reason.source)}" for reason in rec.reasons]
    yield html.element("p", html.element("b", "Why")) + _list(why or ["Answers are missing."])
    points = result.scenario.head.learning_points
    if points:
        yield html.element("p", html.element("b", "To take away")) + _list(points)
    if result.differences:
        said = "This case does not come out as its file expects: "
        yield html.element("p", html.element("b", html.text(said + "; ".join(result.differences))))


def _action(action: ActionView) -> str:
    parts = [action.text, source_mark(action.source)]
    if action.contact:
        phone = f", phone {action.contact.phone}" if action.contact.phone else ""
        parts.append(f"Contact: {action.contact.name}{phone}.")
    if action.due:
        parts.append(f"By when: {deadline(action.due)}.")
    return " ".join(filter(None, parts))


def _cited(results: Iterable[Replay], clauses: Mapping[str, str]) -> list[tuple[str, str]]:
    """The clauses behind the reasons and the first actions, each once, with its statement."""
    found: dict[str, None] = {}
    for result in results:
        rec = result.recommendation
        first = first_action(rec)
        sources = [reason.source for reason in rec.reasons]
        sources += [first.source] if first else []
        found.update((clause, None) for source in sources for clause in source.cites)
    return [(html.text(c), html.text(clauses[c])) for c in sorted(found) if c in clauses]


def _paragraphs(text: str) -> list[str]:
    parts = (" ".join(part.split()) for part in text.strip().split("\n\n"))
    return [html.element("p", html.text(part)) for part in parts if part]


def _list(items: Iterable[str], css: str = "") -> str:
    return html.element("ul", *(html.element("li", html.text(item)) for item in items), css=css)


def _choices(text: str, options: Iterable[str]) -> str:
    return html.element("div", html.element("p", html.text(text)), _list(options, css="box"),
                        css="whole")  # fmt: skip
