"""A rung of the ladder: those who should know that the time for a case runs out, or is over, are told once, by what reaches
them: their place, else each of them, else whoever comes next."""

from collections.abc import Awaitable, Callable, Collection

from cases.casework import telling
from cases.casework.case import Case, Status
from cases.casework.clocks import rungs
from cases.casework.stages import Stage, stage_of
from cases.district.ladder import Told
from cases.notices import gathering
from cases.outbox import Address, Purpose, Subject, Voice
from cases.people import Role
from cases.work import Work


async def told(work: Work, before: Case, after: Case) -> None:
    """Whoever the rungs between the two name. What cannot wait comes as the case's own card; of the rest a person gets one card
    now and then, which tells of all: see `gathering`."""
    await call(work, after, {one for rung in rungs(work, before) for one in rung.tell})


async def call(work: Work, after: Case, names: Collection[Told]) -> None:
    found = [address for one in Told if one in names for address in await FINDERS[one](work, after)]
    for address in dict.fromkeys(found):
        if after.urgent or after.alarm:
            await work.store.outbox.show(Subject.CASE, after.id, address, Voice.LOUD)
        else:
            await gathering.call(work, address, after)


ASKED = {Status.VERIFYING: telling.verifiers, Status.CHECKING: telling.checkers}


async def _holder(work: Work, case: Case) -> list[Address]:
    """Whoever has it in hand: of a claimed or promised case that person, as long as they are there; of one that the nearest was
    asked to look at, all who could."""
    person = case.claimer if case.status is Status.CLAIMED else case.clearer if case.status is Status.PROMISED else None
    known = await work.store.people.get(person) if person else None
    if known and not known.silent and not known.away(work.today):
        return [Address(chat=known.id)]
    if case.status in ASKED:
        return telling.private(await ASKED[case.status](work, case)) or await telling.dispatchers(work, case)
    return await telling.in_hand(work, case) or await telling.with_department(work, case)


async def _department(work: Work, case: Case) -> list[Address]:
    return await telling.with_department(work, case) if stage_of(case) is Stage.HANDLE else []


async def _dispatchers(work: Work, case: Case) -> list[Address]:
    return await telling.dispatchers(work, case)


async def _supervisors(work: Work, case: Case) -> list[Address]:
    return telling.private(await telling.reachable(work, Role.SUPERVISOR)) or await telling.dispatchers(work, case)


async def _sponsors(work: Work, case: Case) -> list[Address]:
    return telling.private(telling.present(work, await telling.sponsors(work, case)))


async def _admins(work: Work, _case: Case) -> list[Address]:
    return await telling.admins(work)


async def _duty(work: Work, case: Case) -> list[Address]:
    return await work.store.bindings.of(Purpose.DUTY) or await telling.dispatchers(work, case)


FINDERS: dict[Told, Callable[[Work, Case], Awaitable[list[Address]]]] = {
    Told.HOLDER: _holder,
    Told.DEPARTMENT: _department,
    Told.KEEPER: telling.keeper,
    Told.SPONSOR: _sponsors,
    Told.DISPATCHERS: _dispatchers,
    Told.SUPERVISORS: _supervisors,
    Told.ADMINS: _admins,
    Told.DUTY: _duty,
}
