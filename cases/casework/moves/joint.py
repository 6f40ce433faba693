"""联合整治: one department leads, others have a part each; and what is closed may be appealed against, for the figures."""

from datetime import timedelta

from cases.casework.case import OVER, WITH_DEPARTMENT, Action, Case, Request, Status
from cases.casework.moves.move import Changes, Count, Deed, Move, Tone, Who, from_
from cases.errors import NotNow, NotOffered, TooLate
from cases.forms.fields import DEPARTMENT, PICTURES, WORDS
from cases.forms.form import Form

MOST_PARTS = 6
MOST_APPEALS = 2
"""One is taken back at most once."""
APPEALED_WITHIN = timedelta(days=7)


async def _part(deed: Deed) -> Changes:
    """The department has none of it yet. The case of its own is begun by `joint`."""
    work, case = deed.work, deed.case
    parts = [await work.store.cases.get(one) for one in await work.store.cases.parts_of(case.id)]
    if deed.answers.department in {case.department, *(one.department for one in parts if one.open)}:
        raise NotOffered
    return {"parts": case.parts + 1, "named": deed.answers.department}


async def _dissolve(deed: Deed) -> Changes:
    return {"ended_at": deed.work.now, "until": None}


async def _appeal(deed: Deed) -> Changes:
    ended = deed.case.ended_at
    if ended is None or deed.work.now > ended + APPEALED_WITHIN:
        raise TooLate(days=APPEALED_WITHIN.days)
    before = [one for one in await deed.work.store.cases.events(deed.case.id) if one.action is Action.APPEAL and one.at >= ended]
    if len(before) >= MOST_APPEALS:
        raise NotNow(number=deed.case.number)
    return {"request": Request.APPEAL, "requester": deed.actor.id}


def _whole(case: Case) -> bool:
    """What is a part has none, and nothing more than a few that go on."""
    return case.part_of is None and case.parts < MOST_PARTS


def _is_part(case: Case) -> bool:
    return case.part_of is not None


def _counts_against(case: Case) -> bool:
    """Late, or it came back: nothing else does anybody harm."""
    return case.part_of is None and case.appeal is None and case.request is None and (case.overdue or case.round > 0)


S = Status

JOINT: dict[Action, Move] = {
    Action.PART: Move(
        sources=WITH_DEPARTMENT, who=(Who.DISPATCHER, Who.SUPERVISOR), form=Form(needs=(DEPARTMENT, WORDS)), when=_whole,
        decide=_part, progress=False, tells=True),
    Action.PART_ENDED: Move(
        sources=frozenset(S) - OVER, who=(Who.CLOCK,), progress=False, tells=True, button=False),
    Action.DISSOLVE: Move(
        sources=frozenset(S) - OVER, targets=(S.CANCELLED,), who=(Who.DISPATCHER, Who.SUPERVISOR, Who.CLOCK), when=_is_part,
        form=Form(needs=(WORDS,)), decide=_dissolve, counts=Count.VOIDED, tone=Tone.BAD),
    Action.APPEAL: Move(
        sources=from_(S.CLOSED), who=(Who.LEAD,), form=Form(needs=(WORDS,), offers=(PICTURES,)), when=_counts_against,
        decide=_appeal, progress=False, asks_decider=True),
}  # fmt: skip
