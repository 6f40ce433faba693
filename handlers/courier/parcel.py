"""One thing on its way to one chat: as it was rendered, how Telegram took it, and what the records are told of that."""

import logging
import re
from dataclasses import dataclass, replace
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
)
from aiogram.types import BufferedInputFile, InputMediaPhoto, Message

from cases.board.parts import Picture
from cases.evidence.photo import Kind, Recording
from cases.outbox import GENERAL, Job, Subject
from handlers.errors import said
from handlers.ports import NoPicture, Pictures
from handlers.texts import bare, cut

log = logging.getLogger(__name__)
DELETED = ("message to delete not found", "message_id_invalid")
"""What it says of a message that is not there to be deleted."""
LOST = (
    "message to edit not found",
    "can't be edited",
    "message_id_invalid",
    "no text in the message",
    "no caption in the message",
)
"""What Telegram says when there is no such message any more, or one of another kind: it is sent anew."""
CLOSED = (
    "thread not found", "topic_closed", "topic_deleted", "topic_id_invalid", "chat not found", "not enough rights to send text",
    "no rights to send a message", "not enough rights to send messages", "chat_write_forbidden", "chat_restricted",
    "need administrator rights", "group chat was deactivated", "chat was deleted", "user not found", "peer_id_invalid",
    "bot is not a member", "the group chat was deleted",
)  # fmt: skip
"""What Telegram says when the place takes nothing at all."""
OF_A_TOPIC = ("thread", "topic")
BUTTONS = ("button", "keyboard", "reply markup", "reply_markup")
MOST_PLAIN = 900
"""UTF-16 units of what goes plainly: it fits below a picture, too."""
STRANGE = ("wrong file identifier", "wrong remote file")
"""What Telegram says of a file id it never gave this bot: the records came from elsewhere, or the bot has a new token."""
BLANK = Picture(sha="blank")
"""Takes the place of a picture that is nobody's to see there any more: a message that has had one keeps one."""


NAMES = {
    Kind.VOICE: "voice.ogg", Kind.AUDIO: "audio.mp3", Kind.VIDEO: "video.mp4", Kind.ROUND: "video.mp4", Kind.SILENT: "video.mp4",
    Kind.FILE: "video.mp4",
}  # fmt: skip
"""As what a recording's bytes are sent once more."""


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A job with what is to be shown."""

    job: Job
    text: str
    picture: Picture | None = None
    album: tuple[tuple[Picture, str], ...] = ()
    """Several pictures instead of one, each with what stands below it; HTML."""
    recording: Recording | None = None
    """Instead of a picture."""
    paper: str = ""
    """Instead of a picture: the hash of a PDF."""
    name: str = ""
    """As which it is kept by whoever gets it."""
    qr: str = ""
    """Drawn as a picture: a link to be scanned."""
    instead: str = ""
    """What goes plainly where it is refused: by itself the text says nothing."""
    keyboard: Any = None
    edits: bool = False
    """In place, instead of a new message."""
    away: bool = False
    """To be deleted, which costs nothing; only where it is too old for that it is edited."""
    plain: bool = False
    """As plain text: what it was before has been refused."""
    face: str | None = None
    """A mark of what is shown."""

    def faced(self, face: str) -> "Parcel":
        return replace(self, face=face)

    def simple(self, *, buttons: bool) -> "Parcel":
        """The same as short plain text without picture."""
        text = cut(bare(self.instead or self.text), MOST_PLAIN)
        return replace(
            self,
            text=text,
            picture=None,
            album=(),
            recording=None,
            qr="",
            paper="",
            plain=True,
            keyboard=self.keyboard if buttons else None,
        )

    @property
    def mode(self) -> str | None:
        return None if self.plain else "HTML"


def _otherwise(parcel: Parcel, refusal: str) -> Parcel | None:
    """What may be taken instead: without the ids another bot was given, or without one picture of several."""
    if any(words in refusal for words in STRANGE):
        if parcel.picture and parcel.picture.file_id:
            return replace(parcel, picture=_anew(parcel.picture))
        if parcel.recording and parcel.recording.file_id and parcel.recording.sha:
            return replace(parcel, recording=replace(parcel.recording, file_id=""))
        if any(picture.file_id for picture, _ in parcel.album):
            return replace(parcel, album=tuple((known, words) for picture, words in parcel.album if (known := _anew(picture))))
    return _without(parcel, refusal) if len(parcel.album) > 1 else None


def _without(parcel: Parcel, refusal: str) -> Parcel:
    """An album without the picture Telegram names, or without the last."""
    named = ITEM.search(refusal)
    at = int(named[1]) - 1 if named and 0 < int(named[1]) <= len(parcel.album) else len(parcel.album) - 1
    return replace(parcel, album=parcel.album[:at] + parcel.album[at + 1 :])


ITEM = re.compile(r"#(\d{1,2})\b")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a job: `sent` and `edited` (perhaps with a picture Telegram now knows), `taken` (away: deleted), `lost` (the
    message is gone), `gone` (there is nothing to show any more), `given_up`, `silent` (the chat or topic takes nothing), `moved`
    (the group has another id), `later` (nothing is known or done)."""

    job: Job
    what: str
    message: int = 0
    pictured: bool = False
    uploaded: tuple[str, str] | None = None
    """The hash of a picture of ours, and the id Telegram gave it."""
    why: str = ""
    face: str | None = None
    thread: int | None = None
    """The topic that takes nothing; None: the whole chat."""
    again: bool = False
    """It is worth a try after a while, for Telegram may not say when it takes something again."""
    chat: int = 0
    cost: bool = False
    """It was a message that counts after all: an old one could not be deleted."""
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
            return await self._handed(parcel)
        except TelegramRetryAfter as error:
            return Outcome(job=job, what="later", seconds=error.retry_after)
        except TelegramMigrateToChat as error:
            return Outcome(job=job, what="moved", chat=error.migrate_to_chat_id)
        except TelegramForbiddenError as error:
            return Outcome(job=job, what="silent", why=said(error))
        except TelegramNetworkError as error:
            log.warning("outcome unknown, will be repeated: %s", type(error).__name__)
            return Outcome(job=job, what="later", seconds=1)
        except (TelegramBadRequest, TelegramNotFound, TelegramEntityTooLarge) as error:
            return await self._refused(parcel, error)
        except TelegramAPIError as error:
            log.warning("Telegram: %s", said(error))
            return Outcome(job=job, what="later", seconds=3)

    async def _handed(self, parcel: Parcel) -> Outcome:
        if parcel.away and not parcel.plain:
            return await self._cleared_away(parcel)
        return await (self._edit(parcel) if parcel.edits else self._send(parcel))

    async def _cleared_away(self, parcel: Parcel) -> Outcome:
        """An old message is deleted, which costs nothing; after Telegram's 48 hours it becomes one line."""
        job = parcel.job
        try:
            await self._bot.delete_message(job.address.chat, job.message or 0)
        except (TelegramBadRequest, TelegramNotFound) as error:
            if any(words in error.message.lower() for words in DELETED):
                return Outcome(job=job, what="taken")
            return replace(await self._edit(parcel), cost=True)
        return Outcome(job=job, what="taken")

    async def _refused(self, parcel: Parcel, error: TelegramAPIError) -> Outcome:
        """Refused for good. What is wrong with the place is noted of the place; what may be wrong with what was to be shown goes
        once more as short plain text; and then it is given up."""
        job, text = parcel.job, error.message.lower()
        if "not modified" in text:
            return Outcome(job=job, what="edited", pictured=job.pictured, face=parcel.face)
        if any(words in text for words in LOST):
            return Outcome(job=job, what="lost")
        if any(words in text for words in CLOSED):
            return Outcome(job=job, what="silent", why=said(error), thread=_closed_thread(job, text), again=True)
        other = _otherwise(parcel, text)
        if other:
            log.warning("%s %s goes without what is refused of it: %s", job.kind, job.id, said(error))
            return await self.carry(other)
        if not parcel.plain:
            log.warning("%s %s is shown plainly: %s", job.kind, job.id, said(error))
            return await self.carry(parcel.simple(buttons=not any(words in text for words in BUTTONS)))
        log.error("given up %s %s: %s", job.kind, job.id, said(error))
        return Outcome(job=job, what="given_up", why=said(error))

    async def _send(self, parcel: Parcel) -> Outcome:
        bot, job = self._bot, parcel.job
        where: dict[str, Any] = {"chat_id": job.address.chat, "message_thread_id": job.address.thread}
        how: dict[str, Any] = {"reply_markup": parcel.keyboard, "parse_mode": parcel.mode}
        if len(parcel.album) > 1:
            return await self._send_album(parcel, where)
        if parcel.recording:
            return await self._play(parcel, parcel.recording, where)
        if parcel.paper:
            return await self._hand_out(parcel, where)
        if parcel.qr:
            drawn = BufferedInputFile(self._pictures.qr(parcel.qr), "invitation.png")
            sent = await bot.send_photo(**where, photo=drawn, caption=parcel.text, **how)
            return Outcome(job=job, what="sent", message=sent.message_id, pictured=True)
        picture = await self._file(parcel.album[0][0] if parcel.album else parcel.picture)
        if picture is None:
            sent = await bot.send_message(**where, text=parcel.text, **how)
        else:
            sent = await bot.send_photo(**where, photo=picture, caption=parcel.text, **how)
        if job.subject is Subject.QUEUE and not job.address.private:
            await self._pin(job, sent.message_id)
        return Outcome(
            job=job, what="sent", message=sent.message_id, pictured=picture is not None, uploaded=_uploaded(parcel, sent),
            face=parcel.face,
        )  # fmt: skip

    async def _send_album(self, parcel: Parcel, where: dict[str, Any]) -> Outcome:
        """What cannot be had is left out."""
        found = [(await self._file(picture), words) for picture, words in parcel.album]
        media = [InputMediaPhoto(media=file, caption=words, parse_mode=parcel.mode) for file, words in found if file is not None]
        if len(media) < 2:
            there = [pair for pair, (file, _) in zip(parcel.album, found, strict=True) if file is not None]
            return await self._send(replace(parcel, album=tuple(there)))
        sent = await self._bot.send_media_group(**where, media=list(media))
        return Outcome(job=parcel.job, what="sent", message=sent[0].message_id, pictured=True)

    async def _play(self, parcel: Parcel, recording: Recording, where: dict[str, Any]) -> Outcome:
        """A round film bears no words."""
        file: Any = recording.file_id
        if not file:
            try:
                file = BufferedInputFile(await self._pictures.get(recording.sha or ""), NAMES[recording.kind])
            except NoPicture as why:
                log.error("a recording is gone: %s", said(why))
                return await self._send(parcel.simple(buttons=True))
        words = {} if recording.kind is Kind.ROUND else {"caption": parcel.text, "parse_mode": parcel.mode}
        send = getattr(self._bot, f"send_{recording.kind}")
        sent = await send(**where, **{recording.kind: file}, **words)
        again = getattr(sent, recording.kind, None)
        known = (uploaded_as(recording), again.file_id) if recording.sha and again and not recording.file_id else None
        return Outcome(job=parcel.job, what="sent", message=sent.message_id, uploaded=known)

    async def _hand_out(self, parcel: Parcel, where: dict[str, Any]) -> Outcome:
        try:
            file = BufferedInputFile(await self._pictures.get(parcel.paper), parcel.name)
        except NoPicture as why:
            log.error("a paper is gone: %s", said(why))
            return await self._send(parcel.simple(buttons=True))
        sent = await self._bot.send_document(**where, document=file, caption=parcel.text, parse_mode=parcel.mode)
        return Outcome(job=parcel.job, what="sent", message=sent.message_id)

    async def _pin(self, job: Job, message: int) -> None:
        try:
            await self._bot.pin_chat_message(job.address.chat, message, disable_notification=True)
        except TelegramAPIError as error:
            log.info("could not pin: %s", said(error))

    async def _edit(self, parcel: Parcel) -> Outcome:
        """In place. A text can become a picture, a picture never a text: what has had one keeps one."""
        bot, job = self._bot, parcel.job
        where: dict[str, Any] = {"chat_id": job.address.chat, "message_id": job.message}
        how: dict[str, Any] = {"reply_markup": parcel.keyboard, "parse_mode": parcel.mode}
        picture = await self._file(parcel.picture)
        if picture is not None:
            media = InputMediaPhoto(media=picture, caption=parcel.text, parse_mode=parcel.mode)
            changed = await bot.edit_message_media(**where, media=media, reply_markup=parcel.keyboard)
        elif job.pictured:
            changed = await bot.edit_message_caption(**where, caption=parcel.text, **how)
        else:
            changed = await bot.edit_message_text(**where, text=parcel.text, **how)
        pictured = job.pictured or picture is not None
        return Outcome(job=job, what="edited", pictured=pictured, uploaded=_uploaded(parcel, changed), face=parcel.face)

    async def _file(self, picture: Picture | None) -> Any:
        """What to hand Telegram: an id it knows, or the bytes, once."""
        if picture is None or picture.file_id:
            return picture.file_id if picture else None
        assert picture.sha
        if picture.sha == BLANK.sha:
            return BufferedInputFile(self._pictures.blank(), "picture.jpg")
        try:
            return BufferedInputFile(await self._pictures.get(picture.sha), "picture.jpg")
        except NoPicture as why:
            log.error("a card goes without its picture: %s", said(why))
            return None


def uploaded_as(recording: Recording) -> str:
    """By what an upload of it is known: the same bytes may be a voice and an audio."""
    return f"{recording.sha} {recording.kind}"


def _anew(picture: Picture) -> Picture | None:
    """The picture as bytes of ours, if there are any."""
    return Picture(sha=picture.sha) if picture.sha else None


def _uploaded(parcel: Parcel, said: Any) -> tuple[str, str] | None:
    sha = parcel.picture.sha if parcel.picture and not parcel.picture.file_id else None
    return (sha, said.photo[-1].file_id) if sha and isinstance(said, Message) and said.photo else None


def _closed_thread(job: Job, text: str) -> int | None:
    """The topic that is closed, if it is not the whole chat."""
    return (job.address.thread or GENERAL) if any(words in text for words in OF_A_TOPIC) else None
