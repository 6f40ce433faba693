"""What an operator does beside the running service: load a pack, move a demo's clock and tick, print an invitation."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.clock import DEMO, Clock
from bot.config import Config, Misconfigured, need_token
from bot.opening import earlier, open_district, pack, read_clock
from bot.pack.build import build
from bot.studio import blobs
from cases import staff, ticks
from cases.district.edition import District
from cases.errors import Refusal
from cases.figures import bulletins, summaries
from cases.notices import gathering
from cases.outbox import Subject
from cases.work import Work
from handlers.errors import said
from storage.engine.database import Database, migrate, revision
from storage.outbox.lookout import CLOCK_AHEAD

MOST_ROUNDS = 10_000
FOLLOWED = 1.2
"""Seconds until whoever runs lives by a clock that was moved, and draws by it what time does then."""


@asynccontextmanager
async def _opened(config: Config) -> AsyncIterator[Database]:
    await asyncio.to_thread(migrate, config.database)
    database = Database(config.database)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def opened_district(config: Config) -> AsyncIterator[tuple[Database, District, dict[int, District], Clock]]:
    """The configured district as the records have it, its earlier editions and its clock."""
    async with _opened(config) as database:
        clock = Clock()
        district = await _loaded(config, database, clock)
        await read_clock(database, district.code, clock)
        yield database, district, await earlier(database, district, clock), clock


def with_records(config: Config) -> Config:
    """Itself. Raises Misconfigured where there are no records to read from: none are made."""
    if revision(config.database) is None:
        raise Misconfigured(f"there are no records in {config.data}: is --data right?")
    return config


async def load(config: Config) -> str:
    async with _opened(config) as database:
        district = await open_district(config, database, Clock())
        return f"{district.name}: edition {district.edition} is in force"


async def begin(config: Config, at: datetime) -> None:
    """A demo's first moment, which may lie in the past: before anything is in its records."""
    async with _opened(config) as database:
        clock = Clock()
        clock.move(at - clock.now())
        code = str((pack(config.pack).get("district") or {}).get("code"))
        async with database.writing(code, clock.now) as tx:
            await tx.inbox.set(DEMO, "1")
            await tx.inbox.set(CLOCK_AHEAD, str(clock.ahead.total_seconds()))
        await open_district(config, database, clock)


async def tick(config: Config, at: datetime | None) -> str:
    """Moves a demo's clock to `at`, never back, and does what has become due. Raises Misconfigured for another's future."""
    async with _opened(config) as database:
        clock = Clock()
        district = await _loaded(config, database, clock)
        demo = await read_clock(database, district.code, clock) or config.demo
        if at is not None and at > clock.now():
            if not demo:
                raise Misconfigured("only a demo's clock can be moved; --at must not lie in the future here")
            clock.move(clock.ahead + (at - clock.now()))
            async with database.writing(district.code, clock.now) as tx:
                await tx.inbox.set(CLOCK_AHEAD, str(clock.ahead.total_seconds()))
            await asyncio.sleep(FOLLOWED)
        editions, done = await earlier(database, district, clock), 0
        for _ in range(MOST_ROUNDS):
            step = 0
            for kind in ticks.KINDS:
                async with database.writing(district.code, clock.now) as tx:
                    step += len(await ticks.run(Work(store=tx, district=district, now=tx.now, editions=editions), kind))
            done += step
            if not step:
                break
        async with database.writing(district.code, clock.now, alone=True) as tx:
            done += len(await bulletins.close_day(Work(store=tx, district=district, now=tx.now, editions=editions)))
        async with database.writing(district.code, clock.now) as tx:
            done += await gathering.morning(Work(store=tx, district=district, now=tx.now, editions=editions))
        async with database.writing(district.code, clock.now) as tx:
            done += await summaries.catch_up(Work(store=tx, district=district, now=tx.now, editions=editions))
        return f"{district.local(clock.now()):%Y-%m-%d %H:%M:%S %z}: {done} thing(s) had become due"


async def _loaded(config: Config, database: Database, clock: Clock) -> District:
    """The district as the records have it."""
    code = pack(config.pack)["district"]["code"]
    async with database.reading(code, clock.now) as tx:
        newest = await tx.editions.newest()
    if newest is None:
        return await open_district(config, database, clock)
    return build(newest[1], newest[0])


async def invite(config: Config, words: list[str]) -> str:
    """A single-use link; needs the token, to know the bot's name."""
    from bot.app import make_bot

    need_token(config)
    async with _opened(config) as database:
        clock = Clock()
        district = await open_district(config, database, clock)
        token = secrets.token_urlsafe(24)
        async with make_bot(config, config.token) as bot:
            username = (await bot.get_me()).username
        async with database.writing(district.code, clock.now) as tx:
            work = Work(store=tx, district=district, now=tx.now)
            try:
                grant = staff.wanted(work, words)
            except Refusal as error:
                raise Misconfigured("no such role, grid or department; e.g. admin, worker 0103, lead huanwei") from error
            await tx.people.invite(staff.fingerprint(token), grant, 0, tx.now + staff.VALID)
        return f"https://t.me/{username}?start=i{token}"


async def erase(config: Config, person: int) -> AsyncIterator[str]:
    """Removes a person's name, words, numbers and originals from every district; cases and figures stay. Staff have their roles
    ended first, by an admin, so that what hangs on them is looked after."""
    async with _opened(config) as database:
        async with database.reading("", Clock().now) as tx:
            districts = await tx.editions.districts()
        met = False
        for code in sorted(districts):
            async with database.writing(code, Clock().now) as tx:
                await tx.people.hold([person])
                known = tx.people.known(person)
                if known is None:
                    continue
                met = True
                if known.staff:
                    raise Misconfigured(f"{person} still has roles in {code}: /role {person} -all first")
                counts, cases, pictures = await tx.erasing.erase(person)
                for case in cases:
                    await tx.outbox.refresh(Subject.CASE, case)
                    await tx.outbox.errand("pair", {"case": case})
                kept = await tx.retention.spoken_of(pictures)
            for sha in sorted(pictures - kept):
                await blobs(config).delete(sha, datetime.max.replace(tzinfo=UTC))
            said = ", ".join(f"{count} {what}" for what, count in counts.items())
            yield f"{code}: {said}, {len(pictures - kept)} pictures removed; {len(cases)} cases kept"
    if not met:
        raise Misconfigured(f"nobody with the id {person} is known here")
    yield "backups made until now still hold all of it: make a new one and delete those"


async def failed(config: Config) -> AsyncIterator[str]:
    """A line for each update set aside, in every district."""
    async with _opened(config) as database:
        async with database.reading("", Clock().now) as tx:
            districts = await tx.editions.districts()
        for code in sorted(districts):
            async with database.reading(code, Clock().now) as tx:
                for one in await tx.inbox.failed():
                    yield f"{code} {one.update_id} {one.at:%Y-%m-%d %H:%M:%S} {one.error}"


async def retry(config: Config, wanted: list[int]) -> AsyncIterator[str]:
    """Handles updates set aside once more, all of them or those named; what fails again stays. Needs the token."""
    from bot.app import Service, make_bot, make_shared

    need_token(config)
    clock = Clock()
    async with _opened(config) as database, make_bot(config, config.token) as bot:
        district = await _loaded(config, database, clock)
        await read_clock(database, district.code, clock)
        username = (await bot.get_me()).username or ""
        editions = await earlier(database, district, clock)
        service = Service(config, database, district, bot, username, clock, make_shared(config), editions=editions)
        async with database.reading(district.code, clock.now) as tx:
            kept = [one for one in await tx.inbox.failed() if one.bot == bot.id and (not wanted or one.update_id in wanted)]
        for one in kept:
            try:
                await service.lanes.again(json.loads(one.raw))
                yield f"{one.update_id}: handled"
            except Exception as error:
                yield f"{one.update_id}: failed again: {said(error)}"
