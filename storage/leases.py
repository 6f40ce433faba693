"""Who does a piece of standing work: a lease with a term and a running number, renewed by its holder; processes that do the
same kind of work share it out among themselves."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, or_, select, tuple_, update

from storage.engine.sql import Records, clock_of, here
from storage.tables import TABLES

LEASES = TABLES["leases"]
NUMBER = select(LEASES.c.number).where(here(LEASES), LEASES.c.name == bindparam("named"))
TERM = timedelta(seconds=15)
LONG_FREE = timedelta(seconds=10)
"""Nobody took it as part of their share: whoever wants it may have it."""
STALE = timedelta(days=1)
NAME = tuple_(LEASES.c.district, LEASES.c.name)
NAMED = (LEASES.c.district, LEASES.c.name, LEASES.c.number)
MOST = 400
"""Names in one statement."""
Lease = tuple[str, str]
"""A district's code and the work's name."""
NO_DISTRICT = ""
"""Where the leases stand by which a process says that it is there for a kind of work: named `work@holder`."""


class LeaseRecords(Records):
    async def renew(self, holder: str, wanted: Collection[Lease], let_go: Collection[Lease] = ()) -> dict[Lease, int]:
        """Of the leases wanted, of any districts, those that are the holder's from now on, each with its number, which rises
        whenever it changes hands: all it has but those let go, and whichever nobody has, up to its share. Only the records'
        own clock counts: those of processes may differ."""
        now = await clock_of(self.connection)
        for some in _some(sorted(let_go)):
            await self.run(update(LEASES).where(NAME.in_(some), LEASES.c.holder == holder).values(holder="", until=now))
        mine = update(LEASES).where(LEASES.c.holder == holder).values(until=now + TERM).returning(*NAMED)
        held = {(row.district, row.name): int(row.number) for row in await self.all(mine)}
        here_for = {(NO_DISTRICT, f"{work}@{holder}") for _, work in wanted}
        if missing := (set(wanted) | here_for) - held.keys() - set(let_go):
            free = await self._free(missing, now)
            held |= await self._take(holder, here_for & free.keys(), now)
            for work, share in (await self.shares(wanted)).items():
                room = share - sum(1 for district, name in held if name == work)
                held |= await self._take(holder, _chosen({one: free[one] for one in free if one[1] == work}, room, now), now)
        return {one: held[one] for one in wanted if one in held}

    async def shares(self, wanted: Iterable[Lease]) -> Mapping[str, int]:
        """How many of the leases wanted are one process's part, by kind of work: as many processes as are there for it share
        them out."""
        now = await clock_of(self.connection)
        present = select(LEASES.c.name).where(LEASES.c.district == NO_DISTRICT, LEASES.c.holder != "", LEASES.c.until > now)
        there = Counter(row.name.partition("@")[0] for row in await self.all(present))
        return {work: -(-many // max(1, there[work])) for work, many in sorted(Counter(name for _, name in wanted).items())}

    async def _free(self, missing: Collection[Lease], now: datetime) -> dict[Lease, datetime]:
        """Those nobody has, and since when. What was never wanted before gets a row; of processes long gone it goes."""
        found = [row for some in _some(sorted(missing)) for row in await self.all(select(LEASES).where(NAME.in_(some)))]
        fresh = sorted(set(missing) - {(row.district, row.name) for row in found})
        if fresh:
            rows = [{"district": district, "name": name, "holder": "", "until": now, "number": 0} for district, name in fresh]
            await self.connection.execute(self.upsert("leases").on_conflict_do_nothing(), rows)
            await self.run(delete(LEASES).where(LEASES.c.district == NO_DISTRICT, LEASES.c.until < now - STALE))
        free = {(row.district, row.name): row.until for row in found if row.holder == "" or row.until <= now}
        return free | dict.fromkeys(fresh, now)

    async def _take(self, holder: str, chosen: Collection[Lease], now: datetime) -> dict[Lease, int]:
        """In the order of their names, and none that somebody else is taking just now: so nobody waits in a circle."""
        taken: dict[Lease, int] = {}
        nobodys = or_(LEASES.c.until <= now, LEASES.c.holder == "")
        for some in _some(sorted(chosen)):
            free = select(LEASES.c.district, LEASES.c.name).where(NAME.in_(some), nobodys).order_by(*NAMED[:2])
            found = [(row.district, row.name) for row in await self.all(free.with_for_update(skip_locked=True))]
            ours = update(LEASES).where(NAME.in_(found)).values(holder=holder, until=now + TERM, number=LEASES.c.number + 1)
            rows = await self.all(ours.returning(*NAMED)) if found else []
            taken |= {(row.district, row.name): int(row.number) for row in rows}
        return taken

    async def holds(self, name: str, number: int) -> bool:
        """Whether that number is still the lease's."""
        row = await self.first(NUMBER, ours=self.district, named=name)
        return row is not None and row.number == number

    async def give_back(self, holder: str) -> None:
        """All it has: whoever waits for one need not wait for its end."""
        await self.run(update(LEASES).where(LEASES.c.holder == holder).values(holder=""))


def _chosen(free: Mapping[Lease, datetime], room: int, now: datetime) -> Collection[Lease]:
    """As many as there is room for, and whatever has been nobody's for long."""
    forsaken = [one for one in free if free[one] <= now - LONG_FREE]
    others = sorted(free.keys() - set(forsaken))
    return forsaken + others[: max(0, room - len(forsaken))]


def _some(named: Sequence[Lease]) -> Iterable[Sequence[Lease]]:
    return (named[at : at + MOST] for at in range(0, len(named), MOST))
