"""Is everything as it should be: store, schema, Redis, Telegram, webhook, clocks, font, disk; and does history verify."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiogram.exceptions import TelegramAPIError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.app import make_bot
from bot.clock import Clock
from bot.config import Config
from bot.opening import earlier, opened, read_clock
from bot.studio import blobs
from cases import audit
from cases.store import StoreDown
from cases.work import Work
from media import font
from storage.engine.database import Database, newest_revision, revision

SKEW = timedelta(seconds=2)
LEAST_FREE = 1_000_000_000
"""Bytes of disk below which it is time to act."""
GIVEN_UP_LATELY = timedelta(days=7)
LONG_UNSENT = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Finding:
    what: str
    good: bool
    text: str

    def __str__(self) -> str:
        return f"{'ok ' if self.good else 'BAD'} {self.what}: {self.text}"


Check = Callable[[Config, Database], Awaitable[tuple[bool, str]]]


async def examine(config: Config, *, deep: bool) -> AsyncIterator[Finding]:
    """One finding after the other; `deep`: also each difference between history and records."""
    database = Database(config.database)
    try:
        for what, check in CHECKS.items():
            try:
                good, text = await check(config, database)
            except StoreDown as trouble:
                good, text = False, f"the records are out of reach: {trouble}"
            yield Finding(what=what, good=good, text=text)
        if deep:
            async for finding in _deep(database):
                yield finding
    finally:
        await database.close()


async def _store(_config: Config, database: Database) -> tuple[bool, str]:
    there = await database.clock()
    skew = abs(there - datetime.now(UTC))  # noqa: TID251 — the machine's own clock is what is examined
    name = "SQLite" if database.embedded else "PostgreSQL"
    return skew < SKEW, f"{name}, its clock {skew.total_seconds():.3f} s from ours"


async def _schema(config: Config, _database: Database) -> tuple[bool, str]:
    at = await asyncio.to_thread(revision, config.database)
    return at == newest_revision(), f"revision {at}, this version wants {newest_revision()}"


async def _outbox(_config: Config, database: Database) -> tuple[bool, str]:
    waiting, failed = 0, 0
    async with database.reading("", Clock().now) as tx:
        districts = await tx.editions.districts()
    for code in districts:
        async with database.reading(code, Clock().now) as tx:
            waiting += await tx.jobs.unsent(tx.now - LONG_UNSENT)
            failed += len(await tx.inbox.failed())
    return not (waiting or failed), f"{waiting} letter(s) unsent for ten minutes, {failed} update(s) set aside"


async def _unseen(_config: Config, database: Database) -> tuple[bool, str]:
    """What nobody sees: cards and letters given up, people and places that cannot be written to."""
    cards, letters, people, places, broken = 0, 0, 0, 0, 0
    async with database.reading("", Clock().now) as tx:
        districts = await tx.editions.districts()
    for code in districts:
        async with database.reading(code, Clock().now) as tx:
            given_up = await tx.jobs.given_up(tx.now - GIVEN_UP_LATELY)
            cards, letters = cards + given_up[0], letters + given_up[1]
            people += sum(one.silent for one in await tx.people.staff())
            places += len(await tx.bindings.muted())
            broken += await tx.drafts.unreadable()
    text = (
        f"{cards} card(s) and {letters} letter(s) of the last week given up, {people} of staff and {places} place(s) out of reach"
    )
    return not (cards or letters or people or places or broken), f"{text}, {broken} draft(s) unreadable"


def _open_to_others(folder: Path) -> int:
    return sum(bool(path.stat().st_mode & 0o077) for path in [folder, *folder.glob("*")] if path.exists())


async def _private(config: Config, _database: Database) -> tuple[bool, str]:
    count = await asyncio.to_thread(_open_to_others, config.data)
    return not count, f"{count} file(s) of the instance can be read by others on this machine"


async def _redis(config: Config, _database: Database) -> tuple[bool, str]:
    if not config.redis:
        return True, "not configured; one process needs none"
    async with Redis.from_url(config.redis, socket_timeout=2, socket_connect_timeout=2) as redis:
        try:
            await redis.ping()
        except (RedisError, OSError) as error:
            return False, f"{type(error).__name__}: slower without it, not wrong"
    return True, "answers"


async def _telegram(config: Config, database: Database) -> tuple[bool, str]:
    if not config.token:
        demo = await _is_demo(database)
        return demo, "a demo has its own and needs no token" if demo else "WANGGE_TOKEN is not set"
    async with make_bot(config, config.token) as bot:
        try:
            me, hook = await bot.get_me(), await bot.get_webhook_info()
        except TelegramAPIError as error:
            return False, type(error).__name__
    wanted = f"{config.webhook}/telegram/{bot.id}" if config.webhook else ""
    way = f"webhook {hook.url or 'none'}, {hook.pending_update_count} waiting"
    trouble = f"; last error: {hook.last_error_message}" if hook.last_error_message else ""
    return hook.url == wanted, f"@{me.username}, {way}{trouble}"


async def _is_demo(database: Database) -> bool:
    async with database.reading("", Clock().now) as tx:
        districts = await tx.editions.districts()
    return any([await read_clock(database, code, Clock()) for code in districts])


async def _photos(config: Config, _database: Database) -> tuple[bool, str]:
    try:
        kept = blobs(config)
        same = await kept.get(await kept.put(b"wangge doctor")) == b"wangge doctor"
    except Exception as error:
        return False, f"{config.photos}: {type(error).__name__}: {error}"
    return same, config.photos


async def _font(_config: Config, _database: Database) -> tuple[bool, str]:
    try:
        return True, font.path().name
    except font.FontMissing as missing:
        return False, str(missing)


async def _disk(config: Config, _database: Database) -> tuple[bool, str]:
    free = (await asyncio.to_thread(shutil.disk_usage, Path(config.data))).free
    return free > LEAST_FREE, f"{free / 1e9:.1f} GB free"


CHECKS: dict[str, Check] = {
    "store": _store, "schema": _schema, "outbox": _outbox, "unseen": _unseen, "private": _private, "redis": _redis,
    "telegram": _telegram, "photos": _photos,
    "font": _font, "disk": _disk,
}  # fmt: skip


async def _deep(database: Database) -> AsyncIterator[Finding]:
    """Every case from its events, every bulletin from the cases, district by district."""
    async with database.reading("", Clock().now) as tx:
        districts = await tx.editions.districts()
    for code in sorted(districts):
        clock = Clock()
        district = await opened(database, code, clock)
        found = 0
        editions = await earlier(database, district, clock)
        async with database.reading(code, clock.now) as tx:
            async for line in audit.differences(Work(store=tx, district=district, now=tx.now, editions=editions)):
                found += 1
                yield Finding(what=code, good=False, text=line)
        yield Finding(what=code, good=not found, text=f"history verified, {found} difference(s)")
