"""Whether what was done holds: somebody else looks, and a resident who complained says what they think."""

from collections.abc import Callable

from cases.casework.case import OUTSIDE, PROMISES, Action, Case, Status
from cases.casework.moves.dispatching import limit_end
from cases.casework.moves.move import Changes, Count, Decide, Deed, Move, Tone, Who, always, from_
from cases.casework.stages import slot_of, total_end
from cases.errors import Forbidden, WrongHour
from cases.forms.fields import LOOKED_AT, PICTURES, WORDS
from cases.forms.form import Form
from cases.people import Role
from cases.time.engine import deadline
from cases.values import changed


def _in_its_hours(deed: Deed) -> None:
    """Raises WrongHour."""
    slot = slot_of(deed.work, changed(deed.case, status=Status.CHECKING))
    if slot and deed.work.now < slot[0]:
        begins, ends = map(deed.work.district.local, slot)
        raise WrongHour(begins=f"{begins:%m-%d %H:%M}", ends=f"{ends:%H:%M}")


DECIDING = (Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN)
"""Who says what becomes of what could not be checked."""


CHECKABLE = from_(Status.CHECKING, Status.UNCHECKABLE)


async def _pass(deed: Deed) -> Changes:
    """Whoever found that it could not be checked, and changes their mind, is held to its hours as before."""
    if not (deed.case.status is Status.UNCHECKABLE and any(deed.actor.has(role) for role in DECIDING)):
        _in_its_hours(deed)
    return {"checker": deed.actor.id, "ended_at": deed.work.now}


async def _rework(deed: Deed) -> Changes:
    """Back to the department; what none ever had, to the dispatcher."""
    work, case = deed.work, deed.case
    return {
        "status": Status.REWORK if case.department else Status.REPORTED,
        "checker": deed.actor.id,
        "round": case.round + 1,
        "claimer": None,
        "since": work.now,
        "deadline": limit_end(work, changed(case, extensions=0, phases_left=0), work.now),
        "extensions": 0,
        "phases_left": 0,
        "overdue": False,
    }


async def _uncheckable(deed: Deed) -> Changes:
    """Who says so may change their mind."""
    return {"checker": deed.actor.id or None}


async def _reopen(deed: Deed) -> Changes:
    """Who answered for it and has left does so no more."""
    again: Changes = {"checker": None, "ended_at": None, "opinion": None, "drawn": False, "until": None, "appeal": None}
    whole: Changes = {"total_until": total_end(deed.work, deed.work.now), "past": False}
    keeper = await deed.work.store.people.get(deed.case.keeper or 0)
    return await _rework(deed) | again | whole | {"keeper": keeper.id if keeper.staff else None}


async def _draw(deed: Deed) -> Changes:
    work = deed.work
    return {"drawn": True, "until": deadline(work.now, work.district.limits.recheck, work.district.calendar, work.district.tz)}


async def _unconcerned(deed: Deed) -> None:
    """Raises Forbidden for who has cleared or checked it in an earlier round."""
    handled = {one.actor for one in await deed.work.store.cases.events(deed.case.id) if one.action in HANDLED}
    if deed.actor.id in handled:
        raise Forbidden(number=deed.case.number)


HANDLED = (Action.CLEAR, Action.ADVANCE, Action.PASS, Action.REWORK, Action.SELF_CLEAR, Action.VERIFY)
"""By which somebody had it in hand, in whatever round."""


async def _overturn(deed: Deed) -> Changes:
    await _unconcerned(deed)
    return await _reopen(deed)


async def _uphold(deed: Deed) -> Changes:
    await _unconcerned(deed)
    _in_its_hours(deed)
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
    return case.status in CHECKABLE and case.outcome in PROMISES


LOOKING_AGAIN = Form(needs=(LOOKED_AT,))
WANTING = Form(needs=(WORDS,), offers=(PICTURES,))

S = Status
SPEAKING = (Who.COMPLAINER, Who.CALLER)

CHECKING: dict[Action, Move] = {
    Action.PASS: Move(
        sources=CHECKABLE, targets=(S.CLOSED,), who=(Who.CHECKER,), form=LOOKING_AGAIN, asks_first=looks_again, decide=_pass,
        counts=Count.CLOSED, milestone=always, listed=True, tone=Tone.GOOD),
    Action.REWORK: Move(
        sources=CHECKABLE, targets=(S.REWORK, S.REPORTED), who=(Who.CHECKER,), form=WANTING, decide=_rework,
        listed=True, tone=Tone.BAD),
    Action.UNCHECKABLE: Move(
        sources=from_(S.CHECKING), targets=(S.UNCHECKABLE,), who=(Who.CHECKER, Who.CLOCK), form=WANTING, decide=_uncheckable),
    Action.RECHECK: Move(sources=from_(S.PROMISED), targets=(S.CHECKING,), who=(Who.CLOCK,), button=False),
    Action.DRAW: Move(
        sources=from_(S.CLOSED), who=(Who.CLOCK,), when=_not_drawn, decide=_draw, progress=False, button=False),
    Action.UPHOLD: Move(
        sources=from_(S.CLOSED), who=(Who.AUDITOR,), when=_drawn, decide=_uphold, progress=False, tone=Tone.GOOD),
    Action.OVERTURN: Move(
        sources=from_(S.CLOSED), targets=(S.REWORK, S.REPORTED), who=(Who.AUDITOR,), form=WANTING, when=_drawn, decide=_overturn,
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
