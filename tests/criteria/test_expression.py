"""Conditions: what an author may write, and how a fault is shown."""

from __future__ import annotations

import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needcheck.criteria.expression import ConditionError, read
from needcheck.criteria.nodes import (
    And,
    Compare,
    CountOf,
    Has,
    Known,
    Lasted,
    Name,
    Node,
    Not,
    OneOf,
    Or,
    Prompts,
    Yes,
)
from needcheck.criteria.scope import Scope
from needcheck.errors import CriteriaError, Place
from tests import small

BUNDLE = small.bundle()
SCOPE = Scope(
    facts=BUNDLE.facts,
    derived=frozenset({"alarm"}),
    prompts=tuple(BUNDLE.prompts.values()),
    topics=BUNDLE.topics,
)
TEXTS = Scope(facts=BUNDLE.facts, allow_known=True)
GRADES = ("mild", "middle", "grave")
SPECIALIST = frozenset({"toy-101", "toy-102", "toy-103"})


def refusal(text: str) -> ConditionError | None:
    """Why a text is no condition, or nothing where it is one."""
    try:
        read(text, SCOPE)
    except ConditionError as error:
        return error
    return None


READABLE: list[tuple[str, Node]] = [
    ("worried", Yes("worried")),
    ("not worried", Not(Yes("worried"))),
    ("reason", Yes("reason")),
    ("alarm", Name("alarm")),
    ("worried and asked", And((Yes("worried"), Yes("asked")))),
    ("worried and asked or alarm", Or((And((Yes("worried"), Yes("asked"))), Name("alarm")))),
    ("not (worried or asked)", Not(Or((Yes("worried"), Yes("asked"))))),
    ('grade == "grave"', Compare("grade", "==", "grave", GRADES)),
    ("grade >= 'middle'", Compare("grade", ">=", "middle", GRADES)),
    ('"middle" <= grade', Compare("grade", ">=", "middle", GRADES)),
    ('"middle" > grade', Compare("grade", "<", "middle", GRADES)),
    ('"middle" == grade', Compare("grade", "==", "middle", GRADES)),
    ('colour != "red"', Compare("colour", "!=", "red")),
    ('colour in ("red", "blue")', OneOf("colour", frozenset({"red", "blue"}))),
    ('grade not in ["mild"]', Not(OneOf("grade", frozenset({"mild"})))),
    ("age >= 18", Compare("age", ">=", 18)),
    ("0 < age", Compare("age", ">", 0)),
    ('"cup" in things', Has("things", "cup")),
    ('"none" not in things', Not(Has("things", "none"))),
    ("count(things) >= 2", CountOf("things", ">=", 2, "none")),
    ("3 == count(things)", CountOf("things", "==", 3, "none")),
    ("count(tools) < 2", CountOf("tools", "<", 2)),
    ("in_months >= months(3)", Lasted("in_months", ">=", 3, "months")),
    ("in_weeks < weeks(13)", Lasted("in_weeks", "<", 13, "weeks")),
    ('prompts(level="specialist") >= 1', Prompts(SPECIALIST, ">=", 1)),
    ('2 <= prompts(at_least="specialist")', Prompts(SPECIALIST, ">=", 2)),
    ("prompts() == 0", Prompts(SPECIALIST | {"toy-104", "toy-105", "toy-106"}, "==", 0)),
    ('prompts(level="targeted") >= 1', Prompts(frozenset({"toy-104", "toy-105"}), ">=", 1)),
    ('prompts(level="additional") >= 1', Prompts(frozenset({"toy-106"}), ">=", 1)),
    ('prompts(harm="explicit", group="home") >= 1', Prompts(frozenset({"toy-103"}), ">=", 1)),
    ('prompts(topic="play") >= 1', Prompts(frozenset({"toy-102", "toy-104"}), ">=", 1)),
    ('strengths(group="child") >= 1', Prompts(frozenset({"toy-107"}), ">=", 1)),
    (
        'absent(topic="safety") >= 1',
        Prompts(frozenset({"toy-107", "toy-108"}), ">=", 1, "absent"),
    ),
    ("worried\n  and asked", And((Yes("worried"), Yes("asked")))),
    ("  worried  ", Yes("worried")),
]


@pytest.mark.parametrize(("text", "tree"), READABLE, ids=[text for text, _ in READABLE])
def test_a_readable_condition_becomes_its_tree(text: str, tree: Node) -> None:
    """What an author may write means one tree, with names and values resolved."""
    assert read(text, SCOPE) == tree


def test_known_is_read_in_texts() -> None:
    """``known(fact)`` is for the conditions of texts and actions."""
    assert read("known(age)", TEXTS) == Known("age")


# Each fault: the condition, with the fault marked by "^" below it, and what the sentence says.
FAULTS = [
    ("worrid", "^", "did you mean worried"),
    ("asked and alram", "          ^", "did you mean alarm"),
    ('grade == "green"', "         ^", "grade can be mild, middle, grave"),
    ('colour < "red"', "         ^", "colour has no order; use == or !="),
    ('colour in ("red", "green")', "                  ^", "colour can be red, blue"),
    ("colour in ()", "          ^", "colour can be red, blue; give at least one"),
    ("0 < age < 5", "^", "join two with and"),
    ("grade", "^", 'needs a comparison (grade == "mild")'),
    ("things", "^", '"none" in things'),
    ("in_weeks", "^", "needs a comparison"),
    ("born", "^", "needs a comparison"),
    ("worried == 1", "           ^", "write worried or not worried"),
    ('things == "cup"', "          ^", '"none" in things'),
    ('"cup" in colour', "         ^", 'write colour == "..."'),
    ("age is 5", "^", "use == != < <= > >= or in"),
    ("age == 19", "       ^", "at least 0 and at most 18"),
    ("age == -1", "       ^", "a whole number is expected"),
    ("age == 1.5", "       ^", "a whole number is expected"),
    ("age == True", "       ^", "a whole number is expected"),
    ("count(things) >= 4", "                 ^", "at least 0 and at most 3"),
    ('prompts(level="specialist") >= 4', "                               ^", "at most 3"),
    ("in_months >= months(True)", "                    ^", "a whole number"),
    ("in_months >= weeks(13)", "             ^", "in_months is counted in months"),
    ("in_weeks >= months(3)", "            ^", "in_weeks is counted in weeks"),
    ("in_weeks >= 3", "            ^", "compare it with months(3) or weeks(13)"),
    ("worried()", "^", "only count(fact), prompts(...), strengths(...) and absent(...)"),
    ('__import__("os")', "^", "only count(fact), prompts(...)"),
    ('__import__("os").system("x") == 1', "^", "only count(fact), prompts(...)"),
    ("open(1) == 1", "^", "only count(fact), prompts(...)"),
    ("asked and worried.real", "          ^", "write facts, comparisons, and, or, not"),
    ("lambda: worried", "^", "write facts, comparisons, and, or, not"),
    ('f"{worried}"', "^", "write facts, comparisons, and, or, not"),
    ('grade == f"{worried}"', "         ^", "grade can be mild, middle, grave"),
    ("(found := worried)", " ^", "write facts, comparisons, and, or, not"),
    ("[worried]", "^", "write facts, comparisons, and, or, not"),
    ("worried if asked else alarm", "^", "write facts, comparisons, and, or, not"),
    ("True", "^", "write facts, comparisons, and, or, not"),
    ("1 == 1", "     ^", "a fact is expected here"),
    ("worried + asked", "^", "write facts, comparisons, and, or, not"),
    ("-worried", "^", "write facts, comparisons, and, or, not"),
    ("worried and", "           ^", "write facts, comparisons, and, or, not"),
    ("worried &", "         ^", "write and, or, not as words"),
    ("worried AND asked", "        ^", "and, or, not and in with small letters"),
    ("days = 4", "     ^", 'write == for "is"'),
    ("days => 4", "     ^", ">= and <= for"),
    ("!worried", "^", "write and, or, not as words"),
    ("", "^", "write facts, comparisons, and, or, not"),
    ("asked and wörried", "           ^", "only plain ASCII letters are allowed outside quotes"),
    ("\uff41sked", "^", "only plain ASCII letters are allowed outside quotes"),
    ("grade == \u201cmild\u201d", "         ^", "write the straight ones"),
    ("worried # and asked", "        ^", "a condition holds no comment"),
    ('prompts(colour="red") >= 1', "               ^", "allowed: at_least, level, group"),
    ('prompts(level="grave") >= 1', "              ^", "level can be universal, additional"),
    ("prompts(level=worried) >= 1", "              ^", "level can be universal, additional"),
    ('prompts(topic="work") >= 1', "              ^", "topic can be play, safety"),
    (
        'prompts(level="specialist", level="targeted") >= 1',
        "                                  ^",
        "level is given twice",
    ),
    ('prompts("child") >= 1', "^", "only count(fact), prompts(...)"),
    ("prompts(**worried) >= 1", "          ^", "** is unknown here; allowed: at_least"),
    (
        'prompts(level="additional", harm="explicit") >= 1',
        "^",
        "no prompt has all of these properties",
    ),
    ("count(grade) >= 1", "^", "grade is not a set and cannot be counted"),
    ("known(age)", "^", "known(...) is for texts and actions only"),
    ("asked and known(age)", "          ^", "known(...) is for texts and actions only"),
]


@pytest.mark.parametrize(("text", "caret", "said"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_points_at_its_column_and_says_what_is_allowed(
    text: str, caret: str, said: str
) -> None:
    """Every fault has a caret below the first wrong character and says what to write instead."""
    with pytest.raises(ConditionError) as caught:
        read(text, SCOPE)
    assert caught.value.column == caret.index("^")
    assert said in caught.value.message
    assert str(caught.value).splitlines()[1:] == [f"  {text}", f"  {caret}"]


def test_known_takes_one_fact() -> None:
    """``known`` takes the name of one fact and nothing else."""
    for text in ("known()", "known(age, asked)", "known(nothing)", "known(1)", "known(fact=age)"):
        with pytest.raises(ConditionError):
            read(text, TEXTS)


COLUMNS = [
    ('"é" == worrid', 7),
    ('"ééé" == worrid', 9),
    ('"日本" in worrid', 8),
    ('  "é" == worrid', 9),
    ("   worrid", 3),
    ('   "é" == and', 10),
    ("  asked and", 11),
]


@pytest.mark.parametrize(("text", "column"), COLUMNS)
def test_the_caret_counts_characters_and_not_bytes(text: str, column: int) -> None:
    """Letters of several bytes before the fault, and spaces at the start, do not move the caret."""
    with pytest.raises(ConditionError) as caught:
        read(text, SCOPE)
    assert caught.value.column == column


def test_an_error_knows_file_and_line() -> None:
    """The place of the condition is in the sentence, and asked for only when needed."""
    with pytest.raises(CriteriaError, match=r"visit\.toml, line 7, column 11: there is no fact"):
        read("asked and worrid", SCOPE, lambda: Place("visit.toml", 7))


def test_a_comment_never_hides_the_rest_of_a_condition() -> None:
    """A text of several lines becomes one, so that a comment would swallow what follows."""
    with pytest.raises(ConditionError, match="comment"):
        read("worried # only if\nor asked", SCOPE)


def test_2000_characters_are_read_and_2001_are_not() -> None:
    """The limit on length is exact, and the long text is not printed whole."""
    longest = "worried" + " " * (2000 - len("worried or asked")) + " or asked"
    assert len(longest) == 2000
    assert read(longest, SCOPE) == Or((Yes("worried"), Yes("asked")))
    with pytest.raises(ConditionError, match="2001 characters; at most 2000") as caught:
        read(longest + " ", SCOPE)
    assert len(str(caught.value)) < 300


def test_a_condition_is_nested_at_most_40_deep() -> None:
    """Depth is limited before anything could recurse too far."""
    assert isinstance(read("not " * 40 + "worried", SCOPE), Not)
    with pytest.raises(ConditionError, match="nested deeper than 40"):
        read("not " * 41 + "worried", SCOPE)


HOSTILE = [
    "(" * 1999,
    "(" * 999 + "worried" + ")" * 990,
    "[" * 1000 + "]" * 1000,
    "not " * 499 + "x",
    "-" * 1999 + "1",
    "f(" * 900,
    "{" * 1999,
    "lambda:" * 285 + "1",
    "worried if asked else " * 90 + "worried",
    "f'" + "{" * 1900 + "'",
    "f'{" * 600,
    "age == " + "9" * 1990,
    "age == 9**9**9**9",
    '"a" * 1000000000',
    "x" * 2000,
    "x." * 999 + "x",
    "worried and " * 166 + "worried",
    "1 < " * 499 + "1",
    "\x00",
    "worried\x00",
    "\ud800",
    "worried\r\nand asked",
    "worried\\\nand asked",
    "\f worried",
    "'''" + "a" * 1900,
    '"\\N{LATIN SMALL LETTER A}"',
    '"\\N{NO SUCH LETTER}"',
    "age == 0x1F and age == 1_0 and age == 1j",
    "(yield)",
    "await worried",
    "*worried",
    "worried; asked",
    "import os",
    "x = 1",
    "print(1)",
    "(lambda: [c for c in ().__class__.__base__.__subclasses__()])()",
]


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:24]) for text in HOSTILE])
def test_a_hostile_text_is_answered_quickly(text: str) -> None:
    """Nothing that fits the limit takes long or escapes as another kind of error."""
    start = time.process_time()
    refused = refusal(text)
    assert time.process_time() - start < 0.5
    assert refused is None or 0 <= refused.column <= len(refused.text)


PIECES = st.sampled_from(
    [
        *("worried", "asked", "grade", "colour", "things", "age", "in_weeks", "alarm", "reason"),
        *(" and ", " or ", " not ", " in ", " == ", " >= ", " < ", "(", ")", "[", "]", ",", "="),
        *('"mild"', "'red'", '"cup"', "1", "18", "months(3)", "weeks(1)", "count(", "prompts("),
        *("known(", "level=", "lambda x:", ":=", ".", "#", "\n", "é", "\\", '"', "if", "*", "**"),
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text whatever leads to an error other than ``ConditionError``."""
    refused = refusal(text)
    if refused:
        assert 0 <= refused.column <= len(refused.text)
        assert refused.message


NAMES = st.sampled_from([*BUNDLE.facts, "alarm", "outcome", "true", "none"])


@given(NAMES | st.text(alphabet=string.ascii_lowercase + "_", min_size=1, max_size=12))
def test_a_name_that_is_nowhere_is_refused(name: str) -> None:
    """Only names of facts and of named conditions are read as such."""
    alone = {"alarm"} | {f.id for f in SCOPE.facts.values() if f.type in ("yes_no", "reason")}
    assert (refusal(name) is None) == (name in alone)
