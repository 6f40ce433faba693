"""Several forms of one kind opened together, into which pictures go one after the other."""

from collections.abc import Sequence
from dataclasses import replace

from cases.casework import acting, rights
from cases.casework.case import Action, Case
from cases.casework.several import Done
from cases.errors import NotNow, NotOffered, Refusal, TooMany
from cases.intake import drafts
from cases.intake.draft import Draft
from cases.intake.forms import stale
from cases.outbox import Address
from cases.people import Person
from cases.values import changed
from cases.work import Work

MOST = 8
"""Opened at once."""
CLEARING = (Action.CLEAR, Action.ADVANCE)


async def open_all(work: Work, actor: Person, address: Address, ids: Sequence[int]) -> Done:
    """For each case what clears it, or its next step; what nobody has claimed they claim first. A form that is open already is
    one of them. Raises NotOffered where there is none."""
    if not ids:
        raise NotOffered
    here = await work.store.drafts.open(actor.id, address)
    before = {one.case: one for one in here if one.action in CLEARING and not await stale(work, one)}
    opened: list[str] = []
    refused: list[tuple[str, Refusal]] = []
    batch, room = 0, drafts.MOST_FORMS - len(before)
    for one in ids[:MOST]:
        case = await work.store.cases.get(one)
        try:
            form = before.get(case.id) or await _opened(work, actor, address, case, room)
            room -= case.id not in before
            batch = batch or form.id
            await work.store.drafts.save(changed(form, hints=replace(form.hints, batch=batch)))
            opened.append(case.number)
        except Refusal as refusal:
            if not rights.may_see(actor, case):
                raise
            refused.append((case.number, refusal))
    return Done(numbers=tuple(opened), refused=tuple(refused))


async def _opened(work: Work, actor: Person, address: Address, case: Case, room: int) -> Draft:
    """Raises a Refusal before it is claimed, where it could not be done then either."""
    if room <= 0:
        raise TooMany(limit=drafts.MOST_FORMS)
    if case.parts:
        raise NotNow(number=case.number)
    if rights.possible(Action.CLAIM, case):
        case = await acting.act(work, actor, case.id, case.step, Action.CLAIM)
    action = Action.ADVANCE if case.phases_left else Action.CLEAR
    await acting.check(work, actor, case, case.step, action)
    return await drafts.open_form(work, actor, case, action, address)
