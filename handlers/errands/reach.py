"""What could not be shown or said goes to whoever should know."""

from contextlib import suppress
from functools import partial

from cases.errors import Unknown
from cases.outbox import Address, Subject
from cases.reach import unseen
from cases.work import Work
from handlers.errands.errand import Facts, Finish
from handlers.office import Office
from handlers.ports import Shared, Transaction


async def silenced(office: Office, shared: Shared, facts: Facts) -> Finish:
    return partial(_silenced, facts=facts)


async def unshown(office: Office, shared: Shared, facts: Facts) -> Finish:
    return partial(_unseen, facts=facts)


async def _silenced(_tx: Transaction, work: Work, facts: Facts) -> None:
    with suppress(Unknown):
        address = Address(chat=facts["chat"], thread=facts["thread"])
        await unseen.silenced(work, address, facts["why"], news=facts.get("news", True))


async def _unseen(_tx: Transaction, work: Work, facts: Facts) -> None:
    address = Address(chat=facts["chat"], thread=facts["thread"])
    with suppress(Unknown):
        if facts["subject"]:
            await unseen.given_up(work, Subject(facts["subject"]), facts["key"], address, facts["why"])
        else:
            await unseen.unsaid(work, facts["letter"], address, facts["why"])
