"""Opening the records, on SQLite (one writing connection behind one lock, readers beside it) or PostgreSQL; and the schema."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from cases.ports import StoreDown
from storage.store import Transaction

MIGRATIONS = Path(__file__).parent / "migrations"
BLOCK, LOW = 4000, 2000
"""Numbers for new rows reserved at once, and the stock below which a writing transaction reserves more first."""
CONNECTIONS = 12
PATIENCE_MS = 30_000
Clock = Callable[[], datetime]
CONNECTING = (OSError, TimeoutError, PoolTimeout)
"""What a database that is away says while one tries to reach it."""


class Database:
    """All districts' records. `changed` is called after every commit, as a hint that there is something to do."""

    def __init__(self, url: str, changed: Callable[[], None] = lambda: None, patience_ms: int = PATIENCE_MS) -> None:
        """`patience_ms`: how long to wait for another process that writes."""
        self.url = url
        self.changed = changed
        self._writer = _engine(url, patience_ms, writes=True)
        self._readers = _engine(url, patience_ms, writes=False)
        self.embedded = self._writer.dialect.name == "sqlite"
        self._one: Any = asyncio.Lock() if self.embedded else nullcontext()
        self._stock: list[int] = []

    @asynccontextmanager
    async def writing(self, district: str, clock: Clock, *, alone: bool = False) -> AsyncIterator[Transaction]:
        """A transaction that commits when the block ends and rolls back when it raises. `alone`: nobody else writes in the
        district meanwhile, and whoever did has committed; so nothing can come to be later that is dated before."""
        async with self._one:
            if len(self._stock) < LOW:
                await self._reserve()
            async with _opened(self._writer) as connection:
                if not self.embedded:
                    await connection.execute(ALONE if alone else SHARED, {"district": district})
                transaction = Transaction(connection, district, clock(), self._take, writes=True)
                yield transaction
                await transaction.flush()
        self.changed()

    @asynccontextmanager
    async def reading(self, district: str, clock: Clock) -> AsyncIterator[Transaction]:
        """A snapshot; nothing written in it stays."""
        async with _opened(self._readers) as connection:
            yield Transaction(connection, district, clock(), self._take, writes=False)

    async def _reserve(self) -> None:
        """More numbers for new rows, by a short transaction of its own: nobody waits for a row until somebody's commit."""
        async with _opened(self._writer) as connection:
            end = (await connection.execute(RESERVE, {"block": BLOCK})).scalar_one()
        self._stock = list(range(end - 1, end - BLOCK - 1, -1)) + self._stock

    def _take(self) -> int:
        if not self._stock:
            raise StoreDown("out of numbers for new rows")
        return self._stock.pop()

    async def clock(self) -> datetime:
        """What time it is where the records are."""
        async with _opened(self._readers) as connection:
            asked = "SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')" if self.embedded else "SELECT clock_timestamp()"
            found = (await connection.execute(text(asked))).scalar_one()
        return datetime.fromisoformat(found).replace(tzinfo=UTC) if self.embedded else found

    async def close(self) -> None:
        await self._writer.dispose()
        await self._readers.dispose()


RESERVE = text("UPDATE ids SET next = next + :block RETURNING next")
SHARED = text("SELECT pg_advisory_xact_lock_shared(hashtext('day:' || :district))")
ALONE = text("SELECT pg_advisory_xact_lock(hashtext('day:' || :district))")


@asynccontextmanager
async def _opened(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection in a transaction. Raises StoreDown when the database is out of reach, also at the commit."""
    try:
        connection = await engine.connect()
    except CONNECTING as error:
        raise StoreDown(f"{type(error).__name__}: {error}") from error
    except DBAPIError as error:
        raise _named(error) from error
    try:
        with _trouble():
            async with connection.begin():
                yield connection
    finally:
        with _trouble():
            await connection.close()


@contextmanager
def _trouble() -> Iterator[None]:
    """The store's own trouble (locked, full, gone, a deadlock) under one name; a broken constraint is the caller's."""
    try:
        yield
    except DBAPIError as error:
        raise _named(error) from error
    except ConnectionError as error:
        raise StoreDown(f"{type(error).__name__}: {error}") from error


def _named(error: DBAPIError) -> Exception:
    if isinstance(error, (IntegrityError, DataError, ProgrammingError)):
        return error
    return StoreDown(str(error.orig))


def _engine(url: str, patience_ms: int, *, writes: bool) -> AsyncEngine:
    more: dict[str, Any] = {"poolclass": AsyncAdaptedQueuePool, "max_overflow": 0}
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_async_engine(url, pool_size=1 if writes else 4, **more)
        event.listen(engine.sync_engine, "connect", partial(_pragmas, patience_ms))
        event.listen(engine.sync_engine, "begin", _begin_immediate if writes else _begin)
        return engine
    settings = {
        "application_name": "wangge",
        "lock_timeout": str(patience_ms),
        "idle_in_transaction_session_timeout": "60000",
        "jit": "off",
    }
    return create_async_engine(
        url, pool_size=CONNECTIONS if writes else 6, pool_timeout=10,
        isolation_level="READ COMMITTED" if writes else "REPEATABLE READ",
        connect_args={"server_settings": settings, "timeout": 10, "prepared_statement_cache_size": 500}, **more,
    )  # fmt: skip


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
    """Brings the schema to the newest revision. Blocking; called before anything is opened. Raises StoreDown."""
    try:
        if revision(url) == newest_revision():
            return
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["url"] = url
        with _trouble():
            command.upgrade(config, "head")
    except CONNECTING as error:
        raise StoreDown(f"{type(error).__name__}: {error}") from error


def newest_revision() -> str:
    return max(path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def revision(url: str) -> str | None:
    """The revision existing records are at, None when there are none; looked up plainly, for the tool that migrates takes a
    second to import. Blocking."""
    if make_url(url).get_backend_name() != "sqlite":
        return asyncio.run(_revision_there(url))
    path = Path(make_url(url).database or "")
    if not path.exists():
        return None
    with closing(sqlite3.connect(path)) as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:
            return None
    return str(row[0]) if row else None


async def _revision_there(url: str) -> str | None:
    import asyncpg

    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = await asyncpg.connect(plain, timeout=10)
    except asyncpg.PostgresError as error:
        raise StoreDown(str(error)) from error
    try:
        found: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        return None
    finally:
        await connection.close()
    return found
