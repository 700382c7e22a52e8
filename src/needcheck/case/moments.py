"""Days, times, lengths of time and numbers as people type them, read strictly.

Every ``parse_`` function takes the fact's id and the raw answer (text, or a value that a TOML
file already typed) and returns a value or raises ``AnswerError`` with what is allowed; the raw
answer is never repeated. Nothing here reads a clock: ``as_of`` is passed in. Times without an
offset are Europe/London. A time that occurs twice (the clocks go back) is the first of the two,
so that a deadline counted from it is never too late; a time that does not occur (the clocks go
forward) is refused.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from needcheck.case import written
from needcheck.errors import AnswerError

LONDON = ZoneInfo("Europe/London")

Unit = Literal["months", "weeks"]

_DAYS_IN_WEEK = 7
_MONTHS_IN_YEAR = 12
_LONGEST_MONTH = 31

_DAY_ALLOWED = "Give a day as 2026-11-20, 20/11/2026 or 20 November 2026."
_MOMENT_ALLOWED = (
    'Give a day and a time as 2026-11-20 14:30, 20/11/2026 14:30, "today 14:30", '
    '"yesterday 9:05", 14:30 (today) or "now".'
)
_ELAPSED_ALLOWED = (
    'Give a day, such as 20/11/2026, or a length, such as "2 months 30 days" or "12 weeks 6 days".'
)
_TOTALS = {
    "weeks": 'such as "13 weeks" or "12 weeks 6 days"',
    "months": 'such as "3 months" or "2 months 30 days"',
}
_GIVE_THE_DATE = "give the date instead, such as 20/11/2026."


class OtherUnit(ValueError):
    """A length in weeks was held against months, or the other way round."""


@dataclass(frozen=True)
class Elapsed:
    """How long something has lasted: since a ``date``, or a length.

    A length is ``months`` and ``days``, or ``weeks`` and ``days``, or ``days`` alone; at most one
    of ``date``, ``months`` and ``weeks`` is given. Years are kept as months.
    """

    date: dt.date | None = None
    months: int | None = None
    weeks: int | None = None
    days: int = 0

    def __post_init__(self) -> None:
        """Refuse two answers in one (``ValueError``)."""
        if sum(part is not None for part in (self.date, self.months, self.weeks)) > 1:
            raise ValueError("Elapsed takes one of date, months and weeks")

    def __str__(self) -> str:
        """Write the answer as ``parse_elapsed`` reads it: ``2026-11-20``, ``2 months 30 days``."""
        if self.date is not None:
            return self.date.isoformat()
        counts = ((self.months, "month"), (self.weeks, "week"), (self.days or None, "day"))
        words = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts if n is not None]
        return " ".join(words) or "0 days"

    def at_least_months(self, count: int, as_of: dt.date) -> bool:
        """Whether ``count`` months have passed; ``OtherUnit`` for a length in weeks."""
        return compare(self, count, "months", as_of) >= 0

    def at_least_weeks(self, count: int, as_of: dt.date) -> bool:
        """Whether ``count`` weeks have passed; ``OtherUnit`` for a length in months."""
        return compare(self, count, "weeks", as_of) >= 0


def london_time(moment: dt.datetime) -> dt.datetime:
    """Return the same instant on the clock of Europe/London; ``ValueError`` without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(LONDON)


def london_date(moment: dt.date) -> dt.date:
    """Return the day of a moment in Europe/London; a plain day is itself."""
    return london_time(moment).date() if isinstance(moment, dt.datetime) else moment


def moment_text(moment: dt.datetime) -> str:
    """Write a moment as a file keeps it, ``2026-11-20T14:30+00:00``; reads back unchanged."""
    return london_time(moment).isoformat(timespec="minutes")


def parse_date(fact: str, raw: object) -> dt.date:
    """Read one day; two-digit years are refused."""
    typed = isinstance(raw, dt.date) and not isinstance(raw, dt.datetime)
    day = written.day(str(raw) if typed else written.plain(raw))
    if day is None:
        raise AnswerError(fact, _DAY_ALLOWED)
    return day


def parse_datetime(
    fact: str, raw: object, as_of: dt.datetime, *, future: bool = False
) -> dt.datetime:
    """Read a day and time as a moment in Europe/London, to the minute.

    ``future`` allows days after that of ``as_of``; otherwise they are refused. A later time on
    the same day is always allowed, because a long interview goes on after its ``as_of``.
    """
    now = london_time(as_of)
    found = raw if isinstance(raw, dt.datetime) else written.moment(written.plain(raw), now)
    if found is None or found.year not in written.YEARS:
        raise AnswerError(fact, _MOMENT_ALLOWED)
    found = found.replace(second=0, microsecond=0)
    moment = _placed(fact, found) if found.tzinfo is None else london_time(found)
    if not future and moment.date() > now.date():
        raise AnswerError(fact, f"That day has not come yet. {_MOMENT_ALLOWED}")
    return moment


def parse_elapsed(fact: str, raw: object, as_of: dt.date) -> Elapsed:
    """Read a day that is not after ``as_of``, or a length such as ``2 months 30 days``."""
    text = written.plain(raw)
    counts = written.lengths(text)
    if counts is not None:
        return _length(fact, counts)
    if not isinstance(raw, dt.date) and written.day(text) is None:
        raise AnswerError(fact, _ELAPSED_ALLOWED)
    day = parse_date(fact, raw)
    if day > london_date(as_of):
        raise AnswerError(fact, f"That day has not come yet. {_ELAPSED_ALLOWED}")
    return Elapsed(date=day)


def parse_total(fact: str, raw: object, unit: Unit) -> Elapsed:
    """Read the total length of several spells in ``unit``; a day is refused, being one spell."""
    counts = written.lengths(written.plain(raw))
    total = _length(fact, counts) if counts is not None else None
    if total is None or (total.weeks if unit == "months" else total.months) is not None:
        such = _TOTALS[unit]
        raise AnswerError(fact, f"Give the total length in {unit}, {such}, and not a date.")
    return total


def parse_number(  # noqa: PLR0913 -- one argument per key of a number fact
    fact: str,
    raw: object,
    *,
    minimum: float | None,
    maximum: float | None,
    whole: bool,
    unit: str,
) -> float:
    """Read a number within bounds (both included), with or without its ``unit`` after it.

    ``whole`` numbers come back as ``int`` and are refused with a decimal point; yes/no values
    are not numbers.
    """
    typed = isinstance(raw, int | float) and not isinstance(raw, bool)
    value = written.number(str(raw) if typed else written.plain(raw), unit)
    low = -math.inf if minimum is None else minimum
    high = math.inf if maximum is None else maximum
    if value is None or (whole and isinstance(value, float)) or not low <= value <= high:
        raise AnswerError(fact, _number_allowed(minimum, maximum, whole, unit))
    return value


def require_unit(fact: str, elapsed: Elapsed, unit: Unit) -> None:
    """Refuse a length that cannot be held against a limit in ``unit``."""
    other = elapsed.weeks if unit == "months" else elapsed.months
    if other is not None:
        raise AnswerError(fact, f"This is counted in {unit}: {_GIVE_THE_DATE}")


def compare(elapsed: Elapsed, count: int, unit: Unit, as_of: dt.date) -> int:
    """Return -1, 0 or 1: by ``as_of`` it is shorter than, equal to or longer than the limit.

    A date counts by calendar: 3 months from 30 November are complete on the last day of
    February. Days alone are counted back from ``as_of``. ``2 months 30 days`` is less than
    3 months. A length in the other unit raises ``OtherUnit``.
    """
    if elapsed.months is None and elapsed.weeks is None:
        return _compare_days(elapsed, count, unit, london_date(as_of))
    if unit == "months" and elapsed.months is not None:
        return _sign(elapsed.months - count) or _sign(elapsed.days)
    if unit == "weeks" and elapsed.weeks is not None:
        return _sign((elapsed.weeks - count) * _DAYS_IN_WEEK + elapsed.days)
    raise OtherUnit(f"a limit in {unit} needs the date instead")


def _compare_days(elapsed: Elapsed, count: int, unit: Unit, today: dt.date) -> int:
    """Compare a date, or days alone, with the limit."""
    start = elapsed.date or today - dt.timedelta(days=elapsed.days)
    if unit == "weeks":
        return _sign((today - start).days - count * _DAYS_IN_WEEK)
    due = start.year * _MONTHS_IN_YEAR + start.month + count
    reached = today.year * _MONTHS_IN_YEAR + today.month
    last_day = calendar.monthrange(today.year, today.month)[1]
    return _sign(reached - due) or _sign(today.day - min(start.day, last_day))


def _sign(number: int) -> int:
    """Return -1, 0 or 1."""
    return (number > 0) - (number < 0)


def _placed(fact: str, naive: dt.datetime) -> dt.datetime:
    """Put a wall-clock time in Europe/London, the first where it occurs twice."""
    moment = naive.replace(tzinfo=LONDON, fold=0)
    back = moment.astimezone(dt.UTC).astimezone(LONDON)
    if back.replace(tzinfo=None) != naive:
        message = (
            "That time did not occur: the clocks went forward from 01:00 to 02:00. "
            "Give a time before 01:00 or from 02:00 on, such as 02:30."
        )
        raise AnswerError(fact, message)
    return moment


def _length(fact: str, counts: dict[str, int]) -> Elapsed:
    """Make a length from its counted units, which must fit together."""
    in_months = "month" in counts or "year" in counts
    if in_months and "week" in counts:
        raise AnswerError(fact, f"Weeks and months do not go together: {_GIVE_THE_DATE}")
    days, months = counts.get("day", 0), counts.get("month", 0)
    days_below = _LONGEST_MONTH if in_months else _DAYS_IN_WEEK
    too_many_days = counts.keys() != {"day"} and days >= days_below
    if too_many_days or ("year" in counts and months >= _MONTHS_IN_YEAR):
        message = (
            "Give at most 11 months beside years, 30 days beside months and 6 days beside weeks, "
            f"or {_GIVE_THE_DATE}"
        )
        raise AnswerError(fact, message)
    months += counts.get("year", 0) * _MONTHS_IN_YEAR
    return Elapsed(months=months if in_months else None, weeks=counts.get("week"), days=days)


def _number_allowed(minimum: float | None, maximum: float | None, whole: bool, unit: str) -> str:
    """Say which numbers are allowed, with an example that is."""
    kind = "a whole number" if whole else "a number"
    ends = [f"{end:.12g}" for end in (minimum, maximum) if end is not None]
    bounds = ""
    if minimum is not None and maximum is not None:
        bounds = f" from {ends[0]} to {ends[1]}"
    elif ends:
        bounds = f", {ends[0]} or {'less' if minimum is None else 'more'}"
    example = ends[-1] if ends else "1"
    return f"Give {kind}{f' of {unit}' if unit else ''}{bounds}, for example {example}."
