"""What an invariant's words are looked for in: the same elements that a result shows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needcheck.case.answers import Answers
from needcheck.criteria.model import Pathway
from needcheck.jobs.engine import Engine
from needcheck.jobs.invariants import Invariants
from needcheck.jobs.proof.decided import Decided, symbols_for
from needcheck.jobs.proof.words import ALWAYS, Words, shown_in, texts, when_shown
from needcheck.output.plain import plain_text
from needcheck.output.report import report
from tests import small
from tests.jobs.cases import AS_OF, some_answers
from tests.jobs.proof.brute import Brute
from tests.jobs.proof.generated import pathways
from tests.jobs.proof.test_alive import need, offer
from tests.jobs.proof.toy import engine, invariant, pathway

z3 = pytest.importorskip("z3")
ENGINE = Engine()
PLACES = [(name, id_) for name in ENGINE.authorities for id_ in ENGINE.bundle(name).pathways]
MANY = settings(max_examples=30, suppress_health_check=list(HealthCheck))


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(pathways(), st.data())
def test_what_is_shown_is_the_same_for_solver_and_engine(own: Pathway, data: st.DataObject) -> None:
    """For the same answers the solver shows the elements, in the states, that a result shows."""
    plan = engine(own).plan("toytown", "toy")
    row = data.draw(st.sampled_from(Brute(plan).rows))
    symbols = symbols_for([plan])
    when = dict(when_shown(Decided(plan, symbols)))
    solver = z3.Solver()
    solver.add(*symbols.rules, *stated(symbols, row.answers))
    assert solver.check() == z3.sat
    model = solver.model()
    shown = {name for name, holds in when.items() if z3.is_true(model.eval(holds, True))}
    assert shown == {each for each in shown_in(row.rec) if each[1] != "contradiction"}


def stated(symbols: Any, answers: Answers) -> Any:
    """The answers, as an assignment to every variable of the symbols."""
    from tests.readings.test_formula import representative

    for name, known in symbols.stated.items():
        value = answers.facts.get(name)
        if hasattr(known, "choices"):
            inside = value if isinstance(value, frozenset) else frozenset()
            yield from (part == (choice in inside) for choice, part in known.choices.items())
        else:
            stands = None if value is None else representative(known, value)
            yield from (part == (other == stands) for other, part in known.values.items())
    for name, part in symbols.present.items():
        yield part == (name in answers.present)
        yield symbols.absent[name] == (name in answers.absent)


@pytest.mark.parametrize(("authority", "name"), PLACES)
def test_what_is_said_stands_on_the_page(authority: str, name: str) -> None:
    """Words that an element says are on the page of every result that shows it: no proof is void.

    Of each text its own sentence is looked for; contacts, forms and deadlines are set otherwise.
    """
    plan = ENGINE.plan(authority, name)
    own = {
        **{("action", a.id, state): a.text for a in plan.actions for state in ("now", "if")},
        **{("rule", r.id, ""): r.text for r in plan.pathway.rules},
        **{("query", q.id, ""): q.text for q in plan.pathway.queries},
        **{("outcome", o.id, ""): o.name for o in plan.pathway.outcomes},
        **{("requirement", n.id, "met"): n.text for n in plan.pathway.requirements},
        **{("requirement", n.id, "not_met"): n.unmet for n in plan.pathway.requirements},
        **{("requirement", n.id, "not_known"): n.unknown for n in plan.pathway.requirements},
        **{("offer", o.id, "offered"): o.text for o in plan.pathway.offers},
    }

    @MANY
    @given(answers=some_answers(plan.bundle))
    def check(answers: Answers) -> None:
        rec = ENGINE.recommender(authority, name).recommend(answers, AS_OF)
        page = " ".join(plain_text([*report(rec, explain=True)]).split())
        for shown in shown_in(rec):
            assert " ".join(own.get(shown, "").split()) in page, shown

    check()


@pytest.mark.parametrize(("authority", "name"), PLACES)
def test_words_are_judged_as_on_the_rendered_page(authority: str, name: str) -> None:
    """What the rendered pages keep, the elements keep: no claim on words is refuted for nothing."""
    plan = ENGINE.plan(authority, name)
    held, words = Invariants(plan), Words(plan)

    @MANY
    @given(answers=some_answers(plan.bundle))
    def check(answers: Answers) -> None:
        rec = ENGINE.recommender(authority, name).recommend(answers, AS_OF)
        page = plain_text([*report(rec, explain=True)])
        assert list(held.broken(answers, AS_OF, rec, page)) == []
        for item in plan.pathway.invariants:
            reading = held._reading(answers, AS_OF, rec)
            if item in held.applicable(reading):
                assert list(words.broken(item, shown_in(rec))) == []

    check()


def test_every_text_has_its_place() -> None:
    """Standing lines are always shown; an action's text stands with its contact and deadline."""
    plan = engine(pathway(close_with=["standing"])).plan("toytown", "toy")
    said = {shown: text for text, shown in texts(plan) if shown != ALWAYS}
    always = [text for text, shown in texts(plan) if shown == ALWAYS]
    assert "Immediate danger: 999." in always
    assert said["action", "ring", "now"].startswith("Ring the desk. The desk 01234 567890")
    assert said["outcome", "go", ""].strip() == "Go"


def test_a_requirement_and_an_offer_have_a_text_for_each_state() -> None:
    """Met, not met, not known; offered, if, and not: each has the words that a result shows."""
    own = pathway(requirement=[need("m", "asked")], offer=[offer("asked")])
    plan = engine(own).plan("toytown", "toy")
    said = {shown: text for text, shown in texts(plan)}
    for value in (True, False, None):
        answers = Answers(facts={} if value is None else {"asked": value})
        rec = engine(own).recommender("toytown", "toy").recommend(answers, small.DAY)
        (must,), (service,) = rec.requirements, rec.offers
        assert said["requirement", "m", must.state] == must.text
        words = said["offer", "o", service.state].split()
        assert words == f"{service.name} {service.why}".split()


def test_what_words_say_against_a_result() -> None:
    """Words that are missing, and words that must not be there, are named with their pattern."""
    own = pathway(
        invariant=[
            invariant(says=[r"call\s+the\s+desk", "ask"], never_says=["nobody", "more"]),
        ]
    )
    plan = engine(own).plan("toytown", "toy")
    words, (item,) = Words(plan), own.invariants
    wait, call = ("action", "wait", "now"), ("action", "call", "now")
    assert list(words.broken(item, {call})) == ["A: nothing shown says /ask/"]
    assert list(words.broken(item, {call, wait})) == ["A: something shown says /more/"]
    assert words.where("CALL  *the desk") == (call, ("action", "call", "if"))
