"""A page of a queue."""

from collections.abc import Mapping
from dataclasses import dataclass

from cases.board.parts import about
from cases.casework import rights, several
from cases.casework.case import Action, Case
from cases.casework.left import left
from cases.district.edition import Department
from cases.errors import Forbidden, Unknown
from cases.outbox import DISPATCHERS, FIRST, Address, View
from cases.people import Person
from cases.work import Work


@dataclass(frozen=True, kw_only=True)
class QueueCard:
    """`department`: None where it is the dispatchers' queue."""

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
MOST_COUNTED = 1000
"""A longer queue is said to be more than 999."""


async def queue_card(work: Work, key: str, address: Address, view: View = FIRST) -> QueueCard:
    department = work.department(key)
    if department is None and key != DISPATCHERS:
        raise Unknown
    if address.private and not rights.may_see_queue(await work.store.people.get(address.chat), key):
        raise Forbidden
    total = await work.store.cases.queued(key, MOST_COUNTED)
    pages = max(1, -(-total // PAGE))
    page = min(view.page, pages - 1)
    cases = await work.store.cases.queue(key, PAGE, page * PAGE)
    newest = await _newest(work, key, address, min(view.gathered, MOST_NAMED)) if view.gathered else []
    claimers = {case.claimer: (await work.store.people.get(case.claimer)).name for case in cases if case.claimer}
    names = {case.category: found.name for case in cases if case.category and (found := work.category(case))}
    dangers = {case.id: danger.name for case in cases if (danger := work.danger(case))}
    doing = next((one for one in several.offered(key) if one == view.doing), None)
    return QueueCard(
        marked=None if view.marked is None else tuple(await several.marked(work, key, view.marked)),
        actions=several.offered(key), doing=doing, others=tuple(one for one in work.district.departments if one.code != key),
        late=frozenset(case.id for case in cases if (clock := left(work, case)) and clock.late),
        dangers=dangers, department=department, cases=tuple(cases), names=names, claimers=claimers, total=total,
        page=page, pages=pages, about={case.id: await about(work, case) for case in cases},
        gathered=view.gathered, newest=tuple(newest),
    )  # fmt: skip


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
    here = address.private or key in await queues_at(work, address)
    if not here or not rights.may_see_queue(actor, key):
        raise Forbidden
