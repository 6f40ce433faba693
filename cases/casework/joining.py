"""同一问题: somebody else has seen a case too, and follows it from then on."""

from contextlib import suppress

from cases.casework import rights, telling
from cases.casework.case import Action, Case
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


async def follows(work: Work, case: Case) -> None:
    """Who is told that there is such a case already is a voice of that one, as long as it goes on."""
    other = (await work.store.cases.events(case.id))[-1].other
    if other is not None:
        with suppress(Over, NotOffered):
            await join(work, await work.store.people.get(case.reporter), other, "")
