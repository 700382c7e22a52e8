"""What a condition may name: facts, derived conditions, and prompts by their properties."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from needcheck.criteria import model

FILTERS: dict[str, tuple[str, ...]] = {
    "at_least": model.LEVELS,
    "level": model.LEVELS,
    "group": model.GROUPS,
    "harm": model.HARM_CLASSES,
    "topic": (),
}


@dataclass(frozen=True)
class Scope:
    """What a condition may name: facts, derived conditions and prompts.

    ``allow_known`` admits ``known(fact)``, which belongs to texts and actions only.
    """

    facts: Mapping[str, model.Fact]
    derived: frozenset[str] = frozenset()
    prompts: tuple[model.Prompt, ...] = ()
    allow_known: bool = False
    topics: frozenset[str] = field(default=frozenset())

    def selected(self, filters: Mapping[str, str], polarity: str = "concern") -> frozenset[str]:
        """Ids of the prompts that pass every filter; strengths only where a topic names them."""
        return frozenset(p.id for p in self.prompts if _passes(p, filters, polarity))


def _passes(prompt: model.Prompt, filters: Mapping[str, str], polarity: str) -> bool:
    checks: dict[str, Callable[[str], bool]] = {
        "at_least": lambda v: model.LEVELS.index(prompt.level) >= model.LEVELS.index(v),
        "level": lambda v: prompt.level == v,
        "group": lambda v: prompt.group == v,
        "harm": lambda v: prompt.harm == v,
        "topic": lambda v: v in prompt.topics,
    }
    return prompt.polarity == polarity and all(checks[k](v) for k, v in filters.items())
