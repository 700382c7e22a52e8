"""Every condition that a pathway holds, with what each may name: one list for all who read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from needcheck.criteria import model
from needcheck.criteria.part import Part
from needcheck.criteria.steps import Section
from needcheck.criteria.walker import KeyPath


@dataclass(frozen=True)
class Written:
    """One condition as written: the element that holds it, the key, and the text.

    ``texts`` admits known() and outcome, ``scale`` the level on the framework's scale.
    """

    element: Part
    path: KeyPath
    text: str
    texts: bool = False
    scale: bool = False


def conditions(
    pathway: model.Pathway,
    actions: Iterable[model.Action],
    sections: Sequence[Section],
) -> Iterator[Written]:
    """Every condition of a pathway that is not empty; ``sections`` are those of the framework."""
    for written in _conditions(pathway, actions, sections):
        if written.text:
            yield written


def _conditions(
    pathway: model.Pathway, actions: Iterable[model.Action], sections: Sequence[Section]
) -> Iterator[Written]:
    yield from decides(pathway)
    yield Written(pathway, ("offers_when",), pathway.offers_when)
    yield Written(pathway, ("suggest_when",), pathway.suggest_when, scale=True)
    for query in pathway.queries:
        yield Written(query, ("when",), query.when, scale=True)
    for action in actions:
        yield Written(action, ("when",), action.when, texts=True)
    for section in (*sections, *pathway.follow_on):
        for step in section.steps:
            yield Written(step, ("when",), step.when, texts=True)
    for invariant in pathway.invariants:
        yield Written(invariant, ("when",), invariant.when, texts=True)
        yield Written(invariant, ("then",), invariant.then, texts=True)


def decides(pathway: model.Pathway) -> Iterator[Written]:
    """The conditions that decide, and name facts and derived conditions alone; some are empty."""
    grounds = (ground for derived in pathway.derived for ground in derived.any)
    held: tuple[model.Ground | model.Rule | model.Offer, ...]
    held = (*grounds, *pathway.rules, *pathway.offers)
    for each in held:
        yield Written(each, ("when",), each.when)
        yield Written(each, ("unless",), each.unless)
    for item in pathway.requirements:
        yield Written(item, ("when",), item.when)
        yield Written(item, ("applies",), item.applies)
