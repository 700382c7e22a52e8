"""A case without what could tell whose it is: reference, agency, file name and own words."""

from __future__ import annotations

from dataclasses import replace

from needcheck.case.scenario import Scenario
from needcheck.criteria.bundle import Bundle

GIVEN = "yes"
"""What stands in place of a reason in somebody's own words."""


def hidden(scenario: Scenario, bundle: Bundle) -> Scenario:
    """The same case: its answers decide as before, and nobody's words are in it."""
    facts = {
        name: GIVEN if _in_words(bundle, name, value) else value
        for name, value in scenario.answers.items()
        if name != "words"
    }
    return replace(scenario, file="", answers=facts, reference="", agency="")


def _in_words(bundle: Bundle, name: str, value: object) -> bool:
    """Whether an answer is a reason, which is told in words; "not known" is none."""
    fact = bundle.facts.get(name)
    said = isinstance(value, str) and value.strip().lower() not in ("", "not known")
    return said and fact is not None and fact.type == "reason"
