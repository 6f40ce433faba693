"""When a limit ends, and how much of one lies between two moments: windows in a day, holidays that move; exact to the moment.
Takes and returns aware times; counts in the district's zone."""

from bisect import bisect_right
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cases.time.calendar import Calendar
from cases.time.days import Days
from cases.time.units import CALENDAR_UNITS, Limit, Unit


def deadline(start: datetime, limit: Limit, calendar: Calendar, zone: ZoneInfo) -> datetime:
    """When a limit that starts now ends. Raises OverflowError beyond the calendar."""
    if limit.unit is Unit.URGENT_HOUR:
        return start + timedelta(hours=limit.amount)
    local = start.astimezone(zone).replace(tzinfo=None)
    return _aware(_end(local, limit, calendar), zone, start)


def _end(local: datetime, limit: Limit, calendar: Calendar) -> datetime:
    match limit.unit:
        case Unit.CALENDAR_DAY:
            return local + timedelta(days=limit.amount)
        case Unit.WORKING_HOUR:
            days = calendar.days
            return days.closing(days.worked(local) + round(limit.amount * HOUR))
    return _working_days(local, limit.amount, calendar)


HOUR = 3600 * 1_000_000


def _working_days(local: datetime, amount: float, calendar: Calendar) -> datetime:
    """Of a part of a day so much is worked as lies between the ends of the whole days before and after."""
    whole, part = divmod(amount, 1)
    low = _whole_days(local, int(whole), calendar)
    if not part:
        return low
    worked = calendar.days.worked
    length = worked(_whole_days(local, int(whole) + 1, calendar)) - worked(low)
    return calendar.days.closing(worked(low) + max(1, round(part * length)))


def _whole_days(local: datetime, count: int, calendar: Calendar) -> datetime:
    days = calendar.days
    if count == 0:
        return local
    end = days.later(days.opening(local), count)
    return days.last_closing(end) if calendar.at_closing else end


def between(start: datetime, end: datetime, unit: Unit, calendar: Calendar, zone: ZoneInfo) -> float:
    """How much of a unit lies between two moments, the later one second: `deadline(start, Limit(amount=that), …)` is the end,
    or where that is no working time, the closing before. 0 where nothing does."""
    if end <= start:
        return 0
    if unit is Unit.URGENT_HOUR:
        return (end - start) / timedelta(hours=1)
    first, last = (moment.astimezone(zone).replace(tzinfo=None) for moment in (start, end))
    if unit is Unit.CALENDAR_DAY:
        return (last - first) / timedelta(days=1)
    if unit is Unit.WORKING_HOUR:
        return (calendar.days.worked(last) - calendar.days.worked(first)) / HOUR
    return _days_between(first, last, calendar)


def _days_between(first: datetime, last: datetime, calendar: Calendar) -> float:
    days = calendar.days
    reached = days.worked(last)
    least = max(0, days.count(days.opening(first), last) - 1)
    ends = [days.worked(_whole_days(first, whole, calendar)) for whole in range(least, least + 4)]
    place = bisect_right(ends, reached) - 1
    return least + place + (reached - ends[place]) / (ends[place + 1] - ends[place])


def worked(start: datetime, end: datetime, calendar: Calendar, zone: ZoneInfo) -> timedelta:
    """How much is worked between two moments; below nothing when the end is the earlier one."""
    first, last = (calendar.days.worked(moment.astimezone(zone).replace(tzinfo=None)) for moment in (start, end))
    return timedelta(microseconds=last - first)


def part_of(start: datetime, end: datetime, share: float, calendar: Calendar | None, zone: ZoneInfo) -> datetime:
    """The moment at which a share of what lies between two moments is over: of what is worked, or with no calendar, of all."""
    length = worked(start, end, calendar, zone) if calendar else end - start
    if calendar is None or length <= timedelta(0):
        return start + share * (end - start)
    first = calendar.days.worked(start.astimezone(zone).replace(tzinfo=None))
    return _aware(calendar.days.closing(first + max(1, round(share * length / timedelta(microseconds=1)))), zone, start)


def paused(end: datetime, since: datetime, until: datetime, unit: Unit, calendar: Calendar, zone: ZoneInfo) -> datetime:
    """Where a limit ends that was to end at `end` and whose clock stood still between two moments: so much later as would have
    counted meanwhile."""
    if unit not in CALENDAR_UNITS:
        return end + (until - since)
    local = end.astimezone(zone).replace(tzinfo=None)
    days: Days = calendar.days
    lost = worked(since, until, calendar, zone) // timedelta(microseconds=1)
    return _aware(days.closing(days.worked(local) + lost), zone, end)


def earlier(end: datetime, limit: Limit, calendar: Calendar, zone: ZoneInfo) -> datetime:
    """So much before a moment; a working day is as long as a usual one."""
    days = timedelta(days=1) if limit.unit is Unit.CALENDAR_DAY else calendar.length
    length = limit.amount * (days if limit.unit in (Unit.CALENDAR_DAY, Unit.WORKING_DAY) else timedelta(hours=1))
    if limit.unit not in CALENDAR_UNITS:
        return end - length
    worked = calendar.days.worked(end.astimezone(zone).replace(tzinfo=None))
    return _aware(calendar.days.closing(worked - length // timedelta(microseconds=1)), zone, end)


def _aware(local: datetime, zone: ZoneInfo, like: datetime) -> datetime:
    return local.replace(tzinfo=zone).astimezone(like.tzinfo)
