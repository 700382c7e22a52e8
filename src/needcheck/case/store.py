"""Keeping files: a file is either the old one or the new one, whole, whatever happens.

Text goes to a temporary file in the same folder (0600), is flushed to the disk and takes the
place of the old file in one step. A failure leaves the old file as it was and no temporary
file; a killed process may leave one, which a later write of the same file removes.
"""

from __future__ import annotations

import errno
import hashlib
import math
import os
import re
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from needcheck.criteria.positions import decode, read_bytes
from needcheck.errors import InputError, Place, StorageError, UsageError

_HELD_BY_ANOTHER_PROGRAM = frozenset({5, 32, 33})
_REPLACE_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
_NO_LINKS_HERE = frozenset({"EPERM", "EACCES", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EINVAL"})
_ABANDONED_SECONDS = 60
_DRAFT_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")

_WHY = {
    "ENOSPC": "the disk is full",
    "EDQUOT": "your share of the disk is full",
    "EACCES": "you have no permission to write there",
    "EPERM": "you have no permission to write there",
    "EROFS": "that disk can only be read",
    "ENOENT": "its folder does not exist",
    "ENOTDIR": "its folder is not a folder",
    "ENAMETOOLONG": "its name is too long",
}


def write_atomic(path: Path, text: str) -> None:
    """Write UTF-8 text, whole or not at all; ``StorageError`` says why not.

    A symbolic link stays and the file it points to is replaced.
    """
    _write(path, text, replace_file)


def fingerprint(path: Path) -> str | None:
    """SHA-256 of the bytes of a file, as hex; None where there is no file."""
    try:
        return fingerprint_of(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise StorageError(f"the file cannot be read: {why_not(exc)}.", place=_at(path)) from exc


def fingerprint_of(data: bytes) -> str:
    """SHA-256 of bytes, as hex."""
    return hashlib.sha256(data).hexdigest()


def replace_unchanged(path: Path, text: str, expected_fingerprint: str | None) -> str:
    """Write as ``write_atomic`` does unless someone else wrote first; the new fingerprint.

    ``expected_fingerprint`` is that of the file when it was read, None where there was none.
    The comparison is made last thing before the file is replaced.
    """

    def put(temporary: Path, target: Path) -> None:
        if expected_fingerprint is None:
            _put_new(temporary, target)
        elif (found := fingerprint(target)) != expected_fingerprint:
            raise _changed(path, gone=found is None)
        else:
            replace_file(temporary, target)

    return fingerprint_of(_write(path, text, put))


def _changed(path: Path, *, gone: bool = False, new: bool = False) -> StorageError:
    """Refuse to overwrite what somebody else wrote, and say what to do."""
    what = "is already there" if new else "has been changed since it was read"
    what = "has been moved or removed since it was read" if gone else what
    return StorageError(
        f"this file {what}; nothing was written.",
        place=_at(path),
        hint="Save under another name, or open this file again and repeat the change.",
    )


def _write(path: Path, text: str, put: Callable[[Path, Path], None]) -> bytes:
    """Write to a temporary file and ``put`` it in place; the bytes written."""
    try:
        data = text.encode("utf-8")
        target = path.resolve()
        if target.exists() and not target.is_file():
            what = "a folder" if target.is_dir() else "not an ordinary file"
            raise StorageError(f"nothing was written: this is {what}.", place=_at(path))
        temporary = _write_temporary(target, data)
        try:
            put(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
    except UnicodeEncodeError as exc:
        message = "nothing was written: the text has characters that UTF-8 cannot hold."
        raise StorageError(message, place=_at(path)) from exc
    except (OSError, ValueError, RuntimeError) as exc:
        raise StorageError(f"nothing was written: {why_not(exc)}.", place=_at(path)) from exc
    sync_folder(target.parent)
    sweep(target, only_abandoned=True)
    return data


def _write_temporary(target: Path, data: bytes) -> Path:
    """Make a flushed file with ``data`` in the folder of ``target``; none if that fails."""
    handle, name = tempfile.mkstemp(
        dir=target.parent, prefix=temporary_prefix(target), suffix=".tmp"
    )
    try:
        try:
            _write_all(handle, data)
            os.fsync(handle)
        finally:
            os.close(handle)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _write_all(handle: int, data: bytes) -> None:
    """Write every byte, however many the system takes at a time."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def replace_file(temporary: Path, target: Path) -> None:
    """Put the file in place; on Windows wait while a scanner or viewer holds the old one."""
    for pause in (*_REPLACE_PAUSES, None):
        try:
            temporary.replace(target)
        except OSError as exc:
            held = getattr(exc, "winerror", None) in _HELD_BY_ANOTHER_PROGRAM
            if pause is None or not held:
                raise
            time.sleep(pause)
        else:
            return


def _put_new(temporary: Path, target: Path) -> None:
    """Put the file in place where nothing may be yet, in one step where the disk has links."""
    try:
        target.hardlink_to(temporary)
    except FileExistsError:
        raise _changed(target, new=True) from None
    except OSError as exc:
        if _code(exc) not in _NO_LINKS_HERE:
            raise
        if target.exists():
            raise _changed(target, new=True) from None
        replace_file(temporary, target)


def sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can.

    The file is in place already, so a system that cannot do this is no failure.
    """
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def temporary_prefix(target: Path) -> str:
    """How temporary files for ``target`` begin: short, whatever its name."""
    return f".needcheck-{fingerprint_of(target.name.encode('utf-8', 'replace'))[:12]}-"


def sweep(target: Path, *, only_abandoned: bool) -> None:
    """Remove what killed processes left beside ``target``.

    ``only_abandoned`` spares what another process may be writing at this moment: whatever is
    less than a minute older than ``target``.
    """
    with suppress(OSError):
        before = target.stat().st_mtime - _ABANDONED_SECONDS if only_abandoned else math.inf
        for left in target.parent.glob(f"{temporary_prefix(target)}*.tmp"):
            if left.stat().st_mtime < before:
                left.unlink(missing_ok=True)


def why_not(exc: Exception) -> str:
    """Give the reason in words."""
    if not isinstance(exc, OSError):
        return "its name cannot be used"
    return _WHY.get(_code(exc), exc.strerror or "the system refused")


def _code(exc: OSError) -> str:
    """Return the system's name for an error, such as ``ENOSPC``."""
    return errno.errorcode.get(exc.errno or 0, "")


def _at(path: Path) -> Place:
    """Name the file as a place."""
    return Place(str(path))


@dataclass(frozen=True)
class DraftEntry:
    """One draft in the folder: its name and when it was written (UTC)."""

    name: str
    updated: datetime


class Drafts:
    """Unfinished notes in one folder (0700 on POSIX), one ``NAME.toml`` file each.

    A name has letters, digits, ``-`` and ``_`` only (``UsageError`` otherwise).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, name: str, text: str) -> None:
        """Write a draft and flush it to the disk; whole even if the process is killed."""
        path = self._path(name)
        self._make_folder()
        write_atomic(path, text)

    def load(self, name: str) -> str:
        """Return the text of a draft; ``InputError`` where it is not there or not readable."""
        path = self._path(name)
        if not path.exists():
            raise InputError(f"there is no draft '{name}'.", hint="List them: needcheck drafts.")
        return decode(read_bytes(path), str(path))

    def list(self) -> tuple[DraftEntry, ...]:
        """All drafts, the newest first; none where there is no folder yet."""
        found: dict[DraftEntry, int] = {}
        for path in self.folder.glob("*.toml"):
            with suppress(FileNotFoundError):
                written = path.stat().st_mtime_ns
                found[DraftEntry(path.stem, datetime.fromtimestamp(written / 1e9, UTC))] = written
        return tuple(sorted(found, key=lambda entry: (-found[entry], entry.name)))

    def remove(self, name: str) -> None:
        """Remove a draft and what killed processes left of it; no error if it is not there."""
        path = self._path(name)
        try:
            path.unlink(missing_ok=True)
        except OSError as exc:
            message = f"the draft could not be removed: {why_not(exc)}."
            raise StorageError(message, place=_at(path)) from exc
        sweep(path, only_abandoned=False)

    def _path(self, name: str) -> Path:
        """Return the file of a draft."""
        if not _DRAFT_NAME.fullmatch(name):
            raise UsageError("a draft's name has letters, digits, - and _ only, at most 100.")
        return self.folder / f"{name}.toml"

    def _make_folder(self) -> None:
        """Make the folder, for the person alone where the system has such rights."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if os.name != "nt":
                self.folder.chmod(0o700)
        except OSError as exc:
            message = f"the folder for drafts cannot be made: {why_not(exc)}."
            raise StorageError(message, place=_at(self.folder)) from exc
