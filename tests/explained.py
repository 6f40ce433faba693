"""The plans of all that is asked on PostgreSQL in a whole story, by the courier and by ticks, with a large past."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import event

from bot.app import Service, make_bot, make_shared
from bot.clock import Clock
from bot.config import read
from bot.opening import open_records
from cases import ticks
from cases.board import cards
from cases.outbox import DISPATCHERS, Subject
from storage.engine.database import Database
from tests.bench.stories import STEPS, Numbers, hire, wave
from tests.populated import populate
from tests.servers import Postgres

LARGE = ("cases", "events", "drafts", "photos", "cards", "posts", "letters", "people", "words")


def now() -> datetime:
    return datetime.now(UTC)


async def scans(folder: Path, server: Postgres, cases: int) -> tuple[int, list[str]]:
    """How many statements were explained on so many analysed cases, and those that read a large table from end to end."""
    store = server.database(f"plans{cases}")
    config = read(folder, {"WANGGE_TOKEN": "100:x", "WANGGE_API": "http://127.0.0.1:9", "WANGGE_DATABASE": store}).prepared()
    database = Database(store)
    district = await open_records(config, Clock(), database)
    await populate(database, district.code, cases)
    await hire(database, now, 0, 1)
    heard: dict[str, tuple[Any, ...]] = {}
    for engine in (database._opened._writer, database._opened._reader):  # type: ignore[union-attr]
        event.listen(engine.sync_engine, "before_cursor_execute", _noting(heard))  # type: ignore[union-attr]
    async with make_bot(config, config.token) as bot:
        service = Service(config, database, district, bot, "b", Clock(), make_shared(config))
        await _everything(service, database)
    await database.close()
    connection = await asyncpg.connect(store.replace("+asyncpg", ""))
    plans = {sql: "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {sql}", *given)) for sql, given in heard.items()}
    await connection.close()
    found = [f"{sql}\n{plan}" for sql, plan in plans.items() if any(f"Seq Scan on {name}" in plan for name in LARGE)]
    return len(plans), found


def _noting(heard: dict[str, tuple[Any, ...]]) -> Any:
    def note(_connection: Any, _cursor: Any, statement: str, given: Any, _context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")):
            heard.setdefault(statement, tuple(given[0] if many else given))

    return note


async def _everything(service: Service, database: Database) -> None:
    """A whole story, what the courier asks, what ticks ask, and the lists people call up."""
    lane = next(iter(service.lanes))
    numbers = Numbers()
    for step in range(STEPS):
        (update,) = await wave(database, now, numbers, [(0, step)])
        assert not isinstance((await lane.handle([update]))[0], Exception)
    async with service.office.reading() as (tx, work):
        for job in await tx.jobs.pressing(60, [1, 2, 3]):
            if job.subject:
                await cards.card(work, job.subject, job.key, job.address)
        await cards.card(work, Subject.QUEUE, "huanwei", job.address)
        await cards.card(work, Subject.QUEUE, DISPATCHERS, job.address)
        await tx.cases.mine(1_000_000, 5)
        for kind in ticks.KINDS:
            await ticks.anything_due(work, kind)
        await tx.outbox.has_errand(await tx.outbox.lowest_errand())
        await tx.jobs.lowest()
        await tx.cases.numbered("YQ260101-10000001")
    async with database.reading(service.office.district.code, now) as tx:
        newest = await tx.cases.latest()
        assert newest
        await tx.cases.happened(newest, 100)
