"""Names that one element of a pathway gives for another: each must be there, and only once.

A rule whose outcome is misspelled, or whose id stands twice, would otherwise be lost in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NoReturn

from needcheck.criteria import model
from needcheck.criteria.bundle import Bundle
from needcheck.errors import CriteriaError


def check_references(bundle: Bundle, pathway: model.Pathway) -> None:
    """CriteriaError with file and line for the first name that leads nowhere or stands twice."""
    _Check(bundle, pathway).run()


class _Check:
    """The checks of one pathway."""

    def __init__(self, bundle: Bundle, pathway: model.Pathway) -> None:
        self.bundle, self.pathway = bundle, pathway

    def run(self) -> None:
        pathway, outcomes = self.pathway, {o.id for o in self.pathway.outcomes}
        actions = self.bundle.actions(pathway)
        self.once("derived", pathway.derived)
        self.once("outcome", pathway.outcomes)
        self.once("rule", pathway.rules)
        self.once("requirement", pathway.requirements)
        self.once("offer", pathway.offers)
        self.once("action", actions)
        self.once("query", pathway.queries)
        for rule in pathway.rules:
            self.known(f"rule:{rule.id}", "outcome", [rule.outcome], outcomes)
        for query in pathway.queries:
            self.known(f"query:{query.id}", "fact", query.asks, self.bundle.facts)
        self.named_outcomes(outcomes)
        for action in actions:
            self.action(action)

    def named_outcomes(self, outcomes: set[str]) -> None:
        """What stands in ``for``; a shared action set may name outcomes of other pathways."""
        for kind, items in (
            ("requirement", self.pathway.requirements),
            ("offer", self.pathway.offers),
            ("action", self.pathway.actions),
            ("query", self.pathway.queries),
        ):
            for item in items:
                self.known(f"{kind}:{item.id}", "outcome", item.for_, outcomes)

    def action(self, action: model.Action) -> None:
        owner = f"action:{action.id}"
        if action.contact:
            self.known(owner, "contact", [action.contact], self.bundle.contacts)
        if action.due and action.due.from_:
            moments = [f.id for f in self.bundle.facts.values() if f.type == "datetime"]
            self.known(owner, "datetime fact", [action.due.from_], moments)

    def known(self, owner: str, kind: str, names: Iterable[str], there: Iterable[str]) -> None:
        for name in names:
            if name not in there:
                allowed = ", ".join(there if not isinstance(there, set) else sorted(there))
                self.fail(owner, f"there is no {kind} {name}; there is: {allowed}")

    def once(
        self,
        kind: str,
        items: Iterable[
            model.Derived
            | model.Outcome
            | model.Rule
            | model.Requirement
            | model.Offer
            | model.Action
            | model.Query
        ],
    ) -> None:
        for name, count in Counter(item.id for item in items).items():
            if count > 1:
                self.fail(f"{kind}:{name}", f"the {kind} {name} stands twice; ids are given once")

    def fail(self, owner: str, message: str) -> NoReturn:
        raise CriteriaError(message, place=self.bundle.place(owner, self.pathway.id))
