"""SQLite, each connection in a thread of its own: a statement and its rows are one trip there and back. (An asynchronous
driver makes four trips a statement, which were most of an update's cost.)"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Executable, create_engine, event
from sqlalchemy.pool import NullPool

from storage.engine.codec import to_json

T = TypeVar("T")
READERS = 3


class Seat:
    """One connection and its thread."""

    def __init__(self, engine: Engine) -> None:
        self.dialect = engine.dialect
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="records")
        self._connection: Connection | None = None

    async def _there(self, work: Callable[..., T], *given: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *given)

    async def execute(self, statement: Executable, values: Any = None) -> Any:
        """The result with its rows fetched."""
        return await self._there(self._execute, statement, values)

    def _execute(self, statement: Executable, values: Any) -> Any:
        assert self._connection
        result = self._connection.execute(statement, values)
        return result.freeze()() if result.returns_rows else result

    async def begin(self) -> None:
        await self._there(self._begin)

    def _begin(self) -> None:
        if self._connection is None:
            self._connection = self._engine.connect()
        self._connection.begin()

    async def end(self, *, commit: bool) -> None:
        await self._there(self._end, commit)

    def _end(self, commit: bool) -> None:
        if self._connection is None:
            return
        try:
            self._connection.commit() if commit else self._connection.rollback()
        except BaseException:
            self._drop()
            raise

    def _drop(self) -> None:
        """A connection that could not end its transaction is not used again."""
        if self._connection:
            self._connection.invalidate()
            self._connection.close()
        self._connection = None

    async def close(self) -> None:
        if self._connection:
            await self._there(self._connection.close)
        self._thread.shutdown(wait=False)


class Embedded:
    """The file: one connection that writes, behind one lock, and readers beside it."""

    def __init__(self, url: str, patience_ms: int) -> None:
        self._writer = Seat(_engine(url, patience_ms, _begin_immediate))
        readers = _engine(url, patience_ms, _begin)
        self._one = asyncio.Lock()
        self._all_readers = [Seat(readers) for _ in range(READERS)]
        self._readers: asyncio.LifoQueue[Seat] = asyncio.LifoQueue()
        for seat in self._all_readers:
            self._readers.put_nowait(seat)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Any]:
        async with self._one, _transaction(self._writer):
            yield self._writer

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Any]:
        seat = await self._readers.get()
        try:
            async with _transaction(seat):
                yield seat
        finally:
            self._readers.put_nowait(seat)

    async def close(self) -> None:
        for seat in (self._writer, *self._all_readers):
            await seat.close()


@asynccontextmanager
async def _transaction(seat: Seat) -> AsyncIterator[None]:
    """Also who is cancelled while it begins leaves nothing open: it begins in its thread all the same, and ends there after."""
    try:
        await seat.begin()
        yield
    except BaseException:
        await asyncio.shield(seat.end(commit=False))
        raise
    await asyncio.shield(seat.end(commit=True))


def _engine(url: str, patience_ms: int, begin: Callable[[Any], None]) -> Engine:
    engine = create_engine(url, poolclass=NullPool, json_serializer=to_json, hide_parameters=True)
    event.listen(engine, "connect", partial(_pragmas, patience_ms))
    event.listen(engine, "begin", begin)
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
