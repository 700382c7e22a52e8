"""Every reading is run against one table: rows.toml, written from the definitions."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from needcheck.case.answers import Case, resolve
from needcheck.criteria import nodes as n
from needcheck.criteria.expression import read
from needcheck.criteria.scope import Scope
from needcheck.readings.trace import Reading, between
from needcheck.readings.truth import Truth, conjoin, disjoin, fires, negate
from tests import small

ROWS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("rows.toml").read_text(encoding="utf-8")
)["row"]
TRUTH: dict[str, Truth] = {"true": True, "false": False, "unknown": None}
BUNDLE = small.bundle()
SCOPE = Scope(BUNDLE.facts, prompts=tuple(BUNDLE.prompts.values()), topics=BUNDLE.topics)
ALL: tuple[Truth, ...] = (True, False, None)


def tree_of(row: dict[str, Any]) -> n.Node:
    """A row's condition, or its rule."""
    when = read(row["when"], SCOPE)
    return n.Fires(when, read(row["unless"], SCOPE)) if "unless" in row else when


def case_of(row: dict[str, Any]) -> Case:
    """A row's answers."""
    return resolve(small.answers(row.get("answers", {}), BUNDLE), BUNDLE, small.DAY)


def named(row: dict[str, Any]) -> str:
    """A row in one line."""
    unless = f" unless {row['unless']}" if "unless" in row else ""
    return f"{row['when']}{unless} | {row.get('answers', {})}"


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_trace_reads_every_row(row: dict[str, Any]) -> None:
    """The reading of one case gives each row's truth, with caution and without."""
    tree, case = tree_of(row), case_of(row)
    assert Reading(case, {}).truth(tree) is TRUTH[row["expect"]]
    plain = TRUTH[row.get("plain", row["expect"])]
    assert Reading(case, {}, cautious=False).truth(tree) is plain
    assert Reading(case, {}).truth(n.Plain(tree)) is plain


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_sure_and_unsure_are_never_unknown(row: dict[str, Any]) -> None:
    """Whether something is surely so, or unknown, is itself always known."""
    tree, reading = tree_of(row), Reading(case_of(row), {})
    assert reading.truth(n.Sure(tree)) is (row["expect"] == "true")
    assert reading.truth(n.Unsure(tree)) is (row["expect"] == "unknown")


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_what_waits_is_named(row: dict[str, Any]) -> None:
    """A truth that is unknown rests on unknown answers, and a known one on known ones."""
    tree = tree_of(row)
    for reading in (Reading(case_of(row), {}), Reading(case_of(row), {}, cautious=False)):
        truths = {reading.truth(atom) is None for atom in reading.support(tree)}
        assert truths == {reading.truth(tree) is None}


def test_every_kind_of_condition_has_a_row() -> None:
    """The table reaches every node that a condition can become, but known()."""
    kinds: set[type] = set()

    def walk(node: n.Node) -> None:
        kinds.add(type(node))
        for inner in getattr(node, "nodes", ()):
            walk(inner)
        if isinstance(node, n.Not):
            walk(node.node)

    for row in ROWS:
        walk(tree_of(row))
    assert kinds == {
        *(n.Yes, n.Compare, n.OneOf, n.Has, n.CountOf, n.Lasted, n.Prompts),
        *(n.Not, n.And, n.Or, n.Fires),
    }


def test_known_is_never_unknown() -> None:
    """``known(fact)`` says whether there is an answer; one that is not known is none."""
    for raw, expected in (
        ({"worried": "no"}, True),
        ({"worried": "not known"}, False),
        ({}, False),
    ):
        case = resolve(small.answers(raw), BUNDLE, small.DAY)
        assert Reading(case, {}).truth(n.Known("worried")) is expected


def test_empty_and_is_true_and_empty_or_is_false() -> None:
    """Nothing to meet is met; no way in is no way in."""
    reading = Reading(small.case(), {})
    assert reading.truth(n.TRUE) is True
    assert reading.truth(n.FALSE) is False


def test_truths_follow_the_definition_of_three_values() -> None:
    """With false < unknown < true: not turns about, and is the least, or the greatest."""
    rank: dict[Truth, int] = {False: 0, None: 1, True: 2}
    for one in ALL:
        assert rank[negate(one)] == 2 - rank[one]
    for three in product(ALL, repeat=3):
        assert rank[conjoin(three)] == min(rank[v] for v in three)
        assert rank[disjoin(three)] == max(rank[v] for v in three)


def test_a_rule_fires_unless_it_is_surely_held() -> None:
    """Fires is sure where when is sure and unless is not; false where one of them says so."""
    for when, unless in product(ALL, repeat=2):
        assert (fires(when, unless) is True) == (when is True and unless is not True)
        assert (fires(when, unless) is False) == (when is False or unless is True)


def test_a_count_is_compared_at_both_ends() -> None:
    """Truth of a count from low to high is what all numbers in between agree on."""
    tests: dict[str, Callable[[int, int], bool]] = {
        "==": lambda a, b: a == b,
        "!=": lambda a, b: a != b,
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
    }
    for low, high, number in product(range(5), range(5), range(-1, 6)):
        if low <= high:
            for operator, test in tests.items():
                found = {test(count, number) for count in range(low, high + 1)}
                expected = found.pop() if len(found) == 1 else None
                assert between(low, high, operator, number) is expected


def test_a_named_condition_is_read_with_its_own_caution() -> None:
    """A derived condition holds on silence with caution, and waits for the answer without."""
    names = {"alarm": n.Or((n.Fires(n.Yes("worried"), n.Yes("asked")),))}
    case = small.case({"worried": True})
    reading = Reading(case, names)
    assert reading.truth(n.Name("alarm")) is True
    assert reading.truth(n.Not(n.Name("alarm"))) is False
    assert reading.plain.truth(n.Name("alarm")) is None
    assert list(reading.silence(n.Name("alarm"))) == [n.Yes("asked")]
    assert list(reading.plain.support(n.Not(n.Name("alarm")))) == [n.Yes("asked")]


def test_what_is_firm_rests_on_no_silence() -> None:
    """Where one way in is sure, another that waits for an answer is nothing to ask for."""
    either = n.Or((n.Fires(n.Yes("worried"), n.Yes("reason")), n.Yes("asked")))
    firm = Reading(small.case({"worried": True, "asked": True}), {})
    silent = Reading(small.case({"worried": True}), {})
    assert list(firm.silence(either)) == []
    assert list(silent.silence(either)) == [n.Yes("reason")]


def test_support_of_a_rule_that_does_not_fire_is_what_stops_it() -> None:
    """A rule that does not fire rests on its ``when`` where that is false, else on ``unless``."""
    rule = n.Fires(n.Yes("worried"), n.Yes("asked"))
    no = Reading(small.case({"worried": False}), {})
    held = Reading(small.case({"worried": True, "asked": True}), {})
    assert list(no.support(rule)) == [n.Yes("worried")]
    assert list(held.support(rule)) == [n.Yes("asked")]
