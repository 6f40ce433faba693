"""A town for each story: the sandbox and the service in one process, on a fresh directory, over real HTTP."""

import asyncio
import logging
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from bot import run
from bot.clock import Clock
from bot.config import DEFAULT_PACK, read
from bot.manage import load
from bot.sandbox import server
from bot.sandbox.world import World
from tests.begun import begun
from tests.people import Town
from tests.servers import Postgres, Server, free_port, postgres, valkey
from tests.stories.derived import store_in, underivable

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that nobody waits for it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


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
        return f"sqlite:///{tmp_path / 'wangge.db'}"
    server: Postgres = request.getfixturevalue("postgres_server")
    return server.database(f"t{uuid.uuid4().hex}")


@pytest.fixture
async def town(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Town]:
    """The example district, on embedded defaults; for stories told `everywhere` also as a city would run it."""
    embedded: tuple[str, dict[str, str]] = (store_in(tmp_path), {})
    store, more = as_a_city(request) if getattr(request, "param", "embedded") == "city" else embedded
    async with town_in(tmp_path, **more) as found:
        yield found
    assert await underivable(store) == []


@pytest.fixture(scope="session")
def begun_city(postgres_server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same in a database, from which those of a city are copied; its name."""
    environment = {"WANGGE_DATABASE": postgres_server.database("begun")}
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, load(read(tmp_path_factory.mktemp("begun"), environment))).result()
    return "begun"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.no_cover)])
def begun_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store of each kind that holds the example and nothing else."""
    if request.param == "sqlite":
        shutil.copy(begun(), tmp_path)
        return store_in(tmp_path)
    server: Postgres = request.getfixturevalue("postgres_server")
    return server.database(f"t{uuid.uuid4().hex}", request.getfixturevalue("begun_city"))


def as_a_city(request: pytest.FixtureRequest) -> tuple[str, dict[str, str]]:
    """PostgreSQL, Valkey, updates by webhook: the store's URL and the environment."""
    server: Postgres = request.getfixturevalue("postgres_server")
    store, port = server.database(f"t{uuid.uuid4().hex}", request.getfixturevalue("begun_city")), free_port()
    redis = f"redis://127.0.0.1:{request.getfixturevalue('valkey_server').port}/0"
    door = {"WANGGE_WEBHOOK": f"http://127.0.0.1:{port}", "WANGGE_PORT": str(port)}
    return store, {**door, "WANGGE_DATABASE": store, "WANGGE_REDIS": redis}


A_CITY = pytest.param("city", marks=pytest.mark.no_cover)
everywhere = pytest.mark.parametrize("town", ["embedded", A_CITY], indirect=True)
"""For stories that are told on both stores and by both ways in. Coverage is not measured
on the second telling, which goes through the same lines of the domain and the handlers: tracing costs more than the story."""
