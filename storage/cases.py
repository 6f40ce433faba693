"""Cases and their events."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, func, select, update

from cases.errors import Stale, Unknown
from cases.model import Action, Case, Event, Status
from storage.codec import columns, dump_fields, load, load_fields
from storage.sql import Records
from storage.tables import TABLES

CASES, EVENTS, NUMBERS = TABLES["cases"], TABLES["events"], TABLES["numbers"]
WAITING = ("reported", "returned", "uncheckable")
WITH_DEPARTMENT = ("queued", "claimed", "rework")


class CaseRecords(Records):
    async def get(self, case: int) -> Case:
        row = await self.first(self._cases().where(CASES.c.id == case))
        if row is None:
            raise Unknown
        return _case(row)

    async def numbered(self, number: str) -> Case | None:
        row = await self.first(self._cases().where(CASES.c.number == number))
        return _case(row) if row else None

    async def add(self, case: Case, event: Event) -> Case:
        case_id = await self.insert("cases", **columns(case, "id"))
        added = load(Case, {**columns(case), "id": case_id})
        await self._append(case_id, event)
        return added

    async def save(self, case: Case, event: Event) -> None:
        changed = columns(case, "id", "number")
        moved = update(CASES).where(CASES.c.id == case.id, CASES.c.step == case.step - 1).values(changed)
        if await self.run(moved.where(CASES.c.district == self.district)) != 1:
            raise Stale(number=case.number)
        await self._append(case.id, event)

    async def _append(self, case_id: int, event: Event) -> None:
        await self.insert(
            "events", case_id=case_id, step=event.step, action=event.action.value, actor=event.actor, at=event.at,
            delta=event.delta, changes=dump_fields(Case, event.changes),
        )  # fmt: skip

    async def events(self, case: int) -> list[Event]:
        rows = await self.all(
            select(EVENTS).where(EVENTS.c.case_id == case, EVENTS.c.district == self.district).order_by(EVENTS.c.step)
        )
        return [event_of(row) for row in rows]

    async def next_number(self, day: date) -> int:
        counted = self.upsert("numbers", {"day": day, "last": 1})
        kept = counted.on_conflict_do_update(index_elements=["district", "day"], set_={"last": NUMBERS.c.last + 1})
        return int(await self.scalar(kept.returning(NUMBERS.c.last)))

    # --- lists ---

    def _cases(self) -> Any:
        return select(CASES).where(CASES.c.district == self.district)

    def _queue(self, department: str) -> Any:
        here = and_(CASES.c.department == department, CASES.c.status.in_(WITH_DEPARTMENT), CASES.c.ended_at.is_(None))
        return self._cases().where(here)

    async def queue(self, department: str, limit: int, skip: int = 0) -> list[Case]:
        ordered = self._queue(department).order_by(CASES.c.urgent.desc(), CASES.c.deadline, CASES.c.id)
        return [_case(row) for row in await self.all(ordered.limit(limit).offset(skip))]

    async def queued(self, department: str) -> int:
        return int(await self.scalar(select(func.count()).select_from(self._queue(department).subquery())))

    async def mine(self, person: int, limit: int) -> list[Case]:
        recent = self._cases().where(CASES.c.reporter == person).order_by(CASES.c.reported_at.desc()).limit(limit)
        return [_case(row) for row in await self.all(recent)]

    async def waiting(self, limit: int) -> list[Case]:
        with_dispatcher = CASES.c.status.in_(WAITING)
        found = self._cases().where(with_dispatcher, CASES.c.ended_at.is_(None)).order_by(CASES.c.id).limit(limit)
        return [_case(row) for row in await self.all(found)]

    async def often(self, grid: str, since: datetime) -> dict[str, int]:
        counted = (
            select(CASES.c.category, func.count())
            .where(CASES.c.district == self.district, CASES.c.grid == grid, CASES.c.reported_at >= since)
            .where(CASES.c.category.is_not(None))
            .group_by(CASES.c.category)
        )
        return {str(code): int(times) for code, times in await self.all(counted)}

    async def reported_by(self, person: int, since: datetime) -> int:
        found = self._cases().where(CASES.c.reporter == person, CASES.c.reported_at >= since)
        return int(await self.scalar(select(func.count()).select_from(found.subquery())))

    async def due(self, action: Action, now: datetime, limit: int) -> list[Case]:
        day = now.date()
        conditions: dict[Action, Any] = {
            Action.UNVERIFIED: and_(CASES.c.status == Status.VERIFYING.value, CASES.c.decide_by <= now),
            Action.OVERDUE: and_(CASES.c.status.in_(WITH_DEPARTMENT), CASES.c.overdue.is_(False), CASES.c.deadline <= now),
            Action.RECHECK: and_(CASES.c.status == Status.PROMISED.value, CASES.c.promised_on <= day),
        }
        found = self._cases().where(CASES.c.ended_at.is_(None), conditions[action]).order_by(CASES.c.id).limit(limit)
        return [_case(row) for row in await self.all(found)]


def _case(row: Row[Any]) -> Case:
    return load(Case, row._mapping)


def event_of(row: Row[Any]) -> Event:
    flat = {**row._mapping, "case": row.case_id, "changes": load_fields(Case, row.changes)}
    return load(Event, flat)
