"""What the scenarios of an authority leave untried: rules that never fire, limits never tried.

A limit is tried by a case below it, one at it, and one above it, where the fact has such values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from needcheck.case.answers import Answers, Case, resolve
from needcheck.case.facts import Gate
from needcheck.case.scenario import Scenario, load_scenario, nowhere
from needcheck.criteria import model
from needcheck.criteria import nodes as n
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.conditions import Written, decides
from needcheck.criteria.expression import read
from needcheck.criteria.lint.check import Check, Checked
from needcheck.criteria.lint.finding import Finding, Findings
from needcheck.criteria.lint.reader import Reader
from needcheck.criteria.lint.written import leaves
from needcheck.errors import CriteriaError, InputError, UsageError
from needcheck.jobs.engine import noon
from needcheck.readings.trace import Reading
from needcheck.recommend.compile import Plan, compile_pathway

Limit = n.Compare | n.Lasted
_SIDES: tuple[tuple[str, n.Operator], ...] = (("below", "<"), ("at", "=="), ("above", ">"))


def cover(check: Check, reader: Reader) -> None:
    """Note what the scenarios beside each authority that was found right leave untried."""
    for checked in check.checked:
        folder = check.target.scenarios(checked.folder)
        if folder is None:
            continue
        reader.turn_back(checked.folder)
        cases = _cases(checked, folder, check.findings)
        for pathway in checked.bundle.pathways.values():
            try:
                plan = compile_pathway(checked.bundle, pathway.id)
            except CriteriaError as error:
                check.findings.add(Finding("error", "load", checked.folder, str(error)))
                continue
            own = cases.get(pathway.id, [])
            _fired(reader, plan, own)
            _tried(reader, checked.bundle, plan, own)
    reader.settle()


def _cases(checked: Checked, folder: Path, findings: Findings) -> dict[str, list[Case]]:
    """The cases of a folder's scenarios by pathway; a scenario that cannot be read is noted."""
    found: dict[str, list[Case]] = {}
    bundle = checked.bundle
    for path in sorted(folder.rglob("*.toml")):
        try:
            scenario = load_scenario(path)
            head = scenario.head
            gate = Gate(bundle, noon(head.as_of))
            answers = _answers(gate, scenario)
            pathway = bundle.pathway(head.pathway)
        except (InputError, UsageError) as error:
            findings.add(Finding("error", "scenario", path, error.message, error.place.line))
            continue
        if head.authority == checked.folder.resolve().name:
            found.setdefault(pathway.id, []).append(resolve(answers, bundle, head.as_of))
    return found


def _answers(gate: Gate, scenario: Scenario) -> Answers:
    """The answers of a scenario; its lines are looked up only where one is wrong."""
    try:
        return gate.read(scenario.answers, nowhere)
    except InputError:
        return gate.read(scenario.answers, scenario.place_of)


def _fired(reader: Reader, plan: Plan, cases: Iterable[Case]) -> None:
    """Note the rules that fire in no case."""
    left = {rule.id: rule for rule in plan.pathway.rules}
    for case in cases:
        reading = Reading(case, plan.derived)
        fired = [name for name in left if reading.truth(plan.trees[f"rule:{name}"]) is True]
        for name in fired:
            del left[name]
    for name, rule in left.items():
        message = f"the rule {name} fires in no scenario: write one in which it does."
        reader.note("warning", "never-fires", rule, message, ("id",), everywhere=True)


def _tried(reader: Reader, bundle: Bundle, plan: Plan, cases: list[Case]) -> None:
    """Note the limits of rules and requirements that no case tries on each side."""
    readings = [Reading(case, plan.derived) for case in cases]
    for written, limit in _limits(bundle, plan.pathway):
        fact = bundle.facts[limit.fact]
        missing = [
            side
            for side, operator in _SIDES
            if _possible(fact, limit, operator)
            and not any(r.truth(_with(limit, operator)) is True for r in readings)
        ]
        if missing:
            found = re.search(rf"\b{fact.id}\b", written.text)
            sides = f"{_listed(missing)} {_value(fact, limit)}"
            reader.note(
                "warning",
                "boundary",
                written.element,
                f"no scenario tries {fact.id} {sides}: write one each.",
                written.path,
                character=found.start() if found else 0,
                everywhere=True,
            )


def _limits(bundle: Bundle, pathway: model.Pathway) -> Iterator[tuple[Written, Limit]]:
    """Every number or length of time that a rule, requirement or derived condition names."""
    scope = bundle.scope(pathway)
    for written in decides(pathway):
        if isinstance(written.element, model.Offer) or not written.text:
            continue
        for leaf in leaves(read(written.text, scope)):
            if isinstance(leaf, n.Lasted) or (
                isinstance(leaf, n.Compare) and isinstance(leaf.value, int)
            ):
                yield written, leaf


def _with(limit: Limit, operator: n.Operator) -> n.Node:
    """The same limit with another sign."""
    if isinstance(limit, n.Lasted):
        return n.Lasted(limit.fact, operator, limit.number, limit.unit)
    return n.Compare(limit.fact, operator, limit.value)


def _possible(fact: model.Fact, limit: Limit, operator: str) -> bool:
    """Whether the fact has a value on this side of the limit."""
    value = limit.number if isinstance(limit, n.Lasted) else int(limit.value)
    low = 0 if fact.type == "elapsed" else fact.minimum
    if operator == "<":
        return low is None or value > low
    return operator != ">" or fact.maximum is None or value < fact.maximum


def _value(fact: model.Fact, limit: Limit) -> str:
    if isinstance(limit, n.Lasted):
        return f"{limit.number} {limit.unit}"
    return f"{limit.value} {fact.unit}".strip()


def _listed(sides: list[str]) -> str:
    return " and ".join((", ".join(sides[:-1]), sides[-1])) if sides[1:] else sides[0]
