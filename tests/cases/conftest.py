"""The example district, built once; and its use cases, on records of their own that begin as the example's."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.config import DEFAULT_PACK
from bot.pack.build import build
from bot.pack.read import read
from cases.district.edition import District
from cases.work import Work
from storage.engine.database import Database
from tests.begun import begun
from tests.cases.office import Office
from tests.stories.derived import store_in


@pytest.fixture(scope="session")
def district() -> District:
    return build(read(DEFAULT_PACK), 1)


@pytest.fixture
def office(work: Work) -> Office:
    return Office(work)


@pytest.fixture
async def work(district: District, tmp_path: Path) -> AsyncIterator[Work]:
    """One open transaction in which people act, on records that are gone afterwards."""
    shutil.copy(begun(), tmp_path)
    database = Database(store_in(tmp_path))
    async with database.writing(district.code, Clock().now) as tx:
        yield Work(store=tx, district=district, now=tx.now)
    await database.close()
