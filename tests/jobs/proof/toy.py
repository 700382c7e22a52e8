"""Toy criteria and what is proved of them, for tests that break one thing at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from needcheck.case.answers import Answers
from needcheck.criteria import model
from needcheck.jobs.engine import Engine
from needcheck.jobs.proof.prover import Asked, Verdict, prove
from tests import small

ACTIONS: tuple[Mapping[str, Any], ...] = (
    {"id": "call", "kind": "do", "for": ["go"], "text": "Call the desk.", **small.OURS},
    {"id": "wait", "kind": "do", "for": ["not_yet"], "text": "Ask more.", **small.OURS},
)
"""Something to do in either outcome."""
RULES: tuple[Mapping[str, Any], ...] = (small.rule("go_grave", "go", 'grade == "grave"'),)
"""Grave: go."""


def action(name: str, when: str = "", **more: Any) -> dict[str, Any]:
    """An action as it would stand in a file."""
    return {"id": name, "kind": "do", "when": when, "text": name, **small.OURS, **more}


def invariant(when: str = "", **more: Any) -> dict[str, Any]:
    """The invariant ``A`` as it would stand in a file."""
    return {"id": "A", "text": "A claim.", "when": when, **small.OURS, **more}


def pathway(
    rules: Sequence[Mapping[str, Any]] = RULES,
    outcomes: Sequence[str] = ("go",),
    actions: Sequence[Mapping[str, Any]] = ACTIONS,
    **more: Any,
) -> model.Pathway:
    """A pathway of which every claim holds, unless something else is given."""
    return small.pathway(outcomes, rules, action=list(actions), **more)


def engine(*own: model.Pathway, **changes: Any) -> Engine:
    """The engine with toytown alone, with these pathways; ``changes`` to the bundle."""
    made = replace(small.bundle(), pathways={p.id: p for p in own}, **changes)
    return Engine(_bundles={"toytown": made})


def verdicts(own: model.Pathway | Engine, asked: Asked | str = "") -> dict[str, Verdict]:
    """What is found of every claim of toytown, or of those asked for, by id."""
    made = own if isinstance(own, Engine) else engine(own)
    wanted = Asked(claim=asked) if isinstance(asked, str) else asked
    return {verdict.id: verdict for verdict in prove(made, "toytown", wanted)}


def failing(own: model.Pathway | Engine) -> set[str]:
    """The claims that are not proved."""
    return {name for name, verdict in verdicts(own).items() if verdict.state != "proved"}


def refuted(own: model.Pathway, claim: str) -> Verdict:
    """The refutation of a claim that does not hold."""
    found = verdicts(own, claim)[claim]
    assert found.state == "refuted", claim
    return found


def proves(own: model.Pathway, claim: str) -> bool:
    """Whether a claim is proved."""
    return verdicts(own, claim)[claim].state == "proved"


def said(answers: Answers | None) -> tuple[dict[str, Any], frozenset[str], frozenset[str]]:
    """Answers as facts, prompts there and prompts looked for in vain."""
    assert answers is not None
    return dict(answers.facts), answers.present, answers.absent
