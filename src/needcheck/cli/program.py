"""How needcheck was started, and words for the person beside the result: both on stderr's side.

A command that is printed must work where it is read: not everybody has needcheck on the PATH.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from needcheck.interview.shown import wrapped

NAME = "needcheck"
WIDTH = 80
INDENT = 2


def program() -> str:
    """The words that start this program from here: its name, its path, or Python's module call."""
    started = Path(sys.argv[0])
    if started.name == "__main__.py":
        return f"{_findable('python3', 'python', path=Path(sys.executable))} -m {NAME}"
    return _findable(NAME, path=started)


def command(*words: str) -> str:
    """A command line that works from here; by name alone where it would not fit on one line."""
    line = " ".join([program(), *map(as_word, words)])
    if len(line) <= WIDTH - INDENT:
        return line
    return " ".join([NAME, *map(as_word, words)])


def as_word(text: str) -> str:
    """A path or a reference as one word of a command line."""
    return f'"{text}"' if " " in text else text


def say(sentence: str) -> None:
    """Say something beside the result, on stderr, in lines of at most 80 columns."""
    lines = wrapped(f"{NAME}: {sentence}", WIDTH)
    sys.stderr.write("".join(f"{line}\n" for line in lines))


def _findable(*names: str, path: Path) -> str:
    """The first of the names that the PATH finds as this very file, else the path, made short."""
    for name in names:
        found = shutil.which(name)
        if found and Path(found).resolve() == path.resolve() and _same_place(Path(found), path):
            return name
    try:
        return as_word(str(path.absolute().relative_to(Path.cwd())))
    except (OSError, ValueError):
        return as_word(str(path))


def _same_place(found: Path, path: Path) -> bool:
    """Whether two links to one program stand in one folder: environments share a Python."""
    return found.absolute().parent == path.absolute().parent
