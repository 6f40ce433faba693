"""Where a case is shown: each audience as chats, loud for whoever has it in hand now, quiet for everybody else. Whom the bot
cannot reach counts as absent: then it goes to the next who should know."""

from collections.abc import Awaitable, Callable, Iterable
from enum import StrEnum

from cases.casework import rights
from cases.casework.case import Action, Case, Source, Status
from cases.casework.moves import MOVES
from cases.casework.moves.checking import HANDLED
from cases.casework.moves.move import Move
from cases.district.geo import metres
from cases.outbox import CHECKS, DISPATCHERS, Address, Letter, Purpose, Subject, Voice
from cases.people import CLOCK, Person, Role
from cases.work import Work


class Audience(StrEnum):
    GRID_WORKERS = "grid_workers"
    DEPARTMENT = "department"
    CHECKERS = "checkers"
    DISPATCHERS = "dispatchers"


HOLDER: dict[Status, Audience] = {
    Status.REPORTED: Audience.DISPATCHERS,
    Status.RETURNED: Audience.DISPATCHERS,
    Status.UNCHECKABLE: Audience.DISPATCHERS,
    Status.VERIFYING: Audience.GRID_WORKERS,
    Status.QUEUED: Audience.DEPARTMENT,
    Status.REWORK: Audience.DEPARTMENT,
    Status.CHECKING: Audience.CHECKERS,
}
"""Who has a case in hand: when it comes to them their card is loud; everybody else's follows quietly."""


async def moved(work: Work, before: Case | None, after: Case, action: Action, by: Person = CLOCK) -> None:
    """Raises every card of the case, and the queue cards it touches."""
    outbox = work.store.outbox
    await outbox.refresh(Subject.CASE, after.id)
    came = before is None or before.status is not after.status or before.department != after.department
    if came or action is Action.TRANSFER:
        await _loudly(work, after, await addresses(work, after))
    elif MOVES[action].tells:
        claimer = [Address(chat=after.claimer)] if after.status is Status.CLAIMED and after.claimer else []
        await _loudly(work, after, [*claimer, *await in_hand(work, after), *(await dispatchers(work) if after.alarm else [])])
    await _asked(work, before, after, MOVES[action])
    await _handed(work, before, after, action)
    if before and before.status is not after.status:
        await _followed(work, before, after, action)
    await _kept(work, before, after, action, by)
    if before and before.status is Status.CHECKING and by.id:
        await outbox.touch(Subject.QUEUE, CHECKS, Address(chat=by.id))
    for key in {before and before.queue, after.queue} - {None}:
        await show_queue(work, str(key))


async def _handed(work: Work, before: Case | None, after: Case, action: Action) -> None:
    """Whose it was and is no more, and whose it is again."""
    if before and before.claimer and action is Action.LAPSE:
        await _loudly(work, after, [Address(chat=before.claimer)])
    if (
        before
        and before.department
        and (action in (Action.FORCE, Action.DISSOLVE) or (action is Action.WITHDRAW and before.claimer))
    ):
        await _loudly(work, after, await with_department(work, before))
    if action in (Action.TRANSFER, Action.RESUME) and after.claimer:
        silent = (await work.store.people.get(after.claimer)).silent
        await _loudly(work, after, await with_department(work, after) if silent else [Address(chat=after.claimer)])


async def _followed(work: Work, before: Case, after: Case, action: Action) -> None:
    """Who reported it, and who has seen it too."""
    if await _is_told(work, before, after, action):
        await _loudly(work, after, [Address(chat=after.reporter)])
    if after.voices and (MOVES[action].milestone(before) or not after.open):
        await _loudly(work, after, [Address(chat=person) for person in await work.store.voices.of(after.id)])


async def _kept(work: Work, before: Case | None, after: Case, action: Action, by: Person) -> None:
    """Who answers for a complaint, of its milestones, and that it is theirs now."""
    anew = before is not None and before.keeper is not None and before.keeper != after.keeper
    if after.keeper != by.id and (anew or (before and before.status is not after.status and MOVES[action].milestone(before))):
        there = await keeper(work, after)
        await _loudly(work, after, there)
        for address in there if anew and by.id else ():
            await work.store.outbox.write(
                Letter(address=address, key="keeper.yours", facts={"name": by.name, "number": after.number})
            )


async def keeper(work: Work, case: Case) -> list[Address]:
    """Who answers for the complaint, else the dispatchers; nobody where it is none."""
    if case.keeper is None:
        return []
    person = await work.store.people.get(case.keeper)
    there = person.staff and not person.silent and not person.away(work.today)
    return [Address(chat=person.id)] if there else await dispatchers(work)


async def sponsors(work: Work, case: Case) -> list[Person]:
    """Who stands behind it, one by name before those of its grid, and they before those of its community."""
    leaders = await work.store.people.with_role(Role.SPONSOR)
    named = [one for one in leaders if one.id == case.sponsor]
    near = [one for one in leaders if case.grid and one.has(Role.SPONSOR, case.grid)]
    return named or near or [one for one in leaders if case.community and one.has(Role.SPONSOR, case.community)]


async def _asked(work: Work, before: Case | None, after: Case, move: Move) -> None:
    """Who is asked something or for a decision, and who asked for one when it is made."""
    if move.asks_reporter:
        await _loudly(work, after, [Address(chat=after.reporter)])
    if move.asks_decider:
        supervisors = private(await reachable(work, Role.SUPERVISOR))
        others = {*await dispatchers(work), *supervisors} - {Address(chat=after.requester or 0)}
        await _loudly(work, after, others or await admins(work))
    if move.presses and after.department:
        claimer = [Address(chat=after.claimer)] if after.claimer else []
        await _loudly(work, after, [*await with_department(work, after), *claimer])
    if move.presses or (before and before.supervision is not after.supervision):
        await _loudly(work, after, private(await reachable(work, Role.SUPERVISOR)) or await dispatchers(work))
    if before and after.sponsor and before.sponsor != after.sponsor:
        await _loudly(work, after, private(await sponsors(work, after)))
    if before and before.requester and move.answers_requester:
        await _loudly(work, after, [Address(chat=before.requester)])


async def unanswered(work: Work, case: Case, asker: int) -> None:
    """Whoever asked is told, and sees the case."""
    await work.store.outbox.write(Letter(address=Address(chat=asker), key="unanswered", facts={"number": case.number}))
    await work.store.outbox.show(Subject.CASE, case.id, Address(chat=asker), Voice.LOUD)


async def noted(work: Work, case: Case, by: Person) -> None:
    """Something was added: to whoever has it in hand, else to who has claimed it, and who reported it sees it taken."""
    await work.store.outbox.refresh(Subject.CASE, case.id)
    await _loudly(work, case, [address for address in await in_hand(work, case) if address != Address(chat=by.id)])


async def alarmed(work: Work, case: Case) -> None:
    """Danger to life: the dispatchers, the duty room and, where the place is known, the grid's workers have the card too."""
    near = private(await verifiers(work, case))
    await _loudly(work, case, [*await dispatchers(work), *await work.store.bindings.of(Purpose.DUTY), *near])


async def _loudly(work: Work, case: Case, there: Iterable[Address]) -> None:
    for address in there:
        await work.store.outbox.show(Subject.CASE, case.id, address, Voice.LOUD)


async def in_hand(work: Work, case: Case) -> list[Address]:
    """Where those are who have it in hand, also when one of them has claimed it."""
    claimed = case.status is Status.CLAIMED and case.department
    return await with_department(work, case) if claimed else await addresses(work, case)


async def _is_told(work: Work, before: Case, case: Case, action: Action) -> bool:
    """Whether who reported it hears of this, loudly: a resident at each milestone, a worker of what was turned down."""
    if rights.is_resident(case):
        return MOVES[action].milestone(before)
    back = case.status in (Status.RETURNED, Status.NOT_ACCEPTED, Status.MERGED)
    return back and case.source is Source.PATROL and rights.reported(await work.store.people.get(case.reporter), case)


async def show_queue(work: Work, key: str, voice: Voice = Voice.QUIET) -> None:
    """In its place; where that is out of reach, with each of those whose queue it is."""
    await work.store.outbox.refresh(Subject.QUEUE, key)
    purpose, department = (Purpose.DISPATCHERS, None) if key == DISPATCHERS else (Purpose.DEPARTMENT, key)
    found = await work.store.bindings.of(purpose, department)
    if not found and await work.store.bindings.bound(purpose, department):
        found = await (dispatchers(work) if department is None else department_of(work, department))
    for address in found:
        await work.store.outbox.show(Subject.QUEUE, key, address, voice)


async def addresses(work: Work, case: Case) -> list[Address]:
    """Where those are who have the case in hand: a group or topic where one is bound, else each person's own chat."""
    audience = HOLDER.get(case.status)
    if audience is None:
        return []
    return await FINDERS[audience](work, case)


def present(work: Work, people: Iterable[Person]) -> list[Person]:
    """Of these, as far as they can be reached, those at work; where nobody has signed in, who is not away; where all are, all."""
    reached = [person for person in people if not person.silent]
    there = [person for person in reached if not person.away(work.today)]
    return [person for person in there if person.on_duty(work.now)] or there or reached


async def reachable(work: Work, role: Role, scope: str | None = None) -> list[Person]:
    return present(work, await work.store.people.with_role(role, scope))


async def with_department(work: Work, case: Case) -> list[Address]:
    return await department_of(work, case.department or "")


async def department_of(work: Work, department: str) -> list[Address]:
    """Its place or its leads; the dispatchers too when it has nobody who could act."""
    found = await place_of(work, department) or private(await reachable(work, Role.LEAD, department))
    return found if found and await work.store.people.anybody(Role.LEAD, department) else [*found, *await dispatchers(work)]


async def place_of(work: Work, department: str) -> list[Address]:
    return await work.store.bindings.of(Purpose.DEPARTMENT, department)


async def dispatchers(work: Work, case: Case | None = None) -> list[Address]:
    """Their place or each of them; the admins too when there is nobody who could act; and when of a case none of them may
    decide, supervisors and admins."""
    found = await work.store.bindings.of(Purpose.DISPATCHERS) or private(await reachable(work, Role.DISPATCHER))
    if case and case.status is Status.UNCHECKABLE and not await _deciding(work, Role.DISPATCHER, case):
        found = [*found, *await _deciding(work, Role.SUPERVISOR, case), *await _deciding(work, Role.ADMIN, case)]
    if not found or not await work.store.people.anybody(Role.DISPATCHER):
        found = [*found, *(address for address in await admins(work) if address not in found)]
    return found


async def _deciding(work: Work, role: Role, case: Case) -> list[Address]:
    return private(one for one in await work.store.people.with_role(role) if rights.checks(one, case))


async def admins(work: Work) -> list[Address]:
    return private(await reachable(work, Role.ADMIN) or await work.store.people.with_role(Role.ADMIN))


async def verifiers(work: Work, case: Case) -> list[Person]:
    """The grid's workers who are there, but for who reported it."""
    workers = await work.store.people.with_role(Role.WORKER, case.grid) if case.grid else []
    return present(work, [worker for worker in workers if worker.id != case.reporter])


async def _nearest(work: Work, case: Case, people: list[Person]) -> list[Person]:
    """Of several at work the one who signed in nearest, where each has said where; else all."""
    shifts = [await work.store.shifts.of(one.id, work.now) for one in people] if case.point and len(people) > 1 else []
    far = [metres(case.point, shift.point) for shift in shifts if case.point and shift and shift.point]
    return [people[far.index(min(far))]] if far and len(far) == len(people) else people


async def _grid_workers(work: Work, case: Case) -> list[Address]:
    return private(await _nearest(work, case, await verifiers(work, case))) or await dispatchers(work)


async def checkers(work: Work, case: Case) -> list[Person]:
    """Who could check it: the grid's workers and who reported it, else the supervisors; as far as they can be reached."""
    people = await work.store.people.with_role(Role.WORKER, case.grid) if case.grid else []
    near = [*people, await work.store.people.get(case.reporter)]
    return _able(work, near, case) or _able(work, await work.store.people.with_role(Role.SUPERVISOR), case)


def _able(work: Work, people: Iterable[Person], case: Case) -> list[Person]:
    return present(work, {person.id: person for person in people if rights.checks(person, case)}.values())


async def auditors(work: Work, case: Case) -> list[Person]:
    """Supervisors, else dispatchers, else admins, as far as they are there."""
    had = {one.actor for one in await work.store.cases.events(case.id) if one.action in HANDLED}
    for role in (Role.SUPERVISOR, Role.DISPATCHER, Role.ADMIN):
        able = [one for one in await work.store.people.with_role(role) if rights.audits(one, case) and one.id not in had]
        if found := present(work, able):
            return found
    return []


async def _checkers(work: Work, case: Case) -> list[Address]:
    return private(await _nearest(work, case, await checkers(work, case))) or await dispatchers(work, case)


FINDERS: dict[Audience, Callable[[Work, Case], Awaitable[list[Address]]]] = {
    Audience.DEPARTMENT: with_department,
    Audience.DISPATCHERS: dispatchers,
    Audience.GRID_WORKERS: _grid_workers,
    Audience.CHECKERS: _checkers,
}


def private(people: Iterable[Person]) -> list[Address]:
    return [Address(chat=person.id) for person in people]


async def alarm(work: Work, key: str, *, admins_too: bool = False, **facts: object) -> None:
    """A sentence for the dispatchers, or whoever stands in for them, about something that is not as it should be."""
    to = await dispatchers(work)
    if admins_too:
        to = [*to, *(address for address in await admins(work) if address not in to)]
    for address in to:
        await work.store.outbox.write(Letter(address=address, key=key, facts=facts))
