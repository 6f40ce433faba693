"""Doing what there is to do, for as long as there is any, and looking again at every hint or after a second."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from cases.ports import StoreDown

log = logging.getLogger(__name__)
LOOK_AGAIN = 1.0


async def keep(
    once: Callable[[], Awaitable[bool]], changed: Callable[[], Awaitable[None]], finished: Callable[[], bool] = lambda: False
) -> None:
    """`once` does one thing and says whether there was any; `changed` returns at a hint, which may be missed."""
    while not finished():
        try:
            worked = await once()
        except StoreDown as trouble:
            log.error("the records are out of reach: %s", trouble)
            worked = False
        if not worked and not finished():
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN):
                    await changed()
