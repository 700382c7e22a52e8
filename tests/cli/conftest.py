"""What the tests of the command line share: a user folder with settings, and the program in it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal import Person, needcheck, people

Run = Callable[..., subprocess.CompletedProcess[str]]
Start = Callable[..., Person]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A user's needcheck folder that remembers Hull and a role."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "settings.toml").write_text('authority = "hull"\nrole = "education"\n', "utf-8")
    return folder


@pytest.fixture
def run(home: Path) -> Run:
    """Run a command line without a terminal."""
    return lambda *words, **how: needcheck(home, *map(str, words), **how)


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """Start the program in a terminal."""
    yield from people(home)


@pytest.fixture
def note(run: Run, tmp_path: Path) -> Path:
    """A saved note of a case on the harm route."""
    path = tmp_path / "case.toml"
    done = run("assess", "--set", "harm=suspected", "--note", path, "--no-input")
    assert done.returncode == 0, done.stderr
    return path
