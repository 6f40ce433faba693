"""Commands everybody has: start, help, cancel, my, status, queue, late, find, tally, new, lang."""

import re
from dataclasses import replace

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import Message

from cases import staff
from cases.board import ledger, lists, search
from cases.board.queue import may_turn, queues_at, to_check
from cases.casework.case import Source
from cases.district.spelling import dense
from cases.figures import bulletins
from cases.intake import drafts
from cases.intake.draft import Draft
from cases.outbox import CHECKS, Subject, Voice
from cases.people import Person, Role
from handlers.chat.scene import Scene
from handlers.looks.found import standings
from handlers.looks.intake import called

SHOWN = 5
"""Cards a command puts into a chat at once."""


def add(router: Router) -> None:
    router.message(CommandStart())(start)
    for name, handler in (
        ("help", help_), ("cancel", cancel), ("my", my), ("status", status), ("queue", queue), ("tally", tally_), ("find", find),
        ("export", export), ("late", late), ("new", new), ("lang", lang),
    ):  # fmt: skip
        router.message(Command(name))(handler)


async def start(message: Message, command: CommandObject, scene: Scene) -> None:
    """A greeting; with a payload, an invitation (i…), a draft begun in a group (d…), or a case scanned from paper (c…)."""
    payload = command.args or ""
    if not scene.private:
        await scene.say("go_private", link=scene.link())
        return
    if payload.startswith("i"):
        grant = await staff.join(scene.work, scene.actor, payload[1:])
        again = grant in scene.actor.grants
        joined = replace(scene, actor=await scene.tx.people.get(scene.actor.id))
        await joined.say("already" if again else "joined", surely=True, **staff.shown(scene.work, grant))
        await _hello(joined, joined.actor)
    elif re.fullmatch(r"d[0-9]{1,18}", payload):
        await drafts.move(scene.work, scene.actor, int(payload[1:]))
    elif re.fullmatch(r"c[0-9]{1,18}", payload):
        found = await lists.scanned(scene.work, scene.actor, int(payload[1:]))
        await lists.shown(scene.work, [found], scene.address)
    else:
        await _hello(scene, scene.actor)


async def _hello(scene: Scene, person: Person) -> None:
    if person.staff:
        await staff.menu(scene.work, person.id)
        named = [staff.shown(scene.work, grant) for grant in person.grants]
        await scene.say("hello.staff", keyboard="staff", name=person.name, roles=named)
    else:
        name = scene.work.district.english if scene.texts.lang == "en" else scene.work.district.name
        await scene.say("hello.resident", keyboard="resident", district=name)


async def help_(message: Message, scene: Scene) -> None:
    await scene.say("help", roles=[grant.role.value for grant in scene.actor.grants])


async def cancel(message: Message, scene: Scene) -> None:
    gone = await drafts.cancel_newest(scene.work, scene.actor, scene.address)
    await (say_cancelled(scene, gone) if gone else scene.say("nothing_to_cancel"))


async def say_cancelled(scene: Scene, draft: Draft) -> None:
    """With what it was about, for there may be several."""
    what = called(draft, scene.work.district, scene.texts) if draft.is_report else ""
    await (scene.say("cancelled.of", what=what) if what else scene.say("cancelled"))


async def _only_private(scene: Scene) -> bool:
    if not scene.private:
        await scene.say("go_private", link=scene.link())
    return scene.private


async def my(message: Message, scene: Scene) -> None:
    """One's own cases, fresh cards, the newest last; of who has many, or claims them, a list with pages."""
    if not await _only_private(scene):
        return
    cases = await scene.tx.cases.mine(scene.actor.id, SHOWN + 1)
    if scene.actor.has(Role.LEAD) or (scene.actor.staff and len(cases) > SHOWN):
        mine = scene.texts.plain("find.mine")
        await search.ask(scene.work, scene.actor, scene.address, mine, {dense(mine): search.MINE})
        return
    cases = cases[:SHOWN]
    if cases:
        await scene.say("my_cases", count=len(cases))
    elif await scene.tx.drafts.open(scene.actor.id, scene.address):
        await scene.say("no_cases.draft")
    else:
        await scene.say("no_cases" if scene.actor.staff else "no_cases.resident")
    await lists.shown(scene.work, cases[::-1], scene.address)


async def status(message: Message, command: CommandObject, scene: Scene) -> None:
    """One case by its number; without one, a resident's latest."""
    if not await _only_private(scene):
        return
    if command.args:
        case = await lists.numbered(scene.work, scene.actor, command.args)
        await lists.shown(scene.work, [case], scene.address)
    else:
        await my(message, scene)


async def queue(message: Message, scene: Scene) -> None:
    """What waits for somebody: a few as their cards, many as a list with pages; in a topic, its queue."""
    if keys := [] if scene.private else await queues_at(scene.work, scene.address):
        for key in keys:
            await may_turn(scene.work, scene.actor, key, scene.address)
            await _queue_card(scene, key)
        return
    if not await _only_private(scene):
        return
    found = await lists.waiting(scene.work, scene.actor, SHOWN)
    if len(await to_check(scene.work, scene.address)) > 1:
        await _queue_card(scene, CHECKS)
    for one in found:
        if one.total > SHOWN:
            await _many(scene, one)
            continue
        await scene.say(_whose(one), shown=len(one.cases), total=scene.texts.many(one.total), name=_named(scene, one.queue))
        await lists.shown(scene.work, one.cases, scene.address)
    if not found:
        await scene.say("no_queue")


async def _queue_card(scene: Scene, key: str) -> None:
    """Anew, from its first page, and at once."""
    await scene.tx.posts.turn(scene.address, key, 0)
    await scene.tx.outbox.show(Subject.QUEUE, key, scene.address, Voice.LOUD)


async def _many(scene: Scene, waiting: lists.Waiting) -> None:
    if waiting.queue is not None:
        await _queue_card(scene, waiting.queue)
        return
    said = scene.texts.plain("find.looking")
    await search.ask(scene.work, scene.actor, scene.address, said, {dense(said): search.LOOKING})


def _whose(waiting: lists.Waiting) -> str:
    return "look_for" if waiting.queue is None else "queue_for" if waiting.queue else "waiting_for"


def _named(scene: Scene, department: str | None) -> str:
    found = scene.work.department(department)
    return scene.texts.name(found.name if found else department or "")


async def find(message: Message, command: CommandObject, scene: Scene) -> None:
    """By street, words, category, number, name, status, department, grid or day."""
    await looked_for(scene, command.args or "")


async def export(message: Message, command: CommandObject, scene: Scene) -> None:
    """The ledger of what is found as a workbook, in their own chat."""
    said = (command.args or "")[: search.MOST_SAID]
    count = await ledger.ask(scene.work, scene.actor, said, search.in_signs(said, standings(scene.work.district.tz)))
    await scene.say("ledger.coming", count=count)


async def late(message: Message, scene: Scene) -> None:
    """Everything that is over its limit; in a topic, there."""
    await looked_for(scene, scene.texts.plain("find.overdue").split()[0])


async def looked_for(scene: Scene, said: str) -> None:
    await search.ask(scene.work, scene.actor, scene.address, said, standings(scene.work.district.tz))


def asks(scene: Scene, said: str) -> bool:
    """Whether a few words look for cases: one of them says how a case stands."""
    words = said.split()
    if not 1 < len(words) <= search.MOST_WORDS:
        return False
    known = standings(scene.work.district.tz)
    return any(dense(word) in known for word in words)


async def tally_(message: Message, command: CommandObject, scene: Scene) -> None:
    """What has come since the last bulletin, or a past day's bulletin."""
    await bulletins.on_demand(scene.work, scene.actor, scene.address, (command.args or "").strip())


async def new(message: Message, scene: Scene) -> None:
    """What comes by phone or paper, entered by a dispatcher."""
    await drafts.begin(scene.work, scene.actor, scene.address, Source.HOTLINE)


async def lang(message: Message, command: CommandObject, scene: Scene) -> None:
    """One's own language in private; a group's, by an admin of the district, in the group."""
    wanted = (command.args or "").strip().lower()
    if wanted not in ("zh", "en"):
        if wanted or not scene.private:
            await scene.say("lang_how")
            return
        wanted = "en" if scene.actor.lang == "zh" else "zh"
    await staff.speak(scene.work, scene.actor, scene.address, wanted)
    await scene.say("lang_set", keyboard=_keyboard(scene.actor) if scene.private else None)


def _keyboard(person: Person) -> str:
    return "staff" if person.staff else "resident"
