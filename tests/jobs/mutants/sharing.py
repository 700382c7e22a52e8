"""Formulas of a mutant that are taken over from what it was made of, wherever nothing changed.

Building formulas takes most of the time of a proof. A mutant differs in one element; the trees of
all others are the same objects (``alike``), and so are their formulas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from needcheck.criteria import nodes as n
from needcheck.criteria.bundle import OUTCOME, SCALE, Bundle, outcome_fact, scale_fact
from needcheck.criteria.model import LEVELS, Pathway
from needcheck.jobs.proof.decided import Decided
from needcheck.readings.formula import Formula, Rails
from needcheck.readings.symbols import Bool
from needcheck.recommend.compile import Plan

Trees = Mapping[str, n.Node]


@dataclass(frozen=True)
class Remembering(Bundle):
    """A bundle that reads a condition once for all mutants.

    No operator changes what a condition may name.
    """

    read: dict[tuple[str, str, bool, bool], n.Node] = field(default_factory=dict)

    def condition(
        self,
        text: str,
        pathway: Pathway,
        owner: str,
        *,
        texts: bool = False,
        scale: bool = False,
    ) -> n.Node:
        """As in every bundle."""
        key = (pathway.id, text, texts, scale)
        if key not in self.read:
            node = super().condition(text, pathway, owner, texts=texts, scale=scale)
            self.read[key] = node
        return self.read[key]


def remembering(bundle: Bundle) -> Remembering:
    """The same criteria, in a bundle that remembers."""
    return Remembering(**{name: getattr(bundle, name) for name in Bundle.__dataclass_fields__})


def alike(plan: Plan, base: Plan) -> Plan:
    """A plan with the very trees of another one wherever they are equal."""
    derived, trees = _kept(plan.derived, base.derived), _kept(plan.trees, base.trees)
    return replace(plan, derived=derived, trees=trees)


def _kept(trees: Trees, base: Trees) -> Trees:
    return {name: base[name] if base.get(name) == tree else tree for name, tree in trees.items()}


class Stale:
    """Which nodes say something else in a mutant, although they are the same objects."""

    def __init__(self, plan: Plan, base: Plan) -> None:
        self.names = {k for k, tree in plan.derived.items() if base.derived.get(k) is not tree}
        self.facts: set[str] = set()
        self._memo: dict[int, tuple[n.Node, frozenset[str]]] = {}
        size = 0
        while size != len(self.names):  # what rests on a changed condition is changed, too
            size = len(self.names)
            self.names |= {k for k, tree in plan.derived.items() if self.named(tree) & self.names}

    def __call__(self, node: n.Node) -> bool:
        """Whether the node rests on a changed condition, or on the changed outcome or scale."""
        return bool(self.named(node) & (self.names | self.facts))

    def named(self, node: n.Node) -> frozenset[str]:
        """The conditions that a node names, and ``outcome`` and ``scale``."""
        if id(node) not in self._memo:
            self._memo[id(node)] = node, self._named(node)
        return self._memo[id(node)][1]

    def _named(self, node: n.Node) -> frozenset[str]:
        match node:
            case n.Name(name):
                return frozenset((name,))
            case n.Not(inner) | n.Sure(inner) | n.Unsure(inner) | n.Plain(inner):
                return self.named(inner)
            case n.Fires(when, unless):
                return self.named(when) | self.named(unless)
            case n.And(parts) | n.Or(parts):
                return frozenset().union(*map(self.named, parts))
            case n.Prompts():
                return frozenset()
        return frozenset((node.fact,)) & {OUTCOME, SCALE}


class Kept(Formula):
    """Formulas of a mutant; those of ``base`` for what is neither new nor stale."""

    def __init__(self, base: Formula, names: Trees, stale: Stale) -> None:
        super().__init__(base.symbols, names, cautious=base.cautious)
        self.base, self.stale = base, stale

    @cached_property
    def plain(self) -> Formula:
        """The same, read without caution."""
        return Kept(self.base.plain, self.names, self.stale) if self.cautious else self

    def rails(self, node: n.Node) -> Rails:
        """Both rails of a tree."""
        kept = self.base._memo.get(id(node))
        return super().rails(node) if kept is None or self.stale(node) else kept[1]


class Shared(Decided):
    """What a mutant gives, for the answers of the decisions that it was made of."""

    def __init__(self, plan: Plan, base: Decided, scale: Decided | None = None) -> None:
        self.plan, self.symbols = plan, base.symbols
        stale = Stale(plan, base.plan)
        self.formula = Kept(base.formula, plan.derived, stale)
        self.chosen = self._first_of(self.formula)
        if _differ(self.chosen, base.chosen):
            stale.facts.add(OUTCOME)
        levels = scale.chosen if scale is not None else self.chosen
        if scale is None and stale.facts:
            stale.facts.add(SCALE)
        named = {k: v for k, v in levels.items() if k in LEVELS}
        self.symbols.define(scale_fact(), named)
        self.symbols.define(outcome_fact(plan.pathway), self.chosen)


def _differ(one: Mapping[str, Bool], other: Mapping[str, Any]) -> bool:
    return any(not formula.eq(other[name]) for name, formula in one.items())
