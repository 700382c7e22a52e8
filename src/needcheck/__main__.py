"""The entry point: answers ``--version`` before any import, and ends every error in a sentence."""

from __future__ import annotations

import sys

from needcheck import __version__


def main() -> None:
    """Run needcheck and leave with its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"needcheck {__version__}\n")
        return
    from needcheck.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
