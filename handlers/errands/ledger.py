"""The ledger as a workbook, for whoever asked for it, in their own chat."""

from collections.abc import AsyncIterator, Sequence
from functools import partial

from cases.board import ledger as ledgers
from cases.board import search
from cases.outbox import Address, Letter
from cases.work import Work
from handlers.chat.scene import texts_for
from handlers.errands.errand import Facts, Finish, body, say
from handlers.looks import ledger as looks
from handlers.office import Office
from handlers.ports import Pictures, Shared, Transaction
from handlers.texts import Texts


async def ledger(office: Office, _shared: Shared, facts: Facts) -> Finish:
    """Raises Forbidden where it is not theirs any more."""
    address = Address(chat=facts["chat"])
    async with office.reading() as (tx, work):
        actor, texts = await tx.people.get(facts["chat"]), await texts_for(tx, work, address)
        query = await search.query(work, actor, facts["said"], facts["written"])
        scope = await search.scope_at(work, actor, address)
        pages = [page async for page in ledgers.entries(work, query, scope, actor, ledgers.MOST)]
    found = [entry for page in pages for entry in page]
    rows = _rows(office.pictures, found, texts)
    sha = await office.pictures.ledger(texts.plain("ledger.title"), looks.heads(texts), rows)
    name = f"{texts.plain('ledger.title')}-{texts.local(office.clock.now()):%Y%m%d-%H%M}.xlsx"
    return partial(_told, facts=facts, sha=sha, name=name, count=len(found))


async def _rows(pictures: Pictures, found: Sequence[ledgers.Entry], texts: Texts) -> AsyncIterator[list[ledgers.Cell]]:
    for number, entry in enumerate(found, 1):
        yield await pictured(pictures, number, entry, texts)


async def pictured(pictures: Pictures, number: int, entry: ledgers.Entry, texts: Texts) -> list[ledgers.Cell]:
    """A row with its two pictures."""
    cells = looks.row(number, entry, texts)
    for column, photo in zip(looks.PICTURES, (entry.before, entry.after), strict=True):
        cells[column] = await body(pictures, photo)
    return cells


async def _told(tx: Transaction, _work: Work, facts: Facts, sha: str, name: str, count: int) -> None:
    to = Address(chat=facts["chat"])
    await tx.outbox.write(Letter(address=to, key="ledger.file", facts={"count": count, "name": name}, picture=sha))


async def no_ledger(tx: Transaction, _work: Work, facts: Facts) -> None:
    await say(tx, facts, "ledger.none", {})
