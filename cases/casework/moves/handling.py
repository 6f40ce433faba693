"""What a department does with a case: claims it, hands it on, clears it; and what is said about it meanwhile."""

from datetime import datetime, time, timedelta

from cases.casework.case import OVER, PROMISES, WITH_DEPARTMENT, Action, Reason, Status
from cases.casework.moves.dispatching import communal, queued, returned_often
from cases.casework.moves.move import Changes, Deed, Move, Tone, Who, from_, need
from cases.errors import BadDate, BadQuantity, Forbidden, Unknown
from cases.evidence.photo import PhotoState, Side
from cases.intake.draft import Ask, Draft
from cases.people import Role

LONGEST_PROMISE = timedelta(days=366)


async def _claim(deed: Deed) -> Changes:
    return {"claimer": deed.actor.id}


def _the_other(form: Draft) -> tuple[Ask, ...]:
    """Which this case is once more."""
    return (Ask.ORIGINAL,) if form.reason == Reason.DUPLICATE else ()


async def _original(deed: Deed, form: Draft) -> int | None:
    """Of a duplicate, the other case, of which there must be one. Raises Unknown."""
    if not _the_other(form):
        return None
    other = await deed.work.store.cases.numbered(form.original)
    if other is None or other.id == deed.case.id:
        raise Unknown
    return other.id


async def _return(deed: Deed) -> Changes:
    """Straight to the department that is named, but not a third time, not to and fro, and not past the dispatcher."""
    work, case, form = deed.work, deed.case, deed.form
    assert form
    need(reason=form.reason)
    named = form.department if form.department != case.department else None
    told: Changes = {"claimer": None, "other": await _original(deed, form), "named": named}
    if named and not communal(work, named) and not await returned_often(work, case, named):
        return queued(work, case, named) | told
    return told | {"status": Status.RETURNED}


async def _transfer(deed: Deed) -> Changes:
    work, case, form = deed.work, deed.case, deed.form
    assert form
    need(department=form.colleague or form.department)
    if form.colleague:
        colleague = await work.store.people.get(form.colleague)
        if not colleague.has(Role.LEAD, case.department):
            raise Forbidden(number=case.number)
    if form.colleague:
        return {"status": Status.CLAIMED, "claimer": colleague.id}
    named = form.department or ""
    if communal(work, named) and not deed.actor.has(Role.DISPATCHER):
        return {"status": Status.RETURNED, "named": named, "claimer": None}
    return queued(work, case, named)


async def _clear(deed: Deed) -> Changes:
    work, case, form = deed.work, deed.case, deed.form
    assert form
    category = work.category(case)
    need(photos=await _proofs(deed, form) >= (category.evidence if category else 1), outcome=form.outcome)
    if category and form.unit not in (None, category.unit):
        raise BadQuantity(unit=category.unit)
    promised = form.outcome in PROMISES
    if promised and (form.until is None or not timedelta(0) < form.until - work.today <= LONGEST_PROMISE):
        raise BadDate
    return {
        "status": Status.PROMISED if promised else Status.CHECKING,
        "clearer": deed.actor.id,
        "cleared_at": work.now,
        "outcome": form.outcome,
        "done_amount": form.amount or case.amount or 1,
        "until": datetime.combine(form.until, time(), work.district.tz) if promised and form.until else None,
    }


def _a_day(form: Draft) -> tuple[Ask, ...]:
    """By which what is promised will be done."""
    return (Ask.DATE,) if form.outcome in PROMISES else ()


async def _proofs(deed: Deed, form: Draft) -> int:
    photos = await deed.work.store.photos.of_draft(form.id)
    return sum(photo.side is Side.AFTER and photo.state is PhotoState.GOOD for photo in photos)


async def _overdue(_deed: Deed) -> Changes:
    return {"overdue": True}


async def _release(deed: Deed) -> Changes:
    return {"claimer": None}


S = Status

HANDLING: dict[Action, Move] = {
    Action.CLAIM: Move(
        sources=from_(S.QUEUED, S.REWORK), targets=(S.CLAIMED,), who=(Who.LEAD,), decide=_claim, listed=True,
        tone=Tone.GOOD),
    Action.CLEAR: Move(
        sources=from_(S.CLAIMED), targets=(S.CHECKING, S.PROMISED), who=(Who.CLAIMER,),
        needs=(Ask.PHOTOS, Ask.QUANTITY, Ask.OUTCOME), offers=(Ask.WORDS,), also=_a_day, decide=_clear, listed=True,
        proves=True, tone=Tone.GOOD),
    Action.RETURN: Move(
        sources=WITH_DEPARTMENT, targets=(S.RETURNED, S.QUEUED), who=(Who.LEAD,), needs=(Ask.REASON,),
        offers=(Ask.DEPARTMENT, Ask.WORDS), also=_the_other, reasons=Reason, decide=_return),
    Action.TRANSFER: Move(
        sources=WITH_DEPARTMENT, targets=(S.QUEUED, S.CLAIMED, S.RETURNED), who=(Who.LEAD, Who.DISPATCHER),
        needs=(Ask.DEPARTMENT,), offers=(Ask.COLLEAGUE, Ask.WORDS), decide=_transfer),
    Action.OVERDUE: Move(
        sources=frozenset(S) - OVER, who=(Who.CLOCK,), decide=_overdue, progress=False, button=False),
    Action.RELEASE: Move(sources=from_(S.CLAIMED), targets=(S.QUEUED,), who=(Who.CLOCK,), decide=_release, button=False),
    Action.NOTE: Move(
        sources=frozenset(S) - OVER, who=(Who.REPORTER, Who.LEAD, Who.GRID_WORKER, Who.DISPATCHER), needs=(Ask.WORDS,),
        progress=False, button=False),
}  # fmt: skip
