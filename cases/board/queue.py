"""A page of a queue."""

from collections.abc import Mapping
from dataclasses import dataclass

from cases.board.parts import about
from cases.casework import rights, several
from cases.casework.case import Action, Case
from cases.casework.left import left
from cases.casework.moves import JUDGING
from cases.district.edition import Department
from cases.errors import Forbidden, Unknown
from cases.outbox import CHECKS, FIRST, Address, View
from cases.people import Person, Role
from cases.work import Work


@dataclass(frozen=True, kw_only=True)
class QueueCard:
    """`department`: None where it is the dispatchers' queue, or what somebody is to check."""

    key: str
    department: Department | None
    cases: tuple[Case, ...]
    names: Mapping[str, str]
    claimers: Mapping[int, str]
    dangers: Mapping[int, str]
    """Of which kind, by case, where one tells of danger."""
    late: frozenset[int]
    """Whose clock, of whatever stage, is over."""
    about: Mapping[int, str]
    total: int
    page: int
    pages: int
    gathered: int
    marked: tuple[int, ...] | None
    """Of the cases in the queue, those that are marked; None: nothing is being marked."""
    unseen: frozenset[int]
    """Of what is to be checked, what has no card there and cannot be marked before it was looked at."""
    actions: tuple[Action, ...]
    """What can be done with what is marked."""
    doing: Action | None
    """What is being done, of which it is still to be said to which of `others`."""
    others: tuple[Department, ...]
    newest: tuple[str, ...]
    """Numbers of those just gathered, as far as there is room."""


PAGE = 8
"""Cases on one page of a queue card."""
MOST_NAMED = 999
"""Of cases just gathered, so many are named."""
MOST_LOOKED = 100
"""A longer list of what waits to be looked at is not counted to its end."""
MOST_COUNTED = 1000
"""A longer queue is said to be more than 999."""


async def queue_card(work: Work, key: str, address: Address, view: View = FIRST) -> QueueCard:
    department = work.department(key)
    if department is None and key not in several.OFFERED:
        raise Unknown
    if address.private and not rights.may_see_queue(await work.store.people.get(address.chat), key):
        raise Forbidden
    checked = await to_check(work, address) if key == CHECKS else []
    total = await work.store.cases.queued(key, MOST_COUNTED) if key != CHECKS else len(checked)
    pages = max(1, -(-total // PAGE))
    page = min(view.page, pages - 1)
    first = page * PAGE
    cases = await work.store.cases.queue(key, PAGE, first) if key != CHECKS else checked[first : first + PAGE]
    seen = await several.looked_at(work, address) if checked else set()
    newest = await _newest(work, key, address, min(view.gathered, MOST_NAMED)) if view.gathered else []
    claimers = {case.claimer: (await work.store.people.get(case.claimer)).name for case in cases if case.claimer}
    names = {case.category: found.name for case in cases if case.category and (found := work.category(case))}
    dangers = {case.id: danger.name for case in cases if (danger := work.danger(case))}
    doing = next((one for one in several.offered(key) if one == view.doing), None)
    return QueueCard(
        key=key, unseen=frozenset(case.id for case in checked if case.id not in seen),
        marked=None if view.marked is None else tuple(await several.marked(work, key, view.marked, address)),
        actions=several.offered(key), doing=doing, others=tuple(one for one in work.district.departments if one.code != key),
        late=frozenset(case.id for case in cases if (clock := left(work, case)) and clock.late),
        dangers=dangers, department=department, cases=tuple(cases), names=names, claimers=claimers, total=total,
        page=page, pages=pages, about={case.id: await about(work, case) for case in cases},
        gathered=view.gathered, newest=tuple(newest),
    )  # fmt: skip


async def to_check(work: Work, address: Address) -> list[Case]:
    """By whoever's own chat it is, oldest first."""
    person = await work.store.people.get(address.chat)
    return [case for case in await to_look_at(work, person, MOST_LOOKED) if several.passable(person, case)]


async def to_look_at(work: Work, actor: Person, most: int) -> list[Case]:
    """What waits to be verified or checked by somebody, oldest first."""
    grids, everywhere = actor.scopes(Role.WORKER), actor.has(Role.SUPERVISOR)
    if not grids and not everywhere:
        return []
    cases = await work.store.cases.to_look_at(actor.id, grids, most, everywhere=everywhere)
    return [case for case in cases if JUDGING & set(rights.offered(actor, case))]


async def _newest(work: Work, key: str, address: Address, most: int) -> list[str]:
    """Numbers of cases of the queue that were gathered in it there last."""
    ids = await work.store.outbox.gathered_at(address, most)
    known = await work.store.cases.known(ids)
    return [known[case].number for case in ids if case in known and known[case].queue == key]


async def queues_at(work: Work, address: Address) -> list[str]:
    """Keys of the queues that stand in a group or topic."""
    return [one.queue for one in await work.store.bindings.at(address) if one.queue is not None]


async def may_turn(work: Work, actor: Person, key: str, address: Address) -> None:
    """Raises Forbidden for who may not look through a queue there."""
    here = address.private or (key != CHECKS and key in await queues_at(work, address))
    if not here or not rights.may_see_queue(actor, key):
        raise Forbidden
