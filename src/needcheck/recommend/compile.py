"""A pathway compiled once into named trees, which are all that the readings know.

Names: ``outcome:x`` (some rule of it, and every must that gates it), ``rule:r``,
``provisional:r`` (fires, but rests on silence), ``held:r`` (also ``held:d:i`` for ground i of a
derived condition), ``must:m``, ``applies:m``, ``offer:o``, ``offers`` (whether any are shown),
``action:a``, ``query:q``, ``suggest``, ``step:s:i`` (section and index); derived conditions by
their own name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from needcheck.case.answers import Case, Implications
from needcheck.criteria import model
from needcheck.criteria import nodes as n
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.references import check_references
from needcheck.criteria.register import elements
from needcheck.criteria.steps import Section

Trees = Mapping[str, n.Node]


@dataclass(frozen=True)
class Plan:
    """One pathway of one authority, ready to be read.

    ``derived`` are the named conditions; ``trees`` everything else by the names above.
    """

    bundle: Bundle
    pathway: model.Pathway
    derived: Trees
    trees: Trees
    actions: tuple[model.Action, ...]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Outcome ids, most urgent first."""
        return tuple(outcome.id for outcome in self.pathway.outcomes)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The framework's interview sections that this pathway asks, before its result."""
        return asked_sections(self.bundle, self.pathway)

    @cached_property
    def asks(self) -> frozenset[str] | None:
        """What the interview of this pathway asks: facts, and lists as ``prompts:child``.

        None where it asks all that the framework asks. What a shorter interview never asks is not
        counted as missing.
        """
        if self.pathway.sections is None:
            return None
        steps = [
            s for part in (self.sections, self.pathway.follow_on) for x in part for s in x.steps
        ]
        facts = {name for s in steps for name in (s.fact, s.instead, *s.facts) if name}
        return frozenset(facts | {f"prompts:{s.prompts}" for s in steps if s.prompts})

    @cached_property
    def shown_at(self) -> Mapping[str, tuple[model.Action, ...]]:
        """The actions that may be shown at each outcome, in print order."""
        return {
            name: tuple(a for a in self.actions if not a.for_ or name in a.for_)
            for name in self.outcomes
        }

    @cached_property
    def instead(self) -> Mapping[str, str]:
        """Facts that another answer stands in for, with the yes/no fact that does: age, unborn."""
        sections = (*self.bundle.sections, *self.pathway.follow_on)
        steps = (step for section in sections for step in section.steps)
        return {s.fact: s.instead for s in steps if s.fact and s.instead}

    def replaced(self, case: Case) -> frozenset[str]:
        """Facts that cannot be answered any more: an unborn child has no age, one of 7 is born."""
        known, found = case.facts, set[str]()
        for fact, other in self.instead.items():
            found |= {fact} if known.get(other) is True and fact not in known else set()
            found |= {other} if fact in known and other not in known else set()
        return frozenset(found)

    @cached_property
    def judgement_questions(self) -> tuple[model.Fact, ...]:
        """The judgement questions that the pathway asks, in their order."""
        marked = (fact for fact in self.bundle.facts.values() if fact.judgement)
        asked = [fact for fact in marked if self.asks is None or fact.id in self.asks]
        return tuple(sorted(asked, key=lambda fact: fact.judgement))

    @cached_property
    def implications(self) -> Implications:
        """Which prompts answer which facts."""
        return Implications(self.bundle)

    @cached_property
    def deciding(self) -> tuple[n.Atom, ...]:
        """Every distinct atom that some outcome rests on, in file order."""
        found: dict[n.Atom, None] = {}
        for outcome in self.outcomes:
            found.update(dict.fromkeys(self.atoms(self.trees[f"outcome:{outcome}"])))
        return tuple(found)

    @cached_property
    def reads(self) -> frozenset[str]:
        """Facts and prompts that some condition reads, one of the interview's steps too."""
        found: set[str] = set()
        for atom in {atom for tree in self.trees.values() for atom in self.atoms(tree)}:
            found |= atom.ids if isinstance(atom, n.Prompts) else {atom.fact}
        return frozenset(found)

    @cached_property
    def cited(self) -> frozenset[str]:
        """Every clause that something in the authority's criteria rests on."""
        return frozenset(clause for each in elements(self.bundle) for clause in each.cites)

    @cached_property
    def leading(self) -> frozenset[str]:
        """The derived conditions that some rule rests on."""
        found: set[str] = set()
        fresh = {name for r in self.pathway.rules for name in _names(self.trees[f"rule:{r.id}"])}
        while fresh:
            found |= fresh
            fresh = {name for known in fresh for name in _names(self.derived[known])} - found
        return frozenset(found)

    def atoms(self, node: n.Node) -> Iterator[n.Atom]:
        """Every atom below a node, derived conditions opened."""
        match node:
            case n.Name(name):
                yield from self.atoms(self.derived[name])
            case n.Not(inner) | n.Sure(inner) | n.Unsure(inner) | n.Plain(inner):
                yield from self.atoms(inner)
            case n.Fires(when, unless):
                yield from self.atoms(when)
                yield from self.atoms(unless)
            case n.And(parts) | n.Or(parts):
                for part in parts:
                    yield from self.atoms(part)
            case _:
                yield node


def compile_pathway(bundle: Bundle, name: str) -> Plan:
    """Compile one pathway; CriteriaError with file, line and caret where a condition is wrong."""
    pathway = bundle.pathway(name)
    check_references(bundle, pathway)
    reader = _Compiler(bundle, pathway)
    derived = reader.derived()
    trees = {
        **reader.rules(),
        **reader.grounds(),
        **reader.outcomes(),
        **reader.requirements(),
        **reader.offers(),
        **reader.actions(),
        **reader.queries(),
        **reader.steps(),
    }
    return Plan(bundle, pathway, derived, trees, bundle.actions(pathway))


def asked_sections(bundle: Bundle, pathway: model.Pathway) -> tuple[Section, ...]:
    """The framework's sections that a pathway names; all where it names none."""
    if pathway.sections is None:
        return bundle.sections
    return tuple(section for section in bundle.sections if section.id in pathway.sections)


class _Compiler:
    """Reads the conditions of one pathway into trees."""

    def __init__(self, bundle: Bundle, pathway: model.Pathway) -> None:
        self.bundle, self.pathway = bundle, pathway

    def tree(self, text: str, owner: str, *, texts: bool = False, scale: bool = False) -> n.Node:
        return self.bundle.condition(text, self.pathway, owner, texts=texts, scale=scale)

    def fires(self, part: model.Rule | model.Ground | model.Offer, owner: str) -> n.Node:
        when = self.tree(part.when, owner)
        return n.Fires(when, self.tree(part.unless, owner)) if part.unless else when

    def derived(self) -> dict[str, n.Node]:
        return {
            d.id: n.Or(tuple(self.fires(ground, f"derived:{d.id}") for ground in d.any))
            for d in self.pathway.derived
        }

    def rules(self) -> dict[str, n.Node]:
        trees: dict[str, n.Node] = {}
        for rule in self.pathway.rules:
            owner = f"rule:{rule.id}"
            tree = self.fires(rule, owner)
            trees[owner] = tree
            trees[f"provisional:{rule.id}"] = n.And((n.Sure(tree), n.Unsure(n.Plain(tree))))
            if isinstance(tree, n.Fires):
                trees[f"held:{rule.id}"] = _held(tree)
        return trees

    def grounds(self) -> dict[str, n.Node]:
        return {
            f"held:{d.id}:{index}": _held(
                n.Fires(
                    self.tree(g.when, f"derived:{d.id}"), self.tree(g.unless, f"derived:{d.id}")
                )
            )
            for d in self.pathway.derived
            for index, g in enumerate(d.any)
            if g.unless
        }

    def outcomes(self) -> dict[str, n.Node]:
        rules = self.rules()
        trees: dict[str, n.Node] = {}
        for outcome in self.pathway.outcomes:
            own = [rules[f"rule:{r.id}"] for r in self.pathway.rules if r.outcome == outcome.id]
            gates = self.gates(outcome.id)
            any_rule = n.Or(tuple(own))
            parts = (*gates, any_rule) if own else gates
            trees[f"outcome:{outcome.id}"] = n.And(parts) if gates else any_rule
        return trees

    def gates(self, outcome: str) -> tuple[n.Node, ...]:
        found: list[n.Node] = []
        for item in self.pathway.requirements:
            if item.gating(outcome):
                owner = f"requirement:{item.id}"
                when, applies = self.tree(item.when, owner), self.tree(item.applies, owner)
                found.append(n.Or((n.Not(applies), when)) if item.applies else when)
        return tuple(found)

    def requirements(self) -> dict[str, n.Node]:
        trees: dict[str, n.Node] = {}
        for item in self.pathway.requirements:
            owner = f"must:{item.id}"
            trees[owner] = self.tree(item.when, f"requirement:{item.id}")
            trees[f"applies:{item.id}"] = self.tree(item.applies, f"requirement:{item.id}")
        return trees

    def offers(self) -> dict[str, n.Node]:
        shown = {"offers": self.tree(self.pathway.offers_when, "pathway")}
        return shown | {
            f"offer:{o.id}": self.fires(o, f"offer:{o.id}") for o in self.pathway.offers
        }

    def actions(self) -> dict[str, n.Node]:
        return {
            f"action:{a.id}": self.tree(a.when, f"action:{a.id}", texts=True)
            for a in self.bundle.actions(self.pathway)
        }

    def queries(self) -> dict[str, n.Node]:
        trees = {
            f"query:{q.id}": self.tree(q.when, f"query:{q.id}", scale=True)
            for q in self.pathway.queries
        }
        return {**trees, "suggest": self.tree(self.pathway.suggest_when, "pathway", scale=True)}

    def steps(self) -> dict[str, n.Node]:
        return {
            f"step:{section.id}:{index}": self.tree(step.when, f"section:{section.id}", texts=True)
            for section in (*asked_sections(self.bundle, self.pathway), *self.pathway.follow_on)
            for index, step in enumerate(section.steps)
        }


def _held(rule: n.Fires) -> n.Node:
    return n.And((n.Sure(rule.when), n.Sure(rule.unless)))


def _names(node: n.Node) -> Iterator[str]:
    match node:
        case n.Name(name):
            yield name
        case n.Not(inner) | n.Sure(inner) | n.Unsure(inner) | n.Plain(inner):
            yield from _names(inner)
        case n.Fires(when, unless):
            yield from _names(when)
            yield from _names(unless)
        case n.And(parts) | n.Or(parts):
            for part in parts:
                yield from _names(part)
