"""Opening the records, on SQLite (one writer, readers beside it) or PostgreSQL; and the schema."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from cases.store import StoreDown
from storage.engine.embedded import Embedded
from storage.engine.remote import Remote
from storage.engine.sql import clock_of
from storage.figures import DECIDED_UNTIL
from storage.learning import Habits
from storage.outbox.lookout import Look, look
from storage.store import Transaction

MIGRATIONS = Path(__file__).parent.parent / "migrations"
BLOCK, LOW = 4000, 2000
"""Numbers for new rows reserved at once, and the stock below which a writing transaction reserves more first."""
PATIENCE_MS = 15_000
"""How long to wait for somebody else's lock: shorter than a handler may take, so that it is never taken for one that hangs."""
Clock = Callable[[], datetime]


def is_embedded(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


class Database:
    """All districts' records. `changed` is told the district after every commit, as a hint that there is something to do."""

    def __init__(self, url: str, changed: Callable[[str], None] = lambda _: None, patience_ms: int = PATIENCE_MS) -> None:
        """`patience_ms`: how long to wait for somebody else who writes."""
        self.url = url
        self.changed = changed
        self.embedded = is_embedded(url)
        self._opened: Embedded | Remote = Embedded(url, patience_ms) if self.embedded else Remote(url, patience_ms)
        self._stock: list[int] = []
        self._habits = Habits()
        self._behind = timedelta()
        """How far this machine's clock is behind that of the records."""

    @asynccontextmanager
    async def writing(
        self, district: str, clock: Clock, *, alone: bool = False, quiet: bool = False
    ) -> AsyncIterator[Transaction]:
        """A transaction that commits when the block ends and rolls back when it raises. `alone`: nobody else writes in the
        district meanwhile, and whoever did has committed; so nothing can come to be later that is dated before. `quiet`: what
        is written is nothing to do for anybody."""
        if len(self._stock) < LOW:
            await self._reserve()
        with _trouble():
            async with self._opened.writing() as connection:
                if not self.embedded:
                    await connection.execute(ALONE if alone else SHARED, {"district": district})
                moment = await self._moment(connection, district, clock)
                transaction = Transaction(
                    connection, district, moment, partial(self._number, connection, []), self._habits, writes=True
                )
                yield transaction
                await transaction.flush()
        if not quiet:
            self.changed(district)

    @asynccontextmanager
    async def reading(self, district: str, clock: Clock) -> AsyncIterator[Transaction]:
        """A snapshot; nothing written in it stays."""
        with _trouble():
            async with self._opened.reading() as connection:
                yield Transaction(connection, district, clock() + self._behind, _none, self._habits, writes=False)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Any]:
        """A plain connection to read all districts' rows from, as they are at one moment."""
        with _trouble():
            async with self._opened.reading() as connection:
                yield connection

    @asynccontextmanager
    async def filling(self) -> AsyncIterator[Any]:
        """A plain connection to fill empty records through; what was filled in is there as a whole or not at all."""
        with _trouble():
            async with self._opened.writing() as connection:
                yield connection

    async def look(self, clock: Clock) -> Look:
        """Where something waits, in all districts."""
        with _trouble():
            async with self._opened.reading() as connection:
                return await look(connection, clock() + self._behind)

    async def _moment(self, connection: Any, district: str, clock: Clock) -> datetime:
        """Now, by the one clock all processes share, and never before the end of the last bulletin: nothing is dated into a day
        that is counted, and no process that runs ahead closes a day that is not over."""
        now, decided_until = (await connection.execute(MOMENT[connection.dialect.name], {"district": district})).one()
        if now is not None:
            behind = now - datetime.fromtimestamp(time.time(), UTC)
            self._behind = behind if abs(behind) > UNMINDED else timedelta()
        moment = clock() + self._behind
        return max(moment, datetime.fromisoformat(decided_until)) if decided_until else moment

    async def _reserve(self) -> None:
        """More numbers for new rows, by a short transaction of its own: nobody waits for a row until somebody's commit."""
        with _trouble():
            async with self._opened.writing() as connection:
                self._stock = await _block(connection) + self._stock

    async def _number(self, connection: Any, own: list[int]) -> int:
        """One from the stock. Where that ends within a transaction: of embedded records there is one that writes, so it reserves
        more itself, of its own, for they are as if never given out when it is rolled back."""
        if not self._stock and not own:
            if self.embedded:
                own += await _block(connection)
            else:
                await self._reserve()
        return own.pop() if own else self._stock.pop()

    async def clock(self) -> datetime:
        """What time it is where the records are. Raises StoreDown when they are out of reach."""
        with _trouble():
            async with self._opened.reading() as connection:
                return await clock_of(connection)

    async def close(self) -> None:
        await self._opened.close()


async def _block(connection: Any) -> list[int]:
    end = int((await connection.execute(RESERVE, {"block": BLOCK})).scalar())
    return list(range(end - 1, end - BLOCK - 1, -1))


async def _none() -> int:
    raise StoreDown("only looked at")


RESERVE = text("UPDATE ids SET next = next + :block RETURNING next")
SHARED = text("SELECT pg_advisory_xact_lock_shared(hashtext('day:' || :district))")
MOMENT = {
    name: text(
        f"SELECT {clock}, (SELECT value FROM settings WHERE district = :district AND name = :name)"  # noqa: S608
    ).bindparams(name=DECIDED_UNTIL)
    for name, clock in (("sqlite", "NULL"), ("postgresql", "clock_timestamp()"))
}
"""What time it is in the records, where that may be another machine, and until when days are decided."""
UNMINDED = timedelta(seconds=1)
"""A difference between clocks that is as likely the way there and back."""
ALONE = text("SELECT pg_advisory_xact_lock(hashtext('day:' || :district))")


AWAY = (OSError, PoolTimeout)
"""What a database that is away says, beside what its driver does."""


@contextmanager
def _trouble() -> Iterator[None]:
    """The store's own trouble (locked, full, gone, a deadlock) under one name; a broken constraint is the caller's."""
    try:
        yield
    except DBAPIError as error:
        raise _named(error) from error
    except AWAY as error:
        raise StoreDown(type(error).__name__) from error


def _named(error: DBAPIError) -> Exception:
    cause = error.orig.__cause__ if error.orig else None
    unfit = str(getattr(cause, "sqlstate", "")).startswith("22")  # what asyncpg does not even send
    if unfit or isinstance(error, (IntegrityError, DataError, ProgrammingError)):
        return error
    return StoreDown(str(error.orig).partition("\n")[0][:120])


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
    except (*AWAY, TimeoutError) as error:
        raise StoreDown(type(error).__name__) from error


def newest_revision() -> str:
    return max(path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def revision(url: str) -> str | None:
    """The revision existing records are at, None when there are none; looked up plainly, for the tool that migrates takes a
    second to import. Blocking."""
    if not is_embedded(url):
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

    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = await asyncpg.connect(plain, timeout=10)
    except (asyncpg.PostgresError, OSError, TimeoutError) as error:
        raise StoreDown(type(error).__name__) from error
    try:
        found: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        return None
    finally:
        await connection.close()
    return found
