"""One thing on its way to one chat: as it was rendered, how Telegram took it, and what the records are told of that."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from aiogram import Bot
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

from cases.cards import Picture
from cases.ports import Subject
from handlers.ports import Job, NoPicture, Pictures, Transaction

log = logging.getLogger(__name__)
STRANGE = ("wrong file identifier", "wrong remote file")
"""What Telegram says of a file id it never gave this bot: the records came from elsewhere, or the bot has a new token."""
QUEUE_EVERY = timedelta(seconds=30)
"""A queue card is edited no more often than that."""


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A job with what is to be shown."""

    job: Job
    text: str
    picture: Picture | None = None
    keyboard: Any = None
    edits: bool = False
    """In place, instead of a new message."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a job: `sent` and `edited` (perhaps with a picture Telegram now knows), `lost` (the message is gone),
    `given_up`, `silent` (the chat takes nothing), `moved` (the group has another id), `later` (nothing is known or done)."""

    job: Job
    what: str
    message: int = 0
    pictured: bool = False
    uploaded: tuple[str, str] | None = None
    """The hash of a picture of ours, and the id Telegram gave it."""
    why: str = ""
    chat: int = 0
    seconds: float = 0
    """For how long the chat is to be left alone."""


class Carrier:
    """Hands parcels to Telegram; whatever it says becomes an outcome."""

    def __init__(self, bot: Bot, pictures: Pictures) -> None:
        self._bot = bot
        self._pictures = pictures

    async def carry(self, parcel: Parcel) -> Outcome:
        job = parcel.job
        try:
            done = await (self._edit(parcel) if parcel.edits else self._send(parcel))
        except TelegramRetryAfter as error:
            return Outcome(job=job, what="later", seconds=error.retry_after)
        except TelegramMigrateToChat as error:
            return Outcome(job=job, what="moved", chat=error.migrate_to_chat_id)
        except TelegramForbiddenError as error:
            log.info("chat %s takes nothing: %s", job.spot.chat, error.message)
            return Outcome(job=job, what="silent", why=error.message[:200])
        except TelegramNetworkError as error:
            log.warning("outcome unknown, will be repeated: %s", type(error).__name__)
            return Outcome(job=job, what="later", seconds=1)
        except (TelegramBadRequest, TelegramNotFound, TelegramEntityTooLarge) as error:
            if parcel.picture and parcel.picture.file_id and any(said in error.message.lower() for said in STRANGE):
                log.warning("a picture is another bot's, its card goes without the id: %s", error.message)
                return await self.carry(replace(parcel, picture=_anew(parcel.picture)))
            return _bad(job, error.message)
        except TelegramAPIError as error:
            log.warning("Telegram: %s", error)
            return Outcome(job=job, what="later", seconds=3)
        return done

    async def _send(self, parcel: Parcel) -> Outcome:
        bot, job = self._bot, parcel.job
        where: dict[str, Any] = {"chat_id": job.spot.chat, "message_thread_id": job.spot.thread}
        picture = await self._file(parcel.picture)
        if picture is None:
            sent = await bot.send_message(**where, text=parcel.text, reply_markup=parcel.keyboard)
        else:
            sent = await bot.send_photo(**where, photo=picture, caption=parcel.text, reply_markup=parcel.keyboard)
        if job.subject is Subject.QUEUE:
            await self._pin(job, sent.message_id)
        return Outcome(
            job=job, what="sent", message=sent.message_id, pictured=picture is not None, uploaded=_uploaded(parcel, sent)
        )

    async def _pin(self, job: Job, message: int) -> None:
        try:
            await self._bot.pin_chat_message(job.spot.chat, message, disable_notification=True)
        except TelegramAPIError as error:
            log.info("could not pin in %s: %s", job.spot.chat, error)

    async def _edit(self, parcel: Parcel) -> Outcome:
        """In place. A text can become a picture, a picture never a text: what has had one keeps one."""
        bot, job = self._bot, parcel.job
        where: dict[str, Any] = {"chat_id": job.spot.chat, "message_id": job.message}
        picture = await self._file(parcel.picture)
        if picture is not None:
            media = InputMediaPhoto(media=picture, caption=parcel.text)
            changed = await bot.edit_message_media(**where, media=media, reply_markup=parcel.keyboard)
        elif job.pictured:
            changed = await bot.edit_message_caption(**where, caption=parcel.text, reply_markup=parcel.keyboard)
        else:
            changed = await bot.edit_message_text(**where, text=parcel.text, reply_markup=parcel.keyboard)
        pictured = job.pictured or picture is not None
        return Outcome(job=job, what="edited", pictured=pictured, uploaded=_uploaded(parcel, changed))

    async def _file(self, picture: Picture | None) -> Any:
        """What to hand Telegram: an id it knows, or the bytes, once."""
        if picture is None or picture.file_id:
            return picture.file_id if picture else None
        assert picture.sha
        try:
            return BufferedInputFile(await self._pictures.get(picture.sha), "picture.jpg")
        except NoPicture as why:
            log.error("a card goes without its picture: %s", why)
            return None


def _anew(picture: Picture) -> Picture | None:
    """The picture as bytes of ours, if there are any."""
    return Picture(sha=picture.sha) if picture.sha else None


def _uploaded(parcel: Parcel, said: Any) -> tuple[str, str] | None:
    sha = parcel.picture.sha if parcel.picture and not parcel.picture.file_id else None
    return (sha, said.photo[-1].file_id) if sha and isinstance(said, Message) and said.photo else None


def _bad(job: Job, message: str) -> Outcome:
    text = message.lower()
    if "not modified" in text:
        return Outcome(job=job, what="edited", pictured=job.pictured)
    if "message to edit not found" in text or "can't be edited" in text:
        return Outcome(job=job, what="lost")
    log.error("given up %s %s in chat %s: %s", job.kind, job.id, job.spot.chat, message)
    return Outcome(job=job, what="given_up", why=message[:200])


# --- what the records are told ---


async def _sent(tx: Transaction, outcome: Outcome) -> None:
    job = outcome.job
    if job.kind == "letter":
        await tx.posts.letter_sent(job, outcome.message)
    else:
        await tx.posts.sent(job, outcome.message, pictured=outcome.pictured, later=_later(tx, job))


async def _edited(tx: Transaction, outcome: Outcome) -> None:
    if outcome.job.kind == "line":
        await tx.posts.lost(outcome.job)
    else:
        await tx.posts.edited(outcome.job, pictured=outcome.pictured, later=_later(tx, outcome.job))


def _later(tx: Transaction, job: Job) -> Any:
    return tx.now + QUEUE_EVERY if job.subject is Subject.QUEUE else None


async def _lost(tx: Transaction, outcome: Outcome) -> None:
    await tx.posts.lost(outcome.job)


async def _given_up(tx: Transaction, outcome: Outcome) -> None:
    await tx.posts.given_up(outcome.job, outcome.why)


async def _silent(tx: Transaction, outcome: Outcome) -> None:
    await tx.places.silence(outcome.job.spot.chat, outcome.why)


async def _moved(tx: Transaction, outcome: Outcome) -> None:
    await tx.posts.moved(outcome.job.spot.chat, outcome.chat)


RECORDERS: dict[str, Callable[[Transaction, Outcome], Awaitable[None]]] = {
    "sent": _sent, "edited": _edited, "lost": _lost, "given_up": _given_up, "silent": _silent, "moved": _moved,
}  # fmt: skip


async def record(tx: Transaction, outcome: Outcome) -> None:
    """Notes what became of a job; of `later` there is nothing to note."""
    if outcome.what in RECORDERS:
        await RECORDERS[outcome.what](tx, outcome)
    if outcome.uploaded:
        await tx.posts.uploaded(*outcome.uploaded)
