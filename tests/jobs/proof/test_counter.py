"""Counter-cases: in words, as a scenario that fails while the criteria are wrong, and no longer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tomli_w

from needcheck.case.answers import Answers
from needcheck.case.facts import Gate
from needcheck.criteria.model import Pathway
from needcheck.errors import Place
from needcheck.jobs.proof.counter import Counter, changes, counter, scenario
from needcheck.jobs.proof.prover import Verdict
from needcheck.jobs.scenarios.replay import replay
from tests import small
from tests.jobs.proof.test_alive import BROKEN, STOP
from tests.jobs.proof.test_claims import KINDS, claimed
from tests.jobs.proof.test_laws import alarming, lawful
from tests.jobs.proof.toy import action, engine, invariant, pathway, refuted, said
from tests.small import rule

pytest.importorskip("z3")
GRAVE, RED, WHEN = 'grade == "grave"', 'colour == "red"', "worried and not worried"
ALWAYS = (rule("r", "go", 'asked or grade == "grave"'),)


def law(kind: str, *rules: dict[str, Any], **more: Any) -> Pathway:
    """The pathway of a law, with something to do in each outcome."""
    calm = action("calm_down", **{"for": ["calm"]})
    own = lawful(kind, *rules, **more)
    return own.model_copy(update={"actions": pathway(actions=(*STOP, calm), outcomes=(
        "stop", "go", "calm")).actions})  # fmt: skip


MENDED: dict[str, tuple[Pathway, Pathway, str]] = {
    **{
        kind: (
            claimed(invariant(**KINDS[kind][1])),
            claimed(invariant(**KINDS[kind][1]), rules=rules, **more),
            "A",
        )
        for kind, rules, more in [
            ("then", ALWAYS, {}),
            ("shows", ALWAYS, {}),
            ("says", ALWAYS, {}),
            ("never_says", (rule("r", "go", 'grade == "mild"'),), {}),
            ("never_possible", (rule("r", "go", f"{GRAVE} and not asked"),), {}),
        ]
    },
    "first action": (
        claimed(invariant(**KINDS["first_action"][1])),
        claimed(invariant(**KINDS["first_action"][1]), rules=(rule("r", "go", "asked"),)),
        "A",
    ),
    "an outcome without an action": (
        BROKEN["an outcome without an action"][0],
        pathway(close_with=["standing"]),
        "outcome:not_yet:action",
    ),
    "silence": (BROKEN["silence that gives an outcome"][0], pathway(), "silence"),
    "overlap": (
        BROKEN["outcomes that exclude each other and overlap"][0],
        pathway(
            (rule("s", "stop", f"asked and not ({GRAVE})"), rule("g", "go", GRAVE)),
            ("stop", "go"),
            STOP,
            exclusive=True,
        ),
        "exclusive:stop:go",
    ),
    "M1 lowered": (
        law("M1", rule("r", "stop", 'grade == "middle"')),
        law("M1", rule("r", "stop", 'grade >= "middle"')),
        "A",
    ),
    "M1 the route ends": (
        law("M1", rule("r", "go", 'grade >= "mild"'), **alarming('grade == "middle"')),
        law("M1", rule("r", "go", 'grade >= "mild"'), **alarming('grade >= "middle"')),
        "A",
    ),
    "M2": (
        law("M2", rule("r", "stop", "asked", GRAVE)),
        law("M2", rule("r", "stop", "asked")),
        "A",
    ),
    "M4 raised": (
        law("M4", rule("r", "stop", 'grade == "mild"')),
        law("M4", rule("r", "stop", GRAVE)),
        "A",
    ),
    "M4 the route begins": (
        law("M4", rule("r", "go", RED), **alarming('grade == "mild"')),
        law("M4", rule("r", "go", RED), **alarming(GRAVE)),
        "A",
    ),
    "M5": (
        law("M5", rule("r", "stop", RED), facts=["colour"]),
        law("M5", rule("r", "stop", GRAVE), facts=["colour"]),
        "A",
    ),
}
"""Wrong criteria, the same mended, and the claim that the wrong ones break."""


def kept(own: Pathway, claim: str, folder: Path) -> Path:
    """The file of a counter-case."""
    made = engine(own)
    path = folder / "case.toml"
    tables = scenario(made, "toytown", refuted(own, claim), small.DAY)
    path.write_text(tomli_w.dumps(tables), encoding="utf-8")
    return path


def shown(own: Pathway, claim: str = "A") -> Counter:
    """A counter-case as it is printed."""
    found = counter(engine(own), "toytown", refuted(own, claim), small.DAY)
    assert found is not None
    return found


@pytest.mark.parametrize("name", MENDED)
def test_a_counter_case_fails_until_the_criteria_are_mended(name: str, tmp_path: Path) -> None:
    """The file replays with a difference under the wrong criteria and without one when mended."""
    wrong, mended, claim = MENDED[name]
    path = kept(wrong, claim, tmp_path)
    assert replay(path, engine(wrong)).differences
    assert replay(path, engine(mended)).differences == ()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_claim_is_noticed_by_replay(kind: str, tmp_path: Path) -> None:
    """Also where a scenario has no word for what is expected: the claim itself is held to."""
    own = claimed(invariant(**KINDS[kind][1]))
    told = replay(kept(own, "A", tmp_path), engine(own)).differences
    assert any(text.startswith("A: ") for text in told)


EVERY_TYPE = (
    'worried and not asked and grade == "grave" and colour == "red" and "cup" in things'
    " and count(tools) >= 2 and age == 3 and in_months > months(2) and in_weeks < weeks(1)"
    ' and known(born) and known(called_at) and reason and prompts(level="specialist") >= 2'
    ' and absent(topic="safety") >= 1'
)


def test_answers_of_every_type_come_back_from_the_file(tmp_path: Path) -> None:
    """What the file says is read as the very answers that the solver found."""
    own = claimed(invariant(EVERY_TYPE, then=WHEN))
    before = refuted(own, "A").before
    assert before is not None
    assert before.facts.keys() == small.bundle().facts.keys()
    tables = scenario(engine(own), "toytown", refuted(own, "A"), small.DAY)
    gate = Gate(small.bundle(own), small.NOW)
    back = gate.read(tables["answers"], lambda _: Place())
    assert said(back) == said(before)
    assert replay(kept(own, "A", tmp_path), engine(own)).answers.facts == before.facts


def test_answers_are_said_in_words_and_as_they_were_given() -> None:
    """Facts by their words, prompts as there or not; what a prompt implies is no answer."""
    own = claimed(invariant(EVERY_TYPE, then=WHEN))
    lines = shown(own).answers
    assert lines[0] == "worried: yes"
    assert "grade: Grave" in lines
    assert "tools: Saw, Axe" in lines
    assert "Toy prompt 101: there" in lines
    assert "Toy prompt 107: not there" in lines
    ticked = 'prompts(level="targeted", group="home") >= 1'
    assert shown(claimed(invariant(ticked, then=WHEN))).answers == ("Toy prompt 105: there",)


def test_what_is_wrong_is_said_of_the_claim_alone() -> None:
    """Beside the result stands what the claim asks for, without its id, which stands above."""
    own = claimed(
        invariant("asked", shows=["call"], says=["desk"]), {**invariant(then=WHEN), "id": "B"}
    )
    found = shown(own)
    assert found.wrong == ("call is not shown", "nothing shown says /desk/")
    assert found.given.outcome.id == "not_yet"
    assert (found.after, found.changed) == (None, ())


def test_a_law_shows_what_changed_and_what_it_gave() -> None:
    """Before and after, and the one answer between them, also where it is given no longer."""
    found = shown(law("M1", rule("r", "stop", 'grade == "middle"')))
    assert found.answers == ("grade: Middle",)
    assert found.changed == ("grade: Grave",)
    assert found.given.outcome.id == "stop"
    assert found.after is not None
    assert found.after.outcome.id == "not_yet"


@pytest.mark.parametrize(
    ("when", "changed"),
    [(RED, "colour: Red"), ('strengths(topic="safety") >= 1', "Toy prompt 107: there")],
)
def test_a_law_about_any_change_shows_an_answer_that_is_added(when: str, changed: str) -> None:
    """Rather than one that is taken away: what it was without it is then what is expected."""
    found = shown(law("M5", rule("r", "stop", when), facts=["colour"]))
    assert (found.answers, found.changed) == ((), (changed,))


def test_an_answer_that_is_no_longer_given_is_said() -> None:
    """A fact that is missing after the change is not known, a prompt is not looked at."""
    bundle = small.bundle()
    before = Answers(facts={"colour": "red", "age": 3}, present=frozenset({"toy-101"}))
    after = Answers(facts={"age": 4}, absent=frozenset({"toy-102"}))
    assert tuple(changes(bundle, before, after)) == (
        "age: 4 years",
        "Toy prompt 102: not there",
        "colour: not known yet",
        "Toy prompt 101: not looked at",
    )


def test_the_file_of_a_law_says_what_it_was_before() -> None:
    """It holds the answers after the change, expected to give what they gave before."""
    own = law("M1", rule("r", "stop", 'grade == "middle"'))
    tables = scenario(engine(own), "toytown", refuted(own, "A"), small.DAY)
    assert tables["answers"] == {"grade": "grave"}
    assert tables["expect"] == {"outcome": "stop"}
    assert (
        tables["scenario"]["about"] == 'Before this changed the outcome was "Stop": grade: Grave.'
    )
    route = law("M1", rule("r", "go", 'grade >= "mild"'), **alarming('grade == "middle"'))
    tables = scenario(engine(route), "toytown", refuted(route, "A"), small.DAY)
    assert tables["expect"] == {"harm_route": True}


def test_the_file_of_silence_expects_the_last_outcome() -> None:
    """With nothing answered nothing is decided."""
    own, _ = BROKEN["silence that gives an outcome"]
    tables = scenario(engine(own), "toytown", refuted(own, "silence"), small.DAY)
    assert (tables["answers"], tables["expect"]) == ({}, {"outcome": "not_yet"})


def test_what_is_dead_has_no_counter_case() -> None:
    """There are no answers to show."""
    own, _ = BROKEN["a rule that never fires"]
    verdict: Verdict = refuted(own, "rule:r")
    assert counter(engine(own), "toytown", verdict, small.DAY) is None


def test_the_scenario_says_what_it_is() -> None:
    """Its title is the claim, and a tag tells it from scenarios for training."""
    own = claimed(invariant("asked", shows=["call"]))
    head = scenario(engine(own), "toytown", refuted(own, "A"), small.DAY)["scenario"]
    assert head["title"] == "Counter-case of A: A claim."
    assert head["tags"] == ["counter-case"]
    assert (head["authority"], head["pathway"], head["as_of"]) == ("toytown", "toy", small.DAY)
