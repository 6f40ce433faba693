"""What a person is filling in, and what is asked of the records about it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from cases.casework.case import Action, Source
from cases.district.geo import Point
from cases.forms.answers import Answers, Ask
from cases.outbox import Address


class DraftState(StrEnum):
    OPEN = "open"
    DONE = "done"
    ASIDE = "aside"
    """Cancelled a moment ago, or left for days: whole, and taken up again with a tap; it takes nothing by itself."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one message brought: the answer to what was asked, or words. An edit of it brings the same anew."""

    ask: Ask | None = None
    words: str = ""
    captioned: bool = False
    """They stood under a picture."""


@dataclass(frozen=True, kw_only=True)
class Hints:
    """What was found in what was said, and can be taken with a tap."""

    offers: tuple[str, ...] = ()
    """Likely categories."""
    because: str = ""
    """The word by which the category was known."""
    taught: bool = False
    """The category is what the district itself has called so."""
    odd_unit: str | None = None
    """A quantity in a unit the category does not count in."""
    point: Point | None = None
    """Where a picture says it was taken."""
    walked: tuple[int, ...] | None = None
    """Cases filed on the walk of which this is the next report; None: it is no walk."""
    batch: int | None = None
    """The first of several forms of one kind that were opened together: pictures go into them one after the other."""
    unlikely: bool = False
    """Of departments not the likely ones alone are wanted."""
    besides: int | None = None
    """The draft that what is said here was taken to be another thing than."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An envelope: whose, where and for what (a report, or what a button on a case asked for), and what was answered so far."""

    id: int = 0
    owner: int
    address: Address
    action: Action = Action.REPORT
    case: int | None = None
    step: int | None = None
    state: DraftState = DraftState.OPEN
    source: Source = Source.PATROL
    touched_at: datetime
    reminded: bool = False
    """Its owner was asked about it; what was put aside after that was left, not cancelled."""
    asking: Ask | None = None
    editing: bool = False
    answers: Answers = field(default_factory=Answers)
    heard: Mapping[str, Said] = field(default_factory=dict)
    """By message."""
    fixed: frozenset[Ask] = frozenset()
    """What the person set by hand; words no longer change it."""
    hints: Hints = field(default_factory=Hints)

    @property
    def is_report(self) -> bool:
        return self.action is Action.REPORT

    @property
    def captioned(self) -> bool:
        return any(said.captioned for said in self.heard.values())


class Drafts(Protocol):
    async def get(self, draft: int) -> Draft: ...
    async def add(self, draft: Draft) -> Draft: ...
    async def save(self, draft: Draft) -> None: ...
    async def open(self, owner: int, address: Address) -> list[Draft]:
        """The person's open drafts at a place, oldest first."""
        ...

    async def untouched(
        self, before: datetime, limit: int, without: Collection[int] = (), *, state: DraftState = DraftState.OPEN, reminded: bool
    ) -> list[Draft]: ...
    async def aside(self, owner: int, address: Address) -> Draft | None:
        """The one that was put aside last at a place."""
        ...

    async def open_anywhere(self, owner: int) -> list[Draft]: ...
    async def by_message(self, address: Address, message: int) -> Draft | None:
        """The open draft a message's words or pictures went into."""
        ...

    async def heard(self, address: Address, message: int, draft: int) -> None:
        """Remember which draft a message went into."""
        ...
