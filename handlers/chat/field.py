"""签到, 签退 and 请假: by a command, or by the word alone."""

from dataclasses import replace
from datetime import date, timedelta

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from cases import staff
from cases.district.spelling import dense
from cases.errors import BadCommand, BadDate, Forbidden
from cases.field import duty
from cases.forms import typing
from cases.outbox import Address
from cases.people import Role
from handlers.chat.scene import Scene
from handlers.texts import LANGUAGES, Texts

SHOWN = 40
"""People that are named."""


def add(router: Router) -> None:
    router.message(Command("duty"))(at_work)
    router.message(Command("leave"))(leave)


def _words(scene: Scene, key: str) -> set[str]:
    """In any language, whoever's chat it is."""
    said = (Texts(lang, scene.work.district.tz).plain(key) for lang in LANGUAGES)
    return {dense(word) for words in said for word in words.split("|")}


async def said(scene: Scene, words: str, *, filling: bool) -> bool:
    """Whether it was 「签到」 or 「签退」, anywhere, or 「请假」 or 「销假」 in one's own chat. Answered in private: a group has
    other things to read. `filling`: a report is being filled in, whose words may begin like that."""
    home = replace(scene, address=Address(chat=scene.actor.id))
    leave = _of_leave(scene, words) if scene.private else None
    if dense(words) in _words(scene, "duty.in.words"):
        await _in(home)
    elif dense(words) in _words(scene, "duty.out.words"):
        await _out(home)
    elif scene.private and dense(words) in _words(scene, "leave.off.words"):
        await _leave(scene, ["off"])
    elif leave is not None and (leave or not filling):
        await _leave(scene, leave)
    else:
        return False
    return True


def _of_leave(scene: Scene, words: str) -> list[str] | None:
    """What is said after 「请假」, with or without a space: a day first, or nothing; None for anything else."""
    named = next((one for one in _words(scene, "leave.words") if words.lower().startswith(one)), None)
    if named is None:
        return None
    rest = words[len(named) :].split()
    if len(rest) > MOST_WORDS:
        return None
    try:
        return rest if not rest or _day(scene, rest[0]) is not None else None
    except BadDate:
        return None


async def _in(scene: Scene) -> None:
    shift, anew = await duty.sign_in(scene.work, scene.actor)
    time, until = scene.texts.time(shift.since), scene.texts.time(shift.until)
    key = "duty.in.back" if anew and scene.actor.away(scene.work.today) else "duty.in" if anew else "duty.in.already"
    await scene.say(key, time=time, until=until)


async def _out(scene: Scene) -> None:
    shift = await duty.sign_out(scene.work, scene.actor)
    if shift is None:
        await scene.say("duty.out.not_in")
        return
    await scene.say("duty.out", since=scene.texts.time(shift.since), time=scene.texts.time(shift.until))


async def at_work(message: Message, command: CommandObject, scene: Scene) -> None:
    """Who is; `/duty in` and `/duty out` as the words."""
    if not scene.private:
        await scene.say("go_private", link=scene.link())
        return
    word = (command.args or "").strip().lower()
    if word in ("in", "out"):
        await (_in if word == "in" else _out)(scene)
        return
    if word:
        raise BadCommand(usage="duty")
    there = await duty.at_work(scene.work, scene.actor)
    listed = [
        {
            "name": person.name,
            "since": scene.texts.time(shift.since),
            "roles": [staff.shown(scene.work, grant) for grant in person.grants],
            "placed": shift.point is not None,
        }
        for person, shift in there[:SHOWN]
    ]
    mine = scene.actor.on_duty(scene.work.now)
    await scene.say("duty.list", listed=listed, more=max(0, len(there) - SHOWN), mine=mine)


async def leave(message: Message, command: CommandObject, scene: Scene) -> None:
    """`/leave 12-05` until that day, `/leave 12-05 1202` with who stands in, `/leave off` there again; by an admin with whose it
    is first."""
    if not scene.private:
        await scene.say("go_private", link=scene.link())
        return
    if not scene.actor.staff:
        raise Forbidden
    await _leave(scene, (command.args or "").split())


async def _leave(scene: Scene, words: list[str]) -> None:
    whose = scene.actor.id
    if words and words[0].lower() != "off" and _day(scene, words[0]) is None:
        whose = await _other(scene, words.pop(0))
    if [word.lower() for word in words] == ["off"]:
        back = await duty.back(scene.work, scene.actor, whose)
        await scene.say("leave.off" if back else "leave.was_there", name=(await scene.tx.people.get(whose)).name)
        return
    until = _day(scene, words[0]) if words else None
    if until is None or len(words) > MOST_WORDS:
        raise BadCommand(usage="leave")
    deputy = await staff.colleague(scene.work, words[1]) if len(words) == 2 else None
    left = await duty.leave(scene.work, scene.actor, whose, until, deputy)
    await scene.say(
        "leave", name=left.whose.name, until=left.until.isoformat(), deputy=left.deputy.name if left.deputy else "",
        given=left.given, kept=left.kept, stays=left.stays, unable=left.unable,
    )  # fmt: skip


async def _other(scene: Scene, word: str) -> int:
    """Whose leave an admin enters. Of others, what is no day is not understood. Raises BadCommand, Unknown."""
    if not scene.actor.has(Role.ADMIN):
        raise BadCommand(usage="leave")
    return await staff.colleague(scene.work, word)


MOST_WORDS = 2
"""Of leave: until when, and who stands in."""
IDS_FROM = 4
"""Digits; a shorter number is one of days."""


def _day(scene: Scene, word: str) -> date | None:
    for lang in LANGUAGES:
        near = Texts(lang, scene.work.district.tz).plain("leave.days").split("|")
        if word.lower() in near:
            return scene.work.today + timedelta(days=near.index(word.lower()))
    if word[:1] in "-+" or (word.isdecimal() and len(word) >= IDS_FROM):
        return None
    try:
        return typing.day(word, scene.work.today)
    except BadDate as error:
        if word[:1].isdecimal():
            raise BadDate from error
        return None
