"""The program in a real terminal: a pseudo-terminal, and the screen that a person would see.

``Person`` presses keys and counts them. ``Person.walk`` answers an interview by what its questions
say, so that a test states answers and not the order of questions.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pexpect
import pyte

PROGRAM = [sys.executable, "-m", "needcheck"]
KEYS = "F1 help  Ctrl-B back  Ctrl-R review  Ctrl-X save and quit"
QUIET = 0.04
PATIENCE = 60
NUMBER = re.compile(r"Question (\d+)")
BELOW = (" Type a number, then", "Type a number", "Type part", " Answer", ">  0", "   0")


def environment(home: Path, **more: str) -> dict[str, str]:
    """A clean environment with the user's needcheck folder at ``home``."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "SYSTEMROOT", "TMPDIR")
            if name in os.environ}  # fmt: skip
    return {
        **kept,
        "HOME": str(home),
        "NEEDCHECK_HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "TERM": "xterm-256color",
        **more,
    }


def needcheck(
    home: Path,
    *words: str,
    stdin: str | bytes | None = "",
    cwd: Path | None = None,
    **more: str,
) -> subprocess.CompletedProcess[str]:
    """Run one command line without a terminal; with ``stdin`` None from the null device."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [*PROGRAM, *words],
        input=given,
        stdin=subprocess.DEVNULL if given is None else None,
        capture_output=True,
        cwd=cwd,
        env=environment(home, **more),
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


class Person:
    """A person at a terminal in which needcheck runs.

    ``keys`` counts what ``press`` sends (an escape sequence is one key); ``typed`` free text is
    not counted.
    """

    def __init__(
        self, home: Path, *words: str, columns: int = 80, rows: int = 24, **more: str
    ) -> None:
        self.screen = pyte.HistoryScreen(columns, rows, history=5000, ratio=0.5)
        self.stream = pyte.Stream(self.screen)
        self.raw = ""
        self.keys = 0
        self.last = ""
        self.child = pexpect.spawn(
            PROGRAM[0],
            [*PROGRAM[1:], *words],
            dimensions=(rows, columns),
            encoding="utf-8",
            codec_errors="replace",
            env=environment(home, **more),
        )
        self.screen.write_process_input = self.child.send

    # What is seen

    @property
    def lines(self) -> list[str]:
        """The screen, line by line."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """The screen as one text in which wrapped lines run on."""
        return " ".join(" ".join(self.lines).split())

    @property
    def scrolled(self) -> list[str]:
        """Everything that scrolled away, and the screen."""
        above = [
            "".join(row[column].data for column in range(self.screen.columns)).rstrip()
            for row in self.screen.history.top
        ]
        return [*above, *self.lines]

    @property
    def asked(self) -> str:
        """The question on the screen with its number, "" where none is ready for an answer."""
        lines = self.lines
        starts = [at for at, line in enumerate(lines) if NUMBER.fullmatch(line)]
        if not starts or "Ctrl-X s" not in self.text:
            return ""
        found = [lines[starts[-1]]]
        for line in lines[starts[-1] + 1 :]:
            if line.startswith(BELOW) or not line:
                break
            found.append(line)
        return " ".join(found)

    # What is done

    def press(self, keys: str) -> None:
        """Press keys, counted."""
        self.keys += len(re.sub(r"\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Z])", "k", keys))
        self.child.send(keys)

    def type(self, text: str) -> None:
        """Type free text, not counted."""
        self.child.send(text)

    def until(self, fits: Callable[[], bool], what: str) -> None:
        """Feed the screen until it fits and is quiet; fails with the screen."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                part = self.child.read_nonblocking(65536, QUIET)
            except pexpect.TIMEOUT:
                if fits():
                    return
            except pexpect.EOF:
                break
            else:
                self.raw += part
                self.stream.feed(part)
        assert fits(), f"not seen: {what}\n" + "\n".join(self.lines)

    def see(self, *texts: str) -> None:
        """Wait until all these texts are on the screen, wherever lines are wrapped."""
        self.until(lambda: all(text in self.text for text in texts), str(texts))

    def see_question(self, *texts: str) -> str:
        """Wait for a question that was not there before and holds these texts; its words."""
        self.until(
            lambda: self.asked not in ("", self.last) and all(t in self.asked for t in texts),
            f"a question with {texts}",
        )
        self.last = self.asked
        return self.last

    def walk(
        self,
        answers: Mapping[str, str],
        *,
        until: str = "Saved:",
        look: Callable[[Person], None] = lambda person: None,
    ) -> list[str]:
        """Answer every question until the screen shows ``until``; the questions answered.

        ``answers`` maps a part of a question to the keys that answer it. What it does not name is
        answered by Enter. A value that starts with ``"`` is free text, followed by Enter.
        ``look`` is called with each question on the screen. A question that holds ``until`` is
        left unanswered.
        """
        seen: list[str] = []
        while True:
            self.until(lambda: self.asked not in ("", self.last) or until in self.text, until)
            if self.asked in ("", self.last):
                return seen
            self.last = self.asked
            look(self)
            if until in self.last:
                return seen
            seen.append(self.last)
            keys = next((keys for part, keys in answers.items() if part in self.last), "\r")
            if keys.startswith('"'):
                self.type(keys[1:])
                keys = "\r"
            self.press(keys)

    def end(self) -> int:
        """Wait for the end of the program; its exit code."""
        self.until(lambda: not self.child.isalive(), "the end of the program")
        self.child.close()
        code = self.child.exitstatus
        assert code is not None, f"ended by signal {self.child.signalstatus}"
        return code


def people(home: Path) -> Iterator[Callable[..., Person]]:
    """For a fixture: start people at terminals; whoever is left at the end is sent away."""
    started: list[Person] = []

    def start(*words: str, at: Path = home, **how: object) -> Person:
        started.append(Person(at, *words, **how))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for person in started:
        person.child.close(force=True)


def lines_over(text: str, columns: int) -> Sequence[str]:
    """The lines of a text that are longer than so many columns."""
    return [line for line in text.splitlines() if len(line) > columns]
