"""Invariants as claims: each kind of part holds for all answers, or is refuted by the fewest."""

from __future__ import annotations

from typing import Any

import pytest

from needcheck.criteria import model
from tests.jobs.proof.brute import Brute, size
from tests.jobs.proof.toy import (
    ACTIONS,
    action,
    engine,
    failing,
    invariant,
    pathway,
    proves,
    refuted,
    said,
    verdicts,
)

pytest.importorskip("z3")
TELL = action("tell", "asked", if_text="they agree")
"""An action that shows: plainly when asked, as "if" while that is not known."""
GRAVE = 'grade == "grave"'
KINDS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "then": (
        {"when": GRAVE, "then": 'outcome == "go"'},
        {"when": "asked", "then": 'outcome == "go"'},
        {"asked": True},
    ),
    "first_action": (
        {"when": GRAVE, "first_action": ["wait", "call"]},
        {"when": GRAVE, "first_action": ["tell", "wait"]},
        {"grade": "grave"},
    ),
    "shows": (
        {"when": GRAVE, "shows": ["call"]},
        {"when": "asked", "shows": ["call"]},
        {"asked": True},
    ),
    "offers": (
        {"when": "not known(asked)", "offers": ["tell"]},
        {"when": GRAVE, "offers": ["call", "tell"]},
        {"asked": False, "grade": "grave"},
    ),
    "never_shows": (
        {"when": "not known(asked)", "never_shows": ["tell"]},
        {"when": GRAVE, "never_shows": ["wait", "tell"]},
        {"asked": True, "grade": "grave"},
    ),
    "never_offers": (
        {"when": "not asked", "never_offers": ["tell"]},
        {"when": GRAVE, "never_offers": ["tell"]},
        {"grade": "grave"},
    ),
    "possible": (
        {"when": "not known(grade)", "possible": ["go", "not_yet"]},
        {"when": "not known(asked)", "possible": ["not_yet"]},
        {"grade": "grave"},
    ),
    "never_possible": (
        {"when": f"not ({GRAVE})", "never_possible": ["go"]},
        {"when": "asked", "never_possible": ["go"]},
        {"asked": True},
    ),
    "says": (
        {"when": GRAVE, "says": [r"call\s+the\s+desk", "go_grave"]},
        {"when": "asked", "says": [r"call\s+the\s+desk"]},
        {"asked": True},
    ),
    "never_says": (
        {"when": f"not ({GRAVE})", "never_says": [r"call\s+the\s+desk"]},
        {"never_says": [r"call\s+the\s+desk"]},
        {"grade": "grave"},
    ),
}
"""By kind of part: claims that hold, that do not, and the smallest answers against the latter."""


def claimed(*items: dict[str, Any], **more: Any) -> model.Pathway:
    """The pathway of every test here, with these invariants."""
    return pathway(actions=(*ACTIONS, TELL), invariant=list(items), **more)


@pytest.mark.parametrize("kind", KINDS)
def test_a_claim_that_holds_is_proved(kind: str) -> None:
    """Each part of an invariant is proved where every set of answers obeys it."""
    own = claimed(invariant(**KINDS[kind][0]))
    assert failing(own) == set()
    assert proves(own, "A/applies")


@pytest.mark.parametrize("kind", KINDS)
def test_a_claim_that_does_not_hold_is_refuted_by_the_fewest_answers(kind: str) -> None:
    """Each part is refuted where some answers break it, and only those that it needs are given."""
    own = claimed(invariant(**KINDS[kind][1]))
    assert failing(own) == {"A"}
    verdict = refuted(own, "A")
    assert said(verdict.before) == (KINDS[kind][2], frozenset(), frozenset())
    assert verdict.after is None


@pytest.mark.parametrize("kind", [k for k in KINDS if not k.endswith("says")])
def test_no_smaller_answers_break_it(kind: str) -> None:
    """Brute force over all answers finds nothing smaller than the case that is shown."""
    own = claimed(invariant(**KINDS[kind][1]))
    brute = Brute(engine(own).plan("toytown", "toy"))
    (item,) = own.invariants
    least = min(row.size for row in brute.rows if brute.breaks(item, row))
    before = refuted(own, "A").before
    assert before is not None
    assert size(before) == least


def test_the_first_action_is_first_and_not_only_shown() -> None:
    """An action that is shown after another one is not the first."""
    own = claimed(invariant(f"{GRAVE} and asked", shows=["tell"], first_action=["tell"]))
    assert said(refuted(own, "A").before)[0] == {"asked": True, "grade": "grave"}


def test_every_kind_of_part_is_tried() -> None:
    """The table has a line for each part that an invariant on single results can have."""
    about = {"id", "text", "when", "monotone", "facts", "prompts", "law", "cites", "basis", "why"}
    assert KINDS.keys() == model.Invariant.model_fields.keys() - about


@pytest.mark.parametrize(
    ("when", "answers"),
    [
        ("count(things) >= 2", 2),
        ('prompts(level="specialist") >= 2', 2),
        ('absent(topic="safety") >= 2 and age >= 10', 3),
        ('"saw" in tools and colour == "red" and in_months >= months(3)', 3),
        ('known(born) and known(called_at) and reason and grade > "mild"', 4),
    ],
)
def test_the_smallest_case_counts_every_answer(when: str, answers: int) -> None:
    """Each choice of a set, each prompt and each fact of any type is one answer; no more is given.

    The claim asks for what never happens, so that the case is whatever makes it apply.
    """
    before = refuted(claimed(invariant(when, then="worried and not worried")), "A").before
    assert before is not None
    assert size(before) == answers


def test_an_invariant_that_applies_to_nothing_is_refuted() -> None:
    """A claim that can never fail because it is never asked is named, without any answers."""
    own = claimed(invariant("worried and not worried", shows=["call"]))
    assert failing(own) == {"A/applies"}
    assert refuted(own, "A/applies").before is None


def test_an_invariant_that_asks_for_nothing_is_refuted() -> None:
    """One with a condition and no part can never fail; a law of the process alone may stand."""
    assert failing(claimed(invariant("worried"))) == {"A/asks"}
    assert "A" not in verdicts(claimed(invariant("worried", law="Tested elsewhere.")))


def test_a_claim_may_ask_for_many_things() -> None:
    """One part that does not hold is enough, whatever the others are."""
    own = claimed(
        invariant(GRAVE, then='outcome == "go"', shows=["call"], never_offers=["wait", "tell"])
    )
    assert failing(own) == {"A"}
    assert said(refuted(own, "A").before)[0] == {"grade": "grave"}


def test_claims_of_one_family_can_be_asked_for_together() -> None:
    """By the start that they share up to a hyphen, as INV-12 for INV-12-M1 to M5."""
    rows = [{**invariant(GRAVE, shows=["call"]), "id": name} for name in ("A-1", "A-2", "AB")]
    asked = verdicts(claimed(*rows), "A").keys()
    assert asked == {"A-1", "A-1/applies", "A-2", "A-2/applies"}


def test_one_claim_can_be_asked_for() -> None:
    """By its id, which brings its own further claims, and not those with a longer id."""
    own = claimed(
        invariant(GRAVE, shows=["call"]), {**invariant(GRAVE, shows=["call"]), "id": "AB"}
    )
    assert verdicts(own, "A").keys() == {"A", "A/applies"}
    assert verdicts(own, "outcome:go").keys() == {"outcome:go", "outcome:go:action"}
