"""What time makes happen, looked for every second: deadlines, bulletins, retention."""

import logging

from cases import rounds, tally
from handlers.keen import LOOK_AGAIN, every, weathered
from handlers.office import Office

log = logging.getLogger(__name__)
FORGET_EVERY = 3600


class Ticks:
    def __init__(self, office: Office) -> None:
        self._office = office
        self._count = 0

    async def run(self) -> None:
        await every(lambda: LOOK_AGAIN, self._tick)

    async def _tick(self) -> None:
        await weathered(self.due)
        await self.close_days()
        if self._count % FORGET_EVERY == 0:
            await self.forget()
        self._count += 1

    async def due(self) -> None:
        """Everything that has become due, batch by batch; nothing is written when nothing is."""
        while await self._anything():
            async with self._office.writing() as (_, work):
                done = await rounds.run(work)
            if not done:
                return
            log.info("%d things had become due", done)

    async def close_days(self) -> None:
        """Bulletins that have become due, while nobody else writes."""
        async with self._office.reading() as (_, work):
            if not await tally.due(work):
                return
        async with self._office.writing(alone=True) as (_, work):
            await tally.close_day(work)

    async def _anything(self) -> bool:
        async with self._office.reading() as (_, work):
            return await rounds.anything_due(work)

    async def forget(self) -> None:
        async with self._office.writing() as (tx, work):
            await tx.inbox.forget(work.now)
