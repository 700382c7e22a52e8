"""All that is shipped is proved: the safety rules hold for every combination of answers."""

from __future__ import annotations

import os
import re

import pytest

from needcheck.jobs.engine import Engine
from needcheck.jobs.proof.prover import Asked, prove

pytest.importorskip("z3")
ENGINE = Engine()
CLAIMS = 3_000
"""There are more claims than this; fewer means that a kind of claim is no longer made."""
EVERYWHERE = ("INV-11", "INV-32", "INV-33", "INV-34")
"""The rules about decisions, actions and their words that hold in every pathway of every place."""
ROUTES = {
    "birmingham": ("INV-02",),
    "hull": tuple(f"INV-{n:02}" for n in (1, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 18, 19, 20, 35, 39)),
    "islington": (),
    "southwark": (),
    "worcestershire": ("INV-01", "INV-02", "INV-03", "INV-05", "INV-10", "INV-29"),
}
"""The rules that hold in every pathway of one place."""
SOMEWHERE = {
    "birmingham": ("03", "12", "13", "15", "16", "21", "22", "23", "24", "35", "38", "39"),
    "hull": ("02", "12", "15", "16", "17", "37", "38"),
    "islington": ("02", "12", "15", "27", "28", "38", "39"),
    "southwark": ("02", "12", "15", "25", "26", "35", "38", "39"),
    "worcestershire": ("12", "35", "37", "38", "39"),
}
"""The rules that are about some pathways only, by number."""
PROCESS = {"INV-30", "INV-31", "INV-36", "INV-40"}
"""The rules about contacts of others, repeatability, screens and silence said: tested on output."""


def test_every_claim_of_all_that_is_shipped_is_proved() -> None:
    """Of the five authorities every claim is proved: none is refuted, none undecided for time.

    Among them is every safety rule that speaks of decisions, actions or words, wherever it holds.
    """
    proved: dict[tuple[str, str], set[str]] = {}
    count = 0
    for authority in ENGINE.authorities:
        found = prove(ENGINE, authority, Asked(workers=os.cpu_count() or 1, limit=120))
        assert [(v.pathway, v.id, v.state) for v in found if v.state != "proved"] == []
        count += len(found)
        for verdict in found:
            proved.setdefault((authority, verdict.pathway), set()).add(verdict.id)
    assert count > CLAIMS
    for (authority, pathway), ids in proved.items():
        rules = {rule_of(name) for name in ids if not name.endswith("/applies")}
        missing = {*EVERYWHERE, *ROUTES[authority]} - rules
        assert missing == set(), (authority, pathway)
    for authority, numbers in SOMEWHERE.items():
        own = {rule_of(name) for (place, _), ids in proved.items() if place == authority
               for name in ids}  # fmt: skip
        assert {f"INV-{number}" for number in numbers} - own == set(), authority


def rule_of(claim: str) -> str:
    """The safety rule that a claim belongs to: ``INV-05`` of ``INV-05-yes``, "" for others."""
    found = re.match(r"INV-\d\d", claim)
    return found[0] if found else ""


def test_every_safety_rule_is_proved_somewhere_or_tested_on_output() -> None:
    """INV-01 to INV-40: each is in the lists above, so that none is forgotten."""
    listed = {*EVERYWHERE, *PROCESS, *(name for names in ROUTES.values() for name in names)}
    listed |= {f"INV-{number}" for numbers in SOMEWHERE.values() for number in numbers}
    assert listed == {f"INV-{number:02}" for number in range(1, 41)}


@pytest.mark.parametrize("authority", ENGINE.authorities)
def test_the_laws_are_claims_of_the_level(authority: str) -> None:
    """M1 to M5 stand beside every level decision, each as a law over pairs of answers."""
    laws = {i.monotone for i in ENGINE.plan(authority, "level").pathway.invariants} - {""}
    assert laws == {"M1", "M2", "M3", "M4", "M5"}
