"""The whole recommendation for one case: outcome, route, reasons and what would change it.

A function of the answers, the criteria and the day alone: the same input gives the same output.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from needcheck.case.answers import Answers, Case, resolve
from needcheck.criteria.authority import Contact
from needcheck.criteria.bundle import OUTCOME, SCALE
from needcheck.criteria.model import LEVELS, Action, Due, Fact
from needcheck.readings.trace import Reading
from needcheck.readings.truth import Truth
from needcheck.recommend import result as view
from needcheck.recommend import whatif, words
from needcheck.recommend.compile import Plan
from needcheck.recommend.decide import decide
from needcheck.recommend.due import (
    Calendar,
    hours_after,
    say_date,
    say_datetime,
    working_day_after,
)
from needcheck.recommend.explain import held, provisional, queries, reasons, source

_STATES = {True: "met", False: "not_met", None: "not_known"}
WEEKDAYS_NOTE = "weekdays were counted: bank holidays are not known for that year"


@dataclass(frozen=True)
class Recommender:
    """Recommends under one compiled pathway; ``calendar`` counts working days.

    ``scale`` is the compiled pathway that gives the level on the framework's scale, None where
    the pathway itself does.
    """

    plan: Plan
    calendar: Calendar
    scale: Plan | None = None

    def outcome(self, answers: Answers, as_of: dt.date) -> str:
        """Only the outcome's id."""
        return decide(self.plan, resolve(answers, self.plan.bundle, as_of))

    def recommend(
        self, answers: Answers, as_of: dt.date, *, judged: str = "", changes: bool = True
    ) -> view.Recommendation:
        """Everything that a result shows; ``judged`` shows what follows from another outcome.

        Without ``changes`` it is not worked out what other answers would give.
        """
        plan, bundle = self.plan, self.plan.bundle
        case = resolve(answers, bundle, as_of)
        outcome = judged or decide(plan, case)
        scale = self.scale_of(case, outcome)
        reading = self.shown_reading(Reading(case, plan.derived), outcome, scale)
        possible = self._possible(case, outcome)
        rests = provisional(plan, reading, outcome)
        holds = held(plan, reading)
        asked = queries(plan, reading, outcome)
        named = [
            *(r.settles for r in rests),
            *(p.settles for p in possible),
            *(h.by for h in holds),
        ]
        return view.Recommendation(
            criteria=self._criteria(),
            pathway=plan.pathway.id,
            pathway_title=plan.pathway.title,
            as_of=as_of.isoformat(),
            outcome=self._outcome(outcome),
            levels=tuple(self._outcome(o) for o in plan.outcomes),
            scale=scale,
            foreign_scale=bool(scale) and not bundle.authority.owns_scale,
            settled=not possible,
            harm_route=self.alarm(reading),
            harm_known=plan.pathway.first_fact in case.facts,
            provisional=rests,
            held=holds,
            still_possible=possible,
            requirements=self._requirements(reading, outcome),
            call_script=plan.pathway.call_script or plan.pathway.uses is not None,
            offers_title=plan.pathway.offers_title,
            offers=self._offers(reading, outcome),
            actions=self._actions(reading, outcome),
            reasons=reasons(plan, reading, answers, case, outcome),
            queries=asked,
            strengths=words.prompt_views(bundle, case.present, "strength"),
            concerns=words.prompt_views(bundle, case.present, "concern"),
            missing=tuple(
                view.MissingView(fact, words.label(bundle, fact))
                for fact in (whatif.missing(plan, case) if possible else ())
            ),
            would_change=self._changes(case, outcome) if changes else (),
            answers=words.all_answers(bundle, answers, case),
            sayings=tuple(
                view.SayingView(s.id, s.text, source(s)) for s in bundle.authority.standing
            ),
            labels={
                fact: words.label(bundle, fact)
                for facts in (*named, *(q.asks for q in asked))
                for fact in facts
            },
        )

    def scale_of(self, case: Case, outcome: str) -> str:
        """The level on the framework's scale, "" where none can be named yet."""
        level = decide(self.scale, case) if self.scale else outcome
        return level if level in LEVELS else ""

    def suggested(self, answers: Answers, as_of: dt.date) -> Truth:
        """Whether the pathway fits what was answered; unknown where that cannot be told."""
        case = resolve(answers, self.plan.bundle, as_of)
        scale = self.scale_of(case, "")
        reading = Reading(case.with_fact(SCALE, scale or None), self.plan.derived)
        return reading.truth(self.plan.trees["suggest"])

    def shown_reading(self, reading: Reading, outcome: str, scale: str) -> Reading:
        """The case with its outcome and scale as facts, which texts and actions may ask for."""
        case = reading.case.with_fact(OUTCOME, outcome).with_fact(SCALE, scale or None)
        return reading.beside(case)

    def alarm(self, reading: Reading) -> bool:
        """Whether the harm route surely holds."""
        name = self.plan.pathway.alarm
        return name is not None and reading.truth(self.plan.derived[name]) is True

    def _criteria(self) -> view.CriteriaView:
        bundle = self.plan.bundle
        document = bundle.authority.document
        return view.CriteriaView(
            id=bundle.authority.id,
            name=bundle.authority.name,
            edition=bundle.edition,
            sha256=bundle.sha256,
            document=document.title,
            publisher=document.publisher,
            verify=document.verify,
            overlays=bundle.overlays,
        )

    def _outcome(self, name: str) -> view.OutcomeView:
        outcome = next(o for o in self.plan.pathway.outcomes if o.id == name)
        return view.OutcomeView(outcome.id, outcome.name, outcome.meaning, source(outcome))

    def _possible(self, case: Case, outcome: str) -> tuple[view.PossibleView, ...]:
        order = self.plan.outcomes
        return tuple(
            view.PossibleView(
                name, self._outcome(name).name, settles, order.index(name) < order.index(outcome)
            )
            for name, settles in whatif.still_possible(self.plan, case).items()
        )

    def _changes(self, case: Case, outcome: str) -> tuple[view.ChangeView, ...]:
        order, bundle = self.plan.outcomes, self.plan.bundle
        return tuple(
            view.ChangeView(
                fact=change.fact,
                label=words.label(bundle, change.fact),
                to=change.to,
                to_text=_to_text(bundle.facts, change),
                outcome=change.outcome,
                outcome_name=self._outcome(change.outcome).name,
                rises=order.index(change.outcome) < order.index(outcome),
                answered=change.fact in case.facts,
            )
            for change in whatif.would_change(self.plan, case)
        )

    def _requirements(self, reading: Reading, outcome: str) -> tuple[view.RequirementView, ...]:
        found = []
        for item in self.plan.pathway.requirements:
            applies = reading.truth(self.plan.trees[f"applies:{item.id}"]) is not False
            gap = item.gates and not self.alarm(reading)
            if applies and (gap or not item.for_ or outcome in item.for_):
                truth = reading.truth(self.plan.trees[f"must:{item.id}"])
                text = {True: item.text, False: item.unmet, None: item.unknown}[truth]
                found.append(
                    view.RequirementView(item.id, item.kind, _STATES[truth], text, source(item))  # type: ignore[arg-type]
                )
        return tuple(found)

    def _offers(self, reading: Reading, outcome: str) -> tuple[view.OfferView, ...]:
        found: list[view.OfferView] = []
        if reading.truth(self.plan.trees["offers"]) is False:
            return ()
        for item in self.plan.pathway.offers:
            if not item.for_ or outcome in item.for_:
                truth = reading.truth(self.plan.trees[f"offer:{item.id}"])
                state, why = {
                    True: ("offered", ""),
                    None: ("if", item.if_text),
                    False: ("not_offered", item.not_text),
                }[truth]
                found.append(view.OfferView(item.id, item.text, state, why, source(item)))  # type: ignore[arg-type]
        return tuple(found)

    def shown_actions(self, reading: Reading, outcome: str) -> Iterator[tuple[Action, bool]]:
        """The actions shown at an outcome in print order, and whether plainly or as "if ..."."""
        for action in self.plan.shown_at[outcome]:
            truth = reading.truth(self.plan.trees[f"action:{action.id}"])
            if truth is True or (truth is None and action.if_text):
                yield action, truth is True

    def _actions(self, reading: Reading, outcome: str) -> tuple[view.ActionView, ...]:
        return tuple(
            self._action(action, reading.case, surely=surely)
            for action, surely in self.shown_actions(reading, outcome)
        )

    def _action(self, action: Action, case: Case, *, surely: bool) -> view.ActionView:
        contacts = self.plan.bundle.contacts
        return view.ActionView(
            id=action.id,
            kind=action.kind,
            state="now" if surely else "if",
            text=action.text,
            if_text="" if surely else action.if_text,
            detail=action.detail,
            contact=contact_view(contacts[action.contact]) if action.contact else None,
            form=action.form,
            due=self._due(action.due, case) if action.due else None,
            source=source(action),
            at_once=action.at_once,
        )

    def _due(self, due: Due, case: Case) -> view.DueView:
        start = case.facts.get(due.from_) if due.from_ else None
        if not isinstance(start, dt.datetime):
            return view.DueView(due.text, counted=due.from_ is not None)
        if due.hours is not None:
            moment = hours_after(start, due.hours)
            at = moment.isoformat(timespec="minutes")
            return view.DueView(due.text, at, say_datetime(moment), counted=True)
        day = working_day_after(start, due.working_days or 0, self.calendar)
        note = WEEKDAYS_NOTE if day.counted_as == "weekdays" else ""
        return view.DueView(due.text, day.date.isoformat(), say_date(day.date), note, counted=True)


def contact_view(contact: Contact) -> view.ContactView:
    """A contact as shown, with every caution."""
    return view.ContactView(
        **contact.model_dump(exclude={"cites", "basis", "why"}, exclude_defaults=True)
    )


def _to_text(facts: Mapping[str, Fact], change: whatif.Change) -> str:
    if change.fact.startswith(whatif.LIST):
        return f"a {change.to.capitalize()} prompt there"
    fact = facts[change.fact]
    texts = {choice.id: choice.text for choice in fact.choices}
    return ", ".join(texts.get(part, part) for part in change.to.split(";"))
