"""Small phrases that every part of a page uses: sources, answers, names of facts, conditions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import cast

from needcheck.jobs.casework import contact_made, first_action
from needcheck.output.clean import one_line
from needcheck.output.page import Block, Line
from needcheck.recommend.due import say_date, say_datetime
from needcheck.recommend.result import (
    ActionView,
    AnswerView,
    ContactView,
    DueView,
    Recommendation,
    Source,
)

NOT_IN_DOCUMENT = "(not from the document)"
GAP = "not known yet"
_OPENERS = ("if ", "when ", "where ", "once ", "unless ", "until ", "as ", "should ", "while ")
_CLAUSES = re.compile(r"\[[A-Z]{2,6}-\d+(?:, [A-Z]{2,6}-\d+)*\]")
_SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z])")
_UNANSWERED = ("", "not known", GAP)


def counted(count: int, what: str) -> str:
    """A count with its word in the right number."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def source_mark(source: Source) -> str:
    """Return where an element comes from: its clauses, and what is our own said as ours."""
    ours = source.basis == "needcheck"
    if not source.cites:
        return NOT_IN_DOCUMENT if ours else ""
    return f"[{', '.join(source.cites)}]" + (" (our reading)" if ours else "")


def without_clauses(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks with clause ids left out of their notes; what is our own stays marked.

    For the parts that are read in a hurry: the clauses stand under "Why", and everywhere in the
    explained page, the record and the JSON.
    """
    for block in blocks:
        note = getattr(block, "note", "")
        plain = _CLAUSES.sub("", note).strip()
        yield block if plain == note else replace(cast(Line, block), note=plain)


def unlike(text: str, *others: str) -> str:
    """Return ``text``, or "" where one of the others says the same."""
    return "" if one_line(text) in map(one_line, others) else text


def known(answer: AnswerView) -> bool:
    """Whether an answer says something: its text, or the practitioner's own words."""
    return bool(answer.words) or one_line(answer.text).lower() not in _UNANSWERED


def in_brackets(text: str) -> str:
    """Return a caution in brackets, "" for none."""
    return f"({text})" if text else ""


def quoted(words: str) -> str:
    """Return the practitioner's own words as a quotation in one line, "" for none."""
    line = one_line(words)
    return f'"{line}"' if line else ""


def answer_text(answer: AnswerView) -> str:
    """Return an answer and, after it, the practitioner's own words."""
    # Where a reason was asked for, the words are the answer.
    text = one_line(unlike(answer.text, answer.words))
    implied = "(from a prompt that is ticked)" if answer.implied else ""
    said = " ".join(part for part in (text, implied) if part)
    return " - ".join(part for part in (said, quoted(answer.words)) if part) or GAP


def condition(if_text: str) -> str:
    """Return the opening of a conditional sentence: ``If the carer agrees``."""
    text = one_line(if_text) or "it applies"
    opened = text.lower().startswith(_OPENERS)
    return text[0].upper() + text[1:] if opened else f"If {text}"


def short_name(answer: AnswerView) -> str:
    """Return the words that name an answer: its label, or what a ticked prompt says."""
    # Only the ids of prompts have a hyphen; their labels say no more than that they are prompts.
    return (answer.text if "-" in answer.fact else answer.label) or answer.fact


def labels(rec: Recommendation, facts: Iterable[str]) -> str:
    """Return the words for facts, in their order, each once, separated by semicolons."""
    words = dict(rec.labels)
    words |= {item.fact: item.label for item in rec.would_change}
    words |= {item.fact: item.label for item in rec.missing}
    shown = (*rec.answers, *rec.concerns, *rec.strengths)
    words |= {item.fact: short_name(item) for item in shown}
    named = [one_line(words.get(fact, "")) or _spelt(fact) for fact in facts]
    return "; ".join(dict.fromkeys(named))


def _spelt(fact: str) -> str:
    """Return the id of a fact as words, for want of better ones."""
    group = fact.removeprefix("prompts:")
    return f"what you have noticed: {group}" if group != fact else fact.replace("_", " ")


def undecided(rec: Recommendation) -> bool:
    """Whether the outcome is the last one, which decides nothing."""
    return bool(rec.levels) and rec.outcome.id == rec.levels[-1].id


def phone_contact(rec: Recommendation) -> ContactView | None:
    """Return the contact of the first thing to do, where it is a call that is to be made."""
    first = first_action(rec)
    contact = first.contact if first and first.state == "now" and first.kind != "do_not" else None
    return contact if contact and contact.phone else None


def made_words(rec: Recommendation) -> str:
    """Return when the contact of the harm route was made and with whom, "" where it was not."""
    made, contact = contact_made(rec), phone_contact(rec)
    if made is None:
        return ""
    with_whom = f": {contact.name}, phone {contact.phone}" if contact else ""
    return f"Contact made on {made.text}{with_whom}"


def next_action(rec: Recommendation) -> ActionView | None:
    """Return what comes next once the contact is made: the next deadline that is counted."""
    first = first_action(rec)
    rest = (a for a in rec.actions if a.state == "now" and a is not first)
    counted = (a for a in rest if a.due and a.due.counted)
    return next(counted, None) if contact_made(rec) else None


def first_sentence(text: str) -> str:
    """Return the first sentence of an instruction."""
    return _SENTENCE.split(text, maxsplit=1)[0]


def deadline(due: DueView, *, note: bool = False) -> str:
    """Return a deadline: its words, then its moment where the start is known, then its note."""
    said = unlike(due.said or due.at, due.text)
    text = ": ".join(part for part in (due.text, said) if part)
    return f"{text} ({due.note})" if note and due.note else text


def deadline_first(due: DueView) -> str:
    """Return a deadline that opens a line: its moment where it is known, then its words."""
    said = unlike(due.said or due.at, due.text)
    return f"by {said} ({due.text})" if said and due.text else said or due.text


def when_words(at: str) -> str:
    """Return a stored date or moment in words; other words as they are."""
    try:
        moment = dt.datetime.fromisoformat(at)
    except ValueError:
        return at
    return say_date(moment.date()) if len(at) == len("2026-11-20") else say_datetime(moment)


def outcome_name(rec: Recommendation, outcome: str) -> str:
    """Return the name of an outcome, or its id where it has none."""
    return next((level.name for level in rec.levels if level.id == outcome), outcome)
