"""How long a million deadlines take, and as many reckonings of what is left, on the example's calendar."""

import time
from datetime import UTC, datetime, timedelta

from bot.config import DEFAULT_PACK
from bot.pack.build import build
from bot.pack.read import read
from cases.time.engine import between, deadline
from cases.time.units import Limit, Unit

COUNT = 1_000_000
LIMITS = (
    Limit(amount=2, unit=Unit.URGENT_HOUR), Limit(amount=4, unit=Unit.WORKING_HOUR), Limit(amount=5, unit=Unit.WORKING_DAY),
    Limit(amount=20, unit=Unit.WORKING_DAY),
)  # fmt: skip


def measure() -> dict[str, float]:
    """Seconds; the starts lie within a year, the limits in turn."""
    district = build(read(DEFAULT_PACK), 0)
    first = datetime(2026, 1, 1, tzinfo=UTC)
    starts = [first + timedelta(seconds=31 * number) for number in range(COUNT)]
    begun = time.perf_counter()
    ends = [deadline(start, LIMITS[number % len(LIMITS)], district.calendar, district.tz) for number, start in enumerate(starts)]
    reckoned = time.perf_counter()
    for start, end in zip(starts, ends, strict=True):
        between(start, end, Unit.WORKING_HOUR, district.calendar, district.tz)
    return {"deadlines_1m_s": reckoned - begun, "between_1m_s": time.perf_counter() - reckoned}
