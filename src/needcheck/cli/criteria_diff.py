"""``needcheck criteria diff``: two editions of criteria held against each other."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from needcheck.case.facts import as_raw
from needcheck.cli.context import Context
from needcheck.jobs.edition_tables import TABLES, TableDiffers, compare_table
from needcheck.jobs.editions import Differs, Edition, changes, compare_files, edition
from needcheck.jobs.scenarios.replay import find
from needcheck.recommend.words import all_answers, prompt_views

if TYPE_CHECKING:
    from needcheck.jobs.proof.differing import Parting
    from needcheck.recommend.result import AnswerView

NO_SOLVER = (
    "The answers that the two editions decide differently are looked for by the solver z3, which "
    "is not installed: pip install 'needcheck[proof]'."
)


def run_diff(  # noqa: PLR0913 -- one parameter for each option of the command line
    old: str, new: str, *, authority: str, cases: str, pathway: str, json: bool
) -> int:
    """Print what changed, in words, in saved cases or rows, and over all answers."""
    one, other = edition(old, authority), edition(new, authority)
    changed = list(changes(one.bundle, other.bundle))
    table = Path(cases).suffix.lower() in TABLES
    paths = find([Path(cases)]) if cases and not table else []
    differing = list(compare_files(one, other, paths))
    rows = compare_table(one, other, Path(cases), pathway, Context().now) if table else None
    solved = find_spec("z3") is not None
    parted = list(_partings(one, other)) if solved else []
    if json:
        _print_json(changed, differing, rows, parted)
        return 0
    from needcheck.output.editions_page import blocks, case_blocks, parting_blocks, table_blocks
    from needcheck.output.page import Line

    beside = [*(case_blocks(differing, len(paths)) if paths else ())]
    beside += table_blocks(rows) if rows else ()
    beside += parting_blocks(shown for shown, _ in parted) if solved else [Line(NO_SOLVER)]
    Context().print_page(list(blocks(one, other, changed, beside)))
    return 0


def _partings(
    one: Edition, other: Edition
) -> Iterator[tuple[tuple[Parting, tuple[AnswerView, ...]], dict[str, Any]]]:
    """Each way in which the editions part, its answers in words and as a file has them."""
    from needcheck.case.answers import resolve
    from needcheck.jobs.proof.decided import DAY
    from needcheck.jobs.proof.differing import partings

    for name in (p for p in one.bundle.pathways if p in other.bundle.pathways):
        pair = [e.engine.recommender(e.authority, name) for e in (one, other)]
        for parting in partings(pair[0].plan, pair[1].plan, (pair[0].scale, pair[1].scale)):
            case = resolve(parting.answers, other.bundle, DAY)
            views = (
                *all_answers(other.bundle, parting.answers, case),
                *prompt_views(other.bundle, case.present, "concern"),
            )
            yield (parting, views), as_raw(parting.answers, other.bundle)


def _print_json(
    changed: list[Any], differing: list[Differs], rows: TableDiffers | None, parted: list[Any]
) -> None:
    from needcheck.output.envelope import dumps, envelope

    body = {
        "changes": [asdict(change) for change in changed],
        "cases": [asdict(each) for each in differing],
        "rows": _rows(rows) if rows else None,
        "differently_decided": [
            {"pathway": parting.pathway, "what": parting.what, "answers": raw}
            for (parting, _), raw in parted
        ],
    }
    sys.stdout.write(dumps(envelope("criteria diff", "done", body)))


def _rows(found: TableDiffers) -> dict[str, Any]:
    moved = [{"old": was, "new": now, "rows": n} for (was, now), n in found.moved.most_common()]
    return {
        "rows": found.rows,
        "differing": found.differing,
        "moved": moved,
        "otherwise": found.otherwise,
        "pathway": found.pathway,
        "rejected_under_one": found.rejected,
        "rejected_under_both": found.unread,
        "ids": found.ids,
    }
