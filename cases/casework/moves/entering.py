"""How a case begins, is looked at, accepted or turned down, and sent to a department."""

from decimal import Decimal

from cases.casework.case import OVER, WITH_DISPATCHER, Action, Case, Refused, Status
from cases.casework.moves.dispatching import corrected, handled_since, limit_end, original, queued, ruled
from cases.casework.moves.move import Changes, Count, Deed, Move, Tone, Who, always, from_
from cases.casework.voices import RECURS_WITHIN
from cases.errors import Missing
from cases.evidence.photo import Side
from cases.forms.answers import Answers, Ask
from cases.forms.field import Asked
from cases.forms.fields import CATEGORY, CORRECTED, DEPARTMENT, SOMEWHERE, SORTED, WHY_REFUSED, WORDS, the_other
from cases.forms.form import Form
from cases.values import changed
from cases.work import Work


async def _accept(deed: Deed) -> Changes:
    if not (deed.answers.category or deed.case.category):
        raise Missing(asks=[Ask.CATEGORY])
    return await corrected(deed) | {"filed_at": deed.case.filed_at or deed.work.now} | _verified(deed.case)


def _verified(case: Case) -> Changes:
    """Of an alarm somebody still looks while it is under way."""
    return {} if case.alarm else {"until": None}


async def _refuse(deed: Deed) -> Changes:
    return {"ended_at": deed.work.now, "until": None, "other": await original(deed)}


async def _dispatch(deed: Deed) -> Changes:
    """By a dispatcher, or without a form by the district's rules."""
    work, case, named, since = deed.work, deed.case, deed.answers.department or "", await handled_since(deed)
    if not deed.filled:
        rule, department = ruled(work, case)
        return queued(work, case, department, since) | {"reason": rule, "other": await _once_more(work, case)}
    found = await corrected(deed)
    there = changed(case, **found)
    return found | queued(work, there, named, since) | {"other": await _once_more(work, there)}


async def _once_more(work: Work, case: Case) -> int | None:
    """The case that this one is again: the same category in the same place, closed within a month. Asked once."""
    category = work.category(case)
    if case.department is not None or case.point is None or category is None:
        return None
    return await work.store.voices.closed_near(category.code, case.point, category.radius, work.now - RECURS_WITHIN)


async def _self_clear(deed: Deed) -> Changes:
    """So much that it would show in the district's figures is looked at by somebody else first."""
    work, case = deed.work, deed.case
    amount = case.amount or Decimal(1)
    much = amount > work.district.limits.self_handled
    ended: Changes = {"status": Status.CHECKING} if much else {"status": Status.CLOSED, "ended_at": work.now}
    return ended | {
        "filed_at": work.now,
        "deadline": limit_end(work, case, work.now),
        "clearer": deed.actor.id,
        "cleared_at": work.now,
        "outcome": deed.answers.outcome,
        "done_amount": amount,
    }


async def _withdraw(deed: Deed) -> Changes:
    return {"ended_at": deed.work.now, "until": None}


async def _unverified(_deed: Deed) -> Changes:
    return {"until": None}


def _unsorted(case: Case) -> bool:
    return case.category is None


def _unfiled(case: Case) -> bool:
    return case.filed_at is None


def _no_alarm(case: Case) -> bool:
    """A false alarm is taken back with one tap."""
    return case.alarm is None


def _may_go(case: Case) -> bool:
    """What somebody is at work on is theirs to end; but nobody hurries to a false alarm."""
    return case.part_of is None and (case.status is not Status.CLAIMED or case.alarm is not None)


def _urgent(case: Case) -> bool:
    """But danger is."""
    return case.urgent and case.alarm is None


async def _calm(_deed: Deed) -> Changes:
    return {"urgent": False}


def _nowhere(case: Case) -> bool:
    return case.lat is None


def _not_so(asked: Asked) -> Answers:
    return changed(asked.answers, reason=Refused.NOT_SO)


def _as_wanted(asked: Asked) -> Answers:
    return changed(asked.answers, department=asked.wanted if asked.wanted in asked.district.department_of else None)


REFUSING = Form(needs=(WHY_REFUSED,), offers=(WORDS,), also=the_other)
REFUTING = Form(needs=(WHY_REFUSED, WORDS), also=the_other, begins=_not_so, side=Side.BEFORE)
ACCEPTING = Form(needs=(SORTED,), offers=(SOMEWHERE,), side=Side.BEFORE)
VERIFYING = Form(needs=(SORTED,), side=Side.BEFORE)
CORRECTING = Form(needs=(CORRECTED,), offers=(CATEGORY,))
DISPATCHING = Form(needs=(DEPARTMENT, SORTED), offers=(SOMEWHERE,), begins=_as_wanted)

S = Status
UNDECIDED = from_(S.REPORTED, S.VERIFYING)

ENTERING: dict[Action, Move] = {
    Action.REPORT: Move(targets=(S.REPORTED,), who=(), counts=Count.REPORTED, listed=True, button=False),
    Action.SEND: Move(sources=from_(S.REPORTED), targets=(S.VERIFYING,), who=(Who.CLOCK,), button=False),
    Action.VERIFY: Move(
        sources=from_(S.VERIFYING), targets=(S.FILED,), who=(Who.GRID_WORKER,), form=VERIFYING, asks_first=_unsorted,
        decide=_accept, milestone=always, listed=True, tone=Tone.GOOD),
    Action.REFUTE: Move(
        sources=from_(S.VERIFYING), targets=(S.NOT_ACCEPTED,), who=(Who.GRID_WORKER,), form=REFUTING, decide=_refuse,
        counts=Count.VOIDED, milestone=always, listed=True, tone=Tone.BAD),
    Action.ACCEPT: Move(
        sources=UNDECIDED, targets=(S.FILED,), who=(Who.DISPATCHER, Who.CLOCK), form=ACCEPTING, asks_first=_unsorted,
        decide=_accept, milestone=always, listed=True, tone=Tone.GOOD),
    Action.DISPATCH: Move(
        sources=UNDECIDED | {S.FILED, S.RETURNED}, targets=(S.QUEUED,), who=(Who.DISPATCHER, Who.CLOCK), form=DISPATCHING,
        decide=_dispatch, milestone=_unfiled, tone=Tone.GOOD),
    Action.REFUSE: Move(
        sources=UNDECIDED | {S.RETURNED}, targets=(S.NOT_ACCEPTED,), who=(Who.DISPATCHER,), form=REFUSING, decide=_refuse,
        counts=Count.VOIDED, milestone=always, listed=True, tone=Tone.BAD),
    Action.SELF_CLEAR: Move(
        sources=from_(S.REPORTED), targets=(S.CLOSED, S.CHECKING), who=(), decide=_self_clear, counts=Count.CLOSED,
        proves=True, button=False),
    Action.UNVERIFIED: Move(
        sources=from_(S.VERIFYING), targets=(S.REPORTED,), who=(Who.CLOCK,), decide=_unverified, button=False),
}  # fmt: skip

BESIDE: dict[Action, Move] = {
    Action.CORRECT: Move(
        sources=WITH_DISPATCHER | {S.VERIFYING}, who=(Who.DISPATCHER,), form=CORRECTING, asks_first=always, decide=corrected),
    Action.CALM: Move(
        sources=frozenset(S) - OVER, who=(Who.DISPATCHER,), when=_urgent, decide=_calm, progress=False),
    Action.WITHDRAW: Move(
        sources=from_(S.REPORTED, S.VERIFYING, S.QUEUED, S.RETURNED, S.CLAIMED), targets=(S.CANCELLED,), who=(Who.REPORTER,),
        form=Form(needs=(WORDS,)), asks_first=_no_alarm, when=_may_go, decide=_withdraw, counts=Count.VOIDED, listed=True,
        tone=Tone.BAD),
    Action.LOCATE: Move(
        sources=frozenset(S) - OVER, who=(Who.REPORTER,), when=_nowhere, progress=False, tells=True, button=False),
}  # fmt: skip
"""What is offered last, whoever has the case in hand."""
