"""One asks, another decides: more time (延期), a clock that stands still for a while (挂账), an end by force (强制结案); and that
figures leave out what is closed (申诉)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from cases.casework.case import OVER, Action, Appeal, Case, Event, Request, Status
from cases.casework.moves.dispatching import handled_since
from cases.casework.moves.move import Changes, Count, Deed, Move, Tone, Who, always, from_
from cases.casework.stages import calendar_of, handling
from cases.errors import BadDate, NotNow, TooLate
from cases.forms.answers import Answers
from cases.forms.field import Field
from cases.forms.fields import DATE, PICTURES, REQUESTED, WORDS, requests
from cases.forms.form import Form
from cases.people import Role
from cases.time.engine import deadline, paused

MOST_APPEALS = 2
"""One is taken back at most once."""
APPEALED_WITHIN = timedelta(days=7)


async def _apply(deed: Deed) -> Changes:
    """More time is the original limit once more; a pause is until a day that is still to come."""
    request, until = Request(deed.answers.reason or ""), deed.answers.until
    if request is Request.SUSPEND and (until is None or until <= deed.work.today):
        raise BadDate
    later = _later(deed) if request is Request.EXTEND else None
    day = deed.work.district.local(later).date() if later else until
    return {"request": request, "requester": deed.actor.id, "day": day}


def _later(deed: Deed) -> datetime | None:
    """The deadline after the limit once more."""
    work, case = deed.work, deed.case
    limit = handling(work, case)
    return deadline(case.deadline, limit, calendar_of(work, case), work.district.tz) if limit and case.deadline else None


async def _ask_closing(deed: Deed) -> Changes:
    return {"request": Request.CLOSE, "requester": deed.actor.id}


async def _appeal(deed: Deed) -> Changes:
    ended = deed.case.ended_at
    if ended is None or deed.work.now > ended + APPEALED_WITHIN:
        raise TooLate(days=APPEALED_WITHIN.days)
    before = [one for one in await deed.work.store.cases.events(deed.case.id) if one.action is Action.APPEAL and one.at >= ended]
    if len(before) >= MOST_APPEALS:
        raise NotNow(number=deed.case.number)
    return {"request": Request.APPEAL, "requester": deed.actor.id}


async def _asked(deed: Deed) -> Event:
    events = await deed.work.store.cases.events(deed.case.id)
    return next(event for event in reversed(events) if event.action in (Action.APPLY, Action.ASK_CLOSING))


NOTHING_ASKED: Changes = {"request": None, "requester": None}


async def _extend(deed: Deed) -> Changes:
    later = _later(deed)
    more: Changes = {"extensions": deed.case.extensions + 1}
    return NOTHING_ASKED | more | ({"deadline": later, "overdue": later <= deed.work.now} if later else {})


async def _suspend(deed: Deed) -> Changes:
    work, day = deed.work, (await _asked(deed)).day
    if day is None or day <= work.today:
        raise BadDate
    until = datetime.combine(day, work.district.digest_at, work.district.tz)
    return NOTHING_ASKED | {"until": until, "since": work.now, "paused": True}


async def _resume(deed: Deed) -> Changes:
    """Its clock goes on with what was left; with whoever had claimed it, if they are still there."""
    work, case = deed.work, deed.case
    claimer = await work.store.people.get(case.claimer or 0)
    there = claimer.has(Role.LEAD, case.department)
    held: Changes = {"until": None} if there else {"until": None, "status": Status.QUEUED, "claimer": None}
    held |= _whole_paused(deed)
    limit, begun = handling(work, case), await handled_since(deed)
    if limit is None or case.deadline is None or case.since is None or case.deadline <= case.since:
        return held | {"since": begun}
    hours, zone = work.district.calendar_of_department(case.department), work.district.tz
    end, start = (paused(moment, case.since, work.now, limit.unit, hours, zone) for moment in (case.deadline, begun))
    return held | {"since": start, "deadline": end}


def _whole_paused(deed: Deed) -> Changes:
    """The time for everything stood still as well."""
    work, case, limit = deed.work, deed.case, deed.work.district.limits.total
    if limit is None or case.total_until is None or case.since is None or case.total_until <= case.since:
        return {}
    return {"total_until": paused(case.total_until, case.since, work.now, limit.unit, work.district.calendar, work.district.tz)}


async def _force(deed: Deed) -> Changes:
    """What was cleared before did not hold: nothing of it counts. Why it ends so is what was said when it was asked for."""
    nothing: Changes = {"outcome": None, "done_amount": None, "clearer": None, "cleared_at": None, "claimer": None}
    return NOTHING_ASKED | nothing | {"ended_at": deed.work.now, "until": None, "words": (await _asked(deed)).words}


async def _deny(deed: Deed) -> Changes:
    appealed = deed.case.request is Request.APPEAL
    return NOTHING_ASKED | ({"appeal": Appeal.DENIED} if appealed else {})


async def _take_back(_deed: Deed) -> Changes:
    return NOTHING_ASKED


async def _allow(_deed: Deed) -> Changes:
    """The fact stays; figures leave it out."""
    return NOTHING_ASKED | {"appeal": Appeal.ALLOWED}


def _nothing_asked(case: Case) -> bool:
    return case.request is None


def _may_ask(case: Case) -> bool:
    return _nothing_asked(case) and bool(requests(case))


def _in_time(case: Case) -> bool:
    return case.request is Request.EXTEND and not case.overdue


def _asks(request: Request) -> Callable[[Case], bool]:
    return lambda case: case.request is request


def _counts_against(case: Case) -> bool:
    """Late, or it came back: nothing else does anybody harm."""
    return case.part_of is None and case.appeal is None and case.request is None and (case.overdue or case.round > 0)


def _asked_for(case: Case) -> bool:
    return case.request is not None


def _until(answers: Answers) -> tuple[Field, ...]:
    return (DATE,) if answers.reason == Request.SUSPEND else ()


APPLYING = Form(needs=(REQUESTED, WORDS), also=_until)
S = Status
ASKABLE = (frozenset(S) - OVER) | {S.CLOSED}
CLOSABLE = frozenset(S) - OVER - {S.FILED, S.CHECKING, S.PROMISED}

DECIDING: dict[Action, Move] = {
    Action.EXTEND: Move(
        sources=from_(S.CLAIMED), who=(Who.DECIDER,), when=_in_time, decide=_extend, progress=False, answers_requester=True,
        tone=Tone.GOOD),
    Action.SUSPEND: Move(
        sources=from_(S.CLAIMED), targets=(S.SUSPENDED,), who=(Who.DECIDER,), when=_asks(Request.SUSPEND), decide=_suspend,
        answers_requester=True, tone=Tone.GOOD),
    Action.FORCE: Move(
        sources=CLOSABLE, targets=(S.CLOSED_BY_FORCE,), who=(Who.DECIDER,), when=_asks(Request.CLOSE), decide=_force,
        counts=Count.VOIDED, milestone=always, answers_requester=True, explains=True, listed=True, tone=Tone.GOOD),
    Action.ALLOW: Move(
        sources=from_(S.CLOSED), who=(Who.DECIDER,), when=_asks(Request.APPEAL), decide=_allow, progress=False,
        answers_requester=True, tone=Tone.GOOD),
    Action.DENY: Move(
        sources=ASKABLE, who=(Who.DECIDER,), form=Form(needs=(WORDS,)), when=_asked_for, decide=_deny, progress=False,
        answers_requester=True, tone=Tone.BAD),
}  # fmt: skip
"""Offered before everything else: somebody waits for it."""

REQUESTING: dict[Action, Move] = {
    Action.APPLY: Move(
        sources=from_(S.CLAIMED), who=(Who.CLAIMER,), form=APPLYING, when=_may_ask, decide=_apply, asks_decider=True),
    Action.ASK_CLOSING: Move(
        sources=from_(S.RETURNED, S.UNCHECKABLE, S.SUSPENDED), who=(Who.DISPATCHER, Who.SUPERVISOR), form=Form(needs=(WORDS,)),
        when=_nothing_asked, decide=_ask_closing, asks_decider=True),
    Action.APPEAL: Move(
        sources=from_(S.CLOSED), who=(Who.LEAD,), form=Form(needs=(WORDS,), offers=(PICTURES,)), when=_counts_against,
        decide=_appeal, progress=False, asks_decider=True),
    Action.TAKE_BACK: Move(
        sources=ASKABLE, who=(Who.REQUESTER,), when=_asked_for, decide=_take_back, progress=False),
    Action.RESUME: Move(
        sources=from_(S.SUSPENDED), targets=(S.CLAIMED, S.QUEUED), who=(Who.CLAIMER, Who.DISPATCHER, Who.CLOCK), decide=_resume,
        tone=Tone.GOOD),
}  # fmt: skip
