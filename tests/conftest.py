"""A town for each story: the sandbox and the service in one process, on a fresh directory, over real HTTP."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from bot import run
from bot.config import DEFAULT_PACK, read
from bot.sandbox import server
from bot.sandbox.world import World
from tests.people import Town
from tests.servers import Postgres, Server, postgres, valkey
from tests.stories.derived import underivable

UNHURRIED = "1000,100,1000"
"""Budgets so wide that no story waits for them; those about budgets say their own."""


@asynccontextmanager
async def town_in(folder: Path, pace: str = UNHURRIED) -> AsyncIterator[Town]:
    """The example district at work on what the folder holds."""
    environment = {"WANGGE_TOKEN": "100:demo", "WANGGE_DEMO": "1", "WANGGE_PACE": pace}
    config = read(folder, environment).prepared()
    world = World(folder / "sandbox")
    world.bot(config.token)
    server.seat(world, DEFAULT_PACK / "people.yaml")
    runner, port = await server.serve(world, "127.0.0.1", 0)
    stopping = asyncio.Event()
    url = f"http://127.0.0.1:{port}"
    try:
        async with asyncio.TaskGroup() as group, aiohttp.ClientSession() as session:
            working = group.create_task(run.service(replace(config, api=url), stopping))
            town = Town(session, url)
            await town.settle_in()
            yield town
            stopping.set()
            await working
    finally:
        await runner.cleanup()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[Server]:
    with valkey() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty store of each kind."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'wangge.db'}"
    server: Postgres = request.getfixturevalue("postgres_server")
    return server.database(f"t{uuid.uuid4().hex}")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with town_in(tmp_path) as found:
        yield found
    assert await underivable(tmp_path) == []
