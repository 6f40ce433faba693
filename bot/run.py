"""Opens everything, runs it in one TaskGroup until told to stop, closes it. The only place that starts tasks."""

import asyncio
import gc
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web

from bot.app import Loop, Service, make_bot, make_session, make_shared, tenures_of
from bot.clock import DEMO, Clock
from bot.config import ALL_PARTS, TELEGRAM, Config, Misconfigured, Part, token_in
from bot.introduction import introduce, username_of
from bot.opening import earlier, open_records, opened
from bot.watch import Watch
from cases import staff
from cases.store import StoreDown
from cases.work import Work
from handlers.errors import said
from handlers.loops import LOOK_AGAIN, every, keep, weathered
from handlers.texts import Texts
from handlers.updates import reception
from handlers.web import door, health
from storage.engine.database import Database
from storage.engine.redis import Shared

log = logging.getLogger(__name__)
T = TypeVar("T")
DRAIN_SECONDS = 10
INTRODUCED = "introduced"
SIDE_BY_SIDE = 20
"""Districts that come to work at once."""
RARELY = (50_000, 20, 50)
"""How often the collector looks: what lives long was frozen, and what a batch makes dies with it."""


class Districts:
    """Every district at work in this process: opened when it appears among the records, following what changes there."""

    def __init__(
        self, config: Config, parts: frozenset[Part], database: Database, news: Shared, group: asyncio.TaskGroup
    ) -> None:
        self._config = config
        self._parts = parts
        self._database = database
        self._news = news
        self._group = group
        self._leases = tenures_of(database, Clock())
        self._session = make_session(config)
        self._services: dict[str, Service] = {}
        self._without_token: set[str] = set()
        self._refused: dict[str, str] = {}
        """Tokens Telegram does not know, by district: not tried again until the file says another."""
        self._loops: list[asyncio.Task[None]] = []
        self._careful: list[asyncio.Task[None]] = []
        self._watching: list[asyncio.Task[None]] = []
        self._joining: dict[str, asyncio.Task[None]] = {}
        self._router = reception.routed()
        self._turn = asyncio.Semaphore(SIDE_BY_SIDE)
        self._bots: dict[int, str] = {}
        """Whose a bot is: also while its district is still on its way to work."""
        self.ready = False
        """Every district there was at the start is at work, or has been tried."""
        self._tried = False
        self.doors: dict[int, door.Door] = {}

    async def open(self, code: str, token: str, clock: Clock) -> None:
        self._bots[number_in(token)] = code
        district = await patiently(lambda: opened(self._database, code, clock))
        editions = await patiently(lambda: earlier(self._database, district, clock))
        bot = make_bot(self._config, token, self._session)
        username = await username_of(bot)
        service = Service(
            self._config,
            self._database,
            district,
            bot,
            username,
            clock,
            self._news,
            self._parts,
            editions,
            self._leases,
            self._router,
        )
        introduced = await patiently(lambda: _introduced(service))
        await weathered(lambda: _tell_gaps(service))
        self._services[code] = service
        self.doors[bot.id] = service.door
        self._careful += self._started(service.careful())
        self._loops += self._started(
            [introduce(bot, self._config, district, introduced, partial(_noted, service)), *service.loops()]
        )
        log.info("%s is at work as @%s: %s", district.name, username, ", ".join(sorted(self._parts)))

    def _started(self, loops: list[Loop]) -> list[asyncio.Task[None]]:
        return [self._group.create_task(loop) for loop in loops]

    async def watch(self) -> None:
        """From now on others join; what the first has to hold it holds already."""
        await weathered(self._leases.renew)
        self._loops += self._started([self._leases.run()])
        self._watching = self._started([every(lambda: LOOK_AGAIN, self._look)])

    async def _look(self) -> None:
        """Once for all districts; then each by itself, for what is wrong with one stops no other. New ones side by side."""
        look = await self._database.look(self._now)
        for service in list(self._services.values()):
            if service.concerned(look):
                await weathered(partial(service.follow, look))
        self._joining = {code: task for code, task in self._joining.items() if not task.done()}
        up, self._tried = self._tried and not self._joining, True
        for code in sorted(look.editions.keys() - self._services.keys() - self._joining.keys()):
            self._joining[code] = self._group.create_task(self._join(code))
        self._settle(up or not self._joining)
        await self._leases.take_new()

    def _settle(self, up: bool) -> None:
        """Once all there were at the start are at work, what they are made of lives long: the collector leaves it alone."""
        if up and not self.ready:
            self.ready = True
            gc.collect()
            gc.freeze()
            gc.set_threshold(*RARELY)

    async def _join(self, code: str) -> None:
        async with self._turn:
            await weathered(partial(self._joined, code))

    def _now(self) -> datetime:
        """The latest time it is anywhere: a demo's clock may be ahead."""
        return max((service.office.clock.now() for service in self._services.values()), default=Clock().now())

    async def _joined(self, code: str) -> None:
        """A district that was loaded while we run; its token lies in the file its pack names."""
        async with self._database.reading(code, Clock().now) as tx:
            newest = await tx.editions.newest()
        named = str(newest[1]["district"].get("token_file") or "") if newest else ""
        try:
            token = await asyncio.to_thread(token_in, Path(named), real=self._config.api == TELEGRAM) if named else ""
        except (OSError, ValueError) as error:
            token, named = "", f"{named}: {getattr(error, 'strerror', None) or error}"
        if token and self._bots.get(number_in(token), code) != code:
            self._refused[code] = token
            token, named = "", f"{named}: another district has this bot"
        if token and self._refused.get(code) != token:
            try:
                await self.open(code, token, Clock())
            except Misconfigured as wrong:
                self._refused[code] = token
                del self._bots[number_in(token)]
                log.error("%s does not start: %s", code, wrong)
        elif not token and code not in self._without_token:
            self._without_token.add(code)
            log.warning("%s has no bot yet: token_file in its district.yaml %s", code, f"({named})" if named else "is missing")

    async def stop(self) -> None:
        """Nobody joins any more; everything in hand is finished, for as long as that may take; then the rest is let go."""
        await let_go([*self._watching, *self._joining.values()])
        for service in self._services.values():
            service.finish()
        late: set[asyncio.Task[None]] = set()
        if self._careful:
            _, late = await asyncio.wait(self._careful, timeout=DRAIN_SECONDS)
        await let_go([*self._loops, *late])
        await self._leases.give_back()

    async def close(self) -> None:
        """The connections to Telegram, once nobody speaks to it any more."""
        await self._session.close()


def number_in(token: str) -> int:
    """The bot's id."""
    return int(token.partition(":")[0])


async def service(
    config: Config, stopping: asyncio.Event, clock: Clock, *, ready: Callable[[], None] = lambda: None,
    parts: frozenset[Part] = ALL_PARTS,
) -> None:  # fmt: skip
    """Runs the districts there are until `stopping` is set, the configured one by `clock`; says `ready` when it takes updates."""
    news = make_shared(config)
    database = Database(config.database, news)
    async with AsyncExitStack() as closing:
        closing.push_async_callback(database.close)
        district = await _unless(stopping, patiently(lambda: _prepared(config, clock, database)))
        if district is None:
            return
        async with asyncio.TaskGroup() as group:
            hints = [group.create_task(loop) for loop in news.loops()]
            districts = Districts(config, parts, database, news, group)
            closing.push_async_callback(districts.close)
            runner = await _served(config, parts, districts, database)
            await _unless(stopping, districts.open(district, config.token, clock))
            await districts.watch()
            ready()
            await stopping.wait()
            if runner:
                await runner.cleanup()
            await districts.stop()
            await let_go(hints)


async def _unless(stopping: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """The work's result; None when told to stop before it is through."""
    async with asyncio.TaskGroup() as group:
        doing, told = group.create_task(work), group.create_task(stopping.wait())
        await asyncio.wait((doing, told), return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if not doing.done():
            await let_go([doing])
            return None
    return doing.result()


async def let_go(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancelled, and again each second: where the first meets a connection that breaks, its driver may make another error of
    it, after which a loop that goes on whatever happens would go on."""
    still = set(tasks)
    while still:
        for task in still:
            task.cancel()
        _, still = await asyncio.wait(still, timeout=LOOK_AGAIN)


async def _prepared(config: Config, clock: Clock, database: Database) -> str:
    """The configured district's code, its records ready."""
    district = await open_records(config, clock, database)
    if config.demo:
        async with database.writing(district.code, clock.now) as tx:
            await tx.inbox.set(DEMO, "1")
    return district.code


async def patiently(work: Callable[[], Awaitable[T]]) -> T:
    """What is needed at the start, as soon as the store is there, however long that takes."""
    while True:
        try:
            return await work()
        except StoreDown as trouble:
            log.error("the records are out of reach, trying again: %s", said(trouble))
            await asyncio.sleep(1)


async def _served(config: Config, parts: frozenset[Part], districts: Districts, database: Database) -> web.AppRunner | None:
    """What is served over HTTP, if a port is given: health and, where updates are posted, the way in for them."""
    if config.port is None:
        return None
    takes = Part.WEB in parts and config.webhook is not None
    app = door.make_app(districts.doors) if takes else web.Application()
    app.add_routes(health.routes(database.clock, lambda: districts.ready))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=DRAIN_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, config.host, config.port, backlog=1024).start()
    except OSError as error:
        raise Misconfigured(f"port {config.port} is taken ({error.strerror or error}); give another as WANGGE_PORT") from error
    return runner


async def _introduced(service: Service) -> str | None:
    """What Telegram was told of a bot last."""
    async with service.office.reading() as (tx, _):
        return await tx.inbox.setting(INTRODUCED)


async def _noted(service: Service, mark: str) -> None:
    """What Telegram was told of a bot, lest it be told at every start."""
    async with service.office.writing() as (tx, _):
        await tx.inbox.set(INTRODUCED, mark)


async def _tell_gaps(built: Service) -> None:
    """What is still missing before a real district can start, in order."""
    texts = Texts("en", built.office.district.tz)
    async with built.office.reading() as (tx, work):
        gaps = await staff.gaps(Work(store=tx, district=built.office.district, now=work.now))
    for number, gap in enumerate(gaps[:12], start=1):
        kind, _, what = gap.partition(":")
        log.warning("still missing %d: %s", number, texts.plain(f"gap.{kind}", what=what))
    if len(gaps) > 12:
        log.warning("still missing: %d more", len(gaps) - 12)


def until_signal(stopping: asyncio.Event) -> None:
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)


async def watch(config: Config, say: Callable[[str], None]) -> None:
    """`wangge watch`."""
    news, database = make_shared(config), Database(config.database)
    stopping = asyncio.Event()
    until_signal(stopping)
    watching = Watch(database, say)
    try:
        async with asyncio.TaskGroup() as group:
            loops = [*news.loops(), keep(watching.once, news.wait)]
            tasks = [group.create_task(loop) for loop in loops]
            await stopping.wait()
            for task in tasks:
                task.cancel()
    finally:
        await database.close()


async def alone(config: Config, parts: frozenset[Part]) -> None:
    """`wangge run`."""
    stopping = asyncio.Event()
    until_signal(stopping)
    await service(config, stopping, Clock(), parts=parts)
