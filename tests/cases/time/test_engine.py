"""Working time, exact: the field's fixtures, the day's windows, and what must hold for every limit."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.district.edition import District
from cases.time.calendar import Calendar, Season
from cases.time.days import Days, Windows
from cases.time.engine import between, deadline, earlier, paused
from cases.time.units import CALENDAR_UNITS, Limit, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def ends(calendar: Calendar, start: str, amount: float, unit: Unit) -> str:
    found = deadline(at(start), Limit(amount=amount, unit=unit), calendar, SHANGHAI)
    return f"{found.astimezone(SHANGHAI):%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        ("2026-09-30 17:00", 3, Unit.WORKING_DAY, "10-10 17:00"),
        ("2026-02-13 10:00", 3, Unit.WORKING_DAY, "02-25 10:00"),
        ("2026-04-30 17:30", 3, Unit.WORKING_DAY, "05-08 17:30"),
        ("2026-09-17 09:00", 3, Unit.WORKING_DAY, "09-21 09:00"),
        ("2026-11-23 11:00", 4, Unit.WORKING_HOUR, "11-23 17:00"),
        ("2026-11-23 09:00", 3, Unit.WORKING_HOUR, "11-23 12:00"),
        ("2026-11-23 12:30", 1, Unit.WORKING_HOUR, "11-23 15:00"),
        ("2026-11-23 17:00", 2, Unit.WORKING_HOUR, "11-24 09:00"),
        ("2026-11-27 17:30", 4, Unit.WORKING_HOUR, "11-30 11:30"),
        ("2026-11-22 20:00", 4, Unit.WORKING_HOUR, "11-23 12:00"),
        ("2026-11-22 20:00", 1, Unit.WORKING_DAY, "11-23 18:00"),
        ("2026-11-20 08:00", 1, Unit.WORKING_DAY, "11-20 18:00"),
        ("2026-11-23 23:30", 2, Unit.URGENT_HOUR, "11-24 01:30"),
        ("2026-11-23 09:15", 2, Unit.CALENDAR_DAY, "11-25 09:15"),
        # Half a day is half of what is worked between one whole day and the next: four of eight hours.
        ("2026-11-23 09:00", 0.5, Unit.WORKING_DAY, "11-23 15:00"),
        ("2026-11-23 15:00", 1.5, Unit.WORKING_DAY, "11-25 09:00"),
        ("2026-11-27 16:00", 0.5, Unit.WORKING_DAY, "11-30 10:00"),
        ("2026-11-23 09:00", 1.5, Unit.WORKING_HOUR, "11-23 10:30"),
        ("2026-12-31 17:00", 2, Unit.WORKING_HOUR, "01-01 09:00"),
    ],
)
def test_a_limit_ends_when_the_field_says(district: District, start: str, amount: float, unit: Unit, end: str) -> None:
    assert ends(district.calendar, start, amount, unit) == end


def hours(*spans: tuple[int, int]) -> Windows:
    return tuple((time(opens), time(closes)) for opens, closes in spans)


SUMMER = Season(first=(6, 1), last=(9, 30), windows=hours((7, 11), (15, 19)))
WINTER = Season(first=(12, 1), last=(2, 28), windows=hours((9, 12), (13, 17)))


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        ("2026-05-29 17:00", 2, Unit.WORKING_HOUR, "06-01 08:00"),  # one hour on Friday, one from seven on Monday
        ("2026-06-01 11:30", 1, Unit.WORKING_HOUR, "06-01 16:00"),
        ("2026-05-29 09:30", 1, Unit.WORKING_DAY, "06-01 09:30"),
        ("2026-05-29 14:30", 1, Unit.WORKING_DAY, "06-01 11:00"),  # nothing is worked then in summer: the closing before
        ("2026-11-30 08:30", 1, Unit.WORKING_DAY, "11-30 18:00"),  # before winter's opening: the day before
        ("2026-12-31 16:00", 2, Unit.WORKING_HOUR, "01-01 10:00"),  # winter goes over the turn of the year
        ("2026-03-06 11:00", 2, Unit.WORKING_HOUR, "03-09 09:00"),  # a morning alone
        ("2026-03-05 15:00", 1, Unit.WORKING_DAY, "03-06 12:00"),
        ("2026-03-13 20:00", 2, Unit.WORKING_HOUR, "03-14 16:00"),  # a Saturday's afternoon
    ],
)
def test_seasons_and_halves_of_days(start: str, amount: float, unit: Unit, end: str) -> None:
    calendar = Calendar(
        windows=hours((8, 12), (14, 18)), seasons=(SUMMER, WINTER), off=frozenset(), on=frozenset(),
        mornings=frozenset({date(2026, 3, 6)}), afternoons=frozenset({date(2026, 3, 14)}), years=frozenset({2026}),
    )  # fmt: skip
    assert ends(calendar, start, amount, unit) == end


def test_a_working_day_may_end_when_work_does(district: District) -> None:
    calendar = replace(district.calendar, at_closing=True)
    assert ends(calendar, "2026-09-30 10:00", 3, Unit.WORKING_DAY) == "10-10 18:00"
    assert ends(calendar, "2026-11-22 20:00", 1, Unit.WORKING_DAY) == "11-23 18:00"


@pytest.mark.parametrize(
    ("end", "since", "until", "unit", "then"),
    [
        # Four hours from 17:00 on Monday end at 11:00; still from 10:00 to 15:00, three hours of work.
        ("2026-11-24 11:00", "2026-11-24 10:00", "2026-11-24 15:00", Unit.WORKING_HOUR, "11-24 16:00"),
        ("2026-11-24 11:00", "2026-11-28 09:00", "2026-11-29 15:00", Unit.WORKING_HOUR, "11-24 11:00"),
        # Three working days to Thursday 10:00, still from Tuesday 15:00 to Monday 09:00: 28 hours of work.
        ("2026-11-26 10:00", "2026-11-24 15:00", "2026-11-30 09:00", Unit.WORKING_DAY, "12-01 16:00"),
        ("2026-11-24 11:00", "2026-11-24 10:00", "2026-11-24 15:00", Unit.URGENT_HOUR, "11-24 16:00"),
        ("2026-11-26 11:00", "2026-11-24 10:00", "2026-11-26 10:00", Unit.CALENDAR_DAY, "11-28 11:00"),
    ],
)
def test_a_clock_that_stood_still_goes_on_with_what_was_left(
    district: District, end: str, since: str, until: str, unit: Unit, then: str
) -> None:
    found = paused(at(end), at(since), at(until), unit, district.calendar, SHANGHAI)
    assert f"{found:%m-%d %H:%M}" == then


MOMENTS = st.integers(0, 60 * 24 * 360 * 60).map(lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
CALENDARS = st.builds(
    Calendar,
    windows=st.sampled_from([hours((8, 12), (14, 18)), hours((0, 23)), hours((9, 17)), hours((6, 10), (12, 14), (20, 23))]),
    seasons=st.sampled_from([(), (SUMMER,), (WINTER, SUMMER)]),
    off=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=9),
    on=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=9),
    mornings=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=3),
    years=st.just(frozenset({2026})),
    at_closing=st.booleans(),
)
LIMITS = st.one_of(
    st.builds(Limit, amount=st.integers(1, 30), unit=st.sampled_from(Unit)),
    st.builds(Limit, amount=st.integers(1, 300).map(lambda tenths: tenths / 10), unit=st.sampled_from(Unit)),
)


@settings(max_examples=60, deadline=None)
@given(start=MOMENTS, limit=LIMITS, calendar=CALENDARS, later=st.integers(0, 5000))
def test_a_working_limit_ends_in_working_time_and_never_earlier_for_a_later_start(
    start: datetime, limit: Limit, calendar: Calendar, later: int
) -> None:
    end = deadline(start, limit, calendar, SHANGHAI)
    assert end > start
    assert deadline(start + timedelta(minutes=later), limit, calendar, SHANGHAI) >= end
    if limit.unit in CALENDAR_UNITS:
        local = end.astimezone(SHANGHAI)
        assert any(opens < local.time() <= closes for opens, closes in calendar.windows_on(local.date()))


@settings(max_examples=60, deadline=None)
@given(start=MOMENTS, limit=LIMITS, calendar=CALENDARS)
def test_what_lies_between_a_start_and_its_end_is_the_limit(start: datetime, limit: Limit, calendar: Calendar) -> None:
    end = deadline(start, limit, calendar, SHANGHAI)
    amount = between(start, end, limit.unit, calendar, SHANGHAI)
    assert amount == pytest.approx(limit.amount, abs=1e-9)
    assert deadline(start, replace(limit, amount=amount), calendar, SHANGHAI) - end < timedelta(seconds=1)


@settings(max_examples=60, deadline=None)
@given(start=MOMENTS, end=MOMENTS, unit=st.sampled_from(Unit), calendar=CALENDARS)
def test_between_two_moments_lies_as_much_as_leads_from_one_to_the_other(
    start: datetime, end: datetime, unit: Unit, calendar: Calendar
) -> None:
    start, end = min(start, end), max(start, end)
    amount = between(start, end, unit, calendar, SHANGHAI)
    if amount:
        there = deadline(start, Limit(amount=amount, unit=unit), calendar, SHANGHAI)
        assert abs(between(there, end, Unit.WORKING_HOUR, calendar, SHANGHAI)) * 3600 < 1
        assert there <= end + timedelta(seconds=1)


@settings(max_examples=30, deadline=None)
@given(start=MOMENTS, limit=LIMITS, calendar=CALENDARS, still=st.integers(0, 3000), going=st.integers(0, 3000))
def test_whenever_a_clock_stands_still_nothing_is_lost(
    start: datetime, limit: Limit, calendar: Calendar, still: int, going: int
) -> None:
    """As much of working time lies before it as after it would without."""
    end = deadline(start, limit, calendar, SHANGHAI)
    since = start + timedelta(minutes=going)
    until = since + timedelta(minutes=still)
    moved = paused(end, since, until, limit.unit, calendar, SHANGHAI)
    counted = Unit.WORKING_HOUR if limit.unit in CALENDAR_UNITS else Unit.URGENT_HOUR
    lost = between(since, until, counted, calendar, SHANGHAI)
    assert between(end, moved, counted, calendar, SHANGHAI) == pytest.approx(lost, abs=1e-6)


def test_at_the_ends_of_time_it_counts_as_far_as_there_are_days(district: District) -> None:
    first, last = (replace(district.calendar) for _ in range(2))  # each counts from where it is asked first
    assert ends(first, "0001-01-03 09:00", 3, Unit.WORKING_DAY) == "01-08 09:00"
    with pytest.raises(OverflowError):
        ends(last, "9999-12-30 09:00", 3, Unit.WORKING_DAY)


@pytest.mark.parametrize(
    ("end", "amount", "unit", "start"),
    [
        ("2026-11-24 09:00", 2, Unit.WORKING_HOUR, "11-23 17:00"),
        ("2026-11-25 09:00", 0.5, Unit.WORKING_DAY, "11-24 15:00"),
        ("2026-11-24 09:00", 2, Unit.URGENT_HOUR, "11-24 07:00"),
        ("2026-11-24 09:00", 2, Unit.CALENDAR_DAY, "11-22 09:00"),
        ("2026-01-05 09:00", 2, Unit.WORKING_HOUR, "01-04 17:00"),
    ],
)
def test_so_much_before_a_moment(district: District, end: str, amount: float, unit: Unit, start: str) -> None:
    found = earlier(at(end), Limit(amount=amount, unit=unit), district.calendar, SHANGHAI)
    assert f"{found.astimezone(SHANGHAI):%m-%d %H:%M}" == start


def test_days_before_the_first_that_was_asked_for_are_counted_too() -> None:
    windows = ((time(8), time(12)), (time(14), time(18)))
    ahead, back = Days(lambda _: windows), Days(lambda _: windows)
    late, early = (datetime.fromisoformat(f"{year}-03-02T09:00") for year in (2026, 2025))
    assert ahead.worked(late) - ahead.worked(early) == -(back.worked(early) - back.worked(late))
    ahead = Days(lambda _: windows)
    assert ahead.closing(ahead.worked(late) - 365 * 8 * 3_600_000_000) == early
