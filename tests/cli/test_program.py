"""Commands that are printed: they start this program from where they are read, on one line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from needcheck.cli import program
from tests.terminal import lines_over


def executable(path: Path) -> Path:
    """A file that can be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", "utf-8")
    path.chmod(0o755)
    return path


def test_on_the_path_the_name_is_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Who installed it on the PATH types the name."""
    own = executable(tmp_path / "bin" / "needcheck")
    monkeypatch.setenv("PATH", str(own.parent))
    monkeypatch.setattr(sys, "argv", [str(own)])
    assert program.command("show", "A7") == "needcheck show A7"


def test_beside_the_path_it_is_called_as_it_was(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """README's own environment below this folder; another needcheck on the PATH is not this one."""
    other = executable(tmp_path / "bin" / "needcheck")
    own = executable(tmp_path / "here" / ".venv-needcheck" / "bin" / "needcheck")
    monkeypatch.setenv("PATH", str(other.parent))
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(sys, "argv", [".venv-needcheck/bin/needcheck", "assess"])
    assert program.command("notes") == ".venv-needcheck/bin/needcheck notes"
    monkeypatch.setattr(sys, "argv", [str(own)])
    assert program.command("notes") == ".venv-needcheck/bin/needcheck notes"


def test_a_link_to_the_same_program_elsewhere_is_another_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Two environments share one Python by links: the name on the PATH may mean the other."""
    python = executable(tmp_path / "usr" / "python3")
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "python3").symlink_to(python)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "two" / "python3"))
    monkeypatch.setattr(sys, "argv", ["/somewhere/needcheck/__main__.py"])
    monkeypatch.setenv("PATH", str(tmp_path / "two"))
    assert program.program() == "python3 -m needcheck"
    monkeypatch.setenv("PATH", str(tmp_path / "one"))
    assert program.program() == f"{tmp_path / 'two' / 'python3'} -m needcheck"


def test_a_command_that_does_not_fit_one_line_is_said_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A command broken over two lines cannot be copied; README says what the name stands for."""
    own = executable(tmp_path / ("a" * 80) / "needcheck")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "argv", [str(own)])
    assert program.command("assess", "--resume", "x") == "needcheck assess --resume x"


def test_a_path_with_a_space_is_one_word(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is printed can be pasted."""
    own = executable(tmp_path / "my tools" / "needcheck")
    monkeypatch.setenv("PATH", "")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(own)])
    assert program.command("show", "a note.toml") == '"my tools/needcheck" show "a note.toml"'


def test_what_is_said_beside_the_result_keeps_eighty_columns(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A long sentence is wrapped, and nothing in it reaches the terminal as a control."""
    program.say("word " * 60 + "\x1b[2Jend")
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("needcheck: word")
    assert not lines_over(said.err, 80)
    assert "\x1b" not in said.err
