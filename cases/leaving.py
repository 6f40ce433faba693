"""What hangs on a role that ends: open forms, claims, what only they could check, invitations, what their chat still shows."""

from collections.abc import Sequence

from cases import access, desk, drafts, tell
from cases.model import CLOCK, Action, Case, DraftState, Grant, Person, Role, Status
from cases.ports import Spot, Subject, Voice, Work

MOST = 20
"""Cases of a department without leads that are shown one by one; all stand in its queue."""


async def left(work: Work, person: Person, ended: Sequence[Grant]) -> None:
    """`person`: as they are now, the roles having ended."""
    for draft in await work.store.drafts.open_anywhere(person.id):
        case = await work.store.cases.get(draft.case) if draft.case else None
        if not access.may_go_on(person, draft, case):
            await drafts.close(work, draft, DraftState.CANCELLED)
    for case in await work.store.cases.claimed_by(person.id):
        if not person.has(Role.LEAD, case.department):
            await _moved(work, case, Action.RELEASE)
    await _nobody_looks(work, ended)
    for grant in ended:
        if grant.role is Role.LEAD and grant.scope and not await work.store.people.anybody(Role.LEAD, grant.scope):
            await without_leads(work, grant.scope)
        if grant.role is Role.ADMIN:
            await work.store.people.withdraw_invitations(work.now, by=person.id)
    await work.store.outbox.refresh_at(Spot(chat=person.id))


async def _moved(work: Work, case: Case, action: Action) -> None:
    after = await desk.record(work, case, action, CLOCK, await desk.decided_by_clock(work, case, action))
    await tell.changed(work, case, after, action)


async def _nobody_looks(work: Work, ended: Sequence[Grant]) -> None:
    """What waits to be verified or checked where nobody is left to do it goes to the dispatchers."""
    everywhere = any(grant.role is Role.SUPERVISOR for grant in ended)
    grids = [None] if everywhere else sorted({grant.scope for grant in ended if grant.role is Role.WORKER and grant.scope})
    for grid in grids:
        for case in await work.store.cases.to_be_seen(grid):
            if case.status is Status.CHECKING and not await tell.checkers(work, case):
                await _moved(work, case, Action.UNCHECKABLE)
            elif case.status is Status.VERIFYING and not await tell.reachable(work, Role.WORKER, case.grid):
                await _moved(work, case, Action.UNVERIFIED)


async def without_leads(work: Work, department: str) -> None:
    """A department nobody leads: its open cases are the dispatchers' to transfer."""
    cases = await work.store.cases.in_department(department)
    if not cases:
        return
    found = work.department(department)
    await tell.alarm(work, "alarm.no_lead", department=found.name if found else department, count=len(cases))
    for case in cases[:MOST]:
        for spot in await tell.spots(work, case):
            await work.store.outbox.show(Subject.CASE, case.id, spot, Voice.LOUD)
