"""The clause register: every clause is implemented by something that matters, or says why not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from needcheck.case.answers import resolve
from needcheck.case.scenario import load_scenario
from needcheck.criteria.load import authority_ids, clauses, data_root
from needcheck.criteria.nodes import Or
from needcheck.criteria.register import Entry, elements, entries
from needcheck.jobs.engine import Engine, noon
from needcheck.jobs.scenarios.replay import find, replay
from needcheck.readings.trace import Reading

ROOT = data_root()
AUTHORITIES = authority_ids(ROOT)
ENGINE = Engine(ROOT)
COUNTS = {"hull": 407, "birmingham": 83, "southwark": 38, "islington": 41, "worcestershire": 106}
MOST_NOT_FORMALISED = 90
MOST_CITES = 6


@cache
def register(authority: str) -> tuple[Entry, ...]:
    """The register of one authority."""
    return entries(ENGINE.bundle(authority), clauses(authority))


def test_every_clause_of_the_five_documents_is_in_the_register() -> None:
    """675 clauses, none lost."""
    assert {name: len(register(name)) for name in AUTHORITIES} == COUNTS


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_every_clause_is_implemented_or_says_why_not(authority: str) -> None:
    """Never neither, never both."""
    assert [entry.clause.id for entry in register(authority) if entry.state == "open"] == []


def test_few_clauses_are_not_formalised() -> None:
    """At most 90 of them all, each with a reason."""
    states = [entry.state for name in AUTHORITIES for entry in register(name)]
    assert states.count("not_formalised") <= MOST_NOT_FORMALISED


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_no_element_cites_many_clauses(authority: str) -> None:
    """An element that cites more than six says too little of each; and each id exists."""
    known = {entry.clause.id for name in AUTHORITIES for entry in register(name)}
    for element in elements(ENGINE.bundle(authority)):
        assert len(element.cites) <= MOST_CITES, element.name
        assert set(element.cites) <= known, element.name


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_what_implements_a_clause_matters(authority: str) -> None:
    """Each implemented clause has an element that shows in some case: taking it out changes that.

    An action, reason, offer, query, requirement, outcome, contact or saying shows as a printed
    line; a fact, prompt or step as a question; a ground as the truth of a derived condition.
    """
    shown = frozenset(_shown(authority))
    idle = [
        entry.clause.id
        for entry in register(authority)
        if entry.state == "implemented" and not any(e.name in shown for e in entry.elements)
    ]
    assert idle == []


def _shown(authority: str) -> Iterator[str]:
    """Names of the elements that some scenario of the authority shows."""
    bundle = ENGINE.bundle(authority)
    yield f"document:{authority}"
    yield from (f"contact:{name}" for name in bundle.contacts)  # `criteria show` prints each
    yield from (f"saying:{saying.id}" for saying in bundle.authority.standing)
    for name in bundle.pathways:
        asks = ENGINE.plan(authority, name).asks
        yield from (f"fact:{fact}" for fact in bundle.facts if asks is None or fact in asks)
        yield from (f"prompt:{prompt}" for prompt in bundle.prompts if asks is None)
    for path in find([ROOT / "scenarios"]):
        if load_scenario(path).head.authority == authority:
            yield from _of_scenario(path)


def _of_scenario(path: Path) -> Iterator[str]:
    replayed = replay(path, ENGINE)
    head, rec = replayed.scenario.head, replayed.recommendation
    own = head.pathway
    yield f"{own}/outcome:{rec.outcome.id}"
    for kind, items in (
        ("action", rec.actions),
        ("offer", rec.offers),
        ("requirement", rec.requirements),
        ("query", rec.queries),
    ):
        yield from (f"{own}/{kind}:{item.id}" for item in items)
    yield from (f"action:{action.id}" for action in rec.actions)  # of a shared set
    yield from (f"{own}/rule:{reason.rule}" for reason in rec.reasons)
    yield from (f"contact:{action.contact.id}" for action in rec.actions if action.contact)
    for line in replayed.lines:
        section, _, index = line.key.partition(":")
        yield from (f"step:{section}.{index}", f"{own}/step:{section}.{index}")
    yield from _grounds(path)


def _grounds(path: Path) -> Iterator[str]:
    scenario = load_scenario(path)
    head = scenario.head
    plan = ENGINE.plan(head.authority, head.pathway)
    session = ENGINE.session(head.authority, head.pathway, noon(head.as_of))
    answers = session.gate.read(scenario.answers, scenario.place_of)
    reading = Reading(resolve(answers, plan.bundle, head.as_of), plan.derived)
    for name, node in plan.derived.items():
        assert isinstance(node, Or)
        for index, ground in enumerate(node.nodes):
            if reading.truth(ground) is True:
                yield f"{head.pathway}/ground:{name}.{index}"


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_clauses_and_elements_name_each_other(authority: str) -> None:
    """What a clause says that it is implemented by is what cites it, no more and no less."""
    for entry in register(authority):
        assert entry.lost == (), entry.clause.id
        assert entry.unread == (), entry.clause.id
        named = [element for element in entry.elements if element.read_as]
        assert bool(named) == bool(entry.clause.by), entry.clause.id
