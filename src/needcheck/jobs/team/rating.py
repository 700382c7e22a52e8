"""A set of scenarios for blind rating: what each rater is shown, and going on with a file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from needcheck.case.ratings import CriteriaSeen, Rated, RatingsFile, Shown
from needcheck.case.scenario import Scenario
from needcheck.errors import InputError, UsageError
from needcheck.interview.rating import BlindCase
from needcheck.jobs.engine import Engine, noon
from needcheck.jobs.team.rated_set import VARIANT, Told, told_cases
from needcheck.recommend.compile import Plan

NO_STORY = "this scenario has no story (about) to show; leave it out of the folder."
GONE = (
    "this scenario is rated here and not in the folder any more; "
    "put it back, or take its [[scenario]] out of this file."
)


def blind_cases(
    folder: Path, engine: Engine, shown: Shown, rater: str, *, variants: bool = False
) -> list[BlindCase]:
    """The scenarios below a folder in this rater's own order, the same at every start.

    The order differs between raters, so that tiredness and the scenario before fall on different
    ones.
    """
    cases = [_case(told, engine, shown) for told in told_cases(folder, variants=variants)]
    return sorted(cases, key=lambda case: _place_in_order(rater, case.rated.path))


def with_variants(old: RatingsFile) -> bool:
    """Whether the variants of scenarios were rated, too."""
    numbers = (item.path.rpartition(VARIANT)[2] for item in old.ratings.scenario)
    return any(number.isdecimal() for number in numbers)


def _place_in_order(rater: str, path: str) -> bytes:
    return hashlib.sha256(f"{rater}:{path}".encode()).digest()


def _case(told: Told, engine: Engine, shown: Shown) -> BlindCase:
    scenario, head = told.scenario, told.scenario.head
    plan = plan_of(scenario, engine)
    session = engine.session(head.authority, head.pathway, noon(head.as_of))
    answers = session.gate.read(scenario.answers, scenario.place_of)
    if shown == "story" and not head.about.strip():
        raise InputError(NO_STORY, place=scenario.place_of(("scenario",)))
    story = "\n\n".join(filter(None, (told.story, head.weighed.strip())))
    return BlindCase(
        Rated(
            path=told.name,
            sha256=told.digest,
            authority=head.authority,
            pathway=plan.pathway.id,
        ),
        plan.bundle,
        plan.pathway,
        story if shown == "all" else told.story,
        None if shown == "story" else answers,
        () if shown == "all" else plan.judgement_questions,
    )


def plan_of(scenario: Scenario, engine: Engine) -> Plan:
    """The compiled pathway of a scenario; InputError with its line where there is none."""
    try:
        return engine.plan(scenario.head.authority, scenario.head.pathway)
    except UsageError as error:
        place = scenario.place_of(("scenario", "authority"))
        raise InputError(error.message, place=place, hint=error.hint) from None


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
