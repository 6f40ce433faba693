"""What every handler is given: the open transaction, who speaks, where, and in which language."""

from dataclasses import dataclass
from typing import Any

from aiogram.types import Message

from cases.errors import Unknown
from cases.outbox import Address, Letter
from cases.people import Person
from cases.work import Work
from handlers.ports import Transaction
from handlers.texts import Texts


@dataclass(frozen=True, kw_only=True)
class Scene:
    work: Work
    tx: Transaction
    actor: Person
    address: Address
    texts: Texts
    bot: str
    """The bot's username."""

    @property
    def private(self) -> bool:
        return self.address.private

    async def say(self, key: str, *, keyboard: str | None = None, surely: bool = False, **facts: Any) -> None:
        """An answer, here; residents' wait until staff have their cards. `surely`: it is not left out, however many wait."""
        resident = not self.actor.staff
        letter = Letter(address=self.address, key=key, facts=facts, keyboard=keyboard, answer=not surely, resident=resident)
        await self.tx.outbox.write(letter)

    def link(self, payload: str = "") -> str:
        return f"https://t.me/{self.bot}" + (f"?start={payload}" if payload else "")


def address_of(message: Message) -> Address:
    return Address(chat=message.chat.id, thread=message.message_thread_id if message.is_topic_message else None)


async def texts_for(tx: Transaction, work: Work, address: Address) -> Texts:
    """The language of a chat: the person's own in private, the group's in a group; Chinese for whoever was never met."""
    try:
        lang = (await tx.people.get(address.chat)).lang if address.chat > 0 else await tx.bindings.lang(address.chat)
    except Unknown:
        lang = None
    return Texts(lang or "zh", work.district.tz, work.district.in_english)
