"""The decision for a whole table at once: the same trees as for one case, read by columns.

``Sheet`` lays a pathway out as columns of numbers and truths; ``names`` of a mask stand for its
bits, the lowest first. What is still possible is bounded as ``decide.within_reach`` bounds it: one
outcome too many may be named and never one too few.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from needcheck.criteria import nodes as n
from needcheck.criteria.bundle import OUTCOME, SCALE, outcome_fact, scale_fact
from needcheck.criteria.model import GROUPS, LEVELS, Action
from needcheck.readings.columns import NEVER, ColumnReading, Program
from needcheck.readings.sources import Source
from needcheck.recommend.compile import Plan
from needcheck.recommend.masks import Mask, masked
from needcheck.recommend.resolved import Resolved
from needcheck.recommend.waiting import Waits
from needcheck.recommend.whatif import LIST

if TYPE_CHECKING:
    import narwhals as nw


class Sheet:
    """One pathway over a table; ``scale`` is the pathway of the level on the framework's scale.

    ``prompts`` are those that the table has a column for, None for all.
    """

    def __init__(
        self, plan: Plan, scale: Plan | None, prompts: frozenset[str] | None = None
    ) -> None:
        self.plan, self.scale_plan = plan, scale
        self.prompts = frozenset(plan.bundle.prompts) if prompts is None else prompts
        self.program = Program()
        self.now = self._reading(plan)
        self._like = self.program.source(Source("looked", GROUPS[0]))
        self.columns = (
            *(self.outcome, self.scale, self.settled, self.harm_route, self.provisional),
            *(self.rules.column, self.higher.column, self.missing.column, self.first_action),
        )

    @property
    def levels(self) -> tuple[str, ...]:
        """What the positions of ``scale`` stand for."""
        return LEVELS

    @property
    def actions(self) -> tuple[str, ...]:
        """What the positions of ``first_action`` stand for."""
        return tuple(action.id for action in self.plan.actions)

    def _reading(self, plan: Plan, ticked: str = "") -> ColumnReading:
        column = Resolved(self.program, plan, self.prompts, ticked)
        return ColumnReading(self.program, plan.derived, plan.bundle.facts, column=column)

    def _real(self, part: str) -> str:
        """A column without nulls for a truth: whether it is surely so."""
        return self.program.constant(self.program.sure(part), self._like)

    def _outcome_truths(self, reading: ColumnReading, plan: Plan) -> list[str]:
        return [reading.truth(plan.trees[f"outcome:{name}"]) for name in plan.outcomes]

    def _first(self, truths: Sequence[str], values: Sequence[int | None]) -> str:
        """The value of the first that surely holds; the last value where none does."""
        import narwhals as nw

        def make(*columns: nw.Expr) -> nw.Expr:
            result = nw.lit(values[-1], dtype=nw.Int32)
            for column, value in reversed(list(zip(columns, values, strict=False))):
                result = nw.when(column).then(nw.lit(value, dtype=nw.Int32)).otherwise(result)
            return result

        return self.program.put(f"first {values}", map(self._real, truths), make)

    @cached_property
    def outcome(self) -> str:
        """The outcome's position."""
        truths = self._outcome_truths(self.now, self.plan)[:-1]
        return self._first(truths, list(range(len(self.plan.outcomes))))

    @cached_property
    def scale(self) -> str:
        """The level's position on the framework's scale; null where none can be named yet."""
        plan = self.scale_plan or self.plan
        truths = self._outcome_truths(self._reading(plan), plan)[:-1]
        places = [LEVELS.index(name) if name in LEVELS else None for name in plan.outcomes]
        return self._first(truths, places)

    @cached_property
    def harm_route(self) -> str:
        """Whether the harm route surely holds."""
        alarm = self.plan.pathway.alarm
        return self._real(NEVER if alarm is None else self.now.truth(n.Name(alarm)))

    @cached_property
    def _fired(self) -> dict[str, str]:
        """Rule id to whether it fires in the outcome reached."""
        return {
            rule.id: self.program.every(
                (
                    self._real(self.now.truth(self.plan.trees[f"rule:{rule.id}"])),
                    self._at(self.plan.outcomes.index(rule.outcome)),
                )
            )
            for rule in self.plan.pathway.rules
        }

    def _at(self, *places: int) -> str:
        """Whether the outcome is at one of these positions."""
        return self.program.put(f"at {places}", [self.outcome], lambda a: a.is_in(places))

    @cached_property
    def rules(self) -> Mask:
        """The rules that fire in the outcome."""
        return self._mask(self._fired)

    @cached_property
    def provisional(self) -> str:
        """Whether every rule that fires rests on silence, and one does."""
        rests = {
            name: self._real(self.now.truth(self.plan.trees[f"provisional:{name}"]))
            for name in self._fired
        }
        firm = [
            self.program.every((fires, self.program.negation(rests[name])))
            for name, fires in self._fired.items()
        ]
        no_firm = self.program.negation(self.program.some(firm))
        return self._real(self.program.every((self.program.some(self._fired.values()), no_firm)))

    def _mask(self, truths: dict[str, str]) -> Mask:
        columns = [self._real(truth) for truth in truths.values()] or [self._real(NEVER)]
        return masked(self.program, columns, tuple(truths))

    def _reach(self, reading: ColumnReading) -> list[str]:
        """For each outcome whether no answer rules it out, as ``decide.within_reach`` tells."""
        program = self.program
        earlier: list[str] = []
        found: list[str] = []
        for truth in self._outcome_truths(reading.plain, self.plan)[:-1]:
            may = program.negation(program.sure(program.negation(truth)))
            found.append(program.every((may, *map(program.negation, earlier))))
            earlier.append(program.sure(truth))
        return [*found, program.every(map(program.negation, earlier))]

    @cached_property
    def _overruled(self) -> dict[str, tuple[str, list[str]]]:
        """For each prompt that may overrule a stated answer: whether it would; what it reaches."""
        found = {}
        for prompt, (fact, _) in self.plan.implications.by_prompt.items():
            source = Source("fact", fact.id)
            stands = Resolved(self.program, self.plan, self.prompts)(source)
            other = Resolved(self.program, self.plan, self.prompts, prompt)(source)
            unseen = self.program.unsure(self.now.source("prompt", prompt))
            differs = self.program.put("differs", (stands, other), lambda a, b: a != b)
            changes = self.program.every((unseen, self.program.sure(differs)))
            found[prompt] = changes, self._reach(self._reading(self.plan, prompt))
        return found

    @cached_property
    def _possible(self) -> dict[str, str]:
        """Outcome id to whether answers to what is missing could give it instead."""
        reach = [[truth] for truth in self._reach(self.now)]
        if self.plan.asks is None:
            for changes, reached in self._overruled.values():
                for own, truth in zip(reach, reached, strict=True):
                    own.append(self.program.every((changes, truth)))
        return {
            name: self.program.every(
                (self.program.some(reach[i]), self.program.negation(self._at(i)))
            )
            for i, name in enumerate(self.plan.outcomes)
        }

    @cached_property
    def settled(self) -> str:
        """Whether no answer to what is missing can change the outcome."""
        return self._real(self.program.negation(self.program.some(self._possible.values())))

    @cached_property
    def higher(self) -> Mask:
        """The more urgent outcomes that are still possible."""
        count = len(self.plan.outcomes)
        return self._mask(
            {
                name: self.program.every((possible, self._at(*range(i + 1, count))))
                for i, (name, possible) in enumerate(self._possible.items())
                if i + 1 < count
            }
        )

    @cached_property
    def missing(self) -> Mask:
        """Facts and lists whose answers could change the outcome, as ``whatif.missing`` tells."""
        facts, prompts = self._needed()
        for prompt, (changes, reached) in self._overruled.items():
            group = self.plan.bundle.prompts[prompt].group
            moves = [
                self.program.every((changes, self._moved(i, r))) for i, r in enumerate(reached)
            ]
            prompts.setdefault(group, []).extend(moves)
        names = {f: facts[f] for f in self.plan.bundle.facts if f in facts}
        names |= {f"{LIST}{g}": prompts[g] for g in GROUPS if g in prompts}
        for name, replaced in self._replaced():
            if name in names:
                still = self.program.negation(replaced)
                names[name] = [self.program.every((truth, still)) for truth in names[name]]
        open_ = self.program.negation(self.settled)
        return self._mask(
            {
                name: self.program.every((open_, self.program.some(truths)))
                for name, truths in names.items()
                if self.plan.asks is None or name in self.plan.asks
            }
        )

    def _replaced(self) -> Iterator[tuple[str, str]]:
        """Each fact that another may stand in for, and whether it does (``Plan.replaced``)."""
        for fact, other in self.plan.instead.items():
            yield fact, self.program.sure(self.now.truth(n.Yes(other)))
            yield other, self.now.known(fact)

    def _moved(self, place: int, reached: str) -> str:
        """Whether what is reached is not just the outcome as things stand."""
        at, program = self._at(place), self.program
        return program.some(
            (
                program.every((reached, program.negation(at))),
                program.every((program.negation(reached), at)),
            )
        )

    def _needed(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """For each fact, and each list, where some open tree waits for it."""
        waits, count = Waits(self.now.plain), len(self.plan.outcomes)
        truths = self._outcome_truths(self.now.plain, self.plan)
        firm = self.program.some(
            self.program.every((self._at(place), self.program.sure(truth)))
            for place, truth in enumerate(truths)
        )
        for place, name in enumerate(self.plan.outcomes):
            below = self._at(*range(place + 1, count)) if place + 1 < count else NEVER
            looked_at = self.program.some((below, self.program.negation(firm)))
            waits.add(self.plan.trees[f"outcome:{name}"], looked_at)
        facts: dict[str, list[str]] = {}
        prompts: dict[str, list[str]] = {}
        for atom, waiting in waits.atoms():
            if isinstance(atom, n.Prompts):
                for group, unseen in self._unseen(atom):
                    prompts.setdefault(group, []).append(self.program.every((waiting, unseen)))
            else:
                facts.setdefault(atom.fact, []).append(waiting)
        return facts, prompts

    def _unseen(self, atom: n.Prompts) -> Iterator[tuple[str, str]]:
        """Each list that has some of the prompts, and whether one of them was not looked at."""
        prompts = self.plan.bundle.prompts
        for group in GROUPS:
            own = [p for p in sorted(atom.ids) if prompts[p].group == group]
            columns = [self.program.unsure(self.now.source("prompt", p)) for p in own]
            if own:
                yield group, self.program.some(columns)

    @cached_property
    def first_action(self) -> str:
        """The position of the first action shown, plainly or as "if ..."; null where none is."""
        shown = [self._shown(action) for action in self._leading_actions()]
        return self._first(shown or [NEVER], [*range(len(shown) or 1), None])

    def _leading_actions(self) -> Iterator[Action]:
        """The actions down to the first that every result shows."""
        for action in self.plan.actions:
            yield action
            if not action.for_ and self.plan.trees[f"action:{action.id}"] == n.TRUE:
                return

    @cached_property
    def _with_result(self) -> ColumnReading:
        """The table with its own outcome and scale as facts, for conditions of actions."""
        plan, inner = self.plan, self.now.column
        stands = {f"fact:{OUTCOME}": self.outcome, f"fact:{SCALE}": self.scale}
        own = {OUTCOME: outcome_fact(plan.pathway), SCALE: scale_fact()}
        return ColumnReading(
            self.program,
            plan.derived,
            {**plan.bundle.facts, **own},
            column=lambda source: stands.get(source.name) or inner(source),
        )

    def _shown(self, action: Action) -> str:
        truth = self._with_result.truth(self.plan.trees[f"action:{action.id}"])
        shown = self.program.sure(truth)
        if action.if_text:
            shown = self.program.negation(self.program.sure(self.program.negation(truth)))
        places = [self.plan.outcomes.index(o) for o in action.for_ if o in self.plan.outcomes]
        at = self._at(*places) if places else NEVER
        return self._real(self.program.every((shown, at)) if action.for_ else shown)
