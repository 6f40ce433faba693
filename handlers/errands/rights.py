"""What the bot may do in a group."""

import logging
from functools import partial

from aiogram.exceptions import TelegramAPIError
from aiogram.types import ChatMemberAdministrator

from cases.work import Work
from handlers.errands.errand import Facts, Finish, say
from handlers.errors import said
from handlers.office import Office
from handlers.ports import Shared, Transaction

log = logging.getLogger(__name__)
RIGHTS = ("can_pin_messages",)


async def rights(office: Office, shared: Shared, facts: Facts) -> Finish:
    """After /bind: which rights the bot still lacks there."""
    try:
        member = await office.bot.get_chat_member(facts["chat"], office.bot.id)
    except TelegramAPIError as error:
        log.info("getChatMember: %s", said(error))
        member = None
    if isinstance(member, ChatMemberAdministrator):
        lacks = [right for right in RIGHTS if not getattr(member, right)]
    else:
        lacks = ["admin"]
    department = office.district.department_of.get(facts["department"])
    about = {"purpose": facts["purpose"], "department": department.name if department else "", "lacks": lacks}
    return partial(_bound, facts=facts, about=about)


async def _bound(tx: Transaction, _work: Work, facts: Facts, about: Facts) -> None:
    await say(tx, facts, "bound", about)
