"""A trial of a pathway as a page: each rule with its state and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from needcheck.output.page import Block, Heading, Item, Line, Pair

if TYPE_CHECKING:
    from needcheck.jobs.trial import Trial, Tried

ORDER = ("fires", "provisional", "held", "not known", "does not fire")
MEANING = {
    "fires": "Fires",
    "provisional": "Fires, resting on silence (provisional)",
    "held": "Held down by a stated answer",
    "not known": "May fire yet",
    "does not fire": "Does not fire",
}


def blocks(trial: Trial, uncovered: tuple[str, ...], *, looked: bool) -> Iterator[Block]:
    """Yield the outcome, the rules by what they do, then conditions and requirements."""
    yield Pair("Outcome", f"{trial.outcome_name} ({trial.outcome})")
    for state in ORDER:
        rules = [e for e in trial.elements if e.kind == "rule" and e.state == state]
        if rules:
            yield Heading(MEANING[state])
            for rule in rules:
                yield from _element(rule, f"{rule.id} -> {rule.outcome}")
    for kind, title in (("condition", "Named conditions"), ("requirement", "Requirements")):
        named = [e for e in trial.elements if e.kind == kind]
        if named:
            yield Heading(title)
            for each in named:
                yield from _element(each, f"{each.id}: {each.state}")
    if looked:
        yield Heading("Rules that fire in no scenario")
        yield from (Item(name) for name in uncovered)
        if not uncovered:
            yield Line("None: every rule of this pathway fires in some scenario.")


def _element(element: Tried, head: str) -> Iterator[Block]:
    yield Item(f"{head}. {element.text}")
    if element.because:
        said = (f"{v.label}: {v.text}" if v.text else v.label for v in element.because)
        yield Line(f"because: {'; '.join(said)}", indent=4)
    if element.waits:
        yield Line(f"would be changed by: {'; '.join(element.waits)}", indent=4)
