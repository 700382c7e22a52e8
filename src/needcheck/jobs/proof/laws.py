"""Laws over pairs of answers: in which direction a result may move when one answer changes.

M1 a graver answer, or a concern from absent to present, never lowers the result nor ends the harm
route. M2 nor does the gravest answer where one was missing. M3 another answer to a missing fact
lowers the result only where it was said to rest on silence and a rule that fired names the fact in
its ``unless``, and never below what holds without caution. M4 the mildest answer never raises it.
M5 the facts named, and the strengths, never change it.

Results are ranked by the order of the outcomes. The last outcome ("not yet") says nothing of need,
so that it ranks with the calmest; but a graver answer never leads to it. Laws M1, M2 and M4 are
about any number of changes at once, which is the same as one change after another. A law with a
``when`` speaks of changes on both sides of which it surely holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from needcheck.case.answers import Value
from needcheck.criteria import nodes as n
from needcheck.criteria.model import Fact, Invariant
from needcheck.jobs.proof.claims import Claim, conditions, law_id
from needcheck.jobs.proof.decided import Decided
from needcheck.readings.symbols import Bool, Choice, Chosen


class Laws:
    """The laws of one pathway, over the answers ``before`` and ``after`` a change."""

    def __init__(self, before: Decided, after: Decided) -> None:
        self.before, self.after = before, after
        self.plan, self.symbols = before.plan, before.symbols
        self._kept: dict[bool, list[Bool]] = {}

    def claims(self) -> Iterator[Claim]:
        """Every law that the pathway's invariants name."""
        trees = conditions(self.plan)
        for item in self.plan.pathway.invariants:
            if item.monotone:
                both = [d.formula.sure(trees[item.id, "when"]) for d in (self.before, self.after)]
                broken = self.symbols.all_of((*both, _LAWS[item.monotone](self, item)))
                name, where = law_id(item), self.plan.pathway.id
                yield Claim(name, where, item.text, "always", broken, pair=True)

    # --- how the answers may move ---

    def moved(self, item: Invariant, step: Callable[[Laws, Choice, Choice], Bool]) -> Bool:
        """Facts of the law move by ``step`` or stay; all else stays."""
        s = self.symbols
        parts = []
        for name in self._facts():
            one, other = self.before.symbols.said(name), self.after.symbols.said(name)
            same = self.same(one, other)
            if isinstance(one, Choice) and isinstance(other, Choice) and _in(item, one.fact):
                same = s.any_of((same, step(self, one, other)))
            elif isinstance(one, Chosen) and isinstance(other, Chosen) and _in(item, one.fact):
                same = s.any_of((same, self._sets(one, other, item)))
            parts.append(same)
        return s.all_of(parts)

    def _facts(self) -> list[str]:
        """The facts that either side reads."""
        return list(dict.fromkeys((*self.before.symbols.stated, *self.after.symbols.stated)))

    def same(self, one: Choice | Chosen, other: Choice | Chosen) -> Bool:
        """A fact is answered alike on both sides."""
        pairs = zip(_variables(one), _variables(other), strict=True)
        return self.symbols.all_of(a == b for a, b in pairs)

    def _sets(self, one: Chosen, other: Chosen, item: Invariant) -> Bool:
        """A set gets more members (its none choice gives way), or from missing to its end."""
        s, none = self.symbols, one.fact.none_choice
        if item.monotone == "M5":
            return s.all_of(())
        if item.monotone == "M4":
            only_none = other.choices.get(none, s.any_of(()))
            return s.all_of((s.denied(one.known), only_none))
        kept = [
            s.any_of((s.denied(held), other.choices[name]))
            for name, held in one.choices.items()
            if name != none
        ]
        start = s.denied(one.known) if item.monotone == "M2" else one.known
        return s.all_of(
            (start, other.known, s.denied(other.choices.get(none, s.any_of(()))), *kept)
        )

    def prompts(self, item: Invariant, move: Callable[[Laws, str], Bool]) -> Bool:
        """Prompts of concern move by ``move`` or stay; strengths stay."""
        s, parts = self.symbols, []
        names = dict.fromkeys((*self.before.symbols.present, *self.after.symbols.present))
        for name in names:
            one, other = self.before.symbols.prompt(name), self.after.symbols.prompt(name)
            stays = s.all_of((one[0] == other[0], one[1] == other[1]))
            concern = self.plan.bundle.prompts[name].polarity == "concern"
            if item.prompts and (concern != (item.monotone == "M5")):
                stays = s.any_of((stays, move(self, name)))
            parts.append(stays)
        return s.all_of(parts)

    def to_present(self, name: str) -> Bool:
        """A prompt that was absent or not looked at is present."""
        s = self.symbols
        was = self.before.symbols.prompt(name)[0]
        return s.all_of((s.denied(was), self.after.symbols.prompt(name)[0]))

    def to_absent(self, name: str) -> Bool:
        """A prompt that was not looked at is absent."""
        s, (present, absent) = self.symbols, self.before.symbols.prompt(name)
        looked = self.after.symbols.prompt(name)[1]
        return s.all_of((s.denied(present), s.denied(absent), looked))

    def anyhow(self, name: str) -> Bool:  # noqa: ARG002 -- the shape of a move
        """A prompt may move in any way."""
        return self.symbols.all_of(())

    # --- what may not come of it ---

    def lowered(self) -> Bool:
        """The result is less urgent after, or is "not yet" where it was not before."""
        s, order = self.symbols, self.plan.outcomes
        calmest = max(len(order) - 2, 0)
        lower = [
            s.all_of((self.before.chosen[o], self.after.among(order[rank + 1 :])))
            for rank, o in enumerate(order[:calmest])
        ]
        none = order[-1]
        lower.append(s.all_of((s.denied(self.before.chosen[none]), self.after.chosen[none])))
        return s.any_of(lower)

    def raised(self) -> Bool:
        """The result is more urgent after; from "not yet" to the calmest is no rise."""
        s, order = self.symbols, self.plan.outcomes
        calmest = max(len(order) - 2, 0)
        higher = [
            s.all_of((self.before.chosen[o], self.after.among(order[: min(rank, calmest)])))
            for rank, o in enumerate(order)
        ]
        return s.any_of(higher)

    def route_ends(self) -> Bool:
        """The harm route held before and does not after."""
        return self.symbols.all_of((self.before.alarm, self.symbols.denied(self.after.alarm)))

    def route_begins(self) -> Bool:
        """The harm route holds after and did not before."""
        return self.symbols.all_of((self.symbols.denied(self.before.alarm), self.after.alarm))

    # --- the laws, each as its contrary ---

    def graver(self, item: Invariant) -> Bool:
        """M1."""
        moved = self.moved(item, Laws._up), self.prompts(item, Laws.to_present)
        return self._broken(moved, self.lowered(), self.route_ends())

    def gravest(self, item: Invariant) -> Bool:
        """M2."""
        moved = self.moved(item, Laws._filled_gravely), self.prompts(item, Laws.to_present)
        return self._broken(moved, self.lowered(), self.route_ends())

    def mildest(self, item: Invariant) -> Bool:
        """M4."""
        moved = self.moved(item, Laws._filled_mildly), self.prompts(item, Laws.to_absent)
        return self._broken(moved, self.raised(), self.route_begins())

    def unmoved(self, item: Invariant) -> Bool:
        """M5."""
        moved = self.moved(item, Laws._in_any_way), self.prompts(item, Laws.anyhow)
        other = [
            self.symbols.all_of((holds, self.symbols.denied(self.after.chosen[outcome])))
            for outcome, holds in self.before.chosen.items()
        ]
        return self._broken(moved, *other, self.route_ends(), self.route_begins())

    def _broken(self, moved: tuple[Bool, Bool], *results: Bool) -> Bool:
        """The answers moved as the law says, and one of these came of it."""
        return self.symbols.all_of((*moved, self.symbols.any_of(results)))

    def lowering(self, item: Invariant) -> Bool:
        """M3, fact by fact: one fact is filled, all else stays, and the result drops unsaid."""
        s = self.symbols
        stays = self.prompts(item.model_copy(update={"prompts": False}), Laws.anyhow)
        drops = s.all_of((self.lowered(), stays))
        below = s.any_of(
            s.all_of((
                self.before.formula.plain.sure(self.plan.trees[f"outcome:{o}"]),
                self.after.among(self.plan.outcomes[rank + 1 :]),
            ))
            for rank, o in enumerate(self.plan.outcomes[:-1])
        )  # fmt: skip
        found = []
        for name in (f for f in self._facts() if _in(item, self.plan.bundle.facts[f])):
            said = self._said_to_rest_on(name)
            unsaid = s.any_of((s.denied(said), below))
            found.append(s.all_of((self._only(name), drops, unsaid)))
        return s.any_of(found)

    def _only(self, name: str) -> Bool:
        """Only this fact differs, and it was missing before."""
        s = self.symbols
        parts = [s.denied(self.before.symbols.known(self.before.symbols.said(name)))]
        for other in self._facts():
            if other != name:
                one, two = self.before.symbols.said(other), self.after.symbols.said(other)
                parts.append(self.same(one, two))
        return s.all_of(parts)

    def _said_to_rest_on(self, fact: str) -> Bool:
        """No rule of the result is firm, and one names the fact in what holds it down."""
        s, d, rules = self.symbols, self.before, self.plan.pathway.rules
        rests = {rule.id: d.tree(f"provisional:{rule.id}") for rule in rules}
        firm = {r.id: s.all_of((d.tree(f"rule:{r.id}"), s.denied(rests[r.id]))) for r in rules}
        naming = [r for r in rules if fact in holders(self, self.plan.trees[f"rule:{r.id}"])]
        return s.any_of(
            s.all_of((
                d.chosen[rule.outcome],
                rests[rule.id],
                *(s.denied(firm[r.id]) for r in rules if r.outcome == rule.outcome),
            ))
            for rule in naming
        )  # fmt: skip

    def _in_any_way(self, one: Choice, other: Choice) -> Bool:  # noqa: ARG002 -- a move's shape
        return self.symbols.all_of(())

    def _up(self, one: Choice, other: Choice) -> Bool:
        s, order = self.symbols, grave_order(one.fact)
        steps = [(a, b) for i, a in enumerate(order) for b in order[i + 1 :]]
        return s.any_of(s.all_of((one.values[a], other.values[b])) for a, b in steps)

    def _filled_gravely(self, one: Choice, other: Choice) -> Bool:
        return self._filled(one, other, -1)

    def _filled_mildly(self, one: Choice, other: Choice) -> Bool:
        return self._filled(one, other, 0)

    def _filled(self, one: Choice, other: Choice, end: int) -> Bool:
        s, order = self.symbols, grave_order(one.fact)
        if not order:
            return s.any_of(())
        missing = s.denied(self.before.symbols.known(one))
        return s.all_of((missing, other.values[order[end]]))


_LAWS: dict[str, Callable[[Laws, Invariant], Bool]] = {
    "M1": Laws.graver,
    "M2": Laws.gravest,
    "M3": Laws.lowering,
    "M4": Laws.mildest,
    "M5": Laws.unmoved,
}


def grave_order(fact: Fact) -> tuple[Value, ...]:
    """The answers of a fact from mild to grave; empty where it has no such order."""
    if fact.type == "yes_no":
        return {"yes": (False, True), "no": (True, False), "": ()}[fact.graver]
    return fact.choice_ids if fact.type == "choice" and fact.ordered else ()


def _in(item: Invariant, fact: Fact) -> bool:
    """Whether a law moves a fact: those it names; M1 to M4 all where they name none."""
    return fact.id in item.facts or (not item.facts and item.monotone != "M5")


def _variables(said: Choice | Chosen) -> list[Bool]:
    return list(said.values.values() if isinstance(said, Choice) else said.choices.values())


def holders(laws: Laws, node: n.Node) -> frozenset[str]:
    """The facts named in an ``unless`` anywhere below a rule."""
    match node:
        case n.Name(name):
            return holders(laws, laws.plan.derived[name])
        case n.Fires(when, unless):
            atoms = laws.plan.atoms(unless)
            own = {a.fact for a in atoms if not isinstance(a, n.Prompts)}
            return holders(laws, when) | own
        case n.And(parts) | n.Or(parts):
            return frozenset().union(*(holders(laws, part) for part in parts))
        case n.Not(inner) | n.Sure(inner) | n.Unsure(inner) | n.Plain(inner):
            return holders(laws, inner)
    return frozenset()
