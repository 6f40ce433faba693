"""From when until when people are at work."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cases.district.geo import Point


@dataclass(frozen=True, kw_only=True)
class Shift:
    """From when until when somebody is at work, and where they said they were."""

    person: int
    since: datetime
    until: datetime
    point: Point | None = None


class Shifts(Protocol):
    async def stand(self, shift: Shift) -> None:
        """Begun, or as it is now; one of a person begins at a moment."""
        ...

    async def at(self, now: datetime) -> list[Shift]:
        """Those that run, in the order in which they began."""
        ...

    async def of(self, person: int, now: datetime) -> Shift | None:
        """The one that runs."""
        ...
