"""How a case begins, is looked at, accepted or turned down, and sent to a department."""

from cases.casework.case import WITH_DISPATCHER, Action, Case, Refused, Status
from cases.casework.moves.dispatching import by_rule, corrected, limit_end, queued
from cases.casework.moves.move import Changes, Count, Deed, Move, Tone, Who, always, from_, need
from cases.intake.draft import Ask
from cases.time.engine import deadline
from cases.values import changed


async def _to_verify(deed: Deed) -> Changes:
    district, now = deed.work.district, deed.work.now
    return {"until": deadline(now, district.limits.verify, district.calendar, district.tz)}


async def _accept(deed: Deed) -> Changes:
    case = deed.case
    need(category=(deed.form and deed.form.category) or case.category)
    return await corrected(deed) | {"filed_at": case.filed_at or deed.work.now, "until": None}


async def _refuse(deed: Deed) -> Changes:
    assert deed.form
    need(reason=deed.form.reason)
    return {"ended_at": deed.work.now, "until": None}


async def _dispatch(deed: Deed) -> Changes:
    """By a dispatcher, or without a form by the district's rules."""
    work, case, form = deed.work, deed.case, deed.form
    if form is None:
        return by_rule(work, case)
    need(department=work.district.department_of.get(form.department or ""), category=form.category or case.category)
    found = await corrected(deed)
    return found | queued(work, changed(case, **found), form.department or "")


async def _correct(deed: Deed) -> Changes:
    form = deed.form
    need(place=form and (form.category or form.point or form.spot))
    return await corrected(deed)


async def _self_clear(deed: Deed) -> Changes:
    """So much that it would show in the district's figures is looked at by somebody else first."""
    work, case = deed.work, deed.case
    amount = case.amount or 1
    much = amount > work.district.limits.self_handled
    ended: Changes = {"status": Status.CHECKING} if much else {"status": Status.CLOSED, "ended_at": work.now}
    return ended | {
        "filed_at": work.now,
        "deadline": limit_end(work, case, work.now),
        "clearer": deed.actor.id,
        "cleared_at": work.now,
        "outcome": deed.form.outcome if deed.form else None,
        "done_amount": amount,
    }


async def _withdraw(deed: Deed) -> Changes:
    assert deed.form
    need(words=deed.form.words)
    return {"ended_at": deed.work.now, "until": None}


async def _unverified(_deed: Deed) -> Changes:
    return {"until": None}


def _unsorted(case: Case) -> bool:
    return case.category is None


def _unfiled(case: Case) -> bool:
    return case.filed_at is None


S = Status
UNDECIDED = from_(S.REPORTED, S.VERIFYING)

ENTERING: dict[Action, Move] = {
    Action.REPORT: Move(targets=(S.REPORTED,), who=(), counts=Count.REPORTED, listed=True, button=False),
    Action.SEND: Move(sources=from_(S.REPORTED), targets=(S.VERIFYING,), who=(Who.CLOCK,), decide=_to_verify, button=False),
    Action.VERIFY: Move(
        sources=from_(S.VERIFYING), targets=(S.FILED,), who=(Who.GRID_WORKER,), needs=(Ask.CATEGORY,), asks_first=_unsorted,
        decide=_accept, milestone=always, listed=True, tone=Tone.GOOD),
    Action.REFUTE: Move(
        sources=from_(S.VERIFYING), targets=(S.NOT_ACCEPTED,), who=(Who.GRID_WORKER,), needs=(Ask.REASON,), offers=(Ask.WORDS,),
        reasons=Refused, decide=_refuse, counts=Count.VOIDED, milestone=always, listed=True, tone=Tone.BAD),
    Action.ACCEPT: Move(
        sources=UNDECIDED, targets=(S.FILED,), who=(Who.DISPATCHER, Who.CLOCK), needs=(Ask.CATEGORY,), offers=(Ask.PLACE,),
        asks_first=_unsorted, decide=_accept, milestone=always, listed=True, tone=Tone.GOOD),
    Action.DISPATCH: Move(
        sources=UNDECIDED | {S.FILED, S.RETURNED}, targets=(S.QUEUED,), who=(Who.DISPATCHER, Who.CLOCK),
        needs=(Ask.DEPARTMENT, Ask.CATEGORY), offers=(Ask.PLACE,), decide=_dispatch, milestone=_unfiled, tone=Tone.GOOD),
    Action.REFUSE: Move(
        sources=UNDECIDED | {S.RETURNED}, targets=(S.NOT_ACCEPTED,), who=(Who.DISPATCHER,), needs=(Ask.REASON,),
        offers=(Ask.WORDS,), reasons=Refused, decide=_refuse, counts=Count.VOIDED, milestone=always, listed=True, tone=Tone.BAD),
    Action.SELF_CLEAR: Move(
        sources=from_(S.REPORTED), targets=(S.CLOSED, S.CHECKING), who=(), decide=_self_clear, counts=Count.CLOSED,
        proves=True, button=False),
    Action.UNVERIFIED: Move(
        sources=from_(S.VERIFYING), targets=(S.REPORTED,), who=(Who.CLOCK,), decide=_unverified, button=False),
}  # fmt: skip

BESIDE: dict[Action, Move] = {
    Action.CORRECT: Move(
        sources=WITH_DISPATCHER | {S.VERIFYING}, who=(Who.DISPATCHER,), offers=(Ask.CATEGORY, Ask.PLACE), asks_first=always,
        decide=_correct),
    Action.WITHDRAW: Move(
        sources=from_(S.REPORTED, S.VERIFYING, S.QUEUED, S.RETURNED), targets=(S.CANCELLED,), who=(Who.REPORTER,),
        needs=(Ask.WORDS,), decide=_withdraw, counts=Count.VOIDED, listed=True, tone=Tone.BAD),
}  # fmt: skip
"""What is offered last, whoever has the case in hand."""
