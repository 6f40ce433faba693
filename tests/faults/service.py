"""What the storm's processes run: the service, with handlers that are slow now and then, raise or hang, as real ones might."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Router
from aiogram.types import TelegramObject

from bot.__main__ import main
from handlers.updates import lanes, reception

SLOW = 0.02
"""So many updates take a while."""
_routed = reception.routed


def troubled() -> Router:
    router = _routed()
    for observer in (router.message, router.callback_query):
        observer.outer_middleware(_trouble)
    return router


async def _trouble(
    handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]], event: TelegramObject, data: dict[str, Any]
) -> Any:
    said = getattr(event, "text", None) or ""
    if said.startswith("raise"):
        raise ZeroDivisionError(said)
    if said.startswith("hang"):
        await asyncio.Event().wait()
    if random.random() < SLOW:
        await asyncio.sleep(random.random() / 2)
    return await handler(event, data)


if __name__ == "__main__":
    lanes.HANDLER_SECONDS = 1
    reception.routed = troubled
    main()
