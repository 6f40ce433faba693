"""Weekly and monthly figures as they were decided."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from storage.engine.sql import Records
from storage.tables import TABLES

SUMMARIES = TABLES["summaries"]


class SummaryRecords(Records):
    async def keep(self, span: str, first: date, figures: Mapping[str, Any]) -> bool:
        return await self.insert_once("summaries", span=span, first=first, figures=dict(figures), decided_at=self.now)

    async def get(self, span: str, first: date) -> Mapping[str, Any] | None:
        return await self._figures(SUMMARIES.c.span == span, SUMMARIES.c.first == first)

    async def last(self, span: str) -> Mapping[str, Any] | None:
        return await self._figures(SUMMARIES.c.span == span)

    async def _figures(self, *which: Any) -> Mapping[str, Any] | None:
        found = select(SUMMARIES.c.figures).where(SUMMARIES.c.district == self.district, *which)
        row = await self.first(found.order_by(SUMMARIES.c.first.desc()).limit(1))
        return dict(row.figures) if row else None
