"""What a move is: from where it leads where, who may, what it asks for, what it decides, and what others make of it."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cases.casework.case import Case, Reason, Refused, Status
from cases.errors import Missing
from cases.intake.draft import Ask, Draft
from cases.people import Person
from cases.work import Work

Changes = dict[str, Any]
"""What a move sets: fields of the case, and of `BORNE` what its event bears itself."""


class Who(StrEnum):
    """By which right somebody acts; `rights` holds the test of each."""

    REPORTER = "reporter"
    COMPLAINER = "complainer"  # the resident who reported it
    GRID_WORKER = "grid_worker"  # of the case's grid
    LEAD = "lead"  # of the case's department
    CLAIMER = "claimer"
    CHECKER = "checker"  # anybody who may check it, never who cleared it
    DISPATCHER = "dispatcher"
    CLOCK = "clock"


class Count(StrEnum):
    """As what figures count a move."""

    REPORTED = "reported"
    CLOSED = "closed"
    VOIDED = "voided"
    REOPENED = "reopened"


class Tone(StrEnum):
    """How weighty its button is."""

    GOOD = "good"
    PLAIN = "plain"
    BAD = "bad"


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One move about to be made: by whom, on which case, with what was filled in."""

    work: Work
    actor: Person
    case: Case
    form: Draft | None = None

    async def keep(self, words: str) -> int | None:
        """The number of what was written; None for nothing."""
        return await self.work.store.words.keep(words) if words else None


Decide = Callable[[Deed], Awaitable[Changes]]


async def nothing(_deed: Deed) -> Changes:
    return {}


def always(_case: Case) -> bool:
    return True


def no_more(_form: Draft) -> tuple[Ask, ...]:
    return ()


def never(_case: Case) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Move:
    """One thing that can happen to a case. Nothing about it stands anywhere else but its words."""

    sources: frozenset[Status] = frozenset()
    """Empty: it begins a case."""
    targets: tuple[Status, ...] = ()
    """Where it leads; of several, `decide` says which. Empty: the case stays where it is."""
    who: tuple[Who, ...]
    """By which rights; empty: it comes only with a report, whose right `intake` asks."""
    needs: tuple[Ask, ...] = ()
    offers: tuple[Ask, ...] = ()
    also: Callable[[Draft], tuple[Ask, ...]] = no_more
    """What is needed because of another answer."""
    reasons: type[Reason] | type[Refused] | None = None
    """From which one is chosen."""
    when: Callable[[Case], bool] = always
    """What must hold beside the status."""
    decide: Decide = nothing
    """What it changes; decided before anything is written. Raises a Refusal."""
    asks_first: Callable[[Case], bool] | None = None
    """Whether pressing it opens a form; None: when something is needed."""
    counts: Count | None = None
    progress: bool = True
    """Whether buttons pressed before no longer hold."""
    milestone: Callable[[Case], bool] = never
    """Whether who complained is told loudly, asked of the case before."""
    listed: bool = False
    """Whether it stands in the list of what has happened that who complained sees."""
    proves: bool = False
    """Whether the pair sheet is drawn after it."""
    button: bool = True
    """Whether a card offers it to those who may."""
    tone: Tone = Tone.PLAIN

    @property
    def asks(self) -> tuple[Ask, ...]:
        return self.needs + self.offers

    def opens_form(self, case: Case) -> bool:
        return self.asks_first(case) if self.asks_first else bool(self.needs)

    def leads_to(self, before: Status | None, after: Status) -> bool:
        """Whether a case may stand there after it."""
        return after in self.targets if self.targets else after is before


def from_(*statuses: Status) -> frozenset[Status]:
    return frozenset(statuses)


def need(**given: object) -> None:
    """Raises Missing with the names of what is empty."""
    empty: Iterable[str] = [name for name, value in given.items() if not value]
    if empty:
        raise Missing(asks=empty)
