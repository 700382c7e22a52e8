"""``needcheck drafts``: interviews that were not finished."""

from __future__ import annotations

import sys

from needcheck.case.moments import LONDON
from needcheck.cli.context import Context
from needcheck.cli.program import command
from needcheck.recommend.due import say_datetime


def run_drafts(remove: str) -> int:
    """List drafts, newest first, or delete one."""
    drafts = Context().drafts
    if remove:
        drafts.load(remove)
        drafts.remove(remove)
        sys.stderr.write(f"Removed draft {remove}.\n")
        return 0
    entries = drafts.list()
    for entry in entries:
        when = say_datetime(entry.updated.astimezone(LONDON))
        sys.stdout.write(f"{entry.name}  last answered {when}\n")
    if entries:
        sys.stderr.write(f"Go on with:\n  {command('assess', '--resume', 'DRAFT')}\n")
    else:
        sys.stderr.write("There are no drafts.\n")
    return 0
