"""Days, times, lengths of time and numbers as people type them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needcheck.case.moments import (
    LONDON,
    Elapsed,
    OtherUnit,
    Unit,
    compare,
    moment_text,
    parse_date,
    parse_datetime,
    parse_elapsed,
    parse_number,
    parse_total,
    require_unit,
)
from needcheck.errors import AnswerError

NOW = dt.datetime(2026, 11, 22, 10, 15, 42, tzinfo=LONDON)
TODAY = NOW.date()


def at(*parts: int, fold: int = 0) -> dt.datetime:
    """Give a moment on the clock of Europe/London."""
    year, month, day, hour, minute = parts
    return dt.datetime(year, month, day, hour, minute, tzinfo=LONDON, fold=fold)


def age(text: object, unit: str = "years") -> float:
    """Read a whole number from 0 to 25."""
    return parse_number("age", text, minimum=0, maximum=25, whole=True, unit=unit)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-11-20",
        "20/11/2026",
        "20 November 2026",
        " 20  november 2026 ",
        "20 Nov 2026",
        dt.date(2026, 11, 20),
    ],
)
def test_a_day_in_every_form(raw: object) -> None:
    """ISO, day first with slashes, and the month in words all name the same day."""
    assert parse_date("born", raw) == dt.date(2026, 11, 20)


def test_slashes_are_day_first() -> None:
    """5/1 is the fifth of January."""
    assert parse_date("born", "5/1/2026") == dt.date(2026, 1, 5)


@pytest.mark.parametrize(
    "raw",
    [
        *("", "20/11/26", "11/20/2026", "2026-02-29", "31 June 2026", "20 Novem 2026"),
        *("20 nop 2026", "2026-11-20 14:30", "20261120", "1899-12-31", "2101-01-01"),
        *("20-11-2026", "२०/११/२०२६", "0/1/2026"),
        *(20261120, True, None, dt.date(1899, 12, 31), dt.datetime(2026, 11, 20, 9, 0)),
    ],
)
def test_what_is_not_a_day_is_refused(raw: object) -> None:
    """Two-digit years, days that do not exist and other types are errors with an example."""
    with pytest.raises(AnswerError, match="20 November 2026") as caught:
        parse_date("born", raw)
    assert caught.value.fact == "born"


@given(day=st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_written_days_read_back(day: dt.date) -> None:
    """Every day of the allowed years survives each of the three forms."""
    names = "January February March April May June July August September October November December"
    month = names.split()[day.month - 1]
    for text in (
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day} {month} {day.year}",
    ):
        assert parse_date("born", text) == day


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("2026-11-20 14:30", at(2026, 11, 20, 14, 30)),
        ("2026-11-20T14:30", at(2026, 11, 20, 14, 30)),
        ("20/11/2026 14:30", at(2026, 11, 20, 14, 30)),
        ("20 November 2026 at 14:30", at(2026, 11, 20, 14, 30)),
        ("2026-11-20 14:30:59", at(2026, 11, 20, 14, 30)),
        ("today 14:30", at(2026, 11, 22, 14, 30)),
        ("today at 9:05", at(2026, 11, 22, 9, 5)),
        ("Yesterday 9:05", at(2026, 11, 21, 9, 5)),
        ("14:30", at(2026, 11, 22, 14, 30)),
        ("00:00", at(2026, 11, 22, 0, 0)),
        ("now", at(2026, 11, 22, 10, 15)),
        ("2026-07-01T14:30:00Z", at(2026, 7, 1, 15, 30)),
        ("2026-07-01 14:30+01:00", at(2026, 7, 1, 14, 30)),
        (dt.datetime(2026, 11, 20, 14, 30), at(2026, 11, 20, 14, 30)),
        (dt.datetime(2026, 7, 1, 14, 30, tzinfo=dt.UTC), at(2026, 7, 1, 15, 30)),
    ],
)
def test_a_moment_in_every_form(raw: object, moment: dt.datetime) -> None:
    """Each form gives a moment to the minute in Europe/London; without an offset it is local."""
    found = parse_datetime("contact", raw, NOW)
    assert found == moment
    assert found.tzinfo is LONDON


@pytest.mark.parametrize(
    "raw",
    [
        *("", "2026-11-20", "today", "tomorrow 9:00", "24:00", "12:60", "9.05", "2pm"),
        *("2026-11-20 14:30+99:00", "2026-02-30T10:00Z", "1899-12-31T10:00Z", "at 14:30"),
        *(1430, None, True, dt.date(2026, 11, 20), dt.time(14, 30)),
    ],
)
def test_what_is_not_a_moment_is_refused(raw: object) -> None:
    """A day without a time, a time that does not exist and other types are errors."""
    with pytest.raises(AnswerError, match="today 14:30"):
        parse_datetime("contact", raw, NOW)


def test_today_is_the_day_in_london() -> None:
    """Half past eleven at night in UTC in summer is already tomorrow in London."""
    late = dt.datetime(2026, 7, 2, 23, 30, tzinfo=dt.UTC)
    assert parse_datetime("contact", "0:10", late) == at(2026, 7, 3, 0, 10)


def test_the_hour_that_occurs_twice_is_the_first() -> None:
    """On the day the clocks go back 01:30 is still summer time, so deadlines are not late."""
    found = parse_datetime("contact", "2026-10-25 01:30", NOW)
    assert found.utcoffset() == dt.timedelta(hours=1)


def test_an_offset_tells_the_second_of_the_two() -> None:
    """With its offset the second 01:30 is kept apart from the first."""
    found = parse_datetime("contact", "2026-10-25T01:30+00:00", NOW)
    assert found.fold == 1
    assert found.utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize(
    ("clock", "exists"), [("00:59", True), ("01:00", False), ("01:59", False), ("02:00", True)]
)
def test_the_hour_that_does_not_occur_is_refused(clock: str, exists: bool) -> None:
    """On the day the clocks go forward there is no time from 01:00 until 02:00."""
    text = f"2026-03-29 {clock}"
    if exists:
        assert parse_datetime("contact", text, NOW).strftime("%H:%M") == clock
        return
    with pytest.raises(AnswerError, match="clocks went forward"):
        parse_datetime("contact", text, NOW)


def test_a_day_that_has_not_come_is_refused_unless_allowed() -> None:
    """Later today stands (the interview goes on); tomorrow only where the fact allows it."""
    assert parse_datetime("contact", "2026-11-22 23:59", NOW) == at(2026, 11, 22, 23, 59)
    with pytest.raises(AnswerError, match="not come yet"):
        parse_datetime("contact", "2026-11-23 00:00", NOW)
    meeting = parse_datetime("meeting", "2026-11-23 00:00", NOW, future=True)
    assert meeting == at(2026, 11, 23, 0, 0)


def test_as_of_must_carry_a_zone() -> None:
    """The zone of the machine is never used."""
    with pytest.raises(ValueError, match="zone"):
        parse_datetime("contact", "now", dt.datetime(2026, 11, 22, 10, 15))


@given(
    moment=st.datetimes(
        dt.datetime(1980, 1, 1), dt.datetime(2026, 11, 21), timezones=st.just(dt.UTC)
    )
)
def test_a_kept_moment_reads_back(moment: dt.datetime) -> None:
    """What a file keeps is the same instant when it is read again, in either autumn hour."""
    minute = moment.replace(second=0, microsecond=0)
    again = parse_datetime("contact", moment_text(minute), NOW)
    assert again.astimezone(dt.UTC) == minute


@pytest.mark.parametrize(
    ("raw", "elapsed"),
    [
        ("2 months 30 days", Elapsed(months=2, days=30)),
        ("2 months and 30 days", Elapsed(months=2, days=30)),
        ("12 weeks 6 days", Elapsed(weeks=12, days=6)),
        ("12 Weeks, 6 Days", Elapsed(weeks=12, days=6)),
        ("3 months", Elapsed(months=3)),
        ("1 month", Elapsed(months=1)),
        ("1 year 2 months", Elapsed(months=14)),
        ("2 years", Elapsed(months=24)),
        ("18 months", Elapsed(months=18)),
        ("0 days", Elapsed(days=0)),
        ("90 days", Elapsed(days=90)),
        ("0 months", Elapsed(months=0)),
        ("2026-11-22", Elapsed(date=TODAY)),
        ("20/8/2026", Elapsed(date=dt.date(2026, 8, 20))),
        ("20 August 2026", Elapsed(date=dt.date(2026, 8, 20))),
        (dt.date(2026, 8, 20), Elapsed(date=dt.date(2026, 8, 20))),
    ],
)
def test_elapsed_in_every_form(raw: object, elapsed: Elapsed) -> None:
    """A day up to today, or a length in months, weeks or days alone; years are 12 months."""
    assert parse_elapsed("cin_since", raw, TODAY) == elapsed
    assert parse_elapsed("cin_since", raw, NOW) == elapsed


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("1 month 1 week", "give the date instead"),
        ("1 year 2 weeks", "give the date instead"),
        ("2 months 31 days", "give the date instead"),
        ("12 weeks 7 days", "give the date instead"),
        ("1 year 12 months", "give the date instead"),
        ("23/11/2026", "not come yet"),
        (dt.date(2026, 11, 23), "not come yet"),
        ("a while", "2 months 30 days"),
        ("", "2 months 30 days"),
        ("about 3 months", "2 months 30 days"),
        ("3 months ago", "2 months 30 days"),
        ("1 day 2 days", "2 months 30 days"),
        ("-3 months", "2 months 30 days"),
        ("3", "2 months 30 days"),
        (3, "2 months 30 days"),
        ("30/02/2026", "2 months 30 days"),
    ],
)
def test_what_is_not_elapsed_is_refused(raw: object, sentence: str) -> None:
    """Mixed units, lengths that spill over, days to come and vague words are errors."""
    with pytest.raises(AnswerError, match=sentence):
        parse_elapsed("cin_since", raw, TODAY)


@pytest.mark.parametrize(
    ("raw", "count", "unit", "expected"),
    [
        ("2 months 30 days", 3, "months", -1),
        ("3 months", 3, "months", 0),
        ("3 months 1 day", 3, "months", 1),
        ("0 days", 1, "months", -1),
        ("1 month", 1, "months", 0),
        ("1 month 1 day", 1, "months", 1),
        ("12 weeks 6 days", 13, "weeks", -1),
        ("13 weeks", 13, "weeks", 0),
        ("13 weeks 1 day", 13, "weeks", 1),
        ("90 days", 13, "weeks", -1),
        ("91 days", 13, "weeks", 0),
        ("92 days", 13, "weeks", 1),
        ("30 days", 1, "months", -1),  # 22 November less 30 days is 23 October
        ("31 days", 1, "months", 0),
        ("32 days", 1, "months", 1),
        ("2026-08-23", 3, "months", -1),
        ("2026-08-22", 3, "months", 0),
        ("2026-08-21", 3, "months", 1),
        ("2026-08-24", 13, "weeks", -1),
        ("2026-08-23", 13, "weeks", 0),
        ("2026-08-22", 13, "weeks", 1),
        ("2026-11-22", 0, "weeks", 0),
    ],
)
def test_below_at_and_above_a_limit(raw: str, count: int, unit: Unit, expected: int) -> None:
    """Exactly the limit is equal; one day less or more is not."""
    elapsed = parse_elapsed("since", raw, TODAY)
    assert compare(elapsed, count, unit, TODAY) == expected
    assert compare(elapsed, count, unit, NOW) == expected


@pytest.mark.parametrize(
    ("start", "as_of", "expected"),
    [
        ("2025-11-30", "2026-02-27", -1),
        ("2025-11-30", "2026-02-28", 0),
        ("2025-11-30", "2026-03-01", 1),
        ("2027-11-30", "2028-02-28", -1),
        ("2027-11-30", "2028-02-29", 0),
        ("2027-11-30", "2028-03-01", 1),
        ("2026-03-31", "2026-06-30", 0),
    ],
)
def test_the_day_is_clipped_to_the_end_of_the_month(start: str, as_of: str, expected: int) -> None:
    """Three months from 30 November are complete on the last day of February."""
    elapsed = Elapsed(date=dt.date.fromisoformat(start))
    assert compare(elapsed, 3, "months", dt.date.fromisoformat(as_of)) == expected


def test_at_least_counts_the_exact_limit() -> None:
    """At least three months, or 13 weeks, includes exactly that."""
    assert Elapsed(months=3).at_least_months(3, TODAY)
    assert not Elapsed(months=2, days=30).at_least_months(3, TODAY)
    assert Elapsed(weeks=13).at_least_weeks(13, TODAY)
    assert not Elapsed(weeks=12, days=6).at_least_weeks(13, TODAY)


@pytest.mark.parametrize(
    ("raw", "unit", "fits"),
    [
        ("12 weeks", "months", False),
        ("3 months", "weeks", False),
        ("1 year", "weeks", False),
        ("3 months", "months", True),
        ("12 weeks", "weeks", True),
        ("90 days", "months", True),
        ("90 days", "weeks", True),
        ("2026-08-22", "months", True),
        ("2026-08-22", "weeks", True),
    ],
)
def test_a_length_in_the_other_unit_is_refused(raw: str, unit: Unit, fits: bool) -> None:
    """Weeks against months, or months against weeks: the person is asked for the date."""
    elapsed = parse_elapsed("since", raw, TODAY)
    if fits:
        require_unit("since", elapsed, unit)
        assert compare(elapsed, 1, unit, TODAY) == 1
        return
    with pytest.raises(AnswerError, match="give the date instead"):
        require_unit("since", elapsed, unit)
    with pytest.raises(OtherUnit):
        compare(elapsed, 1, unit, TODAY)


def test_elapsed_holds_one_answer() -> None:
    """A date together with a length cannot be made."""
    with pytest.raises(ValueError, match="one of"):
        Elapsed(date=TODAY, months=3)


def months_later(start: dt.date, count: int) -> dt.date:
    """Add calendar months naively: step month by month, then down to a day that exists."""
    year, month = start.year, start.month
    for _ in range(count):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for day in range(start.day, 0, -1):
        try:
            return dt.date(year, month, day)
        except ValueError:
            continue
    raise AssertionError


@given(
    start=st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)),
    count=st.integers(0, 30),
    shift=st.integers(-3, 3),
)
def test_calendar_months_match_a_naive_definition(start: dt.date, count: int, shift: int) -> None:
    """Before, on and after the naive anniversary the sign is -1, 0 and 1."""
    limit = months_later(start, count)
    as_of = limit + dt.timedelta(days=shift)
    expected = (shift > 0) - (shift < 0)
    assert compare(Elapsed(date=start), count, "months", as_of) == expected


@given(
    elapsed=st.one_of(
        st.builds(Elapsed, date=st.dates(dt.date(1990, 1, 1), TODAY)),
        st.builds(Elapsed, months=st.integers(0, 400), days=st.integers(0, 30)),
        st.builds(Elapsed, weeks=st.integers(0, 999), days=st.integers(0, 6)),
        st.builds(Elapsed, days=st.integers(0, 9999)),
    )
)
def test_a_written_elapsed_reads_back(elapsed: Elapsed) -> None:
    """What a file keeps is the same answer when it is read again."""
    assert parse_elapsed("since", str(elapsed), TODAY) == elapsed


@pytest.mark.parametrize(
    ("raw", "value"),
    [("0", 0), (" 25 ", 25), ("16 years", 16), ("1 year", 1), ("1 Years", 1), (7, 7)],
)
def test_whole_numbers_within_bounds(raw: object, value: int) -> None:
    """Both bounds are included; the unit may follow; the result is an ``int``."""
    found = age(raw)
    assert found == value
    assert isinstance(found, int)


@pytest.mark.parametrize(
    "raw",
    [
        *("-1", "26", "7.0", "7.5", "seven", "", "7 months", "1e1", "nan", "1,5", "٧"),
        *(26, -1, 7.0, float("nan"), True, None),
    ],
)
def test_numbers_out_of_bounds_or_shape_are_refused(raw: object) -> None:
    """Below, above, not whole, another unit, yes/no or not a number: an error with the bounds."""
    with pytest.raises(AnswerError, match="a whole number of years from 0 to 25"):
        age(raw)


def test_numbers_that_need_not_be_whole() -> None:
    """A decimal point is allowed where the fact allows it; infinity is not."""
    bounds = {"minimum": 0.5, "maximum": None, "whole": False, "unit": "hours"}
    assert parse_number("hours", "2.5", **bounds) == 2.5
    assert parse_number("hours", 0.5, **bounds) == 0.5
    for raw in ("0.4", float("inf"), "inf"):
        with pytest.raises(AnswerError, match=r"a number of hours, 0\.5 or more"):
            parse_number("hours", raw, **bounds)


@pytest.mark.parametrize(
    ("minimum", "maximum", "words"),
    [
        (None, 4, "Give a whole number, 4 or less, for example 4."),
        (2, None, "Give a whole number, 2 or more, for example 2."),
        (None, None, "Give a whole number, for example 1."),
    ],
)
def test_open_bounds_are_said(minimum: int | None, maximum: int | None, words: str) -> None:
    """A bound that is not set is not spoken of, and the example is an allowed answer."""
    bounds = {"minimum": minimum, "maximum": maximum, "whole": True, "unit": ""}
    with pytest.raises(AnswerError) as caught:
        parse_number("n", "x", **bounds)
    assert caught.value.message == words
    example = words.rstrip(".").rsplit(" ", 1)[1]
    assert parse_number("n", example, **bounds) == int(example)


@given(secret=st.text(st.characters(codec="utf-8"), min_size=4, max_size=30))
def test_errors_never_repeat_the_answer(secret: str) -> None:
    """Whatever was typed stands neither in the message nor in the chain of causes."""
    raw = f"zq{secret}"
    for parse in (
        lambda: parse_date("f", raw),
        lambda: parse_datetime("f", raw, NOW),
        lambda: parse_elapsed("f", raw, TODAY),
        lambda: age(raw),
    ):
        with pytest.raises(AnswerError) as caught:
            parse()
        assert raw not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("raw", "total"),
    [("13 weeks", Elapsed(weeks=13)), ("12 weeks 6 days", Elapsed(weeks=12, days=6))],
)
def test_a_total_is_a_length(raw: str, total: Elapsed) -> None:
    """The sum of several spells is given as a length in the unit that is counted."""
    assert parse_total("f", raw, "weeks") == total
    assert parse_total("f", "90 days", "weeks") == Elapsed(days=90)


@pytest.mark.parametrize(
    "raw", ["2021-11-19", "19/11/2021", dt.date(2021, 11, 19), "3 months", "?"]
)
def test_a_total_is_never_a_day_nor_in_another_unit(raw: object) -> None:
    """A day stands for one spell up to today; what is refused says how to give the total."""
    with pytest.raises(AnswerError, match="total length in weeks") as refused:
        parse_total("f", raw, "weeks")
    assert "not a date" in refused.value.message
