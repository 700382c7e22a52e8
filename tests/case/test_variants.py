"""Families of cases: what a variant takes over from its case, and where its lines are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needcheck.case.scenario import Scenario, ScenarioHead, Vary, load_scenario
from needcheck.case.variants import family
from needcheck.errors import InputError
from tests.jobs.written import CALM, VARY, line_of, written

HEAD = ScenarioHead.model_validate(
    {"title": "A case", "authority": "hull", "as_of": "2026-11-20", "about": "Long."}
)
BASE = {
    "harm": "no",
    "impact": "some",
    "words": {"impact": "tired", "harm": "considered"},
    "prompts": {"present": ["hul-355", "HUL-301"], "looked_through": ["child"]},
}


def variant(**changes: object) -> Scenario:
    """The one variant of ``BASE`` with these changes."""
    vary = Vary.model_validate({"title": "Other", "answers": changes})
    (_, found) = family(Scenario("a.toml", HEAD, BASE, vary.expect, vary=(vary,)))
    return found


def test_a_variant_has_the_answers_of_its_case_but_for_its_changes() -> None:
    """A fact set, or not known, takes the place of the case's; all else stays."""
    found = variant(harm="suspected", impact="not known")
    assert (found.answers["harm"], found.answers["impact"]) == ("suspected", "not known")
    assert found.answers["prompts"]["present"] == ["hul-355", "HUL-301"]


def test_words_on_what_is_changed_do_not_stay() -> None:
    """The case's words on an answer belong to that answer; a variant may bring its own."""
    assert variant(impact="impaired").answers["words"] == {"harm": "considered"}
    own = variant(impact="impaired", words={"impact": "he cannot sleep"})
    assert own.answers["words"]["impact"] == "he cannot sleep"


def test_prompts_are_added_taken_away_and_stated_absent() -> None:
    """Ids are the same in any case of letters, and a prompt is where the variant says."""
    changes = {"add": ["HUL-310"], "remove": ["hul-301"], "absent": ["hul-355"]}
    prompts = variant(prompts=changes).answers["prompts"]
    assert prompts["present"] == ["hul-310"]
    assert prompts["absent"] == ["hul-355"]
    assert prompts["looked_through"] == ["child"]
    assert variant(prompts={"looked_through": []}).answers["prompts"]["looked_through"] == []


@pytest.mark.parametrize(
    "prompts", [{"present": ["hul-355"]}, {"add": "hul-355"}, {"remove": [1]}, ["hul-355"]]
)
def test_a_change_of_another_form_is_an_error(prompts: object) -> None:
    """What a variant may say of prompts is told."""
    with pytest.raises(InputError):
        variant(prompts=prompts)


def test_a_variant_is_named_after_its_case(tmp_path: Path) -> None:
    """Each case of a file is reported by its own name."""
    names = [each.name for each in family(load_scenario(written(tmp_path, CALM, VARY)))]
    assert names == ["A small one.", "A small one. / Suspected after all"]


def test_what_a_variant_changes_and_expects_has_its_own_lines(tmp_path: Path) -> None:
    """A fault in a variant is found in its [[vary]], one in the case's answers in the case."""
    path = written(tmp_path, CALM, VARY)
    _, other = family(load_scenario(path))
    assert other.place_of(("expect", "harm_route")).line == line_of(path, "harm_route")
    assert other.place_of(("answers", "harm")).line == line_of(path, 'harm = "suspected"')
    assert other.place_of(("answers", "impact")).line == line_of(path, "impact")


@given(
    st.dictionaries(st.sampled_from(["harm", "impact", "needs"]), st.sampled_from(["a", "b"])),
    st.lists(st.sampled_from(["hul-301", "hul-310"]), unique=True),
)
def test_changes_that_are_undone_give_the_case_back(
    changes: dict[str, str], add: list[str]
) -> None:
    """Nothing but what is named is changed: the other facts are those of the case."""
    found = variant(**changes, prompts={"add": add})
    kept = {key: value for key, value in found.answers.items() if key not in changes}
    assert {k: v for k, v in kept.items() if k not in ("words", "prompts")} == {
        k: v for k, v in BASE.items() if k not in (*changes, "words", "prompts")
    }
    assert set(found.answers["prompts"]["present"]) >= {*add, "hul-355"}
