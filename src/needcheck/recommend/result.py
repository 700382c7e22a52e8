"""What a recommendation is, as data: frozen values that the output room turns into text.

Everything that a screen, a note or a JSON envelope shows of a decision is in here, so that a
saved note can be shown again without the criteria. Ids are those of the criteria files; texts are
ready to print and carry no markup. Times are ISO 8601 strings with offset.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Source:
    """Where an element comes from: clause ids, and our own reason where ``basis`` is needcheck."""

    cites: tuple[str, ...] = ()
    basis: str = "document"
    why: str = ""


@dataclass(frozen=True, slots=True)
class DueView:
    """A deadline: its words, and its moment once the start is known.

    ``at`` is an ISO date or datetime, ``said`` the same in words; both "" without a start.
    ``note`` says when only weekdays could be counted; ``counted`` whether it runs from a fact.
    """

    text: str
    at: str = ""
    said: str = ""
    note: str = ""
    counted: bool = False


@dataclass(frozen=True, slots=True)
class ContactView:
    """Who to reach, with every caution; empty strings where the document gives nothing."""

    id: str
    name: str
    phone: str = ""
    phone_note: str = ""
    email: str = ""
    email_note: str = ""
    url: str = ""
    url_note: str = ""
    address: str = ""
    not_for: str = ""
    printed_in: str = ""
    checked_on: str = ""


@dataclass(frozen=True, slots=True)
class ActionView:
    """One action: ``now`` where its condition surely holds, ``if`` where it only may.

    ``at_once``: it stands with the contact of the harm route.
    """

    id: str
    kind: Literal["do", "do_not", "say", "ask", "watch"]
    state: Literal["now", "if"]
    text: str
    if_text: str = ""
    detail: tuple[str, ...] = ()
    contact: ContactView | None = None
    form: str = ""
    due: DueView | None = None
    source: Source = Source()
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer as shown: ``fact`` is its id, ``label`` and ``text`` are words.

    ``words`` are the practitioner's own; ``implied`` where a ticked prompt answered it; ``value``
    is the answer as it stands in a file, "" where it is missing.
    """

    fact: str
    label: str
    text: str
    words: str = ""
    implied: bool = False
    value: str = ""


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A rule that fired, with the answers it rests on."""

    rule: str
    text: str
    answers: tuple[AnswerView, ...] = ()
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class ProvisionalView:
    """A rule that rests on silence; ``settles`` are the facts whose answers could hold it."""

    rule: str
    text: str
    settles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldView:
    """A rule that a stated answer holds down; the prompt stays on the page."""

    rule: str
    text: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PossibleView:
    """An outcome that answers to what is missing could still give."""

    outcome: str
    name: str
    settles: tuple[str, ...]
    rises: bool


@dataclass(frozen=True, slots=True)
class RequirementView:
    """A requirement: met, not met or not known, with the words for its state."""

    id: str
    kind: Literal["must", "consider"]
    state: Literal["met", "not_met", "not_known"]
    text: str
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class OfferView:
    """A service: offered, conditional or not offered, with the words for its state."""

    id: str
    name: str
    state: Literal["offered", "if", "not_offered"]
    why: str
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class QueryView:
    """Something that does not fit together or should be thought about.

    ``before_acting``: before anybody acts on the outcome.
    """

    id: str
    text: str
    asks: tuple[str, ...] = ()
    source: Source = Source()
    before_acting: bool = False


@dataclass(frozen=True, slots=True)
class MissingView:
    """A fact (or ``prompts:child`` for an unlooked list) that could change the outcome."""

    fact: str
    label: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What one different answer would give. ``rises`` where it is more urgent than now."""

    fact: str
    label: str
    to: str
    to_text: str
    outcome: str
    outcome_name: str
    rises: bool
    answered: bool


@dataclass(frozen=True, slots=True)
class SayingView:
    """A standing line of the authority, by id (``emergency``, ``standing``, ``judgement`` ...)."""

    id: str
    text: str
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """An outcome with its name; ``meaning`` in our words."""

    id: str
    name: str
    meaning: str = ""
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class CriteriaView:
    """Which criteria decided: authority id and name, document, digest, overlays."""

    id: str
    name: str
    edition: str
    sha256: str
    document: str
    publisher: str
    verify: str
    overlays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The whole result of one decision.

    ``levels`` are all outcomes, most urgent first; ``labels`` are the words for every fact that is
    named by id alone.
    """

    criteria: CriteriaView
    pathway: str
    pathway_title: str
    as_of: str
    outcome: OutcomeView
    levels: tuple[OutcomeView, ...]
    scale: str
    foreign_scale: bool
    settled: bool
    harm_route: bool
    harm_known: bool
    provisional: tuple[ProvisionalView, ...]
    held: tuple[HeldView, ...]
    still_possible: tuple[PossibleView, ...]
    requirements: tuple[RequirementView, ...]
    call_script: bool
    offers_title: str
    offers: tuple[OfferView, ...]
    actions: tuple[ActionView, ...]
    reasons: tuple[ReasonView, ...]
    queries: tuple[QueryView, ...]
    strengths: tuple[AnswerView, ...]
    concerns: tuple[AnswerView, ...]
    missing: tuple[MissingView, ...]
    would_change: tuple[ChangeView, ...]
    answers: tuple[AnswerView, ...]
    sayings: tuple[SayingView, ...]
    labels: Mapping[str, str]

    def saying(self, name: str) -> str:
        """The text of a standing line, "" where the authority has none of that id."""
        return next((s.text for s in self.sayings if s.id == name), "")

    def as_data(self) -> dict[str, Any]:
        """Plain dicts and lists, for JSON and the case note."""
        return asdict(self)


def from_data(data: Mapping[str, Any]) -> Recommendation:
    """The recommendation that ``as_data`` (through JSON or TOML, nulls dropped) came from."""
    from pydantic import TypeAdapter

    return TypeAdapter(Recommendation).validate_python(data)
