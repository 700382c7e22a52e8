"""``needcheck criteria check``: criteria files read for their author, many findings in one run."""

from __future__ import annotations

import sys

from needcheck.cli.context import Context
from needcheck.criteria.lint.check import Check
from needcheck.criteria.lint.target import target
from needcheck.criteria.load import data_root
from needcheck.jobs.scenarios.coverage import cover


def run_check(path: str, *, stale_after: int | None, json: bool) -> int:
    """Check a file, a folder or a shipped authority: 0 without errors, else 1."""
    wanted = target(path, data_root())
    check = Check(wanted, data_root(), Context().now.date(), stale_after)
    cover(check, check.run())
    found = check.findings.within(wanted.places)
    failed = any(finding.severity == "error" for finding in found)
    names = [folder.resolve().name for folder in wanted.folders]
    if json:
        from needcheck.output.envelope import dumps, envelope
        from needcheck.output.findings import findings_data

        status = "failed" if failed else "done"
        data = findings_data(found, names)
        sys.stdout.write(dumps(envelope("criteria check", status, data)))
    else:
        from needcheck.output.findings import findings_text

        sys.stdout.write(findings_text(found, len(names)))
    return int(failed)
