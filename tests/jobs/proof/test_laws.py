"""Laws over pairs of answers: each is proved, or broken by one small rule and few answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from needcheck.criteria import model
from needcheck.criteria.nodes import And, Fires, Name, Not, Or, Yes
from needcheck.jobs.proof.laws import grave_order, holders
from tests import small
from tests.jobs.proof.brute import Brute, different, size
from tests.jobs.proof.toy import engine, failing, invariant, pathway, proves, refuted, said
from tests.small import OURS, rule

pytest.importorskip("z3")
GRAVE = 'grade == "grave"'
PROMPT = 'prompts(level="specialist") >= 1'


def alarming(when: str, unless: str = "") -> dict[str, Any]:
    """The harm route of a toy pathway."""
    grounds = [{"when": when, "unless": unless, **OURS}]
    return {"alarm": "alarming", "derived": [{"id": "alarming", "text": "x", "any": grounds}]}


def lawful(law: str, *rules: dict[str, Any], **more: Any) -> model.Pathway:
    """Outcomes stop, go and calm, and a law; ``facts`` and ``when`` are the law's."""
    keys = {key: more.pop(key) for key in ("facts", "prompts", "when") if key in more}
    item = {**invariant(), "monotone": law, **keys}
    return pathway(rules, ("stop", "go", "calm"), (), invariant=[item], **more)


@dataclass(frozen=True)
class Break:
    """A law with a rule that keeps it and one that breaks it, and the answers that change."""

    law: str
    keeps: dict[str, Any]
    breaks: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]
    more: Any = None
    present: tuple[str, ...] = ()


BREAKS = {
    "M1 a graver answer": Break(
        "M1",
        rule("r", "stop", 'grade >= "middle"'),
        rule("r", "stop", 'grade == "middle"'),
        {"grade": "middle"},
        {"grade": "grave"},
    ),
    "M1 a yes": Break(
        "M1",
        rule("r", "stop", 'worried or grade == "grave"'),
        rule("r", "stop", "not worried"),
        {"worried": False},
        {"worried": True},
    ),
    "M1 where no is graver": Break(
        "M1",
        rule("r", "stop", "not asked"),
        rule("r", "stop", "asked"),
        {"asked": True},
        {"asked": False},
    ),
    "M1 one more of a set": Break(
        "M1",
        rule("r", "stop", '"cup" in things'),
        rule("r", "stop", '"cup" in things', '"fork" in things'),
        {"things": frozenset({"cup"})},
        {"things": frozenset({"cup", "fork"})},
    ),
    "M1 a prompt": Break(
        "M1",
        rule("r", "stop", f'grade == "grave" or {PROMPT}'),
        rule("r", "stop", 'grade == "grave"', PROMPT),
        {"grade": "grave"},
        {"grade": "grave"},
        present=("toy-101", "toy-102", "toy-103"),
    ),
    "M2 the gravest answer": Break(
        "M2",
        rule("r", "stop", "worried", 'grade == "mild"'),
        rule("r", "stop", "worried", 'grade == "grave"'),
        {"worried": True},
        {"worried": True, "grade": "grave"},
    ),
    "M4 the mildest answer": Break(
        "M4",
        rule("r", "stop", 'grade >= "middle"'),
        rule("r", "stop", 'grade == "mild"'),
        {},
        {"grade": "mild"},
    ),
    "M4 none of a set": Break(
        "M4",
        rule("r", "stop", '"cup" in things'),
        rule("r", "stop", "count(things) < 1"),
        {},
        {"things": frozenset({"none"})},
    ),
    "M5 a fact named": Break(
        "M5",
        rule("r", "stop", "worried"),
        rule("r", "stop", 'colour == "red"'),
        {},
        {"colour": "red"},
        more={"facts": ["colour"]},
    ),
    "M5 a set that was missing": Break(
        "M5",
        rule("r", "stop", "worried"),
        rule("r", "stop", "count(things) < 1"),
        {},
        {"things": frozenset({"none"})},
        more={"facts": ["things"]},
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_law_holds(name: str) -> None:
    """With a rule that keeps it the law is proved."""
    item = BREAKS[name]
    assert proves(lawful(item.law, item.keeps, **(item.more or {})), "A")


@pytest.mark.parametrize("name", BREAKS)
def test_a_law_is_broken_by_one_change(name: str) -> None:
    """With a rule that breaks it the smallest answers are shown before and after one change."""
    item = BREAKS[name]
    own = lawful(item.law, item.breaks, **(item.more or {}))
    verdict = refuted(own, "A")
    sides = [said(verdict.before), said(verdict.after)]
    assert [facts for facts, _, _ in sides] == [item.before, item.after]
    assert not sides[0][1]
    assert len(sides[1][1]) == (1 if item.present else 0)
    assert sides[1][1] <= set(item.present)


@pytest.mark.parametrize("name", BREAKS)
def test_no_smaller_pair_breaks_a_law(name: str) -> None:
    """Brute force over all pairs finds none with fewer changes, or as many and fewer answers."""
    item = BREAKS[name]
    own = lawful(item.law, item.breaks, **(item.more or {}))
    brute = Brute(engine(own).plan("toytown", "toy"))
    (law,) = own.invariants
    pairs = brute.pairs(law) if len(brute.rows) < 100 else ()
    sizes = [(len(different(*pair)), pair[0].size + pair[1].size) for pair in pairs]
    verdict = refuted(own, "A")
    assert verdict.before is not None
    assert verdict.after is not None
    assert not sizes or min(sizes) == (1, size(verdict.before) + size(verdict.after))


@pytest.mark.parametrize(
    ("law", "when"),
    [("M1", 'grade == "middle"'), ("M2", ""), ("M4", 'grade == "mild"')],
)
def test_the_harm_route_obeys_a_law_of_its_own(law: str, when: str) -> None:
    """The outcome stays; that the route ends (M1, M2) or begins (M4) breaks the law, too."""
    go = rule("r", "go", "worried")
    if law == "M2":
        own = lawful(law, go, **alarming("worried", 'grade == "grave"'))
    else:
        own = lawful(law, go, **alarming(when))
    verdict = refuted(own, "A")
    changed = {"M1": "grave", "M2": "grave", "M4": "mild"}[law]
    assert said(verdict.after)[0]["grade"] == changed
    assert proves(lawful(law, go, **alarming('worried or grade >= "middle"')), "A")


def silent_must() -> dict[str, Any]:
    """A must of "go" that holds while "asked" is not answered, and two rules that are met."""
    must = {"id": "m", "for": ["go"], "gates": True, "when": "quiet", **OURS}
    quiet = {"id": "quiet", "text": "", "any": [{"when": GRAVE, "unless": "asked", **OURS}]}
    words = {"text": "met", "unmet": "not met", "unknown": "not known"}
    return {"requirement": [{**must, **words}], "derived": [quiet]}


def test_m3_a_drop_that_was_said_is_lawful() -> None:
    """Filling a gap may lower a result that rests on silence, where the rule names the fact."""
    assert proves(lawful("M3", rule("r", "go", GRAVE, "asked")), "A")
    firm = rule("firm", "calm", 'grade >= "middle"')
    assert proves(lawful("M3", rule("r", "go", GRAVE, "asked"), firm), "A")


def test_m3_a_drop_that_nothing_said_is_broken() -> None:
    """An outcome that rests on silence through a must says nothing of it, so that it may not drop.

    Beside a rule that is firm, one that rests on silence says nothing either.
    """
    rules = [rule("firm", "go", GRAVE), rule("said", "go", GRAVE, "asked")]
    for some in ([rules[0]], rules):
        verdict = refuted(lawful("M3", *some, **silent_must()), "A")
        assert said(verdict.before)[0] == {"grade": "grave"}
        assert said(verdict.after)[0] == {"grade": "grave", "asked": True}
    assert proves(lawful("M3", rules[1], **silent_must()), "A")


def test_m3_speaks_of_the_facts_that_it_names() -> None:
    """Of the others it says nothing, as the other laws."""
    firm = rule("firm", "go", GRAVE)
    assert proves(lawful("M3", firm, facts=["grade"], **silent_must()), "A")
    assert not proves(lawful("M3", firm, facts=["asked"], **silent_must()), "A")


def test_m5_strengths_change_nothing() -> None:
    """A strength that holds a rule down breaks the law; a concern may."""
    strength = rule("r", "go", "worried", 'strengths(topic="safety") >= 1')
    assert not proves(lawful("M5", strength), "A")
    assert proves(lawful("M5", strength, prompts=False), "A")
    assert proves(lawful("M5", rule("r", "go", f"worried or {PROMPT}")), "A")


@pytest.mark.parametrize("value", [{"cup"}, {"cup", "fork"}])
def test_m5_a_set_may_change_in_every_way(value: set[str]) -> None:
    """Also where the set shrinks, or is answered at last: M5 is about any change."""
    both = " and ".join(f'"{v}" in things' for v in value)
    own = lawful("M5", rule("r", "go", both), facts=["things"])
    assert not proves(own, "A")


def test_a_law_with_a_condition_speaks_only_where_it_holds() -> None:
    """``when`` of a law must surely hold before and after; else the law is about nothing."""
    grade = rule("r", "stop", 'worried and grade == "middle"')
    assert not proves(lawful("M1", grade), "A")
    assert not proves(lawful("M1", grade, when="worried"), "A")
    own = lawful("M1", grade, when="not worried")
    assert proves(own, "A")
    assert proves(own, "A/applies")
    assert "A/applies" in failing(lawful("M1", grade, when="worried and not worried"))


def test_a_law_may_stand_beside_a_claim_on_single_results() -> None:
    """One invariant then makes two claims, each with an id of its own."""
    item = {**invariant("worried", then='outcome == "go"'), "monotone": "M5", "facts": ["colour"]}
    own = pathway(rules=(rule("r", "go", "worried", 'colour == "red"'),), invariant=[item])
    assert failing(own) >= {"A", "A/M5"}


def test_m1_is_about_sets_that_were_answered_and_m2_about_those_that_were_not() -> None:
    """One more of a set is another thing than the first answer to it."""
    answered = rule("r", "stop", GRAVE, "count(things) >= 0")
    assert proves(lawful("M1", answered), "A")
    assert said(refuted(lawful("M2", answered), "A").before)[0] == {"grade": "grave"}
    none = rule("r", "stop", '"none" in things')
    assert proves(lawful("M2", none), "A")
    before = said(refuted(lawful("M1", none), "A").before)[0]
    assert before == {"things": frozenset({"none"})}


def test_one_change_is_shown_though_two_need_fewer_answers() -> None:
    """From nothing to two answers would be smaller; what one answer does is easier to follow."""
    own = lawful("M2", rule("r", "stop", "", f"worried and {GRAVE}"))
    verdict = refuted(own, "A")
    before, after = said(verdict.before)[0], said(verdict.after)[0]
    assert after == {"worried": True, "grade": "grave"}
    assert len(before) == 1


def test_many_changes_at_once_are_shown_as_one() -> None:
    """A law over any number of changes is refuted by a single one."""
    held = rule("r", "stop", 'worried and asked and grade == "middle"', '"cup" in things')
    own = lawful("M1", held)
    verdict = refuted(own, "A")
    before, after = said(verdict.before)[0], said(verdict.after)[0]
    assert len([name for name in after if after[name] != before.get(name)]) == 1


def test_not_yet_ranks_with_the_calmest_but_is_never_reached_by_a_graver_answer() -> None:
    """From the calmest outcome to "not yet" is a drop, the way back is no rise."""
    calm = rule("r", "calm", 'grade == "mild"')
    assert not proves(lawful("M1", calm), "A")
    assert proves(lawful("M4", calm), "A")


def test_the_order_from_mild_to_grave() -> None:
    """Yes/no facts by what is graver, ordered choices by the file, and nothing else."""
    facts = small.bundle().facts
    orders = {name: grave_order(fact) for name, fact in facts.items()}
    assert {name: order for name, order in orders.items() if order} == {
        "worried": (False, True),
        "asked": (True, False),
        "grade": ("mild", "middle", "grave"),
    }


def test_holders_are_found_through_every_kind_of_condition() -> None:
    """The facts of each ``unless`` below a rule, and not those of its ``when``."""
    made = engine(lawful("M3", rule("r", "go", "alarming"), **alarming("worried", "asked")))
    laws = type("Holding", (), {"plan": made.plan("toytown", "toy")})()
    fires = Fires(Yes("worried"), Yes("reason"))
    tree = And((Or((Name("alarming"), Not(fires))), Yes("grade")))
    assert holders(laws, tree) == {"asked", "reason"}
