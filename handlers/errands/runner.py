"""What must not happen inside a transaction: fetching what was sent, checking it, drawing; done after the commit, by lease."""

import asyncio
import logging

from cases.store import StoreDown
from handlers.errands import figure, ledger, menu, pair, paper, photo, poster, reach, recording, rights, sweep
from handlers.errands.errand import Do, GiveUp
from handlers.errors import said
from handlers.loops import Floor, weathered
from handlers.office import Office
from handlers.ports import Errand, Shared

log = logging.getLogger(__name__)
GATHER = 0.05


class Runner:
    """Takes one errand at a time; its result is one more transaction."""

    def __init__(self, office: Office, shared: Shared) -> None:
        self._office = office
        self._shared = shared
        self._floor = Floor()

    async def run(self) -> None:
        """Until there is none, and then until something was committed or waits."""
        while True:
            if not await weathered(self.once):
                await self._hinted()

    async def _hinted(self) -> None:
        """Not at every commit of a busy city: an errand can wait a moment."""
        await self._shared.wait(self._office.district.code)
        await asyncio.sleep(GATHER)

    async def once(self) -> bool:
        """One errand; False when there is none."""
        async with self._office.reading() as (tx, _):
            floor = await self._floor.under(tx.outbox.lowest_errand)
            if not await tx.outbox.has_errand(floor):
                return False
        async with self._office.writing() as (tx, _):
            taken = await tx.outbox.take_errand(floor)
        if taken is None:
            return False
        if taken.spent:
            await self._failed(taken, "begun as often as may be and never finished")
            return True
        try:
            finish = await ERRANDS[taken.kind](self._office, self._shared, taken.facts)
            async with self._office.writing() as (tx, work):
                if await tx.outbox.errand_done(taken.id) and finish:
                    await finish(tx, work)
        except StoreDown:
            raise
        except Exception as error:
            await self._failed(taken, said(error))
        return True

    async def _failed(self, errand: Errand, why: str) -> None:
        log.warning("errand %s %s failed: %s", errand.kind, errand.id, why)
        async with self._office.writing() as (tx, work):
            if await tx.outbox.errand_failed(errand.id, why) and errand.kind in GIVEN_UP:
                await GIVEN_UP[errand.kind](tx, work, errand.facts)


ERRANDS: dict[str, Do] = {
    "photo": photo.photo, "pair": pair.pair, "poster": poster.poster, "rights": rights.rights, "silenced": reach.silenced,
    "unseen": reach.unshown, "sweep": sweep.sweep, "menu": menu.menu, "recording": recording.recording, "paper": paper.paper,
    "figure": figure.figure, "ledger": ledger.ledger,
}  # fmt: skip
GIVEN_UP: dict[str, GiveUp] = {
    "photo": photo.gone,
    "pair": pair.no_sheet,
    "poster": poster.no_poster,
    "paper": paper.no_paper,
    "ledger": ledger.no_ledger,
    "figure": figure.no_list,
}
"""What is said when one cannot be done."""
