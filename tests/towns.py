"""A town for each story: the sandbox and the service in one process, on a fresh directory, over real HTTP."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp

from bot import run
from bot.clock import Clock
from bot.config import DEFAULT_PACK, read
from bot.sandbox import server
from bot.sandbox.world import World
from tests.begun import begun
from tests.people import Town

UNHURRIED = "1000,100,1000"
"""Budgets so wide that no story waits for them; those about budgets say their own."""


@asynccontextmanager
async def town_in(folder: Path, pace: str = UNHURRIED, **more: str) -> AsyncIterator[Town]:
    """The example district at work on what the folder holds; `more` is added to the environment."""
    if not (folder / "wangge.db").exists() and "WANGGE_DATABASE" not in more:
        shutil.copy(await asyncio.to_thread(begun), folder)
    environment = {"WANGGE_TOKEN": "100:demo", "WANGGE_DEMO": "1", "WANGGE_PACE": pace, **more}
    config = read(folder, environment).prepared()
    world = World(folder / "sandbox")
    world.bot(config.token)
    server.seat(world, DEFAULT_PACK / "people.yaml")
    runner, port = await server.serve(world, "127.0.0.1", 0)
    stopping = asyncio.Event()
    guard = Guard()
    logging.getLogger("handlers.updates.reception").addHandler(guard)
    url = f"http://127.0.0.1:{port}"
    try:
        async with asyncio.TaskGroup() as group, aiohttp.ClientSession() as session:
            delivering = group.create_task(server.delivery.deliver(world))
            clock = Clock(lambda moment: world.move_clock(moment.timestamp()))
            working = group.create_task(run.service(replace(config, api=url), stopping, clock))
            town = Town(session, url)
            await town.settle_in()
            yield town
            stopping.set()
            await working
            delivering.cancel()
    finally:
        logging.getLogger("handlers.updates.reception").removeHandler(guard)
        await runner.cleanup()
    assert guard.said == [], "a refusal has written nothing"


class Guard(logging.Handler):
    """What the reception says when a refusal has left something to be written."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())
