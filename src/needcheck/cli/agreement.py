"""``needcheck agreement``: how well a team agrees, from the files of its raters."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from needcheck.case.store import write_atomic
from needcheck.cli.context import Context
from needcheck.jobs.team.figures import WORDS, Scale, TeamFigures, team_figures
from needcheck.jobs.team.files import rating_files, read_team


def run_agreement(  # noqa: PLR0913 -- one argument for each option
    files: Sequence[str], *, scenarios: str, html: str, named: bool, plain: bool, json: bool
) -> int:
    """Print the figures of a team, as text, JSON or one HTML page; the exit code."""
    folder = Path(scenarios) if scenarios else None
    figures = team_figures(read_team(rating_files(files), Context().engine, folder))
    if html:
        from needcheck.output.agreement_html import agreement_html

        write_atomic(Path(html), agreement_html(figures, named=named))
    if json:
        from needcheck.output.envelope import dumps, envelope

        data = agreement_data(figures, named=named)
        sys.stdout.write(dumps(envelope("agreement", "done", data)))
    elif html:
        sys.stdout.write(f"Written: {html}\n")
    else:
        from needcheck.output.agreement_page import agreement_blocks

        Context(plain=plain).print_page(agreement_blocks(figures, named=named))
    return 0


def agreement_data(figures: TeamFigures, *, named: bool) -> dict[str, Any]:
    """The figures as data; codes and single raters only where they are asked for."""
    from needcheck.output.agreement_words import rule_words

    return {
        "raters": len(figures.raters),
        "rule": rule_words(figures, named=named),
        "shown": figures.shown,
        "no_expected": figures.no_expected,
        "old_criteria": list(figures.old_criteria),
        "scales": [_scale(scale, named=named) for scale in figures.scales],
    }


def _scale(scale: Scale, *, named: bool) -> dict[str, Any]:
    data = asdict(scale)
    raters = data.pop("raters")
    for row in data["rows"]:
        row["against"] = dict(zip(WORDS, row["against"], strict=False))
    if named:
        data["raters"] = [
            {**one, "against": dict(zip(WORDS, one["against"], strict=True))} for one in raters
        ]
    return data
