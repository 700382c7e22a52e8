"""Names that one element of a pathway gives for another: each must be there, and only once.

A rule whose outcome is misspelled, or whose id stands twice, would otherwise be lost in silence.
``check_references`` stops at the first fault, for whoever runs the criteria; ``problems`` yields
them all, for whoever writes them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from needcheck.criteria import model
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.derived import check_derived
from needcheck.criteria.part import Part
from needcheck.criteria.patterns import pattern_fault
from needcheck.criteria.steps import Section
from needcheck.criteria.walker import KeyPath
from needcheck.errors import CriteriaError

_SHOWN = 40
_ROLE = "role"
_IMPLIED = re.compile(r"\s*([a-z][a-z0-9_]*)\s*==\s*([a-z0-9_]+)\s*")


@dataclass(frozen=True)
class Problem:
    """A name that leads nowhere: in which element, at which key path below it, and why.

    ``owner`` is the element as ``rule:x``; ``name`` what is named there.
    """

    element: Part
    owner: str
    path: KeyPath
    name: str
    message: str


def check_references(bundle: Bundle, pathway: model.Pathway) -> None:
    """CriteriaError with file and line for the first name that leads nowhere or stands twice."""
    for problem in _head(bundle, pathway):
        raise CriteriaError(problem.message, place=bundle.place(problem.owner, pathway.id))
    for owner, message in _twice(bundle, pathway):
        raise CriteriaError(message, place=bundle.place(owner, pathway.id))
    for problem in problems(bundle, pathway):
        raise CriteriaError(problem.message, place=bundle.place(problem.owner, pathway.id))
    check_derived(bundle, pathway)


def _twice(bundle: Bundle, pathway: model.Pathway) -> Iterator[tuple[str, str]]:
    for kind, items in listed(pathway, bundle.actions(pathway)):
        for name, count in Counter(item.id for item in items).items():
            if count > 1:
                yield f"{kind}:{name}", f"the {kind} {name} stands twice; ids are given once"


Listed = (
    model.Derived | model.Outcome | model.Rule | model.Requirement | model.Offer | model.Action
    | model.Query | model.Invariant | Section
)  # fmt: skip


def listed(
    pathway: model.Pathway, actions: Iterable[model.Action]
) -> tuple[tuple[str, tuple[Listed, ...]], ...]:
    """The elements of a pathway by kind, each kind a namespace of its own."""
    return (
        ("derived", pathway.derived),
        ("outcome", pathway.outcomes),
        ("rule", pathway.rules),
        ("requirement", pathway.requirements),
        ("offer", pathway.offers),
        ("action", tuple(actions)),
        ("query", pathway.queries),
        ("invariant", pathway.invariants),
        ("section", pathway.follow_on),
    )


def problems(bundle: Bundle, pathway: model.Pathway) -> Iterator[Problem]:
    """Every name in a pathway, its actions and its interview that leads nowhere."""
    yield from _head(bundle, pathway)
    pathway = without_gaps(bundle, pathway)
    outcomes = [o.id for o in pathway.outcomes]
    for rule in pathway.rules:
        yield from _known(rule, f"rule:{rule.id}", "outcome", ("outcome",), rule.outcome, outcomes)
    for kind, items in listed(pathway, pathway.actions):
        for item in items:
            if isinstance(item, model.Requirement | model.Offer | model.Action | model.Query):
                yield from _each(item, f"{kind}:{item.id}", "outcome", "for", item.for_, outcomes)
    for query in pathway.queries:
        owner = f"query:{query.id}"
        yield from _each(query, owner, "fact", "asks", query.asks, bundle.facts)
    actions = bundle.actions(pathway)
    for action in actions:
        yield from _action(bundle, action, [a.id for a in actions])
    for section in pathway.follow_on:
        yield from steps(bundle, section)
    for invariant in pathway.invariants:
        yield from _invariant(invariant, [a.id for a in actions], bundle, outcomes)


def without_gaps(bundle: Bundle, pathway: model.Pathway) -> model.Pathway:
    """A pathway without the action sets that are not there."""
    sets = {key: tuple(name for name in getattr(pathway, key) if name in bundle.sets)
            for key in ("include", "close_with")}  # fmt: skip
    return pathway.model_copy(update=sets)


def shared_problems(bundle: Bundle) -> Iterator[Problem]:
    """The same for what belongs to no pathway: prompts, action sets, the framework's interview."""
    for prompt in bundle.prompts.values():
        yield from _implies(bundle, prompt)
    for section in bundle.sections:
        yield from steps(bundle, section)
    outcomes = [o.id for p in bundle.pathways.values() for o in p.outcomes]
    for shared in bundle.sets.values():
        for action in shared.actions:
            yield from _each(action, f"action:{action.id}", "outcome", "for", action.for_, outcomes)


def _head(bundle: Bundle, pathway: model.Pathway) -> Iterator[Problem]:
    """The names that a pathway gives at its head."""
    for key in ("include", "close_with"):
        names = getattr(pathway, key)
        yield from _each(pathway, "pathway", "action set", key, names, bundle.sets)
    sections = [section.id for section in bundle.sections]
    yield from _each(pathway, "pathway", "section", "sections", pathway.sections or (), sections)
    derived = [d.id for d in pathway.derived]
    if pathway.alarm:
        yield from _known(pathway, "pathway", "condition", ("alarm",), pathway.alarm, derived)
    if pathway.first_fact:
        where = ("first_fact",)
        yield from _known(pathway, "pathway", "fact", where, pathway.first_fact, bundle.facts)
    if _ROLE in bundle.facts:
        roles = bundle.facts[_ROLE].choice_ids
        yield from _each(pathway, "pathway", "role", "for_roles", pathway.for_roles, roles)


def _action(bundle: Bundle, action: model.Action, actions: Collection[str]) -> Iterator[Problem]:
    owner, due = f"action:{action.id}", action.due
    if action.contact:
        where = ("contact",)
        yield from _known(action, owner, "contact", where, action.contact, bundle.contacts)
    if due and due.from_:
        moments = [f.id for f in bundle.facts.values() if f.type == "datetime"]
        yield from _known(action, owner, "datetime fact", ("due", "from"), due.from_, moments)
    if due and due.before:
        yield from _known(action, owner, "action", ("due", "before"), due.before, actions)


def steps(bundle: Bundle, section: Section) -> Iterator[Problem]:
    """The names that the steps of a section give."""
    yes_no = [f.id for f in bundle.facts.values() if f.type == "yes_no"]
    for step in section.steps:
        owner = f"section:{section.id}"
        if step.fact:
            yield from _known(step, owner, "fact", ("fact",), step.fact, bundle.facts)
        if step.instead:
            yield from _known(step, owner, "yes/no fact", ("instead",), step.instead, yes_no)
        yield from _each(step, owner, "yes/no fact", "facts", step.facts, yes_no)


def _invariant(
    item: model.Invariant, actions: Collection[str], bundle: Bundle, outcomes: Collection[str]
) -> Iterator[Problem]:
    owner = f"invariant:{item.id}"
    for key in ("first_action", "shows", "offers", "never_shows", "never_offers"):
        yield from _each(item, owner, "action", key, getattr(item, key), actions)
    for key in ("possible", "never_possible"):
        yield from _each(item, owner, "outcome", key, getattr(item, key), outcomes)
    yield from _each(item, owner, "fact", "facts", item.facts, bundle.facts)
    for key, patterns in (("says", item.says), ("never_says", item.never_says)):
        for index, pattern in enumerate(patterns):
            if fault := pattern_fault(pattern):
                yield Problem(item, owner, (key, index), pattern, fault)


def _implies(bundle: Bundle, prompt: model.Prompt) -> Iterator[Problem]:
    """``implies`` is ``fact == answer``: a yes/no fact or a choice, and one of its answers."""
    if not prompt.implies:
        return
    owner, where = f"prompt:{prompt.id}", ("implies",)
    found = _IMPLIED.fullmatch(prompt.implies)
    if found is None:
        message = "write the fact, == and its answer without quotes, such as disabled == yes"
        yield Problem(prompt, owner, where, "", message)
        return
    kinds = {f.id: f for f in bundle.facts.values() if f.type in ("yes_no", "choice")}
    yield from _known(prompt, owner, "yes/no fact or choice", where, found[1], kinds)
    if found[1] in kinds:
        fact = kinds[found[1]]
        answers = ("yes", "no") if fact.type == "yes_no" else fact.choice_ids
        yield from _known(prompt, owner, f"answer to {fact.id}", where, found[2], answers)


def _each(  # noqa: PLR0913, PLR0917 -- one argument for each part of a problem
    element: Part,
    owner: str,
    kind: str,
    key: str,
    names: Iterable[str],
    there: Collection[str],
) -> Iterator[Problem]:
    for index, name in enumerate(names):
        yield from _known(element, owner, kind, (key, index), name, there)


def _known(  # noqa: PLR0913, PLR0917 -- one argument for each part of a problem
    element: Part,
    owner: str,
    kind: str,
    path: KeyPath,
    name: str,
    there: Collection[str],
) -> Iterator[Problem]:
    if name not in there:
        known = list(dict.fromkeys(there))
        allowed = ", ".join(known[:_SHOWN]) or "none"
        more = f", and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
        near = get_close_matches(name, known, 1)
        meant = f" (did you mean {near[0]}?)" if near else ""
        message = f"there is no {kind} {name}; there is: {allowed}{more}{meant}"
        yield Problem(element, owner, path, name, message)
