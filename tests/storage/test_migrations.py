"""The schema goes up, down and up again, and is what the tables say."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from storage.database import MIGRATIONS, migrate


def config(url: str) -> Config:
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    found.attributes["url"] = url
    return found


async def test_up_down_up_and_the_same_as_the_tables(tmp_path: Path) -> None:
    file = tmp_path / "schema.db"
    url = f"sqlite+aiosqlite:///{file}"
    await asyncio.to_thread(migrate, url)
    await asyncio.to_thread(command.downgrade, config(url), "base")
    await asyncio.to_thread(migrate, url)
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
    engine.dispose()
    assert differences == []
