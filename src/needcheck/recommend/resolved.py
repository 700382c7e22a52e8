"""A table of raw answers as conditions see it: lists looked through, and what ticked prompts imply.

The same as ``case.answers.resolve``, as expressions: where prompt and answer
differ the graver stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from needcheck.case.answers import Value
from needcheck.criteria.model import Fact
from needcheck.readings.columns import ALWAYS, Program
from needcheck.readings.sources import Source
from needcheck.recommend.compile import Plan

if TYPE_CHECKING:
    import narwhals as nw


class Resolved:
    """Columns of a table of raw answers after lists looked through and what prompts imply.

    The graver of a stated answer and what a ticked prompt implies stands, as in ``resolve``.
    ``ticked`` is one more prompt taken as present. ``there`` are the prompts that the table has: of
    any other nothing is known, even where its list was looked through.
    """

    def __init__(
        self, program: Program, plan: Plan, there: frozenset[str], ticked: str = ""
    ) -> None:
        self.program, self.prompts, self.there = program, plan.bundle.prompts, there
        self.implications, self.ticked = plan.implications, ticked

    def __call__(self, source: Source) -> str:
        """The column that stands for a source."""
        if source.kind == "prompt":
            return self._prompt(source.of)
        if source.kind == "fact" and any(self._implying(source.of)):
            return self._implied(source.of)
        return self.program.source(source)

    def _prompt(self, name: str) -> str:
        import narwhals as nw

        if name == self.ticked:
            return ALWAYS
        cell, prompt = self.program.source(Source("cell", name)), self.prompts[name]
        if prompt.polarity != "concern" or name not in self.there:
            return cell
        looked = self.program.source(Source("looked", prompt.group))
        return self.program.put(
            "unticked",
            (cell, looked),
            lambda a, b: nw.when(a.is_null() & b).then(nw.lit(value=False)).otherwise(a),
        )

    def _implying(self, name: str) -> Iterator[tuple[str, Fact, Value]]:
        for prompt, (fact, value) in self.implications.by_prompt.items():
            if fact.id == name:
                yield prompt, fact, value

    def _implied(self, name: str) -> str:
        stated = self.program.source(Source("stated", name))
        now = stated
        for prompt, fact, value in self._implying(name):
            if prompt != self.ticked:
                cell = self.program.source(Source("cell", prompt))
                now = self._graver(fact, value, now, (stated, cell))
        for _, fact, value in (i for i in self._implying(name) if i[0] == self.ticked):
            now = self._graver(fact, value, now, ())
        return now

    def _graver(self, fact: Fact, value: Value, now: str, guard: Sequence[str]) -> str:
        """The graver of ``value`` and what stands; guarded by a prompt that says otherwise."""
        import narwhals as nw

        at = fact.choice_ids.index(str(value)) if fact.type == "choice" else value is True

        def make(now: nw.Expr, *guard: nw.Expr) -> nw.Expr:
            both = nw.when(now.is_null() | (now == at)).then(nw.lit(at))
            if fact.type == "yes_no":
                graver = both.otherwise(nw.lit(fact.graver != "no"))
            elif fact.ordered:
                graver = both.otherwise(nw.when(now > at).then(now).otherwise(nw.lit(at)))
            else:
                graver = both.otherwise(nw.lit(at))
            if not guard:
                return graver
            stated, cell = guard
            return nw.when(cell & (stated.is_null() | (stated != at))).then(graver).otherwise(now)

        return self.program.put(f"graver {fact.id} {at}", (now, *guard), make)
