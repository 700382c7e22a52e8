"""Generated condition trees and answers over the toy facts, for readings that must agree."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from needcheck.case.answers import Answers
from needcheck.case.moments import Elapsed
from needcheck.criteria import nodes as n
from needcheck.criteria.expression import read
from needcheck.criteria.scope import Scope
from tests import small

BUNDLE = small.bundle()
SCOPE = Scope(
    BUNDLE.facts, prompts=tuple(BUNDLE.prompts.values()), topics=BUNDLE.topics, allow_known=True
)
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
FILTERS = (
    *('at_least="additional"', 'at_least="targeted"', 'level="specialist"', 'group="child"'),
    *('harm="either"', 'harm="protection"', 'topic="play"', 'group="home", at_least="targeted"'),
)


def _counted(operator: str, number: int, what: str) -> str:
    return f"{what} {operator} {number}"


ATOMS: st.SearchStrategy[str] = st.one_of(
    st.sampled_from(["worried", "asked", "reason", "known(born)", "known(called_at)"]),
    st.sampled_from(["known(grade)", "known(things)"]),
    st.builds(
        'grade {} "{}"'.format,
        st.sampled_from(COMPARISONS),
        st.sampled_from(["mild", "middle", "grave"]),
    ),
    st.builds(
        'colour {} "{}"'.format, st.sampled_from(["==", "!="]), st.sampled_from(["red", "blue"])
    ),
    st.sampled_from(['colour in ("red",)', 'grade in ("mild", "grave")']),
    st.builds('"{}" in things'.format, st.sampled_from(["none", "cup", "dish", "fork"])),
    st.builds('"{}" in tools'.format, st.sampled_from(["saw", "axe"])),
    st.builds("age {} {}".format, st.sampled_from(COMPARISONS), st.integers(0, 18)),
    st.builds("in_months {} months({})".format, st.sampled_from(COMPARISONS), st.integers(0, 4)),
    st.builds("in_weeks {} weeks({})".format, st.sampled_from(COMPARISONS), st.integers(0, 14)),
    st.builds(_counted, st.sampled_from(COMPARISONS), st.integers(0, 3), st.just("count(things)")),
    st.builds(_counted, st.sampled_from(COMPARISONS), st.integers(0, 1),
              st.sampled_from(FILTERS).map("prompts({})".format)),
    st.builds(_counted, st.sampled_from(COMPARISONS), st.integers(0, 2),
              st.just('absent(topic="safety")')),
)  # fmt: skip


def _rules(inner: st.SearchStrategy[n.Node]) -> st.SearchStrategy[n.Node]:
    return st.one_of(
        st.builds(n.Not, inner),
        st.lists(inner, max_size=3).map(lambda parts: n.And(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: n.Or(tuple(parts))),
        st.builds(n.Fires, inner, inner),
        st.builds(n.Sure, inner),
        st.builds(n.Unsure, inner),
        st.builds(n.Plain, inner),
    )


TREES: st.SearchStrategy[n.Node] = st.recursive(
    ATOMS.map(lambda text: read(text, SCOPE)), _rules, max_leaves=8
)

_LENGTHS = st.integers(0, 3)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "worried": st.booleans(),
    "asked": st.booleans(),
    "reason": st.just(True),
    "grade": st.sampled_from(["mild", "middle", "grave"]),
    "colour": st.sampled_from(["red", "blue"]),
    "things": st.just(frozenset({"none"}))
    | st.frozensets(st.sampled_from(["cup", "dish", "fork"]), min_size=1),
    "tools": st.frozensets(st.sampled_from(["saw", "axe"]), min_size=1),
    "age": st.integers(0, 18),
    "in_months": st.builds(lambda m, d: Elapsed(months=m, days=d), st.integers(0, 5), _LENGTHS),
    "in_weeks": st.builds(lambda w, d: Elapsed(weeks=w, days=d), st.integers(0, 15), _LENGTHS),
    "born": st.just(small.DAY),
    "called_at": st.just(small.NOW),
}


@st.composite
def answers(draw: st.DrawFn) -> Answers:
    """Answers to some of the toy facts, and any state of the toy prompts."""
    facts = draw(st.fixed_dictionaries({}, optional=VALUES))
    states = {name: draw(st.sampled_from(["", "present", "absent"])) for name in BUNDLE.prompts}
    present = frozenset(name for name, state in states.items() if state == "present")
    absent = frozenset(name for name, state in states.items() if state == "absent")
    groups = draw(st.frozensets(st.sampled_from(["child", "parents", "home"])))
    return Answers(facts=facts, present=present, absent=absent, looked_through=groups)
