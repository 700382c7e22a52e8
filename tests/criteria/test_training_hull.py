"""Hull's teaching scenarios: enough of each kind, sound stories, and pauses that are reached.

What comes out of a scenario is its own expectation; here stands what a trainer relies on besides.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from needcheck.case.scenario import Pause, Scenario, ScenarioHead
from needcheck.criteria.load import clauses
from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.replay import Replay, find, replay
from needcheck.recommend.result import Recommendation

FOLDER = Path(__file__).resolve().parents[2] / "data" / "scenarios" / "training" / "hull"
FILES = find([FOLDER])
ENGINE = Engine()
LEVELS = ("universal", "additional", "targeted", "specialist")
FURTHER = ("step_up", "step_down", "services")
TAGS = {
    *LEVELS,
    *("not-yet", "step-up", "step-down", "services", "siblings", "near-miss", "conflict"),
    *("consent", "unsafe", "disability", "unborn", "adult", "harm", "missing", "not-working"),
    *("open-plan", "strengths"),
}
LEVEL_WORDS = r"universal|additional support|targeted|specialist"
JUDGED = (
    r"\b(?:some|no) impact\b|\bimpaired\b|\bmoderate\b|(?:it|harm) is low\b|[;,] low[.,;]"
    r"|\b(?:emerging|multiple|several|complex) needs\b|\bone (?:new )?need\b"
    r"|(?:would|may|could|will) grow\b"
)
"""Words in which the judgement questions are answered."""
NOT_ASKED = {
    "fern-kestrel-does-not-want-to-sit-down": {"other_children"},
    "through-the-orioles-front-door-you-can-hear-it": {"immediate_danger"},
}
"""Answers that the interview leaves out once the harm route holds, and that the story gives."""


@dataclass(frozen=True)
class Taught:
    """One scenario replayed, with the pauses that were reached."""

    replay: Replay
    reached: tuple[Pause, ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario as read."""
        return self.replay.scenario

    @property
    def head(self) -> ScenarioHead:
        """What it is about."""
        return self.scenario.head

    @property
    def rec(self) -> Recommendation:
        """What came out."""
        return self.replay.recommendation

    @property
    def family(self) -> str:
        """The tag that names the family."""
        (name,) = (tag for tag in self.head.tags if tag.endswith("-family"))
        return name


@cache
def taught(path: Path) -> Taught:
    """Replay one file, once."""
    result = replay(path, ENGINE)
    return Taught(result, tuple(pause for _, pause in result.pauses))


@cache
def library() -> tuple[Taught, ...]:
    """Every teaching scenario of Hull."""
    return tuple(map(taught, FILES))


@cache
def registered() -> frozenset[str]:
    """Ids of the clauses of Hull's document."""
    return frozenset(clauses("hull"))


def of(pathway: str) -> list[Taught]:
    """The scenarios of one pathway."""
    return [each for each in library() if each.head.pathway == pathway]


each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


# One scenario


@each_file
def test_everything_comes_out_as_expected_and_is_asked_for(path: Path) -> None:
    """A trainer meets no difference, no answer without its question, each pause in its turn."""
    found = taught(path)
    assert found.replay.differences == ()
    assert set(found.replay.unasked) == NOT_ASKED.get(path.stem, set())
    assert set(found.replay.unused) <= {"role"}
    assert tuple(dict.fromkeys(found.reached)) == found.scenario.pauses
    assert 1 <= len(found.scenario.pauses) <= 3


@each_file
def test_the_story_can_be_read_aloud_and_gives_nothing_away(path: Path) -> None:
    """80 to 200 words in all, a sentence for a title, no level named, no telephone number."""
    head = taught(path).head
    told = " ".join(head.told)
    assert 80 <= len(told.split()) <= 200
    assert len(head.about.split()) >= 60
    assert re.fullmatch(r"[A-Z].*[.?]", head.title)
    assert path.stem == re.sub(r"[^a-z0-9]+", "-", head.title.lower().replace("'", "")).strip("-")
    assert not re.search(r"\d{5,}", told)
    if head.pathway == "level":
        assert not re.search(LEVEL_WORDS, f"{head.title} {told}", re.IGNORECASE)


@each_file
def test_the_story_alone_answers_no_judgement_question(path: Path) -> None:
    """What the people in a story made of it stands apart, so that raters judge for themselves."""
    head = taught(path).head
    if head.pathway == "level":
        found = re.findall(JUDGED, head.about, re.IGNORECASE)
        assert not found


@each_file
def test_each_point_names_a_clause_and_each_outcome_rests_on_one(path: Path) -> None:
    """Two to four learning points with their clauses; what is expected names its clauses too."""
    found = taught(path)
    known = registered()
    assert 2 <= len(found.head.learning_points) <= 4
    for point in found.head.learning_points:
        named = re.findall(r"HUL-\d{3}", point)
        assert named
        assert known.issuperset(named)
    assert found.scenario.expect.outcome
    assert found.scenario.expect.first_action
    assert found.scenario.expect.cites


@each_file
def test_tags_and_difficulty_are_of_the_agreed_kinds(path: Path) -> None:
    """Every tag is known, one names the family; a level scenario carries the tag of its outcome."""
    head = taught(path).head
    assert {tag for tag in head.tags if not tag.endswith("-family")} <= TAGS
    assert taught(path).family
    assert head.difficulty in {"starter", "practised", "expert"}
    if head.pathway == "level":
        assert taught(path).rec.outcome.id.replace("_", "-") in head.tags
    else:
        assert head.pathway.replace("_", "-") in head.tags


# The library


def test_every_level_and_every_pathway_has_enough() -> None:
    """At least twelve at each level, three for each further pathway, three without a level yet."""
    levels = Counter(each.rec.outcome.id for each in of("level"))
    assert min(levels[level] for level in LEVELS) >= 12
    assert levels["not_yet"] >= 3
    assert min(len(of(pathway)) for pathway in FURTHER) >= 3


def test_at_least_fifty_two_families_and_only_siblings_share_one() -> None:
    """A family stands in one file, or in several whose children are brothers and sisters."""
    families = Counter(each.family for each in library())
    assert len(families) >= 52
    shared = {name for name, count in families.items() if count > 1}
    assert len(shared) >= 3
    assert all("siblings" in each.head.tags for each in library() if each.family in shared)


def test_siblings_differ_in_what_they_need() -> None:
    """Files of one family come out differently: the child is judged, and not the house."""
    outcomes: dict[str, list[str]] = {}
    for each in library():
        outcomes.setdefault(each.family, []).append(each.rec.outcome.id)
    assert all(len(set(found)) == len(found) for found in outcomes.values())


@pytest.mark.parametrize("tag", sorted(TAGS - {"services", "strengths"}))
def test_every_subject_comes_up_more_than_once(tag: str) -> None:
    """No subject that a trainer looks for stands in a single file."""
    assert sum(tag in each.head.tags for each in library()) >= 2


@pytest.mark.parametrize(("lower", "upper"), [("not_yet", "universal"), *pairwise(LEVELS)])
def test_near_misses_stand_on_both_sides_of_every_boundary(lower: str, upper: str) -> None:
    """One answer changed takes some case over the boundary, and another back."""
    near = [each for each in of("level") if "near-miss" in each.head.tags]
    changes = {(e.rec.outcome.id, change.outcome) for e in near for change in e.rec.would_change}
    assert (lower, upper) in changes
    if lower != "not_yet":
        assert (upper, lower) in changes


def test_prompts_and_judgement_conflict_in_both_ways() -> None:
    """Held prompts and provisional results both come up, and the harm no with a reason as well."""
    level = of("level")
    assert sum(bool(each.rec.held) for each in level) >= 6
    assert sum(bool(each.rec.provisional) for each in level) >= 2
    reasons = [each.scenario.answers.get("harm_no_reason") for each in level]
    assert any(text and text != "not known" for text in reasons)
    assert "not known" in reasons


def test_the_harm_route_comes_with_each_answer_on_telling_the_family() -> None:
    """Safe to tell, unsafe to tell and not known: each stands in some case of harm."""
    harm = [each for each in library() if each.rec.harm_route]
    told = {each.scenario.answers["informing_raises_risk"] for each in harm}
    assert told == {"yes", "no", "not known"}
    assert all(each.rec.outcome.id in {"specialist", "ehash_now"} for each in harm)
