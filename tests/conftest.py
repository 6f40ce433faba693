"""What tests are given. The town is brought only to those who ask for it: the domain's tests need no Telegram."""

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.config import DEFAULT_PACK, read
from bot.manage import load
from bot.pack.build import build
from bot.pack.read import read as read_pack
from tests.begun import begun
from tests.servers import Postgres, Server, free_port, postgres, valkey
from tests.stories.derived import store_in, underivable

if TYPE_CHECKING:
    from cases.district.edition import District
    from cases.work import Work
    from tests.cases.office import Office
    from tests.people import Town


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that nobody waits for it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def district() -> "District":
    """The example, built once."""
    return build(read_pack(DEFAULT_PACK), 1)


@pytest.fixture
async def work(district: "District") -> AsyncIterator["Work"]:
    """The example's use cases, on records of which nothing stays."""
    from tests.cases.records import at_work

    async with at_work(district) as found:
        yield found


@pytest.fixture
def office(work: "Work") -> "Office":
    from tests.cases.office import Office

    return Office(work)


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
async def town(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator["Town"]:
    """The example district, on embedded defaults; for stories told `everywhere` also as a city would run it."""
    from tests.towns import town_in

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
