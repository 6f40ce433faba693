"""What every handler is given: the open transaction, who speaks, where, and in which language."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message, TelegramObject, Update, User

from cases.errors import Refusal
from cases.model import Person
from cases.ports import Letter, Spot, Work
from handlers.errors import sentence
from handlers.ports import Transaction
from handlers.texts import Texts, language

ANONYMOUS_ADMIN = 1087968824
"""Telegram's GroupAnonymousBot: an admin who hides; nobody to credit."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    work: Work
    tx: Transaction
    actor: Person
    spot: Spot
    texts: Texts
    bot: str
    """The bot's username."""

    @property
    def private(self) -> bool:
        return self.spot.chat > 0

    async def say(self, key: str, *, keyboard: str | None = None, spot: Spot | None = None, **facts: Any) -> None:
        """A letter, here unless said otherwise."""
        await self.tx.outbox.write(Letter(spot=spot or self.spot, key=key, facts=facts, keyboard=keyboard))

    def link(self, payload: str = "") -> str:
        return f"https://t.me/{self.bot}" + (f"?start={payload}" if payload else "")


def spot_of(message: Message) -> Spot:
    return Spot(chat=message.chat.id, thread=message.message_thread_id if message.is_topic_message else None)


async def texts_for(tx: Transaction, work: Work, spot: Spot) -> Texts:
    """The language of a chat: the person's own in private, the group's in a group, Chinese by default."""
    if spot.chat > 0:
        lang = (await tx.people.get(spot.chat)).lang
    else:
        lang = await tx.places.lang(spot.chat) or "zh"
    return Texts(lang, work.district.tz, work.district.in_english)


Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


async def resolve(handler: Handler, update: TelegramObject, data: dict[str, Any]) -> Any:
    """Who acts is resolved here, once; bots and hidden admins are nobody."""
    assert isinstance(update, Update)
    event = update.event
    user: User | None = getattr(event, "from_user", None)
    message = event.message if isinstance(event, CallbackQuery) else event
    if user is None or user.is_bot or not isinstance(message, Message):
        return await _nobody(handler, update, data, user, message)
    tx: Transaction = data["tx"]
    work: Work = data["work"]
    name = (user.full_name or user.username or str(user.id))[:80]
    actor = await tx.people.meet(user.id, name, user.username, language(user.language_code), work.now)
    spot = spot_of(message)
    texts = Texts(actor.lang, work.district.tz, work.district.in_english)
    scene = Scene(work=work, tx=tx, actor=actor, spot=spot, texts=texts, bot=data["about"])
    data["scene"] = scene
    if not scene.private and not actor.staff and not isinstance(event, CallbackQuery):
        if (message.text or "").startswith("/"):
            await scene.say("go_private", link=scene.link())
        return None
    return await handler(update, data)


async def _nobody(handler: Handler, update: Update, data: dict[str, Any], user: User | None, message: Any) -> Any:
    if update.my_chat_member:
        return await handler(update, data)
    hidden = isinstance(message, Message) and user is not None and user.id == ANONYMOUS_ADMIN
    if hidden and (message.text or "").startswith("/"):
        await data["tx"].outbox.write(Letter(spot=spot_of(message), key="anonymous_admin", facts={}))
    return None


async def refuse(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
    """A refusal, which has written nothing, is said in one sentence: to the presser, or where it was asked."""
    try:
        return await handler(event, data)
    except Refusal as refusal:
        scene: Scene = data["scene"]
        if isinstance(event, CallbackQuery):
            return event.answer(sentence(refusal, scene.texts), show_alert=True)
        texts = await texts_for(scene.tx, scene.work, scene.spot)
        facts = {"text": sentence(refusal, texts)}
        await scene.tx.outbox.write(Letter(spot=scene.spot, key="plain", facts=facts))
        return None


Answer = AnswerCallbackQuery | None | Callable[[], AnswerCallbackQuery]
"""The answer to a press, or what makes it once everything is written."""
