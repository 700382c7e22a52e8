"""A file is the old one or the new one, whole, whatever happens."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from needcheck.case import store
from needcheck.case.store import Drafts, fingerprint, replace_unchanged, write_atomic
from needcheck.errors import InputError, StorageError, UsageError

posix = pytest.mark.skipif(sys.platform == "win32", reason="rights as POSIX has them")


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """Make a file with old text, alone in its folder."""
    path = tmp_path / "note.toml"
    path.write_text("old", encoding="utf-8")
    return path


def names_in(folder: Path) -> list[str]:
    """Return the names of all files in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


def untouched(path: Path) -> bool:
    """Whether the old text stands and nothing lies beside it."""
    return path.read_text(encoding="utf-8") == "old" and names_in(path.parent) == [path.name]


def fail_with(code: int) -> Callable[..., None]:
    """Make a stand-in for a system call that fails."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


def test_text_is_written_as_utf8_without_changing_line_ends(note: Path) -> None:
    """What is written is the text, byte for byte, and nothing is left beside it."""
    write_atomic(note, "ä\r\n\u2028")
    assert note.read_bytes() == "ä\r\n\u2028".encode()
    assert names_in(note.parent) == [note.name]


@posix
def test_the_disk_has_the_text_before_the_name(note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text is written and flushed, then the name is changed, then the folder is flushed."""
    steps: list[str] = []
    for call in ("write", "fsync", "replace"):
        real = getattr(os, call)

        def noted(*given: object, _call: str = call, _real: Callable[..., object] = real) -> object:
            steps.append(_call)
            return _real(*given)

        monkeypatch.setattr(os, call, noted)
    write_atomic(note, "new")
    assert steps == ["write", "fsync", "replace", "fsync"]


@posix
def test_the_file_is_for_its_owner_alone(note: Path) -> None:
    """A file has mode 0600, also where the old one could be read by others."""
    note.chmod(0o644)
    write_atomic(note, "new")
    assert stat.S_IMODE(note.stat().st_mode) == 0o600


@posix
def test_a_link_stays_a_link(note: Path) -> None:
    """A symbolic link keeps pointing at the file, which gets the new text."""
    link = note.parent / "link.toml"
    link.symlink_to(note)
    write_atomic(link, "new")
    assert link.is_symlink()
    assert note.read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize(
    ("call", "code", "said"),
    [
        ("write", errno.ENOSPC, "the disk is full"),
        ("fsync", errno.ENOSPC, "the disk is full"),
        ("write", errno.EDQUOT, "your share of the disk is full"),
        ("open", errno.EROFS, "that disk can only be read"),
        ("open", errno.EACCES, "you have no permission to write there"),
        ("replace", errno.EACCES, "you have no permission to write there"),
        ("replace", errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_a_failure_leaves_the_old_file(
    note: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, said: str
) -> None:
    """Whichever step fails, the old file stands, nothing is left over, the reason is said."""
    with monkeypatch.context() as broken:
        broken.setattr(os, call, fail_with(code))
        with pytest.raises(StorageError, match=f"nothing was written: {said}") as caught:
            write_atomic(note, "new")
    assert untouched(note)
    assert caught.value.exit_code == 3


def test_a_disk_that_fills_half_way_leaves_the_old_file(
    note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Part of the text on the disk is not the new file."""
    real, calls = os.write, iter([3])

    def write(handle: int, data: memoryview) -> int:
        if (size := next(calls, None)) is None:
            raise OSError(errno.ENOSPC, "full")
        return real(handle, data[:size])

    with monkeypatch.context() as broken:
        broken.setattr(os, "write", write)
        with pytest.raises(StorageError):
            write_atomic(note, "new text")
    assert untouched(note)


def test_short_writes_are_continued(note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that takes few bytes at a time gets them all."""
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[:2]))
    write_atomic(note, "seven..")
    assert note.read_text(encoding="utf-8") == "seven.."


def test_ctrl_c_while_writing_leaves_nothing_behind(
    note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interruption is passed on; the old file stands and the temporary file is gone."""

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            write_atomic(note, "new")
    assert untouched(note)


def test_places_that_cannot_hold_a_file_are_named(tmp_path: Path) -> None:
    """A folder, a missing folder, a file as folder and unusable names each have their sentence."""
    (tmp_path / "file").write_text("x")
    for path, said in (
        (tmp_path, "this is a folder"),
        (tmp_path / "none" / "a", "its folder does not exist"),
        (tmp_path / "file" / "a", "its folder is not a folder"),
        (tmp_path / ("a" * 300), "its name is too long"),
        (tmp_path / "a\0b", "its name cannot be used"),
    ):
        with pytest.raises(StorageError, match=said):
            write_atomic(path, "new")
    assert names_in(tmp_path) == ["file"]


@posix
def test_a_device_is_not_replaced() -> None:
    """Only ordinary files are replaced."""
    with pytest.raises(StorageError, match="not an ordinary file"):
        write_atomic(Path("/dev/null"), "new")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_text_that_utf8_cannot_hold_is_refused(note: Path) -> None:
    """Half a character is refused before anything is written."""
    with pytest.raises(StorageError, match="UTF-8"):
        write_atomic(note, "\ud800")
    assert untouched(note)


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="needs a folder that may not be written"
)
def test_a_folder_that_may_not_be_written_is_said(note: Path) -> None:
    """Without the right to write the old file stands."""
    note.parent.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="no permission"):
            write_atomic(note, "new")
        assert untouched(note)
    finally:
        note.parent.chmod(0o700)


def windows_error(number: int) -> PermissionError:
    """Make the error that Windows gives, on any system."""
    error = PermissionError(errno.EACCES, "denied")
    error.winerror = number  # type: ignore[attr-defined,unused-ignore]
    return error


@pytest.mark.parametrize(("number", "tries"), [(5, 3), (32, 3), (33, 3), (19, 1), (None, 1)])
def test_only_files_held_by_another_program_are_tried_again(
    note: Path, monkeypatch: pytest.MonkeyPatch, number: int | None, tries: int
) -> None:
    """Windows errors 5, 32 and 33 pass when waited for; any other is an error at once."""
    real, calls = os.replace, []

    def replace(*names: str) -> None:
        calls.append(names)
        if len(calls) < 3:
            raise windows_error(number) if number else PermissionError(errno.EACCES, "denied")
        real(*names)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with contextlib.nullcontext() if tries == 3 else pytest.raises(StorageError):
        write_atomic(note, "new")
    assert len(calls) == tries
    assert note.read_text() == ("new" if tries == 3 else "old")


def test_waiting_for_another_program_ends(note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that stays held is an error after a few tries, and the old file stands."""
    pauses: list[float] = []

    def replace(*_: str) -> None:
        raise windows_error(32)

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", replace)
        broken.setattr(time, "sleep", pauses.append)
        with pytest.raises(StorageError):
            write_atomic(note, "new")
    assert 0 < sum(pauses) < 3
    assert untouched(note)


def test_a_fingerprint_is_of_the_bytes(note: Path) -> None:
    """The same bytes have the same fingerprint; no file has none; a folder is an error."""
    first = fingerprint(note)
    write_atomic(note, "old")
    assert fingerprint(note) == first
    write_atomic(note, "old\n")
    assert fingerprint(note) != first
    assert fingerprint(note.parent / "none") is None
    with pytest.raises(StorageError):
        fingerprint(note.parent)


def test_an_unchanged_file_is_replaced_again_and_again(note: Path) -> None:
    """The fingerprint that is returned serves for the next time."""
    seen = fingerprint(note)
    for text in ("one", "two"):
        seen = replace_unchanged(note, text, seen)
    assert seen == fingerprint(note)
    assert note.read_text() == "two"


def test_a_file_changed_meanwhile_is_not_overwritten(note: Path) -> None:
    """What somebody else wrote since stands, and the error says what to do."""
    seen = fingerprint(note)
    note.write_text("theirs")
    with pytest.raises(StorageError, match=r"changed since it was read.*another name"):
        replace_unchanged(note, "mine", seen)
    assert note.read_text() == "theirs"
    assert names_in(note.parent) == [note.name]


def test_a_file_removed_meanwhile_does_not_come_back(note: Path) -> None:
    """A note that was moved away is not made again under the old name."""
    seen = fingerprint(note)
    note.unlink()
    with pytest.raises(StorageError, match="moved or removed"):
        replace_unchanged(note, "mine", seen)
    assert names_in(note.parent) == []


@pytest.mark.parametrize("links", [True, False])
def test_a_new_file_never_overwrites(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """Where no file was expected, one that is there stands, on disks without links too."""
    if not links:
        monkeypatch.setattr(os, "link", fail_with(errno.EPERM))
    path = tmp_path / "new.toml"
    assert replace_unchanged(path, "mine", None) == fingerprint(path)
    with pytest.raises(StorageError, match="already there"):
        replace_unchanged(path, "again", None)
    assert path.read_text() == "mine"
    assert names_in(tmp_path) == ["new.toml"]
    assert path.stat().st_nlink == 1


def test_a_file_that_appears_at_the_last_moment_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two programs that make the same file: the second is refused, whenever it comes."""
    path, real = tmp_path / "new.toml", os.link

    def link(*names: str, **options: bool) -> None:
        path.write_text("theirs")
        real(*names, **options)

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(StorageError, match="already there"):
        replace_unchanged(path, "mine", None)
    assert path.read_text() == "theirs"


def test_what_a_killed_write_left_is_removed_later(note: Path) -> None:
    """Old leftovers of the same file go; those of now and of other files stay."""
    ours, theirs = store.temporary_prefix(note), store.temporary_prefix(note.parent / "other.toml")
    for name, age in ((f"{ours}a.tmp", 3600), (f"{ours}b.tmp", 0), (f"{theirs}c.tmp", 3600)):
        left = note.parent / name
        left.write_text("left")
        then = note.stat().st_mtime - age
        os.utime(left, (then, then))
    write_atomic(note, "new")
    assert set(names_in(note.parent)) == {note.name, f"{ours}b.tmp", f"{theirs}c.tmp"}


def test_drafts_come_back_newest_first(tmp_path: Path) -> None:
    """Drafts are listed by when they were written; anything else in the folder is not a draft."""
    drafts = Drafts(tmp_path / "data" / "drafts")
    assert drafts.list() == ()
    for age, name in enumerate(("new", "middle", "old")):
        drafts.save(name, f"text of {name}")
        os.utime(drafts.folder / f"{name}.toml", (1_700_000_000 - age, 1_700_000_000 - age))
    (drafts.folder / "readme.txt").write_text("x")
    assert [entry.name for entry in drafts.list()] == ["new", "middle", "old"]
    assert drafts.list()[0].updated.isoformat() == "2023-11-14T22:13:20+00:00"
    assert drafts.load("middle") == "text of middle"
    drafts.remove("middle")
    drafts.remove("middle")
    assert [entry.name for entry in drafts.list()] == ["new", "old"]


def test_a_draft_that_is_not_there_is_said(tmp_path: Path) -> None:
    """An unknown draft and an unreadable one are input errors."""
    drafts = Drafts(tmp_path)
    with pytest.raises(InputError, match="no draft 'none'"):
        drafts.load("none")
    (tmp_path / "bad.toml").write_bytes(b"\xff")
    with pytest.raises(InputError, match="UTF-8"):
        drafts.load("bad")


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\\b", "a b", "ä", "a.toml", "a\n", "x" * 101])
def test_a_draft_name_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    """Only letters, digits, - and _ make a name, for every function that takes one."""
    drafts = Drafts(tmp_path / "drafts")
    for use in (lambda: drafts.save(name, "x"), lambda: drafts.load(name)):
        with pytest.raises(UsageError, match="letters, digits"):
            use()
    with pytest.raises(UsageError, match="letters, digits"):
        drafts.remove(name)
    assert names_in(tmp_path) == []


@posix
def test_the_draft_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The folder has mode 0700, also where it was wider before."""
    folder = tmp_path / "drafts"
    folder.mkdir(mode=0o755)
    Drafts(folder).save("a", "x")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_draft_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """A file in the way of the folder is a storage error."""
    (tmp_path / "drafts").write_text("x")
    with pytest.raises(StorageError, match="folder for drafts cannot be made"):
        Drafts(tmp_path / "drafts").save("a", "x")


WRITER = """
import os, sys
from pathlib import Path
from needcheck.case.store import Drafts, fingerprint, replace_unchanged

folder, number = Path(sys.argv[1]), int(sys.argv[2])
drafts, note = Drafts(folder), folder / "note.txt"
seen = fingerprint(note)
while True:
    number += 1
    text = f"{number} " + "x" * 20_000 + " end"
    drafts.save("draft", text)
    os.write(1, b"d%d\\n" % number)
    seen = replace_unchanged(note, text, seen)
    os.write(1, b"n%d\\n" % number)
"""


def whole_number(path: Path) -> int:
    """Return the number of a whole text that ``WRITER`` wrote; 0 where there is no file."""
    if not path.exists():
        return 0
    number, body, end = path.read_text(encoding="utf-8").split(" ")
    assert body == "x" * 20_000
    assert end == "end"
    return int(number)


def run_and_kill(folder: Path, number: int, seconds: float) -> dict[str, int]:
    """Start the writer, kill it ``seconds`` after its first write; the last numbers it reported."""
    command = [sys.executable, "-c", WRITER, str(folder), str(number)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(seconds)
        writer.kill()
        lines = (first + writer.stdout.read()).split()
    assert writer.returncode == -signal.SIGKILL
    return {
        kind: max((int(x[1:]) for x in lines if x[:1] == kind.encode()), default=0) for kind in "dn"
    }


@posix
def test_a_killed_process_leaves_whole_files(tmp_path: Path) -> None:
    """Killed at any instant, the file is whole and holds the last text reported as written."""
    chance, number, kept = random.Random(2018), 0, 0
    for _ in range(25):
        reported = run_and_kill(tmp_path, number, chance.uniform(0, 0.03))
        draft, note = whole_number(tmp_path / "draft.toml"), whole_number(tmp_path / "note.txt")
        assert reported["d"] <= draft <= reported["d"] + 1
        assert max(reported["n"], kept) <= note <= max(reported["n"], number) + 1
        number, kept = draft, note
    drafts = Drafts(tmp_path)
    assert [entry.name for entry in drafts.list()] == ["draft"]
    drafts.remove("draft")
    assert not list(tmp_path.glob(f"{store.temporary_prefix(tmp_path / 'draft.toml')}*"))
