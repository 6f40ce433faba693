"""What one case's history says for the figures: each fact counts to a moment, and to whoever it belongs to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from cases.casework.case import WITH_DEPARTMENT, Action, Appeal, Case, Event, Status, evolve, told
from cases.casework.moves import counted
from cases.casework.moves.move import Count


class Measure(StrEnum):
    REPORTED = "reported"  # 上报
    FILED = "filed"  # 立案
    DISPATCHED = "dispatched"  # 派遣: comes to a department, also from another
    RETURNED = "returned"  # 退回, by the department
    CLEARED = "cleared"  # 处置完成, whenever it is due
    DUE = "due"  # 应处置: the limit of a handling ends, to whoever has it then
    ON_TIME = "on_time"  # 按期处置, counted to the end of its limit
    LATE = "late"  # 超期处置, counted to when it was done
    TO_END = "to_end"  # 应结案: the limit of its last step ends
    ENDED = "ended"  # 结案
    ENDED_ON_TIME = "ended_on_time"  # 按期结案: closed, and every limit kept; counted to the later of closing and limit
    ENDED_LATE = "ended_late"  # 超期结案
    REWORK = "rework"  # 返工: how often
    REWORKED = "reworked"  # of what was due to end: what has come back, however often
    REOPENED = "reopened"  # 重开
    EXTENDED = "extended"  # 延期
    SUSPENDED = "suspended"  # 挂账
    VOIDED = "voided"  # 作废
    SELF_HANDLED = "self_handled"  # 自行处置
    ASKED = "asked"  # 回访
    SATISFIED = "satisfied"  # 满意
    TOOK = "took"  # 处置时长: one of so many minutes


AGAINST = frozenset(
    {
        Measure.DUE, Measure.ON_TIME, Measure.LATE, Measure.TO_END, Measure.ENDED_ON_TIME, Measure.ENDED_LATE, Measure.REWORK,
        Measure.REWORKED, Measure.TOOK,
    }
)  # fmt: skip
"""What an appeal that is allowed takes out of the figures; and whatever makes a case void, until it is none any more."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    measure: Measure
    at: datetime
    """To which moment it counts."""
    since: datetime | None = None
    """Of what answers something that counts as well (a limit, a dispatch, a report, a question), to when that does."""
    told: datetime
    """When it became known: a day that was folded before does not change, it is corrected."""
    case: Case
    """As it stood; of what answers something, as it stood then."""
    department: str | None
    """To which it counts; None: to none."""
    count: int = 1
    minutes: int | None = None
    """How long its handling took, round the clock."""


@dataclass(frozen=True, kw_only=True)
class _Limit:
    """One that has ended, or was kept: who had it when it ended, and the case as it was counted."""

    end: datetime
    department: str | None
    case: Case
    late: bool


@dataclass(kw_only=True)
class _Walk:
    """How far one history was read."""

    said: list[Fact] = field(default_factory=list)
    """What could count against somebody, or for them."""
    gone: list[Fact] = field(default_factory=list)
    """The same of a case that is void."""
    held: list[tuple[datetime, str | None]] = field(default_factory=list)
    """Since when each department has had it in hand; None: none has."""
    owed: _Limit | None = None
    """One that is over and was told so, until it is done."""
    ends: _Limit | None = None
    """With which it is due to end."""
    late: bool = False
    """Any of its limits has been missed."""
    again: bool = False
    """It has come back, and that is counted."""
    begun: datetime | None = None
    """When the handling that runs began."""
    sent: datetime | None = None
    """When it came to the department that has it."""
    asked: datetime | None = None

    def holder(self, at: datetime) -> str | None:
        return next((department for since, department in reversed(self.held) if since <= at), None)


def facts(events: Sequence[Event]) -> Iterator[Fact]:
    """In the order in which they became known. What is a part of another case counts nowhere."""
    first, *others = events
    case, walk = told([first]), _Walk()
    if case.part_of is not None:
        return
    walk.held.append((first.at, _holder(case)))
    yield from _begins(case, first)
    for event in others:
        before, case = case, evolve(case, event)
        yield from _is_back(walk, before, case, event)
        for found in _follows(walk, before, case, event):
            if found.measure in AGAINST and found.count > 0:
                walk.said.append(found)
            yield found
        yield from _void(walk, before, case, event)
        if _holder(case) != _holder(before):
            walk.held.append((event.at, _holder(case)))


def _begins(case: Case, event: Event) -> Iterator[Fact]:
    yield _of(Measure.REPORTED, event, case, None)
    if case.filed_at:
        yield _of(Measure.FILED, event, case, None)


def _follows(walk: _Walk, before: Case, after: Case, event: Event) -> Iterator[Fact]:
    if after.filed_at and before.filed_at is None:
        yield replace(_of(Measure.FILED, event, after, None), since=after.reported_at)
    yield from _dispatched(walk, before, after, event)
    yield from _handled(walk, before, after, event)
    yield from _ended(walk, before, after, event)
    yield from _counted(walk, before, after, event)


def _void(walk: _Walk, before: Case, after: Case, event: Event) -> Iterator[Fact]:
    """What is void, or left out by an appeal, was never due; what is void no more is as it was."""
    allowed = after.appeal is Appeal.ALLOWED and before.appeal is not Appeal.ALLOWED
    if (event.action in VOID and event.delta) or allowed:
        yield from [replace(one, count=-one.count, told=event.at) for one in walk.said]
        walk.gone, walk.said = ([] if allowed else walk.said), []


def _is_back(walk: _Walk, before: Case, after: Case, event: Event) -> Iterator[Fact]:
    if walk.gone and not before.open and after.open:
        yield from [replace(one, told=event.at) for one in walk.gone]
        walk.gone, walk.said = [], walk.gone


def _of(measure: Measure, event: Event, case: Case, department: str | None, at: datetime | None = None, count: int = 1) -> Fact:
    return Fact(measure=measure, at=at or event.at, told=event.at, case=case, department=department, count=count)


def _holder(case: Case) -> str | None:
    """The department that has it in hand."""
    return case.department if case.status in WITH_DEPARTMENT else None


def _dispatched(walk: _Walk, before: Case, after: Case, event: Event) -> Iterator[Fact]:
    if event.action is Action.RETURN:
        yield replace(_of(Measure.RETURNED, event, before, before.department), since=walk.sent)
    came = after.status is Status.QUEUED and (before.department != after.department or before.status not in WITH_DEPARTMENT)
    if came and event.action is not Action.RESUME:
        yield _of(Measure.DISPATCHED, event, after, after.department)
        walk.sent = walk.begun = event.at
    if after.status is Status.REWORK and before.status is not Status.REWORK:
        walk.begun = event.at


def _handled(walk: _Walk, before: Case, after: Case, event: Event) -> Iterator[Fact]:
    """A limit that ended, or that was kept; and one that was said to have ended and is not over any more."""
    end, done = before.deadline, event.action in (Action.CLEAR, Action.ADVANCE)
    if event.action is Action.OVERDUE and end:
        walk.owed = _Limit(end=end, department=walk.holder(end), case=before, late=True)
        yield from _due(walk, walk.owed, before, event)
    elif done and end and walk.owed is None:
        late = event.at > end
        kept = _Limit(end=end, department=walk.holder(end) if late else before.department, case=before, late=late)
        yield from _due(walk, kept, before, event)
        yield _done(kept, event)
    elif done and walk.owed:
        yield _done(walk.owed, event)
        walk.owed = None
    elif walk.owed and not after.overdue and after.open:
        yield from _not_due(walk, walk.owed, event)
    if event.action is Action.CLEAR and walk.begun:
        minutes = int((event.at - walk.begun) / timedelta(minutes=1))
        yield replace(_of(Measure.TOOK, event, before, before.department), minutes=minutes)


def _due(walk: _Walk, limit: _Limit, before: Case, event: Event) -> Iterator[Fact]:
    """With the limit of its last step a case is due to end, and in time only where all are kept."""
    yield _of(Measure.DUE, event, limit.case, limit.department, limit.end)
    walk.late |= limit.late
    if walk.ends is None and before.phases_left == 0:
        walk.ends = limit
        yield _of(Measure.TO_END, event, limit.case, limit.department, limit.end)


def _done(limit: _Limit, event: Event) -> Fact:
    if not limit.late:
        return _of(Measure.ON_TIME, event, limit.case, limit.department, limit.end)
    return replace(_of(Measure.LATE, event, limit.case, limit.department), since=limit.end)


def _not_due(walk: _Walk, limit: _Limit, event: Event) -> Iterator[Fact]:
    taken_back = [one for one in walk.said if one.at == limit.end and one.measure in (Measure.DUE, Measure.TO_END)]
    walk.said = [one for one in walk.said if one not in taken_back]
    yield from [replace(one, count=-1, told=event.at) for one in taken_back]
    walk.ends = None if walk.ends and walk.ends.end == limit.end else walk.ends
    walk.owed, walk.late = None, walk.ends.late if walk.ends else False


VOID, CLOSING, REOPENING = (counted(one) for one in (Count.VOIDED, Count.CLOSED, Count.REOPENED))


def _ended(walk: _Walk, before: Case, after: Case, event: Event) -> Iterator[Fact]:
    walk.late |= event.action is Action.PAST
    if event.action not in CLOSING or not event.delta:
        return
    yield _of(Measure.ENDED, event, after, after.department)
    if walk.ends:
        measure, ends = Measure.ENDED_LATE if walk.late else Measure.ENDED_ON_TIME, walk.ends
        yield replace(_of(measure, event, ends.case, ends.department, max(event.at, ends.end)), since=ends.end)
    walk.ends, walk.late, walk.again = None, False, False


PLAIN = {
    Action.CLEAR: Measure.CLEARED, Action.EXTEND: Measure.EXTENDED, Action.SUSPEND: Measure.SUSPENDED,
    Action.SELF_CLEAR: Measure.SELF_HANDLED,
}  # fmt: skip
OPINIONS = (Action.SATISFIED, Action.UNSATISFIED)


def _counted(walk: _Walk, before: Case, after: Case, event: Event) -> Iterator[Fact]:
    if measure := PLAIN.get(event.action):
        yield _of(measure, event, after, before.department)
    if event.action is Action.REWORK:
        yield from _came_back(walk, before, event)
    if event.action in OPINIONS and before.opinion not in OPINIONS:
        walk.asked = event.at
        yield _of(Measure.ASKED, event, after, before.department)
    if event.action is Action.SATISFIED:
        yield replace(_of(Measure.SATISFIED, event, after, before.department), since=walk.asked)
    if event.action in REOPENING and event.delta:
        yield _of(Measure.REOPENED, event, after, before.department)
    if event.action in VOID and event.delta:
        yield _of(Measure.VOIDED, event, after, before.department)


def _came_back(walk: _Walk, before: Case, event: Event) -> Iterator[Fact]:
    yield _of(Measure.REWORK, event, before, before.department)
    if walk.ends and not walk.again:
        walk.again = True
        ends = walk.ends
        yield replace(_of(Measure.REWORKED, event, ends.case, ends.department, max(event.at, ends.end)), since=ends.end)
