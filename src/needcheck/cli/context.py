"""What only the command line may read: clock, environment, terminal, user folders, settings."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from needcheck.case.moments import LONDON, parse_date
from needcheck.case.store import Drafts, write_atomic
from needcheck.criteria.positions import read_toml
from needcheck.errors import InputError, Place, UsageError
from needcheck.interview.asker import Asker, View

if TYPE_CHECKING:
    from needcheck.jobs.engine import Engine
    from needcheck.output.page import Block

HOME = "NEEDCHECK_HOME"


@dataclass(frozen=True)
class Settings:
    """What is remembered of the person: authority, role and agency, nothing about a child."""

    authority: str = ""
    role: str = ""
    agency: str = ""


@dataclass(frozen=True)
class Context:
    """One run's surroundings.

    ``plain`` asks for plain lines whatever the terminal can do; ``data`` is a folder of a council's
    own criteria, laid over those shipped and over those in the user's folder.
    """

    plain: bool = False
    data: str = ""

    @cached_property
    def now(self) -> dt.datetime:
        """The moment of the run, in London."""
        return dt.datetime.now(LONDON)

    def moment(self, as_of: str) -> dt.datetime:
        """Now, or noon of another day given on the command line."""
        if not as_of:
            return self.now
        try:
            day = parse_date("--as-of", as_of)
        except InputError as error:
            raise UsageError(f"--as-of: {error.message}") from None
        return dt.datetime.combine(day, dt.time(12), LONDON)

    @property
    def can_ask(self) -> bool:
        """Whether there is somebody to ask: stdin and stderr are terminals."""
        streams = (sys.stdin, sys.stderr)
        return all(stream is not None and stream.isatty() for stream in streams)

    @property
    def simple(self) -> bool:
        """Whether only plain lines are wanted or possible."""
        dumb = os.environ.get("TERM", "") in ("dumb", "") and os.name != "nt"
        return self.plain or dumb or bool(os.environ.get("NO_COLOR"))

    @cached_property
    def home(self) -> Path:
        """The user's needcheck folder; ``NEEDCHECK_HOME`` overrides it."""
        if os.environ.get(HOME):
            return Path(os.environ[HOME])
        if os.name == "nt":
            return Path(os.environ.get("APPDATA", Path.home())) / "needcheck"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Application Support" / "needcheck"
        return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "needcheck"

    @property
    def criteria(self) -> Path:
        """The user's own criteria, laid over those shipped where the folder is there."""
        return self.home / "criteria"

    @cached_property
    def engine(self) -> Engine:
        """What loads criteria: those shipped, the user's own over them, those of ``--data`` last.

        CriteriaError where one of the folders holds something that would not be read.
        """
        from needcheck.jobs.engine import Engine

        own = (self.criteria,) if self.criteria.exists() else ()
        return Engine(overlays=(*own, *((Path(self.data),) if self.data else ())))

    @property
    def drafts(self) -> Drafts:
        """Where unfinished interviews are kept."""
        return Drafts(self.home / "drafts")

    @property
    def notes(self) -> Path:
        """Where notes go unless ``--note`` says otherwise."""
        return self.home / "notes"

    @cached_property
    def settings(self) -> Settings:
        """What is remembered; empty where nothing was."""
        path = self.home / "settings.toml"
        if not path.exists():
            return Settings()
        raw, _ = read_toml(path)
        unknown = sorted(set(raw) - set(Settings.__dataclass_fields__))
        if unknown or not all(isinstance(value, str) for value in raw.values()):
            place = Place(str(path))
            raise InputError("settings are authority, role and agency, each a text.", place=place)
        return Settings(**raw)

    def remember(self, settings: Settings) -> Path:
        """Write the settings; the file's path."""
        import tomli_w

        path = self.home / "settings.toml"
        self.home.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in vars(settings).items() if value}
        write_atomic(path, tomli_w.dumps(kept))
        return path

    def asker(self, render: Callable[[View], None]) -> Asker:
        """The front end that suits the terminal."""
        if self.simple or not self.can_ask:
            from needcheck.interview.plain import PlainAsker

            return PlainAsker(read_line, write_error, render)
        from needcheck.interview.terminal import TerminalAsker

        return TerminalAsker(render)

    def print_page(self, blocks: list[Block], *, error: bool = False) -> None:
        """Print a page on stdout (or stderr): styled on a terminal, plain elsewhere."""
        stream = sys.stderr if error else sys.stdout
        if self.simple or not stream.isatty():
            from needcheck.output.plain import plain_text

            stream.write(plain_text(blocks).rstrip("\n") + "\n")
        else:
            from rich.console import Console

            from needcheck.output.screen import print_blocks

            print_blocks(blocks, Console(file=stream))
        stream.flush()


def read_line() -> str:
    """One line from stdin; EOFError at its end."""
    line = sys.stdin.readline() if sys.stdin else ""
    if not line:
        raise EOFError
    return line.rstrip("\r\n")


def write_error(text: str) -> None:
    """Write to stderr at once."""
    sys.stderr.write(text)
    sys.stderr.flush()


def read_stdin() -> str:
    """All of stdin as text, at most what a file may have."""
    from needcheck.criteria.positions import LIMIT_BYTES, decode

    data = sys.stdin.buffer.read(LIMIT_BYTES + 1) if sys.stdin else b""
    if len(data) > LIMIT_BYTES:
        raise InputError(
            f"too much input: at most {LIMIT_BYTES:,} bytes are read.", place=Place("stdin")
        )
    return decode(data, "stdin")
