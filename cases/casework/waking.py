"""When time has something to do with a case, and what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cases.casework.case import OVER, WITH_DEPARTMENT, Action, Case, Status
from cases.casework.stages import unclocked


@dataclass(frozen=True, kw_only=True)
class Waking:
    """What time does with a case that stands so, and at which moment; None: never."""

    action: Action
    statuses: frozenset[Status]
    at: Callable[[Case], datetime | None]


def _until(case: Case) -> datetime | None:
    return case.until


def _deadline(case: Case) -> datetime | None:
    return None if case.overdue else case.deadline


def _whole(case: Case) -> datetime | None:
    return None if case.past else case.total_until


def _lapse(case: Case) -> datetime | None:
    """Not while somebody else has to decide or do something."""
    return None if case.alarm or case.request or case.parts else case.until


def _ring(case: Case) -> datetime | None:
    """A case older than its clock at once."""
    return case.reported_at if unclocked(case) else case.ring_at


WAKINGS = (
    Waking(action=Action.UNVERIFIED, statuses=frozenset({Status.VERIFYING}), at=_until),
    Waking(action=Action.UNMET, statuses=frozenset(Status) - OVER, at=lambda case: case.supervised_until),
    Waking(action=Action.RESUME, statuses=frozenset({Status.SUSPENDED}), at=_until),
    Waking(action=Action.LAPSE, statuses=frozenset({Status.CLAIMED}), at=_lapse),
    Waking(action=Action.RECHECK, statuses=frozenset({Status.PROMISED}), at=_until),
    Waking(action=Action.UNANSWERED, statuses=frozenset(Status) - OVER, at=lambda case: case.asked_until),
    Waking(action=Action.OVERDUE, statuses=WITH_DEPARTMENT, at=_deadline),
    Waking(action=Action.PAST, statuses=frozenset(Status) - OVER - {Status.SUSPENDED}, at=_whole),
    Waking(action=Action.RING, statuses=frozenset(Status) - OVER, at=_ring),
)


def wakings(case: Case) -> list[tuple[datetime, Action]]:
    """What time will do with it, the earliest first."""
    due = [(moment, one.action) for one in WAKINGS if case.status in one.statuses and (moment := one.at(case))]
    return sorted(due)


def wake_at(case: Case) -> datetime | None:
    """When time has something to do with it, at the earliest."""
    return next((moment for moment, _ in wakings(case)), None)


def awaited(case: Case, now: datetime) -> Action | None:
    """What has become due."""
    return next((action for moment, action in wakings(case) if moment <= now), None)
