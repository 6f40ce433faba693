"""Outbox to Telegram: renders the newest state, sends or edits, remembers message ids; one hand per chat at a time."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
)  # fmt: skip
from aiogram.types import BufferedInputFile, InputMediaPhoto, Message

from cases import board
from cases.cards import Picture
from cases.errors import Refusal
from cases.ports import Subject
from handlers.budget import Budget
from handlers.chat import letters
from handlers.chat.keyboards import home
from handlers.chat.look import Look, line, look
from handlers.chat.scene import texts_for
from handlers.keen import keep
from handlers.office import Office
from handlers.ports import Job, Transaction

log = logging.getLogger(__name__)
QUEUE_EVERY = timedelta(seconds=30)
BATCH = 60
CAPTION = 1024
LINE = "→"


class Courier:
    """Several hands share one courier's budgets; what they are to carry stands in the records alone."""

    def __init__(self, office: Office, changed: Callable[[], Awaitable[None]], budget: Budget) -> None:
        """`changed` returns when something was committed: a hint, for they look by themselves every second."""
        self._office = office
        self._changed = changed
        self._budget = budget
        self._busy: set[int] = set()
        self._choosing = asyncio.Lock()
        self._finishing = False

    async def hand(self) -> None:
        """One hand, until told to finish: takes the most pressing job of a chat nobody serves, and carries it."""
        await keep(self._carry_next, self._changed, lambda: self._finishing)

    def finish(self) -> None:
        """Every hand ends with what it is carrying."""
        self._finishing = True

    async def _carry_next(self) -> bool:
        job = await self._choose()
        if job is None:
            return False
        try:
            await self._carry(job)
        finally:
            self._busy.discard(job.spot.chat)
        return True

    async def _choose(self) -> Job | None:
        """The most pressing job of a chat nobody serves, that chat now being served. One hand chooses at a time, and what
        was read while a chat was being served is not believed of that chat: it may have been carried since."""
        async with self._choosing:
            served = frozenset(self._busy)
            async with self._office.reading() as (tx, _):
                jobs: list[Job] = await tx.posts.jobs(BATCH)
            now = time.monotonic()
            job = next((one for one in jobs if one.spot.chat not in served and self._may(one, now)), None)
            if job is not None:
                self._busy.add(job.spot.chat)
                self._budget.spend(job.spot.chat, now)
            return job

    def _may(self, job: Job, now: float) -> bool:
        """Old messages turn into lines only where that delays nothing people wait for."""
        return not self._budget.wait(job.spot.chat, now, spare=1.0 if job.kind == "line" else 0.0)

    async def _carry(self, job: Job) -> None:
        """Carries one job and notes what became of it; whatever Telegram says has one answer here."""
        try:
            await CARRIERS[job.kind](self, job)
        except TelegramRetryAfter as error:
            self._budget.pause(job.spot.chat, error.retry_after, time.monotonic())
        except TelegramMigrateToChat as error:
            async with self._office.writing() as (tx, _):
                await tx.posts.moved(job.spot.chat, error.migrate_to_chat_id)
        except TelegramForbiddenError as error:
            log.info("chat %s takes nothing: %s", job.spot.chat, error.message)
            async with self._office.writing() as (tx, _):
                await tx.places.silence(job.spot.chat, error.message[:200])
        except TelegramNetworkError as error:
            log.warning("outcome unknown, will be repeated: %s", type(error).__name__)
            self._budget.pause(job.spot.chat, 1, time.monotonic())
        except (TelegramBadRequest, TelegramNotFound, TelegramEntityTooLarge) as error:
            await self._bad(job, error.message)
        except TelegramAPIError as error:
            log.warning("Telegram: %s", error)
            self._budget.pause(job.spot.chat, 3, time.monotonic())

    async def _bad(self, job: Job, message: str) -> None:
        text = message.lower()
        async with self._office.writing() as (tx, _):
            if "not modified" in text:
                await tx.posts.lost(job) if job.kind == "line" else await tx.posts.edited(job, pictured=job.pictured)
            elif "message to edit not found" in text or "can't be edited" in text:
                await tx.posts.lost(job)
            else:
                log.error("given up %s %s in chat %s: %s", job.kind, job.id, job.spot.chat, message)
                await tx.posts.given_up(job, message[:200])

    async def _attempt(self, job: Job) -> None:
        async with self._office.writing() as (tx, _):
            await tx.posts.attempt(job)

    # --- letters ---

    async def letter(self, job: Job) -> None:
        async with self._office.reading() as (tx, work):
            texts = await texts_for(tx, work, job.spot)
        text = letters.render(job.letter, job.facts or {}, texts)
        await self._attempt(job)
        keyboard = home(texts, staff=job.keyboard == "staff") if job.keyboard else None
        picture = await self._file(Picture(sha=job.picture)) if job.picture else None
        sent = await self._send(job, text, picture, keyboard)
        async with self._office.writing() as (tx, _):
            await tx.posts.letter_sent(job, sent.message_id)
            await self._remember(tx, job.picture, sent)

    async def _send(self, job: Job, text: str, picture: Any, keyboard: Any) -> Message:
        bot, spot = self._office.bot, job.spot
        where: dict[str, Any] = {"chat_id": spot.chat, "message_thread_id": spot.thread}
        if picture is None:
            return await bot.send_message(**where, text=text, reply_markup=keyboard)
        return await bot.send_photo(**where, photo=picture, caption=text, reply_markup=keyboard)

    # --- cards ---

    async def card(self, job: Job) -> None:
        async with self._office.reading() as (tx, work):
            texts = await texts_for(tx, work, job.spot)
            try:
                shown = look(
                    await board.card(work, _subject(job), job.key, job.spot), texts, self._office.username,
                    private=job.spot.chat > 0,
                )  # fmt: skip
            except Refusal:
                shown = None
        if shown is None:
            async with self._office.writing() as (tx, _):
                await tx.posts.given_up(job, "gone")
        elif job.message is None or (job.loud and job.subject is not Subject.QUEUE):
            await self._anew(job, shown)
        else:
            await self._edit(job, shown)

    async def _anew(self, job: Job, shown: Look) -> None:
        await self._attempt(job)
        picture = await self._file(shown.picture)
        sent = await self._send(job, shown.text, picture, shown.buttons)
        async with self._office.writing() as (tx, work):
            await tx.posts.sent(job, sent.message_id, pictured=picture is not None)
            await self._remember(tx, shown.picture.sha if shown.picture else None, sent)
            if job.subject is Subject.QUEUE:
                await tx.posts.later(job.id, work.now + QUEUE_EVERY)
        if job.subject is Subject.QUEUE:
            await self._pin(job, sent.message_id)

    async def _pin(self, job: Job, message: int) -> None:
        try:
            await self._office.bot.pin_chat_message(job.spot.chat, message, disable_notification=True)
        except TelegramAPIError as error:
            log.info("could not pin in %s: %s", job.spot.chat, error)

    async def _edit(self, job: Job, shown: Look) -> None:
        """In place. A text can become a picture, a picture never a text: what has had one keeps one."""
        bot = self._office.bot
        where: dict[str, Any] = {"chat_id": job.spot.chat, "message_id": job.message}
        picture = await self._file(shown.picture)
        if picture is not None:
            media = InputMediaPhoto(media=picture, caption=shown.text)
            changed = await bot.edit_message_media(**where, media=media, reply_markup=shown.buttons)
        elif job.pictured:
            changed = await bot.edit_message_caption(**where, caption=shown.text, reply_markup=shown.buttons)
        else:
            changed = await bot.edit_message_text(**where, text=shown.text, reply_markup=shown.buttons)
        async with self._office.writing() as (tx, work):
            await tx.posts.edited(job, pictured=job.pictured or picture is not None)
            if isinstance(changed, Message):
                await self._remember(tx, shown.picture.sha if shown.picture else None, changed)
            if job.subject is Subject.QUEUE:
                await tx.posts.later(job.id, work.now + QUEUE_EVERY)

    async def line(self, job: Job) -> None:
        """An old message of a card becomes one line without buttons."""
        async with self._office.reading() as (tx, work):
            texts = await texts_for(tx, work, job.spot)
            try:
                text = line(await board.card(work, _subject(job), job.key, job.spot), texts)
            except Refusal:
                text = LINE
        where: dict[str, Any] = {"chat_id": job.spot.chat, "message_id": job.message}
        if job.pictured:
            await self._office.bot.edit_message_caption(**where, caption=text)
        else:
            await self._office.bot.edit_message_text(**where, text=text)
        async with self._office.writing() as (tx, _):
            await tx.posts.lost(job)

    # --- pictures ---

    async def _file(self, picture: Picture | None) -> Any:
        """What to hand Telegram: an id it knows, or the bytes, once."""
        if picture is None or picture.file_id:
            return picture.file_id if picture else None
        assert picture.sha
        async with self._office.reading() as (tx, _):
            known = await tx.posts.upload(picture.sha)
        if known:
            return known
        try:
            return BufferedInputFile(await self._office.pictures.get(picture.sha), "picture.jpg")
        except FileNotFoundError:
            log.error("picture %s is not in the store", picture.sha)
            return None

    async def _remember(self, tx: Transaction, sha: str | None, sent: Message) -> None:
        if sha and sent.photo:
            await tx.posts.uploaded(sha, sent.photo[-1].file_id)


def _subject(job: Job) -> Subject:
    assert job.subject
    return job.subject


CARRIERS: dict[str, Callable[[Courier, Job], Awaitable[None]]] = {
    "letter": Courier.letter, "card": Courier.card, "line": Courier.line,
}  # fmt: skip
