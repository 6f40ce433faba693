"""When somebody was called last, and who has something to do at all."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from cases.outbox import Address

ANSWERED_WITHIN, CALLED_BACK_WITHIN = timedelta(days=1), timedelta(days=14)
"""So soon a day to answer by is told of, and so long after its end a case's caller is to be called back."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Of all open cases who has something to do with one: claimers, `keepers` of late complaints, departments with a queue, grids
    where something is to be looked at; and whether anything waits for a dispatcher, is to be checked, is late, is asked for
    and not decided, or drawn to be looked at again."""

    claimers: Collection[int]
    keepers: Collection[int]
    departments: Collection[str]
    grids: Collection[str]
    waiting: bool
    checking: bool
    late: bool
    asked: bool
    drawn: bool


@dataclass(frozen=True, kw_only=True)
class Call:
    """Since when somebody, or a place, is called by what can wait, and how often since then."""

    at: datetime
    times: int = 1


class Notices(Protocol):
    async def called(self, address: Address) -> Call | None: ...
    async def call(self, address: Address, call: Call) -> None: ...
    async def call_for(self, address: Address, case: int) -> None:
        """They are called for it too."""
        ...

    async def called_for(self, address: Address) -> list[int]:
        """What they were called for beside what came as a card of its own."""
        ...

    async def forget(self, before: datetime) -> None:
        """What was gathered earlier."""
        ...
