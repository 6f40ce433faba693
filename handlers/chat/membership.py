"""The bot is added to a chat, removed, or blocked: whether it may still write there."""

from aiogram import Router
from aiogram.types import ChatMemberUpdated

from handlers.ports import Transaction


def router() -> Router:
    found = Router(name="membership")
    found.my_chat_member()(changed)
    return found


async def changed(event: ChatMemberUpdated, tx: Transaction) -> None:
    gone = event.new_chat_member.status in ("left", "kicked")
    await tx.places.silence(event.chat.id, "removed" if gone else None)
