"""What kind of message something is. These are coroutines, for aiogram runs every other filter, its F too, in a thread."""

from aiogram.types import Message

from cases.district.numbers import number_in
from cases.evidence.photo import Kind

TAKEN = ("text", "photo", "location", "contact", *Kind)
NOT_TAKEN = ("sticker", "dice", "poll", "story", "game", "checklist", "paid_media")


async def command(message: Message) -> bool:
    return bool(message.text) and str(message.text).startswith("/")


async def number(message: Message) -> bool:
    """A case's number and little else."""
    return bool(message.text) and not await command(message) and number_in(str(message.text)) is not None


async def taken(message: Message) -> bool:
    """Something that can go into a draft, and no command."""
    return not await command(message) and any(getattr(message, name) for name in TAKEN)


async def not_taken(message: Message) -> bool:
    """What people send that no draft takes; of Telegram's own messages there is none among these."""
    return any(getattr(message, name, None) for name in NOT_TAKEN)


async def telling(message: Message) -> bool:
    """What an edit can change: words, or where somebody is."""
    attached = (message.photo, *(getattr(message, kind) for kind in Kind))
    return bool(message.text or message.caption or message.location or any(attached))
