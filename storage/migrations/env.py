"""Alembic's way in: the URL comes from the caller, tables from storage.tables."""

import asyncio
from typing import Any

from alembic import context
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 — fills the metadata


def _run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('wangge migration'))"))
    context.configure(
        connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, render_item=_plain,
        compare_type=True, transactional_ddl=True,
    )  # fmt: skip
    with context.begin_transaction():
        context.run_migrations()


def _plain(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Our own types are written as what they are in the database."""
    if kind == "type" and type(item).__module__ == "storage.engine.types":
        return "sa.DateTime(timezone=True)" if type(item).__name__ == "Utc" else "sa.BigInteger()"
    if kind == "type" and type(item).__name__ == "AutoString":
        return "sa.String()"
    return False


def _plainly(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout=30000")


def _immediate(connection: Connection) -> None:
    """Of two that start at once the second waits, and then finds nothing to do."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


async def _there(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


def _here(url: str) -> None:
    engine = create_engine(url)
    event.listen(engine, "connect", _plainly)
    event.listen(engine, "begin", _immediate)
    with engine.connect() as connection:
        _run(connection)
        connection.commit()
    engine.dispose()


URL = context.config.attributes["url"]
_here(URL) if URL.startswith("sqlite") else asyncio.run(_there(URL))
