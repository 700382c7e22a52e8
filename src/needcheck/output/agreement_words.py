"""What figures of agreement mean, in plain sentences that the page and the HTML share."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from needcheck.jobs.team.agreement import LEVEL
from needcheck.jobs.team.bootstrap import DRAWS
from needcheck.jobs.team.figures import SMALL
from needcheck.output.phrases import counted

if TYPE_CHECKING:
    from needcheck.jobs.team.agreement import Figure
    from needcheck.jobs.team.figures import Row, Scale, TeamFigures

NAMES = {
    "percent": "Percent agreement",
    "kappa": "Fleiss' kappa",
    "alpha": "Krippendorff's alpha (ordinal)",
    "ac2": "Gwet's AC2 (ordinal weights)",
    "ac1": "Gwet's AC1",
    "same": "As expected",
    "over": "Above what is expected",
    "under": "Below what is expected",
}
MEANINGS = {
    "percent": "how often two people of this team choose the same for one scenario.",
    "kappa": (
        "the part of the possible agreement beyond chance that is reached: 1 is full agreement, "
        "0 no more than chance; every difference counts the same."
    ),
    "alpha": (
        "the same idea, but the next level counts as a smaller difference than one further off, "
        "and it allows for few or missing ratings."
    ),
    "ac2": (
        "like alpha, and it does not fall merely because most scenarios belong to one level; "
        "where it is far above alpha, the scenarios are much alike."
    ),
    "ac1": "like AC2, but every difference counts the same.",
    "same": "ratings that are what the scenario expects.",
    "over": "ratings that are more urgent than the scenario expects.",
    "under": "ratings that are less urgent than the scenario expects: look at these first.",
}
SHARES = frozenset({"percent", "same", "over", "under"})
NARROW, WIDE = 0.1, 0.3
FEW = 10
INTERVALS = (
    f"Intervals: with other scenarios of the same kind and the same team, the figure would "
    f"be expected between the two ends in {100 * LEVEL:.0f} % of cases "
    f"({DRAWS:,} resamples of the scenarios, always the same ones)."
)
TOO_FEW = f"With fewer than {FEW} scenarios an interval is itself uncertain, mostly too narrow."
HEAT = (
    "A cell counts ratings; each # is a started quarter of the row's ratings, and [ ] marks what "
    "is expected. A dot means that nobody chose it."
)
SHOWN = {
    "story": "Raters saw the story alone.",
    "facts": "Raters saw the story and the facts, without the judgement answers.",
    "all": "Raters saw the story and every answer, the judgement answers too.",
}


def number(name: str, value: float) -> str:
    """A value as it is printed: shares in percent, coefficients with two decimals."""
    if name in SHARES:
        return f"{100 * value:.0f} %"
    return f"{value + 0.0:.2f}" if abs(value) >= 0.005 else "0.00"  # noqa: PLR2004 -- no "-0.00"


def value_words(name: str, figure: Figure) -> str:
    """A value with its interval and how wide that is, or why there is none."""
    if figure.value is None:
        return f"cannot be computed: {figure.why}"
    said = number(name, figure.value)
    if figure.low is None or figure.high is None:
        return f"{said}; no interval: {figure.interval_why}"
    width = figure.high - figure.low
    points = f"{100 * width:.0f} points" if name in SHARES else f"{width:.2f}"
    how = "narrow" if width <= NARROW else "wide" if width > WIDE else "middling"
    low, high = number(name, figure.low), number(name, figure.high)
    return f"{said}, interval {low} to {high} ({how}: {points})"


def nothing_words(figures: Mapping[str, Figure]) -> str:
    """Why none of several figures can be computed, where one reason holds for all; else ""."""
    reasons = {figure.why for figure in figures.values() if figure.value is None}
    every = all(figure.value is None for figure in figures.values())
    return reasons.pop() if every and len(reasons) == 1 else ""


def base_words(figure: Figure) -> str:
    """What a figure rests on."""
    return f"{counted(figure.units, 'scenario')}, {counted(figure.ratings, 'rating')}"


def heading(figures: TeamFigures) -> str:
    """What the whole page is about."""
    return f"How well this team agrees: {counted(len(figures.raters), 'rater')}"


def category(name: str) -> str:
    """The id of an outcome as the head of a column."""
    return name.replace("_", " ").capitalize()


def cell(row: Row, position: int) -> str:
    """One cell of the heat picture, readable without colour."""
    count, rated = row.counts[position], sum(row.counts)
    shown = str(count) if count else "."
    shown = f"[{shown}]" if position == row.expected else shown
    return f"{shown} {'#' * quarter(count, rated)}".rstrip()


def quarter(count: int, rated: int) -> int:
    """How many quarters of the ratings of a row are started, 0 to 4."""
    return math.ceil(4 * count / rated) if rated else 0


def row_words(row: Row, scale: Scale) -> str:
    """One scenario in a sentence: what is expected and how the ratings stand to it."""
    parts = []
    if row.expected is not None:
        same, over, under, apart = row.against
        parts.append(f"expected {scale.names[row.expected]}")
        parts += [f"{same} as expected", f"{over} above", f"{under} below"]
        parts += [f"{apart} not to be ordered"] if apart else []
    parts += [f"{row.missing} not rated"] if row.missing else []
    return "; ".join(parts)


def rule_words(figures: TeamFigures, *, named: bool) -> str:
    """Which rule holds for naming raters."""
    if named:
        return "Raters are named by code, as asked (--name-raters)."
    rule = "Raters are not named (--name-raters names them by code)."
    if len(figures.raters) < SMALL:
        return (
            f"{rule} With fewer than {SMALL} raters nothing is shown of a single rater; people "
            "may still recognise themselves in a count."
        )
    return f"{rule} Of single raters only the lowest and the highest share are shown."


def remarks(figures: TeamFigures) -> Iterator[str]:
    """Yield what limits the figures as a whole."""
    yield SHOWN[figures.shown]
    if figures.no_expected:
        yield (
            "Agreement with what is expected cannot be computed: "
            f"{figures.no_expected}; name it with --scenarios FOLDER."
        )
    if figures.old_criteria:
        names = ", ".join(figures.old_criteria)
        yield f"The criteria have changed since somebody rated: {names}."


def scale_remarks(scale: Scale) -> Iterator[str]:
    """Yield what limits the figures of one scale."""
    if scale.unordered:
        yield (
            f"'{scale.names[-1]}' was chosen {counted(scale.unordered, 'time')}. It has no place "
            "in the order: it counts in percent agreement and kappa, and is left out of alpha and "
            "AC2."
        )
    missing = sum(row.missing for row in scale.rows)
    if missing:
        yield f"Not rated: {counted(missing, 'rating')}; every figure says what it rests on."
    if len(scale.rows) < FEW:
        yield TOO_FEW


def spread_words(scale: Scale) -> str:
    """The lowest and the highest share as expected among raters, without names; "" if none."""
    shares = [one.against[0] / total for one in scale.raters if (total := sum(one.against))]
    if len(shares) < SMALL:
        return ""
    return f"{100 * min(shares):.0f} % to {100 * max(shares):.0f} %"


def divides_words(scale: Scale) -> str:
    """Which question divides the team most, in a sentence."""
    if not scale.questions:
        return "No judgement question was answered."
    names = [q.short for q in scale.questions if q.fact in scale.divides]
    if not names:
        return "No question stands out: on none does the team agree less than on the others."
    if len(names) == 1:
        return f"Most of all this one: {names[0]} (lowest AC1)."
    return f"Most of all these, equally: {'; '.join(names)} (lowest AC1)."
