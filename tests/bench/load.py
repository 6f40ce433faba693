"""A load of Telegram's kind: updates posted over many kept-alive connections, as fast as they are taken or at a pace."""

import asyncio
import json
import time
from collections.abc import Sequence
from typing import Any

CONNECTIONS = 100
Raw = dict[str, Any]


class Telegram:
    """Posts updates to one webhook; each connection has one on the way."""

    def __init__(self, port: int, path: str, secret: str) -> None:
        self._port = port
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: "
        )
        self._idle: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()

    async def connect(self, count: int = CONNECTIONS) -> None:
        for _ in range(count):
            self._idle.put_nowait(await asyncio.open_connection("127.0.0.1", self._port))

    def close(self) -> None:
        while not self._idle.empty():
            self._idle.get_nowait()[1].close()

    async def opened(self) -> None:
        """Until the door is open: an empty update is answered."""
        async with asyncio.timeout(60):
            while await self._probe() != 200:
                await asyncio.sleep(0.1)
        await self.connect()

    async def _probe(self) -> int:
        try:
            await self.connect(1)
            return await self.post({})
        except (OSError, asyncio.IncompleteReadError):
            return 0
        finally:
            self.close()

    async def post(self, update: Raw | bytes) -> int:
        """The answer's status, once it is there."""
        return (await self.ask(update))[0]

    def _written(self, update: Raw) -> bytes:
        body = json.dumps(update, ensure_ascii=False).encode()
        return f"{self._head}{len(body)}\r\n\r\n".encode() + body

    async def ask(self, update: Raw | bytes) -> tuple[int, bytes]:
        """The answer's status and body; `update` may be written already."""
        reader, writer = await self._idle.get()
        try:
            writer.write(update if isinstance(update, bytes) else self._written(update))
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
            body = await reader.readexactly(length) if length else b""
            return int(head.split(b" ", 2)[1]), body
        finally:
            self._idle.put_nowait((reader, writer))

    async def flood(self, updates: Sequence[Raw]) -> float:
        """All of them, a hundred at a time: the seconds it took. Every one must be taken."""
        written = [self._written(update) for update in updates]
        started = time.perf_counter()
        statuses = await asyncio.gather(*(self.post(update) for update in written))
        assert set(statuses) == {200}, f"not taken: {sorted(set(statuses))}"
        return time.perf_counter() - started

    async def paced(self, updates: Sequence[Raw], rate: float) -> list[float]:
        """One every 1/rate seconds, whether or not the last is through: seconds from its time to its answer."""
        started = time.perf_counter()

        async def one(number: int, update: Raw) -> float:
            due = started + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            assert await self.post(update) == 200
            return time.perf_counter() - due

        return list(await asyncio.gather(*(one(number, update) for number, update in enumerate(updates))))
