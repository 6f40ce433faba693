"""Working time, exact: the field's fixtures, the day's windows, and what must hold for every limit."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.district.edition import District
from cases.time.engine import deadline
from cases.time.units import Limit, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def ends(district: District, start: str, amount: float, unit: Unit) -> str:
    found = deadline(at(start), Limit(amount=amount, unit=unit), district.calendar, SHANGHAI)
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
    ],
)
def test_a_limit_ends_when_the_field_says(district: District, start: str, amount: float, unit: Unit, end: str) -> None:
    assert ends(district, start, amount, unit) == end


@settings(max_examples=60, deadline=None)
@given(
    minutes=st.integers(0, 60 * 24 * 360),
    amount=st.integers(1, 30),
    unit=st.sampled_from([Unit.WORKING_HOUR, Unit.WORKING_DAY]),
)
def test_a_working_limit_ends_in_working_time_and_never_earlier_for_a_later_start(
    district: District, minutes: int, amount: int, unit: Unit
) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    limit = Limit(amount=amount, unit=unit)
    end = deadline(start, limit, district.calendar, SHANGHAI)
    local = end.astimezone(SHANGHAI)
    assert end > start
    assert district.calendar.works(local.date())
    assert any(opens <= local.time() <= closes for opens, closes in district.calendar.windows)
    assert deadline(start + timedelta(minutes=7), limit, district.calendar, SHANGHAI) >= end
