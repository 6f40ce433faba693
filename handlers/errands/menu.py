"""The commands Telegram offers a person, by what they may."""

import logging

from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import BotCommand, BotCommandScopeChat

from cases.errors import Unknown
from cases.people import Person, Role
from handlers.errands.errand import Facts, Finish
from handlers.errors import said
from handlers.office import Office
from handlers.ports import Shared
from handlers.texts import Texts

log = logging.getLogger(__name__)
RESIDENTS = ("status", "cancel", "help", "lang")
STAFF = ("my", "queue", "late", "find", "tally", "figures", "export", "status", "duty", "leave", "cancel", "help", "lang")
BESIDES: dict[Role, tuple[str, ...]] = {
    Role.LEAD: ("handover",), Role.DISPATCHER: ("new", "people"), Role.SUPERVISOR: ("people",),
    Role.ADMIN: ("people", "invite", "role", "invitations", "handover"),
}  # fmt: skip
"""What is offered to roles beside what all staff have."""


def offered(person: Person) -> tuple[str, ...]:
    """The names of their commands, what they use most first."""
    if not person.staff:
        return RESIDENTS
    besides = [name for role, names in BESIDES.items() if person.has(role) for name in names]
    return tuple(dict.fromkeys([*STAFF[:8], *besides, *STAFF[8:]]))


def described(names: tuple[str, ...], texts: Texts) -> list[BotCommand]:
    return [BotCommand(command=name, description=texts.plain(f"command.{name}")) for name in names]


async def menu(office: Office, _shared: Shared, facts: Facts) -> Finish | None:
    """As they are now, in their language. Who never opened the bot has no menu yet: it comes with their first /start."""
    async with office.reading() as (tx, _):
        try:
            person = await tx.people.get(facts["person"])
        except Unknown:
            return None
    scope, texts = BotCommandScopeChat(chat_id=person.id), Texts(person.lang, office.district.tz)
    try:
        if person.staff:
            await office.bot.set_my_commands(described(offered(person), texts), scope=scope)
        else:
            await office.bot.delete_my_commands(scope=scope)
    except (TelegramBadRequest, TelegramForbiddenError) as error:
        log.info("a person's commands: %s", said(error))
    return None
