"""A finished draft becomes a case: numbered, placed in its grid, filed and dispatched, or left to whoever must look first."""

from datetime import timedelta

from cases.board.masking import indexed
from cases.casework import acting, rights
from cases.casework.case import Case, Source, Status
from cases.casework.complaint import Complaint
from cases.casework.moves.dispatching import placed
from cases.district.danger import Danger, meant
from cases.errors import Forbidden, Missing, TooMany
from cases.intake.draft import Draft
from cases.intake.forms import asked_of, form_of
from cases.outbox import Subject, Voice
from cases.people import Person
from cases.values import changed
from cases.work import Work


async def report(work: Work, actor: Person, draft: Draft) -> Case:
    """The case a report became. The draft's card becomes the case's card where it stands. Raises Missing with what lacks."""
    if not rights.may_report(actor, draft.source):
        raise Forbidden
    lacking = form_of(draft).lacks(await asked_of(work, draft))
    if lacking:
        raise Missing(asks=[str(ask) for ask in lacking])
    await not_too_many(work, actor, draft)
    danger = meant(draft.answers.words, work.district.dangers)
    if danger and not draft.answers.self_handled:
        return await alarm(work, actor, draft, danger)
    return await acting.begun(work, actor, await _entered(work, actor, draft), draft)


async def alarm(work: Work, actor: Person, draft: Draft, danger: Danger) -> Case:
    """A report that tells of danger to life is a case at once, with what is there."""
    case = await _entered(work, actor, draft)
    after = await acting.alarm(work, None, case, danger)
    await work.store.outbox.show(Subject.CASE, case.id, draft.address, Voice.LOUD)
    return after


async def _entered(work: Work, actor: Person, draft: Draft) -> Case:
    case = await acting.enter(work, actor, await _born(work, actor, draft))
    await _complained(work, draft, case)
    await work.store.search.index(case.id, indexed(draft.answers.words, draft.answers.place, names=rights.hidden(actor, case)))
    await acting.attach(work, draft, case)
    await work.store.outbox.become(draft.id, case.id, draft.address)
    return case


async def not_too_many(work: Work, actor: Person, draft: Draft, times: int = 1) -> None:
    """Raises TooMany for a resident who has complained of enough for a day."""
    limit = work.district.limits.reports_a_day * times
    if draft.source is Source.RESIDENT and await work.store.cases.reported_by(actor.id, work.now - timedelta(days=1)) >= limit:
        raise TooMany(limit=limit)


async def _complained(work: Work, draft: Draft, case: Case) -> None:
    keep, given = work.store.words.keep, draft.answers
    found = Complaint(
        case=case.id, contact=await keep(given.phone) if given.phone else None, answer_by=given.answer_by,
        outside_number=await keep(given.outside_number) if given.outside_number else None,
    )  # fmt: skip
    if found != Complaint(case=case.id):
        await work.store.complaints.keep(found)


async def _born(work: Work, actor: Person, draft: Draft) -> Case:
    day = work.district.local(work.now).date()
    keep, given = work.store.words.keep, draft.answers
    case = Case(
        id=0,
        number=work.district.numbered_on(day),
        edition=work.district.edition,
        status=Status.REPORTED,
        source=draft.source,
        reporter=actor.id,
        anonymous=given.anonymous,
        reported_at=work.now,
        words=await keep(given.words) if given.words else None,
        place=await keep(given.place) if given.place else None,
        category=given.category,
        condition=given.condition,
        amount=given.amount,
        unit=given.unit if given.amount is not None else None,
        urgent=given.urgent,
    )
    return changed(case, **placed(work, given.point))
