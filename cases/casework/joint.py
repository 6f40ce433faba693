"""联合整治: a part is a case of its own, which counts nowhere, with the department that assists. The case it is of is cleared
when all have ended; they end with it when it ends before."""

from cases.board.masking import indexed
from cases.board.parts import read
from cases.casework import telling
from cases.casework.case import Action, Case, Event, Source, Status, beginning
from cases.casework.moves.dispatching import queued
from cases.casework.recording import record
from cases.outbox import Subject
from cases.people import CLOCK, Person
from cases.work import Work


async def moved(work: Work, actor: Person, before: Case, after: Case, action: Action) -> None:
    if action is Action.PART:
        await _begin(work, actor, after)
    if after.part_of is not None:
        await work.store.outbox.refresh(Subject.CASE, after.part_of)
    elif after.parts and before.department != after.department:
        for one in await work.store.cases.parts_of(after.id):
            await work.store.outbox.refresh(Subject.CASE, one)
    if before.open and not after.open:
        if after.part_of is not None:
            await _ended(work, after)
        elif before.parts:
            await _dissolve(work, after)


async def _begin(work: Work, actor: Person, case: Case) -> None:
    """What is to be done is said by whoever gives it; where it is, of a resident's complaint by the point alone."""
    said = (await work.store.cases.events(case.id))[-1]
    where = await read(work, case, case.place, sealed=True) if case.source is not Source.RESIDENT else ""
    new = Case(
        id=0, number=work.district.numbered_on(work.today), edition=case.edition, status=Status.REPORTED, source=Source.PATROL,
        reporter=actor.id, reported_at=work.now, words=said.words, place=await work.store.words.keep(where) if where else None,
        lat=case.lat, lon=case.lon, grid=case.grid, community=case.community, category=case.category, condition=case.condition,
        urgent=case.urgent, alarm=case.alarm, part_of=case.id,
    )  # fmt: skip
    event = Event(case=0, number=1, step=1, action=Action.REPORT, actor=actor.id, at=work.now, changes=beginning(new))
    part = await work.store.cases.add(new, event, work.today)
    sent = await record(work, part, Action.DISPATCH, actor, queued(work, part, said.named or "", work.now))
    await telling.moved(work, None, sent, Action.DISPATCH)
    await work.store.search.index(part.id, indexed(await work.store.words.read(said.words), where))


async def _ended(work: Work, part: Case) -> None:
    case = await work.store.cases.get(part.part_of or 0)
    if case.open:
        after = await record(work, case, Action.PART_ENDED, CLOCK, {"parts": max(0, case.parts - 1), "other": part.id})
        await telling.moved(work, case, after, Action.PART_ENDED)


async def _dissolve(work: Work, case: Case) -> None:
    for one in await work.store.cases.parts_of(case.id):
        part = await work.store.cases.get(one)
        if part.open:
            gone = await record(work, part, Action.DISSOLVE, CLOCK, {"ended_at": work.now, "until": None, "other": case.id})
            await telling.moved(work, part, gone, Action.DISSOLVE)
