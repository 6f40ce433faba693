"""What could not be shown or said: it goes to the next who should know, and is an alarm, never silence."""

from datetime import timedelta

from cases import staff
from cases.casework import telling
from cases.casework.case import OVER, Case
from cases.figures import bulletins
from cases.outbox import GENERAL, Address, Binding, Purpose, Subject, Voice
from cases.people import Role
from cases.reach import handover
from cases.work import Work

LATELY = timedelta(days=1)
"""Of what ended within that, a resident was still to be told."""
MOST = 20
"""Cases of one person that are looked through."""
ALARMS = (
    "alarm.card", "alarm.place", "alarm.person", "alarm.resident", "alarm.letter", "alarm.sheet", "alarm.no_lead",
    "alarm.department", "unbalanced",
)  # fmt: skip
"""What is not reported again when it cannot be said either: doctor counts it."""


async def silenced(work: Work, address: Address, why: str, *, news: bool) -> None:
    """Nothing can be written there any more, or, if that is no news, still not. What stood there goes on elsewhere."""
    thread = None if address.thread == GENERAL else address.thread
    bound = [
        one for one in await work.store.bindings.in_chat(address.chat) if address.thread is None or one.address.thread == thread
    ]
    if news and address.private:
        await _person_gone(work, address, why)
    elif news and bound:
        names = [[one.purpose.value, _named(work, one)] for one in bound]
        await telling.alarm(work, "alarm.place", admins_too=True, places=names, why=why)
    for key in sorted({one.queue for one in bound if one.queue is not None}):
        await telling.show_queue(work, key, Voice.LOUD)
    for place in {one.address for one in bound} | {address}:
        await handover.out_of_reach(work, place)
    if news and any(one.purpose is Purpose.BULLETINS for one in bound):
        await bulletins.told_instead(work)


def _named(work: Work, bound: Binding) -> str:
    department = work.department(bound.department)
    return department.name if department else ""


async def _person_gone(work: Work, address: Address, why: str) -> None:
    person = await work.store.people.get(address.chat)
    if person.staff:
        roles = [staff.shown(work, grant) for grant in person.grants]
        await telling.alarm(work, "alarm.person", name=person.name, roles=roles, why=why)
        return
    cases = await work.store.cases.mine(person.id, MOST)
    numbers = [case.number for case in cases if case.ended_at is None or case.ended_at > work.now - LATELY]
    if numbers:
        await telling.alarm(work, "alarm.resident", numbers=numbers, why=why)


async def given_up(work: Work, subject: Subject, key: str, address: Address, why: str) -> None:
    """One card cannot be shown there, not even as plain text."""
    if subject is Subject.CASE:
        case = await work.store.cases.get(int(key))
        await telling.alarm(work, "alarm.card", number=case.number, where=await _where(work, address), why=why)
        if case.status not in OVER and not address.private:
            for there in await _next(work, case, address):
                await work.store.outbox.show(Subject.CASE, case.id, there, Voice.LOUD)
    else:
        await telling.alarm(work, "alarm.card", number="", where=await _where(work, address), why=why)


async def _next(work: Work, case: Case, address: Address) -> list[Address]:
    """Who stands in for a place that cannot show a case: its leads, else whoever dispatches."""
    leads = telling.private(await telling.reachable(work, Role.LEAD, case.department)) if case.department else []
    dispatchers = await work.store.bindings.of(Purpose.DISPATCHERS) or telling.private(
        await telling.reachable(work, Role.DISPATCHER)
    )
    return [one for one in (leads or dispatchers) if one != address] or [
        one for one in await telling.admins(work) if one != address
    ]


async def _where(work: Work, address: Address) -> str:
    if address.private:
        person = await work.store.people.get(address.chat)
        return person.name if person.staff else ""
    bound = await work.store.bindings.at(address)
    return next((name for one in bound if (name := _named(work, one))), "")


async def unsaid(work: Work, letter: str, address: Address, why: str) -> None:
    """A letter that will never come; to a resident there is nobody else to say it to."""
    if letter in ALARMS:
        return
    if not address.private or (await work.store.people.get(address.chat)).staff:
        await telling.alarm(work, "alarm.letter", where=await _where(work, address), why=why)
