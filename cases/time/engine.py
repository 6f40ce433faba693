"""When a limit ends: windows in a day, holidays that move; exact to the moment."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cases.time.calendar import Calendar
from cases.time.units import Limit, Unit


def deadline(start: datetime, limit: Limit, calendar: Calendar, zone: ZoneInfo) -> datetime:
    """When a limit that starts now ends. Takes and returns aware times; counts in the district's zone."""
    local = start.astimezone(zone)
    if limit.unit is Unit.URGENT_HOUR:
        return start + timedelta(hours=limit.amount)
    if limit.unit is Unit.CALENDAR_DAY:
        return (local + timedelta(days=limit.amount)).astimezone(start.tzinfo)
    moment = _opening(local.replace(tzinfo=None), calendar)
    ended = _days(moment, limit.amount, calendar) if limit.unit is Unit.WORKING_DAY else _hours(moment, limit.amount, calendar)
    return ended.replace(tzinfo=zone).astimezone(start.tzinfo)


def _opening(moment: datetime, calendar: Calendar) -> datetime:
    """The moment itself when work is on, else the next opening."""
    day = moment.date()
    if calendar.works(day):
        for opens, closes in calendar.windows:
            if moment.time() < closes:
                return max(moment, datetime.combine(day, opens))
    return datetime.combine(calendar.next_working(day), calendar.windows[0][0])


def _days(moment: datetime, amount: float, calendar: Calendar) -> datetime:
    day = moment.date()
    for _ in range(int(amount)):
        day = calendar.next_working(day)
    return _closing(datetime.combine(day, moment.time()), calendar)


def _closing(moment: datetime, calendar: Calendar) -> datetime:
    """A limit that would end at an opening ends at the closing before: the same working moment."""
    day = moment.date()
    for number, (opens, _) in enumerate(calendar.windows):
        if moment.time() == opens:
            if number:
                return datetime.combine(day, calendar.windows[number - 1][1])
            day -= timedelta(days=1)
            while not calendar.works(day):
                day -= timedelta(days=1)
            return datetime.combine(day, calendar.windows[-1][1])
    return moment


def _hours(moment: datetime, amount: float, calendar: Calendar) -> datetime:
    left = timedelta(hours=amount)
    while True:
        closes = next(closes for opens, closes in calendar.windows if opens <= moment.time() < closes)
        end = datetime.combine(moment.date(), closes)
        if moment + left <= end:
            return moment + left
        left -= end - moment
        moment = _opening(end, calendar)
