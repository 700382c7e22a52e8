"""How well a team agrees: with each other, with what the scenarios expect, and on which question.

Scenarios are compared with those that have the same outcomes to choose from: one *scale* for the
level of all authorities, one for each other pathway. Percent agreement and Fleiss' kappa take
every choice; figures that use the order of outcomes leave out "not yet", which has no place in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from needcheck.case.ratings import Rated
from needcheck.criteria.model import Fact
from needcheck.jobs.team.agreement import (
    AC1,
    AC2,
    ALPHA,
    KAPPA,
    PERCENT,
    TINY,
    Coefficient,
    Figure,
    Sums,
    Undefined,
    percent_agreement,
)
from needcheck.jobs.team.bootstrap import estimates
from needcheck.jobs.team.files import Team
from needcheck.recommend.compile import Plan

SMALL = 5
"""With fewer raters than this, nothing of a single rater is shown unless raters are named."""

SAME, OVER, UNDER, APART = range(4)
WORDS = ("same", "over", "under", "apart")


@dataclass(frozen=True)
class Row:
    """One scenario: what was chosen, in the order of the scale's categories.

    ``expected`` is a position there, None where nothing is expected or known; ``against`` counts
    same, over (more urgent), under (less urgent) and apart (no order between them).
    ``agreement`` is the share of pairs of raters who chose the same, None below two ratings.
    """

    number: int
    path: str
    title: str
    counts: tuple[int, ...]
    missing: int
    agreement: float | None
    expected: int | None
    against: tuple[int, ...]


@dataclass(frozen=True)
class AskedFigures:
    """One judgement question over the scenarios of a scale; ``choices`` are ids in order."""

    fact: str
    short: str
    ordered: bool
    choices: tuple[str, ...]
    counts: tuple[int, ...]
    figures: Mapping[str, Figure]


@dataclass(frozen=True)
class OneRater:
    """One rater beside what is expected: counts of same, over, under, apart, and not rated."""

    code: str
    against: tuple[int, ...]
    missing: int


@dataclass(frozen=True)
class Scale:
    """Scenarios with the same outcomes: ``categories`` from calm to urgent, "not yet" last.

    ``unordered`` counts the ratings that say "not yet". ``figures`` are percent, kappa, alpha and
    ac2; ``expected`` same, over and under, as shares; empty where nothing is expected.
    ``questions`` are those asked, ``divides`` those on which the team agrees least by AC1.
    """

    title: str
    categories: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    unordered: int
    figures: Mapping[str, Figure]
    expected: Mapping[str, Figure]
    questions: tuple[AskedFigures, ...]
    divides: tuple[str, ...]
    raters: tuple[OneRater, ...]


@dataclass(frozen=True)
class TeamFigures:
    """Everything that is said of a team; ``no_expected`` says why nothing is expected."""

    raters: tuple[str, ...]
    shown: str
    scales: tuple[Scale, ...]
    no_expected: str
    old_criteria: tuple[str, ...]


def team_figures(team: Team) -> TeamFigures:
    """All figures of a team, one scale after the other."""
    by_scale: dict[tuple[str, ...], list[str]] = {}
    for path in team.paths:
        by_scale.setdefault(_scale_of(team.plans[path]), []).append(path)
    scales = tuple(_scale(team, by_scale[key]) for key in sorted(by_scale))
    shown = team.files[0].ratings.rater.shown
    return TeamFigures(team.raters, shown, scales, team.no_folder, team.old)


def _scale_of(plan: Plan) -> tuple[str, ...]:
    """What tells one scale from another: the framework's level is one for all authorities."""
    own = ("", plan.pathway.uses) if plan.pathway.uses else (plan.bundle.authority.id, "")
    return (*own, plan.pathway.id, *plan.outcomes)


def _scale(team: Team, paths: Sequence[str]) -> Scale:
    plan = team.plans[paths[0]]
    *ordered, last = plan.pathway.outcomes
    outcomes = [*reversed(ordered), last]
    ids = tuple(outcome.id for outcome in outcomes)
    rows = tuple(_row(team, path, number, ids) for number, path in enumerate(paths, 1))
    counts = [row.counts for row in rows]
    questions = tuple(_questions(team, paths))
    return Scale(
        title=_title([team.plans[path] for path in paths]),
        categories=ids,
        names=tuple(outcome.name for outcome in outcomes),
        rows=rows,
        unordered=sum(each[-1] for each in counts),
        figures={
            **estimates(counts, {"percent": PERCENT, "kappa": KAPPA}),
            **estimates([each[:-1] for each in counts], {"alpha": ALPHA, "ac2": AC2}),
        },
        expected=_expected(rows),
        questions=questions,
        divides=_divides(questions),
        raters=tuple(_one_rater(team, code, paths, ids) for code in team.raters),
    )


def _title(plans: Sequence[Plan]) -> str:
    """The pathway's title; of a scale that several authorities share, whose it is."""
    titles = {plan.pathway.title: plan.bundle.authority.name for plan in plans}
    if len(titles) == 1:
        return plans[0].pathway.title
    shared = (plans[0].pathway.uses or plans[0].pathway.id).capitalize()
    return f"{shared}, one scale for {', '.join(titles.values())}"


def _row(team: Team, path: str, number: int, ids: tuple[str, ...]) -> Row:
    chosen = [item.outcome for item in team.rated[path].values()]
    counted = Counter(chosen)
    counts = tuple(counted[name] for name in ids)
    scenario = team.scenarios.get(path)
    expects = scenario.expect.outcome if scenario else None
    expected = ids.index(expects) if expects in ids else None
    against = Counter(_against(expected, ids.index(name), ids) for name in chosen if name)
    try:
        agreement = percent_agreement(Sums.of([counts]))
    except Undefined:
        agreement = None
    return Row(
        number,
        path,
        scenario.name if scenario else path,
        counts,
        counted[""],
        agreement,
        expected,
        tuple(against[kind] for kind in range(len(WORDS))) if expected is not None else (),
    )


def _against(expected: int | None, chosen: int, ids: tuple[str, ...]) -> int:
    """How a choice stands to what is expected, both as positions from calm to urgent."""
    if chosen == expected:
        return SAME
    last = len(ids) - 1
    if expected is None or last in (expected, chosen):
        return APART
    return OVER if chosen > expected else UNDER


def _expected(rows: Sequence[Row]) -> dict[str, Figure]:
    """Shares of ratings that are as expected, above and below: the mean over scenarios."""
    units = [row.against for row in rows if row.against]
    wanted = {"same": SAME, "over": OVER, "under": UNDER}
    shares: dict[str, Coefficient] = {
        name: partial(_share, kind=kind) for name, kind in wanted.items()
    }
    return estimates(units, shares) if any(map(sum, units)) else {}


def _share(sums: Sums, kind: int) -> float:
    return sums.shares[kind] / sums.units


def _questions(team: Team, paths: Sequence[str]) -> Iterator[AskedFigures]:
    """Figures of each judgement question that somebody answered."""
    asked: dict[str, Fact] = {}
    for path in paths:
        facts = team.plans[path].bundle.facts
        for item in team.rated[path].values():
            asked |= {key: facts[key] for key in item.answers}
    for fact in sorted(asked.values(), key=lambda fact: fact.judgement):
        units = [_answers(fact, team.rated[path].values()) for path in paths]
        wanted = {"percent": PERCENT, "ac1": AC1, **({"ac2": AC2} if fact.ordered else {})}
        yield AskedFigures(
            fact.id,
            fact.short,
            fact.ordered,
            tuple(fact.choice_ids),
            tuple(map(sum, zip(*units, strict=True))),
            estimates(units, wanted),
        )


def _answers(fact: Fact, rated: Iterable[Rated]) -> tuple[int, ...]:
    counted = Counter(item.answers.get(fact.id) for item in rated)
    return tuple(counted[choice] for choice in fact.choice_ids)


def _divides(questions: Sequence[AskedFigures]) -> tuple[str, ...]:
    """The questions with the lowest AC1 (several where they tie); none where all agree fully."""
    known = {q.fact: value for q in questions if (value := q.figures["ac1"].value) is not None}
    lowest = min(known.values(), default=1.0)
    if lowest > 1 - TINY or len(known) == 1:
        return ()
    return tuple(fact for fact, value in known.items() if value - lowest < TINY)


def _one_rater(team: Team, code: str, paths: Sequence[str], ids: tuple[str, ...]) -> OneRater:
    """One rater's choices beside what is expected."""
    counted: Counter[int] = Counter()
    missing = 0
    for path in paths:
        scenario = team.scenarios.get(path)
        expects = scenario.expect.outcome if scenario else None
        chosen = team.rated[path][code].outcome
        missing += not chosen
        if chosen and expects in ids:
            counted[_against(ids.index(expects), ids.index(chosen), ids)] += 1
    return OneRater(code, tuple(counted[kind] for kind in range(len(WORDS))), missing)
