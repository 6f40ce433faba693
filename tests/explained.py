"""The plans of all that is asked in a whole story, by the courier and by ticks, with a large past, on either store."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.app import Service, make_bot, make_shared
from bot.clock import Clock
from bot.config import read
from bot.opening import open_records
from cases import ticks
from cases.board import cards, lists
from cases.district.geo import Point
from cases.figures import counting
from cases.outbox import DISPATCHERS, Subject
from storage.engine.database import Database
from tests.bench.stories import STEPS, Numbers, hire, wave
from tests.populated import populate

LARGE = ("cases", "events", "drafts", "photos", "cards", "posts", "letters", "people", "words")


def now() -> datetime:
    return datetime.now(UTC)


async def scans(folder: Path, store: str, cases: int) -> tuple[int, list[str]]:
    """How many statements were explained on so many cases, and those that read a large table, or a district's part of it, from
    end to end."""
    config = read(folder, {"WANGGE_TOKEN": "100:x", "WANGGE_API": "http://127.0.0.1:9", "WANGGE_DATABASE": store}).prepared()
    database = Database(store)
    district = await open_records(config, Clock(), database)
    await populate(database, district.code, cases)
    await hire(database, now, 0, 1)
    heard: dict[str, tuple[Any, ...]] = {}
    noting = _noting(heard)
    event.listen(Engine, "before_cursor_execute", noting)
    async with make_bot(config, config.token) as bot:
        service = Service(config, database, district, bot, "b", Clock(), make_shared(config))
        await _everything(service, database)
    event.remove(Engine, "before_cursor_execute", noting)
    await database.close()
    explained = _of_sqlite(store, heard) if database.embedded else await _of_postgresql(store, heard)
    return len(heard), explained


async def _of_postgresql(store: str, heard: dict[str, tuple[Any, ...]]) -> list[str]:
    connection = await asyncpg.connect(store.replace("+asyncpg", ""))
    plans = {sql: "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {sql}", *given)) for sql, given in heard.items()}
    await connection.close()
    return [f"{sql}\n{plan}" for sql, plan in plans.items() if any(f"Seq Scan on {name}" in plan for name in LARGE)]


def _of_sqlite(store: str, heard: dict[str, tuple[Any, ...]]) -> list[str]:
    with closing(sqlite3.connect(store.removeprefix("sqlite:///"))) as connection:
        partial = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE '% WHERE %'")}
        plans = {sql: [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", given)] for sql, given in heard.items()}
    walks = {sql: [line for line in plan if _walks(line, partial)] for sql, plan in plans.items()}
    walks = {sql: [one for one in lines if _bare(one) or not _stops(sql, plans[sql])] for sql, lines in walks.items()}
    return [f"{sql}\n{line}" for sql, lines in walks.items() for line in lines]


def _bare(line: str) -> bool:
    """Whether it goes along no index at all: then what it is to look for may come last."""
    return " USING " not in line


def _stops(sql: str, plan: list[str]) -> bool:
    """Whether it goes along an index only as far as it is to look."""
    return sql.startswith("SELECT max(") or ("LIMIT" in sql and not any("TEMP B-TREE" in line for line in plan))


def _walks(line: str, partial: set[str]) -> bool:
    """Whether a step goes through a whole large table, or through all that a district has in it."""
    named = re.match(r"(SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?INDEX (\w+)(?: \((.*)\))?)?", line)
    if named is None or named[2] not in LARGE or named[3] in partial:
        return False
    return named[1] == "SCAN" or named[4] == "district=?"


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
        await tx.cases.histories(10_050_000, 50)
        await tx.outbox.gathered_at(job.address, 60)
        await counting.count(work, work.today, work.now, 0)
        point = Point(lat=30.25, lon=120.15)
        await tx.voices.near(["E0504"], point, 40.0)
        await tx.voices.closed_near("E0504", point, 40.0, now() - timedelta(days=30))
        for listed in (tx.cases.drawn, tx.cases.asked):
            await listed(50)
        await tx.cases.kept_by(1_000_000, 50)
        await tx.cases.sponsored(1_000_000, ["0103"], 50)
        await tx.cases.parts_of(10_050_000)
        await tx.cases.standing()
        await tx.draws.closed(now() - timedelta(days=1), now())
        await tx.folds.touched(now() - timedelta(days=1), now())
        await tx.folds.told([10_050_000])
        await tx.folds.began()
        await tx.outbox.stand_at(job.address, 60)
        await tx.photos.of_cases([10_050_000])
        await tx.words.many([10_050_000])
        worker = await tx.people.get(1_000_000)
        await lists.waiting(work, worker, 8)
    async with database.reading(service.office.district.code, now) as tx:
        newest = await tx.cases.latest()
        assert newest
        await tx.cases.happened(newest, 100)
