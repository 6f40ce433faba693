"""Updates to transactions: what has arrived is handled in order, committed once, and only then answered."""

import asyncio
import json
import logging
from collections.abc import Sequence
from typing import Any

from aiogram import Dispatcher
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import Update

from cases.ports import Letter, Spot, StoreDown, Work
from handlers.office import Office
from handlers.ports import Transaction

log = logging.getLogger(__name__)
TRIES = 3
HANDLER_SECONDS = 20
Raw = dict[str, Any]


class Lane:
    """One lane: SQLite writes one at a time anyway. Order per person follows from order of arrival."""

    def __init__(self, office: Office, dispatcher: Dispatcher) -> None:
        self._office = office
        self._dispatcher = dispatcher

    async def handle(self, raws: Sequence[Raw]) -> None:
        """Returns when everything is committed or set aside. Raises StoreDown, having kept nothing of what failed."""
        try:
            await self._together(raws)
        except StoreDown:
            raise
        except Exception as error:
            log.warning("a batch of %d failed (%s); one by one", len(raws), error)
            for raw in raws:
                await self._alone(raw)

    async def _together(self, raws: Sequence[Raw]) -> None:
        async with self._office.writing() as (tx, work):
            answers = [await self._one(tx, work, raw) for raw in raws]
        await self._answer([answer for answer in answers if answer is not None])

    async def _one(self, tx: Transaction, work: Work, raw: Raw) -> TelegramMethod[Any] | None:
        bot = self._office.bot
        if not await tx.inbox.first_time(bot.id, int(raw["update_id"]), work.now):
            return _empty_answer(raw)
        update = Update.model_validate(raw, context={"bot": bot})
        async with asyncio.timeout(HANDLER_SECONDS):
            result = await self._dispatcher.feed_update(bot, update, tx=tx, work=work, about=self._office.username)
        return result if isinstance(result, TelegramMethod) else None

    async def _alone(self, raw: Raw) -> None:
        """Tried three times with the store in order, then kept aside with its error; the person is told."""
        for turn in range(1, TRIES + 1):
            try:
                await self._together([raw])
                return
            except StoreDown:
                raise
            except Exception as error:
                log.exception("update %s failed, try %d", raw.get("update_id"), turn)
                why = f"{type(error).__name__}: {error}"
        await self._set_aside(raw, why)

    async def _set_aside(self, raw: Raw, why: str) -> None:
        async with self._office.writing() as (tx, work):
            if not await tx.inbox.first_time(self._office.bot.id, int(raw["update_id"]), work.now):
                return
            text = json.dumps(raw, ensure_ascii=False)
            await tx.inbox.set_aside(self._office.bot.id, int(raw["update_id"]), text, why[:1000], work.now)
            chat = _private_chat(raw)
            if chat:
                await tx.outbox.write(Letter(spot=Spot(chat=chat), key="sorry", facts={}))

    async def _answer(self, answers: list[TelegramMethod[Any]]) -> None:
        """Presses are let go side by side; one whose answer fails has had its effect all the same."""
        await asyncio.gather(*(self._let_go(answer) for answer in answers))

    async def _let_go(self, answer: TelegramMethod[Any]) -> None:
        try:
            await self._office.bot(answer, request_timeout=5)
        except TelegramAPIError as error:
            log.info("an answer was not taken: %s", error)


def _empty_answer(raw: Raw) -> TelegramMethod[Any] | None:
    """A press delivered twice has had its effect; the waiting button is only let go."""
    query = raw.get("callback_query")
    return AnswerCallbackQuery(callback_query_id=str(query["id"])) if query else None


def _private_chat(raw: Raw) -> int | None:
    """Where to tell the person, when it is their private chat."""
    message = raw.get("message") or (raw.get("callback_query") or {}).get("message") or {}
    chat = message.get("chat") if isinstance(message, dict) else None
    return int(chat["id"]) if isinstance(chat, dict) and chat.get("type") == "private" else None
