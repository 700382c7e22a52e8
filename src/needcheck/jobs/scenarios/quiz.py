"""What a quiz asks on a case, what is right, and the score.

The outcome is one of the pathway's. The route says how it goes on: the harm route at once, nothing
yet, a contact, a form, through people, or, at the two lower levels, one's own service. The first
action stands among others that the same pathway knows and that are not shown in this case. Which
ones, and in which order, follows from the case's name, so that the same case asks the same
everywhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from needcheck.criteria.authority import Contact
from needcheck.criteria.model import LEVELS, Action
from needcheck.interview.asker import Option
from needcheck.interview.quiz import Asked, QuizCase
from needcheck.jobs.casework import first_action
from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.replay import Replay
from needcheck.recommend.compile import Plan
from needcheck.recommend.result import ActionView, ContactView, Recommendation

OUTCOME, ROUTE, FIRST = "outcome", "route", "first"
KEYS = (OUTCOME, ROUTE, FIRST)
NOW, OPEN, HOLD, FORM, PEOPLE, OWN = "now", "open", "hold", "form", "people", "own"
CONTACT = "contact:"
WORDS = {
    NOW: "The harm route: contact about significant harm at once, and nothing delays it",
    OPEN: "No route yet: something has to be answered first",
    HOLD: "Nothing is sent yet: something stands against it, or has to be asked first",
    FORM: "The form or referral that the document names",
    PEOPLE: "Through people, without a form: those who are there already, or whom the document "
    "names (a manager, the social worker, a team, a meeting)",
    OWN: "No referral: what your own service, or services open to all, can do",
}
REFUSED = "refused"
"""The outcome of a pathway where what must hold surely does not."""
CALM = LEVELS[:2]
"""Levels at which one's own service and its like go on, where no contact or form is named."""
_SENTENCE = re.compile(r"(?<=[.!?:]) +")
OTHERS = 3
"""Actions offered beside the right one, at most."""
DOING = ("do", "do_not", "ask")


@dataclass(frozen=True)
class Lesson:
    """What a case's pages are made of: its replay, and what its document's clauses say."""

    replayed: Replay
    clauses: Mapping[str, str]


@dataclass(frozen=True)
class Point:
    """One question that was answered: ``chosen`` is "" where it was left out.

    ``steps`` says, for the outcome, how far below (+) or above (-) the right one was chosen; None
    for other questions and where the last outcome, which decides nothing, is one of the two.
    """

    case: str
    key: str
    chosen: str
    right: str
    steps: int | None = None
    also: tuple[str, ...] = ()

    @property
    def won(self) -> bool:
        """Whether the choice is right."""
        return self.chosen in (self.right, *self.also)


@dataclass(frozen=True)
class Score:
    """All questions of the cases that were revealed."""

    points: tuple[Point, ...]

    @property
    def won(self) -> int:
        """How many were right."""
        return sum(point.won for point in self.points)

    def of(self, key: str) -> tuple[int, int]:
        """How many of one kind were right, and how many there were."""
        asked = [point for point in self.points if point.key == key]
        return sum(point.won for point in asked), len(asked)

    @property
    def below(self) -> tuple[Point, ...]:
        """Outcomes chosen below the right one: a child would wait."""
        return tuple(p for p in self.points if p.steps is not None and p.steps > 0)

    @property
    def above(self) -> tuple[Point, ...]:
        """Outcomes chosen above the right one."""
        return tuple(p for p in self.points if p.steps is not None and p.steps < 0)


def quiz_case(replayed: Replay, engine: Engine) -> QuizCase:
    """The questions on one replayed case."""
    head, rec = replayed.scenario.head, replayed.recommendation
    plan = engine.plan(head.authority, head.pathway)
    outcomes = tuple(Option(o.id, o.name, o.meaning) for o in rec.levels)
    asked = (
        Asked(OUTCOME, "Which level, or which outcome, is it?", outcomes, rec.outcome.id),
        Asked(ROUTE, "Which route follows?", tuple(_routes(plan)), route(rec), _also(rec, plan)),
        _first(replayed, plan),
    )
    register = engine.clauses(head.authority).values()
    lesson = Lesson(replayed, {clause.id: clause.statement for clause in register})
    return QuizCase(replayed.scenario.name, asked, rec.saying("emergency"), lesson)


def route(rec: Recommendation) -> str:
    """How it goes on in a case: one of the route's ids, a contact's as ``contact:ehash``."""
    if rec.harm_route:
        return NOW
    if rec.outcome.id == rec.levels[-1].id:
        return OPEN
    if _held_first(rec):
        return HOLD
    deciding = route_action(rec)
    if deciding is None:
        return _without_contact(rec)
    by = deciding.contact
    return f"{CONTACT}{by.id}" if by and _by(by) else FORM


def _held_first(rec: Recommendation) -> bool:
    """Whether the first thing is to ask somebody, or not to do something."""
    plain = [action for action in rec.actions if action.state == "now"]
    return bool(plain) and plain[0].kind in ("do_not", "ask")


def _without_contact(rec: Recommendation) -> str:
    """How it goes on where neither a contact nor a form is named."""
    if rec.outcome.id in CALM:
        return OWN
    return HOLD if rec.outcome.id == REFUSED else PEOPLE


def _also(rec: Recommendation, plan: Plan) -> tuple[str, ...]:
    """A second right answer on the route.

    A contact that is asked with a form; or, where neither decides, what is not met stands against
    sending anything, and people have something to do about it.
    """
    unmet = {
        each.id for each in rec.requirements if each.kind == "must" and each.state == "not_met"
    }
    own = {each.id for each in plan.pathway.requirements if rec.outcome.id in each.for_}
    chosen, deciding = route(rec), route_action(rec)
    if chosen.startswith(CONTACT) and deciding and deciding.form:
        return (FORM,)
    if chosen == HOLD and not _held_first(rec):
        return (PEOPLE,)
    return (HOLD,) if chosen == PEOPLE and unmet & own else ()


def _by(contact: ContactView | Contact | None) -> bool:
    """Whether a contact can be called or written to, and is not only something to read."""
    return contact is not None and bool(contact.phone or contact.email)


def route_action(rec: Recommendation) -> ActionView | None:
    """The action that the route rests on: the first to do with a contact, else with a form."""
    if rec.harm_route:
        return first_action(rec)
    doing = [a for a in rec.actions if a.state == "now" and a.kind == "do"]
    contacts = (action for action in doing if _by(action.contact))
    forms = (action for action in doing if action.form)
    return next(contacts, None) or next(forms, None)


def _routes(plan: Plan) -> Iterator[Option]:
    """The routes that a pathway knows."""
    doing = [action for action in plan.actions if action.kind == "do"]
    contacts = plan.bundle.contacts
    if plan.pathway.alarm:
        yield Option(NOW, WORDS[NOW])
    for name in dict.fromkeys(action.contact for action in doing if action.contact):
        if _by(contacts[name]):
            yield Option(f"{CONTACT}{name}", _contact_words(name, plan, doing))
    if any(action.form for action in doing):
        yield Option(FORM, WORDS[FORM])
    calm = [OWN] if any(outcome in CALM for outcome in plan.outcomes) else []
    yield from (Option(key, WORDS[key]) for key in (PEOPLE, HOLD, *calm, OPEN))


def _contact_words(name: str, plan: Plan, doing: Sequence[Action]) -> str:
    """A contact as a route; one that serves a single purpose with it, so that two stay apart."""
    wanted = [action.text for action in doing if action.contact == name]
    first = _SENTENCE.split(wanted[0], maxsplit=1)[0].rstrip(".!?:")
    purpose = f" ({first})" if len(wanted) == 1 else ""
    return f"Contact: {plan.bundle.contacts[name].name}{purpose}"


def _first(replayed: Replay, plan: Plan) -> Asked:
    """The first action among others, in an order of the case's own."""
    rec = replayed.recommendation
    right = first_action(rec)
    shown = {action.id for action in rec.actions}
    others = [a for a in plan.actions if a.kind in DOING and a.id not in shown]
    mixed = sorted(others, key=lambda action: _mix(replayed, action.id))
    named = [(a.id, a.text) for a in sorted(mixed, key=lambda a: _unlikely(a, plan))[:OTHERS]]
    if right is not None:
        named = [(right.id, right.text), *(each for each in named if each[1] != right.text)]
    named.sort(key=lambda each: _mix(replayed, f"place {each[0]}"))
    options = tuple(Option(name, text) for name, text in named)
    return Asked(FIRST, "What do you do first?", options, right.id if right else "")


def _unlikely(action: Action, plan: Plan) -> int:
    """0 for an action that belongs to certain outcomes, which makes it worth thinking about."""
    return 0 if action.for_ and len(action.for_) < len(plan.outcomes) else 1


def _mix(replayed: Replay, text: str) -> str:
    """A number that looks drawn and is the same at every run."""
    return hashlib.sha256(f"{replayed.scenario.name}\n{text}".encode()).hexdigest()


def score(cases: Sequence[QuizCase], chosen: Sequence[tuple[str, ...]]) -> Score:
    """The score over the cases that were revealed."""
    points = []
    for case, given in zip(cases, chosen, strict=False):
        for item, choice in zip(case.asked, given, strict=True):
            steps = steps_below(item, choice) if item.key == OUTCOME else None
            points.append(Point(case.name, item.key, choice, item.right, steps, item.also))
    return Score(tuple(points))


def steps_below(item: Asked, choice: str) -> int | None:
    """How far below the right outcome the chosen one stands, in order of urgency.

    Where the outcomes are no levels, only the first one, which is harm, is above all others: an
    earlier one of the rest may be a refusal.
    """
    order = [option.id for option in item.options[:-1]]
    if choice not in order or item.right not in order:
        return None
    graded = not set(order).isdisjoint(LEVELS)
    if not graded and order[0] not in (choice, item.right):
        return None
    return order.index(choice) - order.index(item.right)


def score_toml(result: Score, day: dt.date) -> str:
    """The score as TOML: what was chosen on each case, and nothing about who chose."""
    import tomli_w

    head = {"day": day, "right": result.won, "asked": len(result.points)}
    answers = [
        {"case": p.case, "question": p.key, "chosen": p.chosen, "right": p.right}
        for p in result.points
    ]
    listed = "\n".join(f"[[answer]]\n{tomli_w.dumps(each)}" for each in answers)
    return f"{tomli_w.dumps({'quiz': head})}\n{listed}"
