"""Files too large to hold in memory: written beside their place, and put there when whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from needcheck.case import store
from needcheck.errors import Place, StorageError


class Pending:
    """A file that is not there until ``put``; what was there before stays until then.

    As a context it leaves no temporary file behind, whatever happens. ``StorageError`` says why
    something could not be written; ``write`` raises it, too.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._target = path.resolve()
        if self._target.exists() and not self._target.is_file():
            what = "a folder" if self._target.is_dir() else "not an ordinary file"
            raise StorageError(f"nothing was written: this is {what}.", place=Place(str(path)))
        try:
            handle, name = tempfile.mkstemp(
                dir=self._target.parent, prefix=store.temporary_prefix(self._target), suffix=".tmp"
            )
        except OSError as error:
            raise self._failed(error) from error
        self.temporary = Path(name)
        self.file: BinaryIO = os.fdopen(handle, "wb")

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the temporary file away unless it was put in place."""
        try:
            self.file.close()
        except OSError:  # what was left to write does not fit, and is not wanted any more
            pass
        finally:
            self.temporary.unlink(missing_ok=True)

    def write(self, data: bytes) -> None:
        """Write more."""
        try:
            self.file.write(data)
        except OSError as error:
            raise self._failed(error) from error

    def flush(self) -> None:
        """Put everything written on the disk, so that ``put`` cannot fail for want of room."""
        try:
            self.file.flush()
            os.fsync(self.file.fileno())
        except OSError as error:
            raise self._failed(error) from error

    def put(self) -> None:
        """Put the file in place, whole."""
        self.flush()
        self.file.close()
        try:
            store.replace_file(self.temporary, self._target)
        except OSError as error:
            raise self._failed(error) from error
        store.sync_folder(self._target.parent)
        store.sweep(self._target, only_abandoned=True)

    def _failed(self, error: OSError) -> StorageError:
        message = f"nothing was written: {store.why_not(error)}."
        return StorageError(message, place=Place(str(self.path)))
