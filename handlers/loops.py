"""Loops that go on whatever happens: doing what there is to do for as long as there is any, or looking at times."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from cases.store import StoreDown
from handlers.errors import said

log = logging.getLogger(__name__)
LOOK_AGAIN = 1.0


class Floor:
    """Below which id nothing waited when last asked, once a second: what was done is not walked through at every look while
    somebody's old snapshot keeps it from being cleared away. Numbers are not given out in order of time, so what comes in
    below it waits for the next asking; when nothing waits there is no floor."""

    def __init__(self) -> None:
        self._id = 0
        self._asked = float("-inf")

    async def under(self, ask: Callable[[], Awaitable[int]]) -> int:
        """`ask` looks up the lowest id that waits, 0 for none."""
        now = time.monotonic()
        if now - self._asked >= LOOK_AGAIN:
            self._id, self._asked = await ask(), now
        return self._id


async def weathered(once: Callable[[], Awaitable[object]]) -> bool:
    """One turn of a loop that must not end: whether it did something. What goes wrong is logged and tried again later."""
    try:
        return bool(await once())
    except StoreDown as trouble:
        log.error("the records are out of reach: %s", said(trouble))
    except Exception:
        log.exception("this should not happen; again in a moment")
    return False


async def keep(once: Callable[[], Awaitable[bool]], changed: Callable[[], Awaitable[None]]) -> None:
    """`once` does one thing and says whether there was any; `changed` returns at a hint, which may be missed."""
    while True:
        if not await weathered(once):
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN):
                    await changed()


async def every(seconds: Callable[[], float], once: Callable[[], Awaitable[object]]) -> None:
    """`once`, for ever, with a pause after each."""
    while True:
        await weathered(once)
        await asyncio.sleep(seconds())
