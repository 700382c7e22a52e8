"""What to say on the phone: the answers given so far, in the order in which a hub asks for them.

Nobody is named. What is not answered is said to be not known, so that nobody waits to find out.
"""

from __future__ import annotations

from collections.abc import Iterator

from needcheck.jobs.casework import first_action
from needcheck.output.page import Block, Heading, Item, Line, Pair
from needcheck.output.phrases import (
    GAP,
    answer_text,
    known,
    phone_contact,
    source_mark,
    undecided,
)
from needcheck.output.report_reasons import noticed
from needcheck.recommend.result import AnswerView, Recommendation

SAW = "What I saw or heard"
CALL: dict[str, dict[str, str]] = {
    "Who I am": {"role": "my role"},
    "The child": {
        "unborn": "",
        "age": "age",
        "disabled": "",
        "plan": "",
        "ehc_plan": "",
        "other_children": "",
    },
    SAW: {"harm": "harm", "immediate_danger": "", "harm_concern": ""},
    "Why now": {
        "if_unchanged": "what happens if nothing changes",
        "severity": "how severe the harm is",
    },
    "Impact": {"impact": "impact on health and development", "needs": ""},
    "What was tried": {"tried": "help so far", "tried_result": ""},
    "What the child says or shows": {"views": "the child's own view"},
    "Who knows": {
        "consent_parent": "whether the parent or carer has been told, and agrees",
        "consent_child": "",
        "unsafe_to_seek_consent": "",
        "informing_raises_risk": "whether telling them raises the risk",
    },
    "What there is on paper": {"existing_assessment": "", "assessed_in_need": ""},
}
"""What is said, line by line: facts by id, and the words for one that is not known ("": none)."""

# Where the first fact is so, the second is not a gap.
_ANSWERED_BY = {"age": "unborn"}
HARM, NO = "harm", "no"
STANDS = "why the concern stands although I answered that I know of no significant harm"
ADVICE = "advice: what I know so far does not name a level"
NO_NAMES = "Use the child's details only on the call; do not write them here."
SAY_GAPS = "Say what is not known yet; do not wait to find out."


def call_block(rec: Recommendation) -> list[Block]:
    """Return the words for the call; nothing where the first thing to do is no call."""
    contact = phone_contact(rec)
    if contact is None or not (rec.harm_route or rec.call_script):
        return []
    answers = {answer.fact: answer for answer in rec.answers if known(answer)}
    denied = rec.harm_route and HARM in answers and answers[HARM].value == NO
    if denied:
        del answers[HARM]
    blocks: list[Block] = [Heading(f"When you call {contact.name} on {contact.phone}")]
    blocks.append(Line(NO_NAMES, "strong"))
    for title, facts in CALL.items():
        blocks += _said(title, facts, answers)
        if title == SAW:
            blocks += [Item(noticed(item), indent=2) for item in rec.concerns]
            blocks += [Item(f"{STANDS}: {rec.reasons[0].text}", indent=2)] if denied else []
    return [*blocks, *_asked_for(rec), Line(SAY_GAPS)]


def _said(title: str, facts: dict[str, str], answers: dict[str, AnswerView]) -> Iterator[Block]:
    """Yield one line of the call, or a list where there is more than one thing to say."""
    said = [text for fact in facts if (text := _fact_words(fact, facts, answers))]
    if len(said) > 1:
        yield Line(f"{title}:")
        for text in said:
            yield Item(text, indent=2)
    elif said:
        yield Pair(title, _main_words(facts, answers) or said[0])


def _main_words(facts: dict[str, str], answers: dict[str, AnswerView]) -> str:
    """Return the answer to the fact that a line is about, "" where another one is said."""
    main, *others = facts
    if any(fact in answers for fact in others) or not (facts[main] or main in answers):
        return ""
    return answer_text(answers[main]) if main in answers else GAP


def _fact_words(fact: str, facts: dict[str, str], answers: dict[str, AnswerView]) -> str:
    """Return what is said of one fact: its answer, that it is not known, or nothing."""
    if fact in answers:
        answer = answers[fact]
        return f"{answer.label or fact}: {answer_text(answer)}"
    gap = "" if _ANSWERED_BY.get(fact) in answers else facts[fact]
    return f"{gap}: {GAP}" if gap else ""


def _asked_for(rec: Recommendation) -> Iterator[Block]:
    """Yield what the caller asks for: the words of the criteria, or else the level."""
    first = first_action(rec)
    says = [item for item in rec.actions if item.kind == "say" and item.state == "now"]
    others = [item for item in says if item is not first]
    if not others:
        yield Pair("What I ask for", ADVICE if undecided(rec) else rec.outcome.name)
        return
    yield Line("What I ask for:")
    for item in others:
        yield Item(_said_by_me(item.text), indent=2, note=source_mark(item.source))


def _said_by_me(text: str) -> str:
    """Return an instruction to say something as the thing itself."""
    said = text.removeprefix("Say that ")
    return said[:1].upper() + said[1:]
