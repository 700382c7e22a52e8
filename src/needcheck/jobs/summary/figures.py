"""A summary of scored rows as figures that are safe to show: what a page of any format says.

Counts are ``int`` or ``c`` (see ``summary_rule``), rates whole per cents of counts as shown.
Nothing here depends on the engine or on the order of rows. Missing answers and prompts stand in
the order of their counts as shown, then of the criteria: an order by counts that are kept back
would tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from needcheck.jobs.summary.audit import Audit, Auditor
from needcheck.jobs.summary.counts import Tallies
from needcheck.jobs.summary.protect import Protected, alone_tells, protect
from needcheck.jobs.summary.rule import Rule, Shown
from needcheck.jobs.summary.world import Marks
from needcheck.recommend.compile import Plan
from needcheck.recommend.words import label

AUDIT = "the audit"
NOTHING = "nothing was decided"


@dataclass(frozen=True)
class Source:
    """Whose criteria, for what, on which day."""

    authority: str
    authority_name: str
    pathway: str
    pathway_title: str
    document: str
    edition: str
    sha256: str
    as_of: str


@dataclass(frozen=True)
class Figure:
    """One count of rows with its share of all of them (None where no rate is given)."""

    id: str
    name: str
    rows: Shown
    percent: int | None


@dataclass(frozen=True)
class Group:
    """The rows of one group; ``outcomes`` in the order of urgency."""

    value: str
    rows: Shown
    outcomes: tuple[Figure, ...]


@dataclass(frozen=True)
class Breakdown:
    """Outcomes by the groups of one column."""

    column: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Gap:
    """An answer that is missing where it could change the outcome.

    ``rows`` is in how many rows it is missing so, ``alone`` how many of them it would settle by
    itself; None where the two lists together could tell what is kept back.
    """

    id: str
    name: str
    rows: Shown
    alone: Shown | None


@dataclass(frozen=True)
class Summary:
    """All that a summary says. ``left_out`` names what so few rows would have told."""

    source: Source
    rule: Rule
    scored: Shown
    rejected: Shown
    outcomes: tuple[Figure, ...]
    harm_route: Figure
    provisional: Figure
    not_yet: Figure
    by: tuple[Breakdown, ...]
    missing: tuple[Gap, ...]
    prompts: tuple[Figure, ...]
    audit: Audit | None
    left_out: tuple[str, ...]


def source_of(plan: Plan, as_of: str) -> Source:
    """Whose criteria a summary rests on."""
    bundle, pathway = plan.bundle, plan.pathway
    authority = bundle.authority
    return Source(
        authority=authority.id,
        authority_name=authority.name,
        pathway=pathway.id,
        pathway_title=pathway.title,
        document=authority.document.title,
        edition=bundle.edition,
        sha256=bundle.sha256,
        as_of=as_of,
    )


def summarise(tallies: Tallies, plan: Plan, rule: Rule, as_of: str) -> Summary:
    """The summary of counted rows under a rule of disclosure."""
    wanted = Marks(plan.outcomes, tuple(range(len(tallies.by))), bool(tallies.decided))
    safe = protect(tallies.kinds, wanted, rule)
    figures = _Figures(tallies, plan, rule, safe)
    outcomes = tuple(figures.outcome(name) for name in plan.outcomes)
    return Summary(
        source=source_of(plan, as_of),
        rule=rule,
        scored=figures.show("rows"),
        rejected=rule.shown(tallies.rejected),
        outcomes=outcomes,
        harm_route=figures.share("harm_route", "the harm route held"),
        provisional=figures.share("provisional", "the outcome rests on silence"),
        not_yet=outcomes[-1],
        by=tuple(figures.breakdown(at) for at in safe.by),
        missing=tuple(figures.gaps()),
        prompts=tuple(figures.prompts()),
        audit=figures.audit() if safe.audited else None,
        left_out=tuple(_left_out(tallies, safe)),
    )


def _left_out(tallies: Tallies, safe: Protected) -> Iterator[str]:
    yield from tallies.by[len(safe.by) :]
    if tallies.decided and not safe.audited:
        yield AUDIT


@dataclass(frozen=True)
class _Figures:
    """Counts with their names."""

    tallies: Tallies
    plan: Plan
    rule: Rule
    safe: Protected

    @property
    def names(self) -> Mapping[str, str]:
        """Outcomes in words; "" for no decision."""
        return {**{o.id: o.name for o in self.plan.pathway.outcomes}, "": NOTHING}

    def show(self, *key: str | int) -> Shown:
        """One count of rows as shown."""
        return self.rule.shown(self.safe.counts.get(key, 0))

    def share(self, name: str, words: str, *key: str, others: Iterable[Shown] = ()) -> Figure:
        """A count with its share of all rows; ``others`` are the other parts of these."""
        rows = self.show(*(key or (name,)))
        return Figure(name, words, rows, self.rule.percent(rows, self.show("rows"), others))

    def outcome(self, name: str) -> Figure:
        """How many rows have an outcome."""
        others = tuple(self.show("outcome", o) for o in self.plan.outcomes if o != name)
        return self.share(name, self.names[name], "outcome", name, others=others)

    def breakdown(self, at: int) -> Breakdown:
        """Outcomes by the groups of a column, in the order of their names."""
        values = sorted({kind.groups[at] for kind in self.tallies.kinds})
        return Breakdown(self.tallies.by[at], tuple(self._group(at, value) for value in values))

    def _group(self, at: int, value: str) -> Group:
        rows = self.show("group", at, value)
        return Group(value, rows, tuple(self._levels(at, value, rows)))

    def _levels(self, at: int, value: str, base: Shown) -> Iterable[Figure]:
        shown = {name: self.show("level", at, value, name) for name in self.plan.outcomes}
        for name, rows in shown.items():
            others = (count for other, count in shown.items() if other != name)
            yield Figure(name, self.names[name], rows, self.rule.percent(rows, base, others))

    def gaps(self) -> Iterator[Gap]:
        """Missing answers, the most frequent first as far as that is shown."""
        gaps, rule = self.tallies.gaps, self.rule
        telling = alone_tells(gaps, rule)
        rows = gaps.rows()
        for name in sorted(self._in_order(rows), key=lambda name: -_size(rule.shown(rows[name]))):
            alone = None if telling else rule.shown(gaps.one[name])
            yield Gap(name, label(self.plan.bundle, name), rule.shown(rows[name]), alone)

    def prompts(self) -> Iterator[Figure]:
        """Prompts that are present in some row, the most frequent first as far as that is shown."""
        shown = {name: self.rule.shown(n) for name, n in self.tallies.present.items() if n}
        for name in sorted(self._in_order(shown), key=lambda name: -_size(shown[name])):
            words = self.plan.bundle.prompts[name].text
            share = self.rule.percent(shown[name], self.show("rows"))
            yield Figure(name, words, shown[name], share)

    def _in_order(self, names: Iterable[str]) -> list[str]:
        """Facts, lists and prompts in the order of the criteria."""
        bundle = self.plan.bundle
        order = {name: at for at, name in enumerate((*bundle.facts, *bundle.prompts))}
        return sorted(names, key=lambda name: (order.get(name, len(order)), name))

    def audit(self) -> Audit:
        """The audit of what people decided."""
        tallies = self.tallies
        marks = Marks(self.plan.outcomes, self.safe.by, audited=True)
        auditor = Auditor(self.safe.counts, tallies.kinds, marks, self.rule, self.names)
        return auditor.audit(tallies.decided, tallies.by)


def _size(shown: Shown) -> int:
    """For an order by what is shown: ``c`` stands after every number but 0."""
    return 1 if isinstance(shown, str) else shown
