"""What was folded of each day, and the histories it is folded from."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import bindparam, case, func, select

from cases.casework.case import Event
from cases.figures.folds import By, Fold, Row, Sums
from storage.casework import EVENTS, event_of
from storage.engine.sql import Records, among
from storage.tables import TABLES

FOLDS, FOLDED = TABLES["folds"], TABLES["folded"]


class FoldRecords(Records):
    async def touched(self, start: datetime, end: datetime) -> list[int]:
        span = EVENTS.c.district == self.district, EVENTS.c.at >= start, EVENTS.c.at < end
        return sorted({row.case_id for row in await self.all(select(EVENTS.c.case_id).where(*span))})

    async def told(self, cases: Collection[int]) -> list[list[Event]]:
        found: dict[int, list[Event]] = {one: [] for one in cases}
        listed = select(EVENTS).where(among(EVENTS.c.case_id, "ids")).order_by(EVENTS.c.case_id, EVENTS.c.number)
        for row in await self.all(listed, ids=list(cases)):
            found[row.case_id].append(event_of(row))
        return [events for events in found.values() if events]

    async def began(self) -> datetime | None:
        found: datetime | None = await self.scalar(
            select(EVENTS.c.at).where(EVENTS.c.district == self.district).order_by(EVENTS.c.at).limit(1)
        )
        return found

    async def last(self) -> Fold | None:
        newest = select(FOLDS).where(FOLDS.c.district == self.district).order_by(FOLDS.c.day.desc()).limit(1)
        row = await self.first(newest)
        return _fold(row) if row else None

    async def since(self, after: date) -> list[Fold]:
        later = select(FOLDS).where(FOLDS.c.district == self.district, FOLDS.c.day > after)
        return [_fold(row) for row in await self.all(later.order_by(FOLDS.c.day))]

    async def keep(self, folded: Fold, rows: Mapping[Row, int]) -> bool:
        told = {"day": folded.day, "start": folded.start, "until": folded.until, "hour": folded.hour.isoformat()}
        if not await self.insert_once("folds", **told, folded_at=self.now):
            return False
        for row, count in sorted(rows.items()):
            named = {"by": row.by.value, "key": row.key, "measure": row.measure}
            self.append("folded", **named, day=row.day, since=row.since, folded=folded.day, count=count)
        return True

    async def kept(self, folded: date) -> dict[Row, int]:
        found = select(FOLDED).where(FOLDED.c.district == self.district, FOLDED.c.folded == folded)
        return {_row(row): row.count for row in await self.all(found)}

    async def sums(self, by: By, first: date, last: date, until: date | None = None) -> Sums:
        days = FOLDED.c.day >= bindparam("first"), FOLDED.c.day <= bindparam("last")
        own = case((FOLDED.c.since >= bindparam("first"), FOLDED.c.count), else_=0)
        sums = func.sum(FOLDED.c.count).label("every"), func.sum(own).label("own")
        asked = select(FOLDED.c.key, FOLDED.c.measure, *sums)
        asked = asked.where(FOLDED.c.district == self.district, FOLDED.c.by == by.value, *days)
        asked = asked.where(FOLDED.c.folded <= until) if until else asked
        found: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
        for row in await self.all(asked.group_by(FOLDED.c.key, FOLDED.c.measure), first=first, last=last):
            found[row.key][row.measure] = int(row.every), int(row.own)
        return found


def _fold(row: Any) -> Fold:
    return Fold(day=row.day, start=row.start, until=row.until, hour=time.fromisoformat(row.hour))


def _row(row: Any) -> Row:
    return Row(by=By(row.by), key=row.key, day=row.day, since=row.since, measure=row.measure)
