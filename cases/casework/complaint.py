"""What a complaint brings beside the case: whom to call, its number with whoever passed it on, by when it is to be answered."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """`contact` and `outside_number` by the numbers of what was written."""

    case: int
    contact: int | None = None
    outside_number: int | None = None
    answer_by: date | None = None


class Complaints(Protocol):
    async def of(self, case: int) -> Complaint:
        """With nothing in it where nothing was said."""
        ...

    async def to_call_back(self, since: datetime, most: int) -> list[int]:
        """Cases from outside closed since then whose caller left a number and has not been asked what they think."""
        ...

    async def to_answer(self, until: date, most: int) -> list[tuple[int, date]]:
        """Open cases that are to be answered by a day, and by which; the earliest first."""
        ...

    async def keep(self, complaint: Complaint) -> None: ...
