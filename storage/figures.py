"""Counting for tallies, on the history and on the cases; bulletins as decided."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select

from cases.casework.case import Case, told
from cases.casework.moves import counted
from cases.casework.moves.move import Count
from storage.casework import CASES, EVENTS, CaseRecords
from storage.engine.sql import Records
from storage.tables import TABLES

BULLETINS, GRANTS = TABLES["bulletins"], TABLES["grants"]
DECIDED_UNTIL = "decided_until"
"""The setting that holds when the last decided bulletin ended."""
REPORTED, CLOSED, VOID, REOPENED = (
    tuple(map(str, counted(one))) for one in (Count.REPORTED, Count.CLOSED, Count.VOIDED, Count.REOPENED)
)


class FigureRecords(Records):
    async def count(self, what: str, start: datetime, end: datetime) -> int:
        """reported, closed, reopened, voided, same_day, self_handled, people, or the balance of all that came and went."""
        span = and_(EVENTS.c.district == self.district, EVENTS.c.at >= start, EVENTS.c.at < end)
        flow = and_(span, EVENTS.c.delta != 0)
        closed = and_(flow, EVENTS.c.action.in_(CLOSED))
        counted = select(func.count()).select_from(EVENTS)
        joined = counted.join(CASES, CASES.c.id == EVENTS.c.case_id)
        statements: dict[str, Any] = {
            "balance": select(func.coalesce(func.sum(EVENTS.c.delta), 0)).where(flow),
            "reported": counted.where(flow, EVENTS.c.action.in_(REPORTED), ~self._voided_in(start, end)),
            "closed": counted.where(closed),
            "reopened": counted.where(flow, EVENTS.c.action.in_(REOPENED)),
            "voided": joined.where(flow, EVENTS.c.action.in_(VOID), CASES.c.reported_at < start),
            "same_day": joined.where(closed, CASES.c.reported_at >= start),
            "self_handled": counted.where(flow, EVENTS.c.action == "self_clear"),
            "people": select(func.count(EVENTS.c.actor.distinct())).where(span, EVENTS.c.actor.in_(self._workers())),
        }
        return int(await self.scalar(statements[what]))

    def _workers(self) -> Any:
        return select(GRANTS.c.person).where(GRANTS.c.district == self.district, GRANTS.c.role == "worker")

    def _voided_in(self, start: datetime, end: datetime) -> ColumnElement[bool]:
        """Gone again within the span: counts neither way."""
        later = EVENTS.alias()
        return exists(
            select(later.c.number).where(
                later.c.case_id == EVENTS.c.case_id, later.c.delta == -1, later.c.action.in_(VOID),
                later.c.at >= start, later.c.at < end,
            )
        )  # fmt: skip

    async def headings(self, start: datetime, end: datetime) -> list[tuple[int, str, Decimal, int]]:
        rows = await self._closed_by((CASES.c.edition, CASES.c.category), start, end, func.sum(CASES.c.done_amount))
        return [(row[0], row[1], Decimal(row[3] or 0), row[2]) for row in rows if row[1]]

    async def by_department(self, start: datetime, end: datetime) -> dict[str, int]:
        return {row[0]: row[1] for row in await self._closed_by((CASES.c.department,), start, end) if row[0]}

    async def _closed_by(self, columns: tuple[Any, ...], start: datetime, end: datetime, *more: Any) -> Any:
        closed = and_(
            EVENTS.c.district == self.district, EVENTS.c.at >= start, EVENTS.c.at < end, EVENTS.c.delta == -1,
            EVENTS.c.action.in_(CLOSED),
        )  # fmt: skip
        joined = select(*columns, func.count(), *more).join(EVENTS, CASES.c.id == EVENTS.c.case_id)
        return await self.all(joined.where(closed).group_by(*columns))

    async def reported_categories(self, start: datetime, end: datetime) -> list[tuple[int, str, int]]:
        counted = select(CASES.c.edition, CASES.c.category, func.count().label("times")).where(
            CASES.c.district == self.district, CASES.c.reported_at >= start, CASES.c.reported_at < end,
            CASES.c.category.is_not(None), CASES.c.part_of.is_(None),
        )  # fmt: skip
        ordered = counted.group_by(CASES.c.edition, CASES.c.category).order_by(func.count().desc(), CASES.c.category)
        return [(row[0], row[1], row[2]) for row in await self.all(ordered)]

    async def open_at(self, end: datetime) -> list[tuple[str, str | None, datetime | None]]:
        """Cases without news since then stand as they stood; the few others are told from their events."""
        news = select(EVENTS.c.case_id).where(EVENTS.c.district == self.district, EVENTS.c.at >= end)
        changed = sorted({row[0] for row in await self.all(news)})
        still = select(CASES.c.status, CASES.c.department, CASES.c.deadline).where(
            CASES.c.district == self.district, CASES.c.ended_at.is_(None), CASES.c.part_of.is_(None), CASES.c.id.not_in(news)
        )
        found = [(row[0], row[1], row[2]) for row in await self.all(still)]
        for case_id in changed:
            case = await self._at(case_id, end)
            if case and case.open and case.part_of is None:
                found.append((case.status.value, case.department, case.deadline))
        return found

    async def _at(self, case_id: int, end: datetime) -> Case | None:
        """The case as its events before a moment say; None when it was not reported yet."""
        events = [one for one in await CaseRecords(self.scope).events(case_id) if one.at < end]
        return told(events) if events else None

    async def bulletin(self, day: date) -> Mapping[str, Any] | None:
        row = await self.first(select(BULLETINS.c.figures).where(BULLETINS.c.district == self.district, BULLETINS.c.day == day))
        return dict(row.figures) if row else None

    async def bulletins(self) -> list[tuple[date, Mapping[str, Any]]]:
        rows = await self.all(select(BULLETINS).where(BULLETINS.c.district == self.district).order_by(BULLETINS.c.day))
        return [(row.day, dict(row.figures)) for row in rows]

    async def keep_bulletin(self, day: date, end: datetime, figures: Mapping[str, Any]) -> bool:
        self.put("settings", name=DECIDED_UNTIL, value=end.astimezone(UTC).isoformat())
        return await self.insert_once("bulletins", day=day, figures=dict(figures), decided_at=self.now)

    async def last_bulletin(self) -> date | None:
        found: date | None = await self.scalar(select(func.max(BULLETINS.c.day)).where(BULLETINS.c.district == self.district))
        return found
