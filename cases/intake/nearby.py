"""What somebody reports may be on its way already: near cases of the same kind are offered before it is handed in."""

from cases.casework import acting
from cases.casework.case import Case
from cases.casework.voices import Near, kindred
from cases.errors import NotOffered
from cases.intake import drafts
from cases.intake.draft import Draft, DraftState
from cases.people import Person
from cases.values import changed
from cases.work import Work

SHOWN = 2


async def near(work: Work, draft: Draft) -> tuple[Near, ...]:
    """Open cases that this report could be once more, the nearest first: not their own, nor what they said so of before."""
    category, point = work.district.category_of.get(draft.answers.category or ""), draft.answers.point
    if not draft.is_report or draft.answers.self_handled or category is None or point is None:
        return ()
    voices = work.store.voices
    found = await voices.near(kindred(work.district, category), point, category.radius)
    others = [one for one in found if one.case.reporter != draft.owner]
    return tuple([one for one in others[: 2 * SHOWN] if not await voices.has(one.case.id, draft.owner)][:SHOWN])


async def same(work: Work, actor: Person, draft_id: int, case_id: int) -> Case:
    """「同一问题」: what was filled in is said of that case, as one more voice. Raises NotOffered when it is near no more."""
    draft = await drafts.own(work, actor, draft_id)
    if case_id not in {one.case.id for one in await near(work, draft)}:
        raise NotOffered
    after = await acting.join(work, actor, case_id, draft.answers.words)
    await acting.attach(work, draft, after)
    await work.store.outbox.become(draft.id, after.id, draft.address)
    await drafts.close(work, changed(draft, case=after.id), DraftState.DONE)
    return after
