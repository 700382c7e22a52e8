"""One task over many files, in order, on as many processes as it is given."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from needcheck.jobs.engine import Engine

_Result = TypeVar("_Result")
FEW = 60
"""Files for which starting processes would take longer than it saves."""
CHUNK = 8


class _Worker:
    """What one process keeps between files: the criteria that it has compiled."""

    engine: Engine | None = None


def over_files(
    task: Callable[[Path, Engine], _Result],
    paths: Sequence[Path],
    make_engine: Callable[[], Engine],
    *,
    processes: int,
) -> Iterator[_Result]:
    """The results of a task on each file, in the order of the files.

    With several processes ``task``, ``make_engine`` and the results must be picklable; each
    process compiles its own criteria. A few files are done here.
    """
    if processes < 2 or len(paths) < FEW:  # noqa: PLR2004 -- one process is none beside this
        engine = make_engine()
        for path in paths:
            yield task(path, engine)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(processes, initializer=_begin, initargs=(make_engine,)) as pool:
        yield from pool.map(_Task(task), paths, chunksize=CHUNK)


def _begin(make_engine: Callable[[], Engine]) -> None:
    """Prepare a process; an interruption is for the parent to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Worker.engine = make_engine()


class _Task(Generic[_Result]):
    """A task with the engine of the process it runs in."""

    def __init__(self, task: Callable[[Path, Engine], _Result]) -> None:
        self.task = task

    def __call__(self, path: Path) -> _Result:
        """Do the task on one file."""
        assert _Worker.engine is not None  # noqa: S101 -- _begin has run
        return self.task(path, _Worker.engine)
