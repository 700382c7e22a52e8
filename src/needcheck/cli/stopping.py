"""Long runs that are stopped from outside: everything is taken away, and the exit code says so."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from needcheck.errors import Interrupted

SIGNALS = ("SIGTERM", "SIGHUP")


@contextmanager
def stoppable() -> Iterator[None]:
    """End in one sentence on Ctrl-C, where told to end, or where the reader of the output left."""
    before = {number: signal.signal(number, _end) for number in _numbers()}
    try:
        yield
    except BrokenPipeError as error:
        message = "whoever read the output closed it: not all rows were written, and no file."
        raise Interrupted(message) from error
    except (KeyboardInterrupt, SystemExit) as stop:
        told = Interrupted("stopped before the end: every file that is there is whole.")
        told.exit_code = stop.code if isinstance(stop, SystemExit) else told.exit_code  # type: ignore[assignment]
        raise told from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _numbers() -> Iterator[int]:
    """Those that this system has, and that nobody asked to be ignored (``nohup``)."""
    for name in SIGNALS:
        with suppress(AttributeError):
            number = getattr(signal, name)
            if signal.getsignal(number) is signal.SIG_DFL:
                yield number


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 -- as Python calls it
    raise SystemExit(128 + number)
