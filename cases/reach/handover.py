"""Who has a case in hand anew: when somebody comes, goes or cannot be reached any more, whatever was theirs is shown to whoever
has it now. No case is ever with nobody."""

from collections import Counter
from collections.abc import Sequence

from cases.casework import acting, rights, telling
from cases.casework.case import Action, Case, Status
from cases.casework.moves import FORSAKEN
from cases.casework.recording import record
from cases.errors import Forbidden, Unknown
from cases.intake import drafts
from cases.intake.draft import DraftState
from cases.outbox import DISPATCHERS, Address, Letter, Subject, Voice
from cases.people import CLOCK, Grant, Person, Role
from cases.work import Work

MOST = 20
"""Cases of one queue that are shown one by one; all of them stand in it."""
EVERY = 500
"""Cases of one place or person that are looked through."""


async def came(work: Work, person: int, grant: Grant) -> None:
    """Whoever is given a role finds what waits for them."""
    await _shown(work, await _concerned(work, person, grant))


async def left(work: Work, person: Person, ended: Sequence[Grant]) -> None:
    """`person`: as they are now, the roles having ended: open forms, claims, what only they could do, invitations, what their
    chat still shows."""
    for draft in await work.store.drafts.open_anywhere(person.id):
        case = await work.store.cases.get(draft.case) if draft.case else None
        if not rights.may_go_on(person, draft, case):
            await drafts.close(work, draft, DraftState.CANCELLED)
    await _settled(work, await work.store.cases.claimed_by(person.id))
    for grant in ended:
        await _settled(work, await _concerned(work, person.id, grant))
        await _nobody_left(work, grant)
        if grant.role is Role.ADMIN:
            await work.store.people.withdraw_invitations(work.now, by=person.id)
    if not person.staff:
        await _unkept(work, person)
    await work.store.outbox.refresh_at(Address(chat=person.id))


async def _unkept(work: Work, person: Person) -> None:
    """The complaints they answered for: the dispatchers are told, and whoever takes one next answers for it."""
    kept = await work.store.cases.kept_by(person.id, EVERY)
    for case in (await work.store.cases.known([one.id for one in kept])).values():
        after = await acting.make(work, CLOCK, case, Action.ENTRUST)
        await telling.moved(work, case, after, Action.ENTRUST)
    if kept:
        await telling.alarm(work, "alarm.unkept", name=person.name, count=len(kept))


async def out_of_reach(work: Work, address: Address) -> None:
    """Nothing can be shown there any more."""
    claimed = await work.store.cases.claimed_by(address.chat) if address.private else []
    there = [await work.store.cases.get(case) for case in await work.store.outbox.cases_at(address, EVERY)]
    await _settled(work, [*claimed, *there])


async def hand_over(work: Work, actor: Person, whose: int, colleague: int) -> tuple[list[Case], int]:
    """交班: all that somebody has claimed goes to a colleague who leads there too; by whoever it is, or an admin for who is away.
    The cases, and how many stay. Raises Forbidden, or Unknown for who cannot take them."""
    if whose != actor.id and not actor.has(Role.ADMIN):
        raise Forbidden
    to = await work.store.people.get(colleague)
    if colleague == whose or to.silent or not to.has(Role.LEAD):
        raise Unknown
    held = await work.store.cases.claimed_by(whose)
    going = [case for case in held if to.has(Role.LEAD, case.department)]
    given = [await record(work, case, Action.HAND_OVER, actor, {"claimer": to.id}) for case in going]
    for case in given:
        await work.store.outbox.refresh(Subject.CASE, case.id)
        if case.urgent or case.alarm or case.supervision:
            await work.store.outbox.show(Subject.CASE, case.id, Address(chat=to.id), Voice.LOUD)
    for key in {case.queue for case in given} - {None}:
        await telling.show_queue(work, str(key))
    if given and whose != actor.id:
        facts = {"count": len(given), "name": to.name, "left": len(held) - len(given)}
        await work.store.outbox.write(Letter(address=Address(chat=whose), key="handed_over", facts=facts))
    if given:
        await work.store.outbox.show(Subject.DIGEST, to.id, Address(chat=to.id), Voice.LOUD)
    return given, len(held) - len(given)


async def away(work: Work, person: Person) -> None:
    """Nothing new comes to them: what waited for them alone is shown to who else could."""
    for grant in person.grants:
        await _shown(work, await _concerned(work, person.id, grant))


async def _concerned(work: Work, person: int, grant: Grant) -> list[Case]:
    """Cases that wait for somebody with such a role."""
    if grant.role is Role.LEAD:
        return await work.store.cases.in_department(grant.scope or "")
    if grant.role in (Role.DISPATCHER, Role.ADMIN):
        return await work.store.cases.queue(DISPATCHERS, EVERY)
    if grant.role is Role.SPONSOR:
        return []
    seen = await work.store.cases.to_be_seen(None)
    return [case for case in seen if grant.role is Role.SUPERVISOR or case.grid == grant.scope or case.reporter == person]


async def _settled(work: Work, cases: Sequence[Case]) -> None:
    staying = []
    for case in cases:
        action = await _falls(work, case)
        if action is None:
            staying.append(case)
            continue
        after = await acting.make(work, CLOCK, case, action)
        await telling.moved(work, case, after, action)
    await _shown(work, staying)


async def _falls(work: Work, case: Case) -> Action | None:
    """What becomes of a case that whoever has it in hand cannot go on with."""
    if case.status is Status.CHECKING:
        held: object = await telling.checkers(work, case)
    elif case.status is Status.VERIFYING:
        held = await telling.verifiers(work, case)
    else:
        held = case.claimer is None or await _goes_on(work, case, case.claimer)
    return None if held else FORSAKEN.get(case.status)


async def _goes_on(work: Work, case: Case, claimer: int) -> bool:
    """Whether the claimer is still a lead there and sees the case: in their own chat, or in the department's place."""
    person = await work.store.people.get(claimer)
    seen = not person.silent or bool(await telling.place_of(work, case.department or ""))
    return seen and person.has(Role.LEAD, case.department)


async def _shown(work: Work, cases: Sequence[Case]) -> None:
    """To whoever has each in hand, loudly, as far as no card of it stands there; of a long queue the first, and the queue."""
    there: dict[Address, set[int]] = {}
    queued: Counter[str] = Counter()
    for case in cases:
        if case.queue is not None:
            queued[case.queue] += 1
        for address in await telling.addresses(work, case):
            if address not in there:
                there[address] = set(await work.store.outbox.cases_at(address, EVERY))
            if case.queue is not None and queued[case.queue] > MOST:
                await work.store.outbox.show(Subject.QUEUE, case.queue, address, Voice.QUIET)
            elif case.id not in there[address]:
                await work.store.outbox.show(Subject.CASE, case.id, address, Voice.LOUD)
    for key in queued:
        await telling.show_queue(work, key)


async def _nobody_left(work: Work, grant: Grant) -> None:
    """A department nobody leads, a district nobody dispatches in: whoever stands in is told."""
    if grant.role not in (Role.LEAD, Role.DISPATCHER) or await work.store.people.anybody(grant.role, grant.scope):
        return
    count = len(await _concerned(work, 0, grant))
    if grant.role is Role.DISPATCHER:
        await telling.alarm(work, "alarm.no_dispatcher", count=count)
    elif count:
        found = work.department(grant.scope or "")
        await telling.alarm(work, "alarm.no_lead", department=found.name if found else grant.scope, count=count)
