"""Which updates were handled, which were set aside, and an instance's settings."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from storage.sql import Records
from storage.tables import TABLES

UPDATES, SETTINGS = TABLES["updates"], TABLES["settings"]
REMEMBERED = timedelta(days=3)


class InboxRecords(Records):
    async def first_time(self, bot: int, update_id: int, now: datetime) -> bool:
        """False when the update was handled before: it is a second delivery."""
        return await self.insert_once("updates", bot=bot, update_id=update_id, at=now)

    async def set_aside(self, bot: int, update_id: int, raw: str, error: str, now: datetime) -> None:
        await self.insert_once("failed", bot=bot, update_id=update_id, raw=raw, error=error, at=now)

    async def forget(self, now: datetime) -> int:
        """Dedupe marks older than Telegram keeps updates, with room to spare."""
        return await self.run(delete(UPDATES).where(UPDATES.c.district == self.district, UPDATES.c.at < now - REMEMBERED))

    async def setting(self, name: str) -> str | None:
        row = await self.first(select(SETTINGS.c.value).where(SETTINGS.c.district == self.district, SETTINGS.c.name == name))
        return row.value if row else None

    async def set(self, name: str, value: str) -> None:
        statement = self.upsert("settings", {"name": name, "value": value})
        await self.run(statement.on_conflict_do_update(index_elements=["district", "name"], set_={"value": value}))
