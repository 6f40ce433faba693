"""Bringing a district up: its pack into force, its clock as the records say. Imports nothing heavy it may not need."""

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.clock import DEMO, Clock
from bot.config import Config, Misconfigured
from bot.pack.build import build
from bot.pack.load import fingerprint, load
from bot.pack.read import Body, Unreadable, read
from cases.district.edition import District
from storage.engine.database import Database, migrate
from storage.outbox.lookout import CLOCK_AHEAD


async def open_records(config: Config, clock: Clock, database: Database) -> District:
    """Schema and district, ready. Raises Misconfigured."""
    await asyncio.to_thread(migrate, config.database)
    return await open_district(config, database, clock)


async def open_district(config: Config, database: Database, clock: Clock) -> District:
    """The configured pack in force: checked and loaded when it is not the edition that is already. Raises Misconfigured."""
    body = pack(config.pack)
    code = str((body.get("district") or {}).get("code"))
    async with database.reading(code, clock.now) as tx:
        known = await tx.editions.newest_sha() == fingerprint(body)
        newest = await tx.editions.newest() if known else None
    if newest is None:
        must_be_sound(config.pack, body)
    await read_clock(database, code, clock)
    return build(newest[1], newest[0]) if newest else await load(database, body, clock.now)


async def opened(database: Database, code: str, clock: Clock) -> District:
    """A district as the records have it, its clock set. It must have been loaded."""
    await read_clock(database, code, clock)
    async with database.reading(code, clock.now) as tx:
        newest = await tx.editions.newest()
    assert newest
    return build(newest[1], newest[0])


async def earlier(database: Database, district: District, clock: Clock) -> dict[int, District]:
    """The editions before the one in force: a case is read by the one it was filed under."""
    found: dict[int, District] = {}
    async with database.reading(district.code, clock.now) as tx:
        for number, body in await tx.editions.before(district.edition):
            found[number] = build(body, number)
    return found


def pack(folder: Path) -> Body:
    try:
        return read(folder)
    except Unreadable as unreadable:
        raise Misconfigured(f"{folder}: {unreadable.fault}") from unreadable


def must_be_sound(folder: Path, body: Body) -> None:
    """Raises Misconfigured with every fault. The check needs a geometry library that a second start can do without."""
    from bot.pack.check import check

    faults = [fault for fault in check(body) if not fault.warning]
    if faults:
        raise Misconfigured("\n".join(f"{folder}: {fault}" for fault in faults))


async def read_clock(database: Database, district: str, clock: Clock) -> bool:
    """Sets the clock as the records say. Returns whether this is a demo."""
    async with database.reading(district, clock.now) as tx:
        clock.move(timedelta(seconds=float(await tx.inbox.setting(CLOCK_AHEAD) or 0)))
        return await tx.inbox.setting(DEMO) == "1"
