"""Criteria broken on purpose: of all mutants at least 95 % are noticed, in every authority.

A mutant is one element of the criteria broken by one operator (``operators``). It is noticed by
``criteria check``, by a scenario that comes out differently, or by a claim that is refuted
(``kill``). Where the solver proves that no answers at all show anything differently the mutant is
equivalent to what it was made of, and counts neither way. What survives otherwise is listed in
``survivors.toml``, each with the reason.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from needcheck.criteria.bundle import Bundle
from tests.jobs.mutants.operators import KINDS, Mutant
from tests.jobs.mutants.run import AUTHORITIES, Fate, broken, fates, judge, sample

SEED, SIZE = 20261120, 60
"""The seed of the sample, and how many mutants it has of each authority."""
RATE = 0.95
EQUAL = 0.12
"""No more than this share of an authority's mutants may be equivalent: the operators must bite."""
LISTED = Path(__file__).with_name("survivors.toml")


@pytest.fixture(scope="module", params=AUTHORITIES)
def authority(request: pytest.FixtureRequest) -> str:
    """Each authority in turn: its tests stand together, so that one process judges for them all."""
    return str(request.param)


def listed() -> dict[str, str]:
    """The survivors that are known, each with its reason."""
    entries = tomllib.loads(LISTED.read_text("utf-8")).get("survivor", [])
    return {entry["mutant"]: entry["reason"] for entry in entries}


def rate(found: Sequence[Fate]) -> float:
    """The share that is noticed of those that are not equivalent."""
    real = [each for each in found if each.fate != "equal"]
    return sum(each.fate != "" for each in real) / len(real)


def survivors(found: Sequence[Fate]) -> list[str]:
    """The names of those that nothing noticed."""
    return [each.name for each in found if not each.fate]


# What is broken


def elements(bundle: Bundle) -> set[str]:
    """Every rule, requirement, action and contact that an authority's own files give."""
    found = {f"all contact:{name}" for name in bundle.contacts}
    for name, each in bundle.sets.items():
        found |= {f"all action:{action.id}" for action in each.actions if name}
    for pathway in bundle.pathways.values():
        kinds = ("rule", pathway.rules), ("requirement", pathway.requirements)
        for kind, items in (*kinds, ("action", pathway.actions)):
            found |= {f"{pathway.id} {kind}:{item.id}" for item in items}
    return {name for name in found if not _framework(bundle, *name.split())}


def _framework(bundle: Bundle, pathway: str, element: str) -> bool:
    """Whether an element stands in the framework, which is broken in the home authority only."""
    origin = bundle.origins.get(f"{pathway}/{element}")
    shared = origin is not None and origin.file.startswith("framework/")
    return shared and not (bundle.authority.owns_scale and bool(bundle.pathways[pathway].uses))


def test_every_element_is_broken(authority: str) -> None:
    """No rule, requirement, action or contact is left whole."""
    named = {f"{m.pathway or 'all'} {m.element}" for m in broken(authority)}
    assert elements(judge(authority).bundle) - named == set()


def test_every_operator_is_used_and_no_two_mutants_have_one_name() -> None:
    """All operators find something to break, and a name in the list means one mutant."""
    every_one = [mutant for name in AUTHORITIES for mutant in broken(name)]
    assert {mutant.kind for mutant in every_one} == set(KINDS)
    names = [mutant.name for mutant in every_one]
    assert sorted(set(names)) == sorted(names)


def test_the_sample_is_the_same_each_time_and_has_every_operator(authority: str) -> None:
    """Three hundred mutants in all, as many of each authority, balanced by operator."""
    chosen = [mutant.name for mutant in sample(authority, SIZE, SEED)]
    assert chosen == [mutant.name for mutant in sample(authority, SIZE, SEED)]
    assert len(set(chosen)) * len(AUTHORITIES) == 300
    kinds = {mutant.kind for mutant in sample(authority, SIZE, SEED)}
    assert kinds == {mutant.kind for mutant in broken(authority)}


# What is noticed


def test_the_criteria_as_they_are_are_not_noticed(authority: str) -> None:
    """What is not broken fails no check, no scenario and no proof: it is equivalent to itself."""
    asis = Mutant(authority, judge(authority).scale, "none", "drop it", judge(authority).bundle)
    assert judge(authority).fate(asis) == "equal"


def test_the_sample_is_noticed(authority: str) -> None:
    """Of the sample of every authority at least 95 % are noticed; no way of noticing is in vain."""
    found = fates(authority, sample(authority, SIZE, SEED))
    assert rate(found) >= RATE, survivors(found)
    assert {each.fate for each in found} >= {"check", "replay", "prove"}


def test_the_listed_survivors_are_mutants_with_reasons() -> None:
    """The list names mutants that there are, each once, and says why each survives."""
    names = {mutant.name for name in AUTHORITIES for mutant in broken(name)}
    assert set(listed()) - names == set()
    assert all(len(reason) > 20 for reason in listed().values())


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_every_mutant_is_noticed_equivalent_or_listed(
    authority: str, record_property: Callable[[str, object], None]
) -> None:
    """Of all mutants of an authority at least 95 % are noticed; the list names all the others."""
    found = fates(authority, broken(authority))
    equal = [each.name for each in found if each.fate == "equal"]
    record_property("rate", round(rate(found), 4))
    record_property("equivalent", len(equal))
    assert rate(found) >= RATE
    assert set(survivors(found)) == {name for name in listed() if name.startswith(f"{authority} ")}
    assert len(equal) <= EQUAL * len(found)
