"""What time makes happen: deadlines when their time has come, bulletins at the end of a day, what is left lying once an hour."""

import asyncio
import logging
import secrets
import time
from contextlib import suppress
from datetime import datetime
from functools import partial

from cases import ticks
from cases.casework import drawing
from cases.figures import bulletins, folding, summaries
from cases.notices import gathering
from cases.store import StoreDown
from handlers.errors import said, trace
from handlers.loops import LOOK_AGAIN, weathered
from handlers.office import Office

log = logging.getLogger(__name__)
HOUR = 3600.0
FEW_DAYS = 3
"""Folded at once: other things become due meanwhile."""
NOTHING_DUE = 30.0
"""Seconds for which nobody looks again where a case was said to be due and none was."""


class Ticks:
    def __init__(self, office: Office) -> None:
        self._office = office
        self._news = asyncio.Event()
        self._closes: datetime | None = None
        """When the day that runs ends, or the next morning comes; None: not known which days are still to be decided."""
        self._hourly = 0.0
        self._rung, self._quiet_until = False, 0.0
        self._failing: dict[int, float] = {}
        """Cases and drafts that could not be moved when it was their time, and when it is tried again."""

    def ring(self) -> None:
        """A case's time may have come."""
        if time.monotonic() >= self._quiet_until:
            self._rung = True
            self._news.set()

    def anew(self) -> None:
        """The clock was moved, or the pack is another: everything is looked at again."""
        self._closes, self._hourly, self._quiet_until = None, 0.0, 0.0
        self._news.set()

    async def run(self) -> None:
        while True:
            self._news.clear()
            await self._tick()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._rest()):
                    await self._news.wait()

    def _rest(self) -> float:
        """Seconds until there may be something to do that nobody rings for."""
        if self._closes is None:
            return LOOK_AGAIN
        day = (self._closes - self._office.clock.now()).total_seconds()
        return max(LOOK_AGAIN, min(day, self._hourly - time.monotonic()))

    async def _tick(self) -> None:
        """Each kind by itself: none stops another."""
        self._failing = {one: until for one, until in self._failing.items() if until > time.monotonic()}
        moved = await self._all_due(ticks.WOKEN)
        if self._rung and not moved:
            self._quiet_until = time.monotonic() + NOTHING_DUE
        self._rung = False
        if self._closes is None or self._closes <= self._office.clock.now():
            await weathered(self.close_days)
            await weathered(self.draw)
            await weathered(self.fold)
            await weathered(self.summarise)
        if self._hourly <= time.monotonic():
            for kind in ticks.OF_DRAFTS:
                await self._all_due(kind)
            await weathered(self.forget)
            self._hourly = time.monotonic() + HOUR

    async def _all_due(self, kind: ticks.Kind) -> bool:
        return await weathered(partial(self.due, kind))

    async def due(self, kind: ticks.Kind) -> bool:
        """Everything of a kind that has become due, batch by batch; nothing is written when nothing is. Whether there was any."""
        moved = False
        while await self._anything(kind):
            try:
                async with self._office.writing() as (_, work):
                    done = len(await ticks.run(work, kind, self._failing))
            except StoreDown:
                raise
            except Exception as error:
                log.error("%s cannot be done together, so one by one: %s", kind, said(error))
                done = await self._one_by_one(kind)
            if not done:
                break
            moved = True
            log.info("%d things had become due: %s", done, kind)
        return moved

    async def _one_by_one(self, kind: ticks.Kind) -> int:
        """What one case or draft raises stops no other; it is left alone for an hour."""
        async with self._office.reading() as (_, work):
            found = await ticks.due(work, kind, self._failing)
        for one in found:
            others = {*self._failing, *(other.id for other in found if other is not one)}
            try:
                async with self._office.writing() as (_, work):
                    await ticks.run(work, kind, others, most=1)
            except StoreDown:
                raise
            except Exception as error:
                log.error("%s of %s failed:\n%s", kind, one.id, "\n".join(trace(error)))
                self._failing[one.id] = time.monotonic() + HOUR
        return len(found)

    async def close_days(self) -> None:
        """Bulletins that have become due, while nobody else writes; and in the morning, what the day brings."""
        async with self._office.reading() as (_, work):
            due, closes = await bulletins.due(work), min(bulletins.closes(work), gathering.next_morning(work))
            morning = await gathering.due(work)
        if due:
            async with self._office.writing(alone=True) as (_, work):
                await bulletins.close_day(work)
                due = await bulletins.due(work)
        if morning:
            async with self._office.writing() as (_, work):
                await gathering.morning(work)
        self._closes = None if due else closes

    async def draw(self) -> None:
        """Which of what was closed on days that are decided is looked at again."""
        async with self._office.reading() as (_, work):
            undrawn = await drawing.due(work)
        for day in undrawn:
            async with self._office.writing() as (_, work):
                await drawing.draw(work, day, secrets.token_hex(16))

    async def fold(self) -> None:
        """What decided days have made known goes into the figures; of many days a few at a time."""
        for _ in range(FEW_DAYS):
            async with self._office.reading() as (_, work):
                one = await folding.due(work)
                rows = await folding.fold(work, one) if one else {}
            if one is None:
                return
            async with self._office.writing() as (tx, _):
                await tx.folds.keep(one, rows)
        self._closes = None

    async def summarise(self) -> None:
        """Weekly and monthly figures, in the morning after their last day."""
        async with self._office.reading() as (_, work):
            found = {days: await summaries.figures(work, days) for days in await summaries.due(work)}
        for days, told in found.items():
            async with self._office.writing() as (_, work):
                await summaries.decide(work, days, told)

    async def _anything(self, kind: ticks.Kind) -> bool:
        async with self._office.reading() as (_, work):
            return await ticks.anything_due(work, kind, self._failing)

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
