"""A case on paper, for whoever asked for it, in their own chat."""

from functools import partial

from cases.board import paper as papers
from cases.outbox import Address, Letter
from cases.work import Work
from handlers.errands.errand import Facts, Finish, body, say
from handlers.looks.paper import sheet
from handlers.office import Office
from handlers.ports import Shared, Transaction
from handlers.texts import Texts


async def paper(office: Office, _shared: Shared, facts: Facts) -> Finish:
    """Raises Forbidden where it is not theirs any more."""
    async with office.reading() as (tx, work):
        found = await papers.paper(work, await tx.people.get(facts["chat"]), facts["case"])
    zh, en = (Texts(lang, work.district.tz) for lang in ("zh", "en"))
    link = f"https://t.me/{office.username}?start=c{found.case.id}"
    pictures = [await body(office.pictures, photo) for photo in (found.before, found.after)]
    sha = await office.pictures.put(await office.pictures.paper(sheet(found, zh, en, link), *pictures))
    return partial(_told, facts=facts, sha=sha, number=found.case.number)


async def _told(tx: Transaction, _work: Work, facts: Facts, sha: str, number: str) -> None:
    to = Address(chat=facts["chat"], thread=facts["thread"])
    await tx.outbox.write(Letter(address=to, key="paper", facts={"number": number}, picture=sha))


async def no_paper(tx: Transaction, _work: Work, facts: Facts) -> None:
    await say(tx, facts, "paper.none", {})
