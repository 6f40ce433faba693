"""From an update to the one handler that takes it. aiogram's router without its dispatcher, whose own layers (state, context,
errors) have no use here and cost a fifth of an update; one router, for aiogram walks through every router it passes."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message, Update, User

from cases.errors import Refusal
from cases.ports import Letter, Work
from handlers.answers import Answer, Made
from handlers.chat import admin, commands, hear, membership, press
from handlers.chat.scene import Scene, spot_of, texts_for
from handlers.errors import sentence
from handlers.office import Office
from handlers.ports import Transaction
from handlers.texts import Texts, language

Raw = dict[str, Any]
ANONYMOUS_ADMIN = 1087968824
"""Telegram's GroupAnonymousBot: an admin who hides; nobody to credit."""


def routed() -> Router:
    """All handlers, the most frequent first."""
    router = Router(name="all")
    for topic in (hear, press, commands, admin, membership):
        topic.add(router)
    hear.add_rest(router)
    return router


class Reception:
    def __init__(self, office: Office) -> None:
        self._office = office
        self.router = routed()

    async def receive(self, raw: Raw, tx: Transaction, work: Work) -> Made:
        """Who acts is resolved here, once; bots and hidden admins are nobody. Raises whatever the update or its handler does."""
        bot = self._office.bot
        update = Update.model_validate(raw, context={"bot": bot})
        kind = update.event_type
        event = getattr(update, kind)
        user: User | None = getattr(event, "from_user", None)
        message = event.message if isinstance(event, CallbackQuery) else event
        if kind == "my_chat_member":
            await self.router.propagate_event(kind, event, bot=bot, tx=tx)
        elif user is None or user.is_bot or not isinstance(message, Message):
            await _hidden(tx, user, message)
        else:
            scene = await self._scene(tx, work, user, message)
            if scene.private or scene.actor.staff or isinstance(event, CallbackQuery):
                return await self._handled(kind, event, scene)
            if (message.text or "").startswith("/"):
                await scene.say("go_private", link=scene.link())
        return None

    async def _scene(self, tx: Transaction, work: Work, user: User, message: Message) -> Scene:
        name = (user.full_name or user.username or str(user.id))[:80]
        actor = await tx.people.meet(user.id, name, user.username, language(user.language_code), work.now)
        texts = Texts(actor.lang, work.district.tz, work.district.in_english)
        return Scene(work=work, tx=tx, actor=actor, spot=spot_of(message), texts=texts, bot=self._office.username)

    async def _handled(self, kind: str, event: Any, scene: Scene) -> Made:
        """A refusal, which has written nothing, is said in one sentence: to the presser, or where it was asked."""
        try:
            made = await self.router.propagate_event(kind, event, bot=self._office.bot, scene=scene)
        except Refusal as refusal:
            if isinstance(event, CallbackQuery):
                return Answer(query=event.id, text=sentence(refusal, scene.texts), alert=True)
            facts = {"text": sentence(refusal, await texts_for(scene.tx, scene.work, scene.spot))}
            await scene.tx.outbox.write(Letter(spot=scene.spot, key="plain", facts=facts))
            return None
        return made if isinstance(made, Answer) or callable(made) else None


async def _hidden(tx: Transaction, user: User | None, message: Any) -> None:
    """An admin who hides behind the group is told why nothing happens."""
    if user and user.id == ANONYMOUS_ADMIN and isinstance(message, Message) and (message.text or "").startswith("/"):
        await tx.outbox.write(Letter(spot=spot_of(message), key="anonymous_admin", facts={}))
