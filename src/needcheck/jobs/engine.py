"""Criteria, compiled once and ready for many cases.

What is needed only for a result is imported when there is one: the first question comes sooner.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from needcheck.case.answers import Answers
from needcheck.case.facts import Gate
from needcheck.case.moments import LONDON
from needcheck.criteria.authority import Clause
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.load import authority_ids, data_root, load
from needcheck.interview.session import Session
from needcheck.recommend.compile import Plan, compile_pathway

if TYPE_CHECKING:
    from needcheck.recommend.due import Calendar
    from needcheck.recommend.recommend import Recommender


@dataclass
class Engine:
    """Loads authorities and compiles pathways as they are asked for, and keeps them.

    ``overlays`` are a council's own data folders, each laid over what stands before it.
    """

    root: Path = field(default_factory=data_root)
    overlays: tuple[Path, ...] = ()
    _bundles: dict[str, Bundle] = field(default_factory=dict)
    _plans: dict[tuple[str, str], Plan] = field(default_factory=dict)
    _calendar: Calendar | None = None

    @cached_property
    def authorities(self) -> tuple[str, ...]:
        """Ids of the authorities there are."""
        if not self.overlays:
            return authority_ids(self.root)
        from needcheck.criteria.layered import authorities

        return authorities(self.root, self.overlays)

    def bundle(self, authority: str) -> Bundle:
        """The criteria of an authority; UsageError naming those there are."""
        if authority not in self._bundles:
            self._bundles[authority] = self._load(authority)
        return self._bundles[authority]

    def _load(self, authority: str) -> Bundle:
        if not self.overlays:
            return load(authority, self.root)
        from needcheck.criteria.layered import load_layered

        return load_layered(authority, self.root, self.overlays)

    def clauses(self, authority: str) -> Mapping[str, Clause]:
        """The register of an authority's document; only explanations read it."""
        from needcheck.criteria.layered import register

        return register(authority, self.root, self.overlays)

    def plan(self, authority: str, pathway: str) -> Plan:
        """A compiled pathway, hyphens allowed in its id; UsageError naming those there are."""
        key = (authority, pathway.replace("-", "_"))
        if key not in self._plans:
            self._plans[key] = compile_pathway(self.bundle(authority), key[1])
        return self._plans[key]

    @property
    def calendar(self) -> Calendar:
        """England's bank holidays."""
        from needcheck.recommend.due import load_calendar

        if self._calendar is None:
            self._calendar = load_calendar(self.root)
        return self._calendar

    def recommender(self, authority: str, pathway: str) -> Recommender:
        """What recommends under a pathway."""
        from needcheck.recommend.recommend import Recommender

        plan = self.plan(authority, pathway)
        return Recommender(plan, self.calendar, self._scale(plan))

    def _scale(self, plan: Plan) -> Plan | None:
        """The pathway of the same authority that gives the level on the framework's scale."""
        if plan.pathway.uses:
            return None
        levels = (p.id for p in plan.bundle.pathways.values() if p.uses)
        found = next(levels, None)
        return self.plan(plan.bundle.authority.id, found) if found else None

    def session(
        self, authority: str, pathway: str, now: dt.datetime, answers: Answers | None = None
    ) -> Session:
        """An interview at one moment, from these answers on."""
        plan = self.plan(authority, pathway)
        gate = Gate(plan.bundle, now)
        return Session(plan, gate, now.astimezone(LONDON).date(), answers or Answers())


def noon(day: dt.date) -> dt.datetime:
    """Noon of a day in London: the moment that a scenario's "now" means."""
    return dt.datetime.combine(day, dt.time(12), LONDON)
