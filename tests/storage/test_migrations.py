"""The schema goes up, down and up again on both stores, and is what the tables say; two that start at once do not collide."""

import asyncio
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Connection,
    Date,
    DateTime,
    Integer,
    MetaData,
    String,
    create_engine,
    select,
    text,
)
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from bot.config import DEFAULT_PACK
from bot.pack.build import build
from bot.pack.read import read
from cases import audit
from cases.forms.answers import Answers, Ask
from cases.intake.draft import Draft, DraftState
from cases.intake.forms import asked_of, form_of
from cases.outbox import Address
from cases.values import changed
from cases.work import Work
from storage.engine.database import MIGRATIONS, Database, migrate, newest_revision, revision
from storage.tables import TABLES

START = datetime(2026, 11, 24, tzinfo=UTC)


def config(url: str) -> Config:
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    found.attributes["url"] = url
    return found


def differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))


async def test_up_down_up_and_the_same_as_the_tables(database_url: str) -> None:
    await asyncio.to_thread(migrate, database_url)
    await asyncio.to_thread(command.downgrade, config(database_url), "base")
    await asyncio.to_thread(migrate, database_url)
    assert await on(database_url, differences) == []


async def test_two_that_start_at_once(database_url: str) -> None:
    migrating = "import sys; from storage.engine.database import migrate; migrate(sys.argv[1])"
    both = [await asyncio.create_subprocess_exec(sys.executable, "-c", migrating, database_url) for _ in range(2)]
    assert [await one.wait() for one in both] == [0, 0]
    assert await asyncio.to_thread(revision, database_url) == newest_revision()


LEAKS: dict[str, dict[str, Any]] = {
    "errands": {"id": 1, "kind": "photo", "error": "ClientResponseError: 500, url='http://x/file/bot700001:SECRET/p.jpg'"},
    "failed": {"update_id": 2, "error": "IntegrityError: [parameters: ('yunqiao', 5001, 'SECRET')]"},
    "letters": {"id": 3, "letter": "invite", "facts": {"role": "admin", "link": "https://t.me/b?start=iSECRET"}, "message": 9},
    "drafts": {"id": 4, "owner": 5, "state": "cancelled", "body": {"id": 4, "owner": 5, "words": "SECRET", "phone": "SECRET"}},
}
"""What earlier versions kept, by table."""


async def test_what_earlier_versions_kept_too_long_is_cleaned(database_url: str) -> None:
    await asyncio.to_thread(command.upgrade, config(database_url), "0005")
    await on(database_url, partial(_put, LEAKS))
    await asyncio.to_thread(migrate, database_url)
    kept = await on(database_url, lambda there: [str(there.execute(text(f"SELECT * FROM {name}")).all()) for name in LEAKS])
    assert all(len(rows) > 2 for rows in kept)
    assert not [rows for rows in kept if "SECRET" in rows]


DUE = datetime(2026, 12, 1, 8, tzinfo=UTC)
SLEEPING: list[tuple[dict[str, Any], datetime | None]] = [
    ({"status": "verifying", "decide_by": DUE}, DUE),
    ({"status": "claimed", "deadline": DUE}, DUE),
    ({"status": "claimed", "deadline": DUE, "overdue": True}, None),
    ({"status": "checking", "deadline": DUE}, None),
    ({"status": "promised", "promised_on": date(2026, 12, 1)}, datetime(2026, 11, 30, 10, tzinfo=UTC)),
]
"""Cases of before, and when each is to be woken."""


async def test_cases_of_before_are_woken_in_time(database_url: str) -> None:
    await asyncio.to_thread(command.upgrade, config(database_url), "0006")
    for number, (case, _) in enumerate(SLEEPING):
        one = {"id": number, "number": f"YQ261124-{number:04d}", "amount": None, "overdue": False, **case}
        await on(database_url, partial(_put, {"cases": one}))
    await asyncio.to_thread(command.upgrade, config(database_url), "0007")
    cases = TABLES["cases"]
    rows = await on(database_url, lambda there: there.execute(select(cases.c.wake_at).order_by(cases.c.id)).all())
    assert [row.wake_at for row in rows] == [wakes for _, wakes in SLEEPING]


BEFORE = Path(__file__).parent / "at_0007.json.gz"
"""A fortnight of a district, made by the code of that day: its clock, roles and forms at random, bulletins, drafts left open."""


async def test_a_district_s_past_goes_up_down_and_up(database_url: str) -> None:
    rows = json.loads(gzip.decompress(BEFORE.read_bytes()))
    await asyncio.to_thread(command.upgrade, config(database_url), "0007")
    await on(database_url, partial(_fill, rows))
    before = await on(database_url, partial(_read, ("cases", "events")))
    await asyncio.to_thread(migrate, database_url)
    after = await on(database_url, partial(_read, ("cases", "events", "complaints")))
    assert await faults(database_url) == []
    assert await drafts(database_url, 1004) == {"楼道里有一股怪味，电话 13900002222": ()}
    assert await drafts(database_url, 1201) == {"约好下周一": (Ask.PHOTOS, Ask.DATE)}
    await asyncio.to_thread(command.downgrade, config(database_url), "0007")
    again = await on(database_url, partial(_read, ("cases", "events")))
    assert again["cases"] == before["cases"]
    assert _told(again) == _told(before)
    await asyncio.to_thread(migrate, database_url)
    assert await on(database_url, partial(_read, ("cases", "events", "complaints"))) == after
    assert await on(database_url, differences) == []


NOTHING_TOLD: list[tuple[dict[str, Any], datetime | None]] = [
    ({"status": "verifying", "decide_by": DUE, "wake_at": DUE}, DUE),
    ({"status": "promised", "promised_on": date(2026, 12, 1), "wake_at": DUE}, datetime(2026, 11, 30, 16, tzinfo=UTC)),
    ({"status": "returned", "contact": 6}, None),
]
"""Cases of which no event tells, and until when each waits."""


async def test_a_case_of_which_no_event_tells_goes_up_too(database_url: str) -> None:
    await asyncio.to_thread(command.upgrade, config(database_url), "0007")
    for number, (case, _) in enumerate(NOTHING_TOLD):
        one = {"id": number, "number": f"YQ261124-{number:04d}", "amount": None, "overdue": False, **case}
        await on(database_url, partial(_put, {"cases": one}))
    await asyncio.to_thread(migrate, database_url)
    cases, complaints = TABLES["cases"], TABLES["complaints"]
    rows = await on(database_url, lambda there: there.execute(select(cases.c.until).order_by(cases.c.id)).all())
    assert [row.until for row in rows] == [until for _, until in NOTHING_TOLD]
    kept = await on(database_url, lambda there: there.execute(select(complaints.c.case_id, complaints.c.contact)).all())
    assert [tuple(row) for row in kept] == [(2, 6)]


async def faults(url: str) -> list[str]:
    """What `doctor --deep` finds."""
    database = Database(url)
    district = build(read(DEFAULT_PACK), 1)
    async with database.reading(district.code, lambda: datetime(2026, 12, 15, 2, tzinfo=UTC)) as tx:
        found = [line async for line in audit.differences(Work(store=tx, district=district, now=tx.now))]
    await database.close()
    return found


CODES = (
    "status",
    "department",
    "wanted_department",
    "rule",
    "reason",
    "reason_words",
    "done_words",
    "note",
    "contact",
    "returns",
)


def _told(rows: dict[str, list[dict[str, Any]]]) -> dict[int, dict[str, Any]]:
    """What events say of each case, as far as it is codes and numbers."""
    found: dict[int, dict[str, Any]] = defaultdict(lambda: dict.fromkeys(CODES))
    for event in rows["events"]:
        found[event["case_id"]] |= {name: event["changes"][name] for name in CODES if name in event["changes"]}
    return found


async def drafts(url: str, owner: int) -> dict[str, tuple[Ask, ...]]:
    """What somebody was filling in, and what each still lacks."""
    database, found = Database(url), {}
    district = build(read(DEFAULT_PACK), 1)
    async with database.reading(district.code, lambda: datetime(2026, 12, 15, 2, tzinfo=UTC)) as tx:
        for draft in await tx.drafts.open_anywhere(owner):
            asked = await asked_of(Work(store=tx, district=district, now=tx.now), draft)
            found[draft.answers.words] = form_of(draft).lacks(asked)
    await database.close()
    return found


def _fill(rows: dict[str, list[dict[str, Any]]], there: Connection) -> None:
    tables = MetaData()
    tables.reflect(there)
    for name, listed in rows.items():
        kinds = {one.name: one.type for one in tables.tables[name].columns}
        there.execute(tables.tables[name].delete())
        there.execute(
            tables.tables[name].insert(),
            [{column: _value(kinds[column], value) for column, value in one.items()} for one in listed],
        )


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return int(Decimal(value) * 1000) if isinstance(kind, BigInteger | Integer) and isinstance(value, str) else value


def _read(names: Collection[str], there: Connection) -> dict[str, list[dict[str, Any]]]:
    tables = MetaData()
    tables.reflect(there)
    return {
        name: [
            dict(row._mapping) for row in there.execute(select(tables.tables[name]).order_by(*tables.tables[name].primary_key))
        ]
        for name in names
    }


def _put(rows: dict[str, dict[str, Any]], there: Connection) -> None:
    tables = MetaData()
    tables.reflect(there)
    for name, values in rows.items():
        table = tables.tables[name]
        others = {one.name: _some(one) for one in table.columns if not one.nullable and one.name not in values}
        there.execute(table.insert().values(others | values))


def _some(column: Any) -> Any:
    """Anything of the column's kind."""
    kind = column.type
    if isinstance(kind, JSON):
        return {}
    if isinstance(kind, Boolean):
        return False
    return START if isinstance(kind, DateTime) else "x" if isinstance(kind, String) else 0


async def on(url: str, do: Callable[[Connection], Any]) -> Any:
    """Does something in one transaction on either store."""
    if url.startswith("sqlite"):
        with create_engine(url, poolclass=NullPool).begin() as here:
            return do(here)
    engine = create_async_engine(url)
    async with engine.begin() as there:
        found = await there.run_sync(do)
    await engine.dispose()
    return found


async def test_what_was_put_aside_is_cancelled_for_the_code_before(database_url: str) -> None:
    """It is forgotten by that code in time, with its pictures."""
    await asyncio.to_thread(migrate, database_url)
    database = Database(database_url)
    async with database.writing("yunqiao", lambda: START) as tx:
        given = Draft(owner=1, address=Address(chat=1), touched_at=START, state=DraftState.ASIDE)
        aside = await tx.drafts.add(changed(given, answers=Answers(words="占道经营")))
    await database.close()
    await asyncio.to_thread(command.downgrade, config(database_url), "0011")
    kept = TABLES["drafts"]
    (row,) = await on(database_url, lambda there: there.execute(select(kept.c.id, kept.c.state, kept.c.body)).all())
    assert (row.id, row.state, row.body["state"]) == (aside.id, "cancelled", "cancelled")
