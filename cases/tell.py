"""Where a case is shown: each audience as chats, loud for whoever has it in hand now, quiet for everybody else."""

from collections.abc import Awaitable, Callable

from cases import access
from cases.model import Action, Case, Person, Role
from cases.ports import DISPATCHERS, Letter, Purpose, Spot, Subject, Voice, Work
from cases.workflow import HOLDER, MILESTONES, Audience


async def changed(work: Work, before: Case | None, after: Case, action: Action) -> None:
    """Raises every card of the case, and the queue cards it touches."""
    outbox = work.store.outbox
    await outbox.refresh(Subject.CASE, after.id)
    came = before is None or before.status is not after.status or before.department != after.department
    if came or action is Action.TRANSFER:
        for spot in await spots(work, after):
            await outbox.show(Subject.CASE, after.id, spot, Voice.LOUD)
    if access.is_resident(after) and before and before.status is not after.status and after.status in MILESTONES:
        await outbox.show(Subject.CASE, after.id, Spot(chat=after.reporter), Voice.LOUD)
    for key in {before and before.queue, after.queue} - {None}:
        await show_queue(work, str(key))


async def show_queue(work: Work, key: str) -> None:
    places = work.store.places
    for spot in await (places.of(Purpose.DISPATCHERS) if key == DISPATCHERS else places.of(Purpose.DEPARTMENT, key)):
        await work.store.outbox.show(Subject.QUEUE, key, spot, Voice.QUIET)


async def spots(work: Work, case: Case) -> list[Spot]:
    """Where those are who have the case in hand: a group or topic where one is bound, else each person's own chat."""
    audience = HOLDER.get(case.status)
    if audience is None:
        return []
    return await FINDERS[audience](work, case)


async def _department(work: Work, case: Case) -> list[Spot]:
    places = await work.store.places.of(Purpose.DEPARTMENT, case.department)
    return places or _private(await work.store.people.with_role(Role.LEAD, case.department))


async def _dispatchers(work: Work, _case: Case | None = None) -> list[Spot]:
    places = await work.store.places.of(Purpose.DISPATCHERS)
    return places or _private(await work.store.people.with_role(Role.DISPATCHER))


async def _grid_workers(work: Work, case: Case) -> list[Spot]:
    return _private(await work.store.people.with_role(Role.WORKER, case.grid))


async def _checkers(work: Work, case: Case) -> list[Spot]:
    people = await work.store.people.with_role(Role.WORKER, case.grid) if case.grid else []
    reporter = await work.store.people.get(case.reporter)
    could = {person.id: person for person in [*people, reporter] if access.checks(person, case)}
    if not could:
        people = await work.store.people.with_role(Role.SUPERVISOR)
        could = {person.id: person for person in people if access.checks(person, case)}
    return _private(list(could.values())) or await _dispatchers(work)


FINDERS: dict[Audience, Callable[[Work, Case], Awaitable[list[Spot]]]] = {
    Audience.DEPARTMENT: _department,
    Audience.DISPATCHERS: _dispatchers,
    Audience.GRID_WORKERS: _grid_workers,
    Audience.CHECKERS: _checkers,
}


def _private(people: list[Person]) -> list[Spot]:
    return [Spot(chat=person.id) for person in people]


async def alarm(work: Work, key: str, **facts: object) -> None:
    """A sentence for the dispatchers about something that is not as it should be."""
    for spot in await _dispatchers(work):
        await work.store.outbox.write(Letter(spot=spot, key=key, facts=facts))
