"""Commands of admins: invite, people, role, bind, unbind; and the buttons of the people card."""

import secrets
from collections.abc import Callable
from zoneinfo import ZoneInfo

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from cases import panel, staff
from cases.board import people as board
from cases.errors import BadCommand, Forbidden, NotOffered
from cases.outbox import Subject
from cases.people import Grant, Role
from cases.reach import handover as reach
from handlers.chat.keyboards import PeoplePress
from handlers.chat.scene import Scene
from handlers.texts import LANGUAGES, Texts
from handlers.updates.answers import Answer, Made

UTC = ZoneInfo("UTC")
PAGE = 30
MOST_SAID = 40


def add(router: Router, token: Callable[[], str] = lambda: secrets.token_urlsafe(24)) -> None:
    """`token` makes an invitation's secret."""

    async def invite(message: Message, command: CommandObject, scene: Scene) -> None:
        staff.must_be_admin(scene.actor)
        grant = staff.wanted(scene.work, _in_codes((command.args or "").split()))
        secret = token()
        await staff.invite(scene.work, scene.actor, scene.address, grant, secret)
        await _say_invitation(scene, grant, secret)

    async def press(query: CallbackQuery, callback_data: PeoplePress, scene: Scene) -> Made:
        """Of a card that stands in this chat."""
        key = callback_data.key
        if not await scene.tx.posts.stands(scene.address, str(key), Subject.PEOPLE):
            raise NotOffered
        secret, to = token(), callback_data.to
        await panel.press(scene.work, scene.actor, key, to, secret)
        await scene.tx.posts.turn(scene.address, str(key), callback_data.page, Subject.PEOPLE)
        if to.startswith("invite/"):
            await _say_invitation(scene, staff.wanted(scene.work, to.split("/")[1:]), secret)
        return Answer(query=query.id)

    router.callback_query(PeoplePress.filter())(press)
    router.message(Command("invite"))(invite)
    for name, handler in (
        ("people", people), ("role", role), ("bind", bind), ("unbind", unbind), ("invitations", invitations),
        ("handover", handover),
    ):  # fmt: skip
        router.message(Command(name))(handler)


async def _say_invitation(scene: Scene, grant: Grant, secret: str) -> None:
    await scene.say("invite", surely=True, **staff.shown(scene.work, grant), link=scene.link(f"i{secret}"))


async def people(message: Message, command: CommandObject, scene: Scene) -> None:
    """All, or whoever is called so; in their own chat."""
    said = "".join(char for char in " ".join((command.args or "").split()) if char.isprintable())[:MOST_SAID]
    await board.ask(scene.work, scene.actor, f"list/{said}")


async def role(message: Message, command: CommandObject, scene: Scene) -> None:
    """`/role 1101 lead huanwei` gives, `/role 1101 -worker 0103` takes, `/role 1101 -all` takes everything."""
    words = (command.args or "").split()
    if words[:1] != [str(scene.actor.id)]:
        staff.must_be_admin(scene.actor)
    if len(words) < 2:
        raise BadCommand(usage="role")
    grant = None if words[1].startswith("-") else staff.wanted(scene.work, _in_codes(words[1:]))
    person = await staff.named(scene.work, words[0], grant)
    if grant:
        await staff.give(scene.work, scene.actor, person, grant)
        name = (await scene.tx.people.get(person)).name
        await scene.say("role_given", name=name, **staff.shown(scene.work, grant))
        return
    gone: Grant | None = None if words[1] == "-all" else _ended(scene, words)
    if person == scene.actor.id and await staff.ending(scene.work, scene.actor, person, gone):
        path = "/".join([gone.role, *([gone.scope] if gone.scope else [])]) if gone else "all"
        await board.ask(scene.work, scene.actor, f"take/{person}/{path}")
        return
    await scene.say("role_taken", count=await staff.take(scene.work, scene.actor, person, gone))


def _ended(scene: Scene, words: list[str]) -> Grant:
    return staff.wanted(scene.work, _in_codes([words[1][1:], *words[2:]]), given=True)


def _in_codes(words: list[str]) -> list[str]:
    """A role may be called as people call it: 网格员 0103."""
    called = {Texts(lang, UTC).plain(f"role.{role}").lower(): role.value for lang in LANGUAGES for role in Role}
    two = " ".join(words[:2]).lower()
    if two in called:
        return [called[two], *words[2:]]
    return [called.get(words[0].lower(), words[0]), *words[1:]] if words else words


async def handover(message: Message, command: CommandObject, scene: Scene) -> None:
    """`/handover 1202`: all one has claimed goes to a colleague; by an admin `/handover 1201 1202`, of somebody who is away."""
    words = (command.args or "").split()
    if not scene.actor.staff:
        raise Forbidden
    if not 1 <= len(words) <= 2:
        raise BadCommand(usage="handover")
    people = [await staff.named(scene.work, word, None) for word in words]
    whose, colleague = people if len(people) > 1 else (scene.actor.id, people[0])
    given, left = await reach.hand_over(scene.work, scene.actor, whose, colleague)
    name = (await scene.tx.people.get(colleague)).name
    if not given and not left:
        await scene.say("handed_over.none")
        return
    await scene.say("handed_over", count=len(given), name=name, left=left)


async def invitations(message: Message, command: CommandObject, scene: Scene) -> None:
    """Those that are open; `/invitations -CODE` takes one back."""
    wanted = (command.args or "").strip()
    if wanted.startswith("-"):
        await scene.say("invitations.gone", count=await staff.withdraw(scene.work, scene.actor, scene.address, wanted[1:]))
        return
    open_ones = await staff.invitations(scene.work, scene.actor, scene.address)
    shown = [
        {
            **staff.shown(scene.work, one.grant),
            "code": one.code,
            "by": (await scene.tx.people.get(one.by)).name if one.by else "wangge invite",
            "until": scene.texts.time(one.until),
        }
        for one in open_ones[:PAGE]
    ]
    await scene.say("invitations", open=shown)


async def bind(message: Message, command: CommandObject, scene: Scene, bot: Bot) -> None:
    """What this group or topic is for. What the bot may do here is asked after the commit, by an errand."""
    bound = await staff.bind(scene.work, scene.actor, scene.address, (command.args or "").split())
    facts = {"purpose": bound.purpose.value, "department": bound.department or ""}
    where = {"chat": scene.address.chat, "thread": scene.address.thread}
    await scene.tx.outbox.errand("rights", facts | where)


async def unbind(message: Message, scene: Scene) -> None:
    await scene.say("unbound", count=await staff.unbind(scene.work, scene.actor, scene.address))
