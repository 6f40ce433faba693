"""What a person is filling in, and what is asked of the records about it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from cases.casework.case import Action, Outcome, Source
from cases.district.geo import Point
from cases.evidence.photo import Side
from cases.outbox import Address


class Ask(StrEnum):
    """What a draft can still be asked for."""

    PHOTOS = "photos"
    CATEGORY = "category"
    PLACE = "place"
    QUANTITY = "quantity"
    WORDS = "words"
    REASON = "reason"
    DEPARTMENT = "department"
    COLLEAGUE = "colleague"
    OUTCOME = "outcome"
    DATE = "date"
    PHONE = "phone"
    NUMBER = "number"
    ANSWER_BY = "answer_by"
    ORIGINAL = "original"  # the case that this one is once more


class DraftState(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a person is filling in at one place: a report, or what a button on a case asked for (`case`, `step`)."""

    id: int = 0
    owner: int
    chat: int
    thread: int | None = None
    action: Action = Action.REPORT
    case: int | None = None
    step: int | None = None
    state: DraftState = DraftState.OPEN
    source: Source = Source.PATROL
    opened_at: datetime
    touched_at: datetime
    reminded: bool = False
    asking: Ask | None = None
    editing: bool = False
    side: Side = Side.BEFORE
    words: str = ""
    spoken: Mapping[str, str] = field(default_factory=dict)
    """What each message added to the words, by message."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """What each other message said, by message: the `Ask` it answered, or "point"; an edit of it answers anew."""
    captioned: bool = False
    spot: str = ""
    point: Point | None = None
    offered_point: Point | None = None
    category: str | None = None
    fixed: frozenset[str] = frozenset()
    """Fields the person set by hand; words no longer change them."""
    offers: tuple[str, ...] = ()
    because: str = ""
    condition: str | None = None
    amount: Decimal | None = None
    unit: str | None = None
    odd_unit: str | None = None
    urgent: bool = False
    self_handled: bool = False
    reason: str | None = None
    original: str = ""
    """The number of the case that this one is once more."""
    department: str | None = None
    colleague: int | None = None
    outcome: Outcome | None = None
    evidence: int = 0
    """How many after-photos clearing needs."""
    until: date | None = None
    phone: str = ""
    outside_number: str = ""
    answer_by: date | None = None
    anonymous: bool = False


class Drafts(Protocol):
    async def get(self, draft: int) -> Draft: ...
    async def add(self, draft: Draft) -> Draft: ...
    async def save(self, draft: Draft) -> None: ...
    async def open(self, owner: int, address: Address) -> list[Draft]:
        """The person's open drafts at a place, oldest first."""
        ...

    async def untouched(self, before: datetime, limit: int, without: Collection[int] = (), *, reminded: bool) -> list[Draft]: ...
    async def open_anywhere(self, owner: int) -> list[Draft]: ...
    async def by_message(self, address: Address, message: int) -> Draft | None:
        """The open draft a message's words or pictures went into."""
        ...

    async def heard(self, address: Address, message: int, draft: int) -> None:
        """Remember which draft a message went into."""
        ...
