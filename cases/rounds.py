"""What time makes happen: complaints nobody verified, deadlines passed, promised days come, drafts left lying."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import timedelta

from cases import desk
from cases.drafts import close, overslept
from cases.model import CLOCK, Action, Case, Draft, DraftState
from cases.ports import Letter, Spot, Subject, Voice, Work

BATCH = 100
FORGOTTEN = "forgotten"
LAPSED = "lapsed"
Kind = str
KINDS: tuple[Kind, ...] = (Action.UNVERIFIED.value, Action.OVERDUE.value, Action.RECHECK.value, FORGOTTEN, LAPSED)
"""What time brings about: actions on cases, and drafts left lying. Each is done by itself, so that none stops another."""


async def run(work: Work, kind: Kind, without: Collection[int] = (), most: int = BATCH) -> list[int]:
    """Does what has become due of one kind, at most a batch, but for what is known to fail. Returns what it was done to: cases,
    or drafts; call again until there is nothing."""
    if kind in DRAFTS:
        return [draft.id for draft in await DRAFTS[kind](work)]
    action = Action(kind)
    cases = await due(work, kind, without, most)
    for case in cases:
        await desk.act(work, CLOCK, case.id, case.step, action)
    return [case.id for case in cases]


async def due(work: Work, kind: Kind, without: Collection[int] = (), most: int = BATCH) -> list[Case]:
    return await work.store.cases.due(Action(kind), work.now, work.today, most, without)


async def anything_due(work: Work, kind: Kind, without: Collection[int] = ()) -> bool:
    """Whether `run` would do anything."""
    if kind in DRAFTS:
        return bool(await _left(work, kind, 1))
    return bool(await due(work, kind, without, 1))


async def _left(work: Work, kind: Kind, most: int = BATCH) -> list[Draft]:
    """Open drafts untouched for a day and not asked about yet; or untouched for as long as drafts are kept."""
    if kind is FORGOTTEN:
        return await work.store.drafts.untouched(overslept(work.now), most, reminded=False)
    return await work.store.drafts.untouched(work.now - timedelta(days=work.district.retention.drafts), most, reminded=True)


async def _remind(work: Work) -> list[Draft]:
    found = await _left(work, FORGOTTEN)
    for draft in found:
        await work.store.drafts.save(replace(draft, reminded=True))
        spot = Spot(chat=draft.chat, thread=draft.thread)
        await work.store.outbox.write(Letter(spot=spot, key="draft_left", facts={}))
        await work.store.outbox.show(Subject.DRAFT, draft.id, spot, Voice.LOUD)
    return found


async def _lapse(work: Work) -> list[Draft]:
    found = await _left(work, LAPSED)
    for draft in found:
        await close(work, draft, DraftState.CANCELLED)
    return found


DRAFTS: dict[Kind, Callable[[Work], Awaitable[list[Draft]]]] = {FORGOTTEN: _remind, LAPSED: _lapse}
