"""Claims that every pathway must meet: what is dead, overlaps, or leaves nothing to do is named."""

from __future__ import annotations

from typing import Any

import pytest

from needcheck.criteria import model
from tests.jobs.proof.brute import Brute
from tests.jobs.proof.toy import (
    ACTIONS,
    RULES,
    action,
    engine,
    failing,
    pathway,
    refuted,
    said,
    verdicts,
)
from tests.small import OURS, rule

pytest.importorskip("z3")
GRAVE, NEVER = 'grade == "grave"', 'grade == "grave" and grade == "mild"'
STOP: tuple[dict[str, Any], ...] = (
    *({**item} for item in ACTIONS),
    action("halt", **{"for": ["stop"]}),
)
"""Something to do in each of stop, go and not_yet."""


def need(name: str, when: str, **more: Any) -> dict[str, Any]:
    """A requirement as it would stand in a file."""
    words = {"text": "met", "unmet": "not met", "unknown": "not known"}
    return {"id": name, "when": when, **words, **OURS, **more}


def offer(when: str = "", unless: str = "", **more: Any) -> dict[str, Any]:
    """An offer as it would stand in a file."""
    words = {"text": "service", "if_text": "if", "not_text": "not"}
    return {"id": "o", "when": when, "unless": unless, **words, **OURS, **more}


def query(when: str, **more: Any) -> dict[str, Any]:
    """A query as it would stand in a file."""
    return {"id": "q", "when": when, "text": "Why?", **OURS, **more}


ALARM: dict[str, Any] = {
    "alarm": "alarming",
    "derived": [{"id": "alarming", "text": "harm", "any": [{"when": "worried", **OURS}]}],
}
"""A pathway in which being worried is the harm route."""

HOLDS: dict[str, model.Pathway] = {
    "as it is": pathway(),
    "two outcomes": pathway((rule("s", "stop", "asked"), *RULES), ("stop", "go"), STOP),
    "a must that is met, open and not met": pathway(requirement=[need("m", "asked")]),
    "a must that gates": pathway(
        (rule("s", "stop", "asked"), *RULES),
        ("stop", "go"),
        STOP,
        requirement=[need("m", "worried", gates=True, **{"for": ["go"]})],
    ),
    "harm with something to do": pathway((rule("r", "go", "worried"),), **ALARM),
    "an offer in three states": pathway(offer=[offer("asked", GRAVE)]),
    "an offer to everybody": pathway(offer=[offer()]),
    "services while it may be that there are any": pathway(offers_when=NEVER, offer=[offer()]),
    "a query": pathway(query=[query("asked")]),
    "an action now and if": pathway(actions=(*ACTIONS, action("a", "asked", if_text="so"))),
    "outcomes that exclude each other": pathway(
        (rule("s", "stop", 'grade == "middle"'), *RULES), ("stop", "go"), STOP, exclusive=True
    ),
    "standing lines beside an action": pathway(close_with=["standing"]),
}
"""Pathways of which every claim holds."""
BROKEN: dict[str, tuple[model.Pathway, set[str]]] = {
    "an outcome that no rule reaches": (
        pathway((rule("s", "stop", NEVER), *RULES), ("stop", "go"), STOP),
        {"outcome:stop", "rule:s", "action:halt"},
    ),
    "an outcome whose must is never met": (
        pathway(requirement=[need("m", NEVER, gates=True, **{"for": ["go"]})]),
        {"outcome:go", "rule:go_grave", "action:call", "requirement:m:met"},
    ),
    "a rule shadowed by a more urgent outcome": (
        pathway(
            (rule("s", "stop", 'grade >= "middle"'), *RULES, rule("r", "go", "asked")),
            ("stop", "go"),
            STOP,
        ),
        {"rule:go_grave"},
    ),
    "a rule shadowed by another of its outcome": (
        pathway((*RULES, rule("r", "go", f"{GRAVE} and asked"))),
        {"rule:r", "choice:asked=yes", "choice:asked=no"},
    ),
    "a rule that never fires": (pathway((*RULES, rule("r", "go", NEVER))), {"rule:r"}),
    "a must that is never met": (
        pathway(requirement=[need("m", NEVER)]),
        {"requirement:m:met"},
    ),
    "a must that is never open": (
        pathway(requirement=[need("m", GRAVE, **{"for": ["go"]})]),
        {"requirement:m:open"},
    ),
    "a must that never applies": (
        pathway(requirement=[need("m", "asked", applies='grade == "mild"', **{"for": ["go"]})]),
        {"requirement:m:met", "requirement:m:open", "choice:asked=yes", "choice:asked=no"},
    ),
    "an action that is never shown": (
        pathway(actions=(*ACTIONS, action("a", 'grade == "mild"', **{"for": ["go"]}))),
        {"action:a"},
    ),
    "an action that is never merely possible": (
        pathway(actions=(*ACTIONS, action("a", GRAVE, if_text="so", **{"for": ["go"]}))),
        {'action:a:"if"'},
    ),
    "an offer that is never made": (
        pathway(offer=[offer(NEVER)]),
        {"offer:o"},
    ),
    "an offer that is never refused": (
        pathway(offer=[offer(GRAVE, **{"for": ["go"]})]),
        {"offer:o:not", 'offer:o:"if"'},
    ),
    "a query that is never raised": (
        pathway(query=[query('grade == "mild"', **{"for": ["go"]})]),
        {"query:q"},
    ),
    "outcomes that exclude each other and overlap": (
        pathway((rule("s", "stop", "asked"), *RULES), ("stop", "go"), STOP, exclusive=True),
        {"exclusive:stop:go"},
    ),
    "an outcome without an action": (
        pathway(actions=ACTIONS[:1], close_with=["standing"]),
        {"outcome:not_yet:action"},
    ),
    "an outcome whose only action waits for an answer": (
        pathway(actions=(ACTIONS[1], action("a", "asked", if_text="so", **{"for": ["go"]}))),
        {"outcome:go:action"},
    ),
    "harm without anything to do": (
        pathway((rule("r", "go", "worried"),), actions=(action("a", kind="ask"),), **ALARM),
        {"harm:action"},
    ),
    "silence that gives an outcome": (
        pathway((rule("r", "go", ""),)),
        {"silence", "outcome:not_yet", "action:wait"},
    ),
}
"""Pathways with one fault, and every claim that then fails."""
SMALLEST: dict[str, dict[str, Any]] = {
    "exclusive:stop:go": {"asked": True, "grade": "grave"},
    "outcome:not_yet:action": {},
    "outcome:go:action": {"grade": "grave"},
    "silence": {},
    "harm:action": {"worried": True},
}
"""The smallest answers against the claims that something never happens."""


@pytest.mark.parametrize("name", HOLDS)
def test_where_nothing_is_dead_every_claim_is_proved(name: str) -> None:
    """Outcomes, rules, musts, offers, actions, queries and answers that matter are all proved."""
    assert failing(HOLDS[name]) == set()


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_is_refuted_by_name(name: str) -> None:
    """Each fault refutes the claims that it breaks, and no other."""
    own, broken = BROKEN[name]
    assert failing(own) == broken


@pytest.mark.parametrize("name", BROKEN)
def test_brute_force_agrees(name: str) -> None:
    """Looking at every set of answers says the same of each claim."""
    own, _ = BROKEN[name]
    brute = Brute(engine(own).plan("toytown", "toy"))
    for claim, verdict in verdicts(own).items():
        against = brute.broken(claim)
        holds = brute.happens(claim) if against is None else not any(map(against, brute.rows))
        assert (verdict.state == "proved") == holds, claim


@pytest.mark.parametrize("claim", SMALLEST)
def test_what_never_may_happen_is_shown_with_the_fewest_answers(claim: str) -> None:
    """An overlap, an outcome without an action, and silence that decides have a counter-case."""
    own = next(own for own, broken in BROKEN.values() if claim in broken)
    assert said(refuted(own, claim).before) == (SMALLEST[claim], frozenset(), frozenset())


def test_what_is_dead_has_no_case() -> None:
    """Of what never happens no answers can be shown."""
    own, broken = BROKEN["an outcome that no rule reaches"]
    assert all(refuted(own, claim).before is None for claim in broken)


def test_every_kind_of_claim_is_broken_somewhere() -> None:
    """No kind of claim is without a pathway that refutes it."""
    made = {name for own in HOLDS.values() for name in verdicts(own)}
    kinds = {_kind(name) for name in made}
    assert kinds == {_kind(name) for _, broken in BROKEN.values() for name in broken}


def _kind(claim: str) -> tuple[str, ...]:
    kind, *rest = claim.split(":")
    return kind, *(part for part in rest if part in ("met", "open", "not", '"if"', "action"))
