"""What every handler is given: the open transaction, who speaks, where, and in which language."""

from dataclasses import dataclass
from typing import Any

from aiogram.types import Message

from cases.errors import Unknown
from cases.model import Person
from cases.ports import Letter, Spot, Work
from handlers.ports import Transaction
from handlers.texts import Texts


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
        return self.spot.private

    async def say(self, key: str, *, keyboard: str | None = None, surely: bool = False, **facts: Any) -> None:
        """An answer, here; residents' wait until staff have their cards. `surely`: it is not left out, however many wait."""
        resident = not self.actor.staff
        letter = Letter(spot=self.spot, key=key, facts=facts, keyboard=keyboard, answer=not surely, resident=resident)
        await self.tx.outbox.write(letter)

    def link(self, payload: str = "") -> str:
        return f"https://t.me/{self.bot}" + (f"?start={payload}" if payload else "")


def spot_of(message: Message) -> Spot:
    return Spot(chat=message.chat.id, thread=message.message_thread_id if message.is_topic_message else None)


async def texts_for(tx: Transaction, work: Work, spot: Spot) -> Texts:
    """The language of a chat: the person's own in private, the group's in a group; Chinese for whoever was never met."""
    try:
        lang = (await tx.people.get(spot.chat)).lang if spot.chat > 0 else await tx.places.lang(spot.chat)
    except Unknown:
        lang = None
    return Texts(lang or "zh", work.district.tz, work.district.in_english)
