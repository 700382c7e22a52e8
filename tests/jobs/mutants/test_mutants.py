"""Criteria broken on purpose: of all mutants at least 95 % are noticed, in every authority.

A mutant is one element of the criteria broken by one operator (``operators``). It is noticed by
``criteria check``, by a scenario that comes out differently, or by a claim that is refuted
(``kill``). Where the solver proves that no answers at all show anything differently the mutant is
equivalent to what it was made of, and counts neither way. What survives otherwise is listed in
``survivors.toml``, each with the reason.
"""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from needcheck.criteria.bundle import Bundle
from tests.jobs.mutants.operators import KINDS
from tests.jobs.mutants.run import AUTHORITIES, Fate, broken, every, fates, judge, sample

SEED, SIZE = 20261120, 300
RATE = 0.95
EQUAL = 0.12
"""No more than this share of an authority's mutants may be equivalent: the operators must bite."""
LISTED = Path(__file__).with_name("survivors.toml")


def listed() -> dict[str, str]:
    """The survivors that are known, each with its reason."""
    entries = tomllib.loads(LISTED.read_text("utf-8"))["survivor"]
    return {entry["mutant"]: entry["reason"] for entry in entries}


@pytest.fixture(scope="module")
def sampled() -> list[Fate]:
    """The fates of the seeded sample."""
    return fates(sample(SIZE, SEED))


@pytest.fixture(scope="module")
def all_of_them() -> list[Fate]:
    """The fates of every mutant."""
    return fates(every())


def rate(found: Sequence[Fate]) -> float:
    """The share that is noticed of those that are not equivalent."""
    real = [each for each in found if each.fate != "equal"]
    return sum(each.fate != "" for each in real) / len(real)


def survivors(found: Sequence[Fate]) -> list[str]:
    """The names of those that nothing noticed."""
    return [each.name for each in found if not each.fate]


def of(authority: str, found: Sequence[Fate]) -> list[Fate]:
    """The fates of one authority's mutants."""
    return [each for each in found if each.authority == authority]


def report_noticed(found: Sequence[Fate]) -> None:
    """Say which listed survivors are noticed by now, so that they are taken off the list."""
    known = listed()
    noticed = [each.name for each in found if each.fate and each.name in known]
    if noticed:
        warnings.warn(f"listed as survivors, and noticed: {noticed}", stacklevel=2)


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


@pytest.mark.parametrize("authority", AUTHORITIES)
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


def test_the_sample_is_the_same_each_time_and_has_all_authorities_and_operators() -> None:
    """Three hundred mutants, balanced by authority and operator."""
    chosen = sample(SIZE, SEED)
    assert chosen == sample(SIZE, SEED)
    assert len(set(chosen)) == SIZE
    kinds = {(name, broken(name)[place].kind) for name, place in chosen}
    assert kinds == {(name, mutant.kind) for name in AUTHORITIES for mutant in broken(name)}


# What is noticed


def test_the_sample_is_noticed(sampled: list[Fate]) -> None:
    """Of the seeded sample over all authorities at least 95 % are noticed."""
    report_noticed(sampled)
    assert rate(sampled) >= RATE, survivors(sampled)


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_the_sample_of_an_authority_is_noticed_or_listed(
    authority: str, sampled: list[Fate]
) -> None:
    """Where fewer are noticed, every survivor is one that is listed with its reason."""
    own = of(authority, sampled)
    unlisted = [name for name in survivors(own) if name not in listed()]
    assert rate(own) >= RATE or not unlisted


def test_each_way_of_noticing_is_needed(sampled: list[Fate]) -> None:
    """Check, replay and proof each notice some: none of them is there in vain."""
    assert {each.fate for each in sampled} >= {"check", "replay", "prove"}


def test_the_listed_survivors_are_mutants_with_reasons() -> None:
    """The list names mutants that there are, each once, and says why each survives."""
    names = {mutant.name for name in AUTHORITIES for mutant in broken(name)}
    assert set(listed()) - names == set()
    assert all(len(reason) > 20 for reason in listed().values())


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("authority", AUTHORITIES)
def test_every_mutant_is_noticed_equivalent_or_listed(
    authority: str, all_of_them: list[Fate], record_property: Callable[[str, object], None]
) -> None:
    """Of all mutants of an authority at least 95 % are noticed, and no survivor is unlisted."""
    own = of(authority, all_of_them)
    report_noticed(own)
    equal = [each.name for each in own if each.fate == "equal"]
    record_property("rate", round(rate(own), 4))
    record_property("equivalent", len(equal))
    assert rate(own) >= RATE
    assert [name for name in survivors(own) if name not in listed()] == []
    assert len(equal) <= EQUAL * len(own)
