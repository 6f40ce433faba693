"""Commands everybody has: start, help, cancel, my, status, queue, tally, new, lang."""

import re
from datetime import date
from typing import Any

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import Message

from cases import staff
from cases.board import lists
from cases.board.queue import MOST_COUNTED
from cases.casework.case import Case, Source
from cases.errors import BadCommand, Forbidden
from cases.figures import bulletins
from cases.intake import drafts
from cases.outbox import DISPATCHERS, Subject, Voice
from cases.people import Person, Role
from handlers.chat.scene import Scene

SHOWN = 5
"""Cards a command puts into a chat at once."""


def add(router: Router) -> None:
    router.message(CommandStart())(start)
    for name, handler in (
        ("help", help_), ("cancel", cancel), ("my", my), ("status", status), ("queue", queue), ("tally", tally_),
        ("new", new), ("lang", lang),
    ):  # fmt: skip
        router.message(Command(name))(handler)


def roles(person: Person) -> list[dict[str, str | None]]:
    """With the codes of what they are for, as commands take them."""
    return [{"role": grant.role.value, "scope": grant.scope} for grant in person.grants]


async def start(message: Message, command: CommandObject, scene: Scene) -> None:
    """A greeting; with a payload, an invitation (i…) or a draft begun in a group (d…)."""
    payload = command.args or ""
    if not scene.private:
        await scene.say("go_private", link=scene.link())
        return
    if payload.startswith("i"):
        grant = await staff.join(scene.work, scene.actor, payload[1:])
        again = grant in scene.actor.grants
        await scene.say("already" if again else "joined", surely=True, **staff.shown(scene.work, grant))
        await _hello(scene, await scene.tx.people.get(scene.actor.id))
    elif re.fullmatch(r"d[0-9]{1,18}", payload):
        await drafts.move(scene.work, scene.actor, int(payload[1:]))
    else:
        await _hello(scene, scene.actor)


async def _hello(scene: Scene, person: Person) -> None:
    if person.staff:
        named = [staff.shown(scene.work, grant) for grant in person.grants]
        await scene.say("hello.staff", keyboard="staff", name=person.name, roles=named)
    else:
        name = scene.work.district.english if scene.texts.lang == "en" else scene.work.district.name
        await scene.say("hello.resident", keyboard="resident", district=name)


async def help_(message: Message, scene: Scene) -> None:
    await scene.say("help", roles=[grant.role.value for grant in scene.actor.grants])


async def cancel(message: Message, scene: Scene) -> None:
    gone = await drafts.cancel_newest(scene.work, scene.actor, scene.address)
    await scene.say("cancelled" if gone else "nothing_to_cancel")


async def _only_private(scene: Scene) -> bool:
    if not scene.private:
        await scene.say("go_private", link=scene.link())
    return scene.private


async def _show(scene: Scene, cases: list[Case]) -> None:
    for case in cases:
        await scene.tx.outbox.show(Subject.CASE, case.id, scene.address, Voice.LOUD)


async def my(message: Message, scene: Scene) -> None:
    """One's own cases, fresh cards, the newest last."""
    if not await _only_private(scene):
        return
    cases = await scene.tx.cases.mine(scene.actor.id, SHOWN)
    await scene.say("my_cases", count=len(cases)) if cases else await scene.say("no_cases")
    await _show(scene, cases[::-1])


async def status(message: Message, command: CommandObject, scene: Scene) -> None:
    """One case by its number; without one, a resident's latest."""
    if not await _only_private(scene):
        return
    if command.args:
        case = await lists.numbered(scene.work, scene.actor, command.args)
        await _show(scene, [case])
    else:
        await my(message, scene)


async def queue(message: Message, scene: Scene) -> None:
    """What waits for somebody: in their departments' queues, with the dispatchers, to be verified or checked by them."""
    if not await _only_private(scene):
        return
    if not scene.actor.staff:
        raise Forbidden
    shown = [await _queue_of(scene, department) for department in scene.actor.scopes(Role.LEAD)]
    if scene.actor.has(Role.DISPATCHER):
        waiting = scene.texts.many(await scene.tx.cases.queued(DISPATCHERS, MOST_COUNTED))
        shown.append(await _listed(scene, "waiting_for", await scene.tx.cases.queue(DISPATCHERS, SHOWN), total=waiting))
    seen = await lists.to_look_at(scene.work, scene.actor, lists.MOST_LOOKED)
    shown.append(await _listed(scene, "look_for", seen[:SHOWN], total=scene.texts.many(len(seen))))
    if not any(shown):
        await scene.say("no_queue")


async def _queue_of(scene: Scene, department: str) -> int:
    cases = await scene.tx.cases.queue(department, SHOWN)
    total = scene.texts.many(await scene.tx.cases.queued(department, MOST_COUNTED))
    found = scene.work.department(department)
    name = scene.texts.name(found.name if found else department)
    return await _listed(scene, "queue_for", cases, name=name, total=total)


async def _listed(scene: Scene, key: str, cases: list[Case], **facts: Any) -> int:
    """Says how many there are and shows them; nothing for none."""
    if cases:
        await scene.say(key, shown=len(cases), **facts)
        await _show(scene, cases)
    return len(cases)


async def tally_(message: Message, command: CommandObject, scene: Scene) -> None:
    """What has come since the last bulletin, or a past day's bulletin."""
    if not scene.actor.staff:
        raise Forbidden
    day = None
    if command.args:
        try:
            day = date.fromisoformat(command.args.strip())
        except ValueError as error:
            raise BadCommand(usage="tally") from error
    await bulletins.on_demand(scene.work, scene.address, day)


async def new(message: Message, scene: Scene) -> None:
    """What comes by phone or paper, entered by a dispatcher."""
    if not scene.actor.has(Role.DISPATCHER):
        raise Forbidden
    await drafts.begin(scene.work, scene.actor, scene.address, Source.HOTLINE)


async def lang(message: Message, command: CommandObject, scene: Scene) -> None:
    """One's own language in private; a group's, by an admin of the district, in the group."""
    wanted = (command.args or "").strip().lower()
    if wanted not in ("zh", "en"):
        if wanted or not scene.private:
            await scene.say("lang_how")
            return
        wanted = "en" if scene.actor.lang == "zh" else "zh"
    if scene.private:
        await scene.tx.people.set_lang(scene.actor.id, wanted)
    elif scene.actor.has(Role.ADMIN):
        await scene.tx.bindings.set_lang(scene.address.chat, wanted)
    else:
        raise Forbidden
    await scene.say("lang_set", keyboard=_keyboard(scene.actor) if scene.private else None)


def _keyboard(person: Person) -> str:
    return "staff" if person.staff else "resident"
