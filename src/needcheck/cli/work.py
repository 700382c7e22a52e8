"""One case in hand: computing and printing it. Keeping it is ``saving``, imported when needed."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from needcheck.cli.context import Context
from needcheck.cli.given import Given, Request
from needcheck.interview.session import Session
from needcheck.jobs.engine import Engine

if TYPE_CHECKING:
    from needcheck.output.page import Block
    from needcheck.recommend.result import Recommendation


@dataclass
class Work:
    """What one run of ``assess`` works on; ``session`` holds the answers.

    ``offered`` is the reference of the decision before, where this one goes on from it.
    """

    request: Request
    context: Context
    engine: Engine
    found: Given
    session: Session
    offered: str = ""

    def recommend(self, judged: str = "") -> Recommendation:
        """The recommendation for the answers as they stand, or what another outcome brings."""
        pathway = self.session.plan.pathway.id
        bundle = self.session.plan.bundle
        recommender = self.engine.recommender(bundle.authority.id, pathway)
        return recommender.recommend(self.session.answers, self.session.as_of, judged=judged)

    def print_result(self, rec: Recommendation, saved: Path | None) -> None:
        """The result on stdout: JSON, or a page."""
        if self.request.json:
            from needcheck.output.envelope import assess_data, dumps, envelope

            data = {**assess_data(rec), "note": str(saved) if saved else None}
            sys.stdout.write(dumps(envelope("assess", "done", data)))
            return
        self.context.print_page(self.page(rec, saved))

    def page(self, rec: Recommendation, saved: Path | None) -> list[Block]:
        """The result page, with the words for a call where somebody is to be called."""
        from needcheck.output.report import report

        return report(rec, explain=self.request.explain, saved=str(saved) if saved else None)
