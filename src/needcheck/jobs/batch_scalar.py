"""One row after another with the tool's own decision: the engine without dataframes.

What it scores is also what every other engine must score; see ``Scored`` for the fields.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field

from needcheck.case.answers import Answers, Case, Value, resolve
from needcheck.criteria import nodes as n
from needcheck.jobs.batch_cells import Cells, Refusal
from needcheck.jobs.batch_ids import AGAIN, BLANK
from needcheck.jobs.batch_layout import Column, Layout
from needcheck.jobs.batch_parser import Record
from needcheck.jobs.batch_private import Watch
from needcheck.jobs.batch_records import Reader
from needcheck.jobs.batch_result import FIELDS, Batch, Rejected, Row, Rows, rejected
from needcheck.recommend import whatif
from needcheck.recommend.decide import decide, within_reach
from needcheck.recommend.explain import fired, provisional
from needcheck.recommend.recommend import Recommender
from needcheck.recommend.trials import contradictions

Refused = tuple[tuple[Column, Refusal], ...]


@dataclass(frozen=True)
class Scored:
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
    prompts: dict[str, Value] = {}
    looked: set[str] = set()
    refused: list[tuple[Column, Refusal]] = []
    for column in layout.ours:
        text = row[column.position]
        value = cells.read(column, text) if text else None
        if isinstance(value, Refusal):
            refused.append((column, value))
        elif value is None:
            continue
        elif column.kind == "fact":
            facts[column.target] = value
        elif column.kind == "prompt":
            prompts[column.target] = value
        elif isinstance(value, frozenset):
            looked |= value
        elif value is True:
            looked.add(column.target)
    if refused:
        return tuple(refused)
    partly = layout.partly
    unticked = {
        name for group in looked & set(partly) for name in partly[group] if name not in prompts
    }
    absent = {name for name, value in prompts.items() if value is False}
    return Answers(
        facts=facts,
        present=frozenset(name for name, value in prompts.items() if value is True),
        absent=frozenset(absent | unticked),
        looked_through=frozenset(looked - set(partly)),
    )


@dataclass
class Scorer:
    """Scores cases under one pathway on the day of ``cells``.

    ``exact`` looks for answers that give an outcome, as ``assess`` does; otherwise outcomes that
    no answer rules out are possible, which may be one too many and never one too few.
    """

    recommender: Recommender
    cells: Cells
    exact: bool = False
    _possible: dict[object, tuple[str, ...]] = field(default_factory=dict)

    def case(self, answers: Answers) -> Case:
        """The answers as conditions see them."""
        day = self.cells.gate.today
        return resolve(answers, self.recommender.plan.bundle, day)

    def score(self, answers: Answers) -> Scored:
        """Score one row's answers."""
        plan, case = self.recommender.plan, self.case(answers)
        outcome = decide(plan, case)
        scale = self.recommender.scale_of(case, outcome)
        reading = self.recommender.shown_reading(case, outcome, scale)
        possible = self.possible(case)
        place = plan.outcomes.index(outcome)
        action = next(self.recommender.shown_actions(reading, outcome), None)
        return Scored(
            outcome=outcome,
            scale=scale,
            settled=not possible,
            harm_route=self.recommender.alarm(reading),
            provisional=bool(provisional(plan, reading, outcome)),
            possible_higher=";".join(o for o in possible if plan.outcomes.index(o) < place),
            missing=";".join(whatif.missing(plan, case) if possible else ()),
            rules=";".join(rule.id for rule in fired(plan, reading, outcome)),
            first_action=action[0].id if action else "",
        )

    def possible(self, case: Case) -> tuple[str, ...]:
        """Other outcomes that answers to what is missing could give, most urgent first."""
        plan = self.recommender.plan
        if self.exact:
            key = self._pattern(case)
            if key not in self._possible:
                self._possible[key] = tuple(whatif.still_possible(plan, case))
            return self._possible[key]
        starts = (case, *(contradictions(plan, case) if plan.asks is None else ()))
        found = {outcome for start in starts for outcome in within_reach(plan, start)}
        now = decide(plan, case)
        return tuple(o for o in plan.outcomes if o in found and o != now)

    def still_open(self, answers: Answers) -> tuple[bool, str]:
        """Whether another outcome is possible, and the more urgent ones that are."""
        case, order = self.case(answers), self.recommender.plan.outcomes
        possible = self.possible(case)
        place = order.index(decide(self.recommender.plan, case)) if possible else 0
        return bool(possible), ";".join(o for o in possible if order.index(o) < place)

    def _pattern(self, case: Case) -> object:
        """All that the search can tell apart: deciding facts, and the states of prompts."""
        plan = self.recommender.plan
        facts = {a.fact for a in plan.deciding if not isinstance(a, n.Prompts)}
        prompts = {p for a in plan.deciding if isinstance(a, n.Prompts) for p in a.ids}
        prompts |= set(plan.implications.by_prompt)
        facts |= {fact.id for fact, _ in plan.implications.by_prompt.values()}
        held = frozenset((name, case.facts[name]) for name in facts if name in case.facts)
        return held, case.present & prompts, case.absent & prompts


@dataclass
class ScalarEngine:
    """Scores a table one row after another; ``watch`` looks over texts."""

    layout: Layout
    scorer: Scorer
    reader: Reader
    watch: Watch
    _seen: set[str] = field(default_factory=set)

    def run(self) -> Iterator[Batch]:
        """Every record in order: scored in some batch's table, or rejected."""
        columns = (*FIELDS, *(c.header for c in self.layout.kept))
        for block in self.reader.blocks():
            rows: list[Row] = []
            lost: list[Rejected] = []
            present: Counter[str] = Counter()
            for record in self.reader.rows(block):
                if record.fault[0]:
                    lost.append(Rejected.of_fault(record))
                    continue
                self.watch.look_at(record.cells)
                found = self._row(record, present)
                if isinstance(found, Rejected):
                    lost.append(found)
                else:
                    rows.append(found)
            yield Batch(Rows(columns, rows), lost, present)

    def _row(self, record: Record, present: Counter[str]) -> Row | Rejected:
        """One record's scored row, or why it has none."""
        answers = answers_of(self.scorer.cells, self.layout, record.cells)
        ident = self.layout.ident
        text = record.cells[ident.position].strip() if ident else str(record.number)
        refused = () if isinstance(answers, Answers) else answers
        if ident and (why := self._refused_id(text)):
            refused = (*refused, (ident, why))
        if refused or not isinstance(answers, Answers):
            return rejected(record.number, record.line, refused, self.layout)
        present.update(answers.present)
        kept = (record.cells[c.position] for c in self.layout.kept)
        return (text, *astuple(self.scorer.score(answers)), *kept)

    def _refused_id(self, text: str) -> Refusal | None:
        if not text:
            return BLANK
        if text in self._seen:
            return AGAIN
        self._seen.add(text)
        return None
