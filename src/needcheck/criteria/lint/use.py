"""What is read but never asked, asked but never read, or there for nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from needcheck.criteria import model
from needcheck.criteria.authority import Contact
from needcheck.criteria.bundle import OUTCOME, SCALE, Bundle
from needcheck.criteria.conditions import Written
from needcheck.criteria.lint.reader import Reader
from needcheck.criteria.lint.written import Named, asked
from needcheck.criteria.steps import Step

_COMPUTED = frozenset({OUTCOME, SCALE})
_ROLE = "role"

Identified = Contact | model.ActionSet | model.Fact | model.Derived


def check_questions(reader: Reader, bundle: Bundle, named: Mapping[str, Named]) -> None:
    """Note facts that are read and never asked, and steps whose answer nothing reads.

    Answers carry over from one pathway of an authority to another, so that any of them may ask.
    """
    pathways = bundle.pathways.values()
    asks = frozenset[str]().union(*(_asks(bundle, pathway) for pathway in pathways))
    for pathway in pathways:
        for fact, places in named[pathway.id].facts.items():
            for written in places if fact not in asks | _COMPUTED else ():
                _unasked(reader, written, fact)
        _unread(reader, bundle, pathway, named[pathway.id])
        for action in bundle.actions(pathway):
            start = action.due.from_ if action.due else None
            if start and start not in asks:
                message = (
                    f"no step asks {start}, so that this is never counted and only its words "
                    f'are shown: add a step with fact = "{start}".'
                )
                reader.note("warning", "unasked", action, message, ("due",), everywhere=True)


def _unasked(reader: Reader, written: Written, fact: str) -> None:
    found = re.search(rf"\b{fact}\b", written.text)
    message = f'no step asks {fact}, so that it stays unknown: add a step with fact = "{fact}".'
    reader.note(
        "warning",
        "unasked",
        written.element,
        message,
        written.path,
        character=found.start() if found else 0,
        everywhere=True,
    )


def _asks(bundle: Bundle, pathway: model.Pathway) -> frozenset[str]:
    """Every fact that the interview of a pathway can answer."""
    found: set[str] = set()
    for section in (*asked(bundle, pathway), *pathway.follow_on):
        for step in section.steps:
            found.update(name for name in (step.fact, step.instead, *step.facts) if name)
            if step.prompts:
                found.update(_implied(bundle, step.prompts))
    return frozenset(found)


def _implied(bundle: Bundle, group: str) -> Iterable[str]:
    """The facts that prompts of a list answer when they are ticked."""
    for prompt in bundle.prompts.values():
        if prompt.implies and group == prompt.group:
            yield prompt.implies.partition("=")[0].strip()


def _unread(reader: Reader, bundle: Bundle, pathway: model.Pathway, named: Named) -> None:
    """Steps of the pathway's own sections whose answer decides, shows and says nothing."""
    read = set(named.facts) | {pathway.first_fact} | {_ROLE}
    read |= {action.due.from_ for action in bundle.actions(pathway) if action.due}
    for section in pathway.follow_on:
        for step in section.steps:
            for path, name in _facts(step):
                fact = bundle.facts.get(name)
                if fact and name not in read and not fact.words:
                    message = (
                        f"{name} is asked here and nothing in this pathway reads the answer: "
                        "leave the question out, or use it in a condition."
                    )
                    reader.note("warning", "unread", step, message, path)


def _facts(step: Step) -> Iterable[tuple[tuple[str | int, ...], str]]:
    if step.fact and not step.again:
        yield ("fact",), step.fact
    yield from ((("facts", index), name) for index, name in enumerate(step.facts))


def check_unused(reader: Reader, bundle: Bundle, named: Mapping[str, Named]) -> None:
    """Note contacts, action sets, facts and derived conditions that nothing names.

    A contact with a caution (``not_for``) may be there only to be warned of.
    """
    pathways = tuple(bundle.pathways.values())
    contacts = {action.contact for p in pathways for action in bundle.actions(p)}
    for contact in bundle.contacts.values():
        if contact.id not in contacts and not contact.not_for:
            _unused(reader, contact, f"no action names the contact {contact.id}")
    sets = {name for p in pathways for name in (*p.include, *p.close_with)}
    for each in bundle.sets.values():
        if each.id not in sets:
            _unused(reader, each, f"no pathway has the action set {each.id}")
    used = {fact for each in named.values() for fact in each.facts} | {_ROLE}
    used |= {fact for p in pathways for fact in _asks(bundle, p)}
    for fact in bundle.facts.values():
        if fact.id not in used:
            _unused(reader, fact, f"nothing asks or reads the fact {fact.id}")
    for condition in _unnamed(pathways, named):
        _unused(reader, condition, f"no condition names {condition.id}")


def _unnamed(
    pathways: Iterable[model.Pathway], named: Mapping[str, Named]
) -> Iterable[model.Derived]:
    """The derived conditions that are named in none of the pathways that have them."""
    left = {id(derived): derived for pathway in pathways for derived in pathway.derived}
    for pathway in pathways:
        for derived in pathway.derived:
            if derived.id in named[pathway.id].derived | {pathway.alarm}:
                left.pop(id(derived), None)
    return left.values()


def _unused(reader: Reader, element: Identified, what: str) -> None:
    message = f"{what}: leave it out, or use it."
    reader.note("warning", "unused", element, message, ("id",), everywhere=True)
