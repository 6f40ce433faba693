"""What time makes happen, looked for every second: deadlines, bulletins, retention, a new edition of the pack."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from cases import rounds, tally
from cases.ports import Overtaken, StoreDown
from handlers.office import Office

log = logging.getLogger(__name__)
LOOK_AGAIN = 1.0
FORGET_EVERY = 3600


class Ticks:
    def __init__(self, office: Office, before: Callable[[], Awaitable[None]]) -> None:
        """`before` is awaited at each tick: it brings clock and pack up to date."""
        self._office = office
        self._before = before

    async def run(self) -> None:
        count = 0
        while True:
            try:
                await self._before()
                await self.due()
                await self.close_days()
                if count % FORGET_EVERY == 0:
                    await self.forget()
            except StoreDown as trouble:
                log.error("the records are out of reach: %s", trouble)
            except Overtaken as case:
                log.info("%s was moved by somebody just then; again in a second", case)
            count += 1
            await asyncio.sleep(LOOK_AGAIN)

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
