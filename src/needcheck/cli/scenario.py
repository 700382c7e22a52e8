"""``needcheck scenario``: checking and listing scenario files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from needcheck.cli.context import Context
from needcheck.cli.replay import engine_of, processes
from needcheck.jobs.many import over_files
from needcheck.jobs.replay import find
from needcheck.jobs.scenario_check import Checked, check


def run_check(paths: Sequence[str], *, data: str, plain: bool, json: bool) -> int:
    """Check every file; 1 where something is wrong."""
    files = find(Path(p) for p in paths)
    checked = list(over_files(check, files, partial(engine_of, data), processes=processes()))
    wrong = sum(bool(each.findings) for each in checked)
    if json:
        from needcheck.output.envelope import dumps, envelope

        listed = {"files": [_as_data(each) for each in checked]}
        sys.stdout.write(dumps(envelope("scenario check", "failed" if wrong else "done", listed)))
    else:
        from needcheck.output.scenario_page import checked_blocks

        Context(plain=plain).print_page(checked_blocks(checked))
    return 1 if wrong else 0


def _as_data(checked: Checked) -> dict[str, object]:
    findings = [{"line": f.place.line, "case": f.case, "text": f.text} for f in checked.findings]
    return {**asdict(checked), "findings": findings}
