"""From an update to the one handler that takes it. aiogram's router without its dispatcher, whose own layers (state, context,
errors) have no use here and cost a fifth of an update; one router, for aiogram walks through every router it passes."""

import logging
import unicodedata
from dataclasses import replace
from enum import Enum
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, ChatMemberUpdated, InaccessibleMessage, Message, Update, User

from cases.district.danger import meant
from cases.errors import Forbidden, Refusal, ShutOut, TooMuch
from cases.intake import notes
from cases.outbox import Address, Letter
from cases.work import Work
from handlers.chat import attached, commands, field, figures, intake, membership, presses, several, staff
from handlers.chat.scene import Scene, address_of, texts_for
from handlers.errors import sentence
from handlers.office import Office
from handlers.ports import Transaction
from handlers.texts import Texts, language
from handlers.updates.answers import Answer, Made

log = logging.getLogger(__name__)
Raw = dict[str, Any]
Spoken = Message | InaccessibleMessage | None
ANONYMOUS_ADMIN = 1087968824
"""Telegram's GroupAnonymousBot: an admin who hides; nobody to credit."""


def routed() -> Router:
    """All handlers, the most frequent first."""
    router = Router(name="all")
    for topic in (intake, presses, several, commands, field, figures, staff):
        topic.add(router)
    intake.add_rest(router)
    presses.add_rest(router)
    return router


class Reception:
    def __init__(self, office: Office, router: Router) -> None:
        """`router`: nothing in it is one district's; one serves all."""
        self._office = office
        self.router = router

    async def receive(self, raw: Raw, tx: Transaction, work: Work) -> Made:
        """Who acts is resolved here, once; bots and hidden admins are nobody. Raises whatever the update or its handler does."""
        meant = typed(raw, self._office.username)
        if meant is None:
            return None
        update = Update.model_validate(meant, context={"bot": self._office.bot})
        kind = update.event_type
        event = getattr(update, kind)
        if isinstance(event, ChatMemberUpdated):
            await membership.changed(event, tx)
            return None
        user: User | None = getattr(event, "from_user", None)
        message: Spoken = event.message if isinstance(event, CallbackQuery) else event
        if isinstance(message, Message) and await membership.migrated(message, tx):
            return None
        if user is None or user.is_bot:
            await _hidden(tx, user, message)
            return None
        return await self._heard(kind, event, user, message, tx, work)

    async def _heard(self, kind: str, event: Any, user: User, message: Spoken, tx: Transaction, work: Work) -> Made:
        """In groups only staff are anybody; a press is answered to whoever made it."""
        address = await self._address(tx, user, message)
        if not address.private and await tx.bindings.mute(address):
            await tx.bindings.heard(address)
        if not address.private and not isinstance(event, CallbackQuery):
            known = tx.people.known(user.id)
            if known is None or not known.staff:
                if isinstance(message, Message) and (message.text or "").startswith("/"):
                    facts = {"link": f"https://t.me/{self._office.username}"}
                    letter = Letter(address=address, key="go_private", facts=facts, answer=True, resident=True)
                    await tx.outbox.write(letter)
                return None
        scene = await self._scene(tx, work, user, address)
        return await self._handled(kind, event, scene, _size(message) if kind == "message" else 0)

    async def _address(self, tx: Transaction, user: User, message: Spoken) -> Address:
        """Telegram does not say in which topic an old message stands, nor of a message that is gone anything at all."""
        if isinstance(message, Message):
            return address_of(message)
        if message is None:
            return Address(chat=user.id)
        return Address(chat=message.chat.id, thread=await tx.posts.thread_of(message.chat.id, message.message_id))

    async def _scene(self, tx: Transaction, work: Work, user: User, address: Address) -> Scene:
        name = clean(user.full_name or user.username or str(user.id))[:80]
        actor = await tx.people.meet(user.id, name, user.username, language(user.language_code), work.now)
        if actor.silent and address.private:
            await tx.bindings.heard(address)
        texts = Texts(actor.lang, work.district.tz, work.district.in_english)
        return Scene(work=work, tx=tx, actor=actor, address=address, texts=texts, bot=self._office.username)

    async def _handled(self, kind: str, event: Any, scene: Scene, size: int) -> Made:
        """A refusal, which has written nothing, is said in one sentence: to the presser, or where it was asked."""
        share = _share(scene, event, size)
        words = (event.text or event.caption or "") if isinstance(event, Message) else ""
        if isinstance(event, Message):
            await notes.warn(scene.work, scene.actor, scene.address, words, surely=share is not Share.OVER)
        before = scene.tx.written
        shut_out = scene.actor.shut_out and not scene.actor.staff and not _may_still(event)
        try:
            if shut_out and isinstance(event, CallbackQuery):
                raise ShutOut
            if shut_out or share is Share.OVER:
                return Answer(query=event.id) if isinstance(event, CallbackQuery) else None
            if share is Share.SPENT:
                raise TooMuch
            told = _words_alone(event) if share is Share.WORDS else event
            made = await self.router.propagate_event(kind, told, bot=self._office.bot, scene=scene)
        except Refusal as refusal:
            if scene.tx.written != before:
                log.error("a refusal has written: %s", type(refusal).__name__)
            if isinstance(event, CallbackQuery):
                return Answer(query=event.id, text=sentence(refusal, scene.texts), alert=True)
            await _refused(scene, event, refusal)
            return None
        return made if isinstance(made, Answer) or callable(made) else None


async def _refused(scene: Scene, event: Message, refusal: Refusal) -> None:
    """Where it was asked; who has no part in what a card in a group is about hears so alone."""
    alone = isinstance(refusal, Forbidden) and event.reply_to_message is not None and not scene.private
    there = replace(scene, address=Address(chat=scene.actor.id)) if alone else scene
    texts = await texts_for(there.tx, there.work, there.address)
    await there.say("plain", surely=isinstance(refusal, TooMuch), text=sentence(refusal, texts))


def typed(raw: Raw, bot: str) -> Raw | None:
    """A command as it is meant: from a Chinese keyboard it comes in full width, in groups with the bot's name. None for one that
    is another bot's."""
    message = raw.get("message")
    text = message.get("text") if isinstance(message, dict) else None
    if not isinstance(message, dict) or not isinstance(text, str) or text[:1] not in ("/", "／"):
        return raw
    head, _, rest = unicodedata.normalize("NFKC", text).partition(" ")
    name, _, whose = head.partition("@")
    if whose and whose.lower() != bot.lower():
        return None
    return {**raw, "message": {**message, "text": f"{name} {rest}".rstrip()}}


def clean(text: str) -> str:
    """Without what no record and no picture takes."""
    shown = text if text.isprintable() else "".join(char for char in text if char.isprintable())
    return shown.strip() or "?"


def _size(message: Spoken) -> int:
    """Bytes of what a message brings."""
    return attached.size(message) if isinstance(message, Message) else 0


class Share(Enum):
    """What is left of what somebody who is not staff may send in a day: something; nothing, which they are told; less; of what
    tells of danger to life the words."""

    WITHIN = 0
    SPENT = 1
    OVER = 2
    WORDS = 3


STILL = ("/status", "/my", "/lang", "/help")
"""What somebody who is shut out may still ask; and an invitation lets in."""


ATTACHED = ("photo", "video", "document", "voice", "audio", "animation", "video_note", "caption")


def _words_alone(message: Message) -> Message:
    return message.model_copy(update={"text": message.caption, **dict.fromkeys(ATTACHED)})


def _may_still(event: Any) -> bool:
    """A command by itself: no caption, no edited message."""
    if not isinstance(event, Message) or event.edit_date is not None or not event.text:
        return False
    command, _, rest = event.text.partition(" ")
    return command in STILL or (command == "/start" and rest.startswith("i"))


def _share(scene: Scene, event: Any, size: int) -> Share:
    """Where somebody is that shares it as they go costs nothing, nor does telling of danger: how many reports of it are taken has
    a limit of its own."""
    free = isinstance(event, Message) and _is_free(event, scene)
    if scene.actor.staff or (free and not size):
        return Share.WITHIN
    limits = scene.work.district.limits
    count, bytes_ = scene.tx.people.spend(scene.actor.id, scene.work.today, size)
    if free:
        return Share.WITHIN if bytes_ <= limits.bytes_a_day else Share.WORDS
    if count <= limits.messages_a_day and (not size or bytes_ <= limits.bytes_a_day):
        return Share.WITHIN
    newly = count == limits.messages_a_day + 1 or (size and bytes_ - size <= limits.bytes_a_day)
    return Share.SPENT if newly else Share.OVER


def _is_free(message: Message, scene: Scene) -> bool:
    going = message.location is not None and message.edit_date is not None
    return going or meant(message.text or message.caption or "", scene.work.district.dangers) is not None


async def _hidden(tx: Transaction, user: User | None, message: Spoken) -> None:
    """An admin who hides behind the group is told why nothing happens, when they wanted something."""
    if not (user and user.id == ANONYMOUS_ADMIN and isinstance(message, Message)):
        return
    answered = message.reply_to_message
    to_bot = answered and answered.from_user and message.bot and answered.from_user.id == message.bot.id
    if (message.text or "").startswith("/") or message.photo or to_bot:
        await tx.outbox.write(Letter(address=address_of(message), key="anonymous_admin", facts={}))
