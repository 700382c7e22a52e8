"""All criteria that apply in one authority, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from needcheck.criteria import model
from needcheck.criteria.authority import Authority, Clause, Contact
from needcheck.criteria.expression import read
from needcheck.criteria.nodes import TRUE, Node
from needcheck.criteria.origins import Origin
from needcheck.criteria.scope import Scope
from needcheck.criteria.steps import Section
from needcheck.errors import CriteriaError, Place, UsageError

if TYPE_CHECKING:
    from needcheck.criteria.overlay import Overlay

OUTCOME = "outcome"
SCALE = "scale"


@dataclass(frozen=True)
class Bundle:
    """All criteria that apply in one authority.

    ``origins`` tells in which file, and where in it, an element stands (``"rule:x"``; in one
    pathway ``"level/rule:x"``), and is looked up only for errors; ``sha256`` is taken over the
    canonical merged data, so that the same criteria have the same digest wherever they lie.
    ``laid`` are the council's own folders that were laid over what is shipped.
    """

    authority: Authority
    facts: Mapping[str, model.Fact]
    prompts: Mapping[str, model.Prompt]
    sections: tuple[Section, ...]
    contacts: Mapping[str, Contact]
    pathways: Mapping[str, model.Pathway]
    clauses: Mapping[str, Clause]
    sets: Mapping[str, model.ActionSet]
    sha256: str
    laid: tuple[Overlay, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict)

    @property
    def edition(self) -> str:
        """The date of the document, as printed on it."""
        return self.authority.document.date

    @property
    def overlays(self) -> tuple[str, ...]:
        """What is laid over the shipped criteria, one line each, for screen, note and JSON."""
        return tuple(map(str, self.laid))

    @cached_property
    def topics(self) -> frozenset[str]:
        """Every topic that some prompt carries."""
        return frozenset(t for p in self.prompts.values() for t in p.topics)

    @cached_property
    def concerns(self) -> Mapping[str, frozenset[str]]:
        """The concerns of each list of prompts: absent where it was looked through unticked."""
        found: dict[str, set[str]] = {group: set() for group in model.GROUPS}
        for prompt in self.prompts.values():
            if prompt.polarity == "concern":
                found[prompt.group].add(prompt.id)
        return {group: frozenset(own) for group, own in found.items()}

    @cached_property
    def implied(self) -> Mapping[str, tuple[model.Fact, bool | str]]:
        """Prompt id to the fact and the value that it implies (``"disabled == yes"``)."""
        found: dict[str, tuple[model.Fact, bool | str]] = {}
        for prompt in self.prompts.values():
            if prompt.implies:
                name, text = (part.strip() for part in prompt.implies.split("=="))
                fact = self.facts[name]
                found[prompt.id] = fact, (text == "yes" if fact.type == "yes_no" else text)
        return found

    def pathway(self, name: str) -> model.Pathway:
        """The pathway of this id, hyphens allowed; UsageError naming those there are."""
        name = name.replace("-", "_")
        if name not in self.pathways:
            known = ", ".join(self.pathways)
            raise UsageError(
                f"{self.authority.name} has no pathway of that name.", hint=f"There is: {known}."
            )
        return self.pathways[name]

    def scope(self, pathway: model.Pathway, *, texts: bool = False, scale: bool = False) -> Scope:
        """What the conditions of a pathway may name.

        ``texts`` admits known() and outcome; ``scale`` the level on the framework's scale, which
        may suggest and query and never decides for another authority.
        """
        facts = dict(self.facts)
        if scale:
            facts[SCALE] = scale_fact()
        if texts:
            facts[OUTCOME] = outcome_fact(pathway)
        return Scope(
            facts=facts,
            derived=frozenset(d.id for d in pathway.derived),
            prompts=tuple(self.prompts.values()),
            allow_known=texts,
            topics=self.topics,
        )

    def condition(
        self,
        text: str,
        pathway: model.Pathway,
        owner: str,
        *,
        texts: bool = False,
        scale: bool = False,
    ) -> Node:
        """One condition of a pathway as a tree; empty text is always true."""
        if not text:
            return TRUE
        scope = self.scope(pathway, texts=texts, scale=scale)
        return read(text, scope, lambda: self.place(owner, pathway.id, text))

    def place(self, owner: str, pathway: str = "", condition: str = "") -> Place:
        """Where an element stands, or one condition of it, as far as it is known."""
        origin = self.origins.get(f"{pathway}/{owner}") or self.origins.get(owner)
        return origin.place(condition) if origin else Place(owner)

    def actions(self, pathway: model.Pathway) -> tuple[model.Action, ...]:
        """The pathway's actions in print order: included sets, its own, closing sets."""
        before = [a for name in pathway.include for a in self._set(name).actions]
        after = [a for name in pathway.close_with for a in self._set(name).actions]
        return (*before, *pathway.actions, *after)

    def _set(self, name: str) -> model.ActionSet:
        if name not in self.sets:
            raise CriteriaError(f"there is no action set named {name}")
        return self.sets[name]


def scale_fact() -> model.Fact:
    """The level on the framework's scale as an ordered choice."""
    return model.Fact(
        id=SCALE,
        type="choice",
        ordered=True,
        ask="scale",
        short="level on the framework's scale",
        choices=tuple(model.Choice(id=level, text=level.capitalize()) for level in model.LEVELS),
        basis="needcheck",
        why="Computed from the same answers.",
    )


def outcome_fact(pathway: model.Pathway) -> model.Fact:
    """The outcome as a choice, for conditions of actions, steps and invariants.

    An outcome that stands twice is refused elsewhere, with its place; here it counts once.
    """
    names = {outcome.id: outcome.name for outcome in pathway.outcomes}
    return model.Fact(
        id=OUTCOME,
        type="choice",
        ask="outcome",
        short="outcome",
        choices=tuple(model.Choice(id=name, text=text) for name, text in names.items()),
        basis="needcheck",
        why="The result itself.",
    )
