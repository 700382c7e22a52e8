"""Generated toy pathways that read two or three facts, with claims of every kind about them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from needcheck.criteria import model
from needcheck.criteria.model import Pathway
from tests.jobs.proof.toy import action, pathway
from tests.small import OURS, rule

ATOMS: dict[str, list[str]] = {
    "worried": ["worried", "not worried"],
    "asked": ["asked", "not asked"],
    "reason": ["reason"],
    "grade": ['grade >= "middle"', 'grade == "grave"', 'grade != "middle"', 'grade < "grave"'],
    "colour": ['colour == "red"', 'colour in ("blue",)'],
    "things": ['"cup" in things', '"none" in things', "count(things) >= 2", "count(things) < 1"],
    "age": ["age >= 10", "age < 3"],
    "in_months": ["in_months >= months(2)", "in_months == months(1)"],
    "prompts": [
        'prompts(level="specialist", group="child") >= 1',
        'prompts(level="targeted", group="home") >= 1',
        'absent(topic="safety") >= 1',
    ],
}
KNOWN = ["worried", "asked", "grade", "colour", "things", "age"]
OUTCOMES = ("stop", "go", "calm")
LAWS = ("M1", "M2", "M3", "M4", "M5")
ROWS = 150
"""At most so many sets of answers are judged: more facts would make more."""
WIDTH = {"things": 9, "age": 20, "in_months": 9, "prompts": 30, "grade": 4, "reason": 2}
MOVABLE = ("worried", "asked", "grade", "things", "colour")


@st.composite
def read_facts(draw: st.DrawFn) -> list[str]:
    """Two or three kinds of answers whose combinations are few enough to be tried one by one."""
    wanted = draw(st.lists(st.sampled_from(list(ATOMS)), min_size=2, max_size=3, unique=True))
    if "worried" in wanted and "prompts" in wanted:
        wanted.remove("prompts")  # a prompt implies the fact, so that there are three times as many
    rows, kept = 1, []
    for name in wanted:
        wide = WIDTH.get(name, 9 if name == "worried" else 3)
        if rows * wide <= ROWS:
            rows, kept = rows * wide, [*kept, name]
    return kept


def conditions(facts: list[str], derived: bool = False) -> st.SearchStrategy[str]:
    """Conditions over these facts; ``derived`` admits the named condition."""
    atoms = [atom for name in facts for atom in ATOMS[name]] + ["alarming"] * (2 if derived else 0)
    one = st.sampled_from(atoms)
    return st.one_of(
        one,
        st.builds("not ({})".format, one),
        st.builds("{} {} {}".format, one, st.sampled_from(["and", "or"]), one),
    )


def maybe(text: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """The condition, or none."""
    return st.one_of(st.just(""), text)


@st.composite
def pathways(draw: st.DrawFn) -> Pathway:
    """A pathway with rules, requirements, actions, offers, queries, invariants and laws."""
    facts = draw(read_facts())
    outcomes = OUTCOMES[: draw(st.integers(1, 3))]
    own, texts = conditions(facts, derived=True), _texts(facts, outcomes)
    named = st.sampled_from([*outcomes, "not_yet"])
    some = st.lists(named, max_size=2, unique=True)
    rules = draw(
        st.lists(st.builds(rule, st.just("r"), st.sampled_from(outcomes), own, maybe(own)),
                 min_size=1, max_size=4)
    )  # fmt: skip
    actions = draw(
        st.lists(
            st.builds(
                lambda when, for_, if_text: action("a", when, **{"for": for_}, if_text=if_text),
                maybe(texts), some, st.sampled_from(["", "it is so"]),
            ),
            min_size=2, max_size=3,
        )
    )  # fmt: skip
    return pathway(
        _numbered(rules, "r"),
        outcomes,
        _numbered(actions, "a"),
        close_with=draw(st.sampled_from([[], ["standing"]])),
        exclusive=draw(st.booleans()),
        alarm="alarming",
        derived=[draw(_derived(facts))],
        requirement=draw(st.lists(_requirement(own, some), max_size=1)),
        offers_when=draw(maybe(own)),
        offer=draw(st.lists(_offer(own, some), max_size=1)),
        query=draw(st.lists(_query(own, some), max_size=1)),
        invariant=_numbered(draw(_invariants(texts, named, facts, len(actions))), "I", "id"),
    )


def _numbered(items: list[dict[str, Any]], letter: str, name: str = "id") -> list[dict[str, Any]]:
    return [{**item, name: f"{letter}{number}"} for number, item in enumerate(items)]


def _texts(facts: list[str], outcomes: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Conditions of texts and claims: they may also speak of the outcome and of what is known."""
    named = [f'outcome == "{name}"' for name in outcomes]
    known = [f"known({name})" for name in facts if name in KNOWN]
    own = conditions(facts, derived=True)
    return st.one_of(own, st.sampled_from([*named, *known, f"not ({named[0]})"]))


@st.composite
def _derived(draw: st.DrawFn, facts: list[str]) -> dict[str, Any]:
    own = conditions(facts)
    grounds = st.builds(
        lambda when, unless: {"when": when, "unless": unless, **OURS}, own, maybe(own)
    )
    found = draw(st.lists(grounds, min_size=1, max_size=2))
    return {"id": "alarming", "text": "alarming", "any": found}


def _requirement(
    own: st.SearchStrategy[str], some: st.SearchStrategy[list[str]]
) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(
        lambda when, applies, for_, gates: {
            "id": "m", "for": for_, "gates": gates, "when": when, "applies": applies,
            "text": "met", "unmet": "unmet", "unknown": "unknown", **OURS,
        },
        own, maybe(own), some, st.booleans(),
    )  # fmt: skip


def _offer(
    own: st.SearchStrategy[str], some: st.SearchStrategy[list[str]]
) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(
        lambda when, unless, for_: {
            "id": "o", "for": for_, "when": when, "unless": unless,
            "text": "service", "if_text": "if", "not_text": "not", **OURS,
        },
        maybe(own), maybe(own), some,
    )  # fmt: skip


def _query(
    own: st.SearchStrategy[str], some: st.SearchStrategy[list[str]]
) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(
        lambda when, for_: {"id": "q", "for": for_, "when": when, "text": "ask", **OURS}, own, some
    )


@st.composite
def _invariants(
    draw: st.DrawFn,
    texts: st.SearchStrategy[str],
    named: st.SearchStrategy[str],
    facts: list[str],
    actions: int,
) -> list[dict[str, Any]]:
    """One claim on results, of every part now and then, and two laws."""
    names = st.sampled_from([f"a{number}" for number in range(actions)])
    few, places = st.lists(names, max_size=1), st.lists(named, max_size=1)
    parts = {
        "then": maybe(texts),
        **dict.fromkeys(("first_action", "shows", "offers", "never_shows", "never_offers"), few),
        **dict.fromkeys(("possible", "never_possible"), places),
    }
    one = {key: draw(part) for key, part in parts.items() if draw(st.integers(0, 2)) == 0}
    one = {key: part for key, part in one.items() if part} or {"then": draw(texts)}
    claims = [{"text": "A claim.", "when": draw(maybe(texts)), **OURS, **one}]
    movable = [name for name in facts if name in MOVABLE] or ["colour"]
    for law in draw(st.lists(st.sampled_from(LAWS), max_size=2, unique=True)):
        moved = draw(st.lists(st.sampled_from(movable), max_size=2, unique=True))
        moved = moved or (movable[:1] if law == "M5" else [])
        claims.append({"text": law, "monotone": law, "facts": moved, **OURS})
    return claims


def claims_of(own: model.Pathway) -> dict[str, model.Invariant]:
    """The invariants by id."""
    return {item.id: item for item in own.invariants}
