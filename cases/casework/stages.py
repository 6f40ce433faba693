"""The stages a case goes through: by which limit and whose working time each is measured, and when it ends."""

from datetime import datetime, timedelta
from enum import StrEnum

from cases.casework.case import PROMISES, Case, Status
from cases.district.edition import Phase
from cases.time.calendar import Calendar
from cases.time.engine import deadline
from cases.time.units import CALENDAR_UNITS, Limit
from cases.work import Work


class Stage(StrEnum):
    VERIFY = "verify"  # 核实
    DISPATCH = "dispatch"  # 派遣: whatever waits for a dispatcher
    HANDLE = "handle"  # 处置
    PROMISE = "promise"  # 限期整改
    CHECK = "check"  # 核查
    RECHECK = "recheck"  # 复查


STAGES = {
    Status.VERIFYING: Stage.VERIFY, Status.REPORTED: Stage.DISPATCH, Status.RETURNED: Stage.DISPATCH,
    Status.UNCHECKABLE: Stage.DISPATCH, Status.QUEUED: Stage.HANDLE, Status.CLAIMED: Stage.HANDLE, Status.REWORK: Stage.HANDLE,
    Status.PROMISED: Stage.PROMISE, Status.CHECKING: Stage.CHECK,
}  # fmt: skip


def stage_of(case: Case) -> Stage | None:
    stage = STAGES.get(case.status)
    return Stage.RECHECK if stage is Stage.CHECK and case.outcome in PROMISES else stage


def unclocked(case: Case) -> bool:
    """Whether it stands where a clock should run, and is older than that."""
    return case.since is None and case.status in STAGES and case.status is not Status.PROMISED


def end_of(case: Case) -> datetime | None:
    """When the clock that runs ends."""
    stage = stage_of(case)
    return case.deadline if stage is Stage.HANDLE else case.until if stage else None


def phases_of(work: Work, case: Case) -> tuple[Phase, ...]:
    """Of its handling, as its category was when it was filed; none where that is not known."""
    category = work.category(case)
    return category.phases_for(case.condition) if category else ()


def handling(work: Work, case: Case) -> Limit | None:
    """The limit of the step of its handling that runs; danger has its own."""
    danger, steps = work.danger(case), phases_of(work, case)
    if danger:
        return danger.limit
    return steps[max(0, len(steps) - 1 - case.phases_left)].limit if steps else None


def total_end(work: Work, start: datetime) -> datetime | None:
    """By when a case is to be closed that was filed at a moment, whatever stages it goes through; not while people
    sleep."""
    limit = work.district.limits.total
    return work.district.awake(deadline(start, limit, work.district.calendar, work.district.tz)) if limit else None


def limit_of(work: Work, case: Case) -> Limit | None:
    """Of the stage it is in."""
    limits, stage = work.district.limits, stage_of(case)
    match stage:
        case None | Stage.PROMISE:
            return None
        case Stage.HANDLE:
            return handling(work, case)
    return {
        Stage.VERIFY: limits.verify, Stage.DISPATCH: limits.dispatch, Stage.CHECK: limits.check, Stage.RECHECK: limits.recheck,
    }[stage]  # fmt: skip


SLOT = timedelta(minutes=90)
"""Before and after the clock time at which it was reported."""


def slot_of(work: Work, case: Case) -> tuple[datetime, datetime] | None:
    """The next time of day, or the one that runs, in which what was done about it is checked; None: any, also of what
    was seen while people sleep."""
    category = work.category(case)
    if category is None or not category.slot or case.status is not Status.CHECKING or case.part_of is not None:
        return None
    seen = work.district.local(case.reported_at).time()
    days = (work.today + timedelta(days=ahead) for ahead in (-1, 0, 1))
    middles = (datetime.combine(day, seen, work.district.tz) for day in days)
    begins, ends = next((middle - SLOT, middle + SLOT) for middle in middles if middle + SLOT > work.now)
    return (begins, ends) if work.district.awake(begins) == begins else None


def calendar_of(work: Work, case: Case) -> Calendar:
    """By which its clock is counted: while it is handled, its department's."""
    department = case.department if stage_of(case) is Stage.HANDLE else None
    return work.district.calendar_of_department(department)


def by_calendar(work: Work, case: Case) -> bool:
    """Whether its clock stands still when nobody works."""
    limit = limit_of(work, case)
    return limit is not None and limit.unit in CALENDAR_UNITS
