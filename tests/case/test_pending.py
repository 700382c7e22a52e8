"""A large file takes its place when it is whole, and leaves nothing behind when it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from needcheck.case.pending import Pending
from needcheck.errors import StorageError


def test_what_was_there_stays_until_the_new_file_is_put(tmp_path: Path) -> None:
    """Nothing changes while it is written."""
    path = tmp_path / "a.csv"
    path.write_text("old")
    with Pending(path) as pending:
        pending.write(b"new")
        pending.flush()
        assert path.read_text() == "old"
        pending.put()
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_failure_leaves_no_temporary_file(tmp_path: Path) -> None:
    """Whatever the failure is."""
    pending = Pending(tmp_path / "a.csv")
    pending.write(b"new")
    pending.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["folder", "nowhere/a.csv"])
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, name: str) -> None:
    """A folder, or a folder that is not there."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(StorageError, match="nothing was written"):
        Pending(tmp_path / name)
