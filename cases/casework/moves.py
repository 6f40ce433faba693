"""The life of a case as one table: from where each action leads where, who may and what it asks for."""

from dataclasses import dataclass
from enum import StrEnum

from cases.casework.case import OVER, WITH_DEPARTMENT, WITH_DISPATCHER, Action, Reason, Refused, Status
from cases.intake.draft import Ask


class Who(StrEnum):
    """By which right somebody acts; `access` holds the test of each."""

    REPORTER = "reporter"
    COMPLAINER = "complainer"  # the resident who reported it
    GRID_WORKER = "grid_worker"  # of the case's grid
    LEAD = "lead"  # of the case's department
    CLAIMER = "claimer"
    CHECKER = "checker"  # anybody who may check it, never who cleared it
    DISPATCHER = "dispatcher"
    CLOCK = "clock"


class Audience(StrEnum):
    GRID_WORKERS = "grid_workers"
    DEPARTMENT = "department"
    CHECKERS = "checkers"
    DISPATCHERS = "dispatchers"


@dataclass(frozen=True, kw_only=True)
class Move:
    """Sources and target (None: the use case decides), by which rights, what must and what may be handed in with it."""

    sources: frozenset[Status]
    target: Status | None
    who: tuple[Who, ...]
    needs: tuple[Ask, ...] = ()
    offers: tuple[Ask, ...] = ()

    @property
    def asks(self) -> tuple[Ask, ...]:
        return self.needs + self.offers


def _move(
    sources: frozenset[Status] | Status, target: Status | None, *who: Who, needs: tuple[Ask, ...] = (),
    offers: tuple[Ask, ...] = (),
) -> Move:  # fmt: skip
    start = frozenset({sources}) if isinstance(sources, Status) else sources
    return Move(sources=start, target=target, who=who, needs=needs, offers=offers)


S, W = Status, Who
UNDECIDED = frozenset({S.REPORTED, S.VERIFYING})
CHECKABLE = frozenset({S.CHECKING, S.UNCHECKABLE})

MOVES: dict[Action, Move] = {
    Action.VERIFY: _move(S.VERIFYING, S.FILED, W.GRID_WORKER, needs=(Ask.CATEGORY,)),
    Action.REFUTE: _move(
        S.VERIFYING, S.NOT_ACCEPTED, W.GRID_WORKER, needs=(Ask.REASON,), offers=(Ask.WORDS,)),
    Action.ACCEPT: _move(
        UNDECIDED, S.FILED, W.DISPATCHER, needs=(Ask.CATEGORY,), offers=(Ask.PLACE,)),
    Action.REFUSE: _move(
        UNDECIDED | {S.RETURNED}, S.NOT_ACCEPTED, W.DISPATCHER, needs=(Ask.REASON,), offers=(Ask.WORDS,)),
    Action.DISPATCH: _move(
        frozenset({S.FILED, S.RETURNED}) | UNDECIDED, S.QUEUED, W.DISPATCHER, W.CLOCK,
        needs=(Ask.DEPARTMENT, Ask.CATEGORY), offers=(Ask.PLACE,)),
    Action.CLAIM: _move(frozenset({S.QUEUED, S.REWORK}), S.CLAIMED, W.LEAD),
    Action.RETURN: _move(
        WITH_DEPARTMENT, None, W.LEAD, needs=(Ask.REASON,), offers=(Ask.DEPARTMENT, Ask.WORDS)),
    Action.TRANSFER: _move(
        WITH_DEPARTMENT, None, W.LEAD, W.DISPATCHER, needs=(Ask.DEPARTMENT,), offers=(Ask.COLLEAGUE, Ask.WORDS)),
    Action.CLEAR: _move(
        S.CLAIMED, S.CHECKING, W.CLAIMER, needs=(Ask.PHOTOS, Ask.QUANTITY, Ask.OUTCOME), offers=(Ask.DATE, Ask.WORDS)),
    Action.PASS: _move(CHECKABLE, S.CLOSED, W.CHECKER),
    Action.REWORK: _move(
        CHECKABLE, S.REWORK, W.CHECKER, needs=(Ask.WORDS,), offers=(Ask.PHOTOS,)),
    Action.UNCHECKABLE: _move(S.CHECKING, S.UNCHECKABLE, W.CHECKER, W.CLOCK),
    Action.WITHDRAW: _move(
        frozenset({S.REPORTED, S.VERIFYING, S.QUEUED, S.RETURNED}), S.CANCELLED, W.REPORTER, needs=(Ask.WORDS,)),
    Action.CORRECT: _move(WITH_DISPATCHER | {S.VERIFYING}, None, W.DISPATCHER, offers=(Ask.CATEGORY, Ask.PLACE)),
    Action.SATISFIED: _move(S.CLOSED, S.CLOSED, W.COMPLAINER),
    Action.UNSATISFIED: _move(S.CLOSED, S.CLOSED, W.COMPLAINER),
    Action.SLOW: _move(S.CLOSED, S.CLOSED, W.COMPLAINER),
    Action.REOPEN: _move(
        S.CLOSED, S.REWORK, W.COMPLAINER, needs=(Ask.WORDS,), offers=(Ask.PHOTOS,)),
    Action.UNVERIFIED: _move(S.VERIFYING, S.REPORTED, W.CLOCK),
    Action.OVERDUE: _move(frozenset(S) - OVER, None, W.CLOCK),
    Action.RECHECK: _move(S.PROMISED, S.CHECKING, W.CLOCK),
    Action.RELEASE: _move(S.CLAIMED, S.QUEUED, W.CLOCK),
    Action.NOTE: _move(frozenset(S) - OVER, None, W.REPORTER, W.LEAD, W.GRID_WORKER, W.DISPATCHER, needs=(Ask.WORDS,)),
}  # fmt: skip

BUTTONS: tuple[Action, ...] = (
    Action.VERIFY, Action.REFUTE, Action.ACCEPT, Action.DISPATCH, Action.REFUSE, Action.CLAIM, Action.CLEAR,
    Action.PASS, Action.REWORK, Action.UNCHECKABLE, Action.RETURN, Action.TRANSFER, Action.CORRECT, Action.WITHDRAW,
    Action.SATISFIED, Action.UNSATISFIED, Action.REOPEN, Action.SLOW,
)  # fmt: skip
"""What a card can offer, in the order it is offered."""

REASONS: dict[Action, type[Reason] | type[Refused]] = {
    Action.RETURN: Reason, Action.REFUSE: Refused, Action.REFUTE: Refused,
}  # fmt: skip
"""From which reasons each action chooses."""

HARMLESS = frozenset({Action.OVERDUE, Action.NOTE})
"""What undoes nobody's work: buttons pressed before it still hold."""

OPINIONS: dict[Action, tuple[Action | None, ...]] = {
    Action.SATISFIED: (None, Action.UNSATISFIED),
    Action.UNSATISFIED: (None,),
    Action.REOPEN: (Action.UNSATISFIED,),
    Action.SLOW: (Action.UNSATISFIED,),
}
"""After which opinion each answer of a resident may come."""

HOLDER: dict[Status, Audience] = {
    S.REPORTED: Audience.DISPATCHERS,
    S.RETURNED: Audience.DISPATCHERS,
    S.UNCHECKABLE: Audience.DISPATCHERS,
    S.VERIFYING: Audience.GRID_WORKERS,
    S.QUEUED: Audience.DEPARTMENT,
    S.REWORK: Audience.DEPARTMENT,
    S.CHECKING: Audience.CHECKERS,
}
"""Who has a case in hand: when it comes to them their card is loud; everybody else's follows quietly."""

MILESTONES = frozenset({S.QUEUED, S.CLAIMED, S.CHECKING, S.REWORK, S.CLOSED, S.NOT_ACCEPTED, S.CANCELLED})
"""What a resident is told of, loudly, when their case comes to it."""
