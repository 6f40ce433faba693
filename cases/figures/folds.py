"""What was folded of each day, and what is asked of the records about it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from cases.casework.case import Event


class By(StrEnum):
    """By what figures are told apart."""

    DISTRICT = "district"
    COMMUNITY = "community"
    DEPARTMENT = "department"
    GRID = "grid"
    CATEGORY = "category"
    HEADING = "heading"
    SOURCE = "source"
    WORKER = "worker"
    SPONSOR = "sponsor"


@dataclass(frozen=True, order=True, kw_only=True)
class Row:
    """How often something was so: to which day it counts, and of what was late the day it was due (else that same day)."""

    by: By
    key: str
    """"" where it belongs to none."""
    day: date
    since: date
    measure: str
    """A `Measure`; of how long something took with the span: `took:3`."""


Sums = Mapping[str, Mapping[str, int]]
"""By key, then by measure."""


class Folds(Protocol):
    async def touched(self, start: datetime, end: datetime) -> list[int]:
        """Cases to which something happened in a span, in their order."""
        ...

    async def told(self, cases: Collection[int]) -> Sequence[Sequence[Event]]:
        """The histories of a few cases."""
        ...

    async def began(self) -> datetime | None:
        """When the first thing of all happened."""
        ...

    async def last(self) -> date | None: ...
    async def keep(self, folded: date, rows: Mapping[Row, int]) -> bool:
        """False when that day was folded before."""
        ...

    async def kept(self, folded: date) -> Mapping[Row, int]:
        """As they were when a day was folded."""
        ...

    async def sums(self, by: By, first: date, last: date, until: date | None = None) -> Sums:
        """Of the days from first to last, both included; `until`: as they stood when that day had been folded."""
        ...
