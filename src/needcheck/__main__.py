"""The entry point: answers ``--version`` before any import, and ends every error in a sentence."""

from __future__ import annotations

import sys

from needcheck import __version__


def main() -> None:
    """Run needcheck and leave with its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"needcheck {__version__}\n")
        return
    _hurry()
    from needcheck.cli.main import run

    sys.exit(run(sys.argv[1:]))


def _hurry() -> None:
    """Keep the start short: it makes many objects that stay, and needs no plugins of others."""
    import gc
    import os

    gc.set_threshold(200_000, 20, 20)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


if __name__ == "__main__":
    main()
