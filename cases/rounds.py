"""What time makes happen: complaints nobody verified, deadlines passed, promised days come, drafts left lying."""

from dataclasses import replace

from cases import desk
from cases.drafts import overslept
from cases.model import CLOCK, Action
from cases.ports import Letter, Spot, Subject, Voice, Work

BATCH = 100
TIMED = (Action.UNVERIFIED, Action.OVERDUE, Action.RECHECK)


async def run(work: Work) -> int:
    """Does what has become due, at most a batch of each kind. Returns how much was done; call again until it is 0."""
    done = 0
    for action in TIMED:
        for case in await work.store.cases.due(action, work.now, BATCH):
            await desk.act(work, CLOCK, case.id, case.step, action)
            done += 1
    return done + await _forgotten(work)


async def anything_due(work: Work) -> bool:
    """Whether `run` would do anything."""
    for action in TIMED:
        if await work.store.cases.due(action, work.now, 1):
            return True
    return bool(await work.store.drafts.forgotten(overslept(work.now), 1))


async def _forgotten(work: Work) -> int:
    """A draft left for a day is asked about once."""
    drafts = await work.store.drafts.forgotten(overslept(work.now), BATCH)
    for draft in drafts:
        await work.store.drafts.save(replace(draft, reminded=True))
        spot = Spot(chat=draft.chat, thread=draft.thread)
        await work.store.outbox.write(Letter(spot=spot, key="draft_left", facts={}))
        await work.store.outbox.show(Subject.DRAFT, draft.id, spot, Voice.LOUD)
    return len(drafts)
