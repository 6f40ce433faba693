"""What is said just after a report was handed in belongs to its case, unless it names something new."""

from datetime import timedelta

from cases.casework import rights
from cases.casework.case import Case
from cases.district import geo
from cases.district.danger import meant
from cases.intake import drafts, guessing
from cases.intake.hearing import Heard
from cases.people import Person
from cases.work import Work

SOON, HURRIED = timedelta(minutes=10), timedelta(hours=1)
"""For so long; and after danger to life."""
ELSEWHERE = 300.0
"""Metres from which a place is another one."""


async def just_filed(work: Work, actor: Person) -> Case | None:
    """What they reported last, while it may still be what they speak of."""
    case = next(iter(await work.store.cases.mine(actor.id, 1)), None)
    if case is None or not case.open or not rights.reported(actor, case):
        return None
    return case if work.now - case.reported_at <= (HURRIED if case.alarm else SOON) else None


async def case_of(work: Work, actor: Person, heard: Heard) -> Case | None:
    """The case just filed that a message goes on about. A worker's next picture begins their next report."""
    if not heard.private or await drafts.anything_here(work, actor, heard.address):
        return None
    case = await just_filed(work, actor)
    if case is None or (heard.picture and actor.staff and not case.alarm):
        return None
    return None if _names_another(work, heard, case) else case


def _names_another(work: Work, heard: Heard, case: Case) -> bool:
    """Another category, a place elsewhere, or another danger."""
    danger = meant(heard.words, work.district.dangers)
    if danger or case.alarm:
        return danger is not None and danger.code != case.alarm
    named = guessing.named(heard.words, work.district) if heard.words else None
    if named and case.category not in (None, named.code):
        return True
    return heard.point is not None and case.point is not None and geo.metres(heard.point, case.point) > ELSEWHERE
