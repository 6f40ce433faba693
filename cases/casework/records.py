"""What is asked of the records about cases."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Protocol

from cases.casework.case import Case, Event
from cases.notices.calls import Standing


class Cases(Protocol):
    async def get(self, case: int) -> Case: ...
    async def known(self, ids: Collection[int]) -> dict[int, Case]:
        """Those of these cases that there are."""
        ...

    async def called(self, case: int) -> str:
        """A case's number, without holding the case; "" for none."""
        ...

    async def numbered(self, number: str) -> Case | None: ...
    async def add(self, case: Case, event: Event, day: date) -> Case:
        """The case with its id. Its number is yet only what comes before the day's running number: see `number_of`."""
        ...

    def number_of(self, case: int) -> str:
        """A known case's number; that of a new case is whole once everything is written, just before the commit."""
        ...

    async def save(self, case: Case, event: Event) -> None:
        """The case after an event; it was got in the same transaction, and nobody else moves it before the end."""
        ...

    async def events(self, case: int) -> list[Event]: ...
    async def histories(self, after: int, limit: int) -> list[tuple[Case, list[Event]]]:
        """Cases with ids above `after`, in their order, each with its events."""
        ...

    async def queue(self, key: str, limit: int, skip: int = 0) -> list[Case]:
        """Urgent cases first, each kind by its deadline, or with the dispatchers by when it was reported."""
        ...

    async def queued(self, key: str, most: int) -> int:
        """How many are in a queue, counted up to `most`."""
        ...

    async def to_look_at(self, person: int, grids: Collection[str], limit: int, *, everywhere: bool) -> list[Case]:
        """Cases to be verified or checked in these grids, or with `everywhere` checked in any, which the person has not cleared
        themselves; oldest first."""
        ...

    async def mine(self, person: int, limit: int) -> list[Case]: ...
    async def mine_lately(self, person: int, limit: int) -> list[Case]:
        """As `mine`, without writing first what is pending."""
        ...

    async def reported_by(self, person: int, since: datetime) -> int: ...
    async def merged_into(self, case: int) -> list[int]:
        """What goes on as this case."""
        ...

    async def parts_of(self, case: int) -> list[int]:
        """What others deal with of it, the first first."""
        ...

    async def claimed_by(self, person: int) -> list[Case]: ...
    async def sponsored(self, person: int, grids: Collection[str], limit: int) -> list[Case]:
        """Open ones that somebody stands behind, by name or by their grids, the latest first."""
        ...

    async def drawn(self, limit: int) -> list[Case]:
        """Closed ones that are to be looked at again, the oldest first."""
        ...

    async def kept_by(self, person: int, limit: int) -> list[Case]:
        """Open complaints they answer for, the oldest first."""
        ...

    async def to_be_seen(self, grid: str | None) -> list[Case]:
        """What is to be verified or checked in a grid, or anywhere."""
        ...

    async def in_department(self, department: str) -> list[Case]:
        """Those it has to deal with."""
        ...

    async def unclaimed(self, department: str, limit: int) -> list[Case]:
        """Those that wait in its queue, urgent ones first, then by their deadline."""
        ...

    async def asked(self, limit: int) -> list[Case]:
        """Those for which something is asked and not decided, the oldest first."""
        ...

    async def again(self, limit: int) -> list[Case]:
        """Open ones of what was closed in the same place within a month before, the newest first."""
        ...

    async def standing(self) -> Standing:
        """Who has something to do with the open cases."""
        ...

    async def due(self, now: datetime, limit: int, without: Collection[int] = ()) -> list[Case]:
        """Cases with which time has something to do now."""
        ...
