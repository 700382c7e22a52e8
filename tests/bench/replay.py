"""How long a thousand scenarios take: checked by replaying them, and by ``scenario check``.

Run with ``python tests/bench/replay.py``; not a test, since machines and their moods differ. The
aim is 1,000 in under 10 seconds on two cores. Figures are medians of runs that take turns, so that
a slow moment hits each of them alike; the processor's seconds count what all processes used, so
that they say something on a busy machine, too. The ratios matter:

* processor, a check on two processes to the mere reading of the same files (parsed, and validated
  by pydantic models): at most 20;
* half of the processor's seconds of that check, which is what two free cores need, to the aim: at
  most 1;
* by the clock, two processes to one: at most 0.75, said only where the two cores are free.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from needcheck.case.scenario import load_scenario
from needcheck.criteria.load import data_root
from needcheck.jobs.engine import Engine
from needcheck.jobs.many import over_files
from needcheck.jobs.scenarios.check import check
from needcheck.jobs.scenarios.replay import find
from needcheck.jobs.scenarios.verdicts import verdicts

COUNT = 1000
RUNS = 3
AIM = 10.0
PROGRAM = [sys.executable, "-m", "needcheck"]


@dataclass(frozen=True)
class Took:
    """Seconds by the clock, and of the processor in all processes together."""

    clock: float
    processor: float


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        files = copies(Path(folder))
        took = medians(
            {
                "reading": partial(reading, files),
                "check, one process": partial(checked, files, 1),
                "check, two processes": partial(checked, files, 2),
                "scenario check, two": partial(looked_at, files),
                "the command": partial(command, Path(folder)),
            }
        )
    cores = os.cpu_count() or 1
    load = os.getloadavg()[0]
    print(f"{COUNT} scenarios, {cores} cores, load {load:.1f}")
    for name, each in took.items():
        print(f"{name:<22} {each.clock:6.2f} s, processor {each.processor:6.2f} s")
    one, two = took["check, one process"], took["check, two processes"]
    ratio("processor, check / reading", two.processor / took["reading"].processor, 20)
    ratio("two free cores / aim", two.processor / 2 / AIM, 1)
    if load <= cores:
        ratio("clock, two processes / one", two.clock / one.clock, 0.75)


def files_of_library() -> list[Path]:
    """The teaching scenarios that are shipped."""
    return find([data_root() / "scenarios" / "training"])


def copies(folder: Path) -> list[Path]:
    """A thousand files: the library, over and over."""
    library = files_of_library()
    return [
        Path(shutil.copy(library[at % len(library)], folder / f"{at:04}.toml"))
        for at in range(COUNT)
    ]


def medians(jobs: dict[str, Callable[[], None]]) -> dict[str, Took]:
    """The median seconds of each job, over runs in turns."""
    turns = [{name: timed(job) for name, job in jobs.items()} for _ in range(RUNS)]
    return {
        name: Took(
            statistics.median(turn[name].clock for turn in turns),
            statistics.median(turn[name].processor for turn in turns),
        )
        for name in jobs
    }


def timed(job: Callable[[], None]) -> Took:
    """What a job takes."""
    before, start = sum(os.times()[:4]), time.perf_counter()
    job()
    return Took(time.perf_counter() - start, sum(os.times()[:4]) - before)


def reading(files: list[Path]) -> None:
    """Only read the files."""
    for path in files:
        load_scenario(path)


def checked(files: list[Path], processes: int) -> None:
    """Replay all, as ``replay --check`` does."""
    found = list(over_files(verdicts, files, Engine, processes=processes))
    wrong = [each for listed in found for each in listed if each.differences or each.error]
    if wrong:
        raise SystemExit(f"{len(wrong)} scenarios differ; the figures mean nothing.")


def looked_at(files: list[Path]) -> None:
    """Look for everything that is wrong, as ``scenario check`` does."""
    list(over_files(check, files, Engine, processes=2))


def command(folder: Path) -> None:
    """Start the program itself."""
    words = [*PROGRAM, "replay", str(folder), "--check"]
    subprocess.run(words, stdout=subprocess.DEVNULL, check=True)


def ratio(name: str, value: float, limit: float) -> None:
    """Print one ratio beside its limit."""
    print(f"{name:<26} {value:5.2f} (limit {limit}) {'ok' if value <= limit else 'TOO SLOW'}")


if __name__ == "__main__":
    main()
