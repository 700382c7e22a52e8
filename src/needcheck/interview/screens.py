"""From a step of the criteria to a question, and from a reply to answers.

Three rules stand here. Leaving a list says that it has been looked through, so what is not ticked
is answered no. "Not known yet" is recorded as asked and stays missing. A reply is read by the same
gate as a file's answers.
"""

from __future__ import annotations

from dataclasses import replace

from needcheck.case.answers import Answers
from needcheck.case.facts import Gate, raw_value
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.model import Choice, Fact, Prompt
from needcheck.criteria.steps import Step
from needcheck.errors import Place
from needcheck.interview.asker import NOT_KNOWN, Answered, Kind, Option, Question

YES_NO = (Option("yes", "Yes"), Option("no", "No"))
HEADINGS = {
    "specialist": "May indicate Specialist support",
    "targeted": "May indicate Targeted early help",
    "additional": "May indicate Additional support",
    "universal": "Strengths",
}
_KINDS: dict[str, Kind] = {"yes_no": "choose", "choice": "choose", "many": "several"}
STRENGTHS = "strengths"
REPLY = Place("this answer")


def build(  # noqa: PLR0913 -- one argument for each thing that a question shows
    step: Step,
    bundle: Bundle,
    answers: Answers,
    *,
    key: str,
    number: int,
    words: bool,
    progress: str,
    error: str,
) -> Question:
    """The question of a step, with the answer in force."""
    shown = Question(
        key=key,
        number=number,
        kind="text",
        text="",
        progress=progress,
        emergency=bundle.authority.saying("emergency").text,
        error=error,
    )
    if words:
        return _words(shown, bundle.facts[step.fact or ""], answers)
    if step.fact:
        return _fact(shown, bundle.facts[step.fact], answers, step)
    if step.facts:
        return _facts(shown, step, bundle, answers)
    return _prompts(shown, step, bundle, answers)


def _words(shown: Question, fact: Fact, answers: Answers) -> Question:
    words = answers.words.get(fact.id, "")
    return replace(
        shown,
        text=f"In your words (Enter skips): {fact.words}",
        help="What was seen and said, without names. It goes into the note and the call's words.",
        optional=True,
        allow_not_known=False,
        current=(words,) if words else (),
    )


def _fact(shown: Question, fact: Fact, answers: Answers, step: Step) -> Question:
    instead = f"Or type: {step.instead}." if step.instead else ""
    options = YES_NO if fact.type == "yes_no" else tuple(map(_option, fact.choices))
    return replace(
        shown,
        kind=_KINDS.get(fact.type, "text"),
        text=" ".join(filter(None, (step.title, fact.ask, instead))),
        help=" ".join(filter(None, (step.help or fact.help, fact.not_known))),
        why=fact.why_asked,
        options=options if fact.type in _KINDS else (),
        none_option=fact.none_choice,
        current=() if step.again else _current(fact, answers, step),
    )


def _option(choice: Choice) -> Option:
    return Option(choice.id, choice.text, choice.help)


def _current(fact: Fact, answers: Answers, step: Step) -> tuple[str, ...]:
    if step.instead and answers.facts.get(step.instead) is True:
        return (step.instead,)
    if fact.type == "reason":
        words = answers.words.get(fact.id, "")
        return (words,) if words else ()
    if fact.id not in answers.facts:
        return ()
    raw = raw_value(fact, answers.facts[fact.id])
    return tuple(raw) if isinstance(raw, list) else (str(raw),)


def _facts(shown: Question, step: Step, bundle: Bundle, answers: Answers) -> Question:
    facts = [bundle.facts[name] for name in step.facts]
    return replace(
        shown,
        kind="checklist",
        text=step.title,
        help=step.help,
        options=tuple(Option(f.id, _sentence(f.short), f.help or f.why_asked) for f in facts),
        allow_absent=True,
        current=tuple(f.id for f in facts if answers.facts.get(f.id) is True),
        current_absent=tuple(f.id for f in facts if answers.facts.get(f.id) is False),
        current_looked_through=all(f.id in answers.facts for f in facts),
    )


def _sentence(short: str) -> str:
    return short[:1].upper() + short[1:]


def listed(step: Step, bundle: Bundle) -> tuple[Prompt, ...]:
    """The prompts of a list, gravest first."""
    polarity = "strength" if step.prompts == STRENGTHS else "concern"
    found = [
        p
        for p in bundle.prompts.values()
        if p.polarity == polarity and step.prompts in (p.group, STRENGTHS)
    ]
    order = tuple(HEADINGS)
    return tuple(sorted(found, key=lambda p: order.index(p.level)))


def _prompts(shown: Question, step: Step, bundle: Bundle, answers: Answers) -> Question:
    prompts = listed(step, bundle)
    ids = {p.id for p in prompts}
    strengths = step.prompts == STRENGTHS
    return replace(
        shown,
        kind="checklist",
        text=step.title,
        help=step.help
        or "Prompts for conversation: each may indicate a level and decides nothing alone.",
        options=tuple(
            Option(p.id, p.text, p.help, "" if strengths or not first else HEADINGS[p.level])
            for p, first in zip(prompts, _firsts(prompts), strict=True)
        ),
        optional=strengths,
        allow_absent=strengths,
        current=tuple(p.id for p in prompts if p.id in answers.present),
        current_absent=tuple(sorted(answers.absent & ids)),
        current_looked_through=step.prompts in answers.looked_through,
    )


def _firsts(prompts: tuple[Prompt, ...]) -> list[bool]:
    levels = [p.level for p in prompts]
    return [index == 0 or levels[index - 1] != level for index, level in enumerate(levels)]


def put(step: Step, gate: Gate, answers: Answers, reply: Answered, *, words: bool) -> Answers:
    """Answers after a reply; AnswerError where it is not allowed."""
    if words:
        return answers.with_words(step.fact or "", reply.values[0] if reply.values else "")
    if step.fact:
        return _put_fact(step, gate, answers, reply)
    if step.facts:
        return _put_facts(step, answers, reply)
    return _put_prompts(step, gate.bundle, answers, reply)


def mark(step: Step, answers: Answers, marked: Answered, *, words: bool) -> Answers:
    """Answers with what is marked or written before there is a reply.

    A concern is added and never taken away; a no that is taken back is none any more.
    """
    if words:
        return answers.with_words(step.fact or "", marked.values[0])
    for fact in step.facts:
        if fact in (*marked.values, *marked.absent):
            answers = answers.with_fact(fact, fact in marked.values)
        elif answers.facts.get(fact) is False:
            answers = answers.without(fact)
    if not step.prompts:
        return answers
    present = answers.present | set(marked.values)
    absent = (answers.absent | set(marked.absent)) - present
    return replace(answers, present=present, absent=absent)


def _put_fact(step: Step, gate: Gate, answers: Answers, reply: Answered) -> Answers:
    fact = gate.bundle.facts[step.fact or ""]
    text = reply.values[0] if reply.values else NOT_KNOWN
    if step.instead and text.strip().lower() == step.instead:
        return answers.with_fact(step.instead, True).without(fact.id)
    if step.instead and text != NOT_KNOWN:
        answers = answers.with_fact(step.instead, False)
    raw: object = list(reply.values) if fact.type == "many" and text != NOT_KNOWN else text
    return gate.put(answers, fact.id, raw, place=Place())


def _put_facts(step: Step, answers: Answers, reply: Answered) -> Answers:
    for fact in step.facts:
        if fact in reply.values:
            answers = answers.with_fact(fact, True)
        elif fact in reply.absent or reply.looked_through:
            answers = answers.with_fact(fact, False)
        else:
            answers = answers.with_fact(fact, None)
    return answers


def _put_prompts(step: Step, bundle: Bundle, answers: Answers, reply: Answered) -> Answers:
    ids = frozenset(p.id for p in listed(step, bundle))
    group = frozenset((str(step.prompts),)) - {STRENGTHS}
    looked = (
        answers.looked_through | group if reply.looked_through else answers.looked_through - group
    )
    return replace(
        answers,
        present=(answers.present - ids) | set(reply.values),
        absent=(answers.absent - ids - set(reply.values)) | set(reply.absent),
        looked_through=looked,
    )
