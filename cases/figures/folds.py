"""What was folded of each day, and what is asked of the records about it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
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
    """Of how often something was so: to whom and to which day it counts."""

    by: By
    key: str
    """"" where it belongs to none."""
    day: date
    since: date
    """Of what answers something the day that counts to, else the same day."""
    measure: str
    """A `Measure`; of how long something took with the span: `took:3`."""


@dataclass(frozen=True, kw_only=True)
class Fold:
    """A day that was folded: of what became known from `start` (included) to `until` (excluded). A day ended at `hour` then."""

    day: date
    start: datetime
    until: datetime
    hour: time


Sums = Mapping[str, Mapping[str, tuple[int, int]]]
"""By key, then by measure: how often in all, and of that what answers something of the same days."""


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

    async def last(self) -> Fold | None: ...
    async def since(self, after: date) -> list[Fold]:
        """Those of later days, in their order."""
        ...

    async def keep(self, folded: Fold, rows: Mapping[Row, int]) -> bool:
        """False when that day was folded before."""
        ...

    async def kept(self, folded: date) -> Mapping[Row, int]:
        """As they were when a day was folded."""
        ...

    async def sums(self, by: By, first: date, last: date, until: date | None = None) -> Sums:
        """Of the days from first to last, both included; `until`: as they stood when that day had been folded."""
        ...
