"""What kind of message something is. These are coroutines, for aiogram runs every other filter, its F too, in a thread."""

import re

from aiogram.types import Message

NUMBER = re.compile(r"\s*([A-Za-z]{1,6}\d{6}-\d{4,})\s*")
TAKEN = ("text", "photo", "document", "location", "contact")
NOT_TAKEN = ("video", "voice", "audio", "video_note", "sticker", "animation")


async def command(message: Message) -> bool:
    return bool(message.text) and str(message.text).startswith("/")


async def number(message: Message) -> bool:
    """A case's number and nothing else."""
    return bool(message.text) and NUMBER.fullmatch(str(message.text)) is not None


async def taken(message: Message) -> bool:
    """Something that can go into a draft, and no command."""
    return not await command(message) and any(getattr(message, name) for name in TAKEN)


async def not_taken(message: Message) -> bool:
    return any(getattr(message, name) for name in NOT_TAKEN)


async def worded(message: Message) -> bool:
    return bool(message.text or message.caption)
