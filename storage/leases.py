"""Who does a piece of standing work: a lease with a term and a running number, renewed by its holder."""

from datetime import timedelta

from sqlalchemy import bindparam, or_, select, update

from storage.sql import Records, clock_of, here
from storage.tables import TABLES

LEASES = TABLES["leases"]
NUMBER = select(LEASES.c.number).where(here(LEASES), LEASES.c.name == bindparam("named"))
TERM = timedelta(seconds=15)


class LeaseRecords(Records):
    async def take(self, name: str, holder: str) -> int | None:
        """The lease's number when it is the holder's from now on, new or renewed; None while somebody else has it. Its
        number rises whenever it changes hands. Only the records' own clock counts: those of processes may differ."""
        now = await clock_of(self.connection)
        await self.insert_once("leases", name=name, holder="", until=now, number=0)
        mine = update(LEASES).where(LEASES.c.district == self.district, LEASES.c.name == name)
        renewed = mine.where(LEASES.c.holder == holder).values(until=now + TERM).returning(LEASES.c.number)
        row = await self.first(renewed)
        if row is None:
            free = mine.where(or_(LEASES.c.until <= now, LEASES.c.holder == ""))
            taken = free.values(holder=holder, until=now + TERM, number=LEASES.c.number + 1)
            row = await self.first(taken.returning(LEASES.c.number))
        return int(row.number) if row else None

    async def holds(self, name: str, number: int) -> bool:
        """Whether that number is still the lease's."""
        row = await self.first(NUMBER, ours=self.district, named=name)
        return row is not None and row.number == number

    async def give_back(self, name: str, holder: str) -> None:
        """Whoever waits for it need not wait for its end."""
        mine = LEASES.c.district == self.district, LEASES.c.name == name, LEASES.c.holder == holder
        await self.run(update(LEASES).where(*mine).values(holder=""))
