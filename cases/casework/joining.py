"""同一问题: somebody else has seen a case too, and follows it from then on."""

from contextlib import suppress

from cases.casework import history, rights, telling
from cases.casework.case import Action, Case, Status
from cases.casework.moves.merging import with_dispatcher
from cases.casework.moves.move import Changes
from cases.casework.recording import record
from cases.errors import NotOffered, Over
from cases.outbox import Subject
from cases.people import CLOCK, Person
from cases.work import Work


async def join(work: Work, actor: Person, case_id: int, words: str, via: int | None = None) -> Case:
    """「同一问题」: one more voice. Enough of them make it urgent, and whoever has it in hand hears of that. `via`: with a case
    of theirs that is refused for this one. Raises Over, or NotOffered for who said so before."""
    case = await work.store.cases.get(case_id)
    if case.part_of is not None:
        case = await work.store.cases.get(case.part_of)
    if not rights.possible(Action.ME_TOO, case):
        raise Over(number=case.number)
    if actor.id == case.reporter or not await work.store.voices.add(case.id, actor.id, via):
        raise NotOffered
    enough = not case.urgent and case.voices + 1 >= work.district.limits.voices
    said: Changes = {"voices": case.voices + 1} | ({"words": await work.store.words.keep(words)} if words else {})
    after = await record(work, case, Action.ME_TOO, actor, said | ({"urgent": True} if enough else {}))
    await work.store.outbox.refresh(Subject.CASE, case.id)
    if enough:
        await telling.noted(work, after, actor)
    return after


async def moved(work: Work, actor: Person, before: Case, after: Case) -> None:
    """Whoever speaks of what is another case, or is put together with it, follows that one, and once it is apart no more; and
    what is merged into a case goes where that one goes."""
    if after.status is Status.NOT_ACCEPTED and rights.is_resident(after):
        await _follows(work, after)
    elif after.merged_into is not None and before.open:
        await _bring(work, actor, after, await work.store.cases.get(after.merged_into))
    elif after.open and before.status in APART and (other := await _other(work, before)) is not None:
        await _leave(work, actor, after, await work.store.cases.get(other))
    if before.open and not after.open:
        await _take_along(work, actor, after)


APART = (Status.MERGED, Status.NOT_ACCEPTED)


async def _other(work: Work, case: Case) -> int | None:
    """The case as which it was said to be known."""
    if case.merged_into is not None:
        return case.merged_into
    refused = history.last(await work.store.cases.events(case.id), (Action.REFUSE, Action.REFUTE))
    return refused.other if refused else None


async def _bring(work: Work, actor: Person, case: Case, into: Case) -> None:
    voices = work.store.voices
    people = {case.reporter: case.id, **{one: via or case.id for one, via in (await voices.brought(case.id)).items()}}
    came = [one for one, via in people.items() if one != into.reporter and await voices.add(into.id, one, via)]
    urgent: Changes = {"urgent": True} if case.urgent or into.voices + len(came) >= work.district.limits.voices else {}
    after = await record(work, into, Action.ME_TOO, actor, {"voices": into.voices + len(came), "other": case.id} | urgent)
    await telling.noted(work, after, actor)


async def _leave(work: Work, actor: Person, case: Case, of: Case) -> None:
    gone = await work.store.voices.leave(of.id, via=case.id)
    if gone:
        await record(work, of, Action.KEEP_UP, actor, {"voices": max(0, of.voices - gone)})
    await work.store.outbox.refresh(Subject.CASE, of.id)


async def _take_along(work: Work, actor: Person, case: Case) -> None:
    """What was merged into a case is settled with it, goes on as what that one goes on as, or comes back to the dispatcher when
    nothing is done of it."""
    for one in await work.store.cases.merged_into(case.id):
        merged = await work.store.cases.get(one)
        if case.status is Status.CLOSED:
            done: Changes = {"outcome": case.outcome, "cleared_at": case.cleared_at, "ended_at": work.now}
            await record(work, merged, Action.KEEP_UP, CLOCK, done)
            await work.store.outbox.refresh(Subject.CASE, merged.id)
        elif case.merged_into is not None:
            await record(work, merged, Action.KEEP_UP, CLOCK, {"merged_into": case.merged_into, "other": case.merged_into})
            await _leave(work, actor, merged, await work.store.cases.get(case.id))
            await work.store.outbox.refresh(Subject.CASE, merged.id)
        else:
            back = await record(work, merged, Action.SPLIT, CLOCK, {**with_dispatcher(merged), "other": case.id})
            await telling.moved(work, merged, back, Action.SPLIT)


async def _follows(work: Work, case: Case) -> None:
    """Who is told that there is such a case already is a voice of that one, as long as it goes on."""
    other = (await work.store.cases.events(case.id))[-1].other
    if other is not None:
        with suppress(Over, NotOffered):
            await join(work, await work.store.people.get(case.reporter), other, "", via=case.id)
