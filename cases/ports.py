"""What the use cases need from outside: one open transaction, by subject. Nothing here commits; the caller's edge does."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any, Protocol, TypeVar

from cases.district import Category, Department, District, Grid
from cases.model import Action, Case, Draft, Event, Grant, Person, Photo, Role

T = TypeVar("T")


class StoreDown(Exception):
    """The records cannot be reached or written just now: nobody's fault, try again."""


class Subject(StrEnum):
    """What a card can be of."""

    DRAFT = "draft"
    CASE = "case"
    QUEUE = "queue"


class Purpose(StrEnum):
    """What a group or topic is for."""

    WORKERS = "workers"
    DEPARTMENT = "department"
    DISPATCHERS = "dispatchers"
    BULLETINS = "bulletins"


class Silence(IntEnum):
    """That nothing can be written somewhere is news, still so after another try, or known."""

    NEW = 0
    STILL = 1
    KNOWN = 2


class Voice(IntEnum):
    """How a card's change reaches people."""

    QUIET = 0  # edited in place
    LOUD = 1  # sent anew at the bottom


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A chat, or a topic in it."""

    chat: int
    thread: int | None = None

    @property
    def private(self) -> bool:
        return self.chat > 0


@dataclass(frozen=True, kw_only=True)
class View:
    """How a queue's card is open: at which page, and how many cases were just gathered in it."""

    page: int = 0
    gathered: int = 0


GENERAL = 1
"""The topic a forum begins with, as Telegram numbers it; what is bound there is bound to the group itself."""
DISPATCHERS = ""
"""The key of the queue of what waits for a dispatcher; a department's queue goes by the department's code."""


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """To a role, by a link whose token nobody keeps; `used_by` and `by` are people's ids, 0 the command line."""

    token_hash: str
    grant: Grant
    by: int
    until: datetime
    used_by: int | None = None

    @property
    def code(self) -> str:
        """By which an admin names it."""
        return self.token_hash[:8]


@dataclass(frozen=True, kw_only=True)
class Bound:
    """What a chat or topic was made for."""

    purpose: Purpose
    department: str | None
    spot: Spot

    @property
    def queue(self) -> str | None:
        """The key of the queue that stands there, if one does."""
        return DISPATCHERS if self.purpose is Purpose.DISPATCHERS else self.department


@dataclass(frozen=True, kw_only=True)
class Letter:
    """Something said once: a sentence's key and what fills it; pictures by content hash; `keyboard` by name."""

    spot: Spot
    key: str
    facts: Mapping[str, Any]
    picture: str | None = None
    keyboard: str | None = None
    answer: bool = False
    """To something just said: of those nobody has more than a few waiting."""
    resident: bool = False
    """It may wait until staff have their cards."""


class Cases(Protocol):
    async def get(self, case: int) -> Case: ...
    async def known(self, ids: Collection[int]) -> dict[int, Case]:
        """Those of these cases that there are."""
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
    async def often(self, grid: str, since: datetime) -> dict[str, int]:
        """How often each category came among a grid's latest reports."""
        ...

    async def reported_by(self, person: int, since: datetime) -> int: ...
    async def claimed_by(self, person: int) -> list[Case]: ...
    async def to_be_seen(self, grid: str | None) -> list[Case]:
        """What is to be verified or checked in a grid, or anywhere."""
        ...

    async def in_department(self, department: str) -> list[Case]:
        """Those it has to deal with."""
        ...

    async def due(self, action: Action, now: datetime, today: date, limit: int, without: Collection[int] = ()) -> list[Case]:
        """Cases for which time makes this action happen now; `today` is the district's."""
        ...


class Drafts(Protocol):
    async def get(self, draft: int) -> Draft: ...
    async def add(self, draft: Draft) -> Draft: ...
    async def save(self, draft: Draft) -> None: ...
    async def open(self, owner: int, spot: Spot) -> list[Draft]:
        """The person's open drafts at a place, oldest first."""
        ...

    async def untouched(self, before: datetime, limit: int, without: Collection[int] = (), *, reminded: bool) -> list[Draft]: ...
    async def open_anywhere(self, owner: int) -> list[Draft]: ...
    async def by_message(self, spot: Spot, message: int) -> Draft | None:
        """The open draft a message's words or pictures went into."""
        ...

    async def heard(self, spot: Spot, message: int, draft: int) -> None:
        """Remember which draft a message went into."""
        ...


class Photos(Protocol):
    async def add(self, photo: Photo) -> Photo: ...
    async def get(self, photo: int) -> Photo: ...
    async def save(self, photo: Photo) -> None: ...
    async def of_draft(self, draft: int) -> list[Photo]: ...
    async def of_case(self, case: int) -> list[Photo]: ...
    async def of_album(self, draft_owner: int, album: str) -> list[Photo]: ...
    async def sheet(self, case: int) -> tuple[str, int] | None:
        """Content hash of the before/after picture, and of which round of work it tells."""
        ...

    async def keep_sheet(self, case: int, sha: str, round_: int) -> None: ...


class People(Protocol):
    async def hold(self, people: Collection[int]) -> None:
        """Reads these people; in a writing transaction nobody else acts for them until its end."""
        ...

    async def get(self, person: int) -> Person: ...
    async def with_role(self, role: Role, scope: str | None = None) -> list[Person]: ...
    async def anybody(self, role: Role, scope: str | None = None) -> bool:
        """Whether anybody holds it, without reading who."""
        ...

    async def grant(self, person: int, grant: Grant, by: int, now: datetime) -> None: ...
    async def revoke(self, person: int, grant: Grant | None, now: datetime) -> int: ...
    async def set_lang(self, person: int, lang: str) -> None: ...
    async def staff(self) -> list[Person]: ...
    async def find(self, username: str) -> list[int]:
        """Whoever bore the name when they last said something."""
        ...

    async def invite(self, token_hash: str, grant: Grant, by: int, until: datetime) -> None: ...
    async def invitation(self, token_hash: str) -> Invitation | None: ...
    async def redeem(self, token_hash: str, person: int, now: datetime) -> bool:
        """Once: False when it was used, withdrawn or has lapsed meanwhile."""
        ...

    async def invitations(self, now: datetime) -> list[Invitation]:
        """Those that are open."""
        ...

    async def withdraw_invitations(self, now: datetime, *, by: int | None = None, token_hash: str | None = None) -> int: ...


class Places(Protocol):
    async def of(self, purpose: Purpose, department: str | None = None) -> list[Spot]:
        """Where it is done, as far as the bot can write there."""
        ...

    async def bound(self, purpose: Purpose, department: str | None = None) -> list[Spot]:
        """Where it is done, whether or not the bot can write there."""
        ...

    async def in_chat(self, chat: int) -> list[Bound]:
        """What a group and its topics are for."""
        ...

    async def at(self, spot: Spot) -> list[Bound]: ...
    async def bind(self, bound: Bound, by: int) -> None: ...
    async def unbind(self, spot: Spot) -> int: ...


class Words(Protocol):
    async def keep(self, text: str) -> int:
        """The number of what is written when the transaction is."""
        ...

    async def read(self, words: int | None) -> str: ...


class Outbox(Protocol):
    async def show(self, subject: Subject, key: int | str, spot: Spot, voice: Voice) -> None: ...
    async def touch(self, subject: Subject, key: int | str, spot: Spot) -> None:
        """The card that stands there, if one does, shows the newest state, quietly."""
        ...

    async def refresh_at(self, spot: Spot) -> None:
        """Every card that stands there, as `touch`."""
        ...

    async def cases_at(self, spot: Spot, limit: int) -> list[int]:
        """Open cases whose cards stand there, or are to; the newest first."""
        ...

    async def refresh(self, subject: Subject, key: int | str) -> None:
        """Every card of the subject, wherever it stands, shows the newest state, quietly."""
        ...

    async def become(self, draft: int, case: int, spot: Spot) -> None:
        """The draft's card at a place is the case's card from now on."""
        ...

    async def write(self, letter: Letter) -> None: ...
    async def errand(self, kind: str, facts: Mapping[str, Any], *, owner: int | None = None, rank: int = 0) -> None:
        """`owner`: whose it is, where everybody's turn is to come; `rank` 1: after what staff wait for."""
        ...


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


class Store(Protocol):
    """One transaction on one district's records."""

    @property
    def cases(self) -> Cases: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def photos(self) -> Photos: ...
    @property
    def people(self) -> People: ...
    @property
    def places(self) -> Places: ...
    @property
    def words(self) -> Words: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def figures(self) -> Figures: ...


@dataclass(frozen=True, kw_only=True)
class Work:
    """What every use case is given: the open transaction, the district as loaded, and the moment."""

    store: Store
    district: District
    now: datetime
    editions: Mapping[int, District] = field(default_factory=dict)
    """Earlier editions of the district, by number."""

    def edition(self, number: int) -> District:
        """The district as it was when a case was filed."""
        return self.editions.get(number, self.district)

    def category(self, case: Case) -> Category | None:
        """As it was when the case was filed; a code of another edition still answers."""
        return self.named(case.category or "", case.edition)

    def named(self, code: str, edition: int) -> Category | None:
        """A category as an edition has it."""
        return self._found(edition, lambda district: district.category_of.get(code))

    def department(self, code: str | None, edition: int = 0) -> Department | None:
        return self._found(edition, lambda district: district.department_of.get(code or ""))

    def grid(self, code: str | None, edition: int = 0) -> Grid | None:
        return self._found(edition, lambda district: district.grid_of.get(code or ""))

    def _found(self, edition: int, look: Callable[[District], T | None]) -> T | None:
        """In that edition, else in today's, else in the latest that knows it."""
        earlier = (self.editions[number] for number in sorted(self.editions, reverse=True))
        for district in (self.edition(edition), self.district, *earlier):
            if (found := look(district)) is not None:
                return found
        return None

    @property
    def today(self) -> date:
        return self.district.local(self.now).date()
