"""After a story: every case's present state is what its events say, in their order."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from cases.casework.case import told
from storage.engine.database import Database
from storage.tables import TABLES


def store_in(data: Path) -> str:
    """The URL of the embedded store in an instance's directory."""
    return f"sqlite:///{data / 'wangge.db'}"


async def underivable(store: str) -> list[str]:
    """The numbers of cases whose stored state differs from what their events say."""
    database = Database(store)
    wrong = []
    try:
        async with database.reading("yunqiao", lambda: datetime.now(UTC)) as tx:
            for (case_id,) in await tx.cases.all(select(TABLES["cases"].c.id)):
                stored = await tx.cases.get(case_id)
                if told(await tx.cases.events(case_id)) != stored:
                    wrong.append(stored.number)
    finally:
        await database.close()
    return wrong
