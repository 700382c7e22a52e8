"""What a summary says, in order, as headings, lines, tables and pictures for any format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from needcheck.jobs.summary.audit import Audit, Bands, Kappa
from needcheck.jobs.summary.figures import Breakdown, Figure, Summary
from needcheck.jobs.summary.rule import HIDDEN, Shown
from needcheck.output import svg

BLANK = "(blank)"
BAND_NAMES = ("Compared", "Agree", "Over", "Under", "No level yet", "Nothing decided")
OVER_UNDER = (
    "Over: people decided a more urgent level than is recommended. Under: a less urgent one. Rows "
    "where no level can be named yet, or nothing was decided, are not compared."
)
WHOSE = (
    "Recommendations of a decision aid on the answers in the table. They are not decisions, and "
    "not a judgement of anybody's work."
)
PROMPTS_SHOWN = 20


@dataclass(frozen=True)
class Grid:
    """A table; the first cell of a row names it, all others are numbers or words."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Part:
    """One part of a page under a heading of level 2 or 3."""

    title: str
    level: int = 2
    lines: tuple[str, ...] = ()
    picture: str = ""
    grid: Grid | None = None


def title_of(summary: Summary) -> str:
    """The title of the page."""
    source = summary.source
    kind = "summary and threshold audit" if summary.audit else "summary"
    return f"{source.authority_name}: {source.pathway_title}, {kind}"


def parts(summary: Summary) -> Iterator[Part]:
    """Every part of the page, in order."""
    yield _about(summary)
    yield _rows(summary)
    yield _outcomes(summary)
    for at, breakdown in enumerate(summary.by):
        yield _breakdown(breakdown, summary.outcomes, at)
    if summary.audit is not None:
        yield from _audit(summary.audit, summary)
    yield _missing(summary)
    yield _prompts(summary)


def shown(count: Shown) -> str:
    """A count as text."""
    return count if isinstance(count, str) else f"{count:,}"


def with_share(count: Shown, percent: int | None) -> str:
    """A count, with its share where there is one."""
    if percent is None:
        return shown(count)
    return f"{shown(count)} ({'under 1' if count and not percent else percent} %)"


def _length(count: Shown) -> float | None:
    return None if isinstance(count, str) else count


def _bar(name: str, count: Shown, percent: int | None) -> svg.Bar:
    return svg.Bar(name, _length(count), with_share(count, percent))


def _about(summary: Summary) -> Part:
    source, rule = summary.source, summary.rule
    lines = [
        WHOSE,
        f"Criteria: {source.document}, {source.edition} (sha256 {source.sha256[:16]}); as on "
        f"{source.as_of}.",
        f"Rule of disclosure ({rule.id}): {rule.words}.",
    ]
    if rule.protects:
        lines.append(
            f"{HIDDEN} is a small count that is not shown. Rates, agreement and kappa are taken "
            "from counts as shown. Some totals are rounded to the multiple after the nearest, so "
            f"that no sum tells what {HIDDEN} is; parts need not add up."
        )
    else:
        lines.append("NOT FOR PUBLICATION: small counts are not protected on this page.")
    if summary.left_out:
        lines.append(
            f"Left out, because so few rows would tell small counts: {', '.join(summary.left_out)}."
        )
    return Part("About this page", lines=tuple(lines))


def _rows(summary: Summary) -> Part:
    rows = (
        ("scored", shown(summary.scored)),
        ("rejected, and in no other figure", shown(summary.rejected)),
        *(
            (figure.name, with_share(figure.rows, figure.percent))
            for figure in (summary.harm_route, summary.provisional, summary.not_yet)
        ),
    )
    return Part("Rows", grid=Grid("Rows of the table", ("Rows", "Number"), rows))


def _outcomes(summary: Summary) -> Part:
    figures = summary.outcomes
    picture = svg.bars(
        "outcomes",
        "Rows by recommended outcome",
        "One bar for each outcome, the most urgent first; the figures are in the table below.",
        [_bar(figure.name, figure.rows, figure.percent) for figure in figures],
    )
    rows = tuple((f.name, with_share(f.rows, f.percent)) for f in figures)
    grid = Grid("Rows by outcome, the most urgent first", ("Outcome", "Rows"), rows)
    return Part("Outcomes", picture=picture, grid=grid)


def _breakdown(breakdown: Breakdown, outcomes: Sequence[Figure], at: int) -> Part:
    names = tuple(outcome.name for outcome in outcomes)
    picture = svg.stacked(
        f"by-{at}",
        f"Outcomes by {breakdown.column}",
        "One bar for each group, in parts by outcome; the figures are in the table below.",
        names,
        [
            svg.Parts(
                group.value or BLANK,
                tuple(_length(figure.rows) for figure in group.outcomes),
                shown(group.rows),
            )
            for group in breakdown.groups
        ],
    )
    rows = tuple(
        (
            group.value or BLANK,
            shown(group.rows),
            *(with_share(figure.rows, figure.percent) for figure in group.outcomes),
        )
        for group in breakdown.groups
    )
    grid = Grid(f"Rows by {breakdown.column} and outcome", (breakdown.column, "Rows", *names), rows)
    return Part(f"Outcomes by {breakdown.column}", picture=picture, grid=grid)


def _audit(audit: Audit, summary: Summary) -> Iterator[Part]:
    names = {outcome.id: outcome.name for outcome in summary.outcomes}
    lines = (
        f"What people decided (column {audit.column}) beside what is recommended. {OVER_UNDER}",
        f"Weighted kappa (linear weights): {_kappa(audit.kappa)}.",
        f"Rows where the harm route held and a less urgent level was decided: "
        f"{shown(audit.missed)}. Their ids are in a file of their own, not for publication.",
    )
    rows = (("all", *_band_cells(audit.bands)),)
    grid = Grid("Decisions beside recommendations", ("Rows", *BAND_NAMES), rows)
    yield Part("Threshold audit", lines=lines, grid=grid)
    table = tuple((row.name, shown(row.rows), *map(shown, row.recommended)) for row in audit.table)
    head = ("Decided", "Rows", *(names[name] for name in audit.outcomes))
    caption = "Rows down by what was decided, across by what is recommended"
    yield Part("Decided and recommended", 3, grid=Grid(caption, head, table))
    for at, group in enumerate(audit.by):
        kappa = any(one.kappa.value is not None for one in group.groups)
        extra = ("Kappa",) if kappa else ()
        cells = tuple(
            (
                one.value or BLANK,
                *_band_cells(one.bands),
                *((_kappa(one.kappa),) if kappa else ()),
            )
            for one in group.groups
        )
        yield Part(
            f"Agreement by {group.column}",
            3,
            picture=_agreement(group.column, [(g.value, g.bands) for g in group.groups], at),
            grid=Grid(f"Agreement by {group.column}", (group.column, *BAND_NAMES, *extra), cells),
        )


def _agreement(column: str, groups: Iterable[tuple[str, Bands]], at: int) -> str:
    """A picture of what share of a group's comparable rows agrees, where a share is given."""
    rows = [
        svg.Bar(value or BLANK, bands.percent, f"{bands.percent} %")
        if bands.percent is not None
        else svg.Bar(value or BLANK, 0, "no rate")
        for value, bands in groups
    ]
    about = "One bar for each group: agreeing rows per cent of rows that can be compared."
    return svg.bars(f"agreement-{at}", f"Agreement by {column}, per cent", about, rows)


def _band_cells(bands: Bands) -> tuple[str, ...]:
    others = (bands.over, bands.under, bands.not_yet, bands.undecided)
    return (shown(bands.compared), with_share(bands.agree, bands.percent), *map(shown, others))


def _kappa(kappa: Kappa) -> str:
    if kappa.value is None:
        return f"none, {kappa.why}"
    if kappa.low is None or kappa.high is None:
        return f"{kappa.value:.2f} (no interval, {kappa.why})"
    return f"{kappa.value:.2f} (95 % interval {kappa.low:.2f} to {kappa.high:.2f})"


def _missing(summary: Summary) -> Part:
    alone = any(gap.alone is not None for gap in summary.missing)
    lines = ["Answers that are missing where they could change the outcome."]
    if summary.missing and not alone:
        lines.append(
            "How many rows each alone would settle is left out: it would tell small counts."
        )
    picture = svg.bars(
        "missing",
        "Rows by missing answer",
        "One bar for each missing answer; the figures are in the table below.",
        [_bar(gap.name, gap.rows, None) for gap in summary.missing[:PROMPTS_SHOWN]],
    )
    rows = tuple(
        (gap.name, gap.id, shown(gap.rows), *((shown(gap.alone),) if gap.alone is not None else ()))
        for gap in summary.missing
    )
    extra = ("It alone would settle",) if alone else ()
    grid = Grid("Missing answers", ("Missing answer", "Id", "Rows", *extra), rows)
    return _if_any("Missing answers that matter most", lines, picture, grid)


def _prompts(summary: Summary) -> Part:
    picture = svg.bars(
        "prompts",
        "Rows by prompt",
        f"The most frequent prompts, at most {PROMPTS_SHOWN}; all are in the table below.",
        [_bar(p.name, p.rows, p.percent) for p in summary.prompts[:PROMPTS_SHOWN]],
    )
    rows = tuple((p.name, p.id, with_share(p.rows, p.percent)) for p in summary.prompts)
    grid = Grid("Prompts that are present", ("Prompt", "Id", "Rows"), rows)
    lines = ["Rows in which each prompt is present."]
    return _if_any("Prompts by frequency", lines, picture, grid)


def _if_any(title: str, lines: Sequence[str], picture: str, grid: Grid) -> Part:
    if not grid.rows:
        return Part(title, lines=(*lines, "There are none."))
    return Part(title, lines=tuple(lines), picture=picture, grid=grid)
