"""By when: elapsed hours, working days, and the calendar of bank holidays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needcheck.case.moments import LONDON
from needcheck.errors import CriteriaError
from needcheck.recommend.due import (
    Calendar,
    WorkingDay,
    hours_after,
    is_late,
    load_calendar,
    say_date,
    say_datetime,
    working_day_after,
)

DATA = Path(__file__).parents[2] / "data"
ENGLAND = load_calendar(DATA)
FIRST, LAST = 2018, 2028


def at(*parts: int, fold: int = 0) -> dt.datetime:
    """Give a moment on the clock of Europe/London."""
    year, month, day, hour, minute = parts
    return dt.datetime(year, month, day, hour, minute, tzinfo=LONDON, fold=fold)


def write_calendar(root: Path, text: str) -> Path:
    """Make a data folder whose calendar file says ``text``."""
    (root / "calendar").mkdir()
    (root / "calendar" / "bank-holidays-england.toml").write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("year", range(FIRST, LAST + 1))
def test_weekday_bank_holidays_agree_with_the_holidays_library(year: int) -> None:
    """Every listed day is a weekday holiday in England, and every such holiday is listed."""
    library = holidays.country_holidays("GB", subdiv="ENG", years=year)
    expected = {day for day in library if day.weekday() < 5}
    assert {day for day in ENGLAND.days if day.year == year} == expected


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (dt.date(2020, 5, 4), False),  # the early May holiday moved to VE Day
        (dt.date(2020, 5, 8), True),
        (dt.date(2022, 5, 30), False),  # the spring holiday moved to the Jubilee
        (dt.date(2022, 6, 2), True),
        (dt.date(2022, 6, 3), True),
        (dt.date(2022, 9, 19), True),  # State Funeral
        (dt.date(2023, 5, 8), True),  # Coronation
        (dt.date(2026, 12, 28), True),  # substitute for Boxing Day
        (dt.date(2026, 1, 2), False),  # a holiday in Scotland only
        (dt.date(2026, 11, 30), False),
    ],
)
def test_moved_and_one_off_holidays(day: dt.date, closed: bool) -> None:
    """Moved, one-off and substitute days stand in the calendar; Scottish ones do not."""
    assert (day in ENGLAND.days) is closed


def test_covers_exactly_the_years_it_lists() -> None:
    """A year before the first or after the last is not covered; an empty calendar has none."""
    assert ENGLAND.last_year == LAST
    assert ENGLAND.covers(dt.date(FIRST, 1, 1))
    assert ENGLAND.covers(dt.date(LAST, 12, 31))
    assert not ENGLAND.covers(dt.date(FIRST - 1, 12, 31))
    assert not ENGLAND.covers(dt.date(LAST + 1, 1, 1))
    assert not Calendar(frozenset(), LAST).covers(dt.date(LAST, 1, 1))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("days = [", "TOML"),
        ("first_year = 2026\nlast_year = 2026", "days as a list"),
        ('first_year = "2026"\nlast_year = 2026\ndays = []', "as numbers"),
        ("first_year = 2026\nlast_year = 2026\ndays = []", "2026"),
        ("first_year = 2027\nlast_year = 2026\ndays = []", "every year"),
        ("first_year = 2026\nlast_year = 2026\ndays = [2026-12-25]", "needs a date"),
        (
            "first_year = 2026\nlast_year = 2026\ndays = [{date = 2026-12-25T00:00:00}]",
            "needs a date",
        ),
        (
            "first_year = 2026\nlast_year = 2027\ndays = [{date = 2026-12-25}]",
            "do not agree about 2027",
        ),
        (
            "first_year = 2026\nlast_year = 2026\n"
            "days = [{date = 2026-12-25}, {date = 2027-01-01}]",
            "do not agree about 2027",
        ),
        (
            "first_year = 2026\nlast_year = 2026\n"
            "days = [{date = 2026-12-25}, {date = 2026-12-25}]",
            "2026-12-25 more than once",
        ),
    ],
)
def test_a_calendar_with_a_gap_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    """A file that promises a year without its days would count wrongly: it is an error."""
    with pytest.raises(CriteriaError, match=reason) as caught:
        load_calendar(write_calendar(tmp_path, text))
    assert caught.value.place.file.endswith("bank-holidays-england.toml")


def test_a_missing_calendar_is_an_error(tmp_path: Path) -> None:
    """Without the file there is no silent count without bank holidays."""
    with pytest.raises(CriteriaError):
        load_calendar(tmp_path)


@pytest.mark.parametrize(
    ("contact", "n", "due"),
    [
        ((2026, 11, 20), 1, (2026, 11, 23)),  # Friday: day 1 is Monday
        ((2026, 11, 20), 5, (2026, 11, 27)),  # Friday: the following Friday is day 5
        ((2026, 11, 21), 1, (2026, 11, 23)),  # Saturday
        ((2026, 11, 21), 5, (2026, 11, 27)),
        ((2026, 11, 22), 5, (2026, 11, 27)),  # Sunday
        ((2026, 11, 23), 5, (2026, 11, 30)),  # Monday
        ((2026, 12, 24), 1, (2026, 12, 29)),  # 25 and (for 26) 28 December are holidays
        ((2026, 12, 24), 5, (2027, 1, 5)),  # 29, 30, 31 December, 4, 5 January
        ((2026, 4, 2), 1, (2026, 4, 7)),  # before Easter
        ((2028, 12, 21), 4, (2028, 12, 29)),  # the last day that needs no later year
    ],
)
def test_working_days(contact: tuple[int, int, int], n: int, due: tuple[int, int, int]) -> None:
    """Day 1 is the first working day after the contact; weekends and bank holidays are left out."""
    expected = WorkingDay(dt.date(*due), "working days")
    assert working_day_after(dt.date(*contact), n, ENGLAND) == expected


@pytest.mark.parametrize(
    ("contact", "due"),
    [
        ((2028, 12, 22), (2028, 12, 29)),  # the count reaches 2029: no holiday is left out
        ((2028, 12, 31), (2029, 1, 5)),
        ((2029, 12, 24), (2029, 12, 31)),
        ((2017, 12, 20), (2017, 12, 27)),
    ],
)
def test_beyond_the_calendar_only_weekends_are_left_out(
    contact: tuple[int, int, int], due: tuple[int, int, int]
) -> None:
    """Where a needed year is not covered the result says ``weekdays`` and counts them all."""
    expected = WorkingDay(dt.date(*due), "weekdays")
    assert working_day_after(dt.date(*contact), 5, ENGLAND) == expected


def test_a_contact_on_the_eve_of_the_first_year_needs_no_earlier_year() -> None:
    """Only the years of the days that are counted are needed, not that of the contact."""
    found = working_day_after(dt.date(2017, 12, 31), 1, ENGLAND)
    assert found == WorkingDay(dt.date(2018, 1, 2), "working days")


def test_the_day_of_a_moment_is_its_day_in_london() -> None:
    """23:30 UTC on a Thursday in summer is already Friday in London."""
    contact = dt.datetime(2026, 7, 2, 23, 30, tzinfo=dt.UTC)
    assert working_day_after(contact, 1, ENGLAND).date == dt.date(2026, 7, 6)


def test_day_0_is_a_mistake_of_the_program() -> None:
    """There is no 0th working day."""
    with pytest.raises(ValueError, match="from 1"):
        working_day_after(dt.date(2026, 11, 20), 0, ENGLAND)


@given(
    start=st.dates(dt.date(FIRST - 1, 12, 31), dt.date(LAST, 9, 30)),
    n=st.integers(1, 40),
)
def test_working_days_match_a_count_day_by_day(start: dt.date, n: int) -> None:
    """The due day is open, and exactly ``n`` open days lie after the contact up to it."""
    library = holidays.country_holidays("GB", subdiv="ENG", years=range(FIRST, LAST + 1))
    due = working_day_after(start, n, ENGLAND)
    span = [start + dt.timedelta(days=i) for i in range(1, (due.date - start).days + 1)]
    open_days = [day for day in span if day.weekday() < 5 and day not in library]
    assert due.counted_as == "working days"
    assert len(open_days) == n
    assert open_days[-1] == due.date


@given(start=st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)), n=st.integers(1, 40))
def test_bank_holidays_only_ever_put_a_deadline_later(start: dt.date, n: int) -> None:
    """A count of weekdays is never later than the same count of working days."""
    weekdays = working_day_after(start, n, Calendar(frozenset(), LAST))
    assert weekdays.counted_as == "weekdays"
    assert weekdays.date <= working_day_after(start, n, ENGLAND).date


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (at(2026, 11, 20, 14, 30), at(2026, 11, 22, 14, 30)),  # over a weekend
        (at(2026, 3, 28, 14, 30), at(2026, 3, 30, 15, 30)),  # the clocks go forward
        (at(2026, 10, 24, 14, 30), at(2026, 10, 26, 13, 30)),  # the clocks go back
        (at(2026, 10, 25, 1, 30, fold=0), at(2026, 10, 27, 0, 30)),
        (at(2026, 10, 25, 1, 30, fold=1), at(2026, 10, 27, 1, 30)),
    ],
)
def test_48_hours_are_elapsed_hours(start: dt.datetime, due: dt.datetime) -> None:
    """48 hours pass whatever the clock on the wall does meanwhile."""
    found = hours_after(start, 48)
    assert found == due
    assert found.tzinfo is LONDON


@given(
    start=st.datetimes(dt.datetime(2018, 1, 1), dt.datetime(2030, 1, 1), timezones=st.just(dt.UTC)),
    hours=st.integers(0, 10_000),
)
def test_hours_after_is_exact_in_utc(start: dt.datetime, hours: int) -> None:
    """The difference in UTC is the number of hours, for every start."""
    found = hours_after(start.astimezone(LONDON), hours)
    assert found.astimezone(dt.UTC) - start == dt.timedelta(hours=hours)


def test_a_start_without_a_zone_is_a_mistake_of_the_program() -> None:
    """A zone is never guessed from the machine."""
    with pytest.raises(ValueError, match="zone"):
        hours_after(dt.datetime(2026, 11, 20, 14, 30), 48)


@pytest.mark.parametrize(
    ("now", "due", "late"),
    [
        (at(2026, 11, 22, 14, 30), at(2026, 11, 22, 14, 30), False),  # 48 h: on time
        (at(2026, 11, 22, 15, 30), at(2026, 11, 22, 14, 30), True),  # 49 h: late
        (at(2026, 10, 25, 1, 0, fold=1), at(2026, 10, 25, 1, 30, fold=0), True),
        (at(2026, 10, 25, 1, 30, fold=0), at(2026, 10, 25, 1, 0, fold=1), False),
        (at(2026, 11, 27, 23, 59), dt.date(2026, 11, 27), False),  # still within on day 5
        (at(2026, 11, 28, 0, 0), dt.date(2026, 11, 27), True),
    ],
)
def test_late_is_after_the_moment_or_after_the_day(
    now: dt.datetime, due: dt.date, late: bool
) -> None:
    """A deadline includes its last moment; of two equal wall times the second is later."""
    assert is_late(now, due) is late


def test_days_and_moments_are_said_in_full() -> None:
    """The weekday, the month in words, 24 hours, no leading zero in the day."""
    assert say_date(dt.date(2026, 11, 27)) == "Friday 27 November 2026"
    assert say_date(dt.date(2026, 3, 1)) == "Sunday 1 March 2026"
    assert say_datetime(at(2026, 11, 27, 14, 30)) == "Friday 27 November 2026 at 14:30"
    assert say_datetime(at(2026, 11, 27, 0, 5)) == "Friday 27 November 2026 at 00:05"


def test_a_moment_is_said_on_the_clock_of_london() -> None:
    """A summer moment in UTC is said an hour later, on the next day if need be."""
    moment = dt.datetime(2026, 7, 2, 23, 30, tzinfo=dt.UTC)
    assert say_datetime(moment) == "Friday 3 July 2026 at 00:30"
    assert say_date(moment) == "Friday 3 July 2026"


@given(day=st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_names_of_days_and_months_are_english(day: dt.date) -> None:
    """The words equal those of the C locale, which Python starts in whatever the machine's."""
    assert say_date(day) == day.strftime("%A ") + str(day.day) + day.strftime(" %B %Y")
