"""getUpdates, confirmed after the commit: the next call's offset is the receipt, so nothing is lost by dying in between."""

import asyncio
import logging
from typing import Any, Protocol

import aiohttp
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from cases.store import StoreDown
from handlers.errors import said
from handlers.leases import Lease
from handlers.updates.answers import Answer
from handlers.updates.lanes import well_numbered
from handlers.updates.reception import Raw

log = logging.getLogger(__name__)
WAIT_SECONDS = 25
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]


class Taker(Protocol):
    async def take(self, raw: Raw) -> Answer | None:
        """Returns once the update is committed. Raises StoreDown."""
        ...


class Poller:
    """Takes updates as they come, each as plain JSON, so that one that does not decode blocks nothing."""

    def __init__(self, url: str, bot: Bot, lanes: Taker, lease: Lease) -> None:
        """`url`: the Bot API's address of getUpdates, token included; never logged. Telegram hands a bot's updates to one at a
        time: whoever has the lease."""
        self._url = url
        self._bot = bot
        self._lanes = lanes
        self._lease = lease
        self._offset = 0

    async def run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=WAIT_SECONDS + 15)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                try:
                    if self._lease.held:
                        await self._once(session)
                    else:
                        await asyncio.sleep(1)
                except StoreDown as trouble:
                    log.error("the records are out of reach, trying again: %s", said(trouble))
                    await asyncio.sleep(1)
                except (aiohttp.ClientError, TimeoutError, ValueError) as trouble:
                    log.warning("Telegram is out of reach, trying again: %s", type(trouble).__name__)
                    await asyncio.sleep(1)

    async def _once(self, session: aiohttp.ClientSession) -> None:
        updates = await self._fetch(session)
        if not updates:
            return
        taken = await asyncio.gather(
            *(self._lanes.take(update) for update in updates if well_numbered(update)), return_exceptions=True
        )
        troubles = [one for one in taken if isinstance(one, BaseException)]
        await asyncio.gather(*(self._let_go(one) for one in taken if isinstance(one, Answer)))
        if troubles:
            raise troubles[0]
        self._offset = max(self._offset, *(update["update_id"] + 1 for update in updates if isinstance(update["update_id"], int)))

    async def _let_go(self, answer: Answer) -> None:
        """A press whose answer fails has had its effect all the same."""
        try:
            await self._bot.answer_callback_query(answer.query, answer.text, answer.alert, request_timeout=5)
        except TelegramAPIError as error:
            log.info("an answer was not taken: %s", error)

    async def _fetch(self, session: aiohttp.ClientSession) -> list[dict[str, Any]]:
        body = {"offset": self._offset, "timeout": WAIT_SECONDS, "allowed_updates": ALLOWED}
        async with session.post(self._url, json=body) as answer:
            said = await answer.json(content_type=None)
        if not said.get("ok"):
            wait = (said.get("parameters") or {}).get("retry_after", 3)
            log.warning("getUpdates: %s", said.get("description"))
            await asyncio.sleep(wait)
            return []
        return list(said["result"])
