"""The bot is added to a chat, removed, or blocked: whether it may still write there."""

from aiogram import Router
from aiogram.types import ChatMemberUpdated

from handlers.ports import Transaction


def add(router: Router) -> None:
    router.my_chat_member()(changed)


async def changed(event: ChatMemberUpdated, tx: Transaction) -> None:
    gone = event.new_chat_member.status in ("left", "kicked")
    await tx.places.silence(event.chat.id, "removed" if gone else None)
