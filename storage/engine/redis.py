"""What may vanish at any moment: hints between processes that something was committed, what was sent lately, and what was
worked out and may be asked for again. Slower without it, never wrong."""

import asyncio
import itertools
import logging
import secrets
import time
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any, Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
CHANNEL = "wangge:changed"
REMEMBERED_SECONDS, KEPT_SECONDS = 60, 3600
PATIENCE_SECONDS = 1.0
TROUBLE = (RedisError, OSError, TimeoutError)
Sent = tuple[int, float]
"""A chat, and the Unix time something was sent to it."""


ANYWHERE = ""


class Shared(Protocol):
    """What processes tell each other."""

    def __call__(self, district: str) -> None:
        """Something was committed there."""
        ...

    def ring(self, district: str) -> None:
        """Whoever waits here for it looks; nobody elsewhere is told."""
        ...

    async def wait(self, district: str = ANYWHERE) -> None:
        """Returns when something was committed there, by this process or another. A hint: it may be missed."""
        ...

    async def spent(self, bot: int, sent: Sequence[Sent]) -> None:
        """Remembers for a minute what a bot has sent."""
        ...

    async def recent(self, bot: int) -> list[Sent]: ...
    async def found(self, key: str) -> str | None:
        """What was kept under it lately, if that is still known."""
        ...

    async def keep(self, key: str, value: str) -> None:
        """For an hour or less: something worked out, under all that it was worked out from."""
        ...

    async def ready(self) -> None:
        """Returns when hints from elsewhere are heard."""
        ...

    def loops(self) -> list[Coroutine[Any, Any, None]]: ...


class Alone:
    """One process tells itself."""

    def __init__(self) -> None:
        self._waited_for: dict[str, asyncio.Event] = {}
        self._sent: dict[int, list[Sent]] = {}
        self._kept: dict[str, tuple[float, str]] = {}

    def __call__(self, district: str) -> None:
        self.ring(district)

    def ring(self, district: str) -> None:
        for one in (district, ANYWHERE):
            if one in self._waited_for:
                self._waited_for.pop(one).set()

    async def wait(self, district: str = ANYWHERE) -> None:
        await self._waited_for.setdefault(district, asyncio.Event()).wait()

    async def spent(self, bot: int, sent: Sequence[Sent]) -> None:
        self._sent[bot] = [*await self.recent(bot), *sent]

    async def recent(self, bot: int) -> list[Sent]:
        since = time.time() - REMEMBERED_SECONDS
        return [one for one in self._sent.get(bot, []) if one[1] > since]

    async def found(self, key: str) -> str | None:
        until, value = self._kept.get(key, (0.0, ""))
        return value if until > time.time() else None

    async def keep(self, key: str, value: str) -> None:
        now = time.time()
        self._kept = {one: kept for one, kept in self._kept.items() if kept[0] > now}
        self._kept[key] = (now + KEPT_SECONDS, value)

    async def ready(self) -> None:
        return None

    def loops(self) -> list[Coroutine[Any, Any, None]]:
        return []


class Connected(Alone):
    """Several processes tell each other through Redis or Valkey; each goes by its own hints while it is away."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis = Redis.from_url(url, socket_timeout=None, socket_connect_timeout=PATIENCE_SECONDS, decode_responses=True)
        self._me = secrets.token_hex(8)
        self._news = asyncio.Event()
        self._new: set[str] = set()
        """Districts of which nobody else was told yet."""
        self._numbers = itertools.count()
        self._hears = asyncio.Event()

    def __call__(self, district: str) -> None:
        super().__call__(district)
        self._new.add(district)
        self._news.set()

    async def ready(self) -> None:
        await self._hears.wait()

    def loops(self) -> list[Coroutine[Any, Any, None]]:
        return [self._tell(), self._listen()]

    async def _tell(self) -> None:
        """Many commits that come together are one hint."""
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                await self._publish()
        finally:
            await self._redis.aclose()

    async def _publish(self) -> None:
        new, self._new = self._new, set()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._redis.publish(CHANNEL, " ".join([self._me, *sorted(new)]))
        except TROUBLE as trouble:
            log.info("Redis takes no hints: %s", type(trouble).__name__)
            await asyncio.sleep(PATIENCE_SECONDS)

    async def _listen(self) -> None:
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as hints:
                    await hints.subscribe(CHANNEL)
                    self._hears.set()
                    async for hint in hints.listen():
                        whose, *districts = hint["data"].split(" ")
                        for district in districts if whose != self._me else ():
                            self.ring(district)
            except TROUBLE as trouble:
                log.info("Redis gives no hints: %s", type(trouble).__name__)
            await asyncio.sleep(PATIENCE_SECONDS)

    async def spent(self, bot: int, sent: Sequence[Sent]) -> None:
        await super().spent(bot, sent)
        key = _key(bot)
        with suppress(*TROUBLE):
            async with asyncio.timeout(PATIENCE_SECONDS), self._redis.pipeline(transaction=False) as pipe:
                pipe.zadd(key, {f"{chat}:{self._me}:{next(self._numbers)}": at for chat, at in sent})
                pipe.zremrangebyscore(key, 0, time.time() - REMEMBERED_SECONDS)
                pipe.expire(key, REMEMBERED_SECONDS)
                await pipe.execute()

    async def recent(self, bot: int) -> list[Sent]:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                found = await self._redis.zrangebyscore(_key(bot), time.time() - REMEMBERED_SECONDS, "+inf", withscores=True)
        except TROUBLE:
            return await super().recent(bot)
        pairs: Any = found
        return [(int(member.partition(":")[0]), float(at)) for member, at in pairs]

    async def found(self, key: str) -> str | None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                value: Any = await self._redis.get(f"wangge:kept:{key}")
        except TROUBLE:
            value = None
        return str(value) if value else await super().found(key)

    async def keep(self, key: str, value: str) -> None:
        await super().keep(key, value)
        with suppress(*TROUBLE):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._redis.set(f"wangge:kept:{key}", value, ex=KEPT_SECONDS)


def _key(bot: int) -> str:
    return f"wangge:sent:{bot}"
