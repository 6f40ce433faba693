"""Who is at work, and was."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from cases.district.geo import Point
from cases.field.shifts import Shift
from storage.engine.sql import Records, Scope, here
from storage.tables import TABLES

SHIFTS = TABLES["shifts"]
RUNNING = (
    select(SHIFTS)
    .where(here(SHIFTS), SHIFTS.c.since <= bindparam("now", type_=SHIFTS.c.since.type),
           SHIFTS.c.until > bindparam("now", type_=SHIFTS.c.since.type))
    .order_by(SHIFTS.c.since, SHIFTS.c.person)
)  # fmt: skip
OF = RUNNING.where(SHIFTS.c.person == bindparam("who"))


class ShiftRecords(Records):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._now: dict[int, Shift] = {}
        """As they were put in this transaction."""

    async def stand(self, shift: Shift) -> None:
        self._now[shift.person] = shift
        where = {"lat": shift.point and shift.point.lat, "lon": shift.point and shift.point.lon}
        self.put("shifts", person=shift.person, since=shift.since, until=shift.until, **where)

    async def at(self, now: datetime) -> list[Shift]:
        return [_shift(row) for row in await self.all(RUNNING, ours=self.district, now=now)]

    async def of(self, person: int, now: datetime) -> Shift | None:
        if person in self._now:
            return self._now[person] if self._now[person].until > now else None
        rows = await self.peek(OF, now=now, who=person)
        return _shift(rows[-1]) if rows else None


def _shift(row: Any) -> Shift:
    point = Point(lat=row.lat, lon=row.lon) if row.lat is not None and row.lon is not None else None
    return Shift(person=row.person, since=row.since, until=row.until, point=point)
