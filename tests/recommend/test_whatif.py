"""What else is possible, and what would settle it, against brute force on small pathways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needcheck.case.answers import Answers, Case, Value, resolve
from needcheck.criteria import model
from needcheck.readings.trace import Reading
from needcheck.recommend.compile import Plan, compile_pathway
from needcheck.recommend.decide import decide, holds, within_reach
from needcheck.recommend.explain import held, provisional
from needcheck.recommend.search import Search
from needcheck.recommend.whatif import missing, still_possible, would_change
from tests import small

# The facts and prompts of the generated pathways, and every answer to them. A reason is given or
# not; toy-105 implies that worried is yes; a set is told apart by what the conditions name.
SETS = [{"none"}, *(set(s) for n in (1, 2, 3) for s in combinations(("cup", "dish", "fork"), n))]
VALUES: dict[str, tuple[Value, ...]] = {
    "worried": (False, True),
    "asked": (True, False),
    "grade": ("mild", "middle", "grave"),
    "reason": (True,),
    "tools": (frozenset({"saw"}), frozenset({"axe"}), frozenset({"saw", "axe"})),
    "things": tuple(frozenset(choices) for choices in SETS),
    "age": (0, 4, 5, 6, 18),
}
PROMPTS = ("toy-101", "toy-104", "toy-105")
# Every prompt that the pathways count is one of the three: the others are in no list used.
LISTS = (
    'prompts(level="specialist", group="child") >= 1',
    'prompts(at_least="targeted", group="child") >= 1',
    'prompts(level="targeted") >= 1',
    'prompts(level="targeted") >= 2',
    'prompts(at_least="targeted", group="child") <= 1',
)
ATOMS = (
    *("worried", "asked", "not worried", "reason", 'grade >= "middle"', 'grade == "mild"'),
    *('"saw" in tools', "age >= 5", '"cup" in things', "count(things) >= 2"),
    *LISTS,
)


class Toy:
    """A compiled pathway with the facts and prompts that it reads."""

    def __init__(self, plan: Plan, facts: tuple[str, ...], prompts: tuple[str, ...]) -> None:
        self.plan, self.facts, self.prompts = plan, facts, prompts

    def __repr__(self) -> str:
        """The conditions, for a failing example."""
        own = self.plan.pathway
        rules = [f"{r.outcome}: {r.when} UNLESS {r.unless}" for r in own.rules]
        gates = [f"gate {r.for_}: {r.when}" for r in own.requirements]
        named = [f"{d.id}: {g.when} UNLESS {g.unless}" for d in own.derived for g in d.any]
        return f"Toy({[*rules, *gates, *named]})"

    def extensions(self, answers: Answers) -> Iterator[Answers]:
        """Every way to answer some of what is missing, these answers themselves included."""
        opened = [f for f in self.facts if f not in answers.facts]
        unseen = [p for p in self.prompts if p not in answers.present | answers.absent]
        for values in product(*((None, *VALUES[f]) for f in opened)):
            found = {f: v for f, v in zip(opened, values, strict=True) if v is not None}
            for states in product((None, True, False), repeat=len(unseen)):
                pairs = list(zip(unseen, states, strict=True))
                yield Answers(
                    facts={**answers.facts, **found},
                    present=answers.present | {p for p, state in pairs if state is True},
                    absent=answers.absent | {p for p, state in pairs if state is False},
                )

    def case(self, answers: Answers) -> Case:
        """The case of answers."""
        return resolve(answers, self.plan.bundle, small.DAY)

    def outcome(self, answers: Answers) -> str:
        """What answers give."""
        return decide(self.plan, self.case(answers))


def conditions() -> st.SearchStrategy[str]:
    """Conditions over a few atoms, some of them named ones."""
    atoms = st.sampled_from(ATOMS)
    return st.recursive(
        atoms,
        lambda inner: (
            st.builds("({} and {})".format, inner, inner)
            | st.builds("({} or {})".format, inner, inner)
            | st.builds("not {}".format, inner)
        ),
        max_leaves=3,
    )


@st.composite
def toys(draw: st.DrawFn) -> Toy:
    """A pathway of two or three outcomes with one to four rules, at times a must or a name."""
    outcomes = ["high", "middle", "low"][: draw(st.integers(2, 3))]
    wording = st.tuples(st.sampled_from(outcomes), conditions(), st.just("") | conditions())
    rules = [
        small.rule(f"r{i}", *parts) for i, parts in enumerate(draw(st.lists(wording, max_size=4)))
    ]
    more: dict[str, Any] = {}
    if draw(st.booleans()):
        ground = {"when": draw(conditions()), "unless": draw(conditions()), **small.OURS}
        more["derived"] = [{"id": "alarm", "text": "alarm", "any": [ground]}]
        named = draw(st.sampled_from(["alarm", "not alarm"]))
        unless = draw(st.just("") | conditions())
        rules.append(small.rule("named", draw(st.sampled_from(outcomes)), named, unless))
    if draw(st.booleans()):
        more["requirement"] = [gate(draw(st.sampled_from(outcomes)), draw(conditions()))]
    plan = small.plan(small.pathway(outcomes, rules, **more))
    atoms = plan.deciding
    facts = tuple(f for f in VALUES if any(getattr(a, "fact", "") == f for a in atoms))
    counted = {p for p in PROMPTS if any(p in getattr(a, "ids", ()) for a in atoms)}
    implying = {"toy-105"} if "worried" in facts else set()
    return Toy(plan, facts, tuple(p for p in PROMPTS if p in counted | implying))


def gate(outcome: str, when: str, applies: str = "") -> dict[str, Any]:
    """A must that gates an outcome."""
    words = {"text": "met", "unmet": "not met", "unknown": "not known"}
    gating = {"id": "gate", "for": [outcome], "gates": True, "when": when, "applies": applies}
    return {**gating, **words, **small.OURS}


@st.composite
def situations(draw: st.DrawFn) -> tuple[Toy, Answers]:
    """A pathway that is small enough for brute force, with answers to some of its facts."""
    toy = draw(toys().filter(lambda t: size(t) <= 1_500))
    facts = {f: draw(st.sampled_from(VALUES[f])) for f in toy.facts if draw(st.integers(0, 2)) == 0}
    states = {p: draw(st.sampled_from([None, None, True, False])) for p in toy.prompts}
    answers = Answers(
        facts=facts,
        present=frozenset(p for p, state in states.items() if state is True),
        absent=frozenset(p for p, state in states.items() if state is False),
    )
    return toy, answers


def size(toy: Toy) -> int:
    """How many extensions there are of no answers at all."""
    count: int = 3 ** len(toy.prompts)
    for fact in toy.facts:
        count *= len(VALUES[fact]) + 1
    return count


SMALL = settings(max_examples=100, suppress_health_check=list(HealthCheck))
AT_LENGTH = settings(SMALL, max_examples=3_000)


def check_possible(toy: Toy, answers: Answers) -> None:
    """No outcome too few is named; none is named that is ruled out; each says what settles it."""
    now = toy.outcome(answers)
    truly = {toy.outcome(extension) for extension in toy.extensions(answers)} - {now}
    case = toy.case(answers)
    said = still_possible(toy.plan, case)
    assert truly <= set(said)
    for outcome in set(said) - truly:  # one too many only where the search came to no end
        assert not comes_to_an_end(toy.plan, case, outcome)
    assert list(said) == [o for o in toy.plan.outcomes if o in said]
    assert now not in said
    for outcome, settles in said.items():
        assert settles
        assert outcome not in truly or reaches(toy, answers, settles, outcome), (outcome, settles)
    waits = missing(toy.plan, case)
    assert waits or not said


def comes_to_an_end(plan: Plan, case: Case, outcome: str) -> bool:
    """Whether the search for an outcome sees every branch."""
    search = Search(plan, outcome)
    search.run(case)
    return not search.undecided


def reaches(toy: Toy, answers: Answers, settles: tuple[str, ...], outcome: str) -> bool:
    """Whether suitable answers to these facts and lists alone give the outcome."""
    groups = {s.removeprefix("prompts:") for s in settles if s.startswith("prompts:")}
    prompts = tuple(p for p in toy.prompts if toy.plan.bundle.prompts[p].group in groups)
    only = Toy(toy.plan, tuple(f for f in toy.facts if f in settles), prompts)
    return any(only.outcome(extension) == outcome for extension in only.extensions(answers))


@SMALL
@given(situations())
def test_still_possible_is_what_brute_force_finds(situation: tuple[Toy, Answers]) -> None:
    """Over all answers to what is missing, partial ones included, the same outcomes come up."""
    check_possible(*situation)


@pytest.mark.long
@pytest.mark.timeout(3_600)
@AT_LENGTH
@given(situations())
def test_still_possible_at_length(situation: tuple[Toy, Answers]) -> None:
    """The same on 3,000 pathways."""
    check_possible(*situation)


@SMALL
@given(situations())
def test_within_reach_rules_out_only_what_is_out(situation: tuple[Toy, Answers]) -> None:
    """The quick look names every outcome that answers can give, as long as none contradict."""
    toy, answers = situation
    case = toy.case(answers)
    if "worried" in case.facts:  # a prompt may then overrule a stated answer
        toy = Toy(toy.plan, toy.facts, tuple(p for p in toy.prompts if p != "toy-105"))
    found = {toy.outcome(extension) for extension in toy.extensions(answers)}
    assert found <= set(within_reach(toy.plan, case))


@SMALL
@given(situations())
def test_would_change_is_every_single_answer(situation: tuple[Toy, Answers]) -> None:
    """Each fact's other answers are tried one by one, stated and missing facts alike."""
    toy, answers = situation
    now = toy.outcome(answers)
    expected = set()
    for fact in toy.facts:
        for value in VALUES[fact]:
            after = toy.outcome(answers.with_fact(fact, value))
            if after != now and fact in {getattr(a, "fact", "") for a in toy.plan.deciding}:
                expected.add((fact, as_text(value), after))
    unseen = [p for p in toy.prompts if p not in answers.present | answers.absent]
    for prompt in unseen:
        ticked = Answers(answers.facts, frozenset(), answers.present | {prompt}, answers.absent)
        after, of = toy.outcome(ticked), toy.plan.bundle.prompts[prompt]
        if after != now:
            expected.add((f"prompts:{of.group}", of.level, after))
    changes = would_change(toy.plan, toy.case(answers))
    found = {(change.fact, change.to, change.outcome) for change in changes}
    tried = {fact: {as_text(v) for v in VALUES[fact]} for fact in toy.facts}
    assert {c for c in found if c[0].startswith("prompts:") or c[1] in tried[c[0]]} == {
        c for c in expected if c[0].startswith("prompts:") or c[1] in told_apart(toy, c[0])
    }


def told_apart(toy: Toy, fact: str) -> set[str]:
    """The answers of a fact that are tried: every one, but of sets and numbers the telling ones."""
    from needcheck.recommend.trials import possible_values

    return {as_text(v) for v in possible_values(toy.plan, toy.plan.bundle.facts[fact])}


def as_text(value: Value) -> str:
    """A value on one line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ";".join(sorted(value)) if isinstance(value, frozenset) else str(value)


@SMALL
@given(situations())
def test_provisional_and_held_are_as_defined(situation: tuple[Toy, Answers]) -> None:
    """Provisional: it fires and waits for an ``unless``. Held: both are surely true."""
    toy, answers = situation
    case, plan = toy.case(answers), toy.plan
    reading = Reading(case, plan.derived)
    for rule in plan.pathway.rules:
        fires = reading.truth(plan.trees[f"rule:{rule.id}"])
        firm = reading.plain.truth(plan.trees[f"rule:{rule.id}"])
        says = reading.truth(plan.trees[f"provisional:{rule.id}"])
        assert says is (fires is True and firm is None)
        if rule.unless and "alarm" not in f"{rule.when} {rule.unless}":
            when, unless = (reading.truth(part) for part in parts_of(plan, rule.id))
            assert says is (when is True and unless is None)
            assert (rule.id in {h.rule for h in held(plan, reading)}) == (
                when is True and unless is True
            )
    now = decide(plan, case)
    resting = provisional(plan, reading, now)
    if resting:  # the answers named could hold it: with none of them missing it rests no more
        assert holds(plan, reading.plain, now) is not True
        assert all(item.settles for item in resting)


def parts_of(plan: Plan, rule: str) -> tuple[Any, Any]:
    """The two conditions of a rule."""
    tree: Any = plan.trees[f"rule:{rule}"]
    return tree.when, tree.unless


# --- one small pathway for each thing that once went wrong, or easily could ----------------------


def possible(own: model.Pathway, **answers: Any) -> dict[str, tuple[str, ...]]:
    """What is still possible for raw answers."""
    plan = small.plan(own)
    case = resolve(small.answers(answers, plan.bundle), plan.bundle, small.DAY)
    return still_possible(plan, case)


def test_not_yet_is_possible_where_an_answer_holds_the_only_rule() -> None:
    """The last outcome has no condition, and is reached by holding down what rests on silence."""
    own = small.pathway(["go"], [small.rule("r", "go", "worried", "asked")])
    assert possible(own, worried="yes") == {"not_yet": ("asked",)}
    assert possible(own, worried="yes", asked="no") == {}


def test_a_condition_in_a_not_waits_for_what_would_hold_it_down() -> None:
    """``not alarm`` can still come true where the alarm rests on silence."""
    alarm = {"when": "worried", "unless": "reason", **small.OURS}
    own = small.pathway(
        ["go"],
        [small.rule("r", "go", "not alarm")],
        derived=[{"id": "alarm", "text": "alarm", "any": [alarm]}],
    )
    assert possible(own, worried="yes") == {"go": ("reason",)}
    plan = small.plan(own)
    assert missing(plan, small.case({"worried": True})) == ("reason",)


def test_a_not_that_rests_on_silence_can_be_held_down() -> None:
    """A rule may fire only because a condition two names away is not answered."""
    names = [
        {"id": "inner", "text": "i", "any": [{"when": "asked", "unless": "reason", **small.OURS}]},
        {"id": "outer", "text": "o", "any": [{"when": "worried", "unless": "inner", **small.OURS}]},
    ]
    own = small.pathway(["go"], [small.rule("r", "go", "not outer")], derived=names)
    assert possible(own, worried="yes", asked="yes") == {"not_yet": ("reason",)}


def test_an_answer_may_have_to_stay_missing() -> None:
    """Either answer to a question leads elsewhere, so the way goes past it."""
    own = small.pathway(
        ["high", "low"],
        [
            small.rule("yes", "high", "worried"),
            small.rule("no", "high", "not worried"),
            small.rule("low", "low", "(worried or asked) and reason"),
        ],
    )
    assert possible(own)["low"] == ("asked", "reason")


def test_some_but_not_all_prompts_of_a_kind_may_have_to_be_absent() -> None:
    """Counts beyond one tell apart how many of a list are stated absent."""
    child = 'prompts(at_least="targeted", group="child")'
    own = small.pathway(
        ["high", "low"],
        [
            small.rule("none", "high", f"{child} == 0"),
            small.rule("some", "high", f"{child} >= 1"),
            small.rule("low", "low", f"{child} <= 1"),
        ],
    )
    assert possible(own)["low"] == ("prompts:child",)


def test_a_prompt_never_makes_a_stated_answer_milder() -> None:
    """A prompt that implies a milder answer than the stated one leaves it as it is."""
    own = small.pathway(
        ["high", "low"],
        [small.rule("h", "high", 'grade == "grave"'), small.rule("l", "low", 'grade == "middle"')],
    )
    bundle = small.bundle(own)
    prompt = bundle.prompts["toy-104"].model_copy(update={"implies": "grade == middle"})
    plan = compile_pathway(replace(bundle, prompts={**bundle.prompts, prompt.id: prompt}), "toy")
    grave = resolve(Answers(facts={"grade": "grave"}), plan.bundle, small.DAY)
    assert still_possible(plan, grave) == {}
    assert not [c for c in would_change(plan, grave) if c.fact.startswith("prompts:")]
    mild = resolve(Answers(facts={"grade": "mild"}), plan.bundle, small.DAY)
    assert still_possible(plan, mild) == {"low": ("prompts:child",)}


def test_any_prompt_of_a_list_may_be_the_one() -> None:
    """The first prompt of a list leads to more than was looked for; another one does not."""
    own = small.pathway(
        ["high", "low"],
        [
            small.rule("h", "high", 'prompts(level="specialist") >= 1'),
            small.rule("l", "low", 'prompts(at_least="targeted", group="child") >= 1'),
        ],
    )
    assert set(possible(own)) == {"high", "low"}
    assert possible(own)["low"] == ("prompts:child",)


def test_a_prompt_may_overrule_a_stated_answer() -> None:
    """A prompt that implies yes can still be ticked after no was stated, and the graver stands."""
    own = small.pathway(["go"], [small.rule("r", "go", "worried")])
    assert possible(own, worried="no") == {"go": ("prompts:home",)}
    assert possible(own, worried="no", prompts={"looked_through": ["home"]}) == {}
    plan = small.plan(own)
    assert missing(plan, small.case({"worried": False})) == ("prompts:home",)


def test_an_answer_that_a_prompt_overrules_changes_nothing() -> None:
    """While the prompt stands, answering no is not said to lower the outcome."""
    own = small.pathway(["go"], [small.rule("r", "go", "worried")])
    plan = small.plan(own)
    case = resolve(Answers(present=frozenset({"toy-105"})), plan.bundle, small.DAY)
    assert decide(plan, case) == "go"
    assert would_change(plan, case) == ()


def test_a_must_is_waited_for() -> None:
    """An outcome that rests on musts alone is possible, missing names them, and so do changes."""
    own = small.pathway(["go"], requirement=[gate("go", "asked and age >= 5")])
    assert possible(own) == {"go": ("asked", "age")}
    assert possible(own, age=5) == {"go": ("asked",)}
    assert possible(own, age=4) == {}
    assert possible(own, age=5, asked="yes") == {}
    plan = small.plan(own)
    assert missing(plan, small.case()) == ("asked", "age")
    changes = would_change(plan, small.case({"age": 5}))
    assert [(c.fact, c.to, c.outcome) for c in changes] == [("asked", "yes", "go")]


def test_a_must_that_does_not_apply_does_not_gate() -> None:
    """Where ``applies`` is surely false the outcome is reached without it."""
    rules = [small.rule("r", "go", "worried")]
    own = small.pathway(["go"], rules, requirement=[gate("go", "asked", 'colour == "red"')])
    plan = small.plan(own)
    for colour, asked, expected in (
        ("blue", None, "go"),
        ("blue", False, "go"),
        ("red", True, "go"),
        ("red", False, "not_yet"),
        ("red", None, "not_yet"),
        (None, None, "not_yet"),
        (None, True, "go"),
    ):
        given_facts = {"worried": True, "colour": colour, "asked": asked}
        case = small.case({f: v for f, v in given_facts.items() if v is not None})
        assert decide(plan, case) == expected


def test_a_set_without_a_named_choice_is_tried() -> None:
    """That a set holds something else is an answer too, with a none choice and without."""
    for fact, named, other in (("things", "cup", "none"), ("tools", "saw", "")):
        condition = f'"{named}" not in {fact}'
        if other:
            condition += f' and "{other}" not in {fact}'
        own = small.pathway(["go"], [small.rule("r", "go", condition)])
        assert possible(own) == {"go": (fact,)}


def test_numbers_and_lengths_are_tried_on_both_sides_of_every_limit() -> None:
    """Between two limits, exactly on one, and beyond: each can be the only way in."""
    for fact, condition in (
        ("age", "age == 5"),
        ("age", "age > 4 and age < 6"),
        ("age", "age > 17"),
        ("age", "age < 1"),
        ("in_months", "in_months == months(3)"),
        ("in_months", "in_months > months(3) and in_months < months(6)"),
        ("in_months", "in_months < months(1)"),
        ("in_weeks", "in_weeks >= weeks(13) and in_weeks <= weeks(13)"),
    ):
        own = small.pathway(["go"], [small.rule("r", "go", condition)])
        assert possible(own) == {"go": (fact,)}, condition


def test_past_its_budget_an_outcome_is_named_and_what_is_missing_settles_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One too many may be named and never one too few."""
    monkeypatch.setattr("needcheck.recommend.search.BUDGET", 1)
    own = small.pathway(["go"], [small.rule("r", "go", "worried and not worried")])
    assert possible(own) == {"go": ("worried",)}


# --- Hull's own scale ----------------------------------------------------------------------------


def test_nothing_answered_leaves_every_level_possible(hull_scale: Plan) -> None:
    """From no answers at all each level can be reached, and each says by what."""
    assert set(still_possible(hull_scale, small.case())) == set(hull_scale.outcomes[:-1])


def test_known_harm_is_settled(hull_scale: Plan) -> None:
    """With harm known nothing else can change the level, and nothing is missing."""
    for harm in ("suspected", "known"):
        case = small.case({"harm": harm})
        assert still_possible(hull_scale, case) == {}
        assert missing(hull_scale, case) == ()


def test_a_protection_prompt_asks_for_harm_and_the_reason(hull_scale: Plan) -> None:
    """The harm route rests on two answers, both named; then the mild judgement decides."""
    prompts = hull_scale.bundle.prompts.values()
    prompt = next(p.id for p in prompts if p.harm == "protection")
    case = small.case({"harm": "no"}, [prompt])
    assert decide(hull_scale, case) == "specialist"
    settles = still_possible(hull_scale, case)["targeted"]
    assert "harm_no_reason" in settles
    mild = {"impact": "none", "severity": "none", "if_unchanged": "settles"}
    case = small.case({"harm": "no", **mild}, [prompt])
    assert still_possible(hull_scale, case)["targeted"] == ("harm_no_reason",)
