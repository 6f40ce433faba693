"""When somebody was called last, and who has something to do at all."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Of all open cases who has something to do with one: claimers, departments with a queue, grids where something is to be
    looked at; and whether anything waits for a dispatcher, is to be checked, or is late."""

    claimers: Collection[int]
    departments: Collection[str]
    grids: Collection[str]
    waiting: bool
    checking: bool
    late: bool


class Notices(Protocol):
    async def called(self, person: int) -> datetime | None:
        """When they were called last, or are to be."""
        ...

    async def call(self, person: int, at: datetime) -> None: ...
