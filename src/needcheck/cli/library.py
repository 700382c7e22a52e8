"""``needcheck replay --list`` and ``needcheck scenario list``: what there is to choose from."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from needcheck.cli.context import Context
from needcheck.cli.replay import scenario_files
from needcheck.jobs.scenarios.library import Wanted, entries
from needcheck.jobs.scenarios.replay import SHIPPED, short_name

NO_FILTER = Wanted()


def run_list(
    paths: Sequence[str], *, context: Context, json: bool, wanted: Wanted = NO_FILTER
) -> int:
    """List the scenarios of files and folders; those shipped where none is named."""
    engine = context.engine
    places = paths or (str(engine.root.joinpath(*SHIPPED)),)
    every = list(entries(scenario_files(places, engine), engine))
    listed = [entry for entry in every if wanted.fits(entry)]
    if json:
        from needcheck.output.envelope import dumps, envelope

        data = {"scenarios": [asdict(entry) for entry in listed]}
        sys.stdout.write(dumps(envelope("scenario list", "done", data)))
        return 0
    from needcheck.output.library_page import library_blocks

    shown = [replace(each, file=short_name(Path(each.file), engine.root)) for each in listed]
    context.print_page(library_blocks(shown, every))
    return 0
