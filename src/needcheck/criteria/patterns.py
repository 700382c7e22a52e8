r"""Regular expressions of invariants: which ones are taken.

Python's own engine tries every way in which a pattern may fit, and some patterns have more ways
than anybody has time for. So none repeats a group, and few repeat anything but spaces (``\s+``).
"""

from __future__ import annotations

import re

MAX_PATTERN = 1_000
"""Longest pattern, in characters."""

MAX_REPEATS = 2
r"""How often a pattern may repeat something other than ``\s`` or one plain character."""

_TOKEN = re.compile(
    r"(?P<open>\((?:\?(?:P?<\w+>|[:=!]|<[=!]))?)|(?P<close>\))"
    r"|(?P<plain>\\s|[^\\\[\]().*+?{}|^$\n])|(?P<wide>\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\.)"
    r"|(?P<repeat>[*+]|\{\d*,?\d*\})|(?P<other>.)",
    re.DOTALL,
)


def pattern_fault(pattern: str) -> str:
    """Why a regular expression cannot be used, "" where it can."""
    if len(pattern) > MAX_PATTERN:
        return f"a pattern has at most {MAX_PATTERN:,} characters"
    if fault := _endless(pattern):
        return fault
    try:
        re.compile(pattern, re.IGNORECASE)
    except (re.error, RecursionError, OverflowError) as error:
        reason = error.msg if isinstance(error, re.error) else "it is nested too deeply"
        return f"this is not a regular expression: {reason}"
    return ""


def _endless(pattern: str) -> str:
    """Whether looking for a pattern could take without end, in a sentence."""
    before, wide = "", 0
    for found in _TOKEN.finditer(pattern):
        kind = str(found.lastgroup)
        if kind == "repeat" and before == "close":
            return "a pattern repeats no group: write (a|b)? or name each part"
        wide += kind == "repeat" and before == "wide"
        before = kind
    if wide > MAX_REPEATS:
        return rf"a pattern repeats at most {MAX_REPEATS} things other than spaces (\s+)"
    return ""
