"""What is well formed and still not right: outcomes without a way to them, or from them."""

from __future__ import annotations

from needcheck.criteria import model
from needcheck.criteria.bundle import Bundle
from needcheck.criteria.lint.reader import Reader

NOT_YET = "not_yet"


def check_outcomes(reader: Reader, bundle: Bundle, pathway: model.Pathway) -> None:
    """Note what is wrong with the outcomes of a pathway, and those that lead nowhere."""
    if not pathway.outcomes:
        message = f"a pathway has outcomes, most urgent first, the last of them {NOT_YET}."
        reader.note("error", "last-outcome", pathway, message, ("id",))
        return
    if pathway.uses and not reader.agrees(pathway):
        message = f"list the outcomes of the framework's {pathway.uses}, in its order."
        reader.note("error", "outcomes", pathway, message, ("uses",))
    *others, last = pathway.outcomes
    if last.id != NOT_YET:
        message = f"the last outcome of every pathway is {NOT_YET}: silence is never a result."
        reader.note("error", "last-outcome", last, message, ("id",))
    for outcome in others:
        if outcome.id == NOT_YET:
            message = f"{NOT_YET} stands last; what comes after it could never be reached."
            reader.note("error", "last-outcome", outcome, message, ("id",))
        elif not _reached(pathway, outcome.id):
            message = (
                f"nothing leads to {outcome.id}: give it a [[rule]], "
                'or a [[requirement]] of kind "must" with gates = true.'
            )
            reader.note("error", "no-way-to", outcome, message, ("id",))
    for outcome in pathway.outcomes:
        if not _acts(bundle, pathway, outcome.id):
            message = (
                f"nothing is to be done at {outcome.id}: give it an [[action]] "
                "of its own, or a set under include."
            )
            reader.note("error", "no-way-on", outcome, message, ("id",))


def check_alarm(reader: Reader, pathway: model.Pathway) -> None:
    """Note a pathway in which harm stops nothing, though the framework says what harm is."""
    alarms = {f.alarm for f in reader.files if isinstance(f, model.Pathway) and not reader.own(f)}
    named = ", ".join(sorted(alarm for alarm in alarms if alarm))
    if named and not pathway.alarm:
        message = (
            "harm stops nothing in this pathway: name the condition that comes before everything "
            f'else, such as alarm = "{named}", and a rule that it leads to.'
        )
        reader.note("error", "no-alarm", pathway, message, ("id",))
    elif pathway.alarm and not pathway.first_fact:
        message = 'no question is asked first: give first_fact, such as first_fact = "harm".'
        reader.note("error", "no-first-fact", pathway, message, ("alarm",))


def _reached(pathway: model.Pathway, outcome: str) -> bool:
    """Whether some rule or gating must leads to an outcome."""
    ruled = any(rule.outcome == outcome for rule in pathway.rules)
    return ruled or any(item.gating(outcome) for item in pathway.requirements)


def _acts(bundle: Bundle, pathway: model.Pathway, outcome: str) -> bool:
    """Whether an action belongs to an outcome beside those that close every result."""
    shared = (action for name in pathway.include for action in bundle.sets[name].actions)
    actions = (*shared, *pathway.actions)
    return any(not action.for_ or outcome in action.for_ for action in actions)
