"""How long a person waits: start-up, the first question, and the result.

Run with ``python tests/bench/start.py``; not a test, since machines and their moods differ. All
figures are medians of runs that take turns, so that a slow moment hits each of them alike. The
ratios matter, not the milliseconds:

* ``--version`` and ``--help``: at most 1.5 times importing typer;
* the first question in a terminal: at most 1.3 times importing typer, questionary and pydantic and
  reading the data, which is done as the program does it (validated by pydantic models). Beside it
  stands the ratio to the mere parsing of the same files, with nothing of pydantic's in use;
* from the last answer to the result, with what other answers would change: 50 ms is the aim.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from needcheck.case.answers import Answers
from needcheck.criteria.load import data_root
from needcheck.jobs.engine import Engine, noon
from needcheck.output.plain import plain_text
from needcheck.output.report import report

RUNS = 9
RESULTS = 30
DAY = dt.date(2026, 11, 20)
PROGRAM = [sys.executable, "-m", "needcheck"]
READ = f"""
import tomllib
from pathlib import Path
root = Path({str(data_root())!r})
for folder in ("framework", "authorities/hull"):
    for path in sorted((root / folder).glob("*.toml")):
        tomllib.loads(path.read_text("utf-8"))
"""
IMPORTS = "import typer, questionary, pydantic\n"
LOAD = "from needcheck.criteria.load import load\nload('hull')\n"
CASES: dict[str, dict[str, object]] = {
    "nothing answered": {},
    "harm suspected": {"harm": "suspected"},
    "universal": {"harm": "no", "needs": "none", "impact": "none", "age": 8, "plan": "none"},
    "targeted": {
        "harm": "no",
        "impact": "impaired",
        "needs": "multiple",
        "coordination_required": "yes",
        "prompts": {"present": ["hul-355", "hul-356"], "looked_through": ["child", "parents"]},
    },
}


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "settings.toml").write_text('authority = "hull"\n', "utf-8")
        env = {**os.environ, "NEEDCHECK_HOME": folder, "TERM": "xterm-256color"}
        seconds = medians(
            {
                "python": lambda: run([sys.executable, "-c", "pass"], env),
                "import typer": lambda: run([sys.executable, "-c", "import typer"], env),
                "--version": lambda: run([*PROGRAM, "--version"], env),
                "--help": lambda: run([*PROGRAM, "--help"], env),
                "imports, data": lambda: run([sys.executable, "-c", IMPORTS + LOAD], env),
                "imports, parsing": lambda: run([sys.executable, "-c", IMPORTS + READ], env),
                "first question": lambda: first_question(env),
                "result of --set": lambda: run(
                    [*PROGRAM, "assess", "--set", "harm=suspected", "--no-input"], env
                ),
            }
        )
    for name, value in seconds.items():
        print(f"{name:<18} {value * 1000:6.0f} ms")
    ratio("--version / import typer", seconds["--version"] / seconds["import typer"], 1.5)
    ratio("--help / import typer", seconds["--help"] / seconds["import typer"], 1.5)
    first = seconds["first question"]
    ratio("first question / imports, data", first / seconds["imports, data"], 1.3)
    print(f"first question / imports, parsing  {first / seconds['imports, parsing']:5.2f}")
    for name, value in results().items():
        print(f"result, {name:<18} {value * 1000:6.1f} ms (aim 50)")


def medians(jobs: dict[str, Callable[[], float]]) -> dict[str, float]:
    """The median seconds of each job, over runs in turns; the first turn warms up."""
    turns = [{name: job() for name, job in jobs.items()} for _ in range(RUNS + 1)][1:]
    return {name: statistics.median(turn[name] for turn in turns) for name in jobs}


def run(command: list[str], env: dict[str, str]) -> float:
    """Seconds until a command has ended."""
    start = time.perf_counter()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def first_question(env: dict[str, str]) -> float:
    """Seconds from the start until the first question stands on a terminal."""
    import pty

    start = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(PROGRAM[0], [*PROGRAM, "assess"], env)  # noqa: S606 -- the program itself
    seen = b""
    while b"Ctrl-X" not in seen:
        seen += os.read(terminal, 65536)
    took = time.perf_counter() - start
    os.write(terminal, b"\x03")
    drain(terminal)
    os.waitpid(child, 0)
    os.close(terminal)
    return took


def drain(terminal: int) -> None:
    """Read until the other end is gone."""
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:
        return


def results() -> dict[str, float]:
    """The median seconds from answers to the printed result, case by case."""
    engine = Engine()
    recommender = engine.recommender("hull", "level")
    gate = engine.session("hull", "level", noon(DAY)).gate

    def once(answers: Answers) -> float:
        start = time.perf_counter()
        plain_text(report(recommender.recommend(answers, DAY)))
        return time.perf_counter() - start

    def median(times: Iterable[float]) -> float:
        return statistics.median(times)

    read = {name: gate.read(raw, lambda path: nowhere()) for name, raw in CASES.items()}
    return {name: median(once(given) for _ in range(RESULTS)) for name, given in read.items()}


def nowhere() -> object:
    """The place of answers that stand in no file."""
    from needcheck.errors import Place

    return Place("bench")


def ratio(name: str, value: float, limit: float) -> None:
    """Print one ratio beside its limit."""
    print(f"{name:<34} {value:5.2f} (limit {limit}) {'ok' if value <= limit else 'TOO SLOW'}")


if __name__ == "__main__":
    main()
