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
    DUE = "due"  # 应处置: the limit of a handling ends, to whoever has it then
    ON_TIME = "on_time"  # 按期处置, counted to the end of its limit
    LATE = "late"  # 超期处置, counted to when it was done
    TO_END = "to_end"  # 应结案: the first of its limits ends
    ENDED = "ended"  # 结案
    ENDED_ON_TIME = "ended_on_time"  # 按期结案: closed, and every limit kept; counted to the later of closing and limit
    ENDED_LATE = "ended_late"  # 超期结案
    REWORK = "rework"  # 返工
    REOPENED = "reopened"  # 重开
    EXTENDED = "extended"  # 延期
    SUSPENDED = "suspended"  # 挂账
    VOIDED = "voided"  # 作废
    SELF_HANDLED = "self_handled"  # 自行处置
    ASKED = "asked"  # 回访
    SATISFIED = "satisfied"  # 满意
    TOOK = "took"  # 处置时长: one of so many minutes


AGAINST = frozenset(
    {Measure.DUE, Measure.ON_TIME, Measure.LATE, Measure.TO_END, Measure.ENDED_ON_TIME, Measure.ENDED_LATE, Measure.REWORK}
)
"""What an appeal that is allowed takes out of the figures."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    measure: Measure
    at: datetime
    """To which moment it counts."""
    since: datetime | None = None
    """Of what was late, or has ended, when it was due."""
    told: datetime
    """When it became known: a day that was folded before does not change, it is corrected."""
    case: Case
    """As it stood."""
    department: str | None
    """To which it counts; None: to none."""
    count: int = 1
    minutes: int | None = None
    """How long its handling took, round the clock."""


@dataclass(kw_only=True)
class _Limit:
    """Of a handling: who had it when it ended."""

    end: datetime
    department: str | None
    late: bool


@dataclass(kw_only=True)
class _Walk:
    """How far one history was read."""

    said: list[Fact] = field(default_factory=list)
    """What could count against somebody."""
    owed: _Limit | None = None
    """One that is over and was told so, until it is done."""
    ends: _Limit | None = None
    """The first, until the case ends; late where any was."""
    begun: datetime | None = None
    """When the handling that runs began."""


def facts(events: Sequence[Event]) -> Iterator[Fact]:
    """In the order in which they became known. What is a part of another case counts nowhere."""
    first, *others = events
    case, walk = told([first]), _Walk()
    if case.part_of is not None:
        return
    for found in _begins(case, first):
        yield _kept(walk, found)
    for event in others:
        before, case = case, evolve(case, event)
        for found in _follows(walk, before, case, event):
            yield _kept(walk, found)


def _kept(walk: _Walk, found: Fact) -> Fact:
    if found.measure in AGAINST:
        walk.said.append(found)
    return found


def _begins(case: Case, event: Event) -> Iterator[Fact]:
    yield _of(Measure.REPORTED, event, case, None)
    if case.filed_at:
        yield _of(Measure.FILED, event, case, None)


def _follows(walk: _Walk, before: Case, after: Case, event: Event) -> Iterator[Fact]:
    if after.filed_at and before.filed_at is None:
        yield _of(Measure.FILED, event, after, None)
    yield from _dispatched(walk, before, after, event)
    yield from _handled(walk, before, after, event)
    yield from _ended(walk, before, after, event)
    yield from _counted(before, after, event)
    if after.appeal is Appeal.ALLOWED and before.appeal is not Appeal.ALLOWED:
        yield from [replace(one, count=-one.count, told=event.at) for one in walk.said]
        walk.said.clear()


def _of(measure: Measure, event: Event, case: Case, department: str | None, at: datetime | None = None, count: int = 1) -> Fact:
    return Fact(measure=measure, at=at or event.at, told=event.at, case=case, department=department, count=count)


def _holder(case: Case) -> str | None:
    """The department that has it in hand."""
    return case.department if case.status in WITH_DEPARTMENT else None


def _dispatched(walk: _Walk, before: Case, after: Case, event: Event) -> Iterator[Fact]:
    came = after.status is Status.QUEUED and (before.department != after.department or before.status not in WITH_DEPARTMENT)
    if came and event.action not in STAYS:
        yield _of(Measure.DISPATCHED, event, after, after.department)
    if event.action is Action.RETURN:
        yield _of(Measure.RETURNED, event, after, before.department)
    if came or after.status is Status.REWORK:
        walk.begun = event.at


STAYS = (Action.RESUME,)
"""What puts a case back into the queue it was in."""


def _handled(walk: _Walk, before: Case, after: Case, event: Event) -> Iterator[Fact]:
    """A limit that ended, or that was kept; and one that was said to have ended and is not over any more."""
    done = event.action in (Action.CLEAR, Action.ADVANCE)
    if event.action is Action.OVERDUE and before.deadline:
        walk.owed = _Limit(end=before.deadline, department=_holder(before), late=True)
        yield from _due(walk, walk.owed, before, event)
    elif done and before.deadline and walk.owed is None:
        kept = _Limit(end=before.deadline, department=before.department, late=event.at > before.deadline)
        yield from _due(walk, kept, before, event)
        yield _done(kept, before, event)
    elif done and walk.owed:
        yield _done(walk.owed, before, event)
        walk.owed = None
    elif walk.owed and (not after.overdue or event.action in VOID):
        yield from _not_due(walk, walk.owed, before, event)
    if event.action is Action.CLEAR and walk.begun:
        minutes = int((event.at - walk.begun) / timedelta(minutes=1))
        yield replace(_of(Measure.TOOK, event, before, before.department), minutes=minutes)


def _due(walk: _Walk, limit: _Limit, case: Case, event: Event) -> Iterator[Fact]:
    """With the first of its limits a case is due to end, and in time only where all are kept."""
    yield _of(Measure.DUE, event, case, limit.department, limit.end)
    if walk.ends is None:
        walk.ends = replace(limit)
        yield _of(Measure.TO_END, event, case, limit.department, limit.end)
    walk.ends.late |= limit.late


def _done(limit: _Limit, case: Case, event: Event) -> Fact:
    if not limit.late:
        return _of(Measure.ON_TIME, event, case, limit.department, limit.end)
    return replace(_of(Measure.LATE, event, case, limit.department), since=limit.end)


def _not_due(walk: _Walk, limit: _Limit, case: Case, event: Event) -> Iterator[Fact]:
    yield _of(Measure.DUE, event, case, limit.department, limit.end, -1)
    if walk.ends and walk.ends.end == limit.end:
        yield _of(Measure.TO_END, event, case, walk.ends.department, walk.ends.end, -1)
        walk.ends = None
    walk.owed = None


VOID, CLOSING, REOPENING = (counted(one) for one in (Count.VOIDED, Count.CLOSED, Count.REOPENED))


def _ended(walk: _Walk, before: Case, after: Case, event: Event) -> Iterator[Fact]:
    if event.action is Action.PAST and walk.ends:
        walk.ends.late = True
    if not event.delta:
        return
    if event.action in CLOSING:
        yield _of(Measure.ENDED, event, after, after.department)
    if walk.ends and event.action in CLOSING:
        measure = Measure.ENDED_LATE if walk.ends.late else Measure.ENDED_ON_TIME
        at = max(event.at, walk.ends.end)
        yield replace(_of(measure, event, before, walk.ends.department, at), since=walk.ends.end)
        walk.ends = None
    elif walk.ends and event.action in VOID:
        yield _of(Measure.TO_END, event, before, walk.ends.department, walk.ends.end, -1)
        walk.ends = None


PLAIN = {
    Action.REWORK: Measure.REWORK, Action.EXTEND: Measure.EXTENDED, Action.SUSPEND: Measure.SUSPENDED,
    Action.SELF_CLEAR: Measure.SELF_HANDLED, Action.SATISFIED: Measure.SATISFIED,
}  # fmt: skip
OPINIONS = (Action.SATISFIED, Action.UNSATISFIED)


def _counted(before: Case, after: Case, event: Event) -> Iterator[Fact]:
    if measure := PLAIN.get(event.action):
        yield _of(measure, event, after, before.department)
    if event.action in OPINIONS and before.opinion not in OPINIONS:
        yield _of(Measure.ASKED, event, after, before.department)
    if event.action in REOPENING and event.delta:
        yield _of(Measure.REOPENED, event, after, before.department)
    if event.action in VOID and event.delta:
        yield _of(Measure.VOIDED, event, after, before.department)
