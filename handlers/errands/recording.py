"""A recording is fetched and kept as it is; nobody looks into it."""

from dataclasses import replace
from functools import partial

from cases.work import Work
from handlers.errands.errand import Facts, Finish
from handlers.errands.photo import MOST_BYTES, download, held
from handlers.office import Office
from handlers.ports import Shared, Transaction


async def recording(office: Office, _shared: Shared, facts: Facts) -> Finish | None:
    """What cannot be fetched is known to Telegram alone, and can be played for all that."""
    async with office.reading() as (tx, _):
        wanted = (await tx.photos.get(facts["photo"])).recording
    if wanted is None:
        return None
    known = await office.bot.get_file(wanted.file_id)
    if (known.file_size or 0) > MOST_BYTES:
        return None
    sha = await office.pictures.put(await download(office, known.file_path or ""))
    return partial(_kept, facts=facts, sha=sha)


async def _kept(tx: Transaction, _work: Work, facts: Facts, sha: str) -> None:
    """Unless it was erased meanwhile."""
    found = await held(tx, facts)
    if found.recording:
        await tx.photos.save(replace(found, recording=replace(found.recording, sha=sha)))
