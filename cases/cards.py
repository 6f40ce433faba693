"""What a card shows, as values: the state of a draft, a case or a queue as one place may see it. Looks are elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from cases.district import Category, Condition, Department, Grid
from cases.model import Action, Ask, Case, Draft, Event, Person, Photo


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The one picture a card bears: a photo Telegram already has, or content of ours by hash."""

    file_id: str | None = None
    sha: str | None = None


@dataclass(frozen=True, kw_only=True)
class DraftCard:
    """A report being filled in, or a form. `lacks` is what 「提交」 would still refuse for."""

    draft: Draft
    photos: tuple[Photo, ...]
    owner: str
    moved: bool
    category: Category | None
    offers: tuple[Category, ...]
    conditions: tuple[Condition, ...]
    grid: Grid | None
    nearest: tuple[Grid, float] | None
    lacks: tuple[Ask, ...]
    case: Case | None = None
    case_category: Category | None = None
    departments: tuple[Department, ...] = ()
    colleagues: tuple[Person, ...] = ()
    offered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Which buttons stand on it, by name, each with the values it may bear."""


@dataclass(frozen=True, kw_only=True)
class CaseCard:
    """A case for one viewer: the `resident` who reported it, a `dispatcher` or other `staff` in their own chat, or a place.
    `gone`: it has left this department. `former`: of a department there is no more. `reporter` is None where it is nobody's
    business; `calls`: a press tells it."""

    case: Case
    viewer: str
    category: Category | None
    department: Department | None
    wanted: Department | None
    grid: Grid | None
    community: str
    words: str
    spot: str
    reason_words: str
    done_words: str
    note: str
    outside_number: str
    calls: bool
    former: bool
    reporter: str | None
    claimer: str
    clearer: str
    checker: str
    because: str
    actions: tuple[Action, ...]
    events: tuple[Event, ...]
    picture: Picture | None
    now: datetime
    gone: bool = False
    guessed: int | None = None
    """The year the deadline lies in, when its moved holidays are not known."""


@dataclass(frozen=True, kw_only=True)
class QueueCard:
    """`department`: None where it is the dispatchers' queue."""

    department: Department | None
    cases: tuple[Case, ...]
    names: Mapping[str, str]
    claimers: Mapping[int, str]
    total: int
    page: int
    pages: int
    gathered: int
    now: datetime


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


Card = DraftCard | CaseCard | QueueCard
