"""One digest a person: in the morning what the day brings, and by day whatever runs out beside the first, so that nobody is
called more often than every half hour by what can wait."""

from datetime import datetime, timedelta

from cases.casework import telling
from cases.notices.calls import Standing
from cases.outbox import Address, Letter, Subject, Voice
from cases.people import Person, Role
from cases.work import Work

GAP = timedelta(minutes=30)
EVERYBODY = 0
"""Whose last call is the morning's."""


async def call(work: Work, person: int, case: int) -> None:
    """By the case's own card; what follows within half an hour is gathered."""
    last = await work.store.notices.called(person)
    address = Address(chat=person)
    if last is None or work.now - last >= GAP:
        await work.store.outbox.show(Subject.CASE, case, address, Voice.LOUD)
        await work.store.notices.call(person, work.now)
    elif last <= work.now:
        await work.store.outbox.show(Subject.DIGEST, person, address, Voice.LOUD)
        await work.store.outbox.hold(Subject.DIGEST, person, last + GAP)
        await work.store.notices.call(person, last + GAP)
    else:
        await work.store.outbox.refresh(Subject.DIGEST, person)


def next_morning(work: Work) -> datetime:
    """The first moment after now at which people are told what the day brings."""
    local = work.district.local(work.now)
    day = local.date() + timedelta(days=int(local.time() >= work.district.digest_at))
    return datetime.combine(day, work.district.digest_at, work.district.tz)


async def due(work: Work) -> bool:
    """Whether this morning's has not been told."""
    last = await work.store.notices.called(EVERYBODY)
    return last is None or last < next_morning(work) - timedelta(days=1)


async def morning(work: Work) -> int:
    """Everybody who has something to do is told so, once; on working days, and not a district on its first. Returns how many."""
    if not await due(work):
        return 0
    await _calendar(work)
    first = await work.store.notices.called(EVERYBODY) is None
    await work.store.notices.call(EVERYBODY, work.now)
    if first or not work.district.calendar.works(work.today) or work.district.awake(work.now) != work.now:
        return 0
    standing = await work.store.cases.standing()
    told = [person for person in await work.store.people.staff() if not person.silent and _concerned(person, standing)]
    for person in told:
        await work.store.outbox.show(Subject.DIGEST, person.id, Address(chat=person.id), Voice.LOUD)
        await work.store.notices.call(person.id, work.now)
    return len(told)


async def _calendar(work: Work) -> None:
    """Of a year whose moved holidays are wanted and not known the admins are told once; noted under the year, below nought."""
    for year in work.district.guessed_years(work.now):
        if await work.store.notices.called(-year) is None:
            await work.store.notices.call(-year, work.now)
            for address in await telling.admins(work):
                await work.store.outbox.write(Letter(address=address, key="alarm.calendar", facts={"year": year}))


def _concerned(person: Person, standing: Standing) -> bool:
    leads = set(person.scopes(Role.LEAD)) & set(standing.departments)
    looks = set(person.scopes(Role.WORKER)) & set(standing.grids)
    wide = person.has(Role.SUPERVISOR) or person.has(Role.ADMIN)
    return bool(
        person.id in standing.claimers or leads or looks
        or (standing.waiting and person.has(Role.DISPATCHER))
        or (standing.checking and person.has(Role.SUPERVISOR))
        or (standing.late and (wide or person.has(Role.DISPATCHER)))
    )  # fmt: skip
