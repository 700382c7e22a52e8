"""By when: deadlines in elapsed hours and in working days, and how a day is said.

Hours are elapsed hours (48 h over a change of the clocks are still 48 h), weekends included.
Working days leave out Saturdays, Sundays and the bank holidays of England and Wales; day 1 is
the first working day after the start. Nothing here reads a clock.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from needcheck.case.moments import london_date, london_time
from needcheck.errors import CriteriaError, Place

_FILE = Path("calendar", "bank-holidays-england.toml")
_SATURDAY = 5
# English names whatever the locale of the machine, which strftime would follow.
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True)
class Calendar:
    """The bank holidays known, complete from the year of the first one to ``last_year``."""

    days: frozenset[dt.date]
    last_year: int

    def covers(self, day: dt.date) -> bool:
        """Whether the bank holidays of that day's year are known."""
        first_year = min((known.year for known in self.days), default=self.last_year + 1)
        return first_year <= day.year <= self.last_year


@dataclass(frozen=True)
class WorkingDay:
    """A deadline day, and whether bank holidays were left out in counting to it.

    ``weekdays`` means that they were not, because the calendar does not reach that far.
    """

    date: dt.date
    counted_as: Literal["working days", "weekdays"]


def load_calendar(data_root: Path) -> Calendar:
    """Read the bank holidays below a data folder; ``CriteriaError`` if they are not usable."""
    path = data_root / _FILE
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # ValueError: not UTF-8, or not TOML
        raise _unusable(path, "cannot be read as TOML.") from error
    first, last, days = _parts(table, path)
    _check_complete(first, last, days, path)
    return Calendar(days=frozenset(days), last_year=last)


def hours_after(start: dt.datetime, hours: int) -> dt.datetime:
    """Return the moment that many elapsed hours after ``start``, in Europe/London.

    ``start`` carries a time zone (``ValueError`` otherwise).
    """
    # Added in UTC: a sum on a local clock would keep the wall time and lose or gain an hour.
    instant = london_time(start).astimezone(dt.UTC) + dt.timedelta(hours=hours)
    return london_time(instant)


def working_day_after(start: dt.date, n: int, calendar: Calendar) -> WorkingDay:
    """Return the ``n``-th working day after the day of ``start`` (a day or a moment).

    Where the count needs a year that the calendar does not cover, only weekends are left out.
    """
    if n < 1:
        raise ValueError("working days are counted from 1")
    contact = london_date(start)
    day = _nth_open_day(contact, n, calendar.days)
    if calendar.covers(contact + dt.timedelta(days=1)) and calendar.covers(day):
        return WorkingDay(day, "working days")
    return WorkingDay(_nth_open_day(contact, n, frozenset()), "weekdays")


def is_late(now: dt.datetime, due: dt.date) -> bool:
    """Whether ``now`` is past ``due``: after that moment, or after that whole day.

    Exactly at the moment, and any time on the day, is still on time.
    """
    if isinstance(due, dt.datetime):
        # Two moments of one zone would be compared by their wall clocks, fold ignored.
        return london_time(now).astimezone(dt.UTC) > london_time(due).astimezone(dt.UTC)
    return london_date(now) > due


def say_date(day: dt.date) -> str:
    """Say ``Friday 27 November 2026``; for a moment, its day in Europe/London."""
    day = london_date(day)
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def say_datetime(moment: dt.datetime) -> str:
    """Say ``Friday 27 November 2026 at 14:30``, on the clock of Europe/London."""
    local = london_time(moment)
    return f"{say_date(local)} at {local.hour:02}:{local.minute:02}"


def _nth_open_day(start: dt.date, n: int, closed: frozenset[dt.date]) -> dt.date:
    """Return the ``n``-th day after ``start`` that is neither at a weekend nor in ``closed``."""
    day = start
    for _ in range(n):
        day += dt.timedelta(days=1)
        while day.weekday() >= _SATURDAY or day in closed:
            day += dt.timedelta(days=1)
    return day


def _parts(table: dict[str, Any], path: Path) -> tuple[int, int, list[dt.date]]:
    """Return ``first_year``, ``last_year`` and the dates of ``days``, their types checked."""
    first, last = table.get("first_year"), table.get("last_year")
    rows = table.get("days")
    if not isinstance(first, int) or not isinstance(last, int) or not isinstance(rows, list):
        raise _unusable(path, "needs first_year and last_year as numbers and days as a list.")
    return first, last, [_holiday(row, path) for row in rows]


def _holiday(row: object, path: Path) -> dt.date:
    """Return the day of one entry of ``days``; TOML's date with a time is not one."""
    day = row.get("date") if isinstance(row, dict) else None
    if not isinstance(day, dt.date) or isinstance(day, dt.datetime):
        raise _unusable(path, "every entry of days needs a date, such as 2026-12-25.")
    return day


def _check_complete(first: int, last: int, days: list[dt.date], path: Path) -> None:
    """Refuse a day listed twice or outside the years promised, and a year without days."""
    twice = [day.isoformat() for day, count in Counter(days).items() if count > 1]
    if twice:
        raise _unusable(path, f"lists {', '.join(twice)} more than once.")
    promised, listed = set(range(first, last + 1)), {day.year for day in days}
    if promised != listed or not days:
        years = ", ".join(str(year) for year in sorted(promised ^ listed)) or "every year"
        raise _unusable(path, f"first_year, last_year and days do not agree about {years}.")


def _unusable(path: Path, reason: str) -> CriteriaError:
    """Make the error for a calendar file, for its author."""
    return CriteriaError(f"The bank holidays: {reason}", place=Place(file=str(path)))
