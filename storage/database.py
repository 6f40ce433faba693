"""Opening the records: one writing connection behind one lock on SQLite, readers beside it; and the schema."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from cases.ports import StoreDown
from storage.store import Transaction

MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """All districts' records. `changed` is called after every commit, as a hint that there is something to do."""

    def __init__(self, url: str, changed: Callable[[], None] = lambda: None, patience_ms: int = 30_000) -> None:
        """`patience_ms`: how long to wait for another process that writes."""
        self.url = url
        self.changed = changed
        self._writer = _engine(url, patience_ms, writes=True)
        self._readers = _engine(url, patience_ms, writes=False)
        self._one = asyncio.Lock()

    @asynccontextmanager
    async def writing(self, district: str, now: datetime) -> AsyncIterator[Transaction]:
        """A transaction that commits when the block ends and rolls back when it raises."""
        with _trouble():
            async with self._one, self._writer.connect() as connection, connection.begin():
                transaction = Transaction(connection, district, now)
                yield transaction
                await transaction.flush()
        self.changed()

    @asynccontextmanager
    async def reading(self, district: str, now: datetime) -> AsyncIterator[Transaction]:
        """A snapshot; nothing written in it stays."""
        with _trouble():
            async with self._readers.connect() as connection, connection.begin():
                yield Transaction(connection, district, now)

    async def close(self) -> None:
        await self._writer.dispose()
        await self._readers.dispose()


@contextmanager
def _trouble() -> Iterator[None]:
    """The store's own trouble (locked, full, gone) under one name; a broken constraint is the caller's."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise StoreDown(str(error.orig)) from error


def _engine(url: str, patience_ms: int, *, writes: bool) -> AsyncEngine:
    more: dict[str, Any] = {"poolclass": AsyncAdaptedQueuePool, "pool_size": 1 if writes else 4, "max_overflow": 0}
    engine = create_async_engine(url, **more)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", partial(_pragmas, patience_ms))
        event.listen(engine.sync_engine, "begin", _begin_immediate if writes else _begin)
    return engine


def _pragmas(patience_ms: int, connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={patience_ms}", "foreign_keys=ON", "cache_size=-65536"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    """A read that becomes a write fails at once when another process writes; so writers say so from the start."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")


def migrate(url: str) -> None:
    """Brings the schema to the newest revision. Blocking; called before anything is opened."""
    if _revision(url) == max(path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")):
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, "head")


def _revision(url: str) -> str | None:
    """The revision an existing SQLite file is at: looked up plainly, for the tool that migrates takes a second to import."""
    path = Path(make_url(url).database or "")
    if not path.exists():
        return None
    with closing(sqlite3.connect(path)) as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:
            return None
    return str(row[0]) if row else None
