"""Alembic's way in: the URL comes from the caller, tables from storage.tables."""

import asyncio
from typing import Any

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 — fills the metadata


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, render_item=_plain,
        compare_type=True,
    )  # fmt: skip
    with context.begin_transaction():
        context.run_migrations()


def _plain(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Our own types are written as what they are in the database."""
    if kind == "type" and type(item).__module__ == "storage.types":
        return "sa.DateTime(timezone=True)" if type(item).__name__ == "Utc" else "sa.BigInteger()"
    if kind == "type" and type(item).__name__ == "AutoString":
        return "sa.String()"
    return False


async def _online() -> None:
    engine = create_async_engine(context.config.attributes["url"])
    async with engine.connect() as connection:
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


asyncio.run(_online())
