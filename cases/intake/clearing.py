"""Several forms of one kind opened together, into which pictures go one after the other."""

from collections.abc import Sequence

from cases.casework import acting, rights
from cases.casework.case import Action
from cases.errors import Refusal
from cases.intake import drafts
from cases.outbox import Address
from cases.people import Person
from cases.work import Work

MOST = 8
"""Opened at once."""


async def open_all(
    work: Work, actor: Person, address: Address, ids: Sequence[int], action: Action
) -> tuple[list[str], list[tuple[str, Refusal]]]:
    """Of each case; what nobody has claimed they claim first. The numbers, and of those for which it cannot be done why."""
    opened, refused, batch = [], [], 0
    for one in ids[:MOST]:
        case = await work.store.cases.get(one)
        try:
            if rights.possible(Action.CLAIM, case):
                case = await acting.act(work, actor, case.id, case.step, Action.CLAIM)
            await acting.check(work, actor, case, case.step, action)
            batch = (await drafts.open_form(work, actor, case, action, address, batch)).hints.batch or 0
            opened.append(case.number)
        except Refusal as refusal:
            if not rights.may_see(actor, case):
                raise
            refused.append((case.number, refusal))
    return opened, refused
