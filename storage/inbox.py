"""Which updates were handled, which were set aside, and an instance's settings."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, String, bindparam, delete, select, text

from storage.engine.codec import of_row
from storage.engine.sql import Many, Records
from storage.engine.types import Utc
from storage.tables import TABLES

UPDATES, FAILED, TRIES, SETTINGS = (TABLES[name] for name in ("updates", "failed", "tries", "settings"))
REMEMBERED = timedelta(days=3)

_EACH = {
    "sqlite": "SELECT :ours, :bot, value, :at FROM json_each(:ids) WHERE true",
    "postgresql": "SELECT :ours, CAST(:bot AS bigint), one, CAST(:at AS timestamptz) FROM unnest(:ids) AS one",
}
FIRST = {
    dialect: text(
        f"INSERT INTO updates (district, bot, update_id, at) {each} ON CONFLICT DO NOTHING RETURNING update_id"
    ).bindparams(
        bindparam("ours", type_=String()), bindparam("bot", type_=BigInteger()), bindparam("at", type_=Utc()),
        bindparam("ids", type_=Many(BigInteger)),
    )
    for dialect, each in _EACH.items()
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Failed:
    """An update set aside, as it came."""

    bot: int
    update_id: int
    at: datetime
    raw: str
    error: str


class InboxRecords(Records):
    async def first_times(self, bot: int, update_ids: Collection[int], now: datetime) -> set[int]:
        """Marks updates as handled; those left out were handled before: a second delivery."""
        statement = FIRST[self.connection.dialect.name]
        rows = await self.peek(statement, bot=bot, at=now, ids=sorted(set(update_ids)))
        return {int(row[0]) for row in rows}

    async def tried(self, bot: int, update_id: int, now: datetime) -> int:
        """An update has failed by itself once more: how often by now."""
        once = self.upsert("tries")
        more = once.on_conflict_do_update(
            index_elements=["bot", "update_id"], set_={"count": TRIES.c.count + 1, "at": once.excluded.at}
        ).returning(TRIES.c.count)
        values = {"district": self.district, "bot": bot, "update_id": update_id, "count": 1, "at": now}
        return int((await self.first(more, **values))[0])

    async def set_aside(self, bot: int, update_id: int, raw: str, error: str, now: datetime) -> None:
        await self.insert_once("failed", bot=bot, update_id=update_id, raw=raw, error=error, at=now)

    async def failed(self) -> list[Failed]:
        """Updates set aside, oldest first."""
        found = select(FAILED).where(FAILED.c.district == self.district).order_by(FAILED.c.at, FAILED.c.update_id)
        return [of_row(Failed, row) for row in await self.all(found)]

    async def release(self, bot: int, update_id: int) -> None:
        """An update set aside is as if it had never come, so that it can be handled again."""
        for table in (FAILED, TRIES, UPDATES):
            same = table.c.district == self.district, table.c.bot == bot, table.c.update_id == update_id
            await self.run(delete(table).where(*same))

    async def forget(self, now: datetime) -> int:
        """Dedupe marks and failures older than Telegram keeps updates, with room to spare."""
        old = [delete(one).where(one.c.district == self.district, one.c.at < now - REMEMBERED) for one in (UPDATES, TRIES)]
        return sum([await self.run(one) for one in old])

    async def setting(self, name: str) -> str | None:
        row = await self.first(select(SETTINGS.c.value).where(SETTINGS.c.district == self.district, SETTINGS.c.name == name))
        return row.value if row else None

    async def set(self, name: str, value: str) -> None:
        self.put("settings", name=name, value=value)
