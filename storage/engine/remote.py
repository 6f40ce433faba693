"""PostgreSQL: a pool of connections, those that write apart from those that read from a snapshot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.engine.codec import to_json

CONNECTIONS = 12


class Remote:
    def __init__(self, url: str, patience_ms: int) -> None:
        self._writer = _engine(url, patience_ms, "READ COMMITTED", CONNECTIONS)
        self._reader = _engine(url, patience_ms, "REPEATABLE READ", CONNECTIONS // 2)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Any]:
        async with self._writer.connect() as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Any]:
        async with self._reader.connect() as connection, connection.begin():
            yield connection

    async def close(self) -> None:
        await self._writer.dispose()
        await self._reader.dispose()


def _engine(url: str, patience_ms: int, isolation: Any, size: int) -> AsyncEngine:
    settings = {
        "application_name": "wangge",
        "lock_timeout": str(patience_ms),
        "idle_in_transaction_session_timeout": "60000",
        "jit": "off",
    }
    return create_async_engine(
        url, pool_size=size, max_overflow=0, pool_timeout=10, isolation_level=isolation,
        json_serializer=to_json, hide_parameters=True,
        connect_args={"server_settings": settings, "timeout": 10, "prepared_statement_cache_size": 500},
    )  # fmt: skip
