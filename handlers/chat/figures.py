"""Figures in somebody's own chat: a card that shows whatever its buttons lead to."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from cases.board import figures
from cases.board.periods import SHOWN, Period
from cases.district.spelling import dense
from cases.errors import NotOffered
from cases.figures.folds import By
from cases.outbox import Subject
from handlers.chat.keyboards import FiguresPress
from handlers.chat.scene import Scene
from handlers.texts import LANGUAGES, Texts
from handlers.updates.answers import Answer, Made

MOST_SAID = 100


def add(router: Router) -> None:
    router.callback_query(FiguresPress.filter())(press)
    router.message(Command("figures"))(asked)


async def asked(message: Message, command: CommandObject, scene: Scene) -> None:
    """`/figures`, `/figures 上周 责任单位`, `/figures 11-01 11-30`."""
    await figures.ask(scene.work, scene.actor, (command.args or "")[:MOST_SAID], _called(scene))
    if not scene.private:
        await scene.say("figures.sent")


def _called(scene: Scene) -> dict[str, Period | By]:
    """Periods and groupings as buttons call them, in any language."""
    called: dict[str, Period | By] = {}
    for lang in LANGUAGES:
        texts = Texts(lang, scene.work.district.tz)
        called |= {dense(texts.plain(f"period.{one}")): one for one in Period}
        called |= {dense(texts.plain(f"by.{one}")): one for one in SHOWN}
    return called


async def press(query: CallbackQuery, callback_data: FiguresPress, scene: Scene) -> Made:
    key = callback_data.key
    if not await scene.tx.posts.stands(scene.address, str(key), Subject.FIGURES):
        raise NotOffered
    await figures.press(scene.work, scene.actor, key, callback_data.to)
    await scene.tx.posts.turn(scene.address, str(key), callback_data.page, Subject.FIGURES)
    return Answer(query=query.id, text=scene.texts.plain("figures.opening") if "#" in callback_data.to else "")
