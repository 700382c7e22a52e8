"""A set of scenarios for blind rating: what each rater is shown, and going on with a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from needcheck.case.ratings import KEY, CriteriaSeen, Rated, RatingsFile, Shown, case_digest
from needcheck.case.scenario import Scenario, load_scenario
from needcheck.criteria.model import Fact
from needcheck.criteria.positions import decode, read_bytes
from needcheck.errors import InputError, Place, UsageError
from needcheck.interview.rating import BlindCase
from needcheck.jobs.engine import Engine, noon
from needcheck.jobs.replay import find
from needcheck.recommend.compile import Plan

NO_STORY = "this scenario has no story (about) to show; leave it out of the folder."
REAL = "this is a case note; only scenarios, which are invented, are given to raters."
GONE = (
    "this scenario is rated here and not in the folder any more; "
    "put it back, or take its [[scenario]] out of this file."
)


def scenario_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every scenario below a folder (or one file) with its path there; files of ratings left out.

    InputError where there is none, or where one is a case note.
    """
    root = folder if folder.is_dir() else folder.parent
    found = 0
    for path in find([folder]):
        first = _first_key(path)
        if first == KEY:
            continue
        if first == "needcheck":
            raise InputError(REAL, place=Place(str(path), 1))
        found += 1
        yield path.relative_to(root).as_posix(), path
    if not found:
        raise InputError("there is no scenario (*.toml) here to rate.", place=Place(str(folder)))


def _first_key(path: Path) -> str:
    """The key or table with which a file begins, which tells ratings and notes from scenarios."""
    lines = decode(read_bytes(path), str(path)).splitlines()
    first = next((line for line in map(str.strip, lines) if line and line[0] != "#"), "")
    return first.partition("=")[0].strip(' "')


def blind_cases(folder: Path, engine: Engine, shown: Shown, rater: str) -> list[BlindCase]:
    """The scenarios below a folder in this rater's own order, the same at every start.

    The order differs between raters, so that tiredness and the scenario before fall on different
    ones.
    """
    cases = [_case(name, path, engine, shown) for name, path in scenario_files(folder)]
    return sorted(cases, key=lambda case: _place_in_order(rater, case.rated.path))


def _place_in_order(rater: str, path: str) -> bytes:
    return hashlib.sha256(f"{rater}:{path}".encode()).digest()


def _case(name: str, path: Path, engine: Engine, shown: Shown) -> BlindCase:
    scenario = load_scenario(path)
    head = scenario.head
    plan = plan_of(scenario, engine)
    session = engine.session(head.authority, head.pathway, noon(head.as_of))
    answers = session.gate.read(scenario.answers, scenario.place_of)
    if shown == "story" and not head.about.strip():
        raise InputError(NO_STORY, place=scenario.place_of(("scenario",)))
    return BlindCase(
        Rated(
            path=name,
            sha256=case_digest(scenario),
            authority=head.authority,
            pathway=plan.pathway.id,
        ),
        plan.bundle,
        plan.pathway,
        head.about,
        None if shown == "story" else answers,
        () if shown == "all" else judgement_questions(plan),
    )


def plan_of(scenario: Scenario, engine: Engine) -> Plan:
    """The compiled pathway of a scenario; InputError with its line where there is none."""
    try:
        return engine.plan(scenario.head.authority, scenario.head.pathway)
    except UsageError as error:
        place = scenario.place_of(("scenario", "authority"))
        raise InputError(error.message, place=place, hint=error.hint) from None


def judgement_questions(plan: Plan) -> tuple[Fact, ...]:
    """The judgement questions that a pathway asks, in their order."""
    marked = (fact for fact in plan.bundle.facts.values() if fact.judgement)
    asked = [fact for fact in marked if plan.asks is None or fact.id in plan.asks]
    return tuple(sorted(asked, key=lambda fact: fact.judgement))


def criteria_seen(cases: Sequence[BlindCase]) -> tuple[CriteriaSeen, ...]:
    """The criteria of a set of scenarios, each authority once, by id."""
    bundles = {case.bundle.authority.id: case.bundle for case in cases}
    return tuple(
        CriteriaSeen(id=name, edition=bundle.edition, sha256=bundle.sha256)
        for name, bundle in sorted(bundles.items())
    )


def going_on(cases: Sequence[BlindCase], old: RatingsFile) -> tuple[list[BlindCase], int]:
    """The cases with the ratings of a file put in, and how many of those no longer count.

    A rating does not count any more where the scenario has changed since. InputError with the
    line of a rated scenario that is not in the folder.
    """
    known = {case.rated.path for case in cases}
    for index, item in enumerate(old.ratings.scenario):
        if item.path not in known and item.outcome:
            raise InputError(GONE, place=old.place_of(("scenario", index, "path")))
    before = {item.path: item for item in old.ratings.scenario}
    merged = [_with_rating(case, before.get(case.rated.path)) for case in cases]
    lost = sum(_lost(case.rated, before.get(case.rated.path)) for case in cases)
    return merged, lost


def _lost(now: Rated, old: Rated | None) -> bool:
    return old is not None and bool(old.outcome) and old.sha256 != now.sha256


def _with_rating(case: BlindCase, old: Rated | None) -> BlindCase:
    if old is None or old.sha256 != case.rated.sha256:
        return case
    asked = case.hidden
    kept = {
        "outcome": old.outcome if old.outcome in {o.id for o in case.pathway.outcomes} else "",
        "answers": {key: value for key, value in old.answers.items() if key in asked},
        "left_out": tuple(key for key in old.left_out if key in asked),
    }
    return replace(case, rated=case.rated.model_copy(update=kept))
