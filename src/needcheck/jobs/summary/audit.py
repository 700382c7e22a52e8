"""The threshold audit: what people decided beside what is recommended.

Rows where no level can be named yet, and rows where nothing was decided, are counted apart and
never as agreement. ``over`` is a decision that is more urgent than the recommendation, ``under``
one that is less. Kappa is Cohen's with linear weights over the order of urgency.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from needcheck.case.pending import Pending
from needcheck.jobs.batch.result import Batch, csv_lines
from needcheck.jobs.summary.counts import Kind, frame_of, tally
from needcheck.jobs.summary.rule import Rule, Shown
from needcheck.jobs.summary.world import BANDS, UNDER, Key, Marks
from needcheck.jobs.team.agreement import weighted_kappa

FEW = "too few rows can be compared"
BY_GROUP = "not given by group where counts are protected"
LISTED = "NOT FOR PUBLICATION: ids where the harm route held and a lower level was decided"


@dataclass(frozen=True)
class Kappa:
    """Weighted kappa to two places with its 95 % interval, or why there is none."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""


@dataclass(frozen=True)
class Bands:
    """Rows by how a decision stands to the recommendation; ``compared`` are the first three."""

    compared: Shown
    agree: Shown
    over: Shown
    under: Shown
    not_yet: Shown
    undecided: Shown
    percent: int | None


@dataclass(frozen=True)
class DecidedRow:
    """One decision ("" for none), in how many rows, and what was recommended in them."""

    id: str
    name: str
    rows: Shown
    recommended: tuple[Shown, ...]


@dataclass(frozen=True)
class GroupBands:
    """The audit of one group of a column."""

    value: str
    bands: Bands
    kappa: Kappa


@dataclass(frozen=True)
class GroupAudit:
    """The audit by the groups of one column."""

    column: str
    groups: tuple[GroupBands, ...]


@dataclass(frozen=True)
class Audit:
    """The whole audit; ``missed`` are rows with the harm route where less was decided.

    ``recommended`` of the table's rows are in the order of ``outcomes``.
    """

    column: str
    outcomes: tuple[str, ...]
    table: tuple[DecidedRow, ...]
    bands: Bands
    kappa: Kappa
    missed: Shown
    by: tuple[GroupAudit, ...]


@dataclass(frozen=True)
class Auditor:
    """Makes an audit of counts that are safe to show under a rule."""

    counts: Mapping[Key, int]
    kinds: Counter[Kind]
    marks: Marks
    rule: Rule
    names: Mapping[str, str]

    def show(self, *key: str | int) -> Shown:
        """One count as shown."""
        return self.rule.shown(self.counts.get(key, 0))

    def audit(self, column: str, columns: Sequence[str]) -> Audit:
        """The audit of a column of decisions, by the groups of other columns."""
        order = self.marks.order
        return Audit(
            column=column,
            outcomes=order,
            table=tuple(self._row(decided) for decided in (*order, "")),
            bands=self._bands("band", "compared"),
            kappa=self._kappa(self._table()),
            missed=self.show("missed"),
            by=tuple(GroupAudit(columns[at], tuple(self._groups(at))) for at in self.marks.by),
        )

    def _row(self, decided: str) -> DecidedRow:
        pairs = tuple(self.show("pair", decided, outcome) for outcome in self.marks.order)
        return DecidedRow(decided, self.names[decided], self.show("decided", decided), pairs)

    def _bands(self, band: str, compared: str, *where: str | int) -> Bands:
        base = self.show(compared, *where)
        agree, *others = (self.show(band, *where, name) for name in BANDS)
        over, under, not_yet, undecided = others
        percent = self.rule.percent(agree, base, (over, under))
        return Bands(base, agree, over, under, not_yet, undecided, percent)

    def _groups(self, at: int) -> Iterable[GroupBands]:
        for group in sorted({kind.groups[at] for kind in self.kinds}):
            kappa = Kappa(why=BY_GROUP)
            if not self.rule.protects:
                kappa = self._kappa(self._table(at, group))
            yield GroupBands(group, self._bands("group band", "group compared", at, group), kappa)

    def _table(self, at: int | None = None, group: str = "") -> list[list[int]]:
        """Decided by recommended, without what cannot be compared; one group's, if need be."""
        found: Counter[tuple[str, str]] = Counter()
        if at is None:
            counts = self.counts.items()
            found.update({(str(k[1]), str(k[2])): n for k, n in counts if k[0] == "pair"})
        for kind, count in self.kinds.items():
            if at is not None and kind.groups[at] == group:
                found[kind.decided, kind.outcome] += count
        order = self.marks.order[:-1]
        return [[found[decided, outcome] for outcome in order] for decided in order]

    def _kappa(self, table: list[list[int]]) -> Kappa:
        """Kappa of a table of counts, from no more than what is shown of them."""
        base = self.rule.shown(sum(map(sum, table)))
        if not self.rule.rated(base):
            return Kappa(why=FEW)
        figure = weighted_kappa(as_shown(table, self.rule))
        value, low, high = (
            None if n is None else round(n, 2) + 0.0
            for n in (figure.value, figure.low, figure.high)
        )
        return Kappa(value, low, high, figure.why or figure.interval_why)


def as_shown(table: Sequence[Sequence[int]], rule: Rule) -> list[list[int]]:
    """The table as shown; all that is kept back as the same count, so that the total comes out.

    A reader of the page could make the same table: the total, too, is as shown.
    """
    cells = [rule.shown(count) for row in table for count in row]
    known = sum(cell for cell in cells if isinstance(cell, int))
    total = rule.shown(sum(map(sum, table)))
    hidden = sum(isinstance(cell, str) for cell in cells)
    each = (total - known) / hidden if hidden and isinstance(total, int) else 0
    each = max(1, min(rule.low, round(each)))
    shown = ((rule.shown(count) for count in row) for row in table)
    return [[each if isinstance(cell, str) else cell for cell in row] for row in shown]


class HarmList(Pending):
    """A watcher that writes the ids where the harm route held and a lower level was decided.

    The file is for those who look at the cases again, never for publication: it is apart from the
    summary, and its name and first line say so. Nothing is there until ``put``.
    """

    def __init__(self, path: Path, marks: Marks, decided: str, reads: Mapping[str, str]) -> None:
        self.marks, self.decided, self.reads = marks, decided, reads
        super().__init__(path)
        self.write(csv_lines([[LISTED]]))
        self.count = 0

    def __call__(self, batch: Batch) -> None:
        """Write the ids of one more batch."""
        names = ("outcome", self.decided, "harm_route")
        missed = {
            (outcome, decided)
            for outcome, decided, harm in tally(batch.table, names)
            if harm and self._under(str(outcome), str(decided))
        }
        if not missed:
            return
        ids = [ident for ident, *pair in self._harm(batch) if tuple(pair) in missed]
        self.count += len(ids)
        self.write(csv_lines([ident] for ident in ids))

    def _under(self, outcome: str, decided: str) -> bool:
        kind = Kind((), outcome, self.reads[decided.strip()], harm_route=True, provisional=False)
        return self.marks.band(kind) == UNDER

    def _harm(self, batch: Batch) -> Iterable[tuple[str, str, str]]:
        """Id, outcome and decision of the rows with the harm route."""
        names = ("id", "outcome", self.decided)
        frame = frame_of(batch.table)
        if frame is not None:
            yield from frame.filter(frame["harm_route"]).select(names).iter_rows()
            return
        at, one, two, harm = (batch.table.columns.index(n) for n in (*names, "harm_route"))
        for row in batch.table.rows():
            if row[harm]:
                yield str(row[at]), str(row[one]), str(row[two])
