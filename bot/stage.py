"""The sandbox on stage: alone, or with the service in one process, as the demo."""

import asyncio
import fcntl
import json
import logging
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from aiohttp import web

from bot import evening, manage
from bot.clock import Clock
from bot.config import Config, Misconfigured
from bot.pack.read import Body, read
from bot.run import patiently, service, until_signal
from bot.sandbox import server
from bot.sandbox.world import World
from handlers.courier.budget import Pace
from handlers.texts import Texts
from media import font

log = logging.getLogger(__name__)


async def demo(config: Config, host: str, port: int, people: Path, grid_map: Path, *, empty: bool) -> None:
    """`wangge demo`: the sandbox and the service on one port, until stopped. The first time a day and a half is lived before,
    unless it is to be `empty`."""
    stopping = asyncio.Event()
    until_signal(stopping)
    held = _alone(config.data)
    world = World(config.data / "sandbox")
    world.bot(config.token)
    world.ready, world.stride = False, STRIDE
    server.seat(world, people)
    _introduce(world, read(config.pack))
    runner, used = await _serve(world, host, port, grid_map)
    url = f"http://{host}:{used}"
    try:
        async with asyncio.TaskGroup() as group:
            deliverer = group.create_task(server.delivery.deliver(world))
            if not empty and evening.fresh(world):
                await _lived(replace(config, api=url), world, people, grid_map, stopping)
            elif (end := evening.left_off(world)) is not None:
                await manage.tick(config, end)
                print("the evening was left halfway and stays so; `make clean` begins it anew", flush=True)
            log.info("preparing the records")
            follower = group.create_task(_follow(config, world))

            def ready() -> None:
                world.ready = True
                print(f"Wangge demo: open {url}/ (Ctrl+C stops it; what happens is kept in {config.data})", flush=True)

            clock = Clock(lambda moment: world.move_clock(moment.timestamp()))
            await service(replace(config, api=url), stopping, clock, ready=ready)
            deliverer.cancel()
            follower.cancel()
    finally:
        await runner.cleanup()
        held.close()


def _alone(data: Path) -> IO[str]:
    """A file that is locked while a sandbox uses the directory. Raises Misconfigured when another does."""
    data.mkdir(parents=True, exist_ok=True)
    held = (data / "demo.lock").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        held.close()
        raise Misconfigured(f"another demo or sandbox runs on {data}; stop it, or give --data another directory") from error
    return held


def _introduce(world: World, body: Body) -> None:
    """What the page says of people, and by whose clock."""
    world.zone = str(body["district"]["zone"])
    departments = {one["code"]: one for one in body["district"]["departments"]}
    for person in body["people"]["people"]:
        for lang in ("zh", "en"):
            texts = Texts(lang, ZoneInfo(world.zone))
            roles = []
            for role in person.get("roles") or []:
                name, _, scope = str(role).partition(" ")
                of = departments.get(scope, {})
                where = (of.get("english") if lang == "en" else of.get("name")) or scope
                roles.append(f"{texts.plain(f'role.{name}')} {where}".strip())
            world.about.setdefault(int(person["id"]), {})[lang] = "、".join(roles) or texts.plain("role.resident")


async def _lived(config: Config, world: World, people: Path, grid_map: Path, stopping: asyncio.Event) -> None:
    """Fills the first evening, at a pace no Telegram would take, with a service of its own that ends with it."""
    grids = json.loads(await asyncio.to_thread(grid_map.read_text, "utf-8"))
    zone = ZoneInfo(read(config.pack)["district"]["zone"])
    morning = evening.begins(Clock().now().astimezone(zone))
    await manage.begin(config, morning)
    world.begin_at(morning.timestamp())
    clock, ready, over = Clock(lambda moment: world.move_clock(moment.timestamp())), asyncio.Event(), asyncio.Event()

    async def move(at: datetime) -> None:
        world.move_clock(at.timestamp())
        await manage.tick(config, at)
        while clock.now() < at:
            await world.news(world.changed, 0.1)

    async def act() -> None:
        try:
            await ready.wait()
            await evening.live(world, people, grids, morning, move, _tell)
        finally:
            over.set()

    async with asyncio.TaskGroup() as group:
        acting = group.create_task(act())
        watching = group.create_task(_stops(stopping, acting))
        await service(replace(config, pace=HURRIED), over, clock, ready=ready.set)
        watching.cancel()


async def _stops(stopping: asyncio.Event, acting: asyncio.Task[None]) -> None:
    await stopping.wait()
    acting.cancel()


def _tell(done: int, of: int) -> None:
    print(f"\rliving a day and a half in the example district: {done}/{of}", end="\n" if done == of else "", flush=True)


STRIDE = 60 * 86_400.0
"""Each day of it is closed when the clock goes past."""
HURRIED = Pace(bot=1000, burst=1000, chat=1000, group=100_000)
"""A sandbox without limits takes it."""


async def _follow(config: Config, world: World) -> None:
    """The service's clock goes where the page has moved the sandbox's."""
    while True:
        await world.news(world.changed, 1)
        if world.moved:
            world.moved = False
            log.info(await patiently(partial(manage.tick, config, datetime.fromtimestamp(world.now(), UTC))))


async def sandbox(data: Path, host: str, port: int, people: Path | None, grid_map: Path | None) -> None:
    """`wangge sandbox`: the small Telegram alone, until stopped."""
    stopping = asyncio.Event()
    until_signal(stopping)
    held = _alone(data)
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
        held.close()


async def _serve(world: World, host: str, port: int, grid_map: Path | None) -> tuple[web.AppRunner, int]:
    try:
        return await server.serve(world, host, port, grid_map, font.path())
    except OSError as error:
        raise Misconfigured(f"port {port} is taken ({error.strerror or error}); try --port 0 for any free one") from error
