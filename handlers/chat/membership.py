"""The bot is added to a chat, removed, or blocked; a group gets another id: where the bot may write."""

from aiogram.types import ChatMemberUpdated, Message

from cases.outbox import Address, Silence
from handlers.ports import Transaction


async def changed(event: ChatMemberUpdated, tx: Transaction) -> None:
    """What stood in a chat that is closed to the bot goes on elsewhere."""
    address = Address(chat=event.chat.id)
    why = "blocked" if address.private else "removed"
    if event.new_chat_member.status not in ("left", "kicked"):
        await tx.bindings.heard(address, everywhere=True)
    elif await tx.bindings.silence(address, why) is Silence.NEW:
        await tx.outbox.errand("silenced", {"chat": address.chat, "thread": None, "why": why, "news": True})


async def migrated(message: Message, tx: Transaction) -> bool:
    """A group became a supergroup, which Telegram says in both: everything addressed to it follows."""
    if message.migrate_to_chat_id:
        await tx.posts.moved(message.chat.id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id:
        await tx.posts.moved(message.migrate_from_chat_id, message.chat.id)
    else:
        return False
    return True
