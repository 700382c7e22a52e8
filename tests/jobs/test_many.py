"""One task over many files: the same results in the same order, however many processes."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from needcheck.jobs import many
from needcheck.jobs.engine import Engine
from needcheck.jobs.scenarios.verdicts import verdicts
from tests.jobs.written import CALM, HARM, VARY, written


def test_several_processes_give_what_one_gives(tmp_path: Path) -> None:
    """Verdicts, differences and faults come back in the order of the files."""
    kinds = [
        written(tmp_path, CALM, VARY, name="a.toml"),
        written(tmp_path, HARM.replace('"specialist"', '"universal"'), name="b.toml"),
        written(tmp_path, "[answers\n", name="c.toml"),
    ]
    files = [
        Path(shutil.copy(kinds[at % 3], tmp_path / f"copy-{at:03}.toml"))
        for at in range(many.FEW + 3)
    ]
    engine = partial(Engine)
    one = list(many.over_files(verdicts, files, engine, processes=1))
    two = list(many.over_files(verdicts, files, engine, processes=2))
    assert one == two
    assert [found[0].file for found in two] == [str(path) for path in files]
    assert len(two[0]) == 2
    assert two[1][0].differences
    assert two[2][0].error
