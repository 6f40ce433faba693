"""How much is left of the time for a case, or how much it is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.casework.case import OVER, STILL, Case, Status
from cases.casework.stages import Stage, calendar_of, end_of, limit_of, stage_of
from cases.time.calendar import Calendar
from cases.time.engine import earlier, part_of, worked
from cases.time.units import CALENDAR_UNITS, Limit, Unit
from cases.values import changed
from cases.work import Work


@dataclass(frozen=True, kw_only=True)
class Left:
    """How much is left until the end of the clock that runs, or how much it is over."""

    stage: Stage | None
    """None: all of them."""
    end: datetime
    days: int
    """Working days where `working`."""
    rest: timedelta
    working: bool
    """Only working time is counted."""
    late: bool
    soon: bool
    """Three quarters of it are over."""


SOON, MINUTE = 0.75, timedelta(minutes=1)


def handled(work: Work, case: Case) -> Left | None:
    """Of the time for its handling, whatever stage it is in; None where that does not run."""
    return left(work, case if case.status in STILL | OVER else changed(case, status=Status.QUEUED))


def in_all(work: Work, case: Case) -> Left | None:
    """Of the time for all its stages together; None where that does not run."""
    limit, calendar = work.district.limits.total, work.district.calendar
    if limit is None or case.total_until is None or not case.open or case.status is Status.SUSPENDED:
        return None
    since = earlier(case.total_until, limit, calendar, work.district.tz)
    return _left(work, None, since, case.total_until, limit, calendar)


def left(work: Work, case: Case) -> Left | None:
    """As it stands now; None where no clock runs."""
    stage, end, since = stage_of(case), end_of(case), case.since or case.filed_at or case.reported_at
    if stage is None or stage is Stage.PROMISE or end is None:
        return None
    late = stage is Stage.HANDLE and case.overdue
    return _left(work, stage, since, end, limit_of(work, case), calendar_of(work, case), late=late)


def _left(
    work: Work,
    stage: Stage | None,
    since: datetime,
    end: datetime,
    limit: Limit | None,
    calendar: Calendar,
    *,
    late: bool = False,
) -> Left:
    working, zone = limit is not None and limit.unit in CALENDAR_UNITS, work.district.tz
    late = late or end <= work.now
    first, last = (end, max(end, work.now)) if late else (work.now, end)
    amount = worked(first, last, calendar, zone) if working else last - first
    amount = amount if late else -(-amount // MINUTE) * MINUTE
    by_day = not working or (limit is not None and limit.unit is Unit.WORKING_DAY)
    day = calendar.length if working else timedelta(days=1)
    soon = not late and part_of(since, end, SOON, calendar if working else None, zone) <= work.now
    days = amount // day if by_day else 0
    return Left(stage=stage, end=end, days=days, rest=amount - days * day, working=working, late=late, soon=soon)
