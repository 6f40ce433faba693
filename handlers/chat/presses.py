"""Buttons: every press re-reads the case and asks for the right before anything else; nothing of anybody's changes before it is
known. It is answered after the commit."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from cases.board import details, lists, paper, people, search
from cases.board.case import CaseCard, case_card, contact
from cases.board.queue import may_turn
from cases.casework import acting, rights
from cases.casework.moves import BUTTONS, MOVES
from cases.errors import Forbidden, Missing, NotOffered, Refusal, Stale, Unknown
from cases.intake import drafts, nearby, notes, pressing, rejoining
from cases.outbox import Subject
from handlers.chat.keyboards import (
    ApartPress,
    CallPress,
    CasePress,
    DetailsPress,
    DraftPress,
    FoundPress,
    OpenPress,
    PlayPress,
    PrintPress,
    QueuePress,
    WhoPress,
    WhyPress,
    subject_of,
)
from handlers.chat.scene import Scene
from handlers.errors import sentence
from handlers.looks.casework import why
from handlers.texts import cut
from handlers.updates.answers import Answer, Made


def add(router: Router) -> None:
    router.callback_query(DraftPress.filter())(draft)
    router.callback_query(CasePress.filter())(case)
    router.callback_query(OpenPress.filter())(open_case)
    router.callback_query(WhyPress.filter())(because)
    router.callback_query(CallPress.filter())(call)
    router.callback_query(ApartPress.filter())(apart)
    router.callback_query(DetailsPress.filter())(whole)
    router.callback_query(PlayPress.filter())(play)
    router.callback_query(PrintPress.filter())(print_)
    router.callback_query(WhoPress.filter())(who)
    router.callback_query(QueuePress.filter())(turn)
    router.callback_query(FoundPress.filter())(turn_found)


def add_rest(router: Router) -> None:
    """What no button of ours bears."""
    router.callback_query()(unknown)


async def _adopt(query: CallbackQuery, scene: Scene, subject: Subject, key: int) -> None:
    """A message nobody knows of is known once one of its buttons is pressed by who may: one that it really bears."""
    message = query.message
    if isinstance(message, Message) and message.reply_markup:
        shown = {subject_of(one.callback_data) for row in message.reply_markup.inline_keyboard for one in row}
        if (subject, key) in shown:
            await scene.tx.posts.adopt(scene.address, message.message_id, subject, str(key), pictured=bool(message.photo))


async def case(query: CallbackQuery, callback_data: CasePress, scene: Scene) -> Made:
    work, action = scene.work, callback_data.action
    if action not in BUTTONS:
        raise Unknown
    found = await scene.tx.cases.get(callback_data.case)
    try:
        await acting.check(work, scene.actor, found, callback_data.step, action)
        if MOVES[action].opens_form(found):
            await drafts.open_form(work, scene.actor, found, action, scene.address)
            made = Answer(query=query.id)
        else:
            await acting.act(work, scene.actor, found.id, callback_data.step, action)
            made = Answer(query=query.id, text=scene.texts.plain(f"done.{action}"))
    except Refusal:
        if rights.may_see(scene.actor, found):
            await _adopt(query, scene, Subject.CASE, found.id)
        await scene.tx.outbox.touch(Subject.CASE, found.id, scene.address)
        raise
    await _adopt(query, scene, Subject.CASE, found.id)
    return made


async def because(query: CallbackQuery, callback_data: WhyPress, scene: Scene) -> Made:
    await lists.readable(scene.work, scene.actor, callback_data.case)
    card = await case_card(scene.work, callback_data.case, scene.address)
    if not isinstance(card, CaseCard):
        raise Forbidden
    return Answer(query=query.id, text=why(card, scene.texts), alert=True)


async def call(query: CallbackQuery, callback_data: CallPress, scene: Scene) -> Made:
    """Shown to the presser alone, and kept nowhere."""
    name, number = await contact(scene.work, scene.actor, callback_data.case)
    text = scene.texts.plain("contact", name=name or "—", number=number or scene.texts.plain("contact.none"))
    return Answer(query=query.id, text=text[:200], alert=True)


async def whole(query: CallbackQuery, callback_data: DetailsPress, scene: Scene) -> Made:
    await details.ask(scene.work, scene.actor, callback_data.case)
    return Answer(query=query.id, text="" if scene.private else scene.texts.plain("details.sent"))


async def play(query: CallbackQuery, callback_data: PlayPress, scene: Scene) -> Made:
    await details.play(scene.work, scene.actor, callback_data.case)
    return Answer(query=query.id, text="" if scene.private else scene.texts.plain("details.sent"))


async def print_(query: CallbackQuery, callback_data: PrintPress, scene: Scene) -> Made:
    await paper.ask(scene.work, scene.actor, callback_data.case)
    return Answer(query=query.id, text=scene.texts.plain("paper.coming"))


async def who(query: CallbackQuery, callback_data: WhoPress, scene: Scene) -> Made:
    await people.ask(scene.work, scene.actor, f"person/c{callback_data.case}")
    return Answer(query=query.id, text="" if scene.private else scene.texts.plain("details.sent"))


async def apart(query: CallbackQuery, callback_data: ApartPress, scene: Scene) -> Made:
    press = callback_data
    await notes.take_apart(scene.work, scene.actor, press.case, press.event, press.message, scene.address)
    return Answer(query=query.id, text=scene.texts.plain("more_drafts"))


async def open_case(query: CallbackQuery, callback_data: OpenPress, scene: Scene) -> Made:
    await lists.opened(scene.work, scene.actor, callback_data.case, scene.address)
    return Answer(query=query.id)


async def turn(query: CallbackQuery, callback_data: QueuePress, scene: Scene) -> Made:
    """Another page of a queue, for everybody in the topic it stands in."""
    await may_turn(scene.work, scene.actor, callback_data.key, scene.address)
    await scene.tx.posts.turn(scene.address, callback_data.key, callback_data.page)
    return Answer(query=query.id)


async def turn_found(query: CallbackQuery, callback_data: FoundPress, scene: Scene) -> Made:
    await search.scope_at(scene.work, scene.actor, scene.address)
    if not await scene.tx.posts.turn(scene.address, str(callback_data.key), callback_data.page, Subject.FOUND):
        raise Unknown
    return Answer(query=query.id)


async def draft(query: CallbackQuery, callback_data: DraftPress, scene: Scene) -> Made:
    work, actor, number = scene.work, scene.actor, callback_data.draft
    mine = (await scene.tx.drafts.get(number)).owner == actor.id
    try:
        made = await _draft(query, callback_data, scene)
    except (NotOffered, Missing, Stale):
        if mine:
            await _adopt(query, scene, Subject.DRAFT, number)
            found = await work.store.drafts.get(number)
            await scene.tx.outbox.touch(Subject.DRAFT, number, found.address)
        raise
    await _adopt(query, scene, Subject.DRAFT, number)
    return made


async def _draft(query: CallbackQuery, callback_data: DraftPress, scene: Scene) -> Made:
    work, actor, number = scene.work, scene.actor, callback_data.draft
    match callback_data.button:
        case "submit":
            return await _submit(query, number, scene)
        case "together":
            return await _submit_together(query, number, scene)
        case "cancel":
            await drafts.cancel(work, actor, number)
            return Answer(query=query.id, text=scene.texts.plain("cancelled"))
        case "restore":
            await rejoining.restore(work, actor, number)
            return Answer(query=query.id, text=scene.texts.plain("restored"))
        case "join":
            await rejoining.join(work, actor, number)
            return Answer(query=query.id, text=scene.texts.plain("joined_drafts"))
        case "same":
            found = await nearby.same(work, actor, number, case_in(callback_data.value))
            return Answer(query=query.id, text=scene.texts.plain("same", number=found.number), alert=True)
        case "more":
            await drafts.more(work, actor, number)
            return Answer(query=query.id, text=scene.texts.plain("more_drafts"))
        case name:
            await pressing.press(work, actor, number, name, callback_data.value)
            return Answer(query=query.id)


def case_in(value: str) -> int:
    """Raises NotOffered for what is no number."""
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise NotOffered
    return int(value)


async def _submit(query: CallbackQuery, number: int, scene: Scene) -> Made:
    before = await drafts.own(scene.work, scene.actor, number)
    found = await drafts.submit(scene.work, scene.actor, number)
    if before.is_report:
        return lambda: Answer(query=query.id, text=f"{scene.texts.plain('done.report')} {scene.tx.cases.number_of(found.id)}")
    return Answer(query=query.id, text=scene.texts.plain(f"done.{before.action}"))


async def _submit_together(query: CallbackQuery, number: int, scene: Scene) -> Made:
    action = (await drafts.own(scene.work, scene.actor, number)).action
    done, refused = await drafts.submit_together(scene.work, scene.actor, number)
    told = scene.texts.plain("several.done", action=scene.texts.plain(f"done.{action}"), count=len(done))
    why = [f"{named[-4:]} {sentence(refusal, scene.texts)}" for named, refusal in refused]
    return Answer(query=query.id, text=cut("\n".join([told, *why]), 190), alert=bool(refused))


async def unknown(query: CallbackQuery, scene: Scene) -> Made:
    return Answer(query=query.id, text=scene.texts.plain("refusal.Unknown"), alert=True)
