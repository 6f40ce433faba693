"""Pictures nobody speaks of any more."""

from datetime import timedelta

from handlers.errands.errand import Facts, Finish
from handlers.office import Office
from handlers.ports import Shared

LATELY = timedelta(days=1)
"""A picture put within that is not deleted: the row that speaks of it may not be written yet."""


async def sweep(office: Office, shared: Shared, facts: Facts) -> Finish | None:
    """Deleted, but for those that somebody speaks of after all, or that were only just put there."""
    async with office.reading() as (tx, work):
        kept = await tx.retention.spoken_of(facts["pictures"])
        before = work.now - LATELY
    for sha in sorted(set(facts["pictures"]) - kept):
        await office.pictures.delete(sha, before)
    return None
