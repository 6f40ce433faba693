"""Buttons: every press re-reads the case, checks right and step, and is answered after the commit."""

from aiogram import Router
from aiogram.types import CallbackQuery

from cases import board, buttons, desk, drafts
from cases.cards import CaseCard
from cases.errors import Forbidden, Refusal
from cases.model import Action
from cases.ports import Subject, Voice
from handlers.answers import Answer, Made
from handlers.chat.keyboards import CasePress, DraftPress, OpenPress, QueuePress, WhyPress
from handlers.chat.look_case import why
from handlers.chat.scene import Scene


def add(router: Router) -> None:
    router.callback_query(DraftPress.filter())(draft)
    router.callback_query(CasePress.filter())(case)
    router.callback_query(OpenPress.filter())(open_case)
    router.callback_query(WhyPress.filter())(because)
    router.callback_query(QueuePress.filter())(turn)
    router.callback_query()(unknown)


async def _adopt(query: CallbackQuery, scene: Scene, subject: Subject, key: int) -> None:
    """A message nobody knows of is known once one of its buttons is pressed."""
    if query.message:
        pictured = bool(getattr(query.message, "photo", None))
        await scene.tx.posts.adopt(scene.spot, query.message.message_id, subject, str(key), pictured=pictured)


async def case(query: CallbackQuery, callback_data: CasePress, scene: Scene) -> Made:
    await _adopt(query, scene, Subject.CASE, callback_data.case)
    work, action = scene.work, callback_data.action
    try:
        found = await scene.tx.cases.get(callback_data.case)
        await desk.check(work, scene.actor, found, callback_data.step, action)
        if desk.asks_form(action, found):
            await drafts.open_form(work, scene.actor, found, action, scene.spot)
            return Answer(query=query.id)
        await desk.act(work, scene.actor, found.id, callback_data.step, action)
    except Refusal:
        await scene.tx.outbox.refresh(Subject.CASE, callback_data.case)
        raise
    return Answer(query=query.id, text=scene.texts.plain(f"done.{action}"))


async def because(query: CallbackQuery, callback_data: WhyPress, scene: Scene) -> Made:
    card = await board.case_card(scene.work, callback_data.case, scene.spot)
    text = why(card, scene.texts) if not card.gone else scene.texts.plain("refusal.Forbidden")
    return Answer(query=query.id, text=text, alert=True)


async def open_case(query: CallbackQuery, callback_data: OpenPress, scene: Scene) -> Made:
    card = await board.case_card(scene.work, callback_data.case, scene.spot)
    if not isinstance(card, CaseCard) or card.gone:
        return Answer(query=query.id, text=scene.texts.plain("refusal.Forbidden"), alert=True)
    await scene.tx.outbox.show(Subject.CASE, card.case.id, scene.spot, Voice.LOUD)
    return Answer(query=query.id)


async def turn(query: CallbackQuery, callback_data: QueuePress, scene: Scene) -> Made:
    """Another page of a queue, for everybody in the topic it stands in."""
    here = [one.queue for one in await scene.tx.places.at(scene.spot)]
    if not scene.actor.staff or callback_data.key not in here:
        raise Forbidden
    await scene.tx.posts.turn(scene.spot, callback_data.key, max(0, callback_data.page))
    return Answer(query=query.id)


async def draft(query: CallbackQuery, callback_data: DraftPress, scene: Scene) -> Made:
    await _adopt(query, scene, Subject.DRAFT, callback_data.draft)
    work, actor, number = scene.work, scene.actor, callback_data.draft
    match callback_data.button:
        case "submit":
            return await _submit(query, number, scene)
        case "cancel":
            await drafts.cancel(work, actor, number)
            return Answer(query=query.id, text=scene.texts.plain("cancelled"))
        case "more":
            await drafts.more(work, actor, number)
            return Answer(query=query.id, text=scene.texts.plain("more_drafts"))
        case name:
            await buttons.press(work, actor, number, name, callback_data.value)
            return Answer(query=query.id)


async def _submit(query: CallbackQuery, number: int, scene: Scene) -> Made:
    before = await drafts.own(scene.work, scene.actor, number)
    try:
        found = await drafts.submit(scene.work, scene.actor, number)
    except Refusal:
        await scene.tx.outbox.refresh(Subject.DRAFT, number)
        raise
    if before.action is Action.REPORT:
        return lambda: Answer(query=query.id, text=f"{scene.texts.plain('done.report')} {scene.tx.cases.number_of(found.id)}")
    return Answer(query=query.id, text=scene.texts.plain(f"done.{before.action}"))


async def unknown(query: CallbackQuery, scene: Scene) -> Made:
    return Answer(query=query.id, text=scene.texts.plain("refusal.Unknown"), alert=True)
