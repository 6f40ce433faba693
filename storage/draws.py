"""Which cases were drawn to be looked at again, and out of which."""

from datetime import date, datetime

from sqlalchemy import func, select

from cases.casework.case import Action
from cases.casework.draws import Draw
from storage.engine.sql import Records
from storage.tables import TABLES

DRAWS, CASES, EVENTS = (TABLES[name] for name in ("draws", "cases", "events"))
CLOSING = (Action.PASS.value, Action.SELF_CLEAR.value)


class DrawRecords(Records):
    async def closed(self, start: datetime, end: datetime) -> list[tuple[int, str]]:
        span = EVENTS.c.district == self.district, EVENTS.c.at >= start, EVENTS.c.at < end
        closing = *span, EVENTS.c.delta != 0, EVENTS.c.delta == -1, EVENTS.c.action.in_(CLOSING)
        found = select(CASES.c.id, CASES.c.number).join(EVENTS, EVENTS.c.case_id == CASES.c.id).where(*closing).distinct()
        return [(row.id, row.number) for row in await self.all(found.order_by(CASES.c.id))]

    async def keep(self, draw: Draw) -> bool:
        return await self.insert_once(
            "draws", day=draw.day, seed=draw.seed, lot=draw.lot, picked=list(draw.picked), drawn_at=self.now
        )

    async def last(self) -> date | None:
        found: date | None = await self.scalar(select(func.max(DRAWS.c.day)).where(DRAWS.c.district == self.district))
        return found

    async def since(self, day: date) -> list[Draw]:
        rows = await self.all(select(DRAWS).where(DRAWS.c.district == self.district, DRAWS.c.day >= day).order_by(DRAWS.c.day))
        return [Draw(day=row.day, seed=row.seed, lot=row.lot, picked=tuple(row.picked)) for row in rows]
