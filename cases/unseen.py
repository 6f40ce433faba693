"""What could not be shown or said: it goes to the next who should know, and is an alarm, never silence."""

from datetime import timedelta

from cases import handover, staff, tally, tell
from cases.model import OVER, Case, Role
from cases.ports import GENERAL, Bound, Purpose, Spot, Subject, Voice, Work

LATELY = timedelta(days=1)
"""Of what ended within that, a resident was still to be told."""
MOST = 20
"""Cases of one person that are looked through."""
ALARMS = (
    "alarm.card", "alarm.place", "alarm.person", "alarm.resident", "alarm.letter", "alarm.sheet", "alarm.no_lead",
    "alarm.department", "unbalanced",
)  # fmt: skip
"""What is not reported again when it cannot be said either: doctor counts it."""


async def silenced(work: Work, spot: Spot, why: str, *, news: bool) -> None:
    """Nothing can be written there any more, or, if that is no news, still not. What stood there goes on elsewhere."""
    thread = None if spot.thread == GENERAL else spot.thread
    bound = [one for one in await work.store.places.in_chat(spot.chat) if spot.thread is None or one.spot.thread == thread]
    if news and spot.private:
        await _person_gone(work, spot, why)
    elif news and bound:
        names = [[one.purpose.value, _named(work, one)] for one in bound]
        await tell.alarm(work, "alarm.place", admins_too=True, places=names, why=why)
    for key in sorted({one.queue for one in bound if one.queue is not None}):
        await tell.show_queue(work, key, Voice.LOUD)
    for place in {one.spot for one in bound} | {spot}:
        await handover.out_of_reach(work, place)
    if news and any(one.purpose is Purpose.BULLETINS for one in bound):
        await tally.told_instead(work)


def _named(work: Work, bound: Bound) -> str:
    department = work.department(bound.department)
    return department.name if department else ""


async def _person_gone(work: Work, spot: Spot, why: str) -> None:
    person = await work.store.people.get(spot.chat)
    if person.staff:
        roles = [staff.shown(work, grant) for grant in person.grants]
        await tell.alarm(work, "alarm.person", name=person.name, roles=roles, why=why)
        return
    cases = await work.store.cases.mine(person.id, MOST)
    numbers = [case.number for case in cases if case.ended_at is None or case.ended_at > work.now - LATELY]
    if numbers:
        await tell.alarm(work, "alarm.resident", numbers=numbers, why=why)


async def given_up(work: Work, subject: Subject, key: str, spot: Spot, why: str) -> None:
    """One card cannot be shown there, not even as plain text."""
    if subject is Subject.CASE:
        case = await work.store.cases.get(int(key))
        await tell.alarm(work, "alarm.card", number=case.number, where=await _where(work, spot), why=why)
        if case.status not in OVER and not spot.private:
            for there in await _next(work, case, spot):
                await work.store.outbox.show(Subject.CASE, case.id, there, Voice.LOUD)
    else:
        await tell.alarm(work, "alarm.card", number="", where=await _where(work, spot), why=why)


async def _next(work: Work, case: Case, spot: Spot) -> list[Spot]:
    """Who stands in for a place that cannot show a case: its leads, else whoever dispatches."""
    leads = tell.private(await tell.reachable(work, Role.LEAD, case.department)) if case.department else []
    dispatchers = await work.store.places.of(Purpose.DISPATCHERS) or tell.private(await tell.reachable(work, Role.DISPATCHER))
    return [one for one in (leads or dispatchers) if one != spot] or [one for one in await tell.admins(work) if one != spot]


async def _where(work: Work, spot: Spot) -> str:
    if spot.private:
        person = await work.store.people.get(spot.chat)
        return person.name if person.staff else ""
    bound = await work.store.places.at(spot)
    return next((name for one in bound if (name := _named(work, one))), "")


async def unsaid(work: Work, letter: str, spot: Spot, why: str) -> None:
    """A letter that will never come; to a resident there is nobody else to say it to."""
    if letter in ALARMS:
        return
    if not spot.private or (await work.store.people.get(spot.chat)).staff:
        await tell.alarm(work, "alarm.letter", where=await _where(work, spot), why=why)
