"""Opens everything, runs it in one TaskGroup until told to stop, closes it. The only place that starts tasks."""

import asyncio
import gc
import logging
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeDefault, BotCommandScopeUnion
from aiohttp import web

from bot.app import Service, Signal, make_bot
from bot.clock import DEMO, Clock
from bot.config import Config, Misconfigured
from bot.opening import open_records
from bot.sandbox import server
from bot.sandbox.world import World
from cases import staff
from cases.ports import Work
from handlers.texts import Texts
from handlers.web.health import make_app
from storage.database import Database

log = logging.getLogger(__name__)
DRAIN_SECONDS = 10
COMMANDS = ("my", "queue", "tally", "status", "new", "cancel", "help", "lang")
GROUP_COMMANDS = ("tally", "cancel", "help")


async def service(config: Config, stopping: asyncio.Event, ready: Callable[[], None] = lambda: None) -> None:
    """Runs one district's service until `stopping` is set; says `ready` when it takes updates."""
    news, clock = Signal(), Clock()
    database = Database(config.database, news)
    try:
        district = await open_records(config, clock, database)
        if config.demo:
            async with database.writing(district.code, clock.now) as tx:
                await tx.inbox.set(DEMO, "1")
        async with make_bot(config) as bot:
            built = Service(config, database, district, bot, await _introduced(bot), clock, news)
            await _tell_gaps(built)
            gc.collect()
            gc.freeze()
            ready()
            log.info("%s is at work as @%s", district.name, built.office.username)
            await _until(stopping, built)
    finally:
        await database.close()


async def _until(stopping: asyncio.Event, built: Service) -> None:
    async with asyncio.TaskGroup() as group:
        loops = [group.create_task(loop) for loop in built.loops()]
        hands = [group.create_task(hand) for hand in built.hands()]
        await stopping.wait()
        built.courier.finish()
        built.news()
        _, late = await asyncio.wait(hands, timeout=DRAIN_SECONDS)
        for task in (*loops, *late):
            task.cancel()


async def _introduced(bot: Bot) -> str:
    """Who the bot is; its commands are set in both languages. Waits for Telegram as long as it takes."""
    while True:
        try:
            me = await bot.get_me()
            await _set_commands(bot)
            return me.username or ""
        except TelegramAPIError as error:
            if "Unauthorized" in str(error):
                raise Misconfigured("Telegram does not know this token (WANGGE_TOKEN)") from error
            log.warning("Telegram is out of reach, trying again: %s", type(error).__name__)
            await asyncio.sleep(2)


async def _set_commands(bot: Bot) -> None:
    scopes: tuple[tuple[BotCommandScopeUnion, tuple[str, ...]], ...] = (
        (BotCommandScopeAllPrivateChats(), COMMANDS), (BotCommandScopeDefault(), GROUP_COMMANDS),
    )  # fmt: skip
    for lang, code in (("zh", None), ("zh", "zh"), ("en", "en")):
        texts = Texts(lang, ZoneInfo("UTC"))
        for scope, names in scopes:
            listed = [BotCommand(command=name, description=texts.plain(f"command.{name}")) for name in names]
            await bot.set_my_commands(listed, scope=scope, language_code=code)


async def _tell_gaps(built: Service) -> None:
    """What is still missing before a real district can start, in order."""
    texts = Texts("en", built.office.district.tz)
    async with built.office.reading() as (tx, _):
        gaps = await staff.gaps(Work(store=tx, district=built.office.district, now=built.office.clock.now()))
    for number, gap in enumerate(gaps[:12], start=1):
        kind, _, what = gap.partition(":")
        log.warning("still missing %d: %s", number, texts.plain(f"gap.{kind}", what=what))
    if len(gaps) > 12:
        log.warning("still missing: %d more", len(gaps) - 12)


def until_signal(stopping: asyncio.Event) -> None:
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)


async def alone(config: Config) -> None:
    """`wangge run`."""
    stopping = asyncio.Event()
    until_signal(stopping)
    runner = await _health(config) if config.port is not None else None
    try:
        await service(config, stopping)
    finally:
        if runner:
            await runner.cleanup()


async def _health(config: Config) -> web.AppRunner:
    runner = web.AppRunner(make_app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, config.host, config.port).start()
    return runner


async def demo(config: Config, host: str, port: int, people: Path, grid_map: Path) -> None:
    """`wangge demo`: the sandbox and the service on one port, until stopped."""
    stopping = asyncio.Event()
    until_signal(stopping)
    world = World(config.data / "sandbox")
    world.bot(config.token)
    world.ready = False
    server.seat(world, people)
    runner, used = await _serve(world, host, port, grid_map)
    url = f"http://{host}:{used}"
    try:
        async with asyncio.TaskGroup() as group:
            deliverer = group.create_task(server.delivery.deliver(world))
            log.info("preparing the records")

            def ready() -> None:
                world.ready = True
                print(f"Wangge demo: open {url}/ (Ctrl+C stops it; what happens is kept in {config.data})", flush=True)

            await service(replace(config, api=url), stopping, ready)
            deliverer.cancel()
    finally:
        await runner.cleanup()


async def sandbox(data: Path, host: str, port: int, people: Path | None, grid_map: Path | None) -> None:
    """`wangge sandbox`: the small Telegram alone, until stopped."""
    stopping = asyncio.Event()
    until_signal(stopping)
    world = World(data / "sandbox")
    if people:
        server.seat(world, people)
    runner, used = await _serve(world, host, port, grid_map)
    try:
        async with asyncio.TaskGroup() as group:
            deliverer = group.create_task(server.delivery.deliver(world))
            print(f"Wangge sandbox: http://{host}:{used}/", flush=True)
            await stopping.wait()
            deliverer.cancel()
    finally:
        await runner.cleanup()


async def _serve(world: World, host: str, port: int, grid_map: Path | None) -> tuple[web.AppRunner, int]:
    try:
        return await server.serve(world, host, port, grid_map)
    except OSError as error:
        raise Misconfigured(f"port {port} is taken ({error.strerror or error}); try --port 0 for any free one") from error
