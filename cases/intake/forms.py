"""What is filled in: the reports of a worker, a resident and from outside, or what a move asks for."""

from dataclasses import replace

from cases.casework import history
from cases.casework.case import Case, Source, Status
from cases.casework.moves import MOVES
from cases.casework.moves.dispatching import ruled
from cases.casework.voices import Near, kindred
from cases.district.routing import likely
from cases.evidence.photo import Side
from cases.forms.answers import Ask
from cases.forms.field import Asked
from cases.forms.fields import (
    ANONYMOUS,
    ANSWER_BY,
    BOTH_SIDES,
    CATEGORY,
    CONDITION,
    NUMBER,
    OTHER_CASE,
    PHONE,
    PLACE,
    QUANTITY,
    SEEN,
    TOLD,
    URGENT,
    WORDS,
)  # fmt: skip
from cases.forms.form import Form
from cases.intake.draft import Draft
from cases.values import changed
from cases.work import Work

ALIKE = 3
"""Cases that are offered as the one that another is once more."""
WORKERS = Form(needs=(CATEGORY, BOTH_SIDES, SEEN, QUANTITY, PLACE), offers=(CONDITION, WORDS, URGENT), side=Side.BEFORE)
OUTSIDE = Form(needs=WORKERS.needs, offers=(*WORKERS.offers, PHONE, NUMBER, ANSWER_BY), side=Side.BEFORE)
RESIDENTS = Form(needs=(TOLD, PLACE), offers=(PHONE, URGENT, ANONYMOUS), side=Side.BEFORE)
REPORTS = {Source.PATROL: WORKERS, Source.RESIDENT: RESIDENTS}


def form_of(draft: Draft) -> Form:
    return REPORTS.get(draft.source, OUTSIDE) if draft.is_report else MOVES[draft.action].form


async def stale(work: Work, draft: Draft) -> bool:
    """Whether the case a form is about has moved on: what it says is of no use any more."""
    return draft.case is not None and not draft.is_report and (await work.store.cases.get(draft.case)).step != draft.step


def side_of(draft: Draft) -> Side:
    """Of which side of the work its next picture tells."""
    return Side.AFTER if draft.answers.self_handled else form_of(draft).side


async def asked_of(work: Work, draft: Draft) -> Asked:
    """All its fields may look at."""
    case = await work.store.cases.get(draft.case) if draft.case else None
    heirs = MOVES[draft.action].heirs
    return Asked(
        district=work.district, today=work.today, answers=draft.answers, case=case,
        category=work.category(case) if case else None, offers=draft.hints.offers, odd_unit=draft.hints.odd_unit,
        people=tuple(await heirs(work, draft.owner, case)) if case and draft.id and heirs else (),
        photos=tuple(await work.store.photos.of_draft(draft.id)) if draft.id else (),
        unwritten=case is not None and draft.owner != case.reporter and await _unwritten(work, case),
        alike=await _alike(work, case) if case and form_of(draft).field(Ask.ORIGINAL, draft.answers) is OTHER_CASE else (),
        together=await _together(work, draft), walks=draft.hints.walked is not None,
        taken=await _taken(work, case) if case and form_of(draft).has(Ask.DEPARTMENT) else (),
        unlikely=draft.hints.unlikely, likely=await _likely(work, case) if case and form_of(draft).has(Ask.DEPARTMENT) else (),
        wanted=await _wanted(work, draft, case) if case and not draft.id else None, joins=await beside(work, draft) is not None,
    )  # fmt: skip


async def batch_of(work: Work, draft: Draft) -> list[Draft]:
    """Those still open that were opened together with it, and it, the first first."""
    if draft.hints.batch is None:
        return []
    open_ones = await work.store.drafts.open(draft.owner, draft.address)
    return [one for one in open_ones if one.hints.batch == draft.hints.batch and not await stale(work, one)]


async def ready(work: Work, draft: Draft) -> bool:
    """Whether a form lacks nothing."""
    return not form_of(draft).lacks(await asked_alone(work, draft))


async def asked_alone(work: Work, draft: Draft) -> Asked:
    """Nothing of those that were opened with it."""
    return await asked_of(work, changed(draft, hints=replace(draft.hints, batch=None)))


async def _together(work: Work, draft: Draft) -> int:
    return sum([await ready(work, one) for one in await batch_of(work, draft)])


async def _alike(work: Work, case: Case) -> tuple[Near, ...]:
    """What whoever handed it back says it is once more, and open cases of its kind around it."""
    said = next((event.other for event in reversed(await work.store.cases.events(case.id)) if event.other), None)
    named = [await work.store.cases.get(said)] if said else []
    category, point = work.category(case), case.point
    around = await work.store.voices.near(kindred(work.district, category), point, category.radius) if category and point else []
    far = {one.case.id: one.metres for one in around}
    others = {one.id: one for one in [*named, *(one.case for one in around)] if one.open and one.id != case.id}
    return tuple([Near(case=one, metres=far.get(one.id)) for one in others.values()][:ALIKE])


async def _taken(work: Work, case: Case) -> tuple[str, ...]:
    """Of the whole and its parts those that go on."""
    if not case.parts and case.part_of is None:
        return ()
    whole = case.part_of or case.id
    others = [await work.store.cases.get(one) for one in (whole, *await work.store.cases.parts_of(whole)) if one != case.id]
    return tuple(one.department for one in others if one.open and one.department)


async def _unwritten(work: Work, case: Case) -> bool:
    photos = await work.store.photos.of_case(case.id) if case.words is None else []
    return any(one.recording for one in photos) and not any(one.to_see for one in photos)


async def beside(work: Work, draft: Draft) -> Draft | None:
    """The open draft of theirs that this one was taken to be another thing than."""
    if draft.hints.besides is None:
        return None
    open_ones = await work.store.drafts.open(draft.owner, draft.address)
    return next((one for one in open_ones if one.id == draft.hints.besides), None)


async def _likely(work: Work, case: Case) -> tuple[str, ...]:
    """As whoever handed it back thinks, as the rules say here and now, and as they say of its category; last those that have had
    it and handed it on."""
    events, category = await work.store.cases.events(case.id), work.category(case)
    had = {event.changes.get("department") for event in events}
    own = category.department if category else None
    found = [history.wanted(case, events), ruled(work, case)[1], *likely(work.district.rules, case.category, own)]
    return tuple(dict.fromkeys(one for one in found if one and one not in had))


async def _wanted(work: Work, draft: Draft, case: Case) -> str | None:
    """The department that whoever handed it back named, or the one that the rules do for what is to be sent on."""
    if not form_of(draft).requires(Ask.DEPARTMENT):
        return None
    if case.status is Status.RETURNED:
        return history.wanted(case, await work.store.cases.events(case.id))
    return ruled(work, case)[1] if case.category and case.department is None else None
