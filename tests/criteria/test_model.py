"""The shapes of criteria files: what is refused before anything is decided with it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from needcheck.criteria import model
from needcheck.criteria.authority import Contact, Document, Saying
from needcheck.criteria.part import Element, Part
from needcheck.criteria.steps import Step
from tests import small

FACT = {"id": "seen", "type": "yes_no", "ask": "Seen?", "short": "seen", "cites": ["TOY-1"]}
ACTION = {"id": "ring", "kind": "do", "text": "Ring.", "cites": ["TOY-1"]}
CHOICES = [{"id": "one", "text": "One"}, {"id": "two", "text": "Two"}]


def refused(shape: type[Part], raw: dict[str, Any]) -> str:
    """What a shape says about values that it refuses."""
    with pytest.raises(ValidationError) as caught:
        shape.model_validate(raw)
    return str(caught.value)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({}, 'give cites = ["..."], or basis = "needcheck" with a why'),
        ({"cites": []}, 'give cites = ["..."], or basis = "needcheck" with a why'),
        ({"why": "So."}, 'give cites = ["..."], or basis = "needcheck" with a why'),
        ({"basis": "needcheck"}, 'basis = "needcheck" needs a why'),
        ({"basis": "needcheck", "cites": ["TOY-1"]}, 'basis = "needcheck" needs a why'),
        ({"basis": "hearsay", "why": "So."}, "'document' or 'needcheck'"),
        ({"cites": ["toy-1"]}, "pattern"),
    ],
)
def test_an_element_without_source_is_refused(source: dict[str, Any], said: str) -> None:
    """Everything that decides or is shown cites clauses, or says that it is ours and why."""
    bare = {key: value for key, value in FACT.items() if key != "cites"}
    assert said in refused(model.Fact, {**bare, **source})


def test_every_kind_of_element_needs_a_source() -> None:
    """The rule on sources holds for all that is decided with or shown."""
    kinds = (
        *(model.Fact, model.Prompt, model.Ground, model.Outcome, model.Rule, model.Requirement),
        *(model.Action, model.Offer, model.Query, model.Invariant, Step, Contact),
        *(Document, Saying),
    )
    assert all(issubclass(kind, Element) for kind in kinds)


@pytest.mark.parametrize("shape", [model.Fact, model.Rule, model.Action, model.Pathway])
def test_an_unknown_key_is_refused(shape: type[Part]) -> None:
    """A misspelled key is an error and never silently left out."""
    assert "Extra inputs are not permitted" in refused(shape, {"wehn": "worried"})


def test_no_error_repeats_what_was_written() -> None:
    """Errors about shapes carry no value from the file."""
    assert "MARK" not in refused(model.Fact, {**FACT, "id": "MARK 1", "minimum": "MARK 2"})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"choices": CHOICES}, "choices are given for types choice and many"),
        ({"type": "choice"}, "choices are given for types choice and many"),
        ({"type": "many"}, "choices are given for types choice and many"),
        ({"type": "choice", "choices": CHOICES * 2}, "a choice id stands twice"),
        (
            {"type": "many", "choices": CHOICES, "none_choice": "three"},
            "none_choice must be one of the choices",
        ),
        ({"length_only": True}, "length_only is for type elapsed"),
        ({"type": "elapsed", "length_only": True}, "length_only is for type elapsed"),
        ({"type": "text"}, "'yes_no'"),
        ({"id": "Seen"}, "pattern"),
        ({"id": "1st"}, "pattern"),
        ({"graver": "maybe"}, "'yes', 'no' or ''"),
    ],
)
def test_a_fact_fits_its_type(changes: dict[str, Any], said: str) -> None:
    """Choices stand where a type has them, each once."""
    assert said in refused(model.Fact, {**FACT, **changes})


@pytest.mark.parametrize(
    "due",
    [
        {"from": "called_at"},
        {"from": "called_at", "hours": 48, "working_days": 5},
        {"hours": 48},
        {"working_days": 5},
        {"from": "called_at", "hours": 0},
        {"from": "called_at", "working_days": 0},
        {"before": "ring", "hours": 1},
    ],
)
def test_a_deadline_has_one_clock_and_a_start(due: dict[str, Any]) -> None:
    """Hours or working days, at least one, counted from a fact: else the words alone are given."""
    assert refused(model.Action, {**ACTION, "due": {**due, "text": "soon"}})


@pytest.mark.parametrize(
    "due",
    [
        {"from": "called_at", "hours": 48},
        {"from": "called_at", "working_days": 5},
        {"before": "ring"},
        {},
    ],
)
def test_a_deadline_may_be_words_only(due: dict[str, Any]) -> None:
    """A deadline always has words, and at most one clock."""
    assert model.Action.model_validate({**ACTION, "due": {**due, "text": "soon"}}).due


@pytest.mark.parametrize(
    "step", [{}, {"fact": "seen", "prompts": "child"}, {"fact": "seen", "facts": ["seen"]}]
)
def test_a_step_asks_one_thing(step: dict[str, Any]) -> None:
    """A screen asks one fact or shows one list."""
    assert "a step asks one" in refused(Step, {**step, "cites": ["TOY-1"]})


def test_parts_are_frozen() -> None:
    """Nothing changes criteria after they were loaded."""
    fact = model.Fact.model_validate(FACT)
    with pytest.raises(ValidationError):
        fact.id = "other"  # type: ignore[misc]


def test_a_requirement_gates_only_where_it_says_so() -> None:
    """Only a must with ``gates`` that names the outcome keeps it from being reached."""
    raw = {"id": "met", "for": ["go"], "when": "x", "text": "t", "unmet": "u", "unknown": "k"}
    for changes, expected in (
        ({}, False),
        ({"gates": True}, True),
        ({"gates": True, "kind": "consider"}, False),
    ):
        item = model.Requirement.model_validate({**raw, **small.OURS, **changes})
        assert item.gating("go") is expected
        assert item.gating("stay") is False
