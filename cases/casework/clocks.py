"""The clock of each stage a case goes through: from when it runs, when it ends, and when somebody is told of it next. One clock
runs at a time, beside that of the handling, which goes on while a case is with the dispatcher once more."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from cases.casework.case import OVER, PROMISES, STILL, Case, Status
from cases.district.ladder import OF_CLAIMS, OF_PROMISES, Rung
from cases.time.calendar import Calendar
from cases.time.engine import deadline, earlier, part_of, worked
from cases.time.units import CALENDAR_UNITS, Limit, Unit
from cases.values import changed
from cases.work import Work

Changes = dict[str, Any]


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


def handling(work: Work, case: Case) -> Limit | None:
    """The limit of the case's category, as it was when it was filed; danger has its own."""
    category, danger = work.category(case), work.danger(case)
    return danger.limit if danger else category.limit_for(case.condition) if category else None


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


def calendar_of(work: Work, case: Case) -> Calendar:
    """By which its clock is counted: while it is handled, its department's."""
    department = case.department if stage_of(case) is Stage.HANDLE else None
    return work.district.calendar_of_department(department)


def clocked(work: Work, actor: int, before: Case | None, after: Case) -> Changes:
    """What becomes of its clocks by what somebody did; of a new case, without a before."""
    clock = _started(work, before, after) | _touched(work, actor, before, after)
    stands = changed(after, **clock)
    if before is None or _runs(stands) != _runs(before) or (stands.told_until, stands.ring_at) == (None, None):
        anew = before is None or _measured(stands) != _measured(before)
        clock |= _next(work, stands, _behind(work, stands) if anew else stands.told_until)
    return {name: value for name, value in clock.items() if getattr(after, name) != value}


def _measured(case: Case) -> tuple[object, ...]:
    """By what its rungs are measured: where that is another, they are told anew."""
    return case.since, end_of(case), stage_of(case), untaken(case)


def _runs(case: Case) -> tuple[object, ...]:
    return *_measured(case), case.status, case.until, case.claimer, case.urgent


def _touched(work: Work, actor: int, before: Case | None, after: Case) -> Changes:
    """A claim lapses when nothing is done by whoever made it; what they do begins that time anew."""
    limit = work.district.limits.claim
    if limit is None or after.status is not Status.CLAIMED or after.alarm is not None:
        return {}
    if before is not None and before.status is Status.CLAIMED and before.claimer == after.claimer != actor:
        return {}
    return {"until": deadline(work.now, limit, calendar_of(work, after), work.district.tz)}


def _started(work: Work, before: Case | None, after: Case) -> Changes:
    """Also of a case that had none: it is older than its clock."""
    stage = stage_of(after)
    if before is not None and stage is stage_of(before) and not unclocked(after):
        return {}
    if stage is Stage.HANDLE:
        left = before is not None and before.until == after.until and after.alarm is None and not unclocked(after)
        since = {"since": after.filed_at or after.reported_at} if unclocked(after) else {}
        return since | ({"until": None} if left else {})
    if after.status is Status.SUSPENDED:
        return {}
    limit = limit_of(work, after)
    if limit is None:
        return {"since": None, "until": after.until if after.status not in OVER else None}
    looked_for = {} if after.alarm and stage in (Stage.VERIFY, Stage.DISPATCH) else {"until": _end(work, limit)}
    return {"since": work.now} | looked_for


def _end(work: Work, limit: Limit) -> datetime:
    return deadline(work.now, limit, work.district.calendar, work.district.tz)


def untaken(case: Case) -> bool:
    """Whether it tells of danger and nobody is at work on that."""
    return case.alarm is not None and case.status is not Status.CLAIMED


def _ladders(work: Work, case: Case) -> tuple[tuple[Rung, ...], ...]:
    """Each with its rungs in the order of their times."""
    danger = work.district.danger_ladder if untaken(case) else ()
    if case.status is Status.PROMISED:
        return danger, OF_PROMISES
    if case.status is Status.VERIFYING:  # at its end it goes to the dispatchers by itself
        return danger, tuple(rung for rung in work.district.ladder if rung.share is not None and rung.share < 1)
    return danger, work.district.ladder, (OF_CLAIMS,)


def _behind(work: Work, case: Case) -> datetime | None:
    """Of the rungs that lie behind a clock that was set anew the last is still told."""
    passed = [moment for moment, _ in _rungs(work, case) if moment <= work.now] if case.since != work.now else []
    return passed[-2] if len(passed) > 1 else None


def _next(work: Work, case: Case, told_until: datetime | None) -> Changes:
    """No more is reckoned than is asked for."""
    nearest = (_first(work, case, ladder, told_until or LONG_AGO) for ladder in _ladders(work, case)) if stage_of(case) else ()
    return {"told_until": told_until, "ring_at": min((moment for moment in nearest if moment), default=None)}


def _first(work: Work, case: Case, ladder: tuple[Rung, ...], after: datetime) -> datetime | None:
    moments = (_moment(work, case, rung) for rung in ladder)
    return next((moment for moment in moments if moment and moment > after), None)


def climbed(work: Work, case: Case) -> Changes:
    """Everybody is told whose time has come."""
    return _next(work, case, work.now)


def rungs(work: Work, before: Case) -> tuple[Rung, ...]:
    """Those whose time has come since people were told last."""
    came = (rung for moment, rung in _rungs(work, before) if moment <= work.now and moment > (before.told_until or LONG_AGO))
    return tuple(came)


LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)


def _rungs(work: Work, case: Case) -> list[tuple[datetime, Rung]]:
    """Each with the moment when its time comes, in their order; none where no clock runs."""
    if stage_of(case) is None:
        return []
    steps = (rung for ladder in _ladders(work, case) for rung in ladder)
    return sorted(((moment, rung) for rung in steps if (moment := _moment(work, case, rung))), key=lambda one: one[0])


def lapsing(work: Work, case: Case) -> datetime | None:
    """When whoever has claimed it is warned that their claim lapses: when a quarter of its time is left."""
    limit = work.district.limits.claim
    if case.status is not Status.CLAIMED or case.alarm is not None or case.until is None or limit is None:
        return None
    quarter = replace(limit, amount=limit.amount / 4)
    return earlier(case.until, quarter, calendar_of(work, case), work.district.tz)


def _moment(work: Work, case: Case, rung: Rung) -> datetime | None:
    """Not in quiet hours, unless it cannot wait."""
    moment = lapsing(work, case) if rung is OF_CLAIMS else _reckoned(work, case, rung)
    return moment if moment is None or case.urgent or case.alarm else work.district.awake(moment)


def _reckoned(work: Work, case: Case, rung: Rung) -> datetime | None:
    calendar, zone = calendar_of(work, case), work.district.tz
    end, since = end_of(case), case.since or case.filed_at or case.reported_at
    if rung.of_danger and rung.after:
        return deadline(since, rung.after, calendar, zone)
    if end is None:
        return None
    if case.status is Status.PROMISED:
        return datetime.combine(work.district.local(end).date() - timedelta(days=1), work.district.digest_at, zone)
    if rung.after is not None:
        return deadline(end, rung.after, calendar, zone)
    if rung.share == 1 or rung.share is None:
        return end
    return part_of(since, end, rung.share, calendar if _by_calendar(work, case) else None, zone)


def _by_calendar(work: Work, case: Case) -> bool:
    """Whether its clock stands still when nobody works."""
    limit = limit_of(work, case)
    return limit is not None and limit.unit in CALENDAR_UNITS


@dataclass(frozen=True, kw_only=True)
class Left:
    """How much is left until the end of the clock that runs, or how much it is over."""

    stage: Stage
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


def left(work: Work, case: Case) -> Left | None:
    """As it stands now; None where no clock runs."""
    stage, end, since = stage_of(case), end_of(case), case.since or case.filed_at or case.reported_at
    if stage is None or stage is Stage.PROMISE or end is None:
        return None
    working = _by_calendar(work, case)
    calendar, zone = calendar_of(work, case), work.district.tz
    late = end <= work.now or (stage is Stage.HANDLE and case.overdue)
    first, last = (end, max(end, work.now)) if late else (work.now, end)
    amount = worked(first, last, calendar, zone) if working else last - first
    amount = amount if late else -(-amount // MINUTE) * MINUTE
    limit = limit_of(work, case)
    by_day = not working or (limit is not None and limit.unit is Unit.WORKING_DAY)
    day = calendar.length if working else timedelta(days=1)
    soon = not late and part_of(since, end, SOON, calendar if working else None, zone) <= work.now
    days = amount // day if by_day else 0
    return Left(stage=stage, end=end, days=days, rest=amount - days * day, working=working, late=late, soon=soon)
