"""The figures of a day, as a value and as JSON, and what is asked of the records for them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

THEMSELVES, UNDECIDED = "@themselves", "@undecided"
"""Rows beside those of departments: what whoever reported it dealt with, and what waits for a department."""


class Figures(Protocol):
    """Counting, for tallies; a span is start (included) and end (excluded)."""

    async def headings(self, start: datetime, end: datetime) -> list[tuple[int, str, Decimal, int]]:
        """Edition and category, amount cleared and cases closed."""
        ...

    async def count(self, what: str, start: datetime, end: datetime) -> int: ...
    async def open_at(self, end: datetime) -> list[tuple[str, str | None, datetime | None]]:
        """Status, department and deadline of each case open at that moment."""
        ...

    async def reported_categories(self, start: datetime, end: datetime) -> list[tuple[int, str, int]]:
        """Edition, category and how often; most often first."""
        ...

    async def by_department(self, start: datetime, end: datetime) -> dict[str, int]: ...
    async def bulletin(self, day: date) -> Mapping[str, Any] | None: ...
    async def bulletins(self) -> list[tuple[date, Mapping[str, Any]]]:
        """Every day's figures as they were decided."""
        ...

    async def keep_bulletin(self, day: date, end: datetime, figures: Mapping[str, Any]) -> bool:
        """Nothing is dated before a decided bulletin's `end` any more, whatever a clock says. False when that day's bulletin
        was decided before."""
        ...

    async def last_bulletin(self) -> date | None: ...


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The figures of one span. `carried + reported + reopened - closed - voided = open` holds, or it is not sent."""

    district: str
    english: str
    day: date
    start: datetime
    end: datetime
    carried: int
    reported: int
    reopened: int
    closed: int
    voided: int
    open: int
    checking: int
    overdue: int
    same_day: int
    self_handled: int
    headings: tuple[tuple[str, str, str], ...]
    """Heading, amount, unit; most cases first."""
    frequent: tuple[tuple[str, int], ...]
    departments: tuple[tuple[str, int, int], ...]
    """Name, closed in the span, open at its end."""
    people: int
    week: tuple[tuple[date, int], ...] = field(default=())
    """Closed on each of the seven days up to this one."""

    @property
    def balanced(self) -> bool:
        return self.carried + self.reported + self.reopened - self.closed - self.voided == self.open


def written(tally: Tally) -> dict[str, Any]:
    """The figures as JSON can hold them."""
    flat = asdict(tally)
    return flat | {
        "day": tally.day.isoformat(),
        "start": tally.start.isoformat(),
        "end": tally.end.isoformat(),
        "week": [[day.isoformat(), number] for day, number in tally.week],
    }


def read(figures: dict[str, Any]) -> Tally:
    """What `written` wrote."""
    known = {one.name for one in fields(Tally)}
    flat = {key: value for key, value in figures.items() if key in known}
    flat |= {"day": date.fromisoformat(flat["day"]), "week": tuple((date.fromisoformat(d), n) for d, n in flat["week"])}
    flat |= {"start": datetime.fromisoformat(flat["start"]), "end": datetime.fromisoformat(flat["end"])}
    return Tally(**flat)
