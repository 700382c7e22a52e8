"""Answers in words: labels and texts for facts, prompts and unlooked lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from needcheck.case.answers import Answers, Case, Value
from needcheck.criteria import nodes as n
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.model import Fact
from needcheck.recommend.due import say_date, say_datetime
from needcheck.recommend.result import AnswerView
from needcheck.recommend.whatif import LIST, as_text

NOT_KNOWN_TEXT = "not known yet"
GROUP_LABELS = {
    "child": "the list on the child's health and development",
    "parents": "the list on parents and carers",
    "home": "the list on family and environment",
}


def label(bundle: Bundle, fact: str) -> str:
    """The short words for a fact, a prompt, or a list not looked through."""
    if fact.startswith(LIST):
        return GROUP_LABELS[fact.removeprefix(LIST)]
    if fact in bundle.prompts:
        return bundle.prompts[fact].text
    return bundle.facts[fact].short


def value_text(fact: Fact, value: Value | None) -> str:
    """An answer in words."""
    if value is None:
        return NOT_KNOWN_TEXT
    if isinstance(value, bool):
        return "given" if fact.type == "reason" else ("yes" if value else "no")
    texts = {choice.id: choice.text for choice in fact.choices}
    if isinstance(value, frozenset):
        return ", ".join(texts[c] for c in fact.choice_ids if c in value)
    if isinstance(value, dt.datetime):
        return say_datetime(value)
    if isinstance(value, dt.date):
        return say_date(value)
    unit = fact.unit if fact.type == "number" else ""
    return texts.get(str(value), f"{value} {unit}".strip())


def answer_view(bundle: Bundle, answers: Answers, case: Case, fact: str) -> AnswerView:
    """One fact's answer as shown, with the practitioner's words."""
    return AnswerView(
        fact=fact,
        label=bundle.facts[fact].short,
        text=value_text(bundle.facts[fact], case.facts.get(fact)),
        words=answers.words.get(fact, ""),
        implied=any(item.fact == fact for item in case.implied),
        value=as_text(case.facts[fact]) if fact in case.facts else "",
    )


def all_answers(bundle: Bundle, answers: Answers, case: Case) -> tuple[AnswerView, ...]:
    """Every fact that was answered or asked, in file order."""
    shown = (f for f in bundle.facts if f in case.facts or f in answers.asked or f in answers.words)
    return tuple(answer_view(bundle, answers, case, fact) for fact in shown)


def prompt_views(bundle: Bundle, ids: Iterable[str], polarity: str) -> tuple[AnswerView, ...]:
    """Prompts of one polarity, gravest list first as in the file."""
    wanted = frozenset(ids)
    return tuple(
        AnswerView(p.id, "prompt" if polarity == "concern" else "strength", p.text)
        for p in bundle.prompts.values()
        if p.id in wanted and p.polarity == polarity
    )


def atom_views(
    bundle: Bundle, answers: Answers, case: Case, atoms: Iterable[n.Atom]
) -> tuple[AnswerView, ...]:
    """The answers that atoms rest on, each once."""
    found: dict[str, AnswerView] = {}
    for atom in atoms:
        for view in _atom_views(bundle, answers, case, atom):
            found.setdefault(view.fact, view)
    return tuple(found.values())


def _atom_views(bundle: Bundle, answers: Answers, case: Case, atom: n.Atom) -> Iterator[AnswerView]:
    if isinstance(atom, n.Prompts):
        stated = case.present if atom.state == "present" else case.absent
        yield from prompt_views(bundle, atom.ids & stated, "concern")
        yield from prompt_views(bundle, atom.ids & stated, "strength")
    elif atom.fact in bundle.facts:
        yield answer_view(bundle, answers, case, atom.fact)
