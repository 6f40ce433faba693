"""Standing work only one process may do at a time: leases, kept for as long as they can be renewed, shared among processes."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection
from datetime import datetime

from cases.store import StoreDown
from handlers.loops import every, weathered
from handlers.ports import Records, Transaction

log = logging.getLogger(__name__)
RENEW_SECONDS = 4.0
TRUSTED_SECONDS = 10.0
"""So long after it was last renewed a lease is still taken to be ours; its term is longer."""
NOWHERE = ""


class Lease:
    """One lease of one district. Whoever works under it asks `held` before, and `confirm` inside the transaction."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.number: int | None = None
        """Rises whenever the lease changes hands."""
        self.since = 0.0
        self.leaving = False
        """Somebody else's part: nothing new is begun under it, and once nothing is in hand it is let go."""
        self.in_hand = False
        self.forsaken = False
        """Nobody took it as part of their share, so it is ours beyond our own."""

    @property
    def held(self) -> bool:
        return self.number is not None and not self.leaving and time.monotonic() - self.since < TRUSTED_SECONDS

    async def confirm(self, tx: Transaction) -> bool:
        """Whether it is still ours, as the records say; if not, nothing is tried under it any more."""
        if self.number is not None and not await tx.leases.holds(self.name, self.number):
            self.number = None
        return self.number is not None


class Leases:
    """All leases of a process, of whatever districts, renewed together."""

    def __init__(self, records: Records, clock: Callable[[], datetime], holder: str) -> None:
        self._records = records
        self._clock = clock
        self._holder = holder
        self._wanted: dict[tuple[str, str], Lease] = {}
        self._one = asyncio.Lock()
        self._content = False
        """This process has its share."""

    def of(self, district: str, name: str) -> Lease:
        """Wanted from now on, and held once it was to be had."""
        return self._wanted.setdefault((district, name), Lease(name))

    async def run(self) -> None:
        await every(self._pause, self.renew)

    def _pause(self) -> float:
        return RENEW_SECONDS if self._content else RENEW_SECONDS / 4

    async def take_new(self) -> None:
        """Those that came to be wanted since, as far as they are to be had."""
        if any(lease.since == 0.0 for lease in self._wanted.values()):
            await weathered(self.renew)

    async def renew(self) -> None:
        async with self._one:
            await self._renew()

    async def _renew(self) -> None:
        started, wanted = time.monotonic(), dict(self._wanted)
        if not wanted:
            return
        let_go = [named for named, lease in wanted.items() if lease.leaving and not lease.in_hand and lease.number is not None]
        async with self._records.writing(NOWHERE, self._clock, quiet=True) as tx:
            held = await tx.leases.renew(self._holder, wanted, let_go)
            shares = await tx.leases.shares(wanted)
        fresh: list[Lease] = []
        for named, lease in sorted(wanted.items()):
            before, lease.number, lease.since = lease.number, held.get(named), started
            if lease.number != before:
                log.info("%s: %s is done %s from now on", *named, "elsewhere" if lease.number is None else "here")
                fresh.append(lease)
        short = [name for name, share in shares.items() if not self._share_out(name, share, fresh)]
        self._content = not short

    def _share_out(self, name: str, share: int, fresh: Collection[Lease]) -> bool:
        """Whoever comes gets as many as everybody has. Whether this process has its part."""
        of_it = [lease for lease in self._wanted.values() if lease.name == name]
        mine = [lease for lease in of_it if lease.number is not None]
        for lease in of_it:
            lease.leaving = False
            lease.forsaken = lease.number is not None and (lease.forsaken or (len(mine) > share and lease in fresh))
        for at, lease in enumerate(lease for lease in mine if not lease.forsaken):
            lease.leaving = at >= share
        return len(mine) >= share

    async def give_back(self) -> None:
        """At a stop: whoever waits for them need not wait for their end."""
        for lease in self._wanted.values():
            lease.number = None
        try:
            async with self._records.writing(NOWHERE, self._clock, quiet=True) as tx:
                await tx.leases.give_back(self._holder)
        except StoreDown as trouble:
            log.warning("leases could not be given back: %s", trouble)
