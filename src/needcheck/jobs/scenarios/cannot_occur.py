"""Expectations of a scenario that nothing in the criteria could ever meet, or that exclude others.

What is looked at here follows from the criteria and the given answers alone, whatever comes out:
a mistake of the author, who should hear of it even where the case happens to come out as expected.
"""

from __future__ import annotations

from collections.abc import Iterator

from needcheck.case.answers import Answers
from needcheck.case.scenario import Expect
from needcheck.criteria.model import Action, Offer
from needcheck.criteria.part import Element
from needcheck.jobs.scenarios.expected import KeyPath, Remark, listed
from needcheck.recommend.compile import Plan
from needcheck.recommend.whatif import LIST

_CLASHES = (
    ("actions", "not_actions", "is expected among the actions and must not be shown"),
    ("first_action", "not_actions", "is expected first and must not be shown"),
    ("conditional", "not_actions", "is expected on a condition and must not be shown"),
    ("due", "not_actions", "has a deadline to expect and must not be shown"),
    ("actions", "conditional", "is expected plainly and on a condition"),
    ("offers", "conditional_offers", "is expected as offered and on a condition"),
)


def cannot_occur(plan: Plan, expect: Expect, answers: Answers) -> Iterator[Remark]:
    """Everything expected that cannot be; the names in it are known to exist."""
    if expect.outcome is None:
        text = "no outcome is expected here; give one, or the check cannot fail on it."
        yield Remark(("expect", "outcome"), text)
    else:
        yield from _excluded(plan, expect, expect.outcome)
        yield from _never_named(plan, expect, expect.outcome)
    yield from _without_condition(plan, expect)
    yield from _clashing(expect)
    yield from _against_answers(plan, expect, answers)


def _excluded(plan: Plan, expect: Expect, outcome: str) -> Iterator[Remark]:
    """What belongs to other outcomes than the one expected."""
    actions = {a.id: a.for_ for a in plan.actions}
    offers = {o.id: o.for_ for o in plan.pathway.offers}
    queries = {q.id: q.for_ for q in plan.pathway.queries}
    kinds = (
        ("action", actions, ("first_action", "actions", "conditional", "due")),
        ("offer", offers, ("offers", "conditional_offers")),
        ("query", queries, ("queries",)),
    )
    for kind, belongs, keys in kinds:
        for key in keys:
            for path, name in listed(expect, key):
                allowed = belongs.get(name, ())
                if allowed and outcome not in allowed:
                    text = (
                        f"the {kind} {name} belongs to {', '.join(allowed)} and is never shown "
                        f"with {outcome}."
                    )
                    yield Remark(path, text)


def _never_named(plan: Plan, expect: Expect, outcome: str) -> Iterator[Remark]:
    """Contacts and clauses that nothing shown with this outcome names."""
    actions = [a for a in plan.actions if _fits(a, outcome)]
    contacts = {a.contact for a in actions}
    for path, name in listed(expect, "contacts"):
        if name not in contacts:
            yield Remark(path, f"no action that is shown with {outcome} names {name}.")
    cited = {clause for each in _shown_with(plan, actions, outcome) for clause in each.cites}
    for path, name in listed(expect, "cites"):
        if name not in cited:
            yield Remark(path, f"nothing that is shown with {outcome} rests on {name}.")


def _fits(item: Action | Offer, outcome: str) -> bool:
    return not item.for_ or outcome in item.for_


def _shown_with(plan: Plan, actions: list[Action], outcome: str) -> Iterator[Element]:
    """Everything that may be shown with an outcome and says where it comes from.

    Which requirements are shown beside an outcome depends on what is open, so all of them count.
    """
    yield from actions
    yield from (o for o in plan.pathway.outcomes if o.id == outcome)
    yield from (r for r in plan.pathway.rules if r.outcome == outcome)
    yield from plan.pathway.requirements
    yield from (o for o in plan.pathway.offers if _fits(o, outcome))
    yield from (q for q in plan.pathway.queries if not q.for_ or outcome in q.for_)
    yield from (plan.bundle.prompts[name] for name in plan.implications.by_prompt)


def _without_condition(plan: Plan, expect: Expect) -> Iterator[Remark]:
    """What is expected in a state that it does not have."""
    actions = {a.id: a for a in plan.actions}
    for path, name in listed(expect, "conditional"):
        if not actions[name].if_text:
            yield Remark(path, f"the action {name} is never shown on a condition: no if_text.")
    for path, name in listed(expect, "due"):
        due = actions[name].due
        if due is None or due.from_ is None:
            yield Remark(path, f"no deadline of the action {name} is counted from an answer.")
    holdable = {name.split(":")[1] for name in plan.trees if name.startswith("held:")}
    for path, name in listed(expect, "held"):
        if name not in holdable:
            yield Remark(path, f"nothing holds {name} down: it has no unless.")
    if expect.harm_route and plan.pathway.alarm is None:
        yield Remark(("expect", "harm_route"), "this pathway has no harm route.")


def _clashing(expect: Expect) -> Iterator[Remark]:
    """What excludes something else that is expected."""
    for one, other, text in _CLASHES:
        names = {name for _, name in listed(expect, other)}
        yield from (Remark(p, f"{n} {text}.") for p, n in listed(expect, one) if n in names)
    for path, name in listed(expect, "still_possible"):
        if name == expect.outcome:
            yield Remark(path, "the expected outcome itself is not among those still possible.")
    settled: KeyPath = ("expect", "settled")
    if expect.settled and (expect.still_possible or expect.missing):
        text = "settled means that nothing else is possible and nothing that matters is missing."
        yield Remark(settled, text)
    if expect.settled is False and expect.still_possible == ():
        yield Remark(settled, "where nothing else is possible the result is settled.")


def _against_answers(plan: Plan, expect: Expect, answers: Answers) -> Iterator[Remark]:
    """Missing answers that are given, or that the pathway never asks for."""
    for path, name in listed(expect, "missing"):
        given = name in answers.facts or name.removeprefix(LIST) in answers.looked_through
        if given:
            yield Remark(path, f"{name} is answered in this case and cannot be missing.")
        elif plan.asks is not None and name not in plan.asks:
            yield Remark(path, f"this pathway does not ask for {name}, so it is never missing.")
