"""The few statements every subject needs, on one connection and one district."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import Executable

from storage.tables import TABLES

Values = Mapping[str, Any]


class Records:
    """A subject's statements within one transaction."""

    def __init__(self, connection: AsyncConnection, district: str) -> None:
        self.connection = connection
        self.district = district

    async def all(self, statement: Select[Any]) -> Sequence[Any]:
        return list((await self.connection.execute(statement)).all())

    async def first(self, statement: Select[Any]) -> Any:
        found: Any = (await self.connection.execute(statement)).first()
        return found

    async def scalar(self, statement: Executable) -> Any:
        return (await self.connection.execute(statement)).scalar()

    async def run(self, statement: Executable) -> int:
        """How many rows it touched."""
        return int((await self.connection.execute(statement)).rowcount)

    async def insert(self, table: str, **values: Any) -> int:
        """Returns the new row's id, or 0 for tables whose key is not counted."""
        done = await self.connection.execute(insert(TABLES[table]).values(district=self.district, **values))
        made = done.inserted_primary_key
        return int(made[0] or 0) if made and "id" in TABLES[table].c else 0

    async def insert_once(self, table: str, **values: Any) -> bool:
        """False when a row with that key is there already."""
        return await self.run(self.upsert(table, values).on_conflict_do_nothing()) == 1

    def upsert(self, name: str, values: Values) -> sqlite.Insert:
        """An insert that can say what to do on conflict, in the database's own dialect."""
        table = TABLES[name]
        given = {"district": self.district, **values}
        if self.connection.dialect.name == "sqlite":
            return sqlite.insert(table).values(given)
        return postgresql.insert(table).values(given)  # type: ignore[return-value]

    def table(self, name: str) -> Table:
        return TABLES[name]
