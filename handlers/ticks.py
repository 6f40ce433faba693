"""What time makes happen, looked for every second: deadlines, bulletins, retention."""

import logging
from functools import partial

from cases import rounds, tally
from cases.ports import StoreDown
from handlers.errors import said, trace
from handlers.keen import LOOK_AGAIN, every, weathered
from handlers.office import Office

log = logging.getLogger(__name__)
FORGET_EVERY = 3600


class Ticks:
    def __init__(self, office: Office) -> None:
        self._office = office
        self._count = 0
        self._failing: dict[int, int] = {}
        """Cases and drafts that could not be moved when it was their time, and the tick at which it is tried again."""

    async def run(self) -> None:
        await every(lambda: LOOK_AGAIN, self._tick)

    async def _tick(self) -> None:
        """Each kind by itself: none stops another."""
        for kind in rounds.KINDS:
            await weathered(partial(self.due, kind))
        await weathered(self.close_days)
        if self._count % FORGET_EVERY == 0:
            await weathered(self.forget)
        self._count += 1
        self._failing = {case: until for case, until in self._failing.items() if until > self._count}

    async def due(self, kind: rounds.Kind) -> None:
        """Everything of a kind that has become due, batch by batch; nothing is written when nothing is."""
        while await self._anything(kind):
            try:
                async with self._office.writing() as (_, work):
                    done = len(await rounds.run(work, kind, self._failing))
            except StoreDown:
                raise
            except Exception as error:
                log.error("%s cannot be done together, so one by one: %s", kind, said(error))
                done = await self._one_by_one(kind)
            if not done:
                return
            log.info("%d things had become due: %s", done, kind)

    async def _one_by_one(self, kind: rounds.Kind) -> int:
        """What one case or draft raises stops no other; it is left alone for an hour."""
        async with self._office.reading() as (_, work):
            found = await rounds.due(work, kind, self._failing)
        for one in found:
            others = {*self._failing, *(other.id for other in found if other is not one)}
            try:
                async with self._office.writing() as (_, work):
                    await rounds.run(work, kind, others, most=1)
            except StoreDown:
                raise
            except Exception as error:
                log.error("%s of %s failed:\n%s", kind, one.id, "\n".join(trace(error)))
                self._failing[one.id] = self._count + FORGET_EVERY
        return len(found)

    async def close_days(self) -> None:
        """Bulletins that have become due, while nobody else writes."""
        async with self._office.reading() as (_, work):
            if not await tally.due(work):
                return
        async with self._office.writing(alone=True) as (_, work):
            await tally.close_day(work)

    async def _anything(self, kind: rounds.Kind) -> bool:
        async with self._office.reading() as (_, work):
            return await rounds.anything_due(work, kind, self._failing)

    async def forget(self) -> None:
        """What has been kept for its days is removed, page by page, and pictures nobody speaks of any more by errands."""
        async with self._office.writing() as (tx, work):
            await tx.inbox.forget(work.now)
        more = True
        while more:
            async with self._office.writing() as (tx, work):
                more, pictures = await tx.retention.forget(work.district.retention)
                if pictures:
                    await tx.outbox.errand("sweep", {"pictures": sorted(pictures)}, rank=1)
