"""The same case with some answers changed: what comes out of both, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from needcheck.case.answers import Answers
from needcheck.case.facts import Gate
from needcheck.case.scenario import Scenario
from needcheck.errors import InputError, Place, UsageError
from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.answer_changes import AnswerChange, changed_answers
from needcheck.jobs.scenarios.replay import started
from needcheck.recommend.result import ActionView, OfferView, ReasonView, Recommendation

WITH = Place("--with")
FORM = "--with takes fact=value, or a prompt as hul-355=yes, for example --with harm=suspected."
STATES = {"yes": "present", "no": "absent"}


@dataclass(frozen=True)
class Beside:
    """Two results beside one another.

    ``gone`` and ``come`` are what only one of them shows plainly; ``no_longer`` and ``now`` the
    rules that decided only one of them; ``withdrawn`` and ``offered`` services that are offered
    without an if in only one of them.
    """

    scenario: Scenario
    changes: tuple[AnswerChange, ...]
    before: Recommendation
    after: Recommendation
    gone: tuple[ActionView, ...]
    come: tuple[ActionView, ...]
    no_longer: tuple[ReasonView, ...]
    now: tuple[ReasonView, ...]
    withdrawn: tuple[OfferView, ...] = ()
    offered: tuple[OfferView, ...] = ()

    @property
    def same(self) -> bool:
        """Whether outcome, route, actions and services are the same."""
        held = self.before.outcome.id == self.after.outcome.id
        return held and not (self.gone or self.come or self.withdrawn or self.offered)


def beside(scenario: Scenario, engine: Engine, wanted: Sequence[str]) -> Beside:
    """The case as its file has it, and with each wanted ``fact=value`` put in.

    UsageError where a change is not allowed, InputError where the file is wrong.
    """
    session = started(scenario, engine)
    head, bundle = scenario.head, session.plan.bundle
    answers = session.gate.read(scenario.answers, scenario.place_of)
    other = with_changes(answers, session.gate, wanted)
    recommender = engine.recommender(head.authority, head.pathway)
    before, after = (recommender.recommend(each, head.as_of) for each in (answers, other))
    old, new = _plain(before), _plain(after)
    taken, given = _offers(before), _offers(after)
    was, now = ({r.rule for r in rec.reasons} for rec in (before, after))
    return Beside(
        scenario,
        tuple(changed_answers(bundle, answers, other, head.as_of)),
        before,
        after,
        tuple(a for name, a in old.items() if name not in new),
        tuple(a for name, a in new.items() if name not in old),
        tuple(r for r in before.reasons if r.rule not in now),
        tuple(r for r in after.reasons if r.rule not in was),
        tuple(o for name, o in taken.items() if name not in given),
        tuple(o for name, o in given.items() if name not in taken),
    )


def _offers(rec: Recommendation) -> dict[str, OfferView]:
    return {offer.id: offer for offer in rec.offers if offer.state == "offered"}


def _plain(rec: Recommendation) -> dict[str, ActionView]:
    return {action.id: action for action in rec.actions if action.state == "now"}


def with_changes(answers: Answers, gate: Gate, wanted: Sequence[str]) -> Answers:
    """The answers with each ``fact=value`` (or ``prompt=yes|no|not known``) put in.

    UsageError where a change is not allowed.
    """
    for item in wanted:
        name, sign, value = item.partition("=")
        if not sign:
            raise UsageError(FORM)
        try:
            answers = _put(answers, gate, name.strip(), value.strip())
        except InputError as error:
            raise UsageError(error.message, place=error.place, hint=error.hint) from None
    return answers


def _put(answers: Answers, gate: Gate, name: str, value: str) -> Answers:
    if "-" not in name:
        return gate.put(answers, name, value, place=WITH)
    prompt = gate.prompt(name, place=WITH)
    answers = replace(answers, present=answers.present - {prompt}, absent=answers.absent - {prompt})
    if value.lower() in STATES:
        return gate.put_prompts(answers, place=WITH, **{STATES[value.lower()]: (prompt,)})
    if value.lower() != "not known":
        raise InputError(f"{prompt} can be yes, no or not known", place=WITH)
    return answers
