"""``needcheck score --summary`` and ``--decided``: what is written beside the scored rows."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from needcheck.case.store import write_atomic
from needcheck.cli.context import write_error
from needcheck.errors import UsageError

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from needcheck.cli.score import ScoreRequest
    from needcheck.jobs.batch.result import Batch
    from needcheck.jobs.batch.scoring import Batcher
    from needcheck.jobs.summary.audit import HarmList


class Nowhere(io.BytesIO):
    """Takes scored rows that nobody asked for."""

    def write(self, data: Buffer, /) -> int:
        """Keep nothing."""
        return memoryview(data).nbytes


PRIVATE = ".not-for-publication.csv"


def check_summary(request: ScoreRequest) -> None:
    """UsageError where what is asked for does not fit together."""
    from needcheck.jobs.summary.rule import rule_of
    from needcheck.output.summary_page import check_ending

    rule_of(request.disclosure)
    if request.summary:
        check_ending(request.summary)
    elif request.by:
        raise UsageError("--by needs --summary FILE.")


def private_path(request: ScoreRequest) -> Path | None:
    """Where the ids for those who look at the cases again go; None where none are wanted."""
    if request.harm_list:
        return Path(request.harm_list)
    if not request.summary:
        return None
    path = Path(request.summary)
    return path.with_name(f"{path.stem}{PRIVATE}")


class Beside(ExitStack):
    """The summary, and the list of ids where the harm route held and less was decided.

    As a context: neither file is there until ``put``, and nothing else is left behind.
    """

    def __init__(self, request: ScoreRequest, batcher: Batcher) -> None:
        from needcheck.jobs.summary.audit import HarmList
        from needcheck.jobs.summary.counts import Tallies
        from needcheck.jobs.summary.world import Marks

        super().__init__()
        self.request, self.batcher = request, batcher
        column = batcher.layout.decided
        header, codes = (column.header, dict(column.codes)) if column else ("", {})
        codes[""] = ""
        if request.harm_list and not column:
            raise UsageError("--harm-list needs --decided COLUMN.")
        self.tallies = Tallies(tuple(dict.fromkeys(request.by)), header, codes.__getitem__)
        self.listed: HarmList | None = None
        path = private_path(request)
        if column and path:
            listed = HarmList(path, Marks(batcher.plan.outcomes), header, codes)
            self.listed = self.enter_context(listed)

    @property
    def watching(self) -> list[Callable[[Batch], None]]:
        """What is shown every batch."""
        tallies = [self.tallies] if self.request.summary else []
        return [*tallies, *([self.listed] if self.listed else [])]

    def put(self) -> None:
        """Write what was asked for, and say where it is."""
        if self.request.summary:
            self._write()
        if self.listed:
            self.listed.put()
            write_error(
                f"Ids where the harm route held and a lower level was decided: "
                f"{self.listed.count:,}, in {self.listed.path} (not for publication).\n"
            )

    def _write(self) -> None:
        from needcheck.jobs.summary.figures import summarise
        from needcheck.jobs.summary.rule import rule_of
        from needcheck.output.summary_page import render

        rule = rule_of(self.request.disclosure)
        day = self.batcher.cells.gate.today.isoformat()
        summary = summarise(self.tallies, self.batcher.plan, rule, day)
        write_atomic(Path(self.request.summary), render(summary, self.request.summary))
        write_error(f"Summary: {self.request.summary}, {rule.id}.\n")
        for name in summary.left_out:
            write_error(f"  left out, it would tell small counts: {name}\n")
