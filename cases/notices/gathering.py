"""One digest a person: in the morning what the day brings, and by day whatever runs out beside the first, so that nobody is
called more often than every half hour by what can wait."""

from datetime import datetime, timedelta

from cases.casework import telling
from cases.casework.case import Case
from cases.notices.calls import ANSWERED_WITHIN, CALLED_BACK_WITHIN, Call, Standing
from cases.outbox import Address, Letter, Subject, Voice
from cases.people import Person, Role
from cases.work import Work

GAP = timedelta(minutes=30)
FEW = {True: 1, False: 5}
"""Cases by whose own cards a person, or a place, is called within that time."""
EVERYBODY = Address(chat=0)
"""Whose last call is the morning's."""


async def call(work: Work, address: Address, case: Case) -> None:
    """By the case's own card; of many within half an hour the others are gathered: for a person in their digest, which comes once
    when that time is over and nobody sleeps; for a place in its queue's card, or where it is of another queue, with those who
    dispatch."""
    last, few = await work.store.notices.called(address), FEW[address.private]
    fresh = last is None or work.now - last.at >= GAP
    if last is None or fresh or last.times < few:
        since, times = (work.now, 1) if last is None or fresh else (last.at, last.times + 1)
        await work.store.outbox.show(Subject.CASE, case.id, address, Voice.LOUD)
        await work.store.notices.call(address, Call(at=since, times=times))
    elif address.private:
        await _person(work, address, case, last, first=last.times == few)
    else:
        await _place(work, address, case, last, first=last.times == few)


async def _person(work: Work, address: Address, case: Case, last: Call, *, first: bool) -> None:
    await work.store.notices.call_for(address, case.id)
    if not first:
        await work.store.outbox.refresh(Subject.DIGEST, address.chat)
        return
    await work.store.outbox.show(Subject.DIGEST, address.chat, address, Voice.LOUD)
    await work.store.outbox.hold(Subject.DIGEST, address.chat, work.district.awake(last.at + GAP))
    await work.store.notices.call(address, Call(at=last.at, times=last.times + 1))


async def _place(work: Work, address: Address, case: Case, last: Call, *, first: bool) -> None:
    here = [one.queue for one in await work.store.bindings.at(address)]
    if case.queue is None or case.queue not in here:
        for person in await telling.reachable(work, Role.DISPATCHER):
            await call(work, Address(chat=person.id), case)
    elif first:
        await telling.show_queue(work, case.queue, Voice.LOUD)
        await work.store.notices.call(address, Call(at=last.at, times=last.times + 1))


def next_morning(work: Work) -> datetime:
    """The first moment after now at which people are told what the day brings."""
    local = work.district.local(work.now)
    day = local.date() + timedelta(days=int(local.time() >= work.district.digest_at))
    return datetime.combine(day, work.district.digest_at, work.district.tz)


async def due(work: Work) -> bool:
    """Whether this morning's has not been told."""
    last = await work.store.notices.called(EVERYBODY)
    return last is None or last.at < next_morning(work) - timedelta(days=1)


async def morning(work: Work) -> int:
    """Everybody who has something to do is told so, once; on working days, and not a district on its first. Returns how many."""
    if not await due(work):
        return 0
    first = await work.store.notices.called(EVERYBODY) is None
    if not first:
        await _calendar(work)
    await work.store.notices.call(EVERYBODY, Call(at=work.now))
    await work.store.notices.forget(work.now - GAP)
    if first or not work.district.calendar.works(work.today) or work.district.awake(work.now) != work.now:
        return 0
    standing = await work.store.cases.standing()
    complaints = work.store.complaints
    answers = bool(
        await complaints.to_answer(work.today + ANSWERED_WITHIN, 1)
        or await complaints.to_call_back(work.now - CALLED_BACK_WITHIN, 1)
    )
    told = [
        person
        for person in await work.store.people.staff()
        if not person.silent
        and not person.away(work.today)
        and (_concerned(person, standing, answers=answers) or await _stands_behind(work, person))
    ]
    for person in told:
        await work.store.outbox.show(Subject.DIGEST, person.id, Address(chat=person.id), Voice.LOUD)
        await work.store.notices.call(Address(chat=person.id), Call(at=work.now))
    return len(told)


async def _calendar(work: Work) -> None:
    """Of a year whose moved holidays are wanted and not known the admins are told once."""
    for year in work.district.guessed_years(work.now):
        told = Address(chat=EVERYBODY.chat, thread=year)
        if await work.store.notices.called(told) is None:
            await work.store.notices.call(told, Call(at=work.now))
            for address in await telling.admins(work):
                await work.store.outbox.write(Letter(address=address, key="alarm.calendar", facts={"year": year}))


async def _stands_behind(work: Work, person: Person) -> bool:
    """Whether anything is open that they do."""
    grids = work.district.grids_in(person.scopes(Role.SPONSOR))
    return person.has(Role.SPONSOR) and bool(await work.store.cases.sponsored(person.id, grids, 1))


def _concerned(person: Person, standing: Standing, *, answers: bool) -> bool:
    leads = set(person.scopes(Role.LEAD)) & set(standing.departments)
    looks = set(person.scopes(Role.WORKER)) & set(standing.grids)
    wide = person.has(Role.SUPERVISOR) or person.has(Role.ADMIN)
    return bool(
        person.id in standing.claimers or person.id in standing.keepers or leads or looks
        or ((standing.waiting or answers) and person.has(Role.DISPATCHER))
        or (standing.asked and (person.has(Role.DISPATCHER) or person.has(Role.SUPERVISOR)))
        or (standing.drawn and (wide or person.has(Role.DISPATCHER)))
        or (standing.checking and person.has(Role.SUPERVISOR))
        or (standing.late and (wide or person.has(Role.DISPATCHER)))
    )  # fmt: skip
