"""What a department does with a case: claims it, hands it on, clears it; and what is said about it meanwhile."""

from datetime import datetime, timedelta
from decimal import Decimal

from cases.casework.case import OVER, PROMISES, WITH_DEPARTMENT, Action, Case, Outcome, Status
from cases.casework.clocks import climbed
from cases.casework.moves.dispatching import communal, handled_since, limit_end, original, queued, returned_often
from cases.casework.moves.move import Changes, Deed, Move, Tone, Who, from_
from cases.errors import BadDate, BadQuantity, Forbidden
from cases.evidence.photo import Side
from cases.forms.answers import Answers
from cases.forms.field import Asked
from cases.forms.fields import (
    COLLEAGUE,
    DATE,
    DEPARTMENT,
    OUTCOME,
    PROOFS,
    QUANTITY,
    WHY_LATE,
    WHY_RETURNED,
    WORDS,
    a_day,
    the_other,
)
from cases.forms.form import Form
from cases.forms.typing import LONGEST
from cases.people import Person, Role
from cases.values import changed
from cases.work import Work


async def _claim(deed: Deed) -> Changes:
    return {"claimer": deed.actor.id}


async def _return(deed: Deed) -> Changes:
    """Straight to the department that is named, but not a third time, not to and fro, and not past the dispatcher."""
    work, case = deed.work, deed.case
    named = deed.answers.department if deed.answers.department != case.department else None
    told: Changes = {"claimer": None, "other": await original(deed), "named": named}
    if named and not communal(work, named) and not await returned_often(work, case, named):
        return queued(work, case, named, await handled_since(deed)) | told
    return told | {"status": Status.RETURNED}


async def _transfer(deed: Deed) -> Changes:
    work, case, given = deed.work, deed.case, deed.answers
    if given.colleague:
        colleague = await work.store.people.get(given.colleague)
        if not colleague.has(Role.LEAD, case.department):
            raise Forbidden(number=case.number)
        return {"status": Status.CLAIMED, "claimer": colleague.id}
    named = given.department or ""
    if communal(work, named) and not deed.actor.has(Role.DISPATCHER):
        return {"status": Status.RETURNED, "named": named, "claimer": None}
    return queued(work, case, named, await handled_since(deed))


async def _clear(deed: Deed) -> Changes:
    work, case, given = deed.work, deed.case, deed.answers
    category = work.category(case)
    if category and given.unit not in (None, category.unit):
        raise BadQuantity(unit=category.unit)
    promised = given.outcome in PROMISES
    if promised and (given.until is None or not timedelta(0) < given.until - work.today <= LONGEST):
        raise BadDate
    return {
        "status": Status.PROMISED if promised else Status.CHECKING,
        "clearer": deed.actor.id,
        "cleared_at": work.now,
        "outcome": given.outcome,
        "done_amount": given.amount or case.amount or Decimal(1),
        "until": datetime.combine(given.until, work.district.digest_at, work.district.tz) if promised and given.until else None,
    }


async def _advance(deed: Deed) -> Changes:
    """The next step has its own limit, from now on; what was asked for the one before is of no use any more."""
    work, left = deed.work, deed.case.phases_left - 1
    after = changed(deed.case, phases_left=left, extensions=0)
    due = limit_end(work, after, work.now)
    anew: Changes = {"extensions": 0, "overdue": False, "request": None, "requester": None}
    return anew | {"phases_left": left, "since": work.now, "deadline": due}


def _more_phases(case: Case) -> bool:
    return case.phases_left > 0


def _nothing_left(case: Case) -> bool:
    """No step, and nothing that others do."""
    return case.phases_left == 0 and case.parts == 0


def _as_usual(asked: Asked) -> Answers:
    """As much as was reported, done as such things mostly are."""
    case, category = asked.case, asked.category
    if case is None or category is None:
        return asked.answers
    amount = case.amount if case.unit in (None, category.unit) else None
    usual = Outcome(category.usual) if category.usual else Outcome.REPAIRED if category.component else Outcome.CORRECTED
    return changed(asked.answers, amount=amount or Decimal(1), unit=category.unit, outcome=usual)


async def _overdue(_deed: Deed) -> Changes:
    return {"overdue": True}


async def _past(_deed: Deed) -> Changes:
    return {"past": True}


async def _ring(deed: Deed) -> Changes:
    return climbed(deed.work, deed.case)


async def _explain(deed: Deed) -> Changes:
    if deed.answers.until and deed.answers.until < deed.work.today:
        raise BadDate
    return {"day": deed.answers.until}


async def colleagues(work: Work, owner: int, case: Case) -> list[Person]:
    """Other leads of the case's department, to whom a claimed case can be handed."""
    leads = await work.store.people.with_role(Role.LEAD, case.department) if case.department else []
    others = [lead for lead in leads if lead.id not in (owner, case.claimer)]
    return [lead for lead in others if not lead.away(work.today)]


def _late(case: Case) -> bool:
    return case.overdue


async def _release(deed: Deed) -> Changes:
    return {"claimer": None, "until": deed.case.until if deed.case.alarm else None}


CLEARING = Form(needs=(PROOFS, QUANTITY, OUTCOME), offers=(WORDS,), also=a_day, begins=_as_usual, side=Side.AFTER)
ADVANCING = Form(needs=(PROOFS,), offers=(WORDS,), side=Side.AFTER)
RETURNING = Form(needs=(WHY_RETURNED,), offers=(DEPARTMENT, WORDS), also=the_other)

S = Status

HANDLING: dict[Action, Move] = {
    Action.CLAIM: Move(
        sources=from_(S.QUEUED, S.REWORK), targets=(S.CLAIMED,), who=(Who.LEAD,), decide=_claim, listed=True,
        tone=Tone.GOOD),
    Action.ADVANCE: Move(
        sources=from_(S.CLAIMED), who=(Who.CLAIMER,), form=ADVANCING, when=_more_phases, decide=_advance, tone=Tone.GOOD),
    Action.CLEAR: Move(
        sources=from_(S.CLAIMED), targets=(S.CHECKING, S.PROMISED), who=(Who.CLAIMER,), when=_nothing_left,
        form=CLEARING, decide=_clear, listed=True, proves=True, tone=Tone.GOOD),
    Action.RETURN: Move(
        sources=WITH_DEPARTMENT, targets=(S.RETURNED, S.QUEUED), who=(Who.LEAD,), form=RETURNING,
        decide=_return),
    Action.TRANSFER: Move(
        sources=WITH_DEPARTMENT, targets=(S.QUEUED, S.CLAIMED, S.RETURNED), who=(Who.LEAD, Who.DISPATCHER),
        form=Form(needs=(DEPARTMENT,), offers=(COLLEAGUE, WORDS)), heirs=colleagues, decide=_transfer),
    Action.OVERDUE: Move(
        sources=frozenset(S) - OVER, who=(Who.CLOCK,), decide=_overdue, progress=False, button=False),
    Action.PAST: Move(
        sources=frozenset(S) - OVER - {S.SUSPENDED}, who=(Who.CLOCK,), decide=_past, progress=False, button=False),
    Action.RING: Move(sources=frozenset(S) - OVER, who=(Who.CLOCK,), decide=_ring, progress=False, button=False),
    Action.EXPLAIN: Move(
        sources=WITH_DEPARTMENT, who=(Who.LEAD, Who.DISPATCHER), form=Form(needs=(WHY_LATE,), offers=(DATE, WORDS)), when=_late,
        decide=_explain, progress=False),
    Action.HAND_OVER: Move(sources=from_(S.CLAIMED, S.SUSPENDED), who=(), button=False),
    Action.LAPSE: Move(sources=from_(S.CLAIMED), targets=(S.QUEUED,), who=(Who.CLOCK,), decide=_release, button=False),
    Action.RELEASE: Move(sources=from_(S.CLAIMED), targets=(S.QUEUED,), who=(Who.CLOCK,), decide=_release, button=False),
    Action.ME_TOO: Move(sources=frozenset(S) - OVER, who=(), progress=False, unnamed=True, button=False),
    Action.NOTE: Move(
        sources=frozenset(S) - OVER, form=Form(needs=(WORDS,)), progress=False, button=False,
        who=(Who.REPORTER, Who.LEAD, Who.GRID_WORKER, Who.DISPATCHER, Who.SPONSOR)),
}  # fmt: skip
