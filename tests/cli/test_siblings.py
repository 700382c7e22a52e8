"""A sibling's note: what the family's answers give, and what is never carried to another child."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from needcheck.case import note as n
from needcheck.case.facts import Gate
from needcheck.case.note import load_note, render_note
from needcheck.case.scenario import nowhere
from needcheck.cli.given import merged
from needcheck.cli.sibling import harmed
from needcheck.jobs.casework import Author, agreement, draft_note, family_answers
from needcheck.jobs.engine import Engine
from tests.cli.conftest import Run
from tests.small import NOW
from tests.terminal import lines_over

ENGINE = Engine()
NEVER = re.compile(r"harm|^age$|consent|disab|contact_made|section_47|danger|unborn|^ehc_plan$")
OTHER_CHILD = "think first of whether this child is harmed or at risk, too"
FAMILY = ("--set", "other_children=yes", "--set", "plan_stuck=yes", "--present", "hul-313")
CHILD = ("--set", "harm=no", "--set", "age=8", "--set", "disabled=yes", "--present", "hul-361")


@cache
def everything(authority: str) -> n.CaseNote:
    """A note in which every fact has an answer with words, and every prompt is ticked or not."""
    bundle = ENGINE.bundle(authority)
    raw: dict[str, Any] = {}
    for fact in bundle.facts.values():
        choices = [c for c in fact.choice_ids if c != fact.none_choice]
        raw[fact.id] = {
            "yes_no": "yes", "choice": (choices or [""])[0], "many": choices[:1],
            "number": int(fact.minimum or 0), "date": "2026-11-01",
            "datetime": "2026-11-01 10:00", "reason": "A reason.",
            "elapsed": "13 weeks" if fact.length_only else "2026-11-01",
        }[fact.type]  # fmt: skip
    ids = list(bundle.prompts)
    raw["prompts"] = {
        "present": ids[::2], "absent": ids[1::2], "looked_through": ["child", "parents", "home"]
    }  # fmt: skip
    raw["words"] = dict.fromkeys(bundle.facts, "Some words.")
    answers = Gate(bundle, NOW).read(raw, nowhere)
    return draft_note(answers, bundle, "level", Author(), "2026-11-20T12:00:00+00:00")


@pytest.mark.parametrize("authority", ENGINE.authorities)
def test_only_facts_about_the_family_are_carried(authority: str) -> None:
    """Every other fact, with its words, stays with the child that it was answered for."""
    bundle = ENGINE.bundle(authority)
    carried = family_answers(everything(authority), bundle)
    facts = set(carried) - {"words", "prompts"}
    family = {f.id for f in bundle.facts.values() if f.about == "family" and not agreement(f)}
    assert facts == family
    assert set(carried["words"]) == facts  # type: ignore[call-overload]


AGREEMENTS = {
    "agrees_family_support", "family_agrees_lead", "family_backs_lead", "intervention_agreed",
    "lead_agrees", "manager_agrees", "managers_agree", "network_backs_lead", "step_down_agreed",
}  # fmt: skip
CARRIED = {"plan_stuck", "disagreement", "newly_approved", "wants_help", "role", "locality"}


@pytest.mark.parametrize("authority", ENGINE.authorities)
def test_no_consent_or_agreement_goes_to_another_child(authority: str) -> None:
    """Whoever agreed did so to one request; a question that only sounds alike is carried."""
    bundle = ENGINE.bundle(authority)
    carried = set(family_answers(everything(authority), bundle))
    assert not carried & AGREEMENTS
    assert {
        f.id for f in bundle.facts.values() if f.id in CARRIED and f.about == "family"
    } <= carried


def test_every_agreement_named_above_is_a_question_of_some_authority() -> None:
    """The test above would prove nothing of an id that is not there."""
    known = {fact for name in ENGINE.authorities for fact in ENGINE.bundle(name).facts}
    assert known >= AGREEMENTS | CARRIED


@pytest.mark.parametrize("authority", ENGINE.authorities)
def test_harm_consent_age_disability_and_contact_are_never_carried(authority: str) -> None:
    """Whatever the data say of a fact: nothing of this kind goes to another child."""
    facts = set(ENGINE.bundle(authority).facts)
    assert {"harm", "age", "consent_parent", "disabled", "contact_made_at"} <= facts
    carried = family_answers(everything(authority), ENGINE.bundle(authority))
    assert [name for name in carried if NEVER.search(name)] == []


@pytest.mark.parametrize("authority", ENGINE.authorities)
def test_only_prompts_of_parents_and_home_are_carried(authority: str) -> None:
    """No prompt of the child's own list, ticked or not, and not that it was looked through."""
    bundle = ENGINE.bundle(authority)
    prompts: dict[str, list[str]] = family_answers(everything(authority), bundle)["prompts"]  # type: ignore[assignment]
    assert prompts["looked_through"] == ["parents", "home"]
    carried = {*prompts["present"], *prompts["absent"]}
    assert carried == {p.id for p in bundle.prompts.values() if p.group != "child"}
    assert set(prompts["present"]) <= set(everything(authority).answers.prompts.present)


def test_facts_of_another_authority_are_left_out() -> None:
    """A note of Birmingham gives Hull only what Hull asks, too."""
    carried = family_answers(everything("birmingham"), ENGINE.bundle("hull"))
    assert "other_children" not in carried  # there is at least one: the note of the other child
    assert set(carried) <= {*ENGINE.bundle("hull").facts, "words", "prompts"}


def test_the_child_s_own_answers_win() -> None:
    """Facts, words and prompts of the child stand over the family's; the rest is kept."""
    family = {
        "plan_stuck": "yes",
        "locality": "west",
        "words": {"plan_stuck": "of the family", "locality": "kept"},
        "prompts": {"present": ["a", "b"], "absent": ["c"], "looked_through": ["home"]},
    }
    own = {
        "plan_stuck": "no",
        "prompts": {"present": ["c"], "absent": ["a"], "looked_through": ["child"]},
    }
    assert merged(family, own) == {
        "plan_stuck": "no",
        "locality": "west",
        "words": {"locality": "kept"},
        "prompts": {
            "present": ["b", "c"],
            "absent": ["a"],
            "looked_through": ["home", "child"],
        },
    }
    assert merged(family, {}) == family


@pytest.fixture
def other(run: Run, tmp_path: Path) -> Path:
    """The saved note of a calm case."""
    path = tmp_path / "other.toml"
    done = run("assess", *CHILD, *FAMILY, "--note", path, "--no-input")
    assert done.returncode == 0, done.stderr
    return path


def carried(run: Run, tmp_path: Path, *words: str | Path) -> n.CaseNote:
    """The note of a second child that begins with these words."""
    path = tmp_path / "second.toml"
    done = run("assess", *words, "--note", path, "--no-input")
    assert done.returncode == 0, done.stderr
    return load_note(path)[0]


def test_a_second_child_starts_with_the_family_s_answers(
    run: Run, tmp_path: Path, other: Path
) -> None:
    """The family's facts and prompts are there, the first child's are not; its note stays."""
    before = other.read_bytes()
    second = carried(run, tmp_path, "--sibling-of", other)
    assert "other_children" not in second.answers.facts
    assert second.answers.facts["plan_stuck"] == "yes"
    assert not {"harm", "age", "disabled"} & set(second.answers.facts)
    assert second.answers.prompts.present == ("hul-313",)
    assert other.read_bytes() == before


def test_flags_stand_over_the_family_s_answers(run: Run, tmp_path: Path, other: Path) -> None:
    """--set and --absent replace what the sibling's note said."""
    own = ("--set", "plan_stuck=no", "--absent", "hul-313", "--set", "harm=no")
    second = carried(run, tmp_path, "--sibling-of", other, *own)
    assert second.answers.facts["plan_stuck"] == "no"
    assert "other_children" not in second.answers.facts
    assert second.answers.prompts.present == ()
    assert second.answers.prompts.absent == ("hul-313",)


def test_an_answers_file_stands_over_the_family_s_answers(
    run: Run, tmp_path: Path, other: Path
) -> None:
    """What the file says of the child wins, a prompt that it puts elsewhere among it."""
    path = tmp_path / "own.toml"
    path.write_text(
        '[answers]\nharm = "no"\nplan_stuck = "no"\n[answers.prompts]\nabsent = ["hul-313"]\n',
        "utf-8",
    )
    second = carried(run, tmp_path, "--sibling-of", other, "--answers", path)
    assert second.answers.facts["plan_stuck"] == "no"
    assert second.answers.prompts.absent == ("hul-313",)


def test_harm_of_the_other_child_is_said_and_not_carried(
    run: Run, tmp_path: Path, note: Path
) -> None:
    """The harm route held for the other child: a line on stderr, no answer on this one's harm."""
    done = run("assess", "--sibling-of", note, "--no-input", "--json")
    assert done.returncode == 0
    assert OTHER_CHILD in " ".join(done.stderr.split())
    data = json.loads(done.stdout)["data"]
    assert not data["harm_route"]
    assert data["outcome"] == "not_yet"


def test_without_harm_only_what_was_carried_is_said(run: Run, other: Path) -> None:
    """The line on harm belongs to the harm route alone; what was taken over is always said."""
    done = run("assess", "--sibling-of", other, "--no-input", "--json")
    assert done.returncode == 0
    said = " ".join(done.stderr.split())
    assert said.startswith("needcheck: taken over from the other child's note: ")
    assert OTHER_CHILD not in said
    short = ENGINE.bundle("hull").facts["plan_stuck"].short
    assert short in said
    assert "1 prompt ticked of the parents and of the home" in said
    assert "harm, the child, every consent and agreement" in said
    assert "plan_stuck" not in said
    assert not lines_over(done.stderr, 80)


def test_what_this_child_s_own_answer_replaces_is_not_called_carried(run: Run, other: Path) -> None:
    """The line says what was taken over, not what the other note holds."""
    own = ("--set", "plan_stuck=no")
    done = run("assess", "--sibling-of", other, *own, "--no-input")
    short = ENGINE.bundle("hull").facts["plan_stuck"].short
    assert short not in " ".join(done.stderr.split())


def test_a_note_that_gives_nothing_says_so(run: Run, tmp_path: Path, home: Path) -> None:
    """Nothing of the family known yet: nothing is said to be carried."""
    (home / "settings.toml").write_text('authority = "hull"\n', "utf-8")
    path = tmp_path / "bare.toml"
    run("assess", "--set", "harm=no", "--set", "age=8", "--note", path, "--no-input")
    done = run("assess", "--sibling-of", path, "--no-input", "--json")
    assert "nothing was taken over" in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("raw", "harm"),
    [
        ({"harm": "suspected"}, True),
        ({"harm": "no", "severity": "significant"}, True),
        ({"harm": "no", "severity": "low"}, False),
        ({"plan_stuck": "yes"}, False),
    ],
    ids=str,
)
def test_a_draft_of_the_other_child_is_looked_at_for_harm_too(
    run: Run, tmp_path: Path, raw: dict[str, str], harm: bool
) -> None:
    """A half-finished note has no recommendation: its answers tell whether the route held."""
    bundle = ENGINE.bundle("hull")
    answers = Gate(bundle, NOW).read(raw, nowhere)
    draft = draft_note(answers, bundle, "level", Author(), "2026-11-20T12:00:00+00:00")
    path = tmp_path / "draft.toml"
    path.write_text(render_note(draft), "utf-8")
    said = " ".join(run("assess", "--sibling-of", path, "--no-input", "--json").stderr.split())
    assert (OTHER_CHILD in said) is harm
    assert ("think of every other child in the household" in said) is harm


def test_a_draft_under_criteria_that_are_gone_is_judged_by_its_answer_on_harm() -> None:
    """Without its authority's criteria the plain answer decides, never silence in between."""
    draft = everything("hull")
    gone = draft.case.model_copy(update={"authority": "elsewhere"})
    facts = {**draft.answers.facts, "harm": "suspected"}
    answers = draft.answers.model_copy(update={"facts": facts})
    assert harmed(draft.model_copy(update={"case": gone, "answers": answers}), ENGINE, NOW)
    calm = answers.model_copy(update={"facts": {**facts, "harm": "no"}})
    assert not harmed(draft.model_copy(update={"case": gone, "answers": calm}), ENGINE, NOW)


def test_the_other_child_s_note_is_found_by_its_reference(run: Run, tmp_path: Path) -> None:
    """As show finds it: the reference is enough."""
    path = tmp_path / "n.toml"
    run("assess", *CHILD, *FAMILY, "--reference", "FAM-1", "--note", path, "--no-input")
    second = carried(run, tmp_path, "--sibling-of", "FAM-1")
    assert second.answers.facts["plan_stuck"] == "yes"


def test_a_note_that_is_none_is_refused(run: Run, tmp_path: Path, other: Path) -> None:
    """No such file, or a note of this child already: an error, and nothing is written over."""
    assert run("assess", "--sibling-of", tmp_path / "none.toml", "--no-input").returncode == 3
    done = run("assess", "--sibling-of", other, "--note", other, "--no-input")
    assert done.returncode == 2
    assert load_note(other)[0].answers.facts["age"] == 8


def test_a_full_note_of_every_authority_can_be_gone_on_from(run: Run, tmp_path: Path) -> None:
    """Everything answered for one child: the other child's case is computed all the same."""
    for name in ENGINE.authorities:
        path = tmp_path / f"{name}.toml"
        path.write_text(render_note(everything(name)), "utf-8")
        done = run("assess", "--sibling-of", path, "--no-input", "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["data"]["authority"] == name
