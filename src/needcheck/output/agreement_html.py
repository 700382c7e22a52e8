"""How well a team agrees, as one HTML page for A4 that opens offline; cells carry numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from needcheck.output import agreement_words as say
from needcheck.output import html
from needcheck.output.phrases import counted

if TYPE_CHECKING:
    from needcheck.jobs.team.agreement import Figure
    from needcheck.jobs.team.figures import Row, Scale, TeamFigures

STYLE = (
    "@page{size:A4;margin:15mm}.heat td{text-align:center}.heat td:first-child{text-align:left}"
    ".q1{background:#e8eef7}.q2{background:#bdd0ea}.q3{background:#8fb1dd}"
    ".q4{background:#5b8ac9}.expected{outline:3px solid #000;outline-offset:-3px;"
    "font-weight:bold}.heat td,.heat th{print-color-adjust:exact;"
    "-webkit-print-color-adjust:exact}tr{break-inside:avoid}h2,h3{break-after:avoid}"
    "svg{max-width:100%;height:auto}@media screen{.wide{overflow-x:auto}}"
)
LEGEND = (
    "A cell counts ratings; the darker, the larger the share of its row. A frame and [ ] mark what "
    "is expected."
)
LEFT, RIGHT, TOP, STEP = 250, 590, 24, 30


def agreement_html(figures: TeamFigures, *, named: bool) -> str:
    """Return the page; ``named`` also shows each rater by code."""
    remarks = (say.rule_words(figures, named=named), *say.remarks(figures), say.INTERVALS)
    return html.page(
        say.heading(figures),
        *(html.element("p", html.text(remark)) for remark in remarks),
        *(_scale(scale, named=named) for scale in figures.scales),
        style=STYLE,
    )


def _scale(scale: Scale, *, named: bool) -> str:
    parts = [
        html.element("h2", html.text(f"{scale.title}: {counted(len(scale.rows), 'scenario')}"))
    ]
    parts += [html.element("p", html.text(remark)) for remark in say.scale_remarks(scale)]
    parts += [_picture(scale.figures), _figures(scale.figures)]
    if scale.expected:
        parts += [html.element("h3", "Beside what the scenarios expect"), _figures(scale.expected)]
        spread = say.spread_words(scale)
        if spread:
            said = f"As expected, by rater, lowest to highest: {spread}"
            parts.append(html.element("p", html.text(said)))
    if named:
        parts += [html.element("h3", "Each rater"), _raters(scale)]
    parts += [html.element("h3", "Scenario by outcome"), html.element("p", html.text(LEGEND))]
    return "".join([*parts, _heat(scale), _questions(scale)])


def _figures(figures: Mapping[str, Figure]) -> str:
    rows = (
        (
            html.element("b", html.text(say.NAMES[name])),
            html.text(say.value_words(name, figure)),
            html.text(say.MEANINGS[name]),
            html.text(say.base_words(figure)),
        )
        for name, figure in figures.items()
    )
    return html.table(("Figure", "Value", "What it means", "Rests on"), rows)


def _raters(scale: Scale) -> str:
    rows = ((one.code, *map(str, one.against), str(one.missing)) for one in scale.raters)
    head = ("Rater", "As expected", "Above", "Below", "No order", "Not rated")
    return html.table(head, (tuple(map(html.text, row)) for row in rows))


def _heat(scale: Scale) -> str:
    """Scenario by level, as a table whose shading repeats what the numbers say."""
    head = ("Scenario", *map(say.category, scale.categories), "Agree")
    top = html.element("tr", *(html.element("th", html.text(name)) for name in head))
    body = (_heat_row(row, scale) for row in scale.rows)
    inside = (html.element("thead", top), html.element("tbody", *body))
    return html.element("div", html.element("table", *inside, css="heat"), css="wide")


def _heat_row(row: Row, scale: Scale) -> str:
    cells = [html.element("td", _title(row, scale))]
    for position, count in enumerate(row.counts):
        marked = position == row.expected
        shade = f"q{say.quarter(count, sum(row.counts))}"
        shown = f"[{count}]" if marked else str(count or "")
        cells.append(html.element("td", shown, css=f"{shade} expected" if marked else shade))
    agree = "-" if row.agreement is None else say.number("percent", row.agreement)
    return html.element("tr", *cells, html.element("td", agree))


def _title(row: Row, scale: Scale) -> str:
    words = html.element("div", html.text(say.row_words(row, scale)), css="quiet")
    return html.text(f"{row.number}. {row.title}") + words


def _questions(scale: Scale) -> str:
    rows = (
        (
            html.text(asked.short),
            *(html.text(_value(name, asked.figures)) for name in ("percent", "ac1", "ac2")),
            html.text(
                "; ".join(
                    f"{say.category(choice)} {count}"
                    for choice, count in zip(asked.choices, asked.counts, strict=True)
                )
            ),
        )
        for asked in scale.questions
    )
    parts = [html.element("h3", "Which question divides the team")]
    parts.append(html.element("p", html.element("b", html.text(say.divides_words(scale)))))
    if scale.questions:
        names = (say.NAMES["percent"], say.NAMES["ac1"], say.NAMES["ac2"])
        parts.append(html.table(("Question", *names, "Chosen"), rows))
    return "".join(parts)


def _value(name: str, figures: Mapping[str, Figure]) -> str:
    return say.value_words(name, figures[name]) if name in figures else "the choices have no order"


def _picture(figures: Mapping[str, Figure]) -> str:
    """The figures with their intervals on one line from 0 to 1, as inline SVG."""
    bottom = TOP + STEP * len(figures)
    ticks = (
        f'<line x1="{_x(t / 4):.0f}" x2="{_x(t / 4):.0f}" y1="{TOP - 6}" y2="{bottom}" '
        f'stroke="#ccc"/><text x="{_x(t / 4):.0f}" y="{TOP - 10}" font-size="12" '
        f'text-anchor="middle">{t / 4:g}</text>'
        for t in range(5)
    )
    marks = (_mark(at, name, figure) for at, (name, figure) in enumerate(figures.items()))
    said = "; ".join(f"{say.NAMES[n]}: {say.value_words(n, f)}" for n, f in figures.items())
    return (
        f'<svg viewBox="0 0 640 {bottom + 10}" width="640" role="img">'
        f"<title>{html.text(said)}</title>{''.join(ticks)}{''.join(marks)}</svg>"
    )


def _mark(at: int, name: str, figure: Figure) -> str:
    """One figure as a dot on its interval; below 0 it stands at the edge."""
    y = TOP + STEP * at + STEP // 2
    label = f'<text x="0" y="{y + 4}" font-size="13">{html.text(say.NAMES[name])}</text>'
    if figure.value is None:
        where = f'x="{LEFT}" y="{y + 4}" font-size="12"'
        return f"{label}<text {where}>cannot be computed</text>"
    line = ""
    if figure.low is not None and figure.high is not None:
        ends = f'x1="{_x(figure.low):.1f}" x2="{_x(figure.high):.1f}"'
        line = f'<line {ends} y1="{y}" y2="{y}" stroke="#000" stroke-width="2"/>'
    value = say.number(name, figure.value)
    return (
        f'{label}{line}<circle cx="{_x(figure.value):.1f}" cy="{y}" r="5"/>'
        f'<text x="{RIGHT + 10}" y="{y + 4}" font-size="12">{value}</text>'
    )


def _x(value: float) -> float:
    return LEFT + (RIGHT - LEFT) * min(max(value, 0.0), 1.0)
