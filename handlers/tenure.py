"""Standing work only one process may do at a time: a lease kept for as long as it can be renewed."""

import logging
import time

from cases.ports import StoreDown
from handlers.keen import every
from handlers.office import Office
from handlers.ports import Transaction

log = logging.getLogger(__name__)
RENEW_SECONDS = 4.0
TRUSTED_SECONDS = 10.0
"""So long after it was last renewed a lease is still taken to be ours; its term is longer."""


class Tenure:
    """One lease of one district. Whoever works under it asks `held` before, and `confirm` inside the transaction."""

    def __init__(self, office: Office, name: str, holder: str) -> None:
        self._office = office
        self._name = name
        self._holder = holder
        self.number: int | None = None
        """Rises whenever the lease changes hands."""
        self._since = 0.0

    @property
    def held(self) -> bool:
        return self.number is not None and time.monotonic() - self._since < TRUSTED_SECONDS

    async def confirm(self, tx: Transaction) -> bool:
        """Whether it is still ours, as the records say; if not, nothing is tried under it any more."""
        if self.number is not None and not await tx.leases.holds(self._name, self.number):
            self.number = None
        return self.number is not None

    async def run(self) -> None:
        await every(lambda: RENEW_SECONDS if self.held else RENEW_SECONDS / 4, self.renew)

    async def renew(self) -> None:
        started, before = time.monotonic(), self.number
        async with self._office.writing() as (tx, _):
            self.number = await tx.leases.take(self._name, self._holder)
        self._since = started
        if self.number != before and self.number is not None:
            log.info("%s: %s is done here from now on", self._office.district.code, self._name)

    async def give_back(self) -> None:
        """At a stop: whoever waits for it need not wait for its end."""
        self.number = None
        try:
            async with self._office.writing() as (tx, _):
                await tx.leases.give_back(self._name, self._holder)
        except StoreDown as trouble:
            log.warning("a lease could not be given back: %s", trouble)
