"""The clock of the stage a case is in: from when it runs, when it ends, and when somebody is told of it next. One clock runs at
a time, beside that of the handling, which goes on while a case is with the dispatcher once more."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cases.casework.case import OVER, Case, Status
from cases.casework.stages import Stage, by_calendar, calendar_of, end_of, limit_of, slot_of, stage_of, unclocked
from cases.district.ladder import OF_CLAIMS, OF_PROMISES, Rung
from cases.time.engine import deadline, earlier, part_of
from cases.time.units import Limit
from cases.values import changed
from cases.work import Work

Changes = dict[str, Any]


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
    """A claim lapses when nothing is done by whoever made it; what they do begins that time anew, and
    so does that others have done their parts."""
    limit = work.district.limits.claim
    if limit is None or after.status is not Status.CLAIMED or after.alarm is not None:
        return {}
    freed = before is not None and before.parts > 0 and after.parts == 0
    if before is not None and before.status is Status.CLAIMED and before.claimer == after.claimer != actor and not freed:
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
    if slot := slot_of(work, after):
        return {"since": max(work.now, slot[0]), "until": max(_end(work, limit), slot[1])}
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
    moment = (lapsing(work, case) or _slot(case)) if rung is OF_CLAIMS else _reckoned(work, case, rung)
    return moment if moment is None or case.urgent or case.alarm else work.district.awake(moment)


def _slot(case: Case) -> datetime | None:
    """Of a check whose clock begins later than what it is to check was done."""
    checks = stage_of(case) is Stage.CHECK and case.alarm is None
    return case.since if checks and case.since and case.cleared_at and case.since > case.cleared_at else None


def _worked_before(work: Work, end: datetime) -> date:
    """The last working day before."""
    day = work.district.local(end).date()
    return next(one for back in range(1, 400) if work.district.calendar.works(one := day - timedelta(days=back)))


def _reckoned(work: Work, case: Case, rung: Rung) -> datetime | None:
    calendar, zone = calendar_of(work, case), work.district.tz
    end, since = end_of(case), case.since or case.filed_at or case.reported_at
    if rung.of_danger and rung.after:
        return deadline(since, rung.after, calendar, zone)
    if end is None:
        return None
    if case.status is Status.PROMISED:
        return datetime.combine(_worked_before(work, end), work.district.digest_at, zone)
    if rung.after is not None:
        return deadline(end, rung.after, calendar, zone)
    if rung.share == 1 or rung.share is None:
        return end
    return part_of(since, end, rung.share, calendar if by_calendar(work, case) else None, zone)
