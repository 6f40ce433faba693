"""同一问题: somebody else has seen a case too, and follows it from then on."""

from contextlib import suppress

from cases.casework import rights, telling
from cases.casework.case import Action, Case, Status
from cases.casework.moves.move import Changes
from cases.casework.recording import record
from cases.errors import NotOffered, Over
from cases.outbox import Subject
from cases.people import Person
from cases.work import Work


async def join(work: Work, actor: Person, case_id: int, words: str) -> Case:
    """「同一问题」: one more voice. Enough of them make it urgent, and whoever has it in hand hears of that. Raises Over, or
    NotOffered for who said so before."""
    case = await work.store.cases.get(case_id)
    if not rights.possible(Action.ME_TOO, case):
        raise Over(number=case.number)
    if actor.id == case.reporter or not await work.store.voices.add(case.id, actor.id):
        raise NotOffered
    enough = not case.urgent and case.voices + 1 >= work.district.limits.voices
    said: Changes = {"voices": case.voices + 1} | ({"words": await work.store.words.keep(words)} if words else {})
    after = await record(work, case, Action.ME_TOO, actor, said | ({"urgent": True} if enough else {}))
    await work.store.outbox.refresh(Subject.CASE, case.id)
    if enough:
        await telling.noted(work, after, actor)
    return after


async def moved(work: Work, actor: Person, before: Case, after: Case) -> None:
    """Whoever speaks of what is another case, or is put together with it, follows that one, and once it is apart no more."""
    if after.status is Status.NOT_ACCEPTED and rights.is_resident(after):
        await _follows(work, after)
    elif after.merged_into == before.merged_into:
        return
    elif after.merged_into is not None:
        await _bring(work, actor, after, await work.store.cases.get(after.merged_into))
    elif before.merged_into is not None:
        await _leave(work, actor, after, await work.store.cases.get(before.merged_into))


async def _bring(work: Work, actor: Person, case: Case, into: Case) -> None:
    voices = work.store.voices
    people = dict.fromkeys([case.reporter, *await voices.of(case.id)])
    came = [one for one in people if one != into.reporter and await voices.add(into.id, one, via=case.id)]
    urgent: Changes = {"urgent": True} if case.urgent or into.voices + len(came) >= work.district.limits.voices else {}
    after = await record(work, into, Action.ME_TOO, actor, {"voices": into.voices + len(came), "other": case.id} | urgent)
    await telling.noted(work, after, actor)


async def _leave(work: Work, actor: Person, case: Case, of: Case) -> None:
    gone = await work.store.voices.leave(of.id, via=case.id)
    if of.open:
        await record(work, of, Action.ME_TOO, actor, {"voices": of.voices - gone, "other": None})
    await work.store.outbox.refresh(Subject.CASE, of.id)


async def _follows(work: Work, case: Case) -> None:
    """Who is told that there is such a case already is a voice of that one, as long as it goes on."""
    other = (await work.store.cases.events(case.id))[-1].other
    if other is not None:
        with suppress(Over, NotOffered):
            await join(work, await work.store.people.get(case.reporter), other, "")
