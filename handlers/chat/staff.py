"""Commands of admins: invite, people, role, bind, unbind."""

import secrets
from collections.abc import Callable
from zoneinfo import ZoneInfo

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from cases import staff
from cases.errors import BadCommand
from cases.people import Grant, Role
from handlers.chat.commands import roles
from handlers.chat.scene import Scene
from handlers.texts import LANGUAGES, Texts

UTC = ZoneInfo("UTC")
PAGE = 30


def add(router: Router, token: Callable[[], str] = lambda: secrets.token_urlsafe(24)) -> None:
    """`token` makes an invitation's secret."""

    async def invite(message: Message, command: CommandObject, scene: Scene) -> None:
        staff.must_be_admin(scene.actor)
        grant = staff.wanted(scene.work, _in_codes((command.args or "").split()))
        secret = token()
        await staff.invite(scene.work, scene.actor, scene.address, grant, secret)
        await scene.say("invite", surely=True, **staff.shown(scene.work, grant), link=scene.link(f"i{secret}"))

    router.message(Command("invite"))(invite)
    for name, handler in (
        ("people", people), ("role", role), ("bind", bind), ("unbind", unbind), ("invitations", invitations),
    ):  # fmt: skip
        router.message(Command(name))(handler)


async def people(message: Message, command: CommandObject, scene: Scene) -> None:
    wanted = (command.args or "").strip()
    page = int(wanted) if wanted.isascii() and wanted.isdecimal() and 0 < len(wanted) < 6 else 1
    listed = await staff.listed(scene.work, scene.actor)
    shown = listed[max(0, page - 1) * PAGE : page * PAGE]
    facts = [{"id": one.id, "name": one.name, "roles": roles(one)} for one in shown]
    await scene.say("people", people=facts, count=len(listed), more=len(listed) > page * PAGE)


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
    await scene.say("role_taken", count=await staff.take(scene.work, scene.actor, person, gone))


def _ended(scene: Scene, words: list[str]) -> Grant:
    return staff.wanted(scene.work, _in_codes([words[1][1:], *words[2:]]), given=True)


def _in_codes(words: list[str]) -> list[str]:
    """A role may be called as people call it: 网格员 0103."""
    called = {Texts(lang, UTC).plain(f"role.{role}").lower(): role.value for lang in LANGUAGES for role in Role}
    return [called.get(words[0].lower(), words[0]), *words[1:]] if words else words


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
            "by": one.by,
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
