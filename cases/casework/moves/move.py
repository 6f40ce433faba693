"""What a move is: from where it leads where, who may, what it asks for, what it decides, and what others make of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cases.casework.case import Case, Status
from cases.forms.answers import Answers
from cases.forms.form import Form
from cases.people import Person
from cases.work import Work

Changes = dict[str, Any]
"""What a move sets: fields of the case, and of `BORNE` what its event bears itself."""


class Who(StrEnum):
    """By which right somebody acts; `rights` holds the test of each."""

    REPORTER = "reporter"
    COMPLAINER = "complainer"  # the resident who reported it
    KEEPER = "keeper"  # 首问责任人
    CALLER = "caller"  # a dispatcher, for who called or wrote and has been called back
    GRID_WORKER = "grid_worker"  # of the case's grid
    LEAD = "lead"  # of the case's department
    CLAIMER = "claimer"
    CHECKER = "checker"  # anybody who may check it, never who cleared it
    AUDITOR = "auditor"  # supervisor, dispatcher or admin who neither cleared nor checked nor reported it
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    SPONSOR = "sponsor"  # who stands behind it
    DECIDER = "decider"  # a dispatcher, supervisor or admin, never who asked
    REQUESTER = "requester"  # who asked
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
    """One move about to be made: by whom, on which case, with what was filled in, if it was by a form."""

    work: Work
    actor: Person
    case: Case
    answers: Answers = field(default_factory=Answers)
    filled: bool = False

    async def keep(self, words: str) -> int | None:
        """The number of what was written; None for nothing."""
        return await self.work.store.words.keep(words) if words else None


Decide = Callable[[Deed], Awaitable[Changes]]
Heirs = Callable[[Work, int, Case], Awaitable[list[Person]]]
"""Of a case those to whom somebody could hand it."""


async def nothing(_deed: Deed) -> Changes:
    return {}


def always(_case: Case) -> bool:
    return True


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
    form: Form = field(default_factory=Form)
    """What is handed in with it."""
    when: Callable[[Case], bool] = always
    """What must hold beside the status."""
    decide: Decide = nothing
    """What it changes; decided before anything is written. Raises a Refusal."""
    heirs: Heirs | None = None
    """Whom the form offers to hand it to."""
    asks_first: Callable[[Case], bool] | None = None
    """Whether pressing it opens a form; None: when something is needed."""
    counts: Count | None = None
    progress: bool = True
    """Whether buttons pressed before no longer hold."""
    milestone: Callable[[Case], bool] = never
    """Whether who complained is told loudly, asked of the case before."""
    tells: bool = False
    """Whether those who have it in hand hear of it loudly, though it stays with them."""
    asks_reporter: bool = False
    """Whether its words are a question to who reported it, who hears of it loudly."""
    asks_decider: bool = False
    """Whether somebody else must decide, who hears of it loudly."""
    answers_requester: bool = False
    """Whether who asked for it hears of it loudly."""
    presses: bool = False
    """Whether a department hears of it loudly, wherever the case stands, and whoever supervises."""
    unnamed: bool = False
    """Whether who did it is nobody's business."""
    explains: bool = False
    """Whether its words say why a case stands where it does, though it asks for none."""
    listed: bool = False
    """Whether it stands in the list of what has happened that who complained sees."""
    proves: bool = False
    """Whether the pair sheet is drawn after it."""
    button: bool = True
    """Whether a card offers it to those who may."""
    tone: Tone = Tone.PLAIN

    def opens_form(self, case: Case) -> bool:
        return self.asks_first(case) if self.asks_first else bool(self.form.needs)

    def leads_to(self, before: Status | None, after: Status) -> bool:
        """Whether a case may stand there after it."""
        return after in self.targets if self.targets else after is before


def from_(*statuses: Status) -> frozenset[Status]:
    return frozenset(statuses)
