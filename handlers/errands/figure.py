"""The cases a figure counts, as a list for whoever asked."""

from functools import partial

from cases.board import figures
from cases.outbox import Address
from cases.work import Work
from handlers.chat.scene import texts_for
from handlers.errands.errand import Facts, Finish, say
from handlers.looks.indicators import called
from handlers.office import Office
from handlers.ports import Shared, Transaction


async def figure(office: Office, _shared: Shared, facts: Facts) -> Finish:
    async with office.reading() as (tx, work):
        found = await figures.counted(work, facts["path"], facts["figure"])
        texts = await texts_for(tx, work, Address(chat=facts["chat"]))
        said = called(*figures.title(work, facts["path"]), facts["figure"], texts, work.today)
    return partial(_listed, chat=facts["chat"], said=said, found=found)


async def no_list(tx: Transaction, _work: Work, facts: Facts) -> None:
    await say(tx, facts, "figures.none", {})


async def _listed(_tx: Transaction, work: Work, chat: int, said: str, found: list[int]) -> None:
    await figures.listed(work, chat, said, found)
