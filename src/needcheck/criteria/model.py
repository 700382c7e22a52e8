"""The shapes of criteria files, and nothing else: what is asked, and how a pathway decides.

All models are frozen and forbid unknown keys. Every element says where it comes from: clauses of
the document (``cites``), or ``basis = "needcheck"`` with a ``why`` where it is our own choice or
general knowledge. Conditions are kept as text here; ``expression`` reads them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from needcheck.criteria.limits import MAX_HOURS, MAX_NUMBER, MAX_OUTCOMES, MAX_WORKING_DAYS
from needcheck.criteria.part import Condition, Element, Id, Part
from needcheck.criteria.steps import Section

PromptId = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,6}-[0-9]{1,4}$")]
FactType = Literal["yes_no", "choice", "many", "number", "date", "datetime", "elapsed", "reason"]
Level = Literal["universal", "additional", "targeted", "specialist"]
Group = Literal["child", "parents", "home"]
HarmClass = Literal["none", "ask", "in_need", "either", "protection", "explicit"]
LEVELS: tuple[str, ...] = ("universal", "additional", "targeted", "specialist")
GROUPS: tuple[str, ...] = ("child", "parents", "home")
HARM_CLASSES: tuple[str, ...] = ("none", "ask", "in_need", "either", "protection", "explicit")


class Choice(Part):
    """One answer a fact can have."""

    id: Id
    text: str
    help: str = ""


class Fact(Element):
    """One answerable thing.

    ``choices`` of an ordered fact run from mild to grave. ``graver`` says which way a yes/no fact
    is a concern ("" where neither is). ``words`` is the invitation to the practitioner's own
    words, empty where none are taken; ``words_except`` are answers after which none are asked.
    ``not_known`` says what a missing answer means. ``length_only`` is for an elapsed time that adds
    up several spells: a day would stand for one.
    """

    id: Id
    type: FactType
    ask: str
    short: str
    help: str = ""
    why_asked: str = ""
    not_known: str = ""
    choices: tuple[Choice, ...] = ()
    ordered: bool = False
    none_choice: str = ""
    graver: Literal["yes", "no", ""] = ""
    about: Literal["child", "family"] = "child"
    words: str = ""
    words_except: tuple[Id, ...] = ()
    unit: str = ""
    length_only: bool = False
    minimum: int | None = Field(default=None, ge=-MAX_NUMBER, le=MAX_NUMBER)
    maximum: int | None = Field(default=None, ge=-MAX_NUMBER, le=MAX_NUMBER)
    judgement: int = 0

    @property
    def choice_ids(self) -> tuple[str, ...]:
        """Ids of the choices, in file order."""
        return tuple(choice.id for choice in self.choices)

    @model_validator(mode="after")
    def _choices_fit_type(self) -> Fact:
        listed = self.type in ("choice", "many")
        if listed != bool(self.choices):
            raise ValueError("choices are given for types choice and many, and only there")
        low, high = self.minimum, self.maximum
        if low is not None and high is not None and low > high:
            raise ValueError("minimum is above maximum")
        if len(set(self.choice_ids)) != len(self.choices):
            raise ValueError("a choice id stands twice")
        if self.none_choice and self.none_choice not in self.choice_ids:
            raise ValueError("none_choice must be one of the choices")
        if self.length_only and (self.type != "elapsed" or self.unit not in ("months", "weeks")):
            raise ValueError("length_only is for type elapsed with unit months or weeks")
        return self


class Prompt(Element):
    """One indicator of Appendix 2; ``also`` names further levels that list the same line."""

    id: PromptId
    level: Level
    also: tuple[Level, ...] = ()
    group: Group
    polarity: Literal["concern", "strength"]
    harm: HarmClass
    text: str
    help: str = ""
    topics: tuple[Id, ...] = ()
    implies: str = ""


class Ground(Element):
    """One way in which a derived condition holds: ``when``, held down by ``unless``.

    Without ``when`` it always stands, so that with ``unless = X`` it means "X is not surely so".
    """

    when: Condition = ""
    unless: Condition = ""
    text: str = ""


class Derived(Part):
    """A named condition: it holds when any of its grounds fires."""

    id: Id
    text: str
    any: tuple[Ground, ...] = Field(min_length=1)


class Outcome(Element):
    """One possible result; outcomes stand in order of urgency, the last is ``not_yet``."""

    id: Id
    name: str
    meaning: str = ""


class Rule(Element):
    """A condition that leads to an outcome; a stated ``unless`` holds it down."""

    id: Id
    outcome: Id
    when: Condition
    unless: Condition = ""
    text: str


class Requirement(Element):
    """A condition that must hold for the outcomes in ``for``, with words for when it does not.

    With ``gates`` an outcome is not reached until it is met; otherwise it is a condition of the
    route, shown beside the outcome. ``applies`` says when it matters at all.
    """

    id: Id
    for_: tuple[Id, ...] = Field(alias="for", default=())
    kind: Literal["must", "consider"] = "must"
    gates: bool = False
    when: Condition
    applies: Condition = ""
    text: str
    unmet: str
    unknown: str

    def gating(self, outcome: str) -> bool:
        """Whether this outcome is not reached until the requirement is met."""
        return self.gates and self.kind == "must" and outcome in self.for_


class Due(Part):
    """When an action is due: from a fact (datetime), before an action, or in words only."""

    from_: Id | None = Field(alias="from", default=None)
    hours: int | None = Field(default=None, ge=1, le=MAX_HOURS)
    working_days: int | None = Field(default=None, ge=1, le=MAX_WORKING_DAYS)
    before: Id | None = None
    text: str

    @model_validator(mode="after")
    def _one_clock(self) -> Due:
        counted = (self.hours is not None) + (self.working_days is not None)
        if counted != (1 if self.from_ else 0):
            raise ValueError("give hours or working_days with from, and not both")
        return self


class Action(Element):
    """One thing to do, not to do, say, ask or watch.

    ``when`` must be surely true for it to be shown plainly; where it is only possible, it is shown
    after ``if_text``. Without ``if_text`` a merely possible action is not shown. ``at_once`` puts
    it on the screen that shows the harm route before anything else is asked.
    """

    id: Id
    kind: Literal["do", "do_not", "say", "ask", "watch"]
    for_: tuple[Id, ...] = Field(alias="for", default=())
    when: Condition = ""
    if_text: str = ""
    text: str
    detail: tuple[str, ...] = ()
    contact: Id | None = None
    form: str = ""
    due: Due | None = None
    at_once: bool = False


class Offer(Element):
    """One service beside the outcome: offered, "if ...", or not offered because.

    Without ``when`` it is always offered.
    """

    id: Id
    for_: tuple[Id, ...] = Field(alias="for", default=())
    when: Condition = ""
    unless: Condition = ""
    text: str
    if_text: str
    not_text: str


class Query(Element):
    """Something that does not fit together, or should be thought about; never moves a level.

    ``before_acting`` puts it above the first thing to do: nobody may act on the level and miss it.
    """

    id: Id
    for_: tuple[Id, ...] = Field(alias="for", default=())
    when: Condition
    text: str
    asks: tuple[Id, ...] = ()
    before_acting: bool = False


class Invariant(Element):
    """A claim about every result: whenever ``when`` surely holds, the rest must be true.

    ``when`` and ``then`` may use ``outcome`` as a choice. ``shows`` are actions shown plainly,
    ``offers`` actions shown plainly or as "if ...", ``never_shows`` actions not shown plainly,
    ``never_offers`` actions not shown at all. ``says`` and ``never_says`` are regular expressions
    over the rendered text. ``possible`` and ``never_possible`` are outcomes that answers to what
    is missing can, or cannot, lead to. ``monotone`` names a law over pairs of answers, about
    ``facts`` (all that have an order, where it is left out; M5 always names them) and, where
    ``prompts`` is true, the prompts.
    """

    id: str
    text: str
    when: Condition = ""
    then: Condition = ""
    first_action: tuple[Id, ...] = ()
    shows: tuple[Id, ...] = ()
    offers: tuple[Id, ...] = ()
    never_shows: tuple[Id, ...] = ()
    never_offers: tuple[Id, ...] = ()
    says: tuple[str, ...] = ()
    never_says: tuple[str, ...] = ()
    possible: tuple[Id, ...] = ()
    never_possible: tuple[Id, ...] = ()
    monotone: Literal["", "M1", "M2", "M3", "M4", "M5"] = ""
    facts: tuple[Id, ...] = ()
    prompts: bool = True
    law: str = ""


class ActionSet(Part):
    """Actions shared by pathways, under one name."""

    id: Id
    actions: tuple[Action, ...] = Field(alias="action", default=())


class Pathway(Part):
    """One thing that can be decided: its outcomes, rules, requirements, offers and actions.

    ``offers_when`` says when services are shown at all; ``call_script`` offers words for the call
    to the first contact.

    ``uses`` takes outcomes' rules, derived conditions and queries from a framework file,
    ``derived_from`` only the derived conditions. ``sections`` names which of the framework's
    interview sections are asked (all where it is left out). ``include`` puts shared action sets
    before the pathway's own, ``close_with`` after them. ``alarm`` names the derived condition that
    is the harm route, ``first_fact`` the harm question.
    """

    id: Id
    title: str
    about: str = ""
    uses: Id | None = None
    derived_from: Id | None = None
    sections: tuple[Id, ...] | None = None
    include: tuple[Id, ...] = ()
    close_with: tuple[Id, ...] = ()
    suggest_when: Condition = ""
    for_roles: tuple[Id, ...] = ()
    offers_title: str = "Services"
    offers_when: Condition = ""
    call_script: bool = False
    exclusive: bool = False
    alarm: Id | None = None
    first_fact: Id | None = None
    derived: tuple[Derived, ...] = ()
    outcomes: tuple[Outcome, ...] = Field(alias="outcome", default=(), max_length=MAX_OUTCOMES)
    rules: tuple[Rule, ...] = Field(alias="rule", default=())
    requirements: tuple[Requirement, ...] = Field(alias="requirement", default=())
    offers: tuple[Offer, ...] = Field(alias="offer", default=())
    actions: tuple[Action, ...] = Field(alias="action", default=())
    queries: tuple[Query, ...] = Field(alias="query", default=())
    invariants: tuple[Invariant, ...] = Field(alias="invariant", default=())
    follow_on: tuple[Section, ...] = Field(alias="section", default=())
