"""``needcheck replay --list`` and ``needcheck scenario list``: what there is to choose from."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from needcheck.cli.context import Context
from needcheck.cli.replay import SHIPPED, scenario_files
from needcheck.jobs.library import Wanted, entries

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

    shipped = engine.root.joinpath(*SHIPPED)
    shown = [replace(entry, file=_short(Path(entry.file), shipped)) for entry in listed]
    context.print_page(library_blocks(shown, every))
    return 0


def _short(path: Path, shipped: Path) -> str:
    """A file as it can be named on the command line: one that is shipped by folder and name."""
    try:
        return path.resolve().relative_to(shipped.resolve()).with_suffix("").as_posix()
    except ValueError:
        return str(path)
