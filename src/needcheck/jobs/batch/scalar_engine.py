"""One row after another with the tool's own decision: the engine without dataframes.

What it scores is also what every other engine must score; see ``Scored`` for the fields.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple, TypeVar

from needcheck.case.answers import Answers, Case, Value, resolve
from needcheck.criteria import nodes as n
from needcheck.jobs.batch.cells import Cells, Refusal
from needcheck.jobs.batch.ids import SeenOneByOne
from needcheck.jobs.batch.layout import Column, Layout
from needcheck.jobs.batch.parser import Record
from needcheck.jobs.batch.private import Watch
from needcheck.jobs.batch.records import Reader
from needcheck.jobs.batch.result import FIELDS, Batch, Rejected, Row, Rows, rejected
from needcheck.recommend import whatif
from needcheck.recommend.compile import Plan
from needcheck.recommend.explain import fired, rest_on_silence
from needcheck.recommend.recommend import Recommender
from needcheck.recommend.standing import Standing

AT_ONCE = 2_000
KEPT = 1 << 12
T = TypeVar("T")
Refused = tuple[tuple[Column, Refusal], ...]


class Scored(NamedTuple):
    """What is scored of one row; lists are ids with ``;`` between them, most urgent first.

    ``possible_higher`` are the more urgent outcomes that answers to what is missing could give,
    ``missing`` the answers that could change the outcome, ``rules`` those that led to it.
    """

    outcome: str
    scale: str
    settled: bool
    harm_route: bool
    provisional: bool
    possible_higher: str
    missing: str
    rules: str
    first_action: str


def answers_of(cells: Cells, layout: Layout, row: Sequence[str]) -> Answers | Refused:
    """The answers of a row, or every cell of it that is none.

    A list that was looked through has its unticked prompts absent as far as the table has a column
    for them: of a prompt without one nothing is known.
    """
    facts: dict[str, Value] = {}
    present, absent, looked = set[str](), set[str](), set[str]()
    refused: list[tuple[Column, Refusal]] = []
    for column in layout.ours:
        text = row[column.position]
        value = cells.read(column, text) if text else None
        if value is None:
            continue
        if isinstance(value, Refusal):
            refused.append((column, value))
        elif column.kind == "fact":
            facts[column.target] = value
        elif column.kind == "prompt":
            (present if value else absent).add(column.target)
        elif isinstance(value, frozenset):
            looked |= value
        elif value is True:
            looked.add(column.target)
    if refused:
        return tuple(refused)
    partly = layout.partly
    for group in looked & partly.keys():
        absent.update(partly[group])
    return Answers(
        facts=facts,
        present=frozenset(present),
        absent=frozenset(absent - present),
        looked_through=frozenset(looked - partly.keys()),
    )


@dataclass(frozen=True)
class Pattern:
    """Facts and prompts that cases can be told apart by."""

    facts: tuple[str, ...]
    prompts: frozenset[str]

    @classmethod
    def of_names(cls, plan: Plan, names: frozenset[str]) -> Pattern:
        """These facts and prompts, and those that imply an answer, are implied or stand in."""
        by_prompt = plan.implications.by_prompt
        facts = names | {fact.id for fact, _ in by_prompt.values()}
        pairs = (set(pair) for pair in plan.instead.items())
        facts = facts.union(*(pair for pair in pairs if pair & names))
        return cls(
            tuple(name for name in plan.bundle.facts if name in facts),
            frozenset(plan.bundle.prompts) & (names | by_prompt.keys()),
        )

    @classmethod
    def of_atoms(cls, plan: Plan) -> Pattern:
        """All that outcomes rest on."""
        names: set[str] = set()
        for atom in plan.deciding:
            names |= atom.ids if isinstance(atom, n.Prompts) else {atom.fact}
        return cls.of_names(plan, frozenset(names))

    def of(self, case: Case) -> Hashable:
        """The same for all cases that cannot be told apart."""
        held = tuple(map(case.facts.get, self.facts))
        return held, case.present & self.prompts, case.absent & self.prompts


def remembered(known: dict[Hashable, T], key: Hashable, find: Callable[[], T]) -> T:
    """What was found before for a key; the memory is bounded."""
    found = known.get(key)
    if found is None:
        if len(known) >= KEPT:
            known.clear()
        found = known[key] = find()
    return found


@dataclass
class Scorer:
    """Scores cases under one pathway on the day of ``cells``.

    ``exact`` looks for answers that give an outcome, as ``assess`` does; otherwise outcomes that
    no answer rules out are possible, which may be one too many and never one too few.
    """

    recommender: Recommender
    cells: Cells
    exact: bool = False
    _scored: dict[Hashable, Scored] = field(default_factory=dict)
    _possible: dict[Hashable, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find out which facts scoring reads, and what the search can tell apart."""
        plan, scale = self.recommender.plan, self.recommender.scale
        reads = plan.reads | (scale.reads if scale else frozenset())
        self._read = Pattern.of_names(plan, reads).facts
        self._deciding = Pattern.of_atoms(plan)

    def case(self, answers: Answers) -> Case:
        """The answers as conditions see them."""
        day = self.cells.gate.today
        return resolve(answers, self.recommender.plan.bundle, day)

    def score(self, answers: Answers) -> Scored:
        """Score one row's answers; what nothing tells apart is scored once."""
        held = tuple(map(answers.facts.get, self._read))
        key = held, answers.present, answers.absent, answers.looked_through
        return remembered(self._scored, key, lambda: self._score(self.case(answers)))

    def _score(self, case: Case) -> Scored:
        plan = self.recommender.plan
        standing = Standing(plan, case)
        outcome = standing.outcome
        scale = self.recommender.scale_of(case, outcome)
        reading = self.recommender.shown_reading(standing.reading, outcome, scale)
        possible = self.possible(standing)
        rules = fired(plan, reading, outcome)
        action = next(self.recommender.shown_actions(reading, outcome), None)
        return Scored(
            outcome=outcome,
            scale=scale,
            settled=not possible,
            harm_route=self.recommender.alarm(reading),
            provisional=bool(rules) and rest_on_silence(plan, reading, rules),
            possible_higher=";".join(more_urgent(standing, possible)),
            missing=";".join(whatif.missing_in(standing) if possible else ()),
            rules=";".join(rule.id for rule in rules),
            first_action=action[0].id if action else "",
        )

    def possible(self, standing: Standing) -> tuple[str, ...]:
        """Other outcomes that answers to what is missing could give, most urgent first."""
        plan, case = standing.plan, standing.case
        if self.exact:
            key = self._deciding.of(case)
            return remembered(self._possible, key, lambda: tuple(whatif.still_possible(plan, case)))
        starts = (standing, *(standing.overruled if plan.asks is None else ()))
        found = {outcome for start in starts for outcome in start.reach}
        return tuple(o for o in plan.outcomes if o in found and o != standing.outcome)

    def still_open(self, answers: Answers) -> tuple[bool, str]:
        """Whether another outcome is possible, and the more urgent ones that are."""
        standing = Standing(self.recommender.plan, self.case(answers))
        possible = self.possible(standing)
        return bool(possible), ";".join(more_urgent(standing, possible))


def more_urgent(standing: Standing, outcomes: Iterable[str]) -> Iterator[str]:
    """Of these outcomes those that are more urgent than how the case stands."""
    order = standing.plan.outcomes
    place = order.index(standing.outcome)
    return (outcome for outcome in outcomes if order.index(outcome) < place)


@dataclass
class ScalarEngine:
    """Scores a table one row after another; ``watch`` looks over texts."""

    layout: Layout
    scorer: Scorer
    reader: Reader
    watch: Watch
    _seen: SeenOneByOne = field(default_factory=SeenOneByOne)

    def run(self) -> Iterator[Batch]:
        """Every record in order: scored in some batch's table, or rejected."""
        records = (record for block in self.reader.blocks() for record in self.reader.rows(block))
        while some := list(islice(records, AT_ONCE)):
            yield self._batch(some)

    def _batch(self, records: Iterable[Record]) -> Batch:
        rows: list[Row] = []
        lost: list[Rejected] = []
        present: Counter[str] = Counter()
        for record in records:
            if record.fault[0]:
                lost.append(Rejected.of_fault(record))
                continue
            self.watch.look_at(record.cells)
            found = self._row(record, present)
            if isinstance(found, Rejected):
                lost.append(found)
            else:
                rows.append(found)
        columns = (*FIELDS, *(c.header for c in self.layout.kept))
        return Batch(Rows(columns, rows), lost, present)

    def _row(self, record: Record, present: Counter[str]) -> Row | Rejected:
        """One record's scored row, or why it has none."""
        answers = answers_of(self.scorer.cells, self.layout, record.cells)
        ident = self.layout.ident
        text = record.cells[ident.position].strip() if ident else str(record.number)
        refused = () if isinstance(answers, Answers) else answers
        if ident and (why := self._seen.refusal(text)):
            refused = (*refused, (ident, why))
        if refused or not isinstance(answers, Answers):
            return rejected(record.number, record.line, refused, self.layout)
        present.update(answers.present)
        kept = (record.cells[c.position] for c in self.layout.kept)
        return (text, *self.scorer.score(answers), *kept)
