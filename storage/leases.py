"""Who does a piece of standing work: a lease with a term and a running number, renewed by its holder."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select, tuple_, update

from storage.engine.sql import Records, clock_of, here
from storage.tables import TABLES

LEASES = TABLES["leases"]
NUMBER = select(LEASES.c.number).where(here(LEASES), LEASES.c.name == bindparam("named"))
TERM = timedelta(seconds=15)
NAMED = (LEASES.c.district, LEASES.c.name, LEASES.c.number)
MOST = 400
"""Names in one statement."""
Lease = tuple[str, str]
"""A district's code and the work's name."""


class LeaseRecords(Records):
    async def renew(self, holder: str, wanted: Collection[Lease]) -> dict[Lease, int]:
        """Leases of any districts that are the holder's from now on, each with its number, which rises whenever it changes
        hands: all it has, and of those wanted whichever nobody has. Only the records' own clock counts: those of processes
        may differ."""
        now = await clock_of(self.connection)
        mine = update(LEASES).where(LEASES.c.holder == holder).values(until=now + TERM).returning(*NAMED)
        held = {(row.district, row.name): int(row.number) for row in await self.all(mine)}
        missing = sorted(set(wanted) - held.keys())
        if missing:
            fresh = [{"district": district, "name": name, "holder": "", "until": now, "number": 0} for district, name in missing]
            await self.connection.execute(self.upsert("leases").on_conflict_do_nothing(), fresh)
            for some in (missing[at : at + MOST] for at in range(0, len(missing), MOST)):
                held |= await self._take(holder, some, now)
        return held

    async def _take(self, holder: str, wanted: Sequence[Lease], now: datetime) -> dict[Lease, int]:
        """In the order of their names, and none that somebody else is taking just now: so nobody waits in a circle."""
        nobodys = or_(LEASES.c.until <= now, LEASES.c.holder == "")
        free = select(LEASES.c.district, LEASES.c.name).where(tuple_(LEASES.c.district, LEASES.c.name).in_(wanted), nobodys)
        found = await self.all(free.order_by(LEASES.c.district, LEASES.c.name).with_for_update(skip_locked=True))
        if not found:
            return {}
        these = tuple_(LEASES.c.district, LEASES.c.name).in_([(row.district, row.name) for row in found])
        taken = update(LEASES).where(these).values(holder=holder, until=now + TERM, number=LEASES.c.number + 1)
        return {(row.district, row.name): int(row.number) for row in await self.all(taken.returning(*NAMED))}

    async def holds(self, name: str, number: int) -> bool:
        """Whether that number is still the lease's."""
        row = await self.first(NUMBER, ours=self.district, named=name)
        return row is not None and row.number == number

    async def give_back(self, holder: str) -> None:
        """All it has: whoever waits for one need not wait for its end."""
        await self.run(update(LEASES).where(LEASES.c.holder == holder).values(holder=""))
