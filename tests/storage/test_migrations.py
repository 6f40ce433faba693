"""The schema goes up, down and up again on both stores, and is what the tables say; two that start at once do not collide."""

import asyncio
import sys
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from storage.database import MIGRATIONS, migrate, newest_revision, revision


def config(url: str) -> Config:
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    found.attributes["url"] = url
    return found


def differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))


async def test_up_down_up_and_the_same_as_the_tables(database_url: str) -> None:
    await asyncio.to_thread(migrate, database_url)
    await asyncio.to_thread(command.downgrade, config(database_url), "base")
    await asyncio.to_thread(migrate, database_url)
    assert await found_differences(database_url) == []


async def found_differences(url: str) -> list[Any]:
    if url.startswith("sqlite"):
        engine_here = create_engine(url, poolclass=NullPool)
        with engine_here.connect() as here:
            return differences(here)
    engine = create_async_engine(url)
    async with engine.connect() as there:
        found = await there.run_sync(differences)
    await engine.dispose()
    return found


async def test_two_that_start_at_once(database_url: str) -> None:
    migrating = "import sys; from storage.database import migrate; migrate(sys.argv[1])"
    both = [await asyncio.create_subprocess_exec(sys.executable, "-c", migrating, database_url) for _ in range(2)]
    assert [await one.wait() for one in both] == [0, 0]
    assert await asyncio.to_thread(revision, database_url) == newest_revision()
