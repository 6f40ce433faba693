"""Cases people ask for."""

from collections.abc import Iterable
from dataclasses import dataclass

from cases.board.queue import MOST_COUNTED, MOST_LOOKED, queues_at, to_look_at
from cases.casework import rights
from cases.casework.case import Case
from cases.district.numbers import last_digits
from cases.errors import Forbidden, Stale, Unknown
from cases.outbox import CHECKS, DISPATCHERS, Address, Subject, Voice
from cases.people import Person, Role
from cases.work import Work


async def numbered(work: Work, actor: Person, number: str) -> Case:
    """A case by its number, by the last digits alone today's or else one's own, for whoever may see it; to others there is no
    such case."""
    case = await work.store.cases.numbered(work.district.number_meant(number, work.today))
    if case is not None and rights.may_see(actor, case):
        return case
    digits = last_digits(number)
    own = await work.store.cases.mine(actor.id, MOST_LOOKED) if digits else []
    found = next((one for one in own if one.number.endswith(f"-{digits}") and rights.may_see(actor, one)), None)
    if found is None:
        raise Unknown
    return found


async def readable(work: Work, actor: Person, case_id: int) -> Case:
    """A case they may see. Raises Forbidden."""
    found = await work.store.cases.get(case_id)
    if not rights.may_see(actor, found):
        raise Forbidden
    return found


async def scanned(work: Work, actor: Person, case_id: int) -> Case:
    """A case by the code on a paper. To who may not see it there is no such case. Raises Unknown."""
    try:
        return await readable(work, actor, case_id)
    except Forbidden as no:
        raise Unknown from no


async def opened(work: Work, actor: Person, case_id: int, address: Address) -> None:
    """A case's card, from a list's, which shows the newest then: where it stands in that place's, or where the dispatchers are,
    for whoever may see it. Raises Forbidden or Stale."""
    found = await readable(work, actor, case_id)
    queues = [] if address.private else await queues_at(work, address)
    if not address.private and found.queue not in queues and DISPATCHERS not in queues:
        raise Stale(number=found.number)
    await shown(work, [found], address)
    await work.store.outbox.refresh_lists(address)
    await work.store.outbox.touch(Subject.QUEUE, CHECKS, address)


async def shown(work: Work, cases: Iterable[Case], address: Address) -> None:
    """Their cards, fresh, the last of them lowest."""
    for case in cases:
        await work.store.outbox.show(Subject.CASE, case.id, address, Voice.LOUD)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What waits for somebody, the most urgent first: in the queue `queue`, or, where that is None, to be looked at."""

    queue: str | None
    cases: list[Case]
    total: int
    """Counted up to a thousand."""


async def waiting(work: Work, actor: Person, most: int) -> list[Waiting]:
    """In their departments' queues, with the dispatchers, to be verified or checked by them. Raises Forbidden."""
    if not actor.staff:
        raise Forbidden
    keys = [*actor.scopes(Role.LEAD), *([DISPATCHERS] if actor.has(Role.DISPATCHER) else [])]
    cases = work.store.cases
    found = [Waiting(queue=key, cases=await cases.queue(key, most), total=await cases.queued(key, MOST_COUNTED)) for key in keys]
    seen = await to_look_at(work, actor, MOST_LOOKED)
    return [one for one in (*found, Waiting(queue=None, cases=seen[:most], total=len(seen))) if one.cases]
