"""What time makes happen: complaints nobody verified, deadlines passed, promised days come, drafts left lying."""

from collections.abc import Collection
from dataclasses import replace

from cases import desk
from cases.drafts import overslept
from cases.model import CLOCK, Action, Case
from cases.ports import Letter, Spot, Subject, Voice, Work

BATCH = 100
FORGOTTEN = "forgotten"
Kind = str
KINDS: tuple[Kind, ...] = (Action.UNVERIFIED.value, Action.OVERDUE.value, Action.RECHECK.value, FORGOTTEN)
"""What time brings about: actions on cases, and drafts left lying. Each is done by itself, so that none stops another."""


async def run(work: Work, kind: Kind, without: Collection[int] = (), most: int = BATCH) -> list[int]:
    """Does what has become due of one kind, at most a batch, but for what is known to fail. Returns what it was done to: cases,
    or drafts; call again until there is nothing."""
    if kind is FORGOTTEN:
        return await _forgotten(work)
    action = Action(kind)
    cases = await due(work, kind, without, most)
    for case in cases:
        await desk.act(work, CLOCK, case.id, case.step, action)
    return [case.id for case in cases]


async def due(work: Work, kind: Kind, without: Collection[int] = (), most: int = BATCH) -> list[Case]:
    return await work.store.cases.due(Action(kind), work.now, work.today, most, without)


async def anything_due(work: Work, kind: Kind, without: Collection[int] = ()) -> bool:
    """Whether `run` would do anything."""
    if kind is FORGOTTEN:
        return bool(await work.store.drafts.forgotten(overslept(work.now), 1))
    return bool(await due(work, kind, without, 1))


async def _forgotten(work: Work) -> list[int]:
    """A draft left for a day is asked about once."""
    drafts = await work.store.drafts.forgotten(overslept(work.now), BATCH)
    for draft in drafts:
        await work.store.drafts.save(replace(draft, reminded=True))
        spot = Spot(chat=draft.chat, thread=draft.thread)
        await work.store.outbox.write(Letter(spot=spot, key="draft_left", facts={}))
        await work.store.outbox.show(Subject.DRAFT, draft.id, spot, Voice.LOUD)
    return [draft.id for draft in drafts]
