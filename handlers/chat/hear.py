"""What people say without a command: photos, files, places, words; each message into the draft it belongs to."""

from aiogram import Router
from aiogram.types import Message

from cases import board, drafts
from cases.errors import Unknown
from cases.model import Point
from cases.ports import Subject, Voice
from cases.reading import Heard, Picture
from handlers.chat import kinds
from handlers.chat.scene import Scene, spot_of


def add(router: Router) -> None:
    router.message(kinds.number)(number)
    router.message(kinds.taken)(said)
    router.message(kinds.not_taken)(not_taken)
    router.edited_message(kinds.worded)(edited)


def add_rest(router: Router) -> None:
    """What no command was found for."""
    router.message(kinds.command)(no_command)


def heard(message: Message, *, answers_bot: bool = False) -> Heard:
    picture = None
    if message.photo:
        picture = Picture(file_id=message.photo[-1].file_id, unique=message.photo[-1].file_unique_id, as_file=False)
    elif message.document:
        picture = Picture(file_id=message.document.file_id, unique=message.document.file_unique_id, as_file=True)
    place = message.location
    venue = " ".join(part for part in (message.venue.title, message.venue.address) if part) if message.venue else ""
    return Heard(
        spot=spot_of(message),
        message=message.message_id,
        album=message.media_group_id,
        words=(message.caption or message.text or "").strip(),
        picture=picture,
        point=Point(lat=place.latitude, lon=place.longitude) if place else None,
        place_words=venue,
        phone=message.contact.phone_number if message.contact else "",
        answers_bot=answers_bot,
    )


async def number(message: Message, scene: Scene) -> None:
    """A case's number alone asks for its card."""
    matched = kinds.NUMBER.fullmatch(message.text or "")
    if matched is None or not scene.private:
        await said(message, scene)
        return
    found = await board.numbered(scene.work, scene.actor, matched[1])
    await scene.tx.outbox.show(Subject.CASE, found.id, scene.spot, Voice.LOUD)


async def said(message: Message, scene: Scene) -> None:
    answered = message.reply_to_message
    to_bot = bool(answered and answered.from_user and answered.from_user.is_bot and answered.message_id != scene.spot.thread)
    taken = await drafts.hear(scene.work, scene.actor, heard(message, answers_bot=to_bot))
    if taken is None and scene.private:
        raise Unknown


async def no_command(message: Message, scene: Scene) -> None:
    if scene.private:
        await scene.say("unknown_command")


async def edited(message: Message, scene: Scene) -> None:
    await drafts.edited(scene.work, scene.actor, heard(message))


async def not_taken(message: Message, scene: Scene) -> None:
    if scene.private:
        await scene.say("no_video")
