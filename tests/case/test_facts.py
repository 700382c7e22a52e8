"""The gate: every fact type through every door, and no error that repeats an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from needcheck.case.answers import Answers
from needcheck.case.facts import Gate, as_raw, raw_value
from needcheck.case.moments import LONDON, Elapsed
from needcheck.errors import AnswerError, InputError, NeedcheckError, Place
from tests import small

BUNDLE = small.bundle()
GATE = Gate(BUNDLE, small.NOW)
HERE = Place("answers.toml", 3)


def value(fact: str, raw: object) -> object:
    """One answer through the gate."""
    return GATE.value(BUNDLE.facts[fact], raw)


def refusal(door: Callable[[], object]) -> NeedcheckError | None:
    """What a door says to an answer that it refuses."""
    try:
        door()
    except NeedcheckError as error:
        return error
    return None


READ: list[tuple[str, object, object]] = [
    *(("worried", raw, True) for raw in ("yes", "Yes", " YES ", "y", True)),
    *(("worried", raw, False) for raw in ("no", "No", "n", " no", False)),
    ("grade", "mild", "mild"),
    ("grade", " grave ", "grave"),
    ("colour", "red", "red"),
    ("things", ["cup", "fork"], frozenset({"cup", "fork"})),
    ("things", ("cup",), frozenset({"cup"})),
    ("things", "cup", frozenset({"cup"})),
    ("things", "cup; fork", frozenset({"cup", "fork"})),
    ("things", "none", frozenset({"none"})),
    ("things", ["none"], frozenset({"none"})),
    ("tools", "axe;saw", frozenset({"axe", "saw"})),
    *(("age", raw, 7) for raw in (7, "7", " 7 ", "7 years")),
    ("age", 0, 0),
    ("age", 18, 18),
    *(("born", raw, dt.date(2020, 2, 29)) for raw in ("2020-02-29", "29/02/2020")),
    ("born", dt.date(2020, 2, 29), dt.date(2020, 2, 29)),
    ("born", "29 February 2020", dt.date(2020, 2, 29)),
    ("called_at", "now", dt.datetime(2026, 11, 20, 12, tzinfo=LONDON)),
    *(
        ("called_at", raw, dt.datetime(2026, 11, 20, hour, minute, tzinfo=LONDON))
        for raw, hour, minute in (
            ("3.30pm", 15, 30),
            ("3:30 pm", 15, 30),
            ("03:30 PM", 15, 30),
            ("today 3.30 p.m.", 15, 30),
            ("20/11/2026 3pm", 15, 0),
            ("20 November 2026 at 11.59pm", 23, 59),
            ("9am", 9, 0),
            ("12pm", 12, 0),
            ("12.05am", 0, 5),
            ("2026-11-20 12:30 am", 0, 30),
        )
    ),
    ("called_at", "2026-11-20 09:30", dt.datetime(2026, 11, 20, 9, 30, tzinfo=LONDON)),
    ("in_months", "3 months", Elapsed(months=3)),
    ("in_months", "2 months 30 days", Elapsed(months=2, days=30)),
    ("in_months", "2026-08-20", Elapsed(date=dt.date(2026, 8, 20))),
    ("in_weeks", "12 weeks 6 days", Elapsed(weeks=12, days=6)),
    ("reason", "Seen by the nurse.", True),
    ("reason", "yes", True),
    ("reason", True, True),
]


@pytest.mark.parametrize(("fact", "raw", "expected"), READ)
def test_an_answer_is_read(fact: str, raw: object, expected: object) -> None:
    """Each type takes the forms that people and files give it."""
    assert value(fact, raw) == expected


@pytest.mark.parametrize("fact", list(BUNDLE.facts))
@pytest.mark.parametrize("raw", ["not known", "Not known", " NOT KNOWN ", "", "  "])
def test_not_known_is_a_missing_answer_of_any_type(fact: str, raw: str) -> None:
    """Every fact can be answered "not known"; an empty cell is the same."""
    assert value(fact, raw) is None


REFUSED: list[tuple[str, object, str]] = [
    ("worried", "maybe", 'worried can be "yes", "no" or "not known"'),
    ("worried", 1, 'worried can be "yes", "no" or "not known"'),
    ("worried", "true", 'worried can be "yes", "no" or "not known"'),
    ("grade", "Mild", '"mild", "middle", "grave", "not known"'),
    ("grade", "severe", '"mild", "middle", "grave", "not known"'),
    ("grade", 1, '"mild", "middle", "grave", "not known"'),
    ("grade", ["mild"], '"mild", "middle", "grave", "not known"'),
    ("colour", "none", '"red", "blue", "not known"'),
    ("things", "spoon", "things can contain none, cup, dish, fork"),
    ("things", ["cup", "spoon"], "things can contain none, cup, dish, fork"),
    ("things", ["cup", 1], "things can contain none, cup, dish, fork"),
    ("things", [["cup"]], "things can contain none, cup, dish, fork"),
    ("things", [], "things is a list of none, cup, dish, fork"),
    ("things", {"cup": True}, "things is a list of none, cup, dish, fork"),
    ("things", ["none", "cup"], "none stands alone in things"),
    ("things", "cup;none", "none stands alone in things"),
    ("age", -1, "a whole number of years from 0 to 18"),
    ("age", 19, "a whole number of years from 0 to 18"),
    ("age", 7.5, "a whole number of years from 0 to 18"),
    ("age", True, "a whole number of years from 0 to 18"),
    ("age", "seven", "a whole number of years from 0 to 18"),
    ("born", "20/11/26", "Give a day as"),
    ("born", "31/02/2020", "Give a day as"),
    ("called_at", "2026-11-21 09:00", "has not come yet"),
    ("in_months", "13 weeks", "give the date instead"),
    ("in_weeks", "3 months", "give the date instead"),
    ("in_months", "2026-11-21", "has not come yet"),
    ("reason", "no", "reason is a reason in words"),
    ("reason", False, "reason is a reason in words"),
    ("reason", 5, "reason is a reason in words"),
]


@pytest.mark.parametrize(("fact", "raw", "said"), REFUSED)
def test_a_refusal_names_the_fact_and_what_is_allowed(fact: str, raw: object, said: str) -> None:
    """A loose match would turn a mistake into an answer; the error says what is allowed."""
    with pytest.raises(AnswerError) as caught:
        GATE.value(BUNDLE.facts[fact], raw, place=HERE)
    assert said in caught.value.message
    assert fact in str(caught.value)
    assert caught.value.fact == fact
    assert str(caught.value).startswith("answers.toml, line 3: ")


RAW = (
    st.text(max_size=20)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.none()
    | st.lists(st.text(max_size=8), max_size=3)
    | st.dictionaries(st.text(max_size=5), st.integers(), max_size=2)
    | st.dates()
    | st.datetimes()
)


@given(st.sampled_from(list(BUNDLE.facts)), RAW)
def test_anything_is_read_or_refused(fact: str, raw: object) -> None:
    """No raw value whatever leads to another kind of error."""
    refused = refusal(lambda: value(fact, raw))
    assert refused is None or getattr(refused, "fact", "") == fact


MARK = "Zebedee"


@given(
    st.sampled_from(list(BUNDLE.facts)),
    st.text(max_size=6),
    st.text(max_size=6),
    st.sampled_from(["text", "list", "inside"]),
)
def test_no_error_repeats_an_answer(fact: str, before: str, after: str, form: str) -> None:
    """What was written about a child never comes back in an error text, from any door."""
    text = f"{before}{MARK}{after}"
    raw: object = {"text": text, "list": [text], "inside": ["cup", text]}[form]
    doors: tuple[Callable[[], object], ...] = (
        lambda: GATE.put(Answers(), fact, raw, place=HERE),
        lambda: small.answers({fact: raw}),
        lambda: small.answers({"words": raw}),
        lambda: small.answers({"words": {fact: [raw]}}),
        lambda: small.answers({"prompts": raw}),
        lambda: small.answers({"prompts": {"present": raw}}),
        lambda: small.answers({"prompts": {"absent": [text]}}),
        lambda: small.answers({"prompts": {"looked_through": [text]}}),
        lambda: small.answers({"prompts": {text: []}}),
        lambda: small.answers({text: "yes"}),
    )
    for door in doors:
        assert MARK.lower() not in str(refusal(door)).lower()


def test_a_prompt_is_found_by_its_id_or_its_clause_in_any_case() -> None:
    """Both clause ids of a line that stands twice lead to one prompt."""
    for name in ("toy-104", "TOY-104", " Toy-204 ", "TOY-204"):
        assert GATE.prompt(name) == "toy-104"


def test_each_clause_of_the_shipped_prompts_leads_to_one_prompt(hull_scale: Any) -> None:
    """No clause id is ambiguous."""
    gate = Gate(hull_scale.bundle, small.NOW)
    for prompt in hull_scale.bundle.prompts.values():
        assert {gate.prompt(clause) for clause in prompt.cites} == {prompt.id}


def test_an_unknown_prompt_or_fact_is_refused_with_a_hint() -> None:
    """An id that is nowhere is an error and never left out."""
    with pytest.raises(InputError, match=r"answers\.toml, line 3: there is no prompt toy-999"):
        GATE.prompt("toy-999", place=HERE)
    with pytest.raises(InputError, match=r"no fact worrid; did you mean worried\?"):
        GATE.fact("worrid")


READ_PROMPTS = {"present": ["toy-101"], "absent": ["TOY-102"], "looked_through": ["home"]}


def test_prompts_are_read_from_their_table() -> None:
    """Present, absent and lists looked through come from ``[answers.prompts]``."""
    answers = small.answers({"prompts": READ_PROMPTS})
    assert answers.present == {"toy-101"}
    assert answers.absent == {"toy-102"}
    assert answers.looked_through == {"home"}


@pytest.mark.parametrize(
    "prompts",
    [
        {"present": ["toy-101", "toy-101"]},
        {"present": ["toy-104", "TOY-204"]},
        {"absent": ["toy-101", "toy-101"]},
        {"present": ["toy-101"], "absent": ["TOY-101"]},
    ],
)
def test_a_prompt_listed_twice_is_refused(prompts: dict[str, list[str]]) -> None:
    """In one list or in two, under either id: an author means it once."""
    with pytest.raises(InputError, match=r"the prompt toy-10[14] is listed twice"):
        small.answers({"prompts": prompts})


def test_a_prompt_cannot_be_put_in_against_what_stands() -> None:
    """A prompt that is present is not put in as absent, nor the other way round."""
    answers = small.answers({"prompts": READ_PROMPTS})
    for lists in ({"absent": ["toy-101"]}, {"present": ["toy-102"]}):
        with pytest.raises(InputError, match="listed twice"):
            GATE.put_prompts(answers, place=HERE, **lists)
    assert GATE.put_prompts(answers, place=HERE, present=["toy-101"]) == answers


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"prompts": ["toy-101"]}, "[answers.prompts] must be a table"),
        ({"words": "text"}, "[answers.words] must be a table"),
        ({"words": {"age": 3}}, "the words on age must be text"),
        ({"words": {"agee": "x"}}, "there is no fact agee"),
        ({"prompts": {"presents": []}}, "unknown key presents; allowed: present, absent"),
        ({"prompts": {"present": "toy-101"}}, "present must be a list of texts"),
        ({"prompts": {"absent": [1]}}, "absent must be a list of texts"),
        ({"prompts": {"looked_through": ["garden"]}}, "looked_through can be child, parents, home"),
    ],
)
def test_a_table_of_the_wrong_shape_is_refused(raw: dict[str, Any], said: str) -> None:
    """Errors about tables say what is allowed."""
    with pytest.raises(InputError) as caught:
        small.answers(raw)
    assert said in caught.value.message


def test_errors_carry_the_line_of_the_answer() -> None:
    """The place of each answer is asked for by its key path."""
    paths: list[tuple[str | int, ...]] = []

    def place_of(path: tuple[str | int, ...]) -> Place:
        paths.append(path)
        return Place("note.toml", len(path))

    with pytest.raises(AnswerError, match=r"note\.toml, line 2: "):
        GATE.read({"age": "old"}, place_of)
    assert paths == [("answers", "age")]


def test_the_text_of_a_reason_is_kept_as_its_words() -> None:
    """A reason counts as given; its text stands with the practitioner's words."""
    answers = small.answers({"reason": " Seen by the nurse. "})
    assert answers.facts == {"reason": True}
    assert answers.words == {"reason": "Seen by the nurse."}
    assert small.answers({"reason": "yes"}).words == {}
    assert small.answers({"reason": "yes", "words": {"reason": "Seen."}}).words == {
        "reason": "Seen.",
    }


def test_not_known_is_remembered_as_asked() -> None:
    """An answer "not known" is missing, and not asked again."""
    answers = small.answers({"worried": "not known"})
    assert answers.facts == {}
    assert answers.asked == {"worried"}


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "worried": st.sampled_from(["yes", "no", "not known"]),
        "asked": st.booleans(),
        "grade": st.sampled_from(["mild", "middle", "grave", "not known"]),
        "colour": st.sampled_from(["red", "blue"]),
        "things": st.just(["none"])
        | st.lists(st.sampled_from(["cup", "dish", "fork"]), min_size=1, max_size=3),
        "age": st.integers(0, 18),
        "born": st.dates(dt.date(1950, 1, 1), dt.date(2050, 1, 1)),
        "called_at": st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2026, 11, 19)),
        "in_months": st.sampled_from(["2 months 30 days", "2026-08-20", "0 days", "1 year"]),
        "in_weeks": st.sampled_from(["12 weeks 6 days", "1 week", "5 days"]),
        "reason": st.just("yes") | st.text(min_size=1, max_size=20),
        "words": st.dictionaries(
            st.sampled_from(list(BUNDLE.facts)), st.text(min_size=1, max_size=20), max_size=3
        ),
        "prompts": st.dictionaries(
            st.sampled_from(list(BUNDLE.prompts)), st.sampled_from(["present", "absent"])
        ).map(
            lambda states: {
                key: [p for p, state in states.items() if state == key]
                for key in ("present", "absent")
            }
        ),
    },
)


@given(FACTS, st.sets(st.sampled_from(["child", "parents", "home"])))
def test_answers_written_to_a_file_read_back_the_same(
    raw: dict[str, Any], looked: set[str]
) -> None:
    """``as_raw`` and ``read`` are each other's contrary, as TOML text as well."""
    import tomllib

    import tomli_w

    raw.setdefault("prompts", {})["looked_through"] = sorted(looked)
    try:
        answers = small.answers(raw)
    except AnswerError:  # a time that did not occur; a reason that says no
        assume(False)
    written = as_raw(answers, BUNDLE)
    assert small.answers(written) == answers
    clean = all("\r" not in text for text in answers.words.values())
    if clean:
        assert small.answers(tomllib.loads(tomli_w.dumps(written))) == answers


def test_a_typed_answer_is_written_as_a_file_has_it() -> None:
    """Sets in the order of the choices, days and times in ISO form, yes and no as words."""
    for fact, typed, expected in (
        ("worried", True, "yes"),
        ("worried", False, "no"),
        ("things", frozenset({"fork", "cup"}), ["cup", "fork"]),
        ("age", 7, 7),
        ("born", dt.date(2020, 2, 29), "2020-02-29"),
        ("called_at", small.NOW, "2026-11-20T12:00+00:00"),
        ("in_months", Elapsed(months=2, days=30), "2 months 30 days"),
        ("grade", "mild", "mild"),
        ("reason", True, "yes"),
    ):
        assert raw_value(BUNDLE.facts[fact], typed) == expected
