"""The sandbox on stage: alone, or with the service in one process, as the demo."""

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from bot.clock import Clock
from bot.config import Config, Misconfigured
from bot.run import service, until_signal
from bot.sandbox import server
from bot.sandbox.world import World
from media import font

log = logging.getLogger(__name__)


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

            clock = Clock(lambda moment: world.move_clock(moment.timestamp()))
            await service(replace(config, api=url), stopping, clock, ready=ready)
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
        return await server.serve(world, host, port, grid_map, font.path())
    except OSError as error:
        raise Misconfigured(f"port {port} is taken ({error.strerror or error}); try --port 0 for any free one") from error
