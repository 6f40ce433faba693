"""Packs as they were loaded: versions by number and date, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from storage.engine.sql import Records
from storage.tables import TABLES

EDITIONS = TABLES["editions"]


class EditionRecords(Records):
    async def newest(self) -> tuple[int, dict[str, Any]] | None:
        """Number and body."""
        rows = select(EDITIONS.c.number, EDITIONS.c.body).where(EDITIONS.c.district == self.district)
        row = await self.first(rows.order_by(EDITIONS.c.number.desc()).limit(1))
        return (row.number, row.body) if row else None

    async def before(self, number: int) -> list[tuple[int, dict[str, Any]]]:
        """Numbers and bodies of earlier ones."""
        rows = select(EDITIONS.c.number, EDITIONS.c.body).where(EDITIONS.c.district == self.district, EDITIONS.c.number < number)
        return [(row.number, row.body) for row in await self.all(rows.order_by(EDITIONS.c.number))]

    async def newest_sha(self) -> str | None:
        rows = select(EDITIONS.c.sha).where(EDITIONS.c.district == self.district)
        row = await self.first(rows.order_by(EDITIONS.c.number.desc()).limit(1))
        return row.sha if row else None

    async def newest_number(self) -> int:
        found = select(func.max(EDITIONS.c.number)).where(EDITIONS.c.district == self.district)
        return int(await self.scalar(found) or 0)

    async def keep(self, sha: str, body: dict[str, Any], now: datetime) -> int:
        """A new edition, unless the newest is the same. Returns the number in force."""
        rows = select(EDITIONS.c.number, EDITIONS.c.sha).where(EDITIONS.c.district == self.district)
        row = await self.first(rows.order_by(EDITIONS.c.number.desc()).limit(1))
        if row and row.sha == sha:
            return int(row.number)
        number = (row.number if row else 0) + 1
        self.append("editions", number=number, sha=sha, loaded_at=now, body=body)
        return number

    async def districts(self) -> dict[str, int]:
        """Every district there is, whatever this transaction's own, and the number of its newest edition."""
        rows = await self.all(select(EDITIONS.c.district, func.max(EDITIONS.c.number)).group_by(EDITIONS.c.district))
        return {row[0]: int(row[1]) for row in rows}
