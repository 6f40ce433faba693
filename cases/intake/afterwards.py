"""What is said just after a report was handed in belongs to its case, unless it names something new."""

from datetime import timedelta

from cases.casework import rights
from cases.casework.case import Case
from cases.district.danger import all_meant
from cases.intake import another, belonging
from cases.intake.forms import stale
from cases.intake.hearing import Heard
from cases.intake.words import names_house
from cases.outbox import Address
from cases.people import Person
from cases.work import Work

SOON, HURRIED = timedelta(minutes=10), timedelta(hours=1)
"""For so long; and after danger to life."""
ASKED = 10
"""Cases of theirs that are looked through for a question."""


async def just_filed(work: Work, actor: Person) -> Case | None:
    """What they reported last, while it may still be what they speak of; or what they were asked about."""
    recent = await work.store.cases.mine_lately(actor.id, ASKED)
    asked = next((one for one in recent if one.open and one.asked_until and rights.reported(actor, one)), None)
    if asked:
        return asked
    case = next(iter(recent), None)
    if case is None or not case.open or not rights.reported(actor, case):
        return None
    return case if work.now - case.reported_at <= (HURRIED if case.alarm else SOON) else None


async def case_of(work: Work, actor: Person, heard: Heard) -> Case | None:
    """The case just filed that a message goes on about. A worker's next picture begins their next report, and what they fill in
    takes what they say; the records are not asked for either."""
    if not heard.private:
        return None
    if another.adds(heard.words):
        return await _added_to(work, actor, heard.address)
    if actor.staff and (heard.picture or await belonging.anything_here(work, actor, heard.address)):
        return None
    case = await just_filed(work, actor)
    if case is None or not await free_for(work, actor, heard.address, case):
        return None
    return None if await _names_another(work, heard, case) else case


async def _added_to(work: Work, actor: Person, address: Address) -> Case | None:
    """「补充：…」 is about what was handed in last, unless a report was begun or gone on with since."""
    case = await just_filed(work, actor)
    drafts = await work.store.drafts.open(actor.id, address)
    return None if case is None or any(one.touched_at > case.reported_at for one in drafts) else case


async def asked(work: Work, actor: Person) -> bool:
    """Whether a question of somebody's waits for what they say."""
    case = await just_filed(work, actor)
    return case is not None and case.asked_until is not None


async def free_for(work: Work, actor: Person, address: Address, case: Case) -> bool:
    """Whether nothing is being filled in here that would take what they say; after danger was told of, nothing since then."""
    for draft in await work.store.drafts.open(actor.id, address):
        if draft.is_report and not belonging.left(work, draft) and not (case.alarm and draft.touched_at <= case.reported_at):
            return False
        if not draft.is_report and not await stale(work, draft):
            return False
    return True


async def _names_another(work: Work, heard: Heard, case: Case) -> bool:
    """Another danger, another category, a place elsewhere; or it says so itself."""
    dangers = all_meant(heard.words, work.district.dangers)
    if dangers:
        others = {one.code for one in dangers if not (case.alarm and one.follows)} - {case.alarm}
        return bool(others) or another.besides(heard.words) or await _elsewhere(work, heard, case, surely=True)
    if another.besides(heard.words) or another.category(heard.words, case.category, work.district):
        return True
    return await _elsewhere(work, heard, case, surely=False)


async def _elsewhere(work: Work, heard: Heard, case: Case, *, surely: bool) -> bool:
    """Whether it says where, and that is not where the case is. `surely`: what cannot be told apart is another place."""
    told = "\n".join([await work.store.words.read(case.place), await work.store.words.read(case.words)])
    known = case.point is not None or case.place is not None or names_house(told)
    return another.place(heard, case.point, told) or (known and another.house(heard.words, told, surely=surely))
