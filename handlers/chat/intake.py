"""What people say without a command: photos, files, recordings, places, words; each message into the draft it belongs to, an
answer to a case's card to the case."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from math import isfinite

from aiogram import Router
from aiogram.types import Location, Message

from cases.board import lists
from cases.district.danger import meant
from cases.district.geo import Point
from cases.district.numbers import number_in
from cases.errors import BadPlace, Unknown
from cases.field import duty
from cases.intake import afterwards, belonging, drafts, notes, rejoining
from cases.intake.hearing import Heard
from cases.intake.kinds import Kind, Wish, kind, wished
from cases.outbox import Subject
from handlers.chat import commands, field, kinds
from handlers.chat.attached import attached
from handlers.chat.scene import Scene, address_of

Answering = Callable[[Message, Scene], Awaitable[None]]


def add(router: Router) -> None:
    router.message(kinds.number)(number)
    router.message(kinds.taken)(said)
    router.message(kinds.not_taken)(not_taken)
    router.edited_message(kinds.telling)(edited)


def add_rest(router: Router) -> None:
    """What no command was found for."""
    router.message(kinds.command)(no_command)


def heard(message: Message, scene: Scene) -> Heard:
    """Raises BadPlace."""
    answered = message.reply_to_message
    replies = answered is not None and answered.message_id != scene.address.thread
    sender = answered.from_user if replies and answered else None
    by_bot = bool(sender and message.bot and sender.id == message.bot.id)
    picture, sound = attached(message)
    venue = " ".join(part for part in (message.venue.title, message.venue.address) if part) if message.venue else ""
    return Heard(
        address=address_of(message),
        message=message.message_id,
        album=message.media_group_id,
        words=(message.caption or message.text or "").replace("\0", "").strip(),
        picture=picture,
        sound=sound,
        point=_point(message.location),
        place_words=venue.replace("\0", ""),
        phone=message.contact.phone_number.replace("\0", "") if message.contact else "",
        answers_bot=by_bot,
        answers_somebody=replies and not by_bot,
    )


def _point(place: Location | None) -> Point | None:
    """Raises BadPlace for what lies nowhere on earth: it could not be read again."""
    if place is None:
        return None
    there = isfinite(place.latitude) and isfinite(place.longitude) and abs(place.latitude) <= 90 and abs(place.longitude) <= 180
    if not there:
        raise BadPlace
    return Point(lat=place.latitude, lon=place.longitude)


async def number(message: Message, scene: Scene) -> None:
    """A case's number alone asks for its card."""
    text = message.text or ""
    waits = await afterwards.asked(scene.work, scene.actor) or meant(text, scene.work.district.dangers)
    if not scene.private or waits:
        await said(message, scene)
        return
    found = await lists.numbered(scene.work, scene.actor, number_in(text) or text)
    await lists.shown(scene.work, [found], scene.address)


async def said(message: Message, scene: Scene) -> None:
    """Whose is it: the case whose card it answers or whose album it goes on; a number to call back on; small talk; the case just
    filed; else a draft's. Danger to life is held up by nothing."""
    about, what = await _answered(message, scene, heard(message, scene))
    if about is None and belonging.brings_order(scene.actor, what):
        await drafts.hear(scene.work, scene.actor, what)
        return
    if about is None and belonging.pastes_in_group(scene.actor, what):
        await scene.say("go_private", link=scene.link())
        return
    about = about or await notes.named(scene.work, scene.actor, what.words)
    if about is None and what.album:
        about = await drafts.filed_from(scene.work, scene.actor, what)
    if about is not None and (what.words or what.attached or what.point):
        await notes.answer(scene.work, scene.actor, about, what)
    elif (
        not await _done_at_once(message, scene, what)
        and await drafts.hear(scene.work, scene.actor, what) is None
        and scene.private
    ):
        raise Unknown


async def _done_at_once(message: Message, scene: Scene, what: Heard) -> bool:
    """What needs no draft, in the order in which it is asked for."""
    if await notes.number(scene.work, scene.actor, what) or await _asked_of_draft(scene, what):
        return True
    if await _signs(scene, what):
        return True
    answers = bool(what.words) and not what.attached and await afterwards.asked(scene.work, scene.actor)
    if not answers and await _talk(message, scene, what, ANSWERS):
        return True
    if found := await afterwards.case_of(scene.work, scene.actor, what):
        await notes.hear(scene.work, scene.actor, found.id, what, joins=True)
        return True
    return await _talk(message, scene, what, TOO_LITTLE_OF_STAFF if scene.actor.staff else TOO_LITTLE)


async def _signs(scene: Scene, what: Heard) -> bool:
    """Whether it was 「签到」, 「签退」 or 「请假」, or where they have signed in: while no report wants a place."""
    if not scene.actor.staff or what.attached or what.answers_bot:
        return False
    if not what.point:
        waits = scene.private and await belonging.waits_here(scene.work, scene.actor, scene.address)
        filling = scene.private and await belonging.anything_here(scene.work, scene.actor, scene.address)
        return not waits and await field.said(scene, what.words, filling=filling)
    here = scene.private and not await belonging.anything_here(scene.work, scene.actor, scene.address)
    filed = await afterwards.just_filed(scene.work, scene.actor)
    wanted = filed is not None and (filed.asked_until is not None or (filed.alarm is not None and filed.point is None))
    awaited = not here or wanted or (filed is not None and not await duty.since(scene.work, scene.actor, filed.reported_at))
    placed = not awaited and await duty.placed(scene.work, scene.actor, what.point)
    if placed:
        await scene.say("duty.placed")
    return placed


async def _asked_of_draft(scene: Scene, what: Heard) -> bool:
    """「提交」, 「取消」 and 「恢复」, typed instead of tapped."""
    wish = wished(what.words) if scene.private and what.words else None
    if wish is Wish.RESTORE:
        if await rejoining.restore_newest(scene.work, scene.actor, scene.address) is None:
            await scene.say("nothing_to_restore")
        return True
    draft = await belonging.report_of(scene.work, scene.actor, scene.address) if wish else None
    if draft is None:
        return False
    if wish is Wish.SUBMIT:
        await drafts.submit(scene.work, scene.actor, draft.id)
    else:
        await drafts.cancel(scene.work, scene.actor, draft.id)
        await commands.say_cancelled(scene, draft)
    return True


async def _answered(message: Message, scene: Scene, what: Heard) -> tuple[int | None, Heard]:
    """The case whose card a message answers, unless a form about it is open here, which takes what its owner says; and the
    message with the draft whose card it answers."""
    if not what.answers_bot or message.reply_to_message is None:
        return None, what
    subject, key = await scene.tx.posts.subject_of(scene.address, message.reply_to_message.message_id) or (None, "")
    if subject is Subject.DRAFT:
        return None, replace(what, draft=int(key))
    if subject is not Subject.CASE:
        return None, what
    form = await belonging.form_of_case(scene.work, scene.actor, scene.address, int(key))
    return (None, replace(what, draft=form)) if form else (int(key), what)


async def _talk(message: Message, scene: Scene, what: Heard, answers: Mapping[Kind, Answering]) -> bool:
    """What is no report is answered, where nothing waits for it. Whether it was."""
    silent = what.attached or what.point or what.phone or not what.words
    if not scene.private or silent or await belonging.waits_here(scene.work, scene.actor, scene.address):
        return False
    if answers is ANSWERS and scene.actor.staff and commands.asks(scene, what.words) and not await _goes_on(scene):
        await _find(message, scene)
        return True
    found = kind(what.words, scene.work.district)
    if found not in answers or (found in UNSURE and await _goes_on(scene)):
        return False
    await answers[found](message, scene)
    return True


async def _goes_on(scene: Scene) -> bool:
    """Whether a report is being filled in, or danger was told of a moment ago: then all that is said belongs there."""
    if await belonging.anything_here(scene.work, scene.actor, scene.address):
        return True
    case = await afterwards.just_filed(scene.work, scene.actor)
    return case is not None and case.alarm is not None


async def _withdrawing(message: Message, scene: Scene) -> None:
    """Their cards, with the button for it."""
    await commands.my(message, scene)
    await scene.say("withdraw_how")


async def _greeting(_message: Message, scene: Scene) -> None:
    await scene.say("greeting.staff" if scene.actor.staff else "greeting", name=scene.actor.name)


async def _whom_to_call(_message: Message, scene: Scene) -> None:
    await scene.say("whom_to_call", numbers=[[what, call] for what, _, call in scene.work.district.emergencies])


async def _find(message: Message, scene: Scene) -> None:
    """Any short text of staff is looked for."""
    await commands.looked_for(scene, message.text or "")


def _saying(key: str) -> Answering:
    async def answer(_message: Message, scene: Scene) -> None:
        await scene.say(key)

    return answer


ANSWERS: dict[Kind, Answering] = {
    Kind.NUMBER: number, Kind.GREETING: _greeting, Kind.THANKS: _saying("polite"), Kind.PERSON: _whom_to_call,
    Kind.PROGRESS: commands.my, Kind.STOP: _saying("no_more"), Kind.WITHDRAW: _withdrawing,
}  # fmt: skip
UNSURE = (Kind.NUMBER, Kind.SHORT, Kind.PLACE)
"""What these look like may as well go on about something."""
TOO_LITTLE: dict[Kind, Answering] = {Kind.SHORT: _saying("say_more")}
TOO_LITTLE_OF_STAFF: dict[Kind, Answering] = {Kind.SHORT: _find, Kind.PLACE: _find}
"""To be a report; unless it goes on about one that was just filed."""


async def no_command(message: Message, scene: Scene) -> None:
    if scene.private:
        await scene.say("unknown_command")


async def edited(message: Message, scene: Scene) -> None:
    """What was said into a draft reads anew; what was said about a case is said once more."""
    what = heard(message, scene)
    if await drafts.edited(scene.work, scene.actor, what) is not None:
        return
    about = await drafts.filed_from(scene.work, scene.actor, what) or (await _answered(message, scene, what))[0]
    if about is not None and what.words:
        await notes.edited(scene.work, scene.actor, about, what)
    elif scene.private and meant(what.words, scene.work.district.dangers):
        await said(message, scene)


async def not_taken(_message: Message, scene: Scene) -> None:
    """A sticker, a poll and the like."""
    if scene.private:
        await scene.say("not_taken")
