"""The whole recommendation: what is shown at which outcome, in which state, and by when."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needcheck.case.answers import Answers
from needcheck.case.moments import LONDON
from needcheck.criteria import model
from needcheck.recommend.compile import Plan, compile_pathway
from needcheck.recommend.due import Calendar, load_calendar
from needcheck.recommend.recommend import WEEKDAYS_NOTE, Recommender
from needcheck.recommend.result import Recommendation, from_data
from needcheck.recommend.whatif import missing
from tests import small
from tests.recommend.test_monotone import any_answers, case_of


def action(name: str, **more: Any) -> dict[str, Any]:
    """An action as it would stand in a file."""
    return {"id": name, "kind": "do", "text": f"Do {name}.", **small.OURS, **more}


def due(text: str, **more: Any) -> dict[str, Any]:
    """A deadline as it would stand in a file."""
    return {"due": {"text": text, **more}}


REQUIREMENT = {
    "id": "agreed",
    "when": "asked",
    "text": "Agreed.",
    "unmet": "Not agreed.",
    "unknown": "Ask whether it is agreed.",
    **small.OURS,
}
OFFER = {
    "id": "club",
    "for": ["go"],
    "when": "age >= 5",
    "unless": 'colour == "red"',
    "text": "The club",
    "if_text": "if the child is 5 or over",
    "not_text": "The club is for children of 5 and over who are not red.",
    **small.OURS,
}
WAY = small.pathway(
    ["go", "stay"],
    [
        small.rule("go_worried", "go", "worried", "reason"),
        small.rule("stay_calm", "stay", "not worried"),
    ],
    alarm="alarm",
    first_fact="worried",
    derived=[{"id": "alarm", "text": "a", "any": [{"when": "worried", **small.OURS}]}],
    include=["standing"],
    requirement=[
        REQUIREMENT,
        {**REQUIREMENT, "id": "go_only", "for": ["go"], "kind": "consider"},
        {**REQUIREMENT, "id": "red_only", "applies": 'colour == "red"'},
    ],
    offer=[OFFER],
    action=[
        action("write", **due("within 48 hours", **{"from": "called_at", "hours": 48})),
        action("chase", **due("in 5 working days", **{"from": "called_at", "working_days": 5})),
        action("close", **due("before you close the case", before="write")),
        action("at_go", **{"for": ["go"]}),
        action("of_age", when="age >= 5", if_text="If the child is 5 or over"),
        action("silent", when="age >= 5"),
        action("by_outcome", when='outcome == "stay" and known(age)'),
    ],
    query=[
        {"id": "both", "when": "worried and asked", "text": "Both?", "asks": ["asked"]}
        | small.OURS,
        {"id": "at_stay", "for": ["stay"], "when": "asked", "text": "Stay?", **small.OURS},
    ],
)


@pytest.fixture(scope="module")
def calendar(data_folder: Path) -> Calendar:
    """The bank holidays, as shipped."""
    return load_calendar(data_folder)


def recommended(raw: dict[str, Any], calendar: Calendar) -> Recommendation:
    """The recommendation of the toy pathway for raw answers."""
    plan = small.plan(WAY)
    return Recommender(plan, calendar).recommend(small.answers(raw, plan.bundle), small.DAY)


def states(items: tuple[Any, ...]) -> dict[str, str]:
    """State by id."""
    return {item.id: item.state for item in items}


def test_outcome_and_head(calendar: Calendar) -> None:
    """Outcome, levels in order, criteria, day and harm route are on the result."""
    rec = recommended({"worried": "yes"}, calendar)
    assert rec.outcome.id == "go"
    assert [o.id for o in rec.levels] == ["go", "stay", "not_yet"]
    assert (rec.pathway, rec.as_of) == ("toy", "2026-11-20")
    assert (rec.criteria.id, rec.criteria.edition) == ("toytown", "May 2018")
    assert (rec.harm_route, rec.harm_known) == (True, True)
    assert rec.saying("emergency") == "Immediate danger: 999."
    assert rec.saying("nothing") == ""
    assert recommended({}, calendar).harm_known is False


def test_reasons_carry_the_answers_and_the_words(calendar: Calendar) -> None:
    """A rule that fired is shown with what it rests on, in words."""
    rec = recommended({"worried": "yes", "words": {"worried": "Seen twice."}}, calendar)
    (reason,) = rec.reasons
    assert reason.rule == "go_worried"
    assert [(a.fact, a.text, a.words) for a in reason.answers] == [
        ("worried", "yes", "Seen twice.")
    ]
    assert reason.source.why == "A toy."


def test_an_answer_from_a_prompt_is_marked_as_implied(calendar: Calendar) -> None:
    """What a ticked prompt answers is shown as such."""
    rec = recommended({"prompts": {"present": ["toy-105"]}}, calendar)
    (answer,) = [a for a in rec.answers if a.fact == "worried"]
    assert (answer.text, answer.implied) == ("yes", True)
    assert [c.fact for c in rec.concerns] == ["toy-105"]
    assert rec.outcome.id == "go"


def test_silence_and_stated_holds_are_told(calendar: Calendar) -> None:
    """Provisional names what would settle; held names what holds; neither where all is said."""
    rec = recommended({"worried": "yes"}, calendar)
    assert [(p.rule, p.settles) for p in rec.provisional] == [("go_worried", ("reason",))]
    assert rec.held == ()
    assert [(p.outcome, p.settles, p.rises) for p in rec.still_possible] == [
        ("not_yet", ("reason",), False)
    ]
    assert (rec.settled, [m.fact for m in rec.missing]) == (False, ["reason"])
    rec = recommended({"worried": "yes", "reason": "yes"}, calendar)
    assert [(h.rule, h.by) for h in rec.held] == [("go_worried", ("reason",))]
    assert rec.provisional == ()
    assert rec.outcome.id == "not_yet"


@pytest.mark.parametrize(
    ("raw", "state", "text"),
    [
        ({"asked": "yes"}, "met", "Agreed."),
        ({"asked": "no"}, "not_met", "Not agreed."),
        ({"asked": "not known"}, "not_known", "Ask whether it is agreed."),
        ({}, "not_known", "Ask whether it is agreed."),
    ],
)
def test_requirements_have_three_states(
    calendar: Calendar, raw: dict[str, Any], state: str, text: str
) -> None:
    """Met, not met, not known, each with its own words."""
    rec = recommended({"worried": "yes", **raw}, calendar)
    found = {r.id: r for r in rec.requirements}
    assert (found["agreed"].state, found["agreed"].text) == (state, text)
    assert found["go_only"].kind == "consider"


def test_requirements_stand_where_they_matter(calendar: Calendar) -> None:
    """Only at the outcomes they name, and unless it is sure that they do not apply."""
    at_stay = recommended({"worried": "no", "colour": "blue"}, calendar)
    assert set(states(at_stay.requirements)) == {"agreed"}
    for colour in ({}, {"colour": "red"}):
        rec = recommended({"worried": "yes", **colour}, calendar)
        assert set(states(rec.requirements)) == {"agreed", "go_only", "red_only"}


@pytest.mark.parametrize(
    ("raw", "state", "why"),
    [
        ({"age": 5, "colour": "blue"}, "offered", ""),
        ({"age": 5}, "offered", ""),
        ({}, "if", OFFER["if_text"]),
        ({"colour": "blue"}, "if", OFFER["if_text"]),
        ({"age": 4}, "not_offered", OFFER["not_text"]),
        ({"age": 5, "colour": "red"}, "not_offered", OFFER["not_text"]),
        ({"colour": "red"}, "not_offered", OFFER["not_text"]),
    ],
)
def test_offers_have_three_states(
    calendar: Calendar, raw: dict[str, Any], state: str, why: str
) -> None:
    """Offered, "if ...", or not offered because: below, at and beside the age, held or not."""
    rec = recommended({"worried": "yes", **raw}, calendar)
    assert [(o.id, o.state, o.why) for o in rec.offers] == [("club", state, why)]
    assert recommended({"worried": "no", **raw}, calendar).offers == ()


def test_actions_stand_in_print_order_and_where_they_belong(calendar: Calendar) -> None:
    """Included sets first, then the pathway's own; only at the outcomes they name."""
    at_go = list(states(recommended({"worried": "yes"}, calendar).actions))
    at_stay = list(states(recommended({"worried": "no"}, calendar).actions))
    assert at_go == ["ring", "write", "chase", "close", "at_go", "of_age"]
    assert at_stay == ["ring", "write", "chase", "close", "of_age"]


@pytest.mark.parametrize(
    ("raw", "state", "if_text"),
    [
        ({"age": 5}, "now", ""),
        ({}, "if", "If the child is 5 or over"),
        ({"age": 4}, None, ""),
    ],
)
def test_a_possible_action_is_shown_as_if(
    calendar: Calendar, raw: dict[str, Any], state: str | None, if_text: str
) -> None:
    """Surely true: plainly. Possible: only with words for it. Surely not: not at all."""
    found = {a.id: a for a in recommended({"worried": "yes", **raw}, calendar).actions}
    assert ("silent" in found) == (state == "now")
    assert (found["of_age"].state if "of_age" in found else None) == state
    if state:
        assert found["of_age"].if_text == if_text


def test_an_action_may_ask_for_the_outcome_and_for_what_is_known(calendar: Calendar) -> None:
    """``outcome`` and ``known()`` are for texts and actions."""
    assert "by_outcome" in states(recommended({"worried": "no", "age": 3}, calendar).actions)
    for raw in ({"worried": "no"}, {"worried": "yes", "age": 3}):
        assert "by_outcome" not in states(recommended(raw, calendar).actions)


def test_a_contact_is_shown_with_the_action(calendar: Calendar) -> None:
    """The whole contact is in the result, so that a note can be shown without the criteria."""
    ring = recommended({"worried": "yes"}, calendar).actions[0]
    assert ring.contact is not None
    assert (ring.contact.name, ring.contact.phone) == ("The desk", "01234 567890")
    assert ring.source.cites == ("TOY-1",)


def test_without_the_start_only_the_words_of_a_deadline_are_shown(calendar: Calendar) -> None:
    """No contact made, no moment: the words alone."""
    found = {a.id: a.due for a in recommended({"worried": "yes"}, calendar).actions}
    for name, text in (
        ("write", "within 48 hours"),
        ("chase", "in 5 working days"),
        ("close", "before you close the case"),
    ):
        shown = found[name]
        assert shown is not None
        assert (shown.text, shown.at, shown.said, shown.note) == (text, "", "", "")
    assert found["ring"] is None


@pytest.mark.parametrize(
    ("called", "write", "chase"),
    [
        # a Friday: hours run over the weekend, working days do not
        ("2026-11-20 09:30", "2026-11-22T09:30+00:00", "2026-11-27"),
        # before the May bank holiday of 2026
        ("2026-05-01 16:00", "2026-05-03T16:00+01:00", "2026-05-11"),
        # over the end of summer time: 48 elapsed hours are an hour less on the clock
        ("2026-10-24 12:00", "2026-10-26T11:00+00:00", "2026-10-30"),
    ],
)
def test_deadlines_count_from_the_contact(
    calendar: Calendar, called: str, write: str, chase: str
) -> None:
    """Hours are elapsed hours; working days leave out weekends and bank holidays."""
    plan = small.plan(WAY)
    moment = dt.datetime.strptime(called, "%Y-%m-%d %H:%M").replace(tzinfo=LONDON)
    answers = Answers(facts={"worried": True, "called_at": moment})
    rec = Recommender(plan, calendar).recommend(answers, small.DAY)
    found = {a.id: a.due for a in rec.actions}
    assert found["write"] is not None
    assert found["chase"] is not None
    assert found["write"].at == write
    assert (found["chase"].at, found["chase"].note) == (chase, "")
    assert found["chase"].said.endswith("2026")


def test_beyond_the_calendar_weekdays_are_counted_and_said_so(calendar: Calendar) -> None:
    """Where bank holidays are not known the result says that only weekends were left out."""
    plan = small.plan(WAY)
    moment = dt.datetime(2040, 1, 2, 9, tzinfo=LONDON)
    answers = Answers(facts={"worried": True, "called_at": moment})
    chase = {a.id: a.due for a in Recommender(plan, calendar).recommend(answers, small.DAY).actions}
    assert chase["chase"] is not None
    assert (chase["chase"].at, chase["chase"].note) == ("2040-01-09", WEEKDAYS_NOTE)


def test_queries_stand_at_their_outcomes(calendar: Calendar) -> None:
    """A query is shown where its condition is surely so, at the outcomes it names."""

    def asked(**raw: str) -> list[str]:
        return [q.id for q in recommended(raw, calendar).queries]

    assert asked(worried="yes", asked="yes") == ["both"]
    assert asked(worried="no", asked="yes") == ["at_stay"]
    assert asked(worried="yes") == []


@pytest.fixture(scope="module")
def recommender(hull_scale: Plan, calendar: Calendar) -> Recommender:
    """Recommends on the Hull scale."""
    return Recommender(hull_scale, calendar)


SOME = settings(max_examples=60, suppress_health_check=list(HealthCheck))


@SOME
@given(st.data())
def test_the_same_answers_give_the_same_bytes(recommender: Recommender, data: Any) -> None:
    """A result is a function of answers, criteria and day; the order of answering is nothing."""
    answers = data.draw(any_answers(recommender.plan))
    backwards = Answers(
        facts=dict(reversed(answers.facts.items())),
        present=answers.present,
        looked_through=answers.looked_through,
    )
    compiled = compile_pathway(recommender.plan.bundle, "level")
    again = Recommender(compiled, recommender.calendar)
    one = recommender.recommend(answers, small.DAY).as_data()
    two = again.recommend(backwards, small.DAY).as_data()
    assert json.dumps(one) == json.dumps(two)


@SOME
@given(st.data())
def test_a_result_comes_back_from_json_and_toml(recommender: Recommender, data: Any) -> None:
    """A saved note shows what was shown: nothing is lost on the way through either format."""
    rec = recommender.recommend(data.draw(any_answers(recommender.plan)), small.DAY)
    assert from_data(rec.as_data()) == rec
    assert from_data(json.loads(json.dumps(rec.as_data()))) == rec
    assert from_data(tomllib.loads(tomli_w.dumps(without_nulls(rec.as_data())))) == rec


@pytest.mark.parametrize("raw", [{}, {"worried": "yes", "called_at": "now", "age": 5}])
def test_a_result_with_everything_comes_back(calendar: Calendar, raw: dict[str, Any]) -> None:
    """Actions with and without contact and deadline, offers and requirements come back too."""
    rec = recommended(raw, calendar)
    assert from_data(json.loads(json.dumps(rec.as_data()))) == rec
    assert from_data(tomllib.loads(tomli_w.dumps(without_nulls(rec.as_data())))) == rec


def without_nulls(value: Any) -> Any:
    """TOML has no null: a key without value is left out."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, (list, tuple)) else value


@SOME
@given(st.data())
def test_what_a_result_says_fits_together(recommender: Recommender, data: Any) -> None:
    """Settled, missing, possible, provisional and changes tell one story.

    Nothing is missing exactly where the outcome is settled. What rests on silence is not settled,
    and each fact named can be asked for (INV-40). No answer is said to give what stands.
    """
    answers = data.draw(any_answers(recommender.plan))
    rec = recommender.recommend(answers, small.DAY)
    assert rec.outcome.id == recommender.outcome(answers, small.DAY)
    assert rec.settled == (not rec.still_possible) == (not rec.missing)
    named = {fact for p in rec.still_possible for fact in p.settles}
    assert named <= {m.fact for m in rec.missing}
    for item in rec.provisional:
        assert item.settles
    answered = set(case_of(recommender.plan, answers).facts)
    assert not answered & {m.fact for m in rec.missing}
    assert all(change.outcome != rec.outcome.id for change in rec.would_change)
    single = {c.outcome for c in rec.would_change if not c.answered and ":" not in c.fact}
    assert single <= {p.outcome for p in rec.still_possible}
    assert {p.outcome for p in rec.still_possible if p.rises} == {
        p.outcome for p in rec.still_possible if rank(rec, p.outcome) < rank(rec, rec.outcome.id)
    }


def rank(rec: Recommendation, outcome: str) -> int:
    """The place of an outcome, 0 the most urgent."""
    return [o.id for o in rec.levels].index(outcome)


def test_what_is_missing_may_be_more_than_settles(calendar: Calendar) -> None:
    """``missing`` is what could change the outcome; where nothing can, it is empty.

    Two rules can wait for answers that no case could give together: then the conditions are
    unknown, the outcome is settled, and nothing is asked for in vain.
    """
    own = small.pathway(["go"], [small.rule("r", "go", "worried and not worried")])
    plan = small.plan(own)
    rec = Recommender(plan, calendar).recommend(Answers(), small.DAY)
    assert missing(plan, small.case()) == ("worried",)
    assert (rec.settled, rec.missing) == (True, ())


def test_a_shared_set_is_printed_before_and_after(calendar: Calendar) -> None:
    """``include`` puts a set above the pathway's own actions, ``close_with`` below."""
    for where, order in (("include", ["ring", "own"]), ("close_with", ["own", "ring"])):
        more: dict[str, Any] = {where: ["standing"], "action": [action("own")]}
        own = small.pathway(["go"], **more)
        rec = Recommender(small.plan(own), calendar).recommend(Answers(), small.DAY)
        assert list(states(rec.actions)) == order


def test_a_pathway_without_alarm_has_no_harm_route(calendar: Calendar) -> None:
    """No alarm named, no harm route."""
    own: model.Pathway = small.pathway(["go"], [small.rule("r", "go", "worried")])
    rec = Recommender(small.plan(own), calendar).recommend(
        Answers(facts={"worried": True}), small.DAY
    )
    assert (rec.harm_route, rec.harm_known, rec.scale) == (False, False, "")
