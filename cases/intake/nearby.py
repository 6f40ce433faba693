"""What somebody reports may be on its way already: near cases of the same kind are offered before it is handed in."""

from datetime import timedelta

from cases.casework import joining, rights
from cases.casework.case import Case, Status
from cases.casework.voices import Near, kindred
from cases.errors import NotOffered, TooMany
from cases.evidence.photo import PhotoState, Side
from cases.intake import drafts, walking
from cases.intake.draft import Draft, DraftState
from cases.people import Person
from cases.values import changed
from cases.work import Work

SHOWN = 2
PICTURES, MOST = 2, 12
"""Pictures one voice brings, and all voices together."""


async def near(work: Work, draft: Draft) -> tuple[Near, ...]:
    """Open cases that this report could be once more, the nearest first: not their own, nor what they said so of before, nor what
    they are to look at, or at work on, themselves."""
    category, point = work.district.category_of.get(draft.answers.category or ""), draft.answers.point
    if not draft.is_report or draft.answers.self_handled or category is None or point is None:
        return ()
    person = await work.store.people.get(draft.owner)
    found = await work.store.voices.near(kindred(work.district, category), point, category.radius, person.id)
    return tuple([one for one in found if not _theirs(person, one.case)][:SHOWN])


def _theirs(person: Person, case: Case) -> bool:
    verifies = case.status is Status.VERIFYING and rights.works(person, case)
    return verifies or person.id in (case.reporter, case.claimer, case.clearer)


async def same(work: Work, actor: Person, draft_id: int, case_id: int) -> Case:
    """「同一问题」: what was filled in is said of that case, as one more voice. Raises NotOffered when it is near no more,
    TooMany."""
    draft = await drafts.own(work, actor, draft_id)
    if case_id not in {one.case.id for one in await near(work, draft)}:
        raise NotOffered
    since = work.now - timedelta(days=1)
    limit = work.district.limits.reports_a_day
    said = await work.store.voices.by(actor.id, since) + await work.store.cases.reported_by(actor.id, since)
    if not actor.staff and said >= limit:
        raise TooMany(limit=limit)
    after = await joining.join(work, actor, case_id, draft.answers.words)
    await _attach(work, draft, after)
    await work.store.outbox.become(draft.id, after.id, draft.address)
    await drafts.close(work, changed(draft, case=after.id), DraftState.DONE)
    await walking.goes_on(work, draft)
    return after


async def _attach(work: Work, draft: Draft, case: Case) -> None:
    """A few of its pictures and recordings; they are no evidence of who reported it."""
    known = sum(one.side is Side.VOICE for one in await work.store.photos.of_case(case.id))
    brought = [one for one in await work.store.photos.of_draft(draft.id) if one.state is not PhotoState.BAD]
    for photo in brought[: max(0, min(PICTURES, MOST - known))]:
        await work.store.photos.save(changed(photo, case=case.id, side=Side.VOICE))
