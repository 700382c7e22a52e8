"""What plain text says of days, times and numbers: a value, or None where it says none.

The grammar only; ``moments`` sets the limits and words the errors. Days are written day first.
"""

from __future__ import annotations

import datetime as dt
import re

YEARS = range(1900, 2101)  # outside these a year is a slip of the finger

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS_IN_FULL = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SLASHED_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_NAMED_DAY = re.compile(r"([0-9]{1,2}) ([a-z]{3,9}) ([0-9]{4})")
_SPOKEN = re.compile(r"(?:(?P<day>.+?)(?:t| at | ))?(?P<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)")
_OFFSET = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[t ][0-9:.]{5,15}(?:z|[+-][0-9]{2}:[0-9]{2})")
_PART = re.compile(r"([0-9]{1,4}) ?(year|month|week|day)s?\b")
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")


def plain(raw: object) -> str:
    """Return text in lower case with single spaces; "" for anything that is not text."""
    return " ".join(raw.lower().split()) if isinstance(raw, str) else ""


def day(text: str) -> dt.date | None:
    """Read ``2026-11-20``, ``20/11/2026``, ``20 november 2026`` or ``20 nov 2026``."""
    if match := _ISO_DAY.fullmatch(text):
        year, month, number = (int(part) for part in match.groups())
    elif match := _SLASHED_DAY.fullmatch(text):
        number, month, year = (int(part) for part in match.groups())
    elif match := _NAMED_DAY.fullmatch(text):
        number, month, year = int(match[1]), _month(match[2]), int(match[3])
    else:
        return None
    try:
        return dt.date(year, month, number) if year in YEARS else None
    except ValueError:
        return None


def moment(text: str, now: dt.datetime) -> dt.datetime | None:
    """Read a day and time, with its offset or else without a zone; ``now`` is that moment.

    A time alone is on the day of ``now``.
    """
    if text == "now":
        return now
    try:
        if _OFFSET.fullmatch(text):
            return dt.datetime.fromisoformat(text.upper())
        match = _SPOKEN.fullmatch(text)
        on = _spoken_day(match["day"] or "today", now.date()) if match else None
        return dt.datetime.combine(on, _clock(match["clock"])) if match and on else None
    except ValueError:
        return None


def lengths(text: str) -> dict[str, int] | None:
    """Read ``2 months 30 days`` as ``{"month": 2, "day": 30}``; each unit once."""
    parts = _PART.findall(text)
    counts = {unit: int(count) for count, unit in parts}
    rest = set(_PART.sub(" ", text).replace(",", " ").split())
    return counts if parts and len(counts) == len(parts) and rest <= {"and"} else None


def number(text: str, unit: str) -> float | None:
    """Read ``16``, ``2.5`` or ``16 weeks``: ``int`` without a decimal point, else ``float``."""
    for word in (unit.lower(), unit.lower().removesuffix("s")):
        if word and text.endswith(f" {word}"):
            text = text.removesuffix(f" {word}")
            break
    if not _NUMBER.fullmatch(text):
        return None
    return float(text) if "." in text else int(text)


def _month(name: str) -> int:
    """Return 1 to 12 for an English month in full or its first three letters, else 0."""
    for names in (_MONTHS, _MONTHS_IN_FULL):
        if name in names:
            return names.index(name) + 1
    return 0


def _spoken_day(words: str, today: dt.date) -> dt.date | None:
    """Read "today", "yesterday" or a written day."""
    if words == "today":
        return today
    return today - dt.timedelta(days=1) if words == "yesterday" else day(words)


def _clock(text: str) -> dt.time:
    """Read ``9:05``, ``14:30`` or ``14:30:00``; ``ValueError`` for 25:00."""
    hour, minute, second = (int(part) for part in f"{text}:0".split(":")[:3])
    return dt.time(hour, minute, second)
