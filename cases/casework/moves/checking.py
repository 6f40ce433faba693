"""Whether what was done holds: somebody else looks, and a resident who complained says what they think."""

from collections.abc import Callable

from cases.casework.case import OUTSIDE, PROMISES, Action, Case, Status
from cases.casework.moves.dispatching import limit_end
from cases.casework.moves.move import Changes, Count, Decide, Deed, Move, Tone, Who, always, from_
from cases.casework.stages import slot_of
from cases.errors import WrongHour
from cases.evidence.photo import Side
from cases.forms.fields import LOOKED_AT, PICTURES, WORDS
from cases.forms.form import Form
from cases.time.engine import deadline
from cases.values import changed


async def _pass(deed: Deed) -> Changes:
    slot = slot_of(deed.work, deed.case)
    if slot and deed.work.now < slot[0]:
        begins, ends = (f"{deed.work.district.local(moment):%H:%M}" for moment in slot)
        raise WrongHour(begins=begins, ends=ends)
    return {"checker": deed.actor.id, "ended_at": deed.work.now}


async def _rework(deed: Deed) -> Changes:
    work, case = deed.work, deed.case
    return {
        "checker": deed.actor.id,
        "round": case.round + 1,
        "claimer": None,
        "since": work.now,
        "deadline": limit_end(work, changed(case, extensions=0), work.now),
        "extensions": 0,
        "overdue": False,
    }


async def _uncheckable(deed: Deed) -> Changes:
    """Who says so may change their mind."""
    return {"checker": deed.actor.id or None}


async def _reopen(deed: Deed) -> Changes:
    """Back to the department; what none ever had, to the dispatcher."""
    status = Status.REWORK if deed.case.department else Status.REPORTED
    again: Changes = {"checker": None, "ended_at": None, "opinion": None, "drawn": False, "until": None}
    return await _rework(deed) | again | {"status": status}


async def _draw(deed: Deed) -> Changes:
    work = deed.work
    return {"drawn": True, "until": deadline(work.now, work.district.limits.recheck, work.district.calendar, work.district.tz)}


async def _uphold(_deed: Deed) -> Changes:
    return {"drawn": False, "until": None}


def _drawn(case: Case) -> bool:
    return case.drawn


def _not_drawn(case: Case) -> bool:
    return not case.drawn


def _opinion(action: Action) -> Decide:
    async def decide(_deed: Deed) -> Changes:
        return {"opinion": action}

    return decide


def _after(*opinions: Action | None) -> Callable[[Case], bool]:
    """What was objected to before it was closed is no opinion of that."""
    return lambda case: (None if case.opinion is Action.OBJECT else case.opinion) in opinions


def _is_to_say(case: Case) -> bool:
    """Who called of what is merged into another case is called back once that one is closed."""
    settled = case.status is Status.CLOSED or (case.source in OUTSIDE and case.outcome is not None)
    return _after(None, Action.UNSATISFIED)(case) and settled


def looks_again(case: Case) -> bool:
    """复查: what was promised must be seen to be done."""
    return case.status is Status.CHECKING and case.outcome in PROMISES


LOOKING_AGAIN = Form(needs=(LOOKED_AT,), side=Side.CHECK)
WANTING = Form(needs=(WORDS,), offers=(PICTURES,))

S = Status
SPEAKING = (Who.COMPLAINER, Who.CALLER)
CHECKABLE = from_(S.CHECKING, S.UNCHECKABLE)

CHECKING: dict[Action, Move] = {
    Action.PASS: Move(
        sources=CHECKABLE, targets=(S.CLOSED,), who=(Who.CHECKER,), form=LOOKING_AGAIN, asks_first=looks_again, decide=_pass, counts=Count.CLOSED,
        milestone=always, listed=True, tone=Tone.GOOD),
    Action.REWORK: Move(
        sources=CHECKABLE, targets=(S.REWORK,), who=(Who.CHECKER,), form=WANTING, decide=_rework,
        listed=True, tone=Tone.BAD),
    Action.UNCHECKABLE: Move(
        sources=from_(S.CHECKING), targets=(S.UNCHECKABLE,), who=(Who.CHECKER, Who.CLOCK), form=WANTING, decide=_uncheckable),
    Action.RECHECK: Move(sources=from_(S.PROMISED), targets=(S.CHECKING,), who=(Who.CLOCK,), button=False),
    Action.DRAW: Move(
        sources=from_(S.CLOSED), who=(Who.CLOCK,), when=_not_drawn, decide=_draw, progress=False, button=False),
    Action.UPHOLD: Move(
        sources=from_(S.CLOSED), who=(Who.AUDITOR,), when=_drawn, decide=_uphold, progress=False, tone=Tone.GOOD),
    Action.OVERTURN: Move(
        sources=from_(S.CLOSED), targets=(S.REWORK, S.REPORTED), who=(Who.AUDITOR,), form=WANTING, when=_drawn, decide=_reopen,
        counts=Count.REOPENED, milestone=always, listed=True, tone=Tone.BAD),
    Action.SATISFIED: Move(
        sources=from_(S.CLOSED, S.MERGED), who=SPEAKING, when=_is_to_say, decide=_opinion(Action.SATISFIED),
        tone=Tone.GOOD),
    Action.UNSATISFIED: Move(
        sources=from_(S.CLOSED), who=SPEAKING, when=_after(None), decide=_opinion(Action.UNSATISFIED)),
    Action.REOPEN: Move(
        sources=from_(S.CLOSED), targets=(S.REWORK, S.REPORTED), who=SPEAKING, form=WANTING,
        when=_after(Action.UNSATISFIED), decide=_reopen, counts=Count.REOPENED, listed=True),
    Action.SLOW: Move(
        sources=from_(S.CLOSED), who=SPEAKING, when=_after(Action.UNSATISFIED), decide=_opinion(Action.SLOW)),
}  # fmt: skip
